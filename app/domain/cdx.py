"""CDX lists, in all their dialects: lines with or without a header of letters, JSON arrays, CDXJ and pywb's JSON lines.

A line that can't be read is told with its number and spoils no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import msgspec

from app.domain.archive_rows import Row, Rows, Unread
from app.domain.errors import Rejected

LONGEST = 100_000
"""Rows of one list."""
NO_LIST = (
    "This is no CDX list. It has one copy on each line (urlkey, timestamp, original, mimetype, statuscode, digest, "
    "length), or is JSON with such a header, or CDXJ."
)
_HEADER = re.compile(r"\s?CDX((?:\s[A-Za-z])+)\s*")
_CDXJ = re.compile(r"(?P<key>\S{1,4000}) (?P<timestamp>\d{1,20}) (?P<json>\{.*\})\s*", re.ASCII)
_TIMESTAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)", re.ASCII)
_DIGEST = re.compile(r"(?:sha1:)?([A-Z2-7]{32})", re.IGNORECASE)
_STATUS = re.compile(r"\d{3}", re.ASCII)
_LETTERS = {"a": "original", "b": "timestamp", "m": "mimetype", "s": "statuscode", "k": "digest"}
_SHORT = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest")
_BY_LENGTH = {6: _SHORT, 7: (*_SHORT, "length"), 9: (*_SHORT, "", "", ""), 10: (*_SHORT, *[""] * 4)}
_BY_LENGTH[11] = (*_SHORT, *[""] * 5)
_NAMES = {"url": "original", "mime": "mimetype", "status": "statuscode"}
REVISIT = "warc/revisit"


class _Wrong(Exception):  # noqa: N818  # it is caught in this module
    """A line can't be read; the message says why."""


def is_cdx(text: str) -> bool:
    """Tell whether a text looks like a CDX list: its first line is one of a list."""
    first = next((line for line in text[:20_000].splitlines() if line.strip()), "")
    if first.lstrip().startswith("["):
        return re.match(r'\s*\[\s*\[[^\]]{0,400}"timestamp"', text[:1_000]) is not None
    if _HEADER.fullmatch(first):
        return True
    try:
        _row(1, "", _line(first, None))
    except _Wrong:
        return False
    return True


def parse_cdx(text: str) -> Rows:
    """Read a list. Raise Rejected for a text that is none, or one of more than 100,000 lines."""
    rows: list[Row] = []
    unread: list[Unread] = []
    for number, place, fields in _fields(text):
        if number > LONGEST:
            raise Rejected(f"The list is longer than {LONGEST:,} lines; take a part of it.", "list")
        if isinstance(fields, _Wrong):
            unread.append(Unread(place=place, sentence=str(fields)))
            continue
        try:
            rows.append(_row(number, place, fields))
        except _Wrong as wrong:
            unread.append(Unread(place=place, sentence=str(wrong)))
    if not rows:
        first = f" At {unread[0].place}, {unread[0].sentence}." if unread else ""
        raise Rejected(f"{NO_LIST}{first}", "list")
    return Rows(rows=rows, unread=unread)


_Found = tuple[int, str, Mapping[str, Any] | _Wrong]


def _fields(text: str) -> Iterator[_Found]:
    """Give each row's number, its place, and its fields by their long names; or why it can't be read."""
    if text.lstrip().startswith("["):
        yield from _array(text)
        return
    lines = text.splitlines()
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    names: Sequence[str] | None = None
    for number, line in numbered:
        header = _HEADER.fullmatch(line)
        if header:
            names = [_LETTERS.get(letter, "") for letter in header[1].split()]
        elif not line.startswith(("!", "@", "#")):
            try:
                fields: Mapping[str, Any] | _Wrong = _line(line, names)
            except _Wrong as wrong:
                fields = wrong
            yield number, f"line {number}", fields


def _array(text: str) -> Iterator[_Found]:
    """Read the JSON that the Wayback Machine gives: a header, rows, perhaps an empty row and a key to go on."""
    try:
        found = msgspec.json.decode(text.encode(), type=list[list[Any]])
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise Rejected("This JSON is cut off or is no list of rows.", "list") from None
    names = [str(one) for one in found[0]] if found else []
    for number, row in enumerate(found[1:], 1):
        if not row:
            return
        good = len(row) == len(names)
        wrong = _Wrong(f"it has {len(row)} fields where the header names {len(names)}")
        yield number, f"row {number}", dict(zip(names, row, strict=True)) if good else wrong


def _line(line: str, names: Sequence[str] | None) -> Mapping[str, Any]:
    """Read one line of any dialect but the JSON array."""
    cdxj = _CDXJ.fullmatch(line)
    if cdxj:
        return {"timestamp": cdxj["timestamp"], **_object(cdxj["json"])}
    if line.startswith("{"):
        return _object(line)
    parts = line.split()
    names = names or _BY_LENGTH.get(len(parts))
    if names is None or len(parts) != len(names):
        expected = f"{len(names)} are expected" if names else "6, 7, 9, 10 or 11 are expected"
        raise _Wrong(f"it has {len(parts)} fields where {expected}")
    return dict(zip(names, parts, strict=True))


def _object(text: str) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(text.encode(), type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise _Wrong("its JSON can’t be read") from None
    return {_NAMES.get(name, name): value for name, value in found.items()}


def _row(number: int, place: str, fields: Mapping[str, Any]) -> Row:
    """Make a row of its fields. Raise _Wrong where it has no moment or no address."""
    told = {name: str(value) for name, value in fields.items() if isinstance(value, str | int)}
    address = told.get("original", "")
    if "://" not in address and not address.startswith("dns:"):
        raise _Wrong("it holds no address")
    media_type = told.get("mimetype", "-").partition(";")[0].strip().lower()
    status = told.get("statuscode", "-")
    digest = _DIGEST.fullmatch(told.get("digest", "-"))
    return Row(
        number=number,
        place=place,
        at=_moment(told.get("timestamp", "")),
        address=address,
        media_type="" if media_type == "-" else media_type,
        status=int(status) if _STATUS.fullmatch(status) else None,
        digest=digest[1].upper() if digest else None,
        repeats=media_type == REVISIT,
    )


def _moment(text: str) -> datetime:
    found = _TIMESTAMP.fullmatch(text)
    with suppress(ValueError):
        if found:
            year, month, day, hour, minute, second = map(int, found.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    raise _Wrong(f"“{text[:20]}” is no moment in fourteen digits")
