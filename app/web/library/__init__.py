"""The library area: public, read-only. Its addresses in one table; each view module is named for what it shows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, current_app, has_request_context, request, url_for

from app.web.library import (
    about,
    agencies,
    captures,
    cards,
    citing,
    corrections,
    embeds,
    home,
    ledger,
    pages,
    safeguards,
    search,
    sitemap,
    sources,
    timeline,
)
from app.web.library import pairs as pair_views
from app.web.library.filters import FILTERS
from app.web.library.states import name_states
from app.web.library.stylesheet import style, stylesheet
from app.web.reading.language import keep_language, language_view
from app.web.reading.moment import as_of_view, keep_moment
from app.web.reading.nearby import nearby_view

blueprint = Blueprint("library", __name__)

for address, endpoint, view in (
    ("/", "home", home.show),
    ("/agencies/<slug>", "agency", agencies.show),
    ("/topics/<slug>", "topic", agencies.show_topic),
    ("/concerns/<slug>", "concern", safeguards.show_concern),
    ("/pages/<slug>", "page", pages.show),
    ("/pages/<slug>/captures/<key>", "capture", captures.show),
    ("/pairs/<slug>", "pair", pair_views.show),
    ("/pairs/<slug>/card.png", "pair_card", cards.show),
    ("/pairs/<slug>/cite.bib", "pair_bibtex", citing.bibtex),
    ("/pairs/<slug>/cite.json", "pair_csl", citing.csl),
    ("/pairs/<slug>/findings/<int:number>", "finding", pair_views.finding),
    ("/pairs/<slug>/findings/<int:number>/card.png", "finding_card", cards.show),
    ("/pairs/<slug>/findings/<int:number>/cite.bib", "finding_bibtex", citing.bibtex),
    ("/pairs/<slug>/findings/<int:number>/cite.json", "finding_csl", citing.csl),
    ("/embed/pairs/<slug>", "embedded_pair", embeds.show),
    ("/embed/pairs/<slug>/findings/<int:number>", "embedded_finding", embeds.show),
    ("/safeguards", "safeguards", safeguards.show_board),
    ("/safeguards/<slug>", "safeguard", safeguards.show),
    ("/sources/<source_id>", "source", sources.show),
    ("/timeline", "timeline", timeline.show),
    ("/search", "search", search.show),
    ("/corrections", "corrections", corrections.show),
    ("/ledger", "ledger", ledger.show),
    ("/ledger/head.json", "ledger_head", ledger.signed_head),
    ("/about", "about", about.show),
    ("/robots.txt", "robots", sitemap.robots),
    ("/sitemap.xml", "sitemap", sitemap.index),
    ("/sitemap-<int:part>.xml", "sitemap_part", sitemap.part),
    ("/style-<any(reader, desk):sheet>-<digest>.css", "style", style),
):
    blueprint.add_url_rule(address, endpoint, view)
for name, function in FILTERS:
    blueprint.add_app_template_filter(function, name)

blueprint.app_url_defaults(keep_moment)
blueprint.app_url_defaults(keep_language)
blueprint.after_request(name_states)


@blueprint.app_context_processor
def frame() -> dict[str, Any]:
    """Give every template addresses (stylesheet, reports), the publisher's name, and whether a server answers.

    A server that has readers alone leads to reports at the site's public address, if it knows that.
    """
    return {
        "stylesheet": stylesheet,
        "reports_address": _reports_address(),
        "live": not current_app.config["FROZEN"],
        "publisher": current_app.config["PUBLISHER_NAME"],
        **as_of_view(),
        **language_view(),
        **nearby_view(),
    }


def _reports_address() -> str | None:
    """Return where reports are sent from this page; None where nobody takes any."""
    if current_app.config["FROZEN"] or not has_request_context():
        return None
    if not current_app.config["LIBRARY_ONLY"]:
        return url_for("reports.new", page=request.path)
    base = str(current_app.config["BASE_URL"] or "").rstrip("/")
    return f"{base}/report?{urlencode({'page': request.path})}" if base else None
