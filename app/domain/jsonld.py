"""ClaimReviews out of JSON-LD: a page's script blocks, one object, a list, a graph, a DataFeed, or one on each line."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from typing import Any

import msgspec

from app.domain.errors import Rejected

DEEPEST = 12
"""Objects that hold one another on the way to a ClaimReview."""
HOLDERS = ("@graph", "dataFeedElement", "item", "itemListElement", "mainEntity", "mainEntityOfPage", "hasPart")
SCRIPT = re.compile(r"<script\b[^<>]*\btype\s*=\s*[\"']?application/ld\+json\b[^<>]*>", re.IGNORECASE)
END = re.compile(r"</script", re.IGNORECASE)
NAMESPACE = re.compile(r"^(?:https?://schema\.org/|schema:)")
UTF_16, PACKED = (b"\xff\xfe", b"\xfe\xff"), (b"PK\x03\x04", b"\x1f\x8b")
PIECE = 1_000_000
NO_JSON = "This is no JSON: it can't be read at {where}. Nothing was imported."
_object = msgspec.json.Decoder(dict[str, msgspec.Raw])
_list = msgspec.json.Decoder(list[msgspec.Raw])
_any: msgspec.json.Decoder[Any] = msgspec.json.Decoder()


def claim_reviews(data: bytes) -> Iterator[msgspec.Raw | Rejected]:
    """Yield each ClaimReview as it stands in a file, or why the part where one should be can't be taken.

    Raise Rejected where the file as a whole can't be read.
    """
    demand_text(data)
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data[:1_000].lstrip().startswith(b"<"):
        yield from _in_page(data.decode())
        return
    for part in _documents(data):
        if isinstance(part, Rejected):
            yield part
        else:
            yield from _found(part, 0)


def fields_of(raw: msgspec.Raw) -> dict[str, Any]:
    """Return a ClaimReview's fields. Raise Rejected for nesting that no ClaimReview has."""
    try:
        fields = _any.decode(raw)
    except (ValueError, RecursionError):
        raise Rejected("it is nested deeper than any ClaimReview, or holds what no text may") from None
    assert isinstance(fields, dict)  # noqa: S101  # `_found` looked
    return fields


def types_of(value: object) -> set[str]:
    """Return the types that a value of @type names, without their namespace."""
    names = value if isinstance(value, list) else [value]
    return {NAMESPACE.sub("", one) for one in names if isinstance(one, str)}


def demand_text(data: bytes) -> None:
    """Raise Rejected, with the line, unless the bytes are UTF-8. They are gone through in pieces."""
    if data.startswith(UTF_16):
        raise Rejected("The file is UTF-16; save it as UTF-8. Nothing was imported.")
    if data.startswith(PACKED):
        raise Rejected("The file is packed; unpack it first. Nothing was imported.")
    decoder = getincrementaldecoder("utf-8")()
    for start in range(0, len(data), PIECE):
        torn = len(decoder.getstate()[0])
        try:
            decoder.decode(data[start : start + PIECE], final=start + PIECE >= len(data))
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, start - torn + error.start) + 1
            raise Rejected(f"The file is no UTF-8 at line {line}; save it as UTF-8. Nothing was imported.") from None


def _in_page(text: str) -> Iterator[msgspec.Raw | Rejected]:
    """Yield what the script blocks of a page hold; a script's words are no mark-up, so nothing is parsed as HTML."""
    blocks = 0
    place = 0
    while start := SCRIPT.search(text, place):
        end = END.search(text, start.end())
        if end is None:
            raise Rejected("The page ends inside a script; it was cut off. Nothing was imported.")
        place, blocks = end.end(), blocks + 1
        try:
            yield from _found(msgspec.Raw(text[start.end() : end.start()].encode()), 0)
        except Rejected:
            line = text.count("\n", 0, start.end()) + 1
            yield Rejected(f"the JSON-LD at line {line} of the page can't be read")
    if not blocks:
        raise Rejected("The page holds no JSON-LD. Nothing was imported.")


def _documents(data: bytes) -> Iterator[msgspec.Raw | Rejected]:
    """Yield the file's one document, or that of each line."""
    fault = _fault(data)
    if fault is None:
        yield msgspec.Raw(data)
        return
    first, _, rest = data.strip().partition(b"\n")
    if not rest or not first.startswith(b"{") or _fault(first) is not None:
        raise Rejected(NO_JSON.format(where=_place(data, fault)))
    for number, line in enumerate(lines(data), 1):
        if line.strip():
            yield Rejected(f"line {number} is no JSON") if _fault(line) is not None else msgspec.Raw(line)


def lines(data: bytes) -> Iterator[bytes]:
    """Yield the lines one at a time, with their ends."""
    start = 0
    while start < len(data):
        end = _line_end(data, start)
        yield data[start:end]
        start = end


def _line_end(data: bytes, start: int) -> int:
    end = data.find(b"\n", start)
    return len(data) if end < 0 else end + 1


def _fault(data: bytes) -> str | None:
    """Return what is wrong with a document, None where nothing is."""
    try:
        msgspec.json.decode(data, type=msgspec.Raw)
    except ValueError as error:
        return str(error)
    except RecursionError:
        return "nested"
    return None


def _place(data: bytes, fault: str) -> str:
    if fault == "nested":
        return "a place where thousands of lists hold one another"
    if (found := re.search(r"byte (\d+)", fault)) is None:
        return "its end; it was cut off" if data.strip() else "all, for it is empty"
    line = data.count(b"\n", 0, int(found[1])) + 1
    return f"line {line}"


def _found(raw: msgspec.Raw, depth: int) -> Iterator[msgspec.Raw | Rejected]:
    """Yield the ClaimReviews in a value, in their order."""
    if depth > DEEPEST:
        yield Rejected("it is nested deeper than any ClaimReview")
        return
    first = bytes(memoryview(raw)[:64]).lstrip()[:1]
    try:
        if first == b"[":
            for one in _list.decode(raw):
                yield from _found(one, depth + 1)
        if first != b"{":
            return
        fields = _object.decode(raw)
        kinds = types_of(_any.decode(fields["@type"])) if "@type" in fields else set()
    except (ValueError, RecursionError):
        raise Rejected(NO_JSON.format(where="a part of it")) from None
    if "ClaimReview" in kinds:
        yield raw
        return
    if "dateDeleted" in fields and fields["dateDeleted"] != msgspec.Raw(b"null"):
        yield Rejected("its publisher took it back (dateDeleted)")
        return
    for name in HOLDERS:
        if name in fields:
            yield from _found(fields[name], depth + 1)
