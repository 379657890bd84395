"""A page and a feed as files: links become relative, and what needs a server goes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from app.web.export.files import relative

NEXT = re.compile(rb'<link rel="next"[^>]*/>\n?')


@dataclass(frozen=True, slots=True)
class Place:
    """A page on its way to a file. `base` is the site's address, and `file_of` tells which file an address becomes."""

    address: str
    file: str
    base: str
    file_of: Callable[[str], str | None]


def page_rewritten(html: str, place: Place) -> str:
    """Return a page whose links lead to other files. One to what is not exported stays as words, without a target."""
    tree = LexborHTMLParser(html)
    for node in tree.css("a[href], link[href]"):
        _relink(node, place)
    return f"{tree.html}\n"


def _relink(node: LexborNode, place: Place) -> None:
    given = node.attributes["href"] or ""
    target, fragment = urldefrag(urljoin(place.base + place.address, given))
    if given.startswith("#") or not (target == place.base or target.startswith(f"{place.base}/")):
        return
    there = target.removeprefix(place.base) or "/"
    file = place.file_of(there)
    if file is not None:
        node.attrs["href"] = relative(place.file, file) + (f"#{fragment}" if fragment else "")
    elif node.tag == "link":
        node.decompose()
    else:
        del node.attrs["href"]


def feed_rewritten(body: bytes, media_type: str) -> bytes:
    """Return a feed that ends with its first page: a file answers every cursor with the same entries."""
    if media_type.endswith("json"):
        feed: dict[str, Any] = msgspec.json.decode(body)
        return msgspec.json.encode({name: value for name, value in feed.items() if name != "next_url"})
    return NEXT.sub(b"", body)


def moved_page(target: str) -> str:
    """Return a page that sends on to another file."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Moved</title>'
        f'<meta http-equiv="refresh" content="0; url={target}"></head>'
        f'<body><p>This page has <a href="{target}">moved</a>.</p></body></html>\n'
    )
