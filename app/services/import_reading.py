"""Reading what an editor brings to the desk in a file of others: done by a process apart; `apart.py` asks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

import msgspec

from app.domain.citations import Citation
from app.domain.errors import Rejected
from app.domain.foreign_review import ForeignReview
from app.domain.table import Row, Table
from app.services.import_files import PREVIEWED, Found, Reviews, Rows, read_works
from app.services.import_items import AnyIn

MOST = 1_000
"""Items that are taken in at once on the desk: so many are written while others wait for no more than seconds."""
AT_ONCE = 250
Item = TypeVar("Item")


class ReadTable(msgspec.Struct, frozen=True, kw_only=True):
    """A table before it is imported: its columns, which seem to hold what, its first rows, and how many there are."""

    columns: list[str]
    guess: dict[str, str]
    first: list[Row]
    number: int


class ReadReview(msgspec.Struct, frozen=True, kw_only=True):
    """A ClaimReview of a file and its place, or why it can't be taken."""

    place: str
    review: ForeignReview | None = None
    refused: str = ""

    @property
    def found(self) -> Found:
        """Return it as importers take it."""
        return Found(self.place, self.review or Rejected(self.refused))


def read_table(data: bytes) -> Iterator[ReadTable]:
    """Look at a table."""
    table = Table(data)
    number = sum(1 for _ in table.rows())
    _demand_few(number, "csv")
    first = list(islice(table.rows(), PREVIEWED))
    yield ReadTable(columns=table.columns, guess=table.guess(), first=first, number=number)


def read_rows(data: bytes, name: str, mapping: Mapping[str, str], given: Mapping[str, str]) -> Iterator[list[AnyIn]]:
    """Read the rows of a table as claims with their answers."""
    rows = Rows(data, mapping, given)
    _demand_few(len(rows), "csv")
    yield from _some(rows.pairs(name))


def read_reviews(data: bytes, name: str) -> Iterator[list[AnyIn]]:
    """Read ClaimReviews as claims with their answers."""
    yield from _some(_reviews(data).pairs(name))


def read_evidence(data: bytes) -> Iterator[list[ReadReview]]:
    """Read ClaimReviews as what they are."""
    yield from _some(_read(one) for one in _reviews(data))


def read_sources(data: bytes) -> Iterator[list[Citation]]:
    """Read the works of CSL-JSON or BibTeX."""
    works = read_works(data)
    _demand_few(len(works), "csl` or `rejoinder import bibtex")
    yield from _some(works)


def _reviews(data: bytes) -> Reviews:
    reviews = Reviews(data)
    _demand_few(len(reviews), "claimreview")
    return reviews


def _read(one: Found) -> ReadReview:
    if isinstance(one.review, Rejected):
        return ReadReview(place=one.place, refused=str(one.review))
    return ReadReview(place=one.place, review=one.review)


def _demand_few(number: int, command: str) -> None:
    if number > MOST:
        raise Rejected(
            f"The file holds {number:,} items; up to {MOST:,} at once are taken here. Split it, or have it imported by "
            f"`rejoinder import {command}` on the server. Nothing was imported.",
            "file",
        )


def _some(items: Iterable[Item]) -> Iterator[list[Item]]:
    left = iter(items)
    while some := list(islice(left, AT_ONCE)):
        yield some
