"""What a process apart reads for the site: the program that `readers.py` begins."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.archive_rows import ArchiveList, WarcCopy
from app.domain.extraction import extract
from app.services import import_reading
from app.services.apart import Read
from app.services.reader_process import Task, main
from app.services.reading import read_document


def _page(data: bytes, filename: str | None, media_type: str | None, captured: str | None) -> Iterator[Read]:
    document = read_document(data, filename, media_type)
    yield Read(text=document.text, found=extract(document, captured=captured))


def _words(data: bytes, media_type: str | None) -> Iterator[str]:
    yield read_document(data, None, media_type).text


def _listed(data: bytes) -> Iterator[ArchiveList]:
    from app.services.archive_reading import read_list  # noqa: PLC0415  # pages are read without it

    yield read_list(data)


def _copies(data: bytes, numbers: list[int]) -> Iterator[WarcCopy]:
    from app.services.warc import copies  # noqa: PLC0415  # the same

    yield from (copy for copy in copies(data) if copy.row.number in numbers)


TASKS: dict[str, Task] = {
    "page": _page,
    "words": _words,
    "listed": _listed,
    "copies": _copies,
    "table": import_reading.read_table,
    "rows": import_reading.read_rows,
    "reviews": import_reading.read_reviews,
    "evidence": import_reading.read_evidence,
    "sources": import_reading.read_sources,
}

if __name__ == "__main__":
    main(TASKS)
