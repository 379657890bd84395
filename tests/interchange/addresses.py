"""Every feed of the served site, found as a stranger finds it: by the registry and the API's own lists."""

from __future__ import annotations

from app.feeds.registry import SUBJECT_STREAMS, Alternate, alternates, search_alternates, subject_alternates
from tests.interchange.conftest import Served

PLURALS = {"agency": "agencies", "page": "pages", "topic": "topics", "safeguard": "safeguards"}


def feeds(served: Served, extension: str) -> list[str]:
    """Return the address of every feed in a format: the site's, each subject's, and that of a search."""
    found: list[Alternate] = [*alternates()]
    for kind in {stream.kind for stream in SUBJECT_STREAMS}:
        page = served.json(f"/api/v1/{PLURALS[str(kind)]}?limit=100")
        for one in page["results"]:
            found += subject_alternates(str(kind), one["record"]["slug"])
    paths = [one.path for one in found if one.format.extension == extension]
    paths += [one.path for one in search_alternates({"q": "umbrella"}) if one.format.extension == extension]
    return [served.origin + path for path in paths]


def json_pages(served: Served, address: str) -> list[dict]:
    """Follow a JSON Feed to its last page; no page comes twice."""
    pages, seen = [], set()
    following: str | None = address
    while following:
        assert following not in seen
        seen.add(following)
        pages.append(served.json(following))
        following = pages[-1].get("next_url")
    return pages
