"""What an archive says of the copy that it hands out: when it was captured, and from where (RFC 7089)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

import msgspec

from app.domain.partial_dates import PartialDate, day_of

_LINK = re.compile(r"<([^<>]{1,2000})>\s{0,9};([^<>]{0,2000})")
_ORIGINAL = re.compile(r"""\brel\s{0,9}=\s{0,9}(?:"[^"]{0,99}\boriginal\b[^"]{0,99}"|original\b)""", re.IGNORECASE)


class Archived(msgspec.Struct, frozen=True, kw_only=True):
    """A copy of an archive: the day it was made, and the address it was made from, if the archive says."""

    captured: PartialDate
    original: str | None = None


def archived(headers: Mapping[str, str]) -> Archived | None:
    """Return what headers (by their small names) say of an archived copy; None where it is none."""
    try:
        at = parsedate_to_datetime(headers.get("memento-datetime", ""))
    except ValueError:
        return None
    links = _LINK.findall(headers.get("link", ""))
    original = next((address for address, rest in links if _ORIGINAL.search(rest)), None)
    return Archived(captured=day_of(at.astimezone(UTC) if at.tzinfo else at), original=original)
