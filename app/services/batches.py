"""Several steps at one click, each kept and each asking for its own permission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.domain.errors import MovedOn, Rejected
from app.domain.permissions import Action, demand, may
from app.domain.vocabulary import State
from app.services.desk import Desk
from app.services.finding_check import unseen_evidence
from app.services.ledger import queue_up
from app.services.publishing import publish
from app.services.revisions import facts_of, fields_at, load, restore, snapshot, write_step
from app.services.workflow import bring_to_approved, submit
from app.storage.models.desk import Capture, Evidence, Finding, Observation, Statement, Step, Subject
from app.storage.queries.desk.captures import new_evidence, new_records

NOW, CORRECT_NOW, WITH_EVIDENCE, DISCARD = "publish now", "correct now", "publish with evidence", "discard the draft"
"""The names of these batches, beside the single steps."""
PUBLIC = (State.PUBLISHED, State.CORRECTED)


def publish_now(desk: Desk, subject_id: str, reason: str = "") -> int:
    """Take every step that still lies before published. Return the ledger's sequence number."""
    queue_up(desk.session)
    bring_to_approved(desk, subject_id, reason)
    return publish(desk, subject_id, reason=reason)


def correct_now(desk: Desk, subject_id: str, notice: str) -> int:
    """Take every step that still lies before approved, and publish it with a notice of what was wrong."""
    queue_up(desk.session)
    bring_to_approved(desk, subject_id)
    return publish(desk, subject_id, correction=notice)


def publish_with_evidence(desk: Desk, finding_id: str, reason: str, seen: Mapping[str, int]) -> int:
    """Publish a finding and all evidence on its record that readers would not see beside it, in one entry.

    Every step that still lies before is taken with each of them. `seen` maps the evidence that the person saw to its
    version: raise MovedOn, naming it, where there is other evidence by now. Return the ledger's sequence number.
    """
    queue_up(desk.session)
    finding = load(desk, Subject, finding_id, lock=True)
    demand(desk.actor, Action.PUBLISH, facts_of(desk, finding))
    if not isinstance(finding, Finding):
        raise Rejected("Only a finding is published with the evidence beside it.")
    evidence = [load(desk, Evidence, one.id, lock=True) for one in unseen_evidence(desk, finding)]
    if moved := [one.name for one in evidence if seen.get(one.id) != one.version]:
        raise MovedOn(moved)
    for one in evidence:  # approved first, it goes out in the same entry as the finding
        bring_to_approved(desk, one.id, reason)
    return publish_now(desk, finding.id, reason)


def discard_draft(desk: Desk, subject_id: str, reason: str = "") -> Subject:
    """Give up what was edited since a subject was published: what readers see is its newest revision again.

    The draft stays in the history. Raise Rejected where there is no such draft, or where other records speak of a
    commitment that it alone holds.
    """
    subject = load(desk, Subject, subject_id, lock=True)
    demand(desk.actor, Action.REVISE, facts_of(desk, subject))
    public = subject.published_version
    if not has_newer_draft(subject) or public is None:
        raise Rejected("Readers see its newest revision; there is no draft to discard.")
    _demand_nothing_on_draft(
        desk, subject, {one["id"] for one in fields_at(desk, subject.id, public).get("commitments", ())}
    )
    restore(desk, subject, public, subject.version)
    if snapshot(subject) != fields_at(desk, subject.id, public):
        raise Rejected(f"Revision {public} can't be had back whole; edit the draft instead.")
    last = select(Step.to_state).where(Step.subject_id == subject.id, Step.to_state.in_(PUBLIC))
    state = desk.session.scalars(last.order_by(Step.id.desc())).first()
    said = f"the draft was discarded: {reason.strip()}" if reason.strip() else "the draft was discarded"
    write_step(desk, subject, State(state or State.PUBLISHED), said)
    subject.approved_version = subject.published_version = subject.version
    desk.session.flush()
    return subject


def has_newer_draft(subject: Subject) -> bool:
    """Tell whether a public subject was edited since. What a capture holds is taken back one by one instead."""
    edited = subject.published_version is not None and subject.published_version != subject.version
    return edited and subject.state != State.RETRACTED and not isinstance(subject, Capture)


def submit_records(desk: Desk, capture_id: str) -> int:
    """Ask for review of a capture's records, and the evidence attached to them, that are drafts still.

    Return how many. What this person may not see, or submit, is left as it is.
    """
    capture = load(desk, Capture, capture_id, lock=True)
    drafts = [
        one
        for find in (new_records, new_evidence)
        for one in find(desk.session, capture.id, Subject.state == State.DRAFT)
        if may(desk.actor, Action.SUBMIT, facts_of(desk, one))
    ]
    for one in drafts:
        submit(desk, one.id)
    return len(drafts)


def publish_capture(desk: Desk, capture_id: str, *, with_records: bool, seen: Mapping[str, int] | None = None) -> int:
    """Publish a capture, if it changed since, with those of its records and their evidence that never were.

    Return how many were published. `seen` maps what the person saw to its version (None: whatever there is). Raise
    MovedOn, naming them, where other records, or newer revisions of these, would be published.
    """
    queue_up(desk.session)
    capture = load(desk, Capture, capture_id, lock=True)
    records = [one.id for one in new_records(desk.session, capture.id)] if with_records else []
    evidence = [one.id for one in new_evidence(desk.session, capture.id)] if with_records else []
    if seen is not None:
        wanted = [capture, *(load(desk, Subject, one, lock=True) for one in [*records, *evidence])]
        if moved := [one.name for one in wanted if seen.get(one.id) != one.version]:
            raise MovedOn(moved)
    published = 0
    if capture.state == State.DRAFT:
        publish(desk, capture.id)
        published += 1
    for one in evidence:  # approved first, it goes out in the same entry as its record
        bring_to_approved(desk, one)
    for one in [*_parents_first(desk, records), *evidence]:
        publish_now(desk, one)
        published += 1
    return published


def _parents_first(desk: Desk, ids: Sequence[str]) -> list[str]:
    """Put a safeguard before those that are nested in it, and leave the rest in their order."""
    parents = dict(desk.session.execute(select(Statement.id, Statement.parent_id).where(Statement.id.in_(ids))).all())

    def depth(one: str | None) -> int:
        return 1 + depth(parents[one]) if one in parents else 0

    return sorted(ids, key=depth)


def _demand_nothing_on_draft(desk: Desk, subject: Subject, kept: set[str]) -> None:
    """Raise Rejected where an observation or evidence speaks of a commitment that is not among those kept."""
    new = {row.id: row.text for row in getattr(subject, "commitment_rows", ()) if row.id not in kept}
    for column in (Observation.commitment_id, Evidence.commitment_id):
        spoken_of = desk.session.scalars(select(column).where(column.in_(new))).first()
        if spoken_of is not None:
            raise Rejected(
                f"The draft holds “{new[spoken_of]}”, of which another record speaks; it can't be discarded."
            )
