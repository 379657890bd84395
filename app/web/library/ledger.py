"""The public ledger."""

from __future__ import annotations

import msgspec
from flask import Response, current_app, render_template, request, url_for

from app.domain.errors import NotFound
from app.storage.queries.ledger.changes import ledger_head
from app.storage.queries.ledger.entries import head, newest_entries
from app.storage.signing import sign_head
from app.web.clock import today
from app.web.databases import library
from app.web.reading.addresses import WITH_PAGE, record_url
from app.web.reading.language import sentence
from app.web.reading.paging import number_of

SHOWN = 30
NO_ENTRY = sentence("“before” is the number of an entry, such as 31; leave it out to see the newest.")


def show() -> str:
    """Show the ledger's head, its entries, and how anybody can verify them."""
    before = number_of(request.args.get("before"), NO_ENTRY)
    sequence, digest = head(library())
    rows = newest_entries(library(), SHOWN + 1, before)
    linked = {*WITH_PAGE, "source"}
    return render_template(
        "library/ledger.html",
        sequence=sequence,
        head=digest,
        lines=[
            (
                row.entry,
                row.title,
                record_url(row.entry.kind, row.slug) if row.slug and row.entry.kind in linked else None,
            )
            for row in rows[:SHOWN]
        ],
        newest=before is None,
        older=url_for("library.ledger", before=rows[SHOWN - 1].entry.seq) if len(rows) > SHOWN else None,
    )


def signed_head() -> Response:
    """Serve the head, signed for the day: kept by others, it shows whether the ledger was rewritten or cut off."""
    key = current_app.config.get("LEDGER_KEY")
    if not key:
        raise NotFound("This server only reads and does not sign; ask the one at which the site's editors work.")
    newest = ledger_head(library())
    signed = sign_head(key, newest.seq, newest.hash, newest.at, today())
    made = Response(msgspec.json.encode(signed), mimetype="application/json")
    made.headers["Access-Control-Allow-Origin"] = "*"  # for scripts that keep or verify it elsewhere
    return made
