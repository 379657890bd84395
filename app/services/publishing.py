"""Publish, correct, retract: the steps that append to the ledger and bring the library up to it."""

from __future__ import annotations

from sqlalchemy import select

from app.domain.errors import Rejected
from app.domain.permissions import Action, demand
from app.domain.records import Record, RetractionRecord
from app.domain.vocabulary import Event, State, SubjectKind
from app.domain.workflow import REVIEWED, next_state
from app.services import ledger, library
from app.services.desk import Desk
from app.services.finding_check import demand_reviewable
from app.services.freezing import freeze, freeze_again, retraction_reason
from app.services.grounds import demand_none, lacking_words, public_wordings
from app.services.revisions import facts_of, fields_at, load, nothing_in, snapshot, write_step
from app.storage.models.desk import (
    Agency,
    Capture,
    Correction,
    Evidence,
    Finding,
    Link,
    Observation,
    Page,
    Reply,
    Source,
    Statement,
    Subject,
    Topic,
)

FINDING_SAYS = ("claim_reviewed", "verdict", "reasoning")


def publish(desk: Desk, subject_id: str, *, reason: str = "", correction: str | None = None) -> int:
    """Publish a subject's approved revision; with `correction` (a notice in words) as the mending of our own error.

    A child (evidence, finding, reply, observation, link) is published by freezing its parent anew. What the record
    rests on and needs no approval (agency, page, sources, topics) is published with it. Return the entry's sequence
    number. Raise NotPermitted, or Rejected where the subject is not approved or its parent not public.
    """
    ledger.queue_up(desk.session)
    subject = load(desk, Subject, subject_id, lock=True)
    action = Action.CORRECT if correction is not None else Action.PUBLISH
    demand(desk.actor, action, facts_of(desk, subject))
    if _went_along(subject) and correction is None and subject.published_seq is not None:
        return subject.published_seq
    if correction is not None and not correction.strip():
        raise Rejected("Say what was wrong and what is right now; readers will see it.", "correction")
    if correction is not None and subject.published_seq is None:
        raise Rejected("It was never published, so there is nothing to correct; publish it instead.", "correction")
    state = next_state(SubjectKind(subject.kind), State(subject.state), action)
    if correction is None and needs_correction(desk, subject):
        raise Rejected(
            "Readers have seen another verdict or reasoning in this finding; say in a correction what was wrong.",
            "correction",
        )
    parent = parent_of(desk, subject)
    if parent is not subject and parent.published_seq is None:
        raise Rejected(f"Publish the {parent.kind} “{parent.name}” first; this belongs to it.")
    if subject.kind not in REVIEWED:
        subject.approved_version = subject.version
    write_step(desk, subject, state, reason or correction or "")
    if correction is not None:
        desk.session.add(Correction(id=desk.new_id(), subject_id=parent.id, text=correction.strip(), at=desk.now))
    desk.session.flush()
    return _freeze(desk, parent, subject, Event.CORRECTED if correction is not None else Event.PUBLISHED)


def retract(desk: Desk, subject_id: str, reason: str) -> int:
    """Take back what was published, for a reason that readers see. Its address stays, under a notice."""
    ledger.queue_up(desk.session)
    subject = load(desk, Subject, subject_id, lock=True)
    demand(desk.actor, Action.RETRACT, facts_of(desk, subject))
    if not reason.strip():
        raise Rejected("Say why it is retracted; readers will see it.", "reason")
    if subject.published_seq is None:
        raise Rejected("It was never published, so there is nothing to retract.")
    write_step(
        desk, subject, next_state(SubjectKind(subject.kind), State(subject.state), Action.RETRACT), reason.strip()
    )
    subject.approved_version = subject.published_version  # an approval that was not used will not be
    desk.session.flush()
    parent = parent_of(desk, subject)
    if parent is subject:
        return _append_retraction(desk, subject)
    seq = _freeze_without(desk, parent)
    return _append_retraction(desk, parent) if parent.state == State.RETRACTED else seq


def _freeze_without(desk: Desk, parent: Subject) -> int:
    """Publish what readers have of a record once more, less the child that was retracted; nothing else goes along."""
    assert isinstance(parent, Statement)  # noqa: S101  # no other kind has children
    record, children = freeze_again(desk, parent)
    seq = _append(desk, parent, record, Event.CORRECTED)
    for one in [parent, *children]:
        one.published_seq = seq
    desk.session.flush()
    return seq


def _append_retraction(desk: Desk, subject: Subject) -> int:
    """Tell readers that a record is retracted, and why: also anew, where a child of it was taken back since."""
    record = RetractionRecord(id=subject.id, kind=subject.kind, reason=retraction_reason(desk, subject))
    return _append(desk, subject, record, Event.RETRACTED)


def _went_along(subject: Subject) -> bool:
    """Tell whether its newest revision is public already, as when a record that holds it was published meanwhile."""
    return subject.state == State.PUBLISHED and subject.published_version == subject.version


def needs_correction(desk: Desk, subject: Subject) -> bool:
    """Tell whether a public finding says something else now: nobody rewrites a finding quietly."""
    if not isinstance(subject, Finding) or subject.published_version is None:
        return False
    now = snapshot(subject)
    then = fields_at(desk, subject.id, subject.published_version)
    return any(now[name] != then[name] for name in FINDING_SAYS)


def _demand_no_rewriting(desk: Desk, children: list[Subject], subject: Subject) -> None:
    """Raise Rejected where another public finding would change with this publication, unsaid."""
    for one in children:
        if one is subject or not isinstance(one, Finding) or one.published_version in {None, one.approved_version}:
            continue
        now, then = (fields_at(desk, one.id, version or 0) for version in (one.approved_version, one.published_version))
        if any(now[name] != then[name] for name in FINDING_SAYS):
            raise Rejected(f"The finding “{one.name}” was changed and awaits its correction; publish that first.")


def parent_of(desk: Desk, subject: Subject) -> Subject:
    """Return the subject whose record holds this one: itself, unless it is a child."""
    if isinstance(subject, Evidence | Finding):
        return subject.statement
    if isinstance(subject, Reply):
        return subject.finding.statement
    if isinstance(subject, Observation):
        return load(desk, Statement, subject.commitment.subject_id)
    if isinstance(subject, Link):
        return load(desk, Statement, subject.from_id)
    return subject


def _freeze(desk: Desk, parent: Subject, subject: Subject, event: Event) -> int:
    if parent.state == State.RETRACTED:
        raise Rejected(nothing_in(parent))
    _publish_grounds(desk, parent)
    _number_findings(desk, parent)
    record, children = freeze(desk, parent)
    _demand_held(parent, children, subject)
    _demand_no_rewriting(desk, children, subject)
    for one in children:
        if isinstance(one, Finding) and one.state != State.RETRACTED and one.published_version != one.approved_version:
            demand_reviewable(desk, one)
    _publish_sources(desk, record)
    seq = _append(desk, parent, record, event, parent.approved_version)
    for one in [parent, *children]:
        _mark(desk, one, seq)
    desk.session.flush()
    return seq


def _number_findings(desk: Desk, parent: Subject) -> None:
    """Give findings that go public for the first time the next numbers, so that an address tells of no draft.

    A draft that had the number takes the finding's: until it is public, a number is nobody's address.
    """
    found = list(desk.session.scalars(select(Finding).where(Finding.statement_id == parent.id)))
    last = max((one.number for one in found if one.published_seq is not None), default=0)
    new = [one for one in found if one.published_seq is None and one.approved_version is not None]
    for number, finding in enumerate(sorted(new, key=lambda one: (one.created_at, one.id)), last + 1):
        holder = next((one for one in found if one.number == number), finding)
        given = [(holder, finding.number), (finding, number)] if holder is not finding else []
        for one, its_number in [(finding, 0), *given] if given else given:
            one.number = its_number
            desk.session.flush()


def _demand_held(parent: Subject, children: list[Subject], subject: Subject) -> None:
    """Raise Rejected where the record does not hold what is to be published with it."""
    if subject is parent or subject in children:
        return
    if isinstance(subject, Reply):
        raise Rejected(f"Publish the finding “{subject.finding.name}” first; this belongs to it.")
    raise Rejected(f"It speaks of a commitment that stands in a draft of “{parent.name}” alone; publish that first.")


def _mark(desk: Desk, subject: Subject, seq: int) -> None:
    """Note on the desk what the ledger now holds; an approved revision that went along is published too."""
    subject.published_version, subject.published_seq = subject.approved_version, seq
    subject.published_at = subject.published_at or desk.now
    if subject.state == State.APPROVED:
        write_step(desk, subject, State.PUBLISHED, "published with its record")


def _append(desk: Desk, subject: Subject, record: Record, event: Event, version: int | None = None) -> int:
    entry = ledger.append(
        desk.session,
        record=record,
        event=event,
        kind=subject.kind,
        version=version or subject.published_version or subject.version,
        at=desk.now,
        salt=desk.new_salt(),
    )
    library.apply(desk.session, entry, record)
    return entry.seq


def _publish_grounds(desk: Desk, subject: Subject) -> None:
    """Publish what a record can't stand without, and demand what needs an editor's own decision."""
    if isinstance(subject, Page):
        _publish_plain(desk, Agency, [subject.agency_id])
    if isinstance(subject, Capture):
        _publish_plain(desk, Page, [subject.page_id])
    if not isinstance(subject, Statement):
        return
    _publish_plain(desk, Page, [subject.page_id])
    demand_none(lacking_words(public_wordings(desk, subject.id), subject))
    parent_id = fields_at(desk, subject.id, subject.approved_version or 0).get("parent_id")
    if parent_id is not None:
        parent = load(desk, Statement, parent_id)
        if parent.published_seq is None:
            raise Rejected(f"Publish the {parent.kind} “{parent.name}” first; this is part of it.")


def _publish_sources(desk: Desk, record: Record) -> None:
    """Publish the sources and topics that the record names; refuse a link to what is not public."""
    sources = {one.source for one in getattr(record, "evidence", ())}
    sources |= {one.source for each in getattr(record, "commitments", ()) for one in each.observations if one.source}
    claimant = getattr(record, "claimant", None)
    if claimant is not None and claimant.source:
        sources.add(claimant.source)
    _publish_plain(desk, Source, sorted(sources))
    _publish_plain(desk, Topic, getattr(record, "topics", ()))
    for link in getattr(record, "links", ()):
        target = load(desk, Statement, link.to)
        if target.published_seq is None:
            raise Rejected(f"The link leads to “{target.name}”, which is not published; publish that first.")


def _publish_plain(desk: Desk, kind: type[Subject], ids: list[str] | tuple[str, ...]) -> None:
    for one in ids:
        subject = load(desk, kind, one)
        if subject.published_seq is None:
            publish(desk, subject.id, reason="published with what rests on it")
