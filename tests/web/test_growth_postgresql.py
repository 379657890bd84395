"""What `test_growth` shows of SQLite, shown of PostgreSQL: rows that a page reads, as PostgreSQL itself counts them.

Each statement is planned for whatever it may be given, as a prepared one is before long. Tables are not to be read or
joined whole: on a site so small that is the cheapest way, and on a large one the dearest. Search is left out: how much
its index gives at a time is PostgreSQL's own, and bounded by the gate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event, make_url
from sqlalchemy.orm import Session

from app.services.bulk import publish_new
from app.services.demo.many import Maker, records_in
from app.web.factory import create_app
from tests.factories.site import METHODOLOGY
from tests.web.test_growth import ADDRESSES, GROWTH, LARGER, LISTS_ARE_FULL, MOST_STATEMENTS, PAIRS, filled

SLACK = 60
"""So many rows more may be read: a list that is not full on the smaller site."""
MORE = ("/pairs/moon-1-1?as_of=2025-01-01", "/annotations/{evidence}", "/sitemap.xml")
HERE = tuple(one for one in (*ADDRESSES, *MORE) if not one.startswith(("/search", "/v1alpha1")))
"""A search is left out: the index gives all that holds its words, up to the gate and a little more."""
GIVEN = re.compile(r"%\((\w+)\)s")
REMOVED = ("Rows Removed by Filter", "Rows Removed by Index Recheck")


class Work(NamedTuple):
    """What an answer takes: statements, and rows that are read for them."""

    statements: int
    rows: float


@pytest.fixture
def app(postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    for module, name, value in LISTS_ARE_FULL:
        monkeypatch.setattr(module, name, value)
    settings = {"DATABASE_URL": postgresql_url, "INSTANCE_PATH": str(tmp_path), "SECRET_KEY": "a key for tests alone"}
    app = create_app({**settings, "TESTING": True, "CACHE_MB": 0})
    yield app
    databases = app.extensions["rejoinder-databases"]
    for engine in (databases.desk, databases.library, databases.reports):
        engine.dispose()


@pytest.fixture
def looking(postgresql_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection that looks at what statements do."""
    url = make_url(postgresql_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
        connection.execute("SET plan_cache_mode = force_generic_plan")
        for whole in ("seqscan", "hashjoin", "mergejoin"):
            connection.execute(f"SET enable_{whole} = off".encode())
        yield connection


def nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def rows_read(looking: psycopg.Connection[Any], statement: str, given: Mapping[str, Any]) -> float:
    """Count the rows of tables and indexes that a statement reads, with those that it reads for nothing."""
    names = list(dict.fromkeys(GIVEN.findall(statement)))
    prepared = GIVEN.sub(lambda one: f"${names.index(one[1]) + 1}", statement).replace("%%", "%")
    values = f"({', '.join(f'%({name})s' for name in names)})" if names else ""
    looking.execute(f"PREPARE asked AS {prepared}".encode())
    explained = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE asked{values}"
    (((found,),),) = psycopg.ClientCursor(looking).execute(explained.encode(), given).fetchall()
    looking.execute("DEALLOCATE asked")
    reading = [one for one in nodes(found["Plan"]) if "Relation Name" in one or "Index Name" in one]
    return sum(
        one["Actual Loops"] * (one["Actual Rows"] + sum(one.get(name, 0) for name in REMOVED)) for one in reading
    )


def work_of(app: Flask, looking: psycopg.Connection[Any], address: str) -> Work:
    """Count what one answer takes."""
    first = "SELECT min(place) FROM library_reference WHERE relation = 'evidence'"
    ((evidence,),) = looking.execute(first).fetchall()
    here = filled(app, address.replace("{evidence}", evidence))
    sent: list[tuple[str, Mapping[str, Any]]] = []

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_rest: Any) -> None:
        sent.append((statement, given))

    library = app.extensions["rejoinder-databases"].library
    event.listen(library, "before_cursor_execute", note)
    answer = app.test_client().get(here)
    event.remove(library, "before_cursor_execute", note)
    assert answer.status_code in {200, 404}, address  # what is invented quotes no passage, so it has no annotation
    return Work(len(sent), sum(rows_read(looking, *one) for one in sent))


def grows(small: Work, large: Work) -> bool:
    """Whether the larger site asks more."""
    return large.statements > small.statements or large.rows > small.rows * GROWTH + SLACK


def test_a_larger_site_on_postgresql_asks_no_more_for_a_page(app: Flask, looking: psycopg.Connection[Any]) -> None:
    """One test for all addresses: the site takes longer to make than to ask."""
    works: list[dict[str, Work]] = []
    everything = []
    records = Maker().site(PAIRS * LARGER)
    for some in (islice(records, records_in(PAIRS)), records):
        with Session(app.extensions["rejoinder-databases"].desk) as session:
            list(publish_new(session, some, METHODOLOGY))
            session.commit()
        looking.execute("ANALYZE")
        works.append({address: work_of(app, looking, address) for address in HERE})
        everything.append(Work(1, rows_read(looking, "SELECT count(*) FROM library_record", {})))
    small, large = works
    assert {one: (small[one], large[one]) for one in HERE if grows(small[one], large[one])} == {}
    assert max(one.statements for one in large.values()) <= MOST_STATEMENTS
    assert grows(*everything)  # the control
