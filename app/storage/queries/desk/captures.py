"""Captures on the desk, their proposals and their wordings."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, defer, joinedload, load_only

from app.domain.permissions import Actor
from app.domain.vocabulary import State
from app.storage.models.desk import Capture, Evidence, Proposal, Statement, Subject, Wording
from app.storage.queries.desk.visibility import visible_to

LISTED = (Capture.captured, Capture.number, Capture.page_id, Capture.title, Capture.created_at, Capture.state)
NEVER_PUBLIC = (Subject.published_seq.is_(None), Subject.state != State.RETRACTED)
KINDS = ("pair", "concern", "safeguard")


def captures_of_page(session: Session, actor: Actor, page_id: str) -> Sequence[Capture]:
    """List a page's captures, newest first, without their texts."""
    query = select(Capture).options(load_only(*LISTED)).where(visible_to(actor), Capture.page_id == page_id)
    return session.scalars(query.order_by(Capture.captured.desc(), Capture.number.desc())).all()


def proposals_of(session: Session, capture_id: str) -> list[Proposal]:
    """List a capture's proposals: pairs, concerns, safeguards, each in the order of the page."""
    rows = session.scalars(select(Proposal).where(Proposal.capture_id == capture_id).order_by(Proposal.position))
    return sorted(rows, key=lambda row: (KINDS.index(row.kind), row.position))


def statements_of_page(session: Session, actor: Actor, page_id: str) -> Sequence[Statement]:
    """List a page's pairs, safeguards and concerns, by kind and title."""
    query = select(Statement).where(visible_to(actor), Statement.page_id == page_id)
    return session.scalars(query.order_by(Statement.kind, Statement.title)).all()


def statements_of_capture(session: Session, actor: Actor, capture_id: str) -> Sequence[Statement]:
    """List what has a wording in a capture, in the order of the page."""
    query = (
        select(Statement)
        .join(Wording, Wording.subject_id == Statement.id)
        .where(visible_to(actor), Wording.capture_id == capture_id)
        .order_by(Wording.position)
    )
    return session.scalars(query).all()


def evidence_of_capture(session: Session, actor: Actor, capture_id: str) -> Sequence[Evidence]:
    """List the evidence of what has a wording in a capture, in the order of the page; its sources are loaded."""
    query = (
        select(Evidence)
        .options(joinedload(Evidence.source))
        .join(Wording, Wording.subject_id == Evidence.statement_id)
        .where(visible_to(actor), Wording.capture_id == capture_id)
        .order_by(Wording.position, Evidence.created_at, Evidence.id)
    )
    return session.scalars(query).all()


def new_records(session: Session, capture_id: str, *seen: ColumnElement[bool]) -> Sequence[Statement]:
    """List what has words in a capture and was never published, in the order of the page; `seen` narrows it."""
    query = (
        select(Statement)
        .join(Wording, Wording.subject_id == Statement.id)
        .where(Wording.capture_id == capture_id, *NEVER_PUBLIC, *seen)
        .order_by(Wording.position)
    )
    return session.scalars(query).all()


def new_evidence(session: Session, capture_id: str, *seen: ColumnElement[bool]) -> Sequence[Evidence]:
    """List the evidence, never published, of what has words in a capture, in the order of the page."""
    query = (
        select(Evidence)
        .join(Wording, Wording.subject_id == Evidence.statement_id)
        .where(Wording.capture_id == capture_id, *NEVER_PUBLIC, *seen)
        .order_by(Wording.position, Evidence.created_at, Evidence.id)
    )
    return session.scalars(query).all()


def wordings_of(session: Session, actor: Actor, subject_id: str) -> list[tuple[Wording, Capture]]:
    """List a statement's wordings with their captures, newest first; those of retracted captures are left out."""
    query = (
        select(Wording, Capture)
        .join(Capture, Wording.capture_id == Capture.id)
        .where(visible_to(actor), Wording.subject_id == subject_id, Capture.state != State.RETRACTED)
        .order_by(Capture.captured.desc(), Capture.number.desc())
    )
    return [(wording, capture) for wording, capture in session.execute(query).all()]


def words_before(
    session: Session, actor: Actor, capture: Capture, subject_ids: Collection[str]
) -> dict[str, tuple[Wording, Capture]]:
    """Map records to their newest wording before a capture; where all are later, to the oldest of those."""
    query = (
        select(Wording, Capture)
        .join(Capture, Wording.capture_id == Capture.id)
        .options(defer(Capture.text), defer(Capture.extracted), defer(Capture.warnings))
        .where(visible_to(actor), Wording.subject_id.in_(subject_ids), Capture.id != capture.id)
        .where(Capture.state != State.RETRACTED)
        .order_by(Capture.captured.desc(), Capture.number.desc())
    )
    here = (str(capture.captured), capture.number)
    found: dict[str, tuple[Wording, Capture]] = {}
    for wording, other in session.execute(query).all() if subject_ids else ():
        known = found.get(wording.subject_id)
        if known is None or (str(known[1].captured), known[1].number) >= here:
            found[wording.subject_id] = (wording, other)
    return found
