"""Memento (RFC 7089) for captures and for our own pages: which one is nearest to a moment, the TimeMap of all, links.

A capture's date may be a month or a year; its moment then is the first of the days that it can mean. What a page of
ours was is told by whole days (`?as_of=`): its moment is the last second of the day, in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from app.domain.errors import Rejected
from app.domain.partial_dates import PartialDate
from app.domain.records import Address
from app.feeds.addresses import SEGMENTS, capture_address
from app.feeds.items import Capture

MEDIA_TYPE = "application/link-format"
SCHEME = re.compile(r"^https?:/+", re.IGNORECASE)
RFC_1123 = "%a, %d %b %Y %H:%M:%S GMT"
SAFE = ":/?#@!$&'()*+,;=%[]~"
KINDS = {segment: kind for kind, segment in SEGMENTS.items()}
OWN = re.compile(rf"/({'|'.join(KINDS)})/([^/?#]+)")
LAST_SECOND = time(23, 59, 59)


class Memento(NamedTuple):
    """What an address was: its moment, and its place here."""

    moment: datetime
    url: str


def of_capture(capture: Capture, page_slug: str, base: str) -> Memento:
    """Return what a capture is to the address that it is of."""
    return Memento(moment_of(capture.captured), capture_address(base, page_slug, capture))


def of_day(original: str, day: str) -> Memento:
    """Return what a page of ours was at the end of a day."""
    return Memento(end_of(date.fromisoformat(day)), f"{original}?as_of={day}")


def moment_of(captured: str) -> datetime:
    """Return the first moment that a capture's date can mean."""
    return datetime.combine(PartialDate.parse(captured).first_day, time(), UTC)


def end_of(day: date) -> datetime:
    """Return the last second of a day."""
    return datetime.combine(day, LAST_SECOND, UTC)


def own_path(uri: str, base: str) -> tuple[str, str] | None:
    """Return kind and slug of the page of ours that an address names; None for any other address."""
    ours, asked = _bare(base), _bare(uri)
    match = OWN.fullmatch(asked.removeprefix(ours)) if asked.startswith(ours) else None
    return (KINDS[match[1]], match[2]) if match else None


def states(original: str, own: Sequence[tuple[str, bool]], around: Iterable[str], today: date) -> list[Memento]:
    """Return what a page of ours was on the days on which it may have changed, the oldest first.

    `own` are the days on which its subject was published, in their order, each with whether that record is there still;
    `around` the days of all that its page may show. A day that is not over is left out: the page may still change.
    """
    found = []
    for day in sorted(around):
        stood = next((there for begun, there in reversed(own) if begun <= day), False)
        if stood and day < today.isoformat():
            found.append(of_day(original, day))
    return found


def stood_at(mementos: Sequence[Memento], moment: datetime | None) -> Memento:
    """Return what a page of ours was at the end of the day of a moment: the first one before all, the newest last."""
    if moment is None:
        return mementos[-1]
    return next((one for one in reversed(mementos) if one.moment <= end_of(moment.date())), mementos[0])


def same(one: str, other: str) -> bool:
    """Tell whether two addresses name the same page: whatever their scheme, their escapes and a slash at the end."""
    return _bare(one) == _bare(other)


def address_at(addresses: Iterable[Address], captured: str) -> str | None:
    """Return the address that a page had when it was captured."""
    return next((one.url for one in addresses if _then(one, captured)), None)


def captures_at(address: Address, captures: Iterable[Capture]) -> list[Capture]:
    """Return the captures of a page that were made while it had this address."""
    return [one for one in captures if _then(address, one.captured)]


def asked_moment(header: str | None) -> datetime | None:
    """Read `Accept-Datetime`. Raise Rejected for what is no RFC 1123 date in GMT."""
    if header is None:
        return None
    try:
        return datetime.strptime(header.strip(), RFC_1123).replace(tzinfo=UTC)
    except ValueError:
        raise Rejected("Accept-Datetime must be written like Wed, 01 Jun 2011 00:00:00 GMT.") from None


def nearest(mementos: Sequence[Memento], moment: datetime | None) -> Memento:
    """Return the memento nearest to a moment, the earlier one of two; the newest where no moment was asked for."""
    if moment is None:
        return mementos[-1]
    return min(mementos, key=lambda one: abs(one.moment - moment))


def links(original: str, base: str) -> list[tuple[str, str]]:
    """Return what a memento and a TimeGate link to: address and relation."""
    quoted = quote(original, safe=SAFE)
    return [
        (quoted, 'rel="original"'),
        (f"{base}/timegate/{quoted}", 'rel="timegate"'),
        (f"{base}/timemap/link/{quoted}", f'rel="timemap"; type="{MEDIA_TYPE}"'),
    ]


def link_header(original: str, base: str) -> str:
    """Write them as a `Link` header."""
    return ", ".join(f"<{address}>; {rest}" for address, rest in links(original, base))


def http_date(moment: datetime) -> str:
    """Write a moment as HTTP does."""
    return format_datetime(moment, usegmt=True)


def time_map(original: str, mementos: Sequence[Memento], base: str) -> bytes:
    """Write the TimeMap of an address in link-format, the oldest memento first."""
    (first, _), (gate, _), (own, _) = links(original, base)
    begin, end = http_date(mementos[0].moment), http_date(mementos[-1].moment)
    lines = [
        f'<{own}>; rel="self"; type="{MEDIA_TYPE}"; from="{begin}"; until="{end}"',
        f'<{first}>; rel="original"',
        f'<{gate}>; rel="timegate"',
    ]
    last = len(mementos) - 1
    for place, one in enumerate(mementos):
        ends = [word for word, at in (("first", 0), ("last", last)) if place == at]
        lines.append(f'<{one.url}>; rel="{" ".join([*ends, "memento"])}"; datetime="{http_date(one.moment)}"')
    return ",\n".join(lines).encode() + b"\n"


def _then(address: Address, captured: str) -> bool:
    day = PartialDate.parse(captured)
    begun = address.since is None or PartialDate.parse(address.since).first_day <= day.last_day
    return begun and (address.until is None or day.first_day <= PartialDate.parse(address.until).last_day)


def _bare(address: str) -> str:
    """Return an address without what does not tell pages apart."""
    rest = unquote(SCHEME.sub("", address.strip()))
    try:
        parts = urlsplit(f"//{rest}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return rest
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"
