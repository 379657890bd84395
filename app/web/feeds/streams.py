"""The streams: what each one holds, and one view for all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
from flask import Response, abort, current_app, redirect, request

from app.domain.errors import NotFound
from app.feeds import cursors
from app.feeds.addresses import record_address
from app.feeds.changes import change_entry
from app.feeds.commitments import observation_entry
from app.feeds.corrections import correction_entry
from app.feeds.entries import Entries, Entry, Feed, Maker
from app.feeds.findings import finding_entry
from app.feeds.registry import Alternate, subject_alternates
from app.storage.queries.ledger.changes import Head, ledger_head
from app.storage.queries.library.feeds import (
    ChangeRow,
    FindingRow,
    Scope,
    changes_after,
    changes_of,
    findings_after,
)
from app.storage.queries.library.streams import (
    CorrectionRow,
    FeedSubject,
    ObservationRow,
    corrections_after,
    head_and_subject,
    observations_after,
)
from app.web.databases import library
from app.web.feeds.answers import answer, hub_of
from app.web.feeds.loading import change_item, correction_item, finding_item, observation_item
from app.web.origin import base_url

PAGE = 100


def show(alternate: Alternate, slug: str | None = None) -> Response:
    """Serve a page of a stream in a format. Raise Rejected for a cursor that the stream never gave."""
    base, cursor, stream = base_url(), cursors.CURSOR.text(request.args) or None, alternate.stream
    if stream.kind is None or slug is None:
        head, subject = ledger_head(library()), None
        entries = ENTRIES[stream.name](cursor, base)
    else:
        head, subject = _subject_of(stream.kind, slug)
        alternate = msgspec.structs.replace(alternate, slug=subject.slug)
        if subject.slug != slug:
            query = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
            abort(redirect(f"{base}{alternate.path}{query}", 301))
        entries = subject_entries(Scope(stream.kind, subject.id), cursor, base)
    written = alternate.format.write(_feed(alternate, subject, entries, cursor, base))
    links = [(f"{base}{alternate.path}", "first" if cursor else "self")]
    if written.next_url is not None:
        links.append((written.next_url, "next"))
    own = subject_alternates(stream.kind, subject.slug) if stream.kind and subject else ()
    return answer(written.body, alternate.format.media_type, head, links, own, hub_of(cursor))


def _subject_of(kind: str, slug: str) -> tuple[Head, FeedSubject]:
    head, subject = head_and_subject(library(), kind, slug)
    if subject is None:
        raise NotFound(f"No {kind} is published under the name “{slug[:80]}”.")
    return head, subject


def _feed(
    alternate: Alternate, subject: FeedSubject | None, entries: list[Maker], cursor: str | None, base: str
) -> Feed:
    site, stream = str(current_app.config["SITE_NAME"]), alternate.stream
    home = record_address(base, stream.kind, subject.slug) if stream.kind and subject else f"{base}/"
    return Feed(
        stream=stream.name,
        title=f"{site}: {subject.title if subject else stream.title.lower()}",
        description=stream.description,
        site=site,
        publisher=str(current_app.config["PUBLISHER_NAME"]),
        base=base,
        home=home,
        url=f"{base}{alternate.path}",
        entries=Entries(entries[:PAGE]),
        more=len(entries) > PAGE,
        cursor=cursor,
        hub=hub_of(cursor),
    )


def finding_entries(cursor: str | None, base: str) -> list[Maker]:
    """Return findings after a cursor, one more than fit on a page where there are more."""
    after = cursors.read(cursors.FindingCursor, cursor) if cursor else None
    rows = findings_after(library(), PAGE + 1, (after.at, after.id) if after else None)
    return [partial(_finding, row, base) for row in rows]


def change_entries(cursor: str | None, base: str) -> list[Maker]:
    """Return changes after a cursor, one more than fit on a page where there are more."""
    after = cursors.read(cursors.ChangeCursor, cursor) if cursor else None
    rows = changes_after(library(), PAGE + 1, after.first_seq if after else None)
    return [partial(_change, row, base) for row in rows]


def correction_entries(cursor: str | None, base: str) -> list[Maker]:
    """Return corrections after a cursor, one more than fit on a page where there are more."""
    after = cursors.read(cursors.CorrectionCursor, cursor) if cursor else None
    rows = corrections_after(library(), PAGE + 1, (after.at, after.id) if after else None)
    return [partial(_correction, row, base) for row in rows]


def commitment_entries(cursor: str | None, base: str) -> list[Maker]:
    """Return observations of commitments after a cursor, one more than fit on a page where there are more."""
    after = cursors.read(cursors.ObservationCursor, cursor) if cursor else None
    rows = observations_after(library(), PAGE + 1, (after.at, after.id) if after else None)
    return [partial(_observation, row, base) for row in rows]


def subject_entries(scope: Scope, cursor: str | None, base: str) -> list[Maker]:
    """Return what happened around a subject after a cursor: findings, and changes, or of a safeguard observations."""
    read = cursors.read(cursors.SubjectCursor, cursor) if cursor else None
    after = (read.at, read.id) if read else None
    found: list[tuple[str, str, Maker]] = [
        (row.finding.at, row.finding.id, partial(_finding, row, base))
        for row in findings_after(library(), PAGE + 1, after, scope)
    ]
    if scope.kind == "safeguard":
        found += [
            (row.at, row.id, partial(_observation, row, base))
            for row in observations_after(library(), PAGE + 1, after, scope.id)
        ]
    else:
        found += [
            (row.first_at, row.capture_id, partial(_change, row, base))
            for row in changes_of(library(), PAGE + 1, scope, after)
        ]
    newest = sorted(found, key=lambda one: one[:2], reverse=True)[: PAGE + 1]
    return [partial(_of_subject, at, name, make) for at, name, make in newest]


def _of_subject(at: str, name: str, make: Maker) -> Entry:
    return msgspec.structs.replace(make(), cursor=cursors.written(cursors.SubjectCursor(at, name)))


def _finding(row: FindingRow, base: str) -> Entry:
    return finding_entry(finding_item(row), base)


def _change(row: ChangeRow, base: str) -> Entry:
    return change_entry(change_item(row), base)


def _correction(row: CorrectionRow, base: str) -> Entry:
    return correction_entry(correction_item(row), base)


def _observation(row: ObservationRow, base: str) -> Entry:
    return observation_entry(observation_item(row), base)


ENTRIES: dict[str, Callable[[str | None, str], list[Maker]]] = {
    "findings": finding_entries,
    "changes": change_entries,
    "corrections": correction_entries,
    "commitments": commitment_entries,
}
