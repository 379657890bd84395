"""Files of others brought to the desk by its editors: what they hold, what would become of it, and taking it in.

What is done here is done by the importers of the command line; the file is read by a process apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.domain.citations import Citation
from app.services import apart
from app.services.desk import Desk
from app.services.import_files import Found
from app.services.import_items import AnyIn
from app.services.import_kinds import ImportKind
from app.services.import_pairs import take_pairs
from app.services.import_sources import take_evidence, take_works
from app.services.imports import Report


@dataclass(frozen=True)
class GivenFile:
    """A file as it was given."""

    data: bytes
    name: str
    kind: ImportKind


@dataclass(frozen=True)
class Wish:
    """How a file is to be taken: reviews as evidence or as pairs, which column holds what, and the day it was made."""

    captured: str
    as_evidence: bool = False
    mapping: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Items:
    """What a file holds, by what it will be."""

    pairs: Sequence[AnyIn] = ()
    reviews: Sequence[Found] = ()
    works: Sequence[Citation] = ()


def read_items(file: GivenFile, wish: Wish) -> Items:
    """Read a file. It takes a while and writes nothing. Raise Rejected for one that can't be read, or is too long."""
    if file.kind is ImportKind.WORKS:
        return Items(works=apart.read_sources(file.data))
    if file.kind is ImportKind.TABLE:
        return Items(pairs=apart.read_rows(file.data, file.name, wish.mapping, wish.given))
    if wish.as_evidence:
        return Items(reviews=apart.read_evidence(file.data))
    return Items(pairs=apart.read_reviews(file.data, file.name))


def take_items(desk: Desk, file: GivenFile, wish: Wish, items: Items, *, dry_run: bool) -> Report:
    """Take what was read, all in one transaction; return what became of it. A dry run writes nothing."""
    report = Report(file=file.name, dry_run=dry_run)
    for _ in _taking(desk, wish, items, report):
        pass
    return report


def _taking(desk: Desk, wish: Wish, items: Items, report: Report) -> Iterator[int]:
    if items.works:
        return take_works(desk, items.works, report)
    if items.reviews:
        return take_evidence(desk, items.reviews, report)
    return take_pairs(desk, items.pairs, report, wish.captured)
