"""The streams: what each one holds, and one view for all of them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, current_app, request

from app.feeds import cursors
from app.feeds.changes import change_entry
from app.feeds.entries import Entry, Feed
from app.feeds.findings import finding_entry
from app.feeds.registry import Alternate
from app.storage.queries.ledger.changes import ledger_head
from app.storage.queries.library.feeds import changes_after, findings_after
from app.web.databases import library
from app.web.feeds.answers import answer, base_url
from app.web.feeds.loading import change_item, finding_item

PAGE = 100


def show(alternate: Alternate) -> Response:
    """Serve a page of a stream in a format. Raise Rejected for a cursor that the stream never gave."""
    base = base_url()
    head = ledger_head(library())
    entries = ENTRIES[alternate.stream.name](request.args.get("cursor"), base)
    written = alternate.format.write(_feed(alternate, entries, base))
    here = f"{base}{alternate.path}"
    links = [(here, "self" if not request.args.get("cursor") else "first")]
    if written.next_url is not None:
        links.append((written.next_url, "next"))
    return answer(written.body, alternate.format.media_type, head, links)


def _feed(alternate: Alternate, entries: list[Entry], base: str) -> Feed:
    site = str(current_app.config["SITE_NAME"])
    return Feed(
        stream=alternate.stream.name,
        title=f"{site}: {alternate.stream.title.lower()}",
        description=alternate.stream.description,
        site=site,
        publisher=str(current_app.config["PUBLISHER_NAME"]),
        base=base,
        url=f"{base}{alternate.path}",
        entries=entries[:PAGE],
        more=len(entries) > PAGE,
    )


def finding_entries(cursor: str | None, base: str) -> list[Entry]:
    """Return findings after a cursor, one more than fit on a page where there are more."""
    after = cursors.read(cursors.FindingCursor, cursor) if cursor else None
    rows = findings_after(library(), PAGE + 1, (after.at, after.id) if after else None)
    return [finding_entry(finding_item(row), base) for row in rows]


def change_entries(cursor: str | None, base: str) -> list[Entry]:
    """Return changes after a cursor, one more than fit on a page where there are more."""
    after = cursors.read(cursors.ChangeCursor, cursor) if cursor else None
    rows = changes_after(library(), PAGE + 1, after.first_seq if after else None)
    return [change_entry(change_item(row), base) for row in rows]


ENTRIES: dict[str, Callable[[str | None, str], list[Entry]]] = {
    "findings": finding_entries,
    "changes": change_entries,
}
