"""What searches are narrowed by, kept with the library: the values of every document, and how many have two of them.

The values follow from other rows of the library alone, so that they can be noted one by one, as publications come, or
all at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, exists, func, insert, literal, select, text, union
from sqlalchemy.orm import Session, aliased

from app.domain.vocabulary import Stance
from app.storage.many_rows import write_rows
from app.storage.models.library import (
    EVERY,
    LibraryDocument,
    LibraryFacet,
    LibraryFinding,
    LibraryRecord,
    LibraryReference,
    LibraryTally,
    LibraryWording,
)

AT_ONCE = 500
ADD = text(
    "INSERT INTO library_tally (among, among_value, facet, value, documents)"
    " VALUES (:among, :among_value, :facet, :value, :documents)"
    " ON CONFLICT (among, among_value, facet, value)"
    " DO UPDATE SET documents = library_tally.documents + excluded.documents"
)
FORGET = text(
    "DELETE FROM library_tally WHERE among = :among AND among_value = :among_value AND facet = :facet"
    " AND value = :value AND documents = 0"
)
TAKE_OUT = text("DELETE FROM library_facet WHERE facet = :facet AND value = :value AND number = :number")


class Value(NamedTuple):
    """A value under a facet."""

    facet: str
    value: str


ALL = Value(EVERY, "")


def refresh(session: Session, ids: Iterable[str]) -> None:
    """Note the values of these subjects anew, and count them; what is no document any more has none."""
    every = sorted(set(ids))
    for first in range(0, len(every), AT_ONCE):
        _refresh(session, every[first : first + AT_ONCE])


def fill(session: Session) -> None:
    """Note and count the values of all documents, where none are noted.

    One facet after the other, since SQLite sorts in memory.
    """
    names = ["facet", "value", "number"]
    session.execute(insert(LibraryFacet).from_select(names, _values()))
    one, other = aliased(LibraryFacet), aliased(LibraryFacet)
    alone = select(literal(EVERY), literal(""), one.facet, one.value, func.count()).group_by(one.facet, one.value)
    both = (one.facet, one.value, other.facet, other.value)
    together = select(*both, func.count()).join(other, other.number == one.number).group_by(*both)
    columns = ["among", "among_value", "facet", "value", "documents"]
    facets = session.scalars(select(LibraryFacet.facet).distinct()).all()
    for counted in (alone, *(together.where(one.facet == facet) for facet in facets)):
        session.execute(insert(LibraryTally).from_select(columns, counted))


def cited_by(session: Session, ids: Iterable[str]) -> list[str]:
    """Return the sources that these records have evidence from: their values rest on it."""
    query = select(LibraryReference.to_id).where(
        LibraryReference.from_id.in_(list(ids)), LibraryReference.relation == "evidence"
    )
    return list(session.scalars(query.distinct()))


def _refresh(session: Session, ids: Sequence[str]) -> None:
    numbers = list(session.scalars(select(LibraryRecord.first_seq).where(LibraryRecord.id.in_(ids))))
    noted = select(LibraryFacet.number, LibraryFacet.facet, LibraryFacet.value).where(LibraryFacet.number.in_(numbers))
    before, after = defaultdict[int, set[Value]](set), defaultdict[int, set[Value]](set)
    for number, facet, value in session.execute(noted):
        before[number].add(Value(facet, value))
    for facet, value, number in session.execute(_values(ids)):
        after[number].add(Value(facet, value))
    more: Counter[tuple[Value, Value]] = Counter()
    for number in numbers:
        if before[number] != after[number]:
            more.subtract((one, other) for one in (ALL, *before[number]) for other in before[number])
            more.update((one, other) for one in (ALL, *after[number]) for other in after[number])
    _exchange(
        session,
        [(*one, number) for number in numbers for one in sorted(before[number] - after[number])],
        [(*one, number) for number in numbers for one in sorted(after[number] - before[number])],
    )
    _count(session, more)


def _exchange(session: Session, gone: Sequence[tuple[Any, ...]], new: Sequence[tuple[Any, ...]]) -> None:
    names = ["facet", "value", "number"]
    if gone:
        session.connection().execute(TAKE_OUT, [dict(zip(names, row, strict=True)) for row in gone])
    write_rows(session.connection(), LibraryFacet, names, new)


def _count(session: Session, more: Counter[tuple[Value, Value]]) -> None:
    """Add to how many documents have two values; what none has any more is forgotten."""
    rows: list[dict[str, Any]] = [
        {"among": one.facet, "among_value": one.value, "facet": other.facet, "value": other.value, "documents": number}
        for (one, other), number in sorted(more.items())
        if number
    ]
    if rows:
        session.connection().execute(ADD, rows)
    less = [row for row in rows if row["documents"] < 0]
    if less:
        session.connection().execute(FORGET, less)


def _values(ids: Sequence[str] | None = None) -> CompoundSelect[*tuple[Any, ...]]:
    """Select (facet, value, number) of these subjects' documents, or of all, each once.

    Evidence counts for the record that holds it and, of a source, for the source.
    """
    document, number = LibraryDocument, LibraryDocument.number
    of = LibraryReference.from_id == document.subject_id
    cites = exists().where(LibraryReference.to_id == document.subject_id, LibraryReference.relation == "evidence")
    year = func.substr(LibraryWording.captured, 1, 4)
    parts = [
        select(literal("kind").label("facet"), document.kind.label("value"), number.label("number")),
        select(literal("agency"), document.agency_id, number).where(document.agency_id.is_not(None)),
        select(literal("topic"), LibraryReference.to_id, number)
        .join(LibraryReference, of)
        .where(LibraryReference.relation == "topic"),
        select(literal("verdict"), LibraryFinding.verdict, number)
        .join(LibraryFinding, LibraryFinding.subject_id == document.subject_id)
        .where(LibraryFinding.retracted.is_(False)),
        select(literal("stance"), LibraryReference.detail, number)
        .join(LibraryReference, of)
        .where(LibraryReference.relation == "evidence", document.kind != "source"),
        *(
            select(literal("stance"), literal(stance.value), number).where(
                document.kind == "source", cites.where(LibraryReference.detail == stance.value)
            )
            for stance in Stance
        ),
        select(literal("year"), year, number).join(LibraryWording, LibraryWording.subject_id == document.subject_id),
    ]
    kept: Any = parts if ids is None else [part.where(document.subject_id.in_(ids)) for part in parts]
    return union(*kept)
