"""The steps that a subject's state and a person's role allow, for templates."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.permissions import Action, may
from app.domain.vocabulary import State, SubjectKind
from app.domain.workflow import REVIEWED, open_actions
from app.services.batches import CORRECT_NOW, DISCARD, NOW, WITH_EVIDENCE, has_newer_draft
from app.services.finding_check import lacks_of, unseen_evidence
from app.services.publishing import needs_correction
from app.services.revisions import facts_of
from app.storage.models.desk import Finding, Subject
from app.web.desk.reports.about import notice_begun
from app.web.desk.step_words import BUTTONS, NOW_IN_REVIEW
from app.web.people import desk

REASONED = {
    Action.REQUEST_CHANGES: "What should be changed?",
    Action.CORRECT: "What was wrong, and what is right now? Readers will see it.",
    Action.RETRACT: "Why is it retracted? Readers will see it.",
}


class Offered(NamedTuple):
    """A step that may be taken; with a question where it wants a reason, and how that may begin."""

    action: str
    words: str
    question: str | None = None
    begun: str = ""
    seen: str = ""
    """What else the step takes along, each with the version that the person sees."""


def steps_for(subject: Subject) -> list[Offered]:
    """List the steps that this person may take with the subject now."""
    surroundings = desk()
    kind, state = SubjectKind(subject.kind), State(subject.state)
    facts = facts_of(surroundings, subject)
    notice = notice_begun(subject)
    public, said_otherwise = subject.published_seq is not None, needs_correction(surroundings, subject)
    offered = [
        Offered(action, BUTTONS[action], REASONED.get(action), notice if action is Action.CORRECT else "")
        for action in open_actions(kind, state, public=public)
        if may(surroundings.actor, action, facts)
        and (action is not Action.CORRECT or public)
        and (action is not Action.PUBLISH or not said_otherwise)
    ]
    early = kind in REVIEWED and state in {State.DRAFT, State.IN_REVIEW}
    if early and all(may(surroundings.actor, action, facts) for action in (Action.APPROVE, Action.PUBLISH)):
        words = BUTTONS[NOW] if state is State.DRAFT else NOW_IN_REVIEW
        at_once = Offered(NOW, words)
        if said_otherwise or notice:
            at_once = Offered(CORRECT_NOW, f"{words} as a correction", REASONED[Action.CORRECT], notice)
        offered.insert(0, at_once)
    if isinstance(subject, Finding) and any(one.action in {Action.PUBLISH, NOW} for one in offered):
        offered[:0] = _with_evidence(subject)
    if has_newer_draft(subject) and may(surroundings.actor, Action.REVISE, facts):
        offered.append(Offered(DISCARD, BUTTONS[DISCARD]))
    return sorted(offered, key=lambda one: one.question is not None)


def _with_evidence(finding: Finding) -> list[Offered]:
    """Offer to publish a finding with the evidence that readers would not see beside it, where all of it may be."""
    evidence = unseen_evidence(desk(), finding)
    if not evidence or not all(may_publish(one) for one in evidence):
        return []
    pieces = f"{len(evidence)} {'piece' if len(evidence) == 1 else 'pieces'} of evidence"
    seen = " ".join(f"{one.id}:{one.version}" for one in evidence)
    return [Offered(WITH_EVIDENCE, f"Publish with {pieces}", seen=seen)]


def may_publish(subject: Subject) -> bool:
    """Tell whether this person may take all steps that lie before published, at once."""
    return may_take(subject, Action.PUBLISH, NOW)


def may_take(subject: Subject, *actions: str) -> bool:
    """Tell whether this person is offered one of these steps."""
    return any(one.action in actions for one in steps_for(subject))


def may_edit(subject: Subject) -> bool:
    """Tell whether this person may save the subject."""
    surroundings = desk()
    return subject.state != State.RETRACTED and may(surroundings.actor, Action.REVISE, facts_of(surroundings, subject))


def lacking_in(finding: Finding) -> int:
    """Count what stands against publishing a finding that is on its way."""
    if finding.state in {State.PUBLISHED, State.CORRECTED, State.RETRACTED}:
        return 0
    return len(lacks_of(desk(), finding))
