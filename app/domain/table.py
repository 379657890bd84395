"""A table of claims and answers (CSV): its columns, what each seems to hold, and its rows as named cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from io import BytesIO, TextIOWrapper
from typing import NamedTuple

from app.domain.errors import Rejected
from app.domain.jsonld import demand_text

FIELDS = {
    "claim": ("claim", "fiction", "myth", "rumor", "rumour", "question", "statement", "claimreviewed", "claimtext"),
    "rebuttal": ("rebuttal", "fact", "reality", "answer", "response", "truth", "explanation", "reviewbody"),
    "url": ("url", "page", "link", "address", "pageurl", "reviewurl", "source"),
    "agency": ("agency", "publisher", "organisation", "organization", "author"),
    "title": ("title", "headline", "pagetitle"),
    "verdict": ("verdict", "rating", "label", "textualrating", "alternatename"),
    "claimant": ("claimant", "speaker", "saidby", "claimedby"),
}
"""What a column may hold, and how such columns are called."""
DELIMITERS = (",", ";", "\t", "|")
WIDEST = 200
_UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Row(NamedTuple):
    """A row: the line on which it ends, and its cells by column. `fault` says why it can't be taken."""

    line: int
    cells: dict[str, str]
    fault: str | None = None


class Table:
    """A CSV file with a header. Raise Rejected for anything else, with the line."""

    def __init__(self, data: bytes) -> None:
        demand_text(data)
        self._data = data
        first = data.removeprefix(b"\xef\xbb\xbf")[:100_000].decode("utf-8", "ignore").partition("\n")[0]
        self._delimiter = max(DELIMITERS, key=first.count)
        header = next(self._records(), (0, []))[1]
        self.columns = [" ".join(name.split()) for name in header]
        if not any(self.columns) or any(map(_UNHELD.search, self.columns)):
            raise Rejected("The file holds no table: its first line must name the columns. Nothing was imported.")
        if len(set(self.columns)) < len(self.columns) or len(self.columns) > WIDEST:
            raise Rejected("Two columns have one name, or there are over 200. Nothing was imported.")

    def guess(self) -> dict[str, str]:
        """Map fields to the columns that seem to hold them."""
        known = {re.sub(r"[^a-z]", "", name.lower()): name for name in reversed(self.columns)}
        return {
            field: next(known[name] for name in names if name in known)
            for field, names in FIELDS.items()
            if any(name in known for name in names)
        }

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header; empty ones are passed over."""
        records = self._records()
        next(records)
        for line, cells in records:
            if not any(map(str.strip, cells)):
                continue
            fault = None
            if len(cells) != len(self.columns):
                fault = f"it has {len(cells)} cells where the header names {len(self.columns)}"
            if any(map(_UNHELD.search, cells)):
                fault = "it holds a character that no text may hold"
            yield Row(line, dict(zip(self.columns, (" ".join(cell.split()) for cell in cells), strict=False)), fault)

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        text = TextIOWrapper(BytesIO(self._data), "utf-8-sig", newline="")
        reader = csv.reader(text, delimiter=self._delimiter, strict=True)
        try:
            for cells in reader:
                yield reader.line_num, cells
        except csv.Error as error:
            told = "a cell is longer than 131,072 characters" if "limit" in str(error) else "a quotation mark is amiss"
            raise Rejected(f"Line {reader.line_num} can't be read: {told}. Nothing was imported.") from None


def demand_mapping(mapping: Mapping[str, str], columns: list[str], given: set[str]) -> None:
    """Raise Rejected where a mapping names no field or column, or leaves out what every pair has."""
    for name, column in mapping.items():
        if name not in FIELDS:
            raise Rejected(f"“{name}” is no field; the fields are {', '.join(FIELDS)}.", "map")
        if column not in columns:
            raise Rejected(f"There is no column “{column[:60]}”; the columns are {', '.join(columns)[:300]}.", "map")
    for name in ("claim", "rebuttal", "url", "agency"):
        if name not in mapping and name not in given:
            raise Rejected(f"Say which column holds the {name}.", name)
