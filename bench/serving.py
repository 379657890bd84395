"""Pages and feeds over HTTP, with the cache and without, beside a Flask view and Datasette."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from bench.measuring import Missing, Row
from bench.servers import Side, datasette, flask_view, ours
from bench.sites import LARGE, SITES, sampled, site

if TYPE_CHECKING:
    from collections.abc import Iterator

FEED = "/feeds/findings.json"
BROWSED = ("/search?kind=pair", "/search?topic=moon-tides", "/search?verdict=mixed", "/search")
FACETS = "&".join(f"_facet={one}" for one in ("kind", "agency", "topic", "verdict", "stance", "year"))
FACETED = tuple(f"/{{}}/documents?{narrowed}{FACETS}" for narrowed in ("kind=pair&", "verdict=mixed&", ""))
FEW, SOME, MANY = 8, 400, 4_000
"""Requests a round: of a page that takes very long, of one that is made each time, and of one that is kept."""

GOALS = (
    ("pair page, made anew", "page", "datasette", "a row's page of Datasette", 5),
    ("pair page, made anew", "page", "hello", "a Flask view of a string", 0.55),
    ("pair page, kept", "kept page", "datasette", "a row's page of Datasette", 15),
    ("pair page, kept", "kept page", "hello", "a Flask view of a string", 1.2),
    ("304", "304", "hello", "a Flask view of a string", 1.2),
    ("browsing with facets, made anew", "browsing", "facets", "Datasette's table with the same facets", 100),
    ("browsing with facets, kept", "kept browsing", "facets", "Datasette's table with the same facets", None),
    ("feed of 100 items, made anew", "feed", "jsonify", "a Flask view of the same 100 rows, by jsonify", 1.5),
    ("feed of 100 items, kept", "kept feed", "hello", "a Flask view of a string", 1),
)


def rows(rounds: int) -> Iterator[Row]:
    """Measure all sides in turn, and give a row for each goal."""
    pages = sampled(site(LARGE), "pair")
    with ExitStack() as running:
        enter = running.enter_context
        made, kept = enter(ours(REJOINDER_CACHE_MB="0")), enter(ours())
        sides = {
            "page": Side(made, pages, SOME),
            "kept page": Side(kept, pages, MANY),
            "304": Side(kept, pages, MANY, known=True),
            "browsing": Side(made, BROWSED, SOME),
            "kept browsing": Side(kept, BROWSED, MANY),
            "feed": Side(made, [FEED], SOME),
            "kept feed": Side(kept, [FEED], MANY),
            "hello": Side(enter(flask_view("hello.py")), ["/"], MANY),
            "jsonify": Side(
                enter(flask_view("feed.py", str(SITES / f"demo-{LARGE}" / "rejoinder.sqlite"))), ["/"], SOME
            ),
        }
        why = ""
        try:
            table = enter(datasette())
            sides["datasette"] = Side(table, _row_pages(pages), SOME)
            sides["facets"] = Side(table, [one.format(f"tables-{LARGE}") for one in FACETED], FEW)
        except Missing as error:
            why = str(error)
        taken = [{name: side.taken() for name, side in sides.items()} for _ in range(rounds)]
    for name, side, peer, told, goal in GOALS:
        row = Row(name, told, goal)
        if peer in sides:
            row.ratios = [one[peer] / one[side] for one in taken]
            least = (min(one[which] for one in taken) * 1000 for which in (side, peer))
            row.unit = "times as fast; {:.2f} ms of a processor, theirs {:.2f}".format(*least)
        else:
            row.missing = why
        yield row


def _row_pages(pages: list[str]) -> list[str]:
    return [f"/tables-{LARGE}/pairs/{page.rpartition('/')[2].replace('-', '~2D')}" for page in pages]
