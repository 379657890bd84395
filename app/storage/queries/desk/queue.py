"""The queue's lists of records on their way to the public, and of captures with open proposals.

Each list is a page at most, cut by keyset, and its count. A row is read with all that names it in one statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.domain.errors import Rejected
from app.domain.permissions import Actor
from app.domain.vocabulary import State, SubjectKind
from app.domain.workflow import REVIEWED
from app.storage.models.desk import (
    Agency,
    Capture,
    Commitment,
    Evidence,
    Finding,
    Link,
    Observation,
    Page,
    Proposal,
    Reply,
    Source,
    Statement,
    Subject,
    Topic,
    Wording,
)
from app.storage.queries.desk.visibility import visible_to

BROKEN = "The address of this part of the queue is not whole; begin at the first page."


class Waiting(StrEnum):
    """The lists of records, by what they wait for."""

    DRAFTS = "drafts"
    REVIEW = "review"
    APPROVED = "approved"
    CAPTURES = "captures"


class Key(NamedTuple):
    """A row's place in its list: what the list is ordered by, and the row's id."""

    first: str
    second: str


class Cut(NamedTuple):
    """Which part of a list: at most so many rows, those behind a place, those of this person alone."""

    limit: int
    after: Key | None = None
    mine: bool = False


class Work(NamedTuple):
    """A record in the queue: what it is called, what it belongs to, and the version that is seen."""

    id: str
    kind: str
    state: str
    version: int
    public: bool
    name: str
    parent_kind: str | None
    parent_id: str | None
    parent: str | None
    updated_at: datetime
    key: Key


class Proposed(NamedTuple):
    """A capture with its number of open proposals."""

    id: str
    name: str
    open: int
    created_at: datetime
    key: Key


def works(session: Session, actor: Actor, waiting: Waiting, cut: Cut) -> list[Work]:
    """List the records that wait: drafts by their newest edit, all else the longest waiting first."""
    newest_first = waiting is Waiting.DRAFTS
    query = _named(select(Subject.id), actor).where(*_waiting(actor, waiting, mine=cut.mine))
    if cut.after is not None:
        place = (moment_of(cut.after), cut.after.second)
        query = query.where(behind(Subject.updated_at, Subject.id, place, descending=newest_first))
    order = (Subject.updated_at, Subject.id)
    query = query.order_by(*(column.desc() if newest_first else column.asc() for column in order)).limit(cut.limit)
    return [_work(row) for row in session.execute(query)]


def count_of_works(session: Session, actor: Actor, waiting: Waiting, *, mine: bool) -> int:
    """Count the records that wait."""
    query = select(func.count(Subject.id)).where(*_waiting(actor, waiting, mine=mine))
    return session.scalar(query) or 0


def proposed(session: Session, actor: Actor, cut: Cut) -> list[Proposed]:
    """List the captures that hold open proposals, newest first."""
    counted, page = _open_proposals().subquery(), Page.__table__
    query = (
        select(Capture.id, page.c.title, Capture.captured, counted.c.number, Capture.created_at)
        .join(counted, counted.c.capture_id == Capture.id)
        .join(page, page.c.id == Capture.page_id)
        .where(visible_to(actor), *([is_of(actor)] if cut.mine else []))
    )
    if cut.after is not None:
        place = (moment_of(cut.after), cut.after.second)
        query = query.where(behind(Capture.created_at, Capture.id, place, descending=True))
    rows = session.execute(query.order_by(Capture.created_at.desc(), Capture.id.desc()).limit(cut.limit))
    return [
        Proposed(id_, f"{title}, {captured.spoken}", number, at, Key(at.isoformat(), id_))
        for id_, title, captured, number, at in rows
    ]


def count_of_proposed(session: Session, actor: Actor, *, mine: bool) -> int:
    """Count the captures that hold open proposals."""
    query = select(func.count(Capture.id)).where(visible_to(actor), Capture.id.in_(_open_captures()))
    return session.scalar(query.where(*([is_of(actor)] if mine else []))) or 0


def is_of(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on subjects that this person began or last edited."""
    return or_(Subject.created_by == actor.id, Subject.updated_by == actor.id)


def behind(first: Any, second: Any, place: tuple[Any, Any], *, descending: bool = False) -> ColumnElement[bool]:
    """Return the condition on rows behind a place in the order of two columns."""
    if descending:
        return or_(first < place[0], and_(first == place[0], second < place[1]))
    return or_(first > place[0], and_(first == place[0], second > place[1]))


def moment_of(key: Key) -> datetime:
    """Read the moment, with its zone, that a list is ordered by. Raise Rejected for a place that is none."""
    try:
        moment = datetime.fromisoformat(key.first)
    except ValueError:
        raise Rejected(BROKEN) from None
    if moment.tzinfo is None:
        raise Rejected(BROKEN)
    return moment


def _waiting(actor: Actor, waiting: Waiting, *, mine: bool) -> list[ColumnElement[bool]]:
    conditions = [visible_to(actor), *([is_of(actor)] if mine else [])]
    if waiting is Waiting.DRAFTS:
        return [*conditions, Subject.state == State.DRAFT]
    if waiting is Waiting.REVIEW:
        return [*conditions, Subject.state == State.IN_REVIEW]
    if waiting is Waiting.APPROVED:
        return [*conditions, Subject.state == State.APPROVED, Subject.kind.in_(REVIEWED)]
    worded = select(Wording.capture_id)
    return [
        *conditions,
        Subject.kind == SubjectKind.CAPTURE,
        Subject.state == State.DRAFT,
        Subject.id.in_(worded),
    ]


def _open_captures() -> Select[str]:
    return select(Proposal.capture_id).where(Proposal.state == "open")


def _open_proposals() -> Select[str, int]:
    counted = select(Proposal.capture_id, func.count().label("number")).where(Proposal.state == "open")
    return counted.group_by(Proposal.capture_id)


def _named(query: Select[Any], actor: Actor) -> Select[Any]:
    """Select what names a subject of any kind, and what it belongs to, as columns.

    What it belongs to is not named to who may not see that as it is.
    """
    agency, topic, source, page = (one.__table__ for one in (Agency, Topic, Source, Page))
    statement, capture, evidence = (one.__table__ for one in (Statement, Capture, Evidence))
    finding, reply, observation, link = (one.__table__ for one in (Finding, Reply, Observation, Link))
    commitment = Commitment.__table__
    cited, of_page = source.alias("cited"), page.alias("of_page")
    replied, parent, target = finding.alias("replied"), statement.alias("parent"), statement.alias("target")
    parent_subject = Subject.__table__.alias("parent_subject")
    parent_id = func.coalesce(
        evidence.c.statement_id,
        finding.c.statement_id,
        replied.c.statement_id,
        commitment.c.subject_id,
        link.c.from_id,
    )
    query = query.add_columns(
        Subject.kind,
        Subject.state,
        Subject.version,
        Subject.published_seq,
        Subject.updated_at,
        func.coalesce(agency.c.title, topic.c.title, source.c.title, page.c.title, statement.c.title).label("title"),
        cited.c.title.label("cited"),
        evidence.c.stance,
        finding.c.claim_reviewed,
        reply.c.author,
        observation.c.result,
        observation.c.observed,
        link.c.relation,
        target.c.title.label("target"),
        of_page.c.title.label("of_page"),
        capture.c.captured,
        parent_subject.c.kind.label("parent_kind"),
        parent.c.id.label("parent_id"),
        case((visible_to(actor, parent_subject.c), parent.c.title)).label("parent"),
    ).select_from(Subject)
    for table in (agency, topic, source, page, statement, capture, evidence, finding, reply, observation, link):
        query = query.outerjoin(table, table.c.id == Subject.id)
    return (
        query.outerjoin(cited, cited.c.id == evidence.c.source_id)
        .outerjoin(replied, replied.c.id == reply.c.finding_id)
        .outerjoin(commitment, commitment.c.id == observation.c.commitment_id)
        .outerjoin(target, target.c.id == link.c.to_id)
        .outerjoin(of_page, of_page.c.id == capture.c.page_id)
        .outerjoin(parent, parent.c.id == parent_id)
        .outerjoin(parent_subject, parent_subject.c.id == parent.c.id)
    )


def _work(row: Row[Any]) -> Work:
    return Work(
        id=row.id,
        kind=row.kind,
        state=row.state,
        version=row.version,
        public=row.published_seq is not None,
        name=_name(row),
        parent_kind=row.parent_kind,
        parent_id=row.parent_id,
        parent=row.parent,
        updated_at=row.updated_at,
        key=Key(row.updated_at.isoformat(), row.id),
    )


def _name(row: Row[Any]) -> str:
    """Name a subject as its model does."""
    names: dict[str, Sequence[object]] = {
        SubjectKind.EVIDENCE: (row.cited, f"({row.stance})"),
        SubjectKind.FINDING: (row.claim_reviewed,),
        SubjectKind.REPLY: ("Reply of", row.author),
        SubjectKind.OBSERVATION: (f"{row.result},", row.observed and row.observed.spoken),
        SubjectKind.LINK: (row.relation, f"“{row.target}”"),
        SubjectKind.CAPTURE: (f"{row.of_page},", row.captured and row.captured.spoken),
    }
    return " ".join(map(str, names.get(row.kind, (row.title,))))
