"""No kind of page or call asks more of the database because the site is larger: counted in statements and in steps."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.services.bulk import publish_new
from app.services.demo import many
from app.services.demo.many import Maker
from app.storage import kept
from app.storage import search as searching
from app.storage.models.library import LibraryRecord
from app.web.factory import create_app
from app.web.library import agencies
from tests.factories.site import METHODOLOGY
from tests.support.statements import Work, worked

PAIRS, LARGER = 240, 4
MOST_STATEMENTS = 3
GROWTH, SLACK = 1.3, 60
"""A page may take 1.3 times the steps and 600 more: deeper indexes, a list that is not full on the smaller site."""

ADDRESSES = (
    "/",
    "/agencies/moon-agency-1",
    "/topics/moon-tides",
    "/pages/moon-page-1",
    "/pages/moon-page-1/captures/2032-11",
    "/pages/moon-page-1/compare/2031-03-04..2032-11",
    "/pairs/moon-1-1",
    "/pairs/moon-1-1/compare/moon-2-1",
    "/safeguards",
    "/safeguards?agency=moon-agency-1",
    "/safeguards/moon-panel-1",
    "/sources/{source}",
    "/timeline",
    "/timeline?agency=moon-agency-1",
    "/timeline?topic=moon-tides",
    "/search",
    "/search?topic=moon-tides",
    "/search?kind=pair&stance=counters",
    "/search?topic=moon-tides&since=2031&until=2031",
    "/search?q=fact&agency=moon-agency-1",
    "/search?q=the",
    "/search?q=moon+council&topic=moon-tides",
    "/corrections",
    "/ledger",
    "/about",
    "/api/v1/pairs",
    "/api/v1/changes",
    "/api/v1/pairs/{pair}",
    "/v1alpha1/claims:search?query=the",
    "/feeds/findings.json",
    "/feeds/changes.atom",
    "/feeds/claimreview.jsonld",
    "/feeds/agencies/moon-agency-1.json",
    "/feeds/pages/moon-page-1.atom",
    "/feeds/safeguards/moon-panel-1.json",
)


LISTS_ARE_FULL: tuple[tuple[Any, str, Any], ...] = (
    (many, "PER_PAGE", 2),
    (many, "PAGES_EACH", 10_000),
    (many, "SOURCES", 8),
    (many, "TOPICS", many.TOPICS[:3]),
    (searching, "GATE", 15),
    (searching, "COUNTED", 15),
    (agencies, "MANY", 20),
    (kept, "MOST", 0),
)
"""The smaller site is large enough for every list and every limit; what is kept in memory is made anew."""


class Sites(NamedTuple):
    """The same invented site, small and several times as large."""

    small: Flask
    large: Flask


@pytest.fixture(scope="module")
def sites(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    folder = tmp_path_factory.mktemp("growth")
    made = []
    with pytest.MonkeyPatch.context() as patch:
        for module, name, value in LISTS_ARE_FULL:
            patch.setattr(module, name, value)
        for pairs in (PAIRS, PAIRS * LARGER):
            path = folder / f"{pairs}.sqlite"
            shutil.copyfile(sqlite_template, path)
            settings = {"DATABASE_URL": f"sqlite:///{path}", "INSTANCE_PATH": str(folder / str(pairs))}
            app = create_app({**settings, "SECRET_KEY": "a key for tests alone", "TESTING": True, "CACHE_MB": 0})
            with Session(app.extensions["rejoinder-databases"].desk) as session:
                list(publish_new(session, Maker().site(pairs), METHODOLOGY))
                session.commit()
            made.append(app)
        yield Sites(*made)
    for app in made:
        databases = app.extensions["rejoinder-databases"]
        for engine in (databases.desk, databases.library, databases.reports):
            engine.dispose()


def filled(app: Flask, address: str) -> str:
    """Put the ids of the site's first pair and source into an address."""
    with Session(app.extensions["rejoinder-databases"].library) as session:
        first = {
            kind: session.scalars(
                select(LibraryRecord.id).where(LibraryRecord.kind == kind).order_by(LibraryRecord.first_seq).limit(1)
            ).one()
            for kind in ("pair", "source")
        }
    return address.format(**first)


def work_of(app: Flask, address: str) -> Work:
    """Count what one answer takes."""
    here = filled(app, address)
    with worked(app.extensions["rejoinder-databases"].library) as work:
        answer = app.test_client().get(here)
        assert answer.status_code == 200, address
    return work


def grows(small: Work, large: Work) -> bool:
    """Whether the larger site asks more."""
    return large.statements > small.statements or large.steps > small.steps * GROWTH + SLACK


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_larger_site_asks_no_more_for_a_page(sites: Sites, address: str) -> None:
    small, large = (work_of(app, address) for app in sites)
    assert not grows(small, large), (small, large)
    assert large.statements <= MOST_STATEMENTS


def test_a_statement_that_reads_everything_would_be_seen(sites: Sites) -> None:
    """The control: words that no index knows."""
    works = []
    for app in sites:
        engine = app.extensions["rejoinder-databases"].library
        with worked(engine) as work, engine.connect() as connection:
            connection.execute(text("SELECT count(*) FROM library_record WHERE title LIKE '%gate%'"))
        works.append(work)
    assert grows(*works), works
