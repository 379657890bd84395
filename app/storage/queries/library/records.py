"""Lists of records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, select, union_all
from sqlalchemy.orm import Session, aliased

from app.storage.kept import kept
from app.storage.models.library import LibraryFinding, LibraryRecord, LibraryReference, LibraryWording
from app.storage.queries.library.subjects import Named

EVER = "9999"  # sorts after every moment, in every collation


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
    published = select(LibraryRecord.agency_id.label("id"), func.count().label("number"))
    published = published.where(LibraryRecord.kind == "pair").group_by(LibraryRecord.agency_id)
    headed = select(LibraryReference.to_id, func.count()).where(LibraryReference.relation == "topic")
    tally = union_all(published, headed.group_by(LibraryReference.to_id)).subquery()
    rows = session.execute(
        select(
            LibraryRecord.id,
            LibraryRecord.kind,
            LibraryRecord.slug,
            LibraryRecord.title,
            func.coalesce(func.sum(tally.c.number), 0),
        )
        .outerjoin(tally, tally.c.id == LibraryRecord.id)
        .where(LibraryRecord.kind.in_(("agency", "topic")), LibraryRecord.retracted.is_(None))
        .group_by(LibraryRecord.id, LibraryRecord.kind, LibraryRecord.slug, LibraryRecord.title)
        .order_by(LibraryRecord.title)
    )
    return [(Named(*row[:4]), int(row[4])) for row in rows]


def records_of_agency(
    session: Session, agency: str, kinds: Iterable[str], each: int, until: str = EVER
) -> list[Listed]:
    """Return an agency's records, by kind and title, up to `each` of every kind.

    With `until` those first published before that moment, under the titles that they have now.
    """
    return _listed(session, each, until, LibraryRecord.agency_id == agency, LibraryRecord.kind.in_(list(kinds)))


def records_of_topic(session: Session, topic: str, kinds: Iterable[str], each: int, until: str = EVER) -> list[Listed]:
    """Return the records under a subject heading, likewise."""
    wanted = (
        LibraryReference.to_id == topic,
        LibraryReference.relation == "topic",
        LibraryReference.from_id == LibraryRecord.id,
        func.lower(LibraryRecord.kind).in_(list(kinds)),  # so that no index of kinds leads through the whole library
    )
    return _listed(session, each, until, *wanted)


def _listed(session: Session, each: int, until: str, *wanted: ColumnElement[bool]) -> list[Listed]:
    page, agency = aliased(LibraryRecord), aliased(LibraryRecord)
    place = func.row_number().over(partition_by=LibraryRecord.kind, order_by=(LibraryRecord.title, LibraryRecord.id))
    total = func.count().over(partition_by=LibraryRecord.kind)
    first = select(LibraryRecord.id, place.label("place"), total.label("total"))
    chosen = first.where(LibraryRecord.first_at < until, *wanted).subquery()
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
        .where(chosen.c.place <= each)
        .order_by(LibraryRecord.kind, chosen.c.place)
    )
    return [Listed._make(row) for row in rows]


def _newest_capture(until: str) -> ScalarSelect[str]:
    newer, capture = aliased(LibraryWording), aliased(LibraryRecord)
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
