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

sys.modules.setdefault("sgmllib", feedparser_sgmllib)  # by which the feedparser that reader brings still calls it
PATIENCE_S = 120
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


@pytest.fixture(scope="session")
def site_folder(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("interchange")
    shutil.copyfile(sqlite_template, folder / "rejoinder.sqlite")
    engine = make_engine(f"sqlite:///{folder / 'rejoinder.sqlite'}")
    with Session(engine) as session:
        demo.load(session, Blobs(folder / "blobs"))
        press = Press(session)
        press.ground()
        for number in range(PAIRS):
            press.pair(number, findings=3)
        press.retract("pair00000007", "pair")
        session.commit()
    engine.dispose()
    return folder


@pytest.fixture(scope="session")
def served(site_folder: Path) -> Iterator[Served]:
    port = free_port()
    log = (site_folder / "log").open("wb")
    server = subprocess.Popen(
        [Path(sys.executable).with_name("rejoinder"), "serve", "--port", str(port), "--workers", "2"],
        env={**os.environ, "REJOINDER_INSTANCE_PATH": str(site_folder), "REJOINDER_PUBLISHER_NAME": "The Editors"},
        stdout=log,
        stderr=log,
    )
    try:
        site = Served(f"http://127.0.0.1:{port}", site_folder)
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
