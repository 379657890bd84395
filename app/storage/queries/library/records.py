"""Lists of records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    and_,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.storage.aliases import alias_of
from app.storage.kept import kept
from app.storage.models.library import LibraryFinding, LibraryRecord, LibraryReference, LibraryTally, LibraryWording
from app.storage.queries.library.subjects import Named

EVER = "9999"  # sorts after every moment, in every collation
BY_TITLE = (LibraryRecord.opening, LibraryRecord.id)


class Listed(NamedTuple):
    """A record in a list, with its page, its count of findings and the words of its newest wording.

    `total` counts the records of its kind, those that are left out too.
    """

    id: str
    kind: str
    slug: str
    title: str
    retracted: str | None
    page_id: str | None
    page_title: str | None
    agency_id: str | None
    agency_title: str | None
    findings: int
    claim: str | None
    rebuttal: str | None
    claim_label: str | None
    rebuttal_label: str | None
    captured: str | None
    language: str | None
    total: int


def entrances(session: Session) -> list[tuple[Named, int]]:
    """Return all agencies and topics with how many records belong to each, by name; kept until something is published.

    What belongs to them is counted once for all of them.
    """
    return kept(session, "entrances", lambda: _entrances(session))


def _entrances(session: Session) -> list[tuple[Named, int]]:
    """Add up what was counted when it was published: an agency's pairs, with those retracted, and all under a topic."""
    of = (LibraryTally.among == LibraryRecord.kind, LibraryTally.among_value == LibraryRecord.id)
    wanted = or_(LibraryRecord.kind == "topic", LibraryTally.value == "pair")
    counted = select(func.sum(LibraryTally.documents)).where(*of, LibraryTally.facet == "kind", wanted)
    rows = session.execute(
        select(
            LibraryRecord.id,
            LibraryRecord.kind,
            LibraryRecord.slug,
            LibraryRecord.title,
            func.coalesce(counted.correlate(LibraryRecord).scalar_subquery(), 0),
            _retracted(LibraryRecord.id, literal("pair")),
        )
        .where(LibraryRecord.kind.in_(("agency", "topic")), LibraryRecord.retracted.is_(None))
        .order_by(LibraryRecord.title)
    )
    return [(Named(*row[:4]), int(row[4]) + row[5]) for row in rows]


def _retracted(agency: SQLColumnExpression[str], kind: SQLColumnExpression[str]) -> ScalarSelect[int]:
    """Count an agency's records of a kind that were retracted: they are listed, and search does not find them."""
    gone = alias_of(LibraryRecord, "gone")
    counted = select(func.count()).where(gone.retracted.is_not(None), gone.agency_id == agency, gone.kind == kind)
    return counted.scalar_subquery()


def records_of_agency(
    session: Session, agency: str, kinds: Iterable[str], each: int, until: str = EVER
) -> list[Listed]:
    """Return an agency's records, by kind and title, up to `each` of every kind.

    With `until` those first published before that moment, under the titles that they have now.
    """
    wanted = [(kind, and_(LibraryRecord.agency_id == agency, LibraryRecord.kind == kind)) for kind in kinds]
    gone = _retracted(literal(agency), LibraryRecord.kind)
    if until != EVER:
        return _listed(session, [_until(one, each, until) for _, one in wanted], until)
    some = [
        select(LibraryRecord.id, _tallied("agency", agency, kind, gone).label("total"))
        .where(one)
        .order_by(*BY_TITLE)
        .limit(each)
        for kind, one in wanted
    ]
    return _listed(session, some, until)


def records_of_topic(session: Session, topic: str, kinds: Iterable[str], each: int, until: str = EVER) -> list[Listed]:
    """Return the records under a subject heading, likewise."""
    naming = and_(LibraryReference.from_id == LibraryRecord.id, LibraryReference.relation == "topic")
    wanted = [(kind, and_(naming, LibraryReference.to_id == topic, LibraryReference.kind == kind)) for kind in kinds]
    if until != EVER:
        return _listed(session, [_until(one, each, until) for _, one in wanted], until)
    some = [
        select(LibraryRecord.id, _tallied("topic", topic, kind).label("total"))
        .where(one)
        .order_by(LibraryReference.opening, LibraryReference.from_id)
        .limit(each)
        for kind, one in wanted
    ]
    return _listed(session, some, until)


def _tallied(facet: str, owner: str, kind: str, more: ScalarSelect[int] | None = None) -> ColumnElement[int]:
    """Read how many of a kind belong to an owner, as they were counted when they were published."""
    counted = select(LibraryTally.documents).where(
        LibraryTally.among == facet,
        LibraryTally.among_value == owner,
        LibraryTally.facet == "kind",
        LibraryTally.value == kind,
    )
    number = func.coalesce(counted.scalar_subquery(), 0)
    return number if more is None else number + more


def _until(wanted: ColumnElement[bool], each: int, until: str) -> Select[str, int]:
    """Select the first records by title of those that were there by then, each with how many those are."""
    first = select(LibraryRecord.id, func.count().over().label("total"))
    return first.where(LibraryRecord.first_at < until, wanted).order_by(*BY_TITLE).limit(each)


def _listed(session: Session, some: Iterable[Select[str, int]], until: str) -> list[Listed]:
    """Read what is shown of these records, by kind and title."""
    page, agency = alias_of(LibraryRecord, "page"), alias_of(LibraryRecord, "agency")
    chosen = union_all(*(one.subquery().select() for one in some)).subquery()
    rows = session.execute(
        select(
            LibraryRecord.id,
            LibraryRecord.kind,
            LibraryRecord.slug,
            LibraryRecord.title,
            LibraryRecord.retracted,
            page.id,
            page.title,
            agency.id,
            agency.title,
            _findings(until),
            LibraryWording.claim,
            LibraryWording.rebuttal,
            LibraryWording.claim_label,
            LibraryWording.rebuttal_label,
            LibraryWording.captured,
            LibraryWording.language,
            chosen.c.total,
        )
        .join(chosen, chosen.c.id == LibraryRecord.id)
        .outerjoin(page, page.id == LibraryRecord.page_id)
        .outerjoin(agency, agency.id == LibraryRecord.agency_id)
        .outerjoin(
            LibraryWording,
            and_(LibraryWording.subject_id == LibraryRecord.id, LibraryWording.capture_id == _newest_capture(until)),
        )
        .order_by(LibraryRecord.kind, *BY_TITLE)
    )
    return [Listed._make(row) for row in rows]


def _newest_capture(until: str) -> ScalarSelect[str]:
    newer, capture = alias_of(LibraryWording, "newer"), alias_of(LibraryRecord, "capture")
    query = select(newer.capture_id).where(newer.subject_id == LibraryRecord.id)
    if until != EVER:
        query = query.join(capture, capture.id == newer.capture_id).where(capture.first_at < until)
    return (
        query.order_by(newer.captured.desc(), newer.number.desc()).limit(1).correlate(LibraryRecord).scalar_subquery()
    )


def _findings(until: str) -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(LibraryFinding.subject_id == LibraryRecord.id, LibraryFinding.retracted.is_(False))
        .where(LibraryFinding.at < until)
        .correlate(LibraryRecord)
        .scalar_subquery()
    )
