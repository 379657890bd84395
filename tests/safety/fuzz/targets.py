"""What is fuzzed: each takes bytes that anybody may send, and either reads them or refuses them in a sentence.

`tests/safety/test_fuzz.py` gives them hypothesis' examples in CI; `make fuzz` gives them atheris' for minutes each.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from html.parser import HTMLParser

import msgspec

from app.domain.backup import read_manifest
from app.domain.blocks import fold
from app.domain.cdx import parse_cdx
from app.domain.citations import csl_date
from app.domain.dates import find_dates
from app.domain.decoding import decode
from app.domain.errors import Rejected
from app.domain.extraction import extract
from app.domain.partial_dates import PartialDate
from app.domain.table import Table
from app.feeds import cursors
from app.services import warc
from app.services.import_files import Reviews, read_works
from app.services.markup import SCHEMES, TAGS, render
from app.services.reading import read_document

NAMES = ("x.html", "x.md", "x.txt", None)


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")


def page(data: bytes) -> None:
    """Blocks and extraction: the first byte chooses the kind. Every range is of the words that it names."""
    document = read_document(data[1:], NAMES[data[0] % len(NAMES)] if data else None)
    document.text.encode()
    for block in document.blocks:
        assert block.text == document.text[block.start : block.end]
    found = extract(document, captured="2011-06-25")
    for pair in found.pairs:
        assert fold(pair.claim) == fold(document.text[slice(*pair.claim_range)])
        assert fold(pair.rebuttal) == fold(document.text[slice(*pair.rebuttal_range)])
    msgspec.json.encode(found)


def character_set(data: bytes) -> None:
    """The character set that a server names is the first line; what comes of it can be stored."""
    name, _, rest = data.partition(b"\n")
    decode(rest, _text(name)).encode()


class _Shown(HTMLParser):
    """Looks at each tag that a browser would see."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            assert name in {"href", "title", "rel"}
            scheme, colon, _ = (value or "").partition(":")
            assert name != "href" or not colon or scheme in SCHEMES or not scheme.isalpha()


def markdown(data: bytes) -> None:
    """A note as it is shown: nothing that acts is left."""
    _Shown().feed(render(_text(data)))


def claim_reviews(data: bytes) -> None:
    """ClaimReviews, in JSON, NDJSON or a page."""
    list(Reviews(data).pairs("x"))


def works(data: bytes) -> None:
    """CSL-JSON and BibTeX."""
    for work in read_works(data):
        msgspec.json.encode(work)


def table(data: bytes) -> None:
    """A CSV file."""
    read = Table(data)
    read.guess()
    list(read.rows())


def archive_list(data: bytes) -> None:
    """A CDX list."""
    parse_cdx(_text(data))


def archive(data: bytes) -> None:
    """A WARC file, plain or packed."""
    list(warc.copies(data))


def manifest(data: bytes) -> None:
    """A backup's manifest."""
    read_manifest(data, [])


def cursor(data: bytes) -> None:
    """What a program sends back to go on from."""
    cursors.read(cursors.ChangeCursor, _text(data))


def dates(data: bytes) -> None:
    """Dates that are typed, and dates in running text."""
    words = _text(data)
    for found in find_dates(words, captured="2011-06-25"):
        assert fold(found.text) == fold(words[slice(*found.range)])
    with suppress(Rejected):
        PartialDate.parse(words)
    csl_date(words, "issued")


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one
    for one in (
        page,
        character_set,
        markdown,
        claim_reviews,
        works,
        table,
        archive_list,
        archive,
        manifest,
        cursor,
        dates,
    )
}


def fuzzed(target: Callable[[bytes], None], data: bytes) -> None:
    """Give one target one input: a refusal is an answer, all else is a fault."""
    with suppress(Rejected):
        target(data)
