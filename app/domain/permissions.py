"""Who may do what on the desk: one table, read by services and by templates alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import NotPermitted
from app.domain.vocabulary import Role


class Action(StrEnum):
    """What a person can ask for."""

    READ = "read"
    CREATE = "create"
    REVISE = "revise"
    SUBMIT = "submit"
    REQUEST_CHANGES = "request changes to"
    APPROVE = "approve"
    PUBLISH = "publish"
    CORRECT = "correct"
    RETRACT = "retract"
    IMPORT = "import files to"
    HANDLE_REPORTS = "read and answer the readers' reports on"
    MANAGE_USERS = "manage the people of"


@dataclass(frozen=True)
class Actor:
    """The person (or command) who acts. `id` is None for a command."""

    id: int | None
    name: str
    role: Role


@dataclass(frozen=True)
class Facts:
    """What a decision rests on: whose draft it is, who last edited it, and the site's rule on second persons.

    `public` is true where the newest revision is the published one: everybody on the desk may read that.
    """

    own: bool = False
    public: bool = False
    last_edited_by_actor: bool = False
    second_person_required: bool = False


CONTRIBUTOR_MAY = {Action.CREATE, Action.SUBMIT, Action.REVISE, Action.READ}
EDITOR_MAY = CONTRIBUTOR_MAY | {
    Action.REQUEST_CHANGES,
    Action.APPROVE,
    Action.PUBLISH,
    Action.CORRECT,
    Action.RETRACT,
    Action.IMPORT,
    Action.HANDLE_REPORTS,
}
MAY: dict[Role, set[Action]] = {
    Role.CONTRIBUTOR: CONTRIBUTOR_MAY,
    Role.EDITOR: EDITOR_MAY,
    Role.ADMIN: EDITOR_MAY | {Action.MANAGE_USERS},
}


def may(actor: Actor, action: Action, facts: Facts | None = None) -> bool:
    """Tell whether the actor may do this, given the facts (None where there is no record yet)."""
    facts = facts or Facts(own=True)
    if action not in MAY[actor.role]:
        return False
    if action is Action.READ and facts.public:
        return True
    if actor.role is Role.CONTRIBUTOR and action is not Action.CREATE and not facts.own:
        return False
    return not (action is Action.APPROVE and facts.second_person_required and facts.last_edited_by_actor)


def demand(actor: Actor, action: Action, facts: Facts | None = None) -> None:
    """Raise NotPermitted, with the reason in words, unless the actor may."""
    if may(actor, action, facts):
        return
    if action is Action.APPROVE and action in MAY[actor.role]:
        raise NotPermitted("This site asks that somebody other than the last editor approves.")
    raise NotPermitted(f"{'A' if actor.role is Role.CONTRIBUTOR else 'An'} {actor.role} may not {action} this.")
