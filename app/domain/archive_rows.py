"""Lists of copies that an archive holds: which of them are copies of pages, and which only repeat the one before."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection, Iterable
from datetime import datetime

import msgspec

from app.domain.errors import Rejected
from app.domain.mementos import Archived
from app.domain.partial_dates import PartialDate, day_of

PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/pdf"})
GOOD = 200
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/\d{4,14}(?:[a-z]{2}_)?/", re.IGNORECASE)
_UNTOLD = frozenset({"", "-", "unk", "warc/revisit"})


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One copy of an archive. `place` says where in the list it stands; `digest` is SHA-1 in base 32.

    `repeats` says that the archive found the bytes unchanged and kept none.
    """

    number: int
    place: str
    at: datetime
    address: str
    media_type: str = ""
    status: int | None = None
    digest: str | None = None
    repeats: bool = False

    @property
    def captured(self) -> PartialDate:
        """The day of the copy, in UTC."""
        return day_of(self.at)

    @property
    def timestamp(self) -> str:
        """The moment of the copy, in fourteen digits."""
        return self.at.strftime("%Y%m%d%H%M%S")


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A row with why it is no copy of a page, or which earlier row it repeats; None for both where it is one."""

    row: Row
    why_not: str | None = None
    same_as: Row | None = None

    @property
    def is_offered(self) -> bool:
        """Whether it can become a capture that tells something new."""
        return self.why_not is None and self.same_as is None


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a list that can't be read: where it stands, and why not."""

    place: str
    sentence: str


class WarcCopy(msgspec.Struct, frozen=True, kw_only=True):
    """A record of a WARC with its bytes as a browser gets them. `why_not` says why they can't be had."""

    row: Row
    data: bytes
    declared: str | None = None
    archived: Archived | None = None
    why_not: str | None = None


class ArchiveList(msgspec.Struct, frozen=True, kw_only=True):
    """A list as it was given: its rows, what of it can't be read, and whether it holds the bytes itself.

    `own` are the digests of such bytes as they are once they are unpacked; archives name them as they were sent.
    """

    rows: list[Listed]
    unread: list[Unread] = []
    holds_bytes: bool = False
    own: dict[int, str] = {}

    @property
    def offered(self) -> list[Listed]:
        """The rows that can become captures."""
        return [one for one in self.rows if one.is_offered]

    def digest_of(self, row: Row) -> str:
        """Return the digest by which a row's bytes would be known here; empty for none."""
        return self.own.get(row.number) or row.digest or ""

    def chosen(self, numbers: Collection[int]) -> list[Row]:
        """Return the rows of these numbers. Raise Rejected for one that is not offered."""
        known = {one.row.number: one.row for one in self.offered}
        if not known.keys() >= set(numbers):
            raise Rejected("The list was not sent as it was shown; reload it and choose again.", "rows")
        return [known[number] for number in sorted(set(numbers))]


def base32_sha1(data: bytes) -> str:
    """Return the digest by which archives know bytes."""
    return base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """What a list holds, and what of it can't be read."""

    rows: list[Row]
    unread: list[Unread]


def listed(rows: Iterable[Row]) -> list[Listed]:
    """Tell which rows are copies of pages, in their order; equal bytes one after another are folded to the first.

    A page that goes back to older words is not folded: that it went back is news.
    """
    found = {row.number: Listed(row=row, why_not=why_not(row)) for row in rows}
    last: dict[str, Row] = {}
    for one in sorted(found.values(), key=lambda one: (one.row.at, one.row.number)):
        row, before = one.row, last.get(address_key(one.row.address))
        if one.why_not is not None:
            continue
        if before is not None and _same(before, row):
            found[row.number] = Listed(row=row, same_as=before)
        else:
            last[address_key(row.address)] = row
    return list(found.values())


def _same(before: Row, row: Row) -> bool:
    return row.repeats if row.digest is None else row.digest == before.digest


def address_key(address: str) -> str:
    """Return what addresses of one page have in common: http or https, with `www.` or without, a slash at the end.

    The address of a copy in the Internet Archive is one of the page that it is of.
    """
    address = _ARCHIVED.sub("", address.strip())
    rest = address.partition("://")[2] or address
    host, slash, path = rest.partition("/")
    host = host.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")
    return f"{host}{slash}{path}".partition("#")[0].rstrip("/")


def why_not(row: Row) -> str | None:
    """Say why a row is no copy of a page; None where it may be one."""
    if not row.address.startswith(("http://", "https://")):
        return "it is no page of the web"
    if row.status is not None and row.status != GOOD:
        return f"the server answered {row.status}"
    if row.media_type not in PAGES | _UNTOLD:
        return f"{row.media_type} is no page"
    return None
