"""The home page."""

from __future__ import annotations

from flask import render_template

from app.storage.queries.library.captures import newest_changes
from app.storage.queries.library.findings import newest_findings
from app.storage.queries.library.records import entrances
from app.web.databases import library
from app.web.library.lists import change_views, listed_findings

NEWEST = 6


def show() -> str:
    """Show what is newest, and the ways in."""
    ways = entrances(library())
    return render_template(
        "library/home.html",
        findings=listed_findings(newest_findings(library(), NEWEST)),
        changes=change_views(newest_changes(library(), NEWEST)),
        agencies=[(named, count) for named, count in ways if named.kind == "agency"],
        topics=[(named, count) for named, count in ways if named.kind == "topic"],
    )
