"""The states of a subject and the steps between them: one table."""

from __future__ import annotations

from app.domain.errors import Rejected
from app.domain.permissions import Action
from app.domain.vocabulary import State, SubjectKind

REVIEWED = frozenset(
    {
        SubjectKind.PAIR,
        SubjectKind.SAFEGUARD,
        SubjectKind.CONCERN,
        SubjectKind.EVIDENCE,
        SubjectKind.FINDING,
        SubjectKind.REPLY,
        SubjectKind.OBSERVATION,
    }
)
"""The kinds that are reviewed and approved; the others go from draft to published by an editor."""

STEPS: dict[tuple[State, Action], State] = {
    (State.DRAFT, Action.SUBMIT): State.IN_REVIEW,
    (State.IN_REVIEW, Action.REQUEST_CHANGES): State.DRAFT,
    (State.IN_REVIEW, Action.APPROVE): State.APPROVED,
    (State.APPROVED, Action.PUBLISH): State.PUBLISHED,
    (State.APPROVED, Action.CORRECT): State.CORRECTED,
    (State.PUBLISHED, Action.RETRACT): State.RETRACTED,
    (State.CORRECTED, Action.RETRACT): State.RETRACTED,
    (State.DRAFT, Action.RETRACT): State.RETRACTED,
    (State.IN_REVIEW, Action.RETRACT): State.RETRACTED,
    (State.APPROVED, Action.RETRACT): State.RETRACTED,
    (State.DRAFT, Action.REVISE): State.DRAFT,
    (State.IN_REVIEW, Action.REVISE): State.DRAFT,
    (State.APPROVED, Action.REVISE): State.DRAFT,
    (State.PUBLISHED, Action.REVISE): State.DRAFT,
    (State.CORRECTED, Action.REVISE): State.DRAFT,
}
UNREVIEWED_STEPS: dict[tuple[State, Action], State] = {
    (State.DRAFT, Action.PUBLISH): State.PUBLISHED,
    (State.PUBLISHED, Action.RETRACT): State.RETRACTED,
    (State.DRAFT, Action.RETRACT): State.RETRACTED,
    (State.DRAFT, Action.REVISE): State.DRAFT,
    (State.PUBLISHED, Action.REVISE): State.DRAFT,
}


def next_state(kind: SubjectKind, state: State, action: Action) -> State:
    """Return the state that the action leads to. Raise Rejected, in words, where there is no such step."""
    steps = STEPS if kind in REVIEWED else UNREVIEWED_STEPS
    try:
        return steps[state, action]
    except KeyError:
        told = "a draft" if state is State.DRAFT else state
        raise Rejected(f"This {kind} is {told} and can't be {PAST[action]}; {_hint(kind, state)}") from None


def open_actions(kind: SubjectKind, state: State, *, public: bool = False) -> list[Action]:
    """List the steps that lead on from a state, other than editing, in their natural order.

    What is `public`, in whatever revision, can be retracted while a newer draft of it is open.
    """
    steps = STEPS if kind in REVIEWED else UNREVIEWED_STEPS
    return [
        action
        for (start, action) in steps
        if start is state and action is not Action.REVISE and (public or action is not Action.RETRACT)
    ]


PAST = {
    Action.SUBMIT: "submitted",
    Action.REQUEST_CHANGES: "sent back",
    Action.APPROVE: "approved",
    Action.PUBLISH: "published",
    Action.CORRECT: "corrected",
    Action.RETRACT: "retracted",
    Action.REVISE: "edited",
}


def _hint(kind: SubjectKind, state: State) -> str:
    actions = open_actions(kind, state)
    if not actions:
        return "nothing further can be done with it."
    return "it can be " + " or ".join(PAST[action] for action in actions) + "."
