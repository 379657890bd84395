"""Reading what others wrote: always by a process apart (`readers.py`), so that no file can bring down a site.

Nothing else in the program calls what parses a page, a PDF or an archive; a contract of import-linter holds that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import chain
from typing import Any, TypeVar

import msgspec

from app.domain.archive_rows import ArchiveList, WarcCopy
from app.domain.citations import Citation
from app.domain.errors import Rejected
from app.domain.extracted import Extraction
from app.domain.partial_dates import PartialDate
from app.services.import_files import Found
from app.services.import_items import AnyIn
from app.services.import_reading import ReadReview, ReadTable
from app.services.readers import PATIENCE, READERS, Limits, Order

PAGE = Limits(seconds=5, megabytes=512, wall=20.0)
ARCHIVE = Limits(seconds=20, megabytes=512, wall=50.0)
T = TypeVar("T")


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A page as it was read: the capture's text, and what is proposed from it."""

    text: str
    found: Extraction


def read_page(
    data: bytes, filename: str | None = None, media_type: str | None = None, captured: str | None = None
) -> Read:
    """Read a page's bytes, of the kind its server named if one did, copied on a day if that is known.

    Raise Rejected, with one sentence, where it can't be read, or takes more than a page may.
    """
    given = {"filename": filename, "media_type": media_type, "captured": captured}
    return _one(_asked("page", data, PAGE, Read, given))


def read_words(data: bytes, media_type: str | None) -> str:
    """Read a page's text alone, however long others are read first. Raise Rejected as `read_page` does."""
    return _one(_asked("words", data, PAGE, str, {"media_type": media_type}, patience=None))


def read_list(data: bytes) -> ArchiveList:
    """Read a WARC or a CDX list. Raise Rejected for a damaged one, for what is neither, and for what takes too much."""
    return _one(_asked("listed", data, ARCHIVE, ArchiveList, {}))


def read_copies(data: bytes, numbers: Collection[int]) -> list[WarcCopy]:
    """Return the records of a WARC that have these numbers. Raise Rejected as `read_list` does."""
    return _asked("copies", data, ARCHIVE, WarcCopy, {"numbers": sorted(numbers)})


def read_table(data: bytes) -> ReadTable:
    """Look at a table. Raise Rejected for what is none, and for one that is too long for the desk."""
    return _one(_asked("table", data, ARCHIVE, ReadTable, {}))


def read_rows(data: bytes, name: str, mapping: Mapping[str, str], given: Mapping[str, str]) -> list[AnyIn]:
    """Read the rows of a table as claims with their answers. Raise Rejected as `read_table` does."""
    said = {"name": name, "mapping": dict(mapping), "given": dict(given)}
    return list(chain(*_asked("rows", data, ARCHIVE, list[AnyIn], said)))


def read_reviews(data: bytes, name: str) -> list[AnyIn]:
    """Read ClaimReviews as claims with their answers. Raise Rejected where there are none, or too many."""
    return list(chain(*_asked("reviews", data, ARCHIVE, list[AnyIn], {"name": name})))


def read_evidence(data: bytes) -> list[Found]:
    """Read ClaimReviews as what they are. Raise Rejected as `read_reviews` does."""
    return [one.found for one in chain(*_asked("evidence", data, ARCHIVE, list[ReadReview], {}))]


def read_sources(data: bytes) -> list[Citation]:
    """Read the works of CSL-JSON or BibTeX. Raise Rejected where there are none, or too many."""
    return list(chain(*_asked("sources", data, ARCHIVE, list[Citation], {})))


def _asked(  # noqa: PLR0913  # one order
    task: str, data: bytes, limits: Limits, kind: type[T], given: dict[str, Any], *, patience: float | None = PATIENCE
) -> list[T]:
    order = Order(task=task, size=len(data), limits=limits, given=given)
    return [msgspec.msgpack.decode(one, type=kind, dec_hook=_ours) for one in READERS.ask(order, data, patience)]


def _one(found: list[T]) -> T:
    [one] = found
    return one


def _ours(kind: type, text: str) -> PartialDate | Rejected:
    if kind is Rejected:
        return Rejected(text)
    assert kind is PartialDate  # noqa: S101  # no other of our own types is within what readers find
    return PartialDate.parse(text)
