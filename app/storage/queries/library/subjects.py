"""One subject by its address, and the records around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, CompoundSelect, Select, and_, bindparam, case, select, union
from sqlalchemy.orm import Session

from app.storage.aliases import alias_of
from app.storage.models.library import LibraryRecord, LibraryReference, LibrarySlug

OPENED = ("source", "capture")


class Named(NamedTuple):
    """Enough of a record to link to it."""

    id: str
    kind: str
    slug: str
    title: str


class Found(NamedTuple):
    """A subject, with the agency and the page that it belongs to, and the records of these as they stand now."""

    record: LibraryRecord
    agency: Named | None
    page: Named | None
    agency_body: bytes | None = None
    page_body: bytes | None = None


class Related(NamedTuple):
    """A record near a subject. `body` is there for sources and captures alone.

    `relation`, `detail` and `place` tell how it names the subject, if it does (see `LibraryReference`).
    """

    id: str
    kind: str
    slug: str
    title: str
    retracted: str | None
    body: bytes | None
    relation: str | None
    detail: str | None
    place: str | None


@cache
def _by_slug() -> Select[*tuple[Any, ...]]:
    """Write the statement of `subjects_by_slug` once: writing one takes longer than SQLite takes to answer it."""
    agency, page = alias_of(LibraryRecord, "agency"), alias_of(LibraryRecord, "page")
    return (
        select(
            LibrarySlug.slug,
            LibraryRecord,
            agency.id,
            agency.slug,
            agency.title,
            page.id,
            page.slug,
            page.title,
            agency.body,
            page.body,
        )
        .join(LibraryRecord, LibraryRecord.id == LibrarySlug.subject_id)
        .outerjoin(agency, agency.id == LibraryRecord.agency_id)
        .outerjoin(page, page.id == LibraryRecord.page_id)
        .where(LibrarySlug.kind == bindparam("kind"), LibrarySlug.slug.in_(bindparam("slugs", expanding=True)))
    )


def subjects_by_slug(session: Session, kind: str, slugs: Iterable[str]) -> dict[str, Found]:
    """Return the subjects that have, or once had, these slugs; each under the slug that was asked for."""
    rows = session.execute(_by_slug(), {"kind": kind, "slugs": list(slugs)})
    return {
        row[0]: Found(
            row[1],
            Named(row[2], "agency", row[3], row[4]) if row[2] else None,
            Named(row[5], "page", row[6], row[7]) if row[5] else None,
            row[8],
            row[9],
        )
        for row in rows
    }


def ids_by_slug(kind: str, slugs: Iterable[str]) -> Select[str]:
    """Select the ids of the subjects that have, or once had, these slugs, for another statement to use."""
    return select(LibrarySlug.subject_id).where(LibrarySlug.kind == kind, LibrarySlug.slug.in_(list(slugs)))


def subject_by_slug(session: Session, kind: str, slug: str) -> Found | None:
    """Return the subject that has, or once had, this slug."""
    return subjects_by_slug(session, kind, [slug]).get(slug)


def either(ids: Sequence[str] | BindParameter[Any], selected: Select[str]) -> CompoundSelect[str]:
    """Select these ids of records and the selected ones, to look each up: for an `or` PostgreSQL reads all records."""
    named = alias_of(LibraryRecord, "named")
    return union(select(named.id).where(named.id.in_(ids)), selected)


@cache
def _related() -> Select[*tuple[Any, ...]]:
    """Write the statement of `related`, once."""
    subject: BindParameter[str] = bindparam("subject")
    naming = select(LibraryReference.from_id).where(LibraryReference.to_id == subject)
    return (
        select(
            LibraryRecord.id,
            LibraryRecord.kind,
            LibraryRecord.slug,
            LibraryRecord.title,
            LibraryRecord.retracted,
            case((LibraryRecord.kind.in_(OPENED), LibraryRecord.body)),
            LibraryReference.relation,
            LibraryReference.detail,
            LibraryReference.place,
        )
        .outerjoin(
            LibraryReference, and_(LibraryReference.from_id == LibraryRecord.id, LibraryReference.to_id == subject)
        )
        .where(LibraryRecord.id.in_(either(bindparam("ids", expanding=True), naming)))
        .order_by(LibraryRecord.title, LibraryRecord.id, LibraryReference.place)
    )


def related(session: Session, subject: str, ids: Iterable[str]) -> list[Related]:
    """Return the records with these ids, and those that name the subject, by title.

    One that names it several times comes several times.
    """
    rows = session.execute(_related(), {"subject": subject, "ids": sorted(set(ids))})
    return [Related(*row) for row in rows]
