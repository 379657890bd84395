"""A checker of JSON Feed 1.1, written from `design/interchange.md` and https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

SMALLER_THAN = 250_000
TOP = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str, "user_comment": str,
    "next_url": str, "icon": str, "favicon": str, "authors": list, "language": str, "expired": bool, "hubs": list,
    "items": list,
}  # fmt: skip
ITEM = {
    "id": str, "url": str, "external_url": str, "title": str, "content_html": str, "content_text": str, "summary": str,
    "image": str, "banner_image": str, "date_published": str, "date_modified": str, "authors": list, "tags": list,
    "language": str, "attachments": list,
}  # fmt: skip
AUTHOR = {"name": str, "url": str, "avatar": str}
ADDRESSES = {"home_page_url", "feed_url", "next_url", "url", "external_url", "icon", "favicon", "about"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def faults(body: bytes) -> list[str]:
    """Return what is wrong with the bytes of a feed, a line each."""
    try:
        feed = json.loads(body.decode("utf-8"))
    except ValueError as error:
        return [f"no JSON: {error}"]
    found = [] if len(body) < SMALLER_THAN else [f"{len(body)} bytes are too many"]
    return found + list(_feed(feed))


def _feed(feed: Any) -> Iterator[str]:
    yield from _object("feed", feed, TOP, required={"version", "title", "items"})
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield f"feed: version {feed.get('version')!r}"
    if "next_url" in feed and feed["next_url"] == feed.get("feed_url"):
        yield "feed: next_url is feed_url"
    for author in feed.get("authors", []):
        yield from _object("author", author, AUTHOR, required=set())
        if not author:
            yield "author: empty"
    items = feed.get("items", [])
    ids = [item.get("id") for item in items]
    if len(set(ids)) < len(ids):
        yield "items: an id is there twice"
    for number, item in enumerate(items):
        yield from _item(f"items[{number}]", item)


def _item(place: str, item: dict[str, Any]) -> Iterator[str]:
    yield from _object(place, item, ITEM, required={"id"})
    if not item.get("id"):
        yield f"{place}: id is empty"
    if not ("content_html" in item or "content_text" in item):
        yield f"{place}: no content"
    for name in ("date_published", "date_modified"):
        if name in item:
            if not MOMENT.fullmatch(item[name]):
                yield f"{place}: {name} is no RFC 3339 moment"
            else:
                datetime.fromisoformat(item[name])
    if not all(isinstance(tag, str) for tag in item.get("tags", [])):
        yield f"{place}: a tag is no string"


def _object(place: str, value: dict[str, Any], shape: dict[str, type], required: set[str]) -> Iterator[str]:
    for name in required - value.keys():
        yield f"{place}: {name} is missing"
    for name, part in value.items():
        if name.startswith("_"):
            yield from _extension(f"{place}.{name}", part)
        elif name not in shape:
            yield f"{place}: {name} is no field"
        elif not isinstance(part, shape[name]):
            yield f"{place}: {name} is a {type(part).__name__}"
        elif name in ADDRESSES:
            yield from _address(f"{place}.{name}", part)


def _extension(place: str, value: Any) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{place}: is no object"
        return
    yield from _address(f"{place}.about", value.get("about", ""))
    yield from _keys(place, value)


def _keys(place: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            if "." in name:
                yield f"{place}: the key {name} has a dot"
            yield from _keys(place, part)
    elif isinstance(value, list):
        for part in value:
            yield from _keys(place, part)


def _address(place: str, value: str) -> Iterator[str]:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        yield f"{place}: {value!r} is no absolute address"
