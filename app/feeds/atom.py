"""Atom (RFC 4287), paged (RFC 5005), with tombstones for what was retracted (RFC 6721).

The standard library writes it: feedgen, the library for this, has no tombstones, and would bring lxml.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from app.feeds.entries import Entry, Feed, Written
from app.feeds.pages import ROOM, taken

MEDIA_TYPE = "application/atom+xml"
ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
NEVER = "1970-01-01T00:00:00Z"
"""When a feed without an entry was last changed: Atom wants a moment, and this one never moves."""
IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't hold, not even escaped."""

register_namespace("", ATOM)
register_namespace("at", TOMBSTONES)


def write(feed: Feed) -> Written:
    """Write a page of a feed. Its `id` is the stream's first page on every page of it."""
    page = taken(feed, lambda entry: _measured(_entry(entry, feed)), ROOM)
    root = Element(f"{{{ATOM}}}feed", {LANGUAGE: "en"})
    _add(root, "id", feed.url)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.description)
    _add(root, "updated", max((one.modified for one in feed.entries[: len(page.entries)]), default=NEVER))
    _author(root, feed)
    links = [("self", feed.page_url(feed.cursor), MEDIA_TYPE), ("first", feed.url, MEDIA_TYPE)]
    links += [("next", page.next_url, MEDIA_TYPE)] if page.next_url else []
    for relation, address, media_type in [*links, ("alternate", feed.home, "text/html")]:
        SubElement(root, f"{{{ATOM}}}link", {"rel": relation, "href": _possible(address), "type": media_type})
    if feed.hub:
        SubElement(root, f"{{{ATOM}}}link", {"rel": "hub", "href": _possible(feed.hub)})
    root.extend(page.entries)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return Written(body=body, next_url=page.next_url)


def _measured(element: Element) -> tuple[Element, int]:
    return element, len(tostring(element, encoding="utf-8"))


def _entry(entry: Entry, feed: Feed) -> Element:
    if entry.retracted is not None:
        return _tombstone(entry)
    root = Element(f"{{{ATOM}}}entry")
    _add(root, "id", entry.id)
    _add(root, "title", entry.title)
    _add(root, "published", entry.published)
    _add(root, "updated", entry.modified)
    _author(root, feed)
    SubElement(root, f"{{{ATOM}}}link", {"rel": "alternate", "href": _possible(entry.url), "type": "text/html"})
    for tag in entry.tags:
        SubElement(root, f"{{{ATOM}}}category", {"term": _possible(tag)})
    _add(root, "content", entry.html or entry.text).set("type", "html" if entry.html else "text")
    return root


def _tombstone(entry: Entry) -> Element:
    """Say that an entry is no more, since when and why: readers that know tombstones take it from their store."""
    root = Element(f"{{{TOMBSTONES}}}deleted-entry", {"ref": entry.id, "when": entry.modified})
    SubElement(root, f"{{{TOMBSTONES}}}comment").text = _possible(entry.retracted or "")
    SubElement(root, f"{{{ATOM}}}link", {"rel": "alternate", "href": _possible(entry.url), "type": "text/html"})
    return root


def _author(root: Element, feed: Feed) -> None:
    author = SubElement(root, f"{{{ATOM}}}author")
    _add(author, "name", feed.publisher)
    _add(author, "uri", f"{feed.base}/")


def _add(root: Element, name: str, text: str) -> Element:
    made = SubElement(root, f"{{{ATOM}}}{name}")
    made.text = _possible(text)
    return made


def _possible(text: str) -> str:
    return IMPOSSIBLE.sub("\ufffd", text)
