"""The demo, with enough beside it that feeds have several pages, served by gunicorn as `rejoinder serve` serves."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import feedparser_sgmllib
import pytest
from sqlalchemy.orm import Session

from app.services import demo
from app.storage.blobs import Blobs
from app.storage.engine import make_engine
from tests.factories.ledger_lines import Press
from tests.support.server import free_port
from tests.support.stack import STACK, TEMPLATE, Stack

sys.modules.setdefault("sgmllib", feedparser_sgmllib)  # by which the feedparser that reader brings still calls it
PATIENCE_S = 120
SETTINGS = {"PUBLISHER_NAME": "The Editors"}
PAIRS = 70
"""Pairs of another agency, three findings each: a page of a feed holds 100 entries."""


class Served:
    """A site on a port, and its folder."""

    def __init__(self, origin: str, folder: Path) -> None:
        self.origin = origin
        self.folder = folder

    def json(self, path: str) -> Any:
        """Read an address of the site."""
        with urlopen(path if path.startswith("http") else self.origin + path) as answer:  # noqa: S310  # our own server
            return json.load(answer)

    def text(self, path: str) -> str:
        """Read a page of the site."""
        with urlopen(path if path.startswith("http") else self.origin + path) as answer:  # noqa: S310  # our own server
            return str(answer.read().decode())


def fill(url: str, folder: Path) -> None:
    """Put the demo and the other agency on a database."""
    engine = make_engine(url)
    with Session(engine) as session:
        demo.load(session, Blobs(folder / "blobs"))
        press = Press(session)
        press.ground()
        for number in range(PAIRS):
            press.pair(number, findings=3)
        press.retract("pair00000007", "pair")
        session.commit()
    engine.dispose()


@pytest.fixture(scope="session")
def served(way: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("interchange")
    serving = stacked(folder, request.getfixturevalue("stack")) if way == STACK else alone(folder, request)
    with serving as site:
        yield site


@contextmanager
def stacked(folder: Path, stack: Stack) -> Iterator[Served]:
    """Serve it with nginx, gunicorn and PostgreSQL with a standby."""
    with stack.primary.database(TEMPLATE) as url:
        fill(url, folder)
        settings = {"DATABASE_URL": url, "INSTANCE_PATH": folder, **SETTINGS}
        with stack.served(settings, folder, plain=True) as port:
            yield Served(f"http://127.0.0.1:{port}", folder)


@contextmanager
def alone(folder: Path, request: pytest.FixtureRequest) -> Iterator[Served]:
    """Serve it with gunicorn and SQLite."""
    shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "rejoinder.sqlite")
    fill(f"sqlite:///{folder / 'rejoinder.sqlite'}", folder)
    port, told = free_port(), {f"REJOINDER_{name}": value for name, value in SETTINGS.items()}
    log = (folder / "log").open("wb")
    server = subprocess.Popen(
        [Path(sys.executable).with_name("rejoinder"), "serve", "--port", str(port), "--workers", "2"],
        env={**os.environ, "REJOINDER_INSTANCE_PATH": str(folder), **told},
        stdout=log,
        stderr=log,
    )
    try:
        site = Served(f"http://127.0.0.1:{port}", folder)
        _wait(site, server)
        yield site
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nobody is served any more
        server.wait(timeout=PATIENCE_S)
        log.close()


def _wait(site: Served, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            site.text("/feeds/findings.json")
        except URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail((site.folder / "log").read_text(), pytrace=False)
