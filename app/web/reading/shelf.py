"""Where readers' pages take published records from: the library as it is, or as it was on the day that is asked about.

The past is read from the ledger. Sanitised HTML is kept for what stands now alone, and reading code may not make any:
a note that still stands is shown by the HTML that is kept; one that was replaced since, as its paragraphs, as written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from flask import g
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.kin import partings_in
from app.domain.partial_dates import PartialDate
from app.domain.sentences import Sentence
from app.storage.models.library import LibraryRecord, LibraryReference, LibraryWording
from app.storage.queries.ledger.past import Then, records_then
from app.storage.queries.library import captures, subjects, wordings
from app.storage.queries.library.captures import CaptureRow
from app.storage.queries.library.citations import Citing, citing, record_by_id
from app.storage.queries.library.past import KINDS
from app.storage.queries.library.subjects import OPENED, Found, Named, Related
from app.storage.queries.library.wordings import Placed, Seen
from app.web.databases import library
from app.web.reading.moment import as_of, until_of
from app.web.reading.past import PageThen, page_then, row_then

MOST_CITING = 1_000
"""So many places that cite a source now are looked at for whether they did then."""
ALONE = ("agency", "topic")
"""Kinds that belong to no agency and no page."""


class Shelf:
    """The library as it is."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def found(self, kind: str, slugs: Iterable[str]) -> dict[str, Found]:
        """Return the subjects that have, or once had, these slugs."""
        return subjects.subjects_by_slug(self.session, kind, slugs)

    def related(self, subject: str, ids: Iterable[str]) -> list[Related]:
        """Return the records with these ids, and those that name the subject."""
        return subjects.related(self.session, subject, ids)

    def wordings_of(self, subjects: Sequence[Found]) -> list[LibraryWording]:
        """Return every wording of these subjects, the oldest first."""
        return wordings.wordings_of_subjects(self.session, [one.record.id for one in subjects])

    def seen(self, found: Found) -> list[Seen]:
        """Return the captures of a subject's page, each with its wording of the subject, the oldest first."""
        return wordings.seen_of_subject(self.session, found.record.id, found.record.kind, found.record.page_id)

    def captures(self, page: str, opened: tuple[str, int] | None = None) -> list[CaptureRow]:
        """Return the captures of a page, the oldest first."""
        return captures.captures_of_page(self.session, page, opened)

    def placed(self, page: str, of: Iterable[str] | None = None) -> list[Placed]:
        """Return the wordings of a page, of all its captures or of some."""
        if of is None:
            return wordings.wordings_of_page(self.session, page)
        return wordings.wordings_of_captures(self.session, of)

    def source(self, name: str) -> LibraryRecord | None:
        """Return a source by its id."""
        return record_by_id(self.session, "source", name)

    def citing(self, source: str, limit: int, offset: int = 0) -> list[Citing]:
        """Return what cites a source."""
        return citing(self.session, source, limit, offset)


class PastShelf(Shelf):
    """The library as it was: what had been published before `until`.

    A record names another by its id, so that its bytes tell whether it did then. What named a subject then and does
    not now is not listed: every record would have to be read for it.
    """

    def __init__(self, session: Session, until: str) -> None:
        super().__init__(session)
        self.until = until
        self.pages: dict[str, PageThen] = {}
        self.owners: list[Named] = []

    def found(self, kind: str, slugs: Iterable[str]) -> dict[str, Found]:
        """Return the subjects as they were, with the captures of their pages. Raise NotFound where one was not yet."""
        asked = list(slugs)
        if kind in ALONE and len(asked) == 1:  # nothing else need be read for it
            rows = records_then(self.session, self.until, LibraryRecord.id.in_(subjects.ids_by_slug(kind, asked)))
            if rows and rows[0].body is not None:
                return {asked[0]: Found(row_then(rows[0]), None, None)}
        now = super().found(kind, asked)
        ids = {one for found in now.values() for one in (found.record.id, *_ids(found.agency, found.page))}
        pages = {found.record.page_id for found in now.values() if found.record.page_id}
        wanted = or_(
            LibraryRecord.id.in_(sorted(ids)),
            (LibraryRecord.kind == "capture") & LibraryRecord.page_id.in_(sorted(pages)),
        )
        rows = records_then(self.session, self.until, wanted)
        blanked = {row.now.id for row in rows if row.body is None}
        self.pages |= {page: page_then(page, rows) for page in pages}
        then = {row.now.id: row_then(row) for row in rows if row.now.kind != "capture" and row.body is not None}
        for found in now.values():
            if found.record.id in blanked:
                raise NotFound(
                    Sentence(
                        "What was published of this %(kind)s was removed by order of a court.", kind=Sentence(kind)
                    )
                )
            if found.record.id not in then:
                raise _not_yet(kind, found.record)
        return {
            slug: Found(then[found.record.id], _renamed(found.agency, then), _renamed(found.page, then))
            for slug, found in now.items()
        }

    def related(self, subject: str, ids: Iterable[str]) -> list[Related]:
        """Return the records with these ids, and those that named the subject then and do still."""
        known = set(ids)
        naming = select(LibraryReference.from_id).where(LibraryReference.to_id == subject)
        wanted = LibraryRecord.id.in_(subjects.either(sorted(known), naming))
        rows = []
        for then in records_then(self.session, self.until, wanted, naming=subject):
            row, relation = row_then(then), then.relation if _names(then, subject) else None
            if relation or row.id in known:
                opened = row.body if row.kind in OPENED and then.body else None
                about = (relation, then.detail, then.place)
                rows.append(Related(row.id, row.kind, row.slug, row.title, row.retracted, opened, *about))
        return sorted(rows, key=lambda row: (row.title, row.id, row.place or ""))

    def wordings_of(self, subjects: Sequence[Found]) -> list[LibraryWording]:
        """Return the wordings of these subjects in the captures of their pages that had been published."""
        ids = {one.record.id for one in subjects}
        pages = dict.fromkeys(one.record.page_id for one in subjects if one.record.page_id)
        rows = [row for page in pages for row in self.pages[page].wordings if row.subject_id in ids]
        return sorted(rows, key=lambda row: (row.captured, row.number, row.position))

    def seen(self, found: Found) -> list[Seen]:
        """Return the captures of a subject's page that had been published, likewise."""
        if not found.record.page_id:
            return []
        held = {row.capture_id: row for row in self.wordings_of([found])}
        return [
            Seen(
                row.change.captured,
                row.change.number,
                held.get(row.change.capture_id),
                partings_in(row.change.lines).get(found.record.id, []),
            )
            for row in self.pages[found.record.page_id].captures
        ]

    def captures(self, page: str, opened: tuple[str, int] | None = None) -> list[CaptureRow]:
        """Return the captures of a page that had been published, the oldest first, compared anew."""
        return [
            row if (row.change.captured, row.change.number) == opened else row._replace(record=None)
            for row in self.pages[page].captures
        ]

    def placed(self, page: str, of: Iterable[str] | None = None) -> list[Placed]:
        """Return the wordings of a page, named as the records were that had been published."""
        on_page = LibraryRecord.page_id == page
        rows = records_then(self.session, self.until, on_page, LibraryRecord.kind.in_(KINDS))
        named = {then.now.id: row_then(then) for then in rows if then.body is not None}
        wanted = None if of is None else set(of)
        return [
            Placed(row, one.slug, one.title, one.retracted)
            if (one := named.get(row.subject_id))
            else Placed(row, None, None)
            for row in self.pages[page].wordings
            if wanted is None or row.capture_id in wanted
        ]

    def source(self, name: str) -> LibraryRecord | None:
        """Return a source by its id. Raise NotFound where it was not published yet."""
        rows = records_then(self.session, self.until, LibraryRecord.id == name, LibraryRecord.kind == "source")
        if rows and rows[0].body is not None:
            return row_then(rows[0])
        now = super().source(name)
        if now is not None:
            raise _not_yet("source", now)
        return None

    def citing(self, source: str, limit: int, offset: int = 0) -> list[Citing]:
        """Return what cited a source then and does still."""
        naming = select(LibraryReference.from_id).where(LibraryReference.to_id == source)
        wanted = LibraryRecord.id.in_(naming)
        rows = records_then(self.session, self.until, wanted, naming=source, limit=MOST_CITING)
        owners = {one.id: one.title for one in self.agencies()}
        cited = [
            Citing(row_then(one), owners.get(one.now.agency_id or ""), one.relation, one.detail, one.place)
            for one in rows
            if one.relation and one.place and _names(one, source) and _names(one, one.place)
        ]
        return sorted(cited, key=lambda one: (one.record.title, one.place))[offset : offset + limit]

    def agencies(self) -> list[Named]:
        """Return the agencies that had been published, by name."""
        if not self.owners:
            rows = map(row_then, records_then(self.session, self.until, LibraryRecord.kind == "agency"))
            self.owners = sorted(
                (Named(row.id, row.kind, row.slug, row.title) for row in rows), key=lambda one: one.title
            )
        return self.owners

    def board(self, agency: str | None, after: int, limit: int) -> list[tuple[LibraryRecord, Named | None]]:
        """Return the safeguards and concerns that had been published after entry `after`, with their agencies."""
        promising = [LibraryRecord.kind.in_(("safeguard", "concern")), LibraryRecord.first_seq > after]
        named = {one.id: one for one in self.agencies()}
        if agency:
            ids = [one.id for one in named.values() if one.slug == agency]
            promising.append(LibraryRecord.agency_id.in_(ids))
        rows = records_then(self.session, self.until, *promising, limit=limit)
        return [(row_then(one), named.get(one.now.agency_id or "")) for one in rows if one.retraction is None]


def shelf() -> Shelf:
    """Return this request's shelf: today's, or that of the day that it asks about."""
    if "shelf" not in g:
        day = as_of()
        g.shelf = PastShelf(library(), until_of(day)) if day else Shelf(library())
    return cast("Shelf", g.shelf)


def past_shelf() -> PastShelf | None:
    """Return this request's shelf where it asks about another day."""
    found = shelf()
    return found if isinstance(found, PastShelf) else None


def _names(then: Then, name: str) -> bool:
    return name.encode() in (then.body or b"")


def _ids(*named: Named | None) -> list[str]:
    return [one.id for one in named if one]


def _renamed(named: Named | None, then: Mapping[str, LibraryRecord]) -> Named | None:
    row = then.get(named.id) if named else None
    return named._replace(title=row.title) if named and row else named


def _not_yet(kind: str, now: LibraryRecord) -> NotFound:
    day = as_of()
    return NotFound(
        Sentence(
            "Nothing was published of this %(kind)s by %(day)s; it was first published on %(first)s.",
            kind=Sentence(kind),
            day=PartialDate.parse(day.isoformat()) if day else Sentence("that day"),
            first=PartialDate.parse(now.first_at[:10]),
        )
    )
