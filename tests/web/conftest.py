"""A site with a secret word in every draft, made once for the tests of permissions and of secrets."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.reports import ReportFields
from app.services.reports import send_report
from app.storage.blobs import Blobs
from app.storage.engine import make_engine, reading
from app.web.factory import create_app
from tests.factories.canaries import Canary, make_public, make_secret
from tests.factories.sample_library import Ledger, fill
from tests.factories.site import METHODOLOGY
from tests.support.desk import cheap_hash
from tests.support.public import Answer, public_answers

LATER = datetime(2026, 3, 20, 10, tzinfo=UTC)


@pytest.fixture
def reader(client: FlaskClient, app: Flask) -> FlaskClient:
    """Somebody who reads a library that holds the sample's records."""
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        fill(session)
        session.commit()
    return client


@pytest.fixture
def ledger(app: Flask) -> Iterator[Ledger]:
    """The ledger of a library that holds the sample, to be written on."""
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        made = Ledger(session)
        fill(session, made)
        session.commit()
        yield made


@dataclass(frozen=True)
class SecretSite:
    """The site, what is secret in it, and what readers were answered before there was any secret."""

    app: Flask
    canaries: list[Canary]
    before: dict[str, Answer]


@pytest.fixture(scope="session")
def secret_site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecretSite]:
    folder = tmp_path_factory.mktemp("secrets")
    shutil.copyfile(sqlite_template, folder / "rejoinder.sqlite")
    url = f"sqlite:///{folder / 'rejoinder.sqlite'}"
    settings = {"INSTANCE_PATH": str(folder), "DATABASE_URL": url, "SECRET_KEY": "for tests", "TESTING": True}
    app = create_app({**settings, "METHODOLOGY": METHODOLOGY, "CACHE_MB": 0})  # the controls change views under it
    engine = make_engine(url)
    with time_machine.travel(LATER, tick=False), Session(engine) as session:
        world, site = make_public(session, Blobs(folder / "blobs"), cheap_hash())
        before = public_answers(app)
        reading.set(False)
        make_secret(world, site)
        report = ReportFields(kind="error", address="/about", text="The methodology is out of date.")
        send_report(session, report, token="known-to-its-reader", sender="somebody", now=LATER)
        session.commit()
    engine.dispose()
    yield SecretSite(app, world.canaries, before)
    opened = app.extensions["rejoinder-databases"]
    opened.desk.dispose()
    opened.library.dispose()
    opened.reports.dispose()


@pytest.fixture
def later() -> Iterator[None]:
    """Let the clock stand where it stood when the site was made."""
    with time_machine.travel(LATER, tick=False):
        yield
