"""oEmbed 1.0: how another site shows a pair or a finding in a frame."""

from __future__ import annotations

import re
from html import escape
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote

import msgspec

MEDIA_TYPE = "application/json"
PATH = re.compile(r"/pairs/([^/?#]+)(?:/findings/([1-9][0-9]{0,5}))?/?(?:[?#].*)?")
WIDTH, HEIGHT = 550, 440
KEPT_S = 3600
"""Seconds that a consumer may keep an answer."""


class Asked(NamedTuple):
    """The page that is to be shown: a pair, and the number of a finding on it where it is one."""

    slug: str
    number: int | None

    @property
    def card(self) -> str:
        """Return the address of the card below the site's root."""
        finding = f"/findings/{self.number}" if self.number else ""
        return f"/embed/pairs/{quote(self.slug, safe='')}{finding}"


class OEmbed(msgspec.Struct, frozen=True, kw_only=True):
    """What a consumer gets: a frame with the card, and what it is called."""

    version: Literal["1.0"] = "1.0"
    type: Literal["rich"] = "rich"
    title: str
    author_name: str
    author_url: str
    provider_name: str
    provider_url: str
    cache_age: int = KEPT_S
    html: str
    width: int
    height: int


def page_of(url: str, base: str) -> Asked | None:
    """Return which page of ours an address names; None where it names none. The scheme does not count."""
    bare = re.compile(rf"(?:https?:)?{re.escape(re.sub('^https?:', '', base))}(?=/)", re.IGNORECASE)
    begun = bare.match(url)
    found = PATH.fullmatch(url, begun.end()) if begun else None
    return Asked(unquote(found[1]), int(found[2]) if found[2] else None) if found else None


def frame(card: str, title: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    """Write the HTML that shows a card on a page of others."""
    size = f'width="{width}" height="{height}"'
    return f'<iframe src="{escape(card)}" title="{escape(title)}" {size} loading="lazy"></iframe>'


def oembed(asked: Asked, title: str, names: tuple[str, str], size: tuple[int | None, int | None], base: str) -> bytes:
    """Write an answer; `names` are the publisher's and the site's, `size` how wide and high the frame may be."""
    width, height = (min(own, most or own) for own, most in zip((WIDTH, HEIGHT), size, strict=True))
    publisher, site = names
    answer = OEmbed(
        title=title,
        author_name=publisher,
        author_url=f"{base}/",
        provider_name=site,
        provider_url=f"{base}/",
        html=frame(base + asked.card, title, width, height),
        width=width,
        height=height,
    )
    return msgspec.json.encode(answer)
