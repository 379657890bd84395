"""Search with ranking and marked excerpts: over HTTP beside Datasette, and as a function beside raw FTS5.

The words come from the site: those of a class are chosen by a seed among all that are as frequent. Datasette has the
same texts in one table with FTS5, and the same index; it ranks nothing.
"""

from __future__ import annotations

import random
import time
from contextlib import ExitStack
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote_plus

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.storage.engine import sqlite_module
from app.storage.search import Facets, count, newest, search
from bench.measuring import Missing, Row
from bench.servers import Side, datasette, ours, tables
from bench.sites import LARGE, MILLION, SEED, sampled, site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

WORDS, SHOWN = 20, 20
REQUESTS, PATIENT = 40, 8
"""Requests a round, of ours and of Datasette's."""
ROOM_MS = 2.0
"""So much longer than raw FTS5 may a search take."""
MOST_MS = 50.0
"""So long may it take at a million pairs, for 99 of 100."""
RAW = (
    "SELECT number, highlight(documents_fts, 0, '<', '>'), snippet(documents_fts, 1, '<', '>', '…', 40) "
    "FROM documents_fts JOIN documents ON documents.number = documents_fts.rowid "
    "WHERE documents_fts MATCH ? ORDER BY bm25(documents_fts, 4.0, 1.0) LIMIT 20"
)
RARE = "SELECT word FROM library_word WHERE documents BETWEEN 2 AND 50 ORDER BY word"
COMMON = "SELECT word FROM library_word WHERE documents > (SELECT count(*) FROM library_document) / 10 ORDER BY word"
FREQUENT = (
    "SELECT word FROM library_word WHERE documents BETWEEN "
    "(SELECT count(*) FROM library_document) / 1000 AND (SELECT count(*) FROM library_document) / 10 ORDER BY word"
)
TITLES = "SELECT title FROM library_document WHERE kind = 'pair' AND number % 97 = 0 ORDER BY number LIMIT 2000"


class Kind(NamedTuple):
    """A class of searches: how readers write them."""

    name: str
    queries: list[str]


def rows(rounds: int) -> Iterator[Row]:
    """Measure each class of searches: over HTTP in turn with Datasette, and as a function in turn with raw FTS5."""
    app = site(LARGE)
    kinds = kinds_of(app)
    with ExitStack() as running:
        made, why = running.enter_context(ours(REJOINDER_CACHE_MB="0")), ""
        try:
            table = running.enter_context(datasette())
        except Missing as error:
            table, why = None, str(error)
        for kind in kinds:
            row = Row(
                f"search, {kind.name}", "Datasette's search of a table, unranked, without excerpts", 8, missing=why
            )
            here = Side(made, [f"/search?q={quote_plus(one)}" for one in kind.queries], REQUESTS)
            if table:
                there = Side(table, [_table_address(one) for one in kind.queries[:PATIENT]], PATIENT)
                pairs = [(here.taken(), there.taken()) for _ in range(rounds)]
                row.ratios = [theirs / us for us, theirs in pairs]
                least = (min(side) * 1000 for side in zip(*pairs, strict=True))
                row.unit = "times as fast; {:.2f} ms of a processor, theirs {:.2f}".format(*least)
            yield row
    for kind in kinds:
        yield _beside_raw(app, kind, rounds)


def at_a_million(rounds: int) -> Iterator[Row]:
    """Measure search and the pair page of the site of a million pairs: 50 ms by 99 of 100 answers."""
    app = site(MILLION)
    client = app.test_client()
    kinds = [
        Kind(f"search, {one.name}", [f"/search?q={quote_plus(query)}" for query in one.queries])
        for one in kinds_of(app)
    ]
    for kind in [*kinds, Kind("pair page", sampled(app, "pair"))]:
        row = Row(f"{kind.name}, a million pairs", f"{MOST_MS:.0f} ms", 1, unit="times within 50 ms, p99")
        for query in kind.queries:
            client.get(query).get_data()
        every = []
        for _ in range(rounds):
            taken = [_milliseconds(lambda at=query: client.get(at).get_data()) for query in kind.queries]
            every += taken
            row.ratios.append(MOST_MS / max(taken))
        row.unit += f"; p50 {median(every):.1f} ms, p99 {sorted(every)[round(len(every) * 0.99) - 1]:.1f} ms"
        yield row


def kinds_of(app: Flask) -> list[Kind]:
    """Choose the searches of each class."""
    rng = random.Random(SEED)  # noqa: S311  # nothing in it is secret

    def some(statement: str) -> list[str]:
        with app.extensions["rejoinder-databases"].library.connect() as connection:
            found = [str(value) for value in connection.scalars(text(statement))]
        return rng.sample(found, min(WORDS, len(found)))

    rare, common, frequent = some(RARE), some(COMMON), some(FREQUENT)
    titles = [one.split() for one in some(TITLES)]
    return [
        Kind("a rare word", rare),
        Kind("a common word", common),
        Kind("two words", [f"{one} {other}" for one, other in zip(frequent, frequent[1:] + frequent[:1], strict=True)]),
        Kind("a phrase", [f'"{" ".join(words[1:4])}"' for words in titles]),
        Kind("a prefix", [f"{word[:3]}*" for word in frequent]),
    ]


def _beside_raw(app: Flask, kind: Kind, rounds: int) -> Row:
    """Measure our ranking with excerpts beside one raw statement that does no more."""
    row = Row(f"search, {kind.name}: in the database", f"raw FTS5 and {ROOM_MS:.0f} ms", 1)
    engine = app.extensions["rejoinder-databases"].library
    raw = sqlite_module.connect(tables())
    both = []
    with Session(engine) as session:
        common = {query: count(session, query, Facets()).more for query in kind.queries}
        for _ in range(rounds):
            us = median(_milliseconds(lambda q=query: _searched(session, q, common[q])) for query in kind.queries)
            theirs = median(_milliseconds(lambda q=query: raw.execute(RAW, (q,)).fetchall()) for query in kind.queries)
            both.append((us, theirs))
    raw.close()
    row.ratios = [(theirs + ROOM_MS) / us for us, theirs in both]
    least = (min(side) for side in zip(*both, strict=True))
    row.unit = "times within 2 ms of it; {:.2f} ms, raw {:.2f}".format(*least)
    return row


def _searched(session: Session, query: str, common: bool) -> list[Any]:  # noqa: FBT001  # a fact of the query
    """Rank, or show the newest where there are too many to be ranked, as the page of a search does."""
    return (newest if common else search)(session, query, Facets(), SHOWN)


def _table_address(query: str) -> str:
    mode = "&_searchmode=raw" if query.endswith("*") or query.startswith('"') else ""
    return f"/tables-{LARGE}/documents?_search={quote_plus(query)}&_size={SHOWN}{mode}"


def _milliseconds(work: Any) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000
