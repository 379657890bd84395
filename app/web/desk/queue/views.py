"""The queue: what waits for this person."""

from __future__ import annotations

from flask import render_template

from app.storage.queries.desk.captures import captures_waiting_for_publishing, captures_with_open_proposals
from app.storage.queries.desk.pages import pages
from app.storage.queries.desk.subjects import drafts_of, waiting_for_publishing, waiting_for_review
from app.web.databases import get_desk_session
from app.web.people import actor

SHOWN = 50


def show() -> str:
    """Show what is mine, what is to be reviewed or published, and captures with open proposals."""
    session, person = get_desk_session(), actor()
    return render_template(
        "desk/queue.html",
        captures=captures_with_open_proposals(session, person, SHOWN),
        drafts=drafts_of(session, person, SHOWN),
        in_review=waiting_for_review(session, person, SHOWN),
        approved=waiting_for_publishing(session, person, SHOWN),
        unpublished=captures_waiting_for_publishing(session, person, SHOWN),
        pages=pages(session, person),
    )
