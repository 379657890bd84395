"""Files of others to what the desk takes in: ClaimReviews and tables as pairs, works as sources.

A file is read whole before anything is written, so that one that can't be read leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from app.domain.citations import Citation, citations_in
from app.domain.errors import Rejected
from app.domain.foreign_review import LONGEST_LABEL, LONGEST_NAME, ForeignReview, review_of, shortened_to
from app.domain.jsonld import claim_reviews, demand_text, fields_of
from app.domain.table import Row, Table, demand_mapping
from app.domain.web_addresses import demand_link
from app.services.import_items import AnyIn, PairIn, RefusedIn


class Found(NamedTuple):
    """A ClaimReview of a file and its place, or why it can't be taken."""

    place: str
    review: ForeignReview | Rejected


class Reviews:
    """The ClaimReviews of a file, read one at a time. Raise Rejected for a file that can't be read as a whole."""

    def __init__(self, data: bytes) -> None:
        self._raw = list(claim_reviews(data))
        if not self._raw:
            raise Rejected("The file holds no ClaimReview. Nothing was imported.")

    def __len__(self) -> int:
        return len(self._raw)

    def __iter__(self) -> Iterator[Found]:
        for number, raw in enumerate(self._raw, 1):
            try:
                review = raw if isinstance(raw, Rejected) else review_of(fields_of(raw))
            except Rejected as reason:
                review = reason
            yield Found(f"item {number}", review)

    def pairs(self, file: str) -> Iterator[AnyIn]:
        """Yield them as claims with their answers."""
        for place, review in self:
            yield RefusedIn(place, review) if isinstance(review, Rejected) else _pair_of(place, review, file)


def _pair_of(place: str, review: ForeignReview, file: str) -> PairIn:
    dated = f", published {review.published}" if review.published else ""
    return PairIn(
        place=place,
        url=review.url,
        agency=review.publisher,
        claim=review.claim,
        rebuttal=review.explanation or review.verdict or "",
        title=review.title,
        verdict=review.verdict,
        claimant=review.claimant,
        language=review.language,
        note=f"From {file}, {place}: a ClaimReview of {review.publisher}{dated}.",
        changes=review.changes,
    )


class Rows:
    """The rows of a table as claims with their answers. `mapping` names the column of each field.

    `given` holds what is the same for all rows: url, agency. Raise Rejected for a mapping that lacks a field.
    """

    def __init__(self, data: bytes, mapping: Mapping[str, str], given: Mapping[str, str]) -> None:
        self._table = Table(data)
        demand_mapping(mapping, self._table.columns, set(given))
        self._mapping, self._given = mapping, given
        self._length = sum(1 for _ in self._table.rows())

    def __len__(self) -> int:
        return self._length

    def pairs(self, file: str) -> Iterator[AnyIn]:
        """Yield the rows as claims with their answers, labelled as the columns are."""
        for row in self._table.rows():
            try:
                yield self._pair(row, file)
            except Rejected as reason:
                yield RefusedIn(f"line {row.line}", reason)

    def _pair(self, row: Row, file: str) -> PairIn:
        if row.fault is not None:
            raise Rejected(row.fault)
        cells = {**{name: row.cells[column] for name, column in self._mapping.items()}, **self._given}
        for name in ("claim", "rebuttal", "url", "agency"):
            if not cells[name]:
                raise Rejected(f"its {name} is empty")
        demand_link(cells["url"], "url")
        changes: list[str] = []
        return PairIn(
            place=f"line {row.line}",
            url=cells["url"],
            agency=shortened_to(cells["agency"], LONGEST_NAME, "its agency", changes),
            claim=cells["claim"],
            rebuttal=cells["rebuttal"],
            title=cells.get("title", ""),
            claim_label=shortened_to(self._mapping["claim"], LONGEST_LABEL, "its claim's label", changes),
            rebuttal_label=shortened_to(self._mapping["rebuttal"], LONGEST_LABEL, "its rebuttal's label", changes),
            verdict=shortened_to(cells.get("verdict", ""), LONGEST_LABEL, "its verdict", changes) or None,
            claimant=shortened_to(cells.get("claimant", ""), LONGEST_NAME, "its claimant", changes) or None,
            note=f"From the table {file}, line {row.line}.",
            changes=changes,
        )


PREVIEWED = 3


class Preview(NamedTuple):
    """A table before it is imported: its columns, which seem to hold what, and its first rows."""

    columns: Sequence[str]
    mapping: Mapping[str, str]
    rows: Sequence[Row]


def preview(data: bytes) -> Preview:
    """Look at a table without importing it."""
    table = Table(data)
    rows = [row for row, _ in zip(table.rows(), range(PREVIEWED), strict=False)]
    return Preview(table.columns, table.guess(), rows)


def read_works(data: bytes) -> list[Citation]:
    """Read the works of a file, CSL-JSON or BibTeX. Raise Rejected for a file that holds none, or can't be read."""
    demand_text(data)
    works = list(citations_in(data.decode()))
    if not works:
        raise Rejected("The file holds no work in CSL-JSON or BibTeX. Nothing was imported.")
    return works
