"""A pair, and one finding on it."""

from __future__ import annotations

from flask import render_template, url_for

from app.domain.errors import NotFound
from app.domain.sentences import Sentence
from app.web.library.cards import card
from app.web.library.citing import citation, feeds_of
from app.web.library.claim_reviews import claim_review
from app.web.library.subject_view import subject_view
from app.web.reading.addresses import crumbs_of, standing_subject
from app.web.reading.cards import card_address
from app.web.reading.language import gettext
from app.web.reading.moment import reading_day


def show(slug: str) -> str:
    """Show a pair: what is said, what the agency answers, what the evidence shows."""
    found = standing_subject("pair", slug)
    pair = subject_view(found, reading_day())
    return render_template(
        "library/pair.html",
        subject=pair,
        crumbs=crumbs_of(found),
        cite=citation(pair),
        card=card(pair),
        card_url=card_address("library.pair_card", slug=pair.slug),
        feeds=feeds_of(found),
    )


def finding(slug: str, number: int) -> str:
    """Show one finding."""
    found = standing_subject("pair", slug)
    pair = subject_view(found, reading_day())
    one = next((view for view in pair.findings if view.number == number), None)
    if one is None:
        raise NotFound(Sentence("There is no finding %(number)s on “%(title)s”.", number=number, title=pair.title))
    crumbs = [*crumbs_of(found), (gettext("“%(title)s”", title=pair.title), url_for("library.pair", slug=pair.slug))]
    on = {one.passage.id, None} if one.passage else {view.passage for view in pair.evidence}
    evidence = [view for view in pair.evidence if view.passage in on]
    return render_template(
        "library/finding.html",
        subject=pair,
        finding=one,
        evidence=evidence,
        crumbs=crumbs,
        cite=citation(pair, number),
        card=card(pair, number),
        card_url=card_address("library.finding_card", slug=pair.slug, number=number),
        feeds=feeds_of(found),
        claim_review=claim_review(found, pair, one),
    )
