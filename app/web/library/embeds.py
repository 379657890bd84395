"""Cards of pairs and findings for the pages of others: these alone may be framed, by anybody."""

from __future__ import annotations

from flask import Response, make_response, render_template

from app.domain.errors import NotFound
from app.domain.sentences import Sentence
from app.web.headers import POLICY
from app.web.library.subject_view import subject_view
from app.web.reading.addresses import standing_subject
from app.web.reading.moment import reading_day

FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")


def show(slug: str, number: int | None = None) -> Response:
    """Show a pair, or one finding on it, as a card."""
    pair = subject_view(standing_subject("pair", slug), reading_day())
    findings = [one for one in pair.findings if number in {None, one.number}]
    if number is not None and not findings:
        raise NotFound(Sentence("There is no finding %(number)s on “%(title)s”.", number=number, title=pair.title))
    made = make_response(render_template("library/embed.html", subject=pair, findings=findings, number=number))
    made.headers["Content-Security-Policy"] = FRAMED
    return made
