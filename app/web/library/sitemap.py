"""What machines read first: robots.txt and the site map, in parts of so many entries of the ledger."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, url_for
from markupsafe import Markup

from app.domain.errors import NotFound
from app.storage.queries.library.addresses import Addressed, addressed, findings_addressed, newest_first_seq
from app.web.databases import library
from app.web.origin import base_url
from app.web.reading.addresses import Key, record_url

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PART = 20_000  # with findings, well under the 50,000 addresses that a site map may hold
KEPT_OUT = ("/desk", "/login", "/report", "/search", "/*?as_of=", "/*&as_of=")


def robots() -> Response:
    """Say what is not worth a crawler's time, and where the site map is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in KEPT_OUT), f"Sitemap: {base_url()}/sitemap.xml", ""]
    return Response("\n".join(lines), mimetype="text/plain")


def index() -> Response:
    """List the parts of the site map."""
    parts = range(newest_first_seq(library()) // PART + 1)
    places = [base_url() + url_for("library.sitemap_part", part=part) for part in parts]
    return _xml("sitemapindex", [Markup("<sitemap><loc>{}</loc></sitemap>").format(place) for place in places])


def part(part: int) -> Response:
    """List the addresses of what was first published in one part of the ledger."""
    if part > newest_first_seq(library()) // PART:
        raise NotFound("The site map has no such part; it is at /sitemap.xml.")
    rows = addressed(library(), part * PART, (part + 1) * PART)
    rows += findings_addressed(library(), part * PART, (part + 1) * PART)
    home = [Markup("<url><loc>{}/</loc></url>").format(base_url())] if part == 0 else []
    dated = Markup("<url><loc>{}</loc><lastmod>{}</lastmod></url>")
    return _xml("urlset", [*home, *(dated.format(place, day) for place, day in _entries(rows))])


def _xml(root: str, lines: Iterable[Markup]) -> Response:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n'
    return Response(head + "\n".join(lines) + f"\n</{root}>\n", mimetype="application/xml")


def _entries(rows: Iterable[Addressed]) -> list[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    for row in rows:
        if row.kind == "finding":
            path = url_for("library.finding", slug=row.slug, number=row.number or 1)
        elif row.kind == "capture" and row.captured:
            path = url_for("library.capture", slug=row.slug, key=Key(row.captured, row.number or 1).text)
        else:
            path = record_url(row.kind, row.slug)
        entries.append((base_url() + path, row.at[:10]))
    return entries
