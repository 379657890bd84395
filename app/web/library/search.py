"""Search."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import render_template, request, url_for

from app.domain.errors import Rejected
from app.domain.partial_dates import PartialDate
from app.domain.vocabulary import Stance, Verdict
from app.storage.queries.library.records import entrances
from app.storage.queries.library.subjects import Named
from app.storage.search import Facets, Hit, Segment, search
from app.web.databases import library
from app.web.library.lists import cut
from app.web.library.paging import number_of
from app.web.reading.addresses import record_url

SHOWN = 20
LAST_PAGE = 50
LONGEST = 200
NO_PAGE = f"A search has pages 1 to {LAST_PAGE}; begin again at the first, or narrow the search."
QUOTED = {"pair", "safeguard", "concern"}
BREAK = re.compile(r"\s*\n\s*\n\s*")
KINDS = {
    "pair": "Claims and answers",
    "safeguard": "Safeguards",
    "concern": "Concerns",
    "source": "Sources",
    "page": "Pages",
    "agency": "Agencies",
    "topic": "Topics",
}


@dataclass(frozen=True, slots=True)
class HitView:
    """One thing that was found."""

    kind: str
    url: str
    agency: str | None
    at: str
    quoted: bool
    title: list[Segment]
    excerpt: list[Segment]


def show() -> str:
    """Show what holds the words that were asked for."""
    query = request.args.get("q", "").strip()
    if len(query) > LONGEST:
        raise Rejected(f"The words to search for may have {LONGEST} characters at most; leave some out.", "q")
    facets = _facets()
    page = number_of(request.args.get("page"), NO_PAGE, LAST_PAGE) or 1
    asked = bool(query or any(facets))
    hits = search(library(), query, facets, SHOWN + 1, (page - 1) * SHOWN) if asked else []
    ways = [named for named, _ in entrances(library())]
    more = len(hits) > SHOWN and page < LAST_PAGE
    kept = {name: value for name, value in facets._asdict().items() if value}
    return render_template(
        "library/search.html",
        query=query,
        longest=LONGEST,
        chosen=facets._asdict(),
        narrowed=any(facets),
        asked=asked,
        hits=[_hit(one) for one in hits[:SHOWN]],
        first=(page - 1) * SHOWN + 1,
        newer=url_for("library.search", q=query, page=page - 1, **kept) if page > 1 else None,
        older=url_for("library.search", q=query, page=page + 1, **kept) if more else None,
        choices=_choices(ways),
    )


def _facets() -> Facets:
    given = {name: request.args.get(name, "").strip() or None for name in Facets._fields}
    for name, known in (("kind", KINDS), ("stance", list(Stance)), ("verdict", list(Verdict))):
        if given[name] and given[name] not in known:
            raise Rejected(f"“{str(given[name])[:40]}” is no {name}; choose one from the list.", name)
    for name in ("since", "until"):
        if given[name]:
            given[name] = str(PartialDate.parse(str(given[name]), name))
    return Facets(**given)


def _choices(ways: list[Named]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return what each facet offers: (name, label, [(value, words)])."""
    named = {kind: [(one.slug, one.title) for one in ways if one.kind == kind] for kind in ("agency", "topic")}
    return [
        ("kind", "What", list(KINDS.items())),
        ("agency", "Agency", named["agency"]),
        ("topic", "Topic", named["topic"]),
        ("verdict", "Verdict", [(one.value, one.label) for one in Verdict]),
        ("stance", "With evidence that", [(one.value, str(one.value)) for one in Stance]),
    ]


def _hit(one: Hit) -> HitView:
    return HitView(
        kind=one.kind,
        url=record_url(one.kind, one.slug),
        agency=one.agency if one.kind != "agency" else None,
        at=one.at,
        quoted=one.kind in QUOTED,
        title=one.title,
        excerpt=_excerpt(one.excerpt),
    )


def _excerpt(parts: list[Segment]) -> list[Segment]:
    """Put an excerpt in one paragraph; without a marked word it is the record's opening, cut at a word."""
    told = [Segment(BREAK.sub(" · ", part.text), part.marked) for part in parts]
    if any(part.marked for part in told):
        return told
    opening = cut("".join(part.text for part in told))
    return [Segment(opening, marked=False)] if opening else []
