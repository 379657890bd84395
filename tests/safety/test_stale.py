"""Nobody is sent an old page: once a publication is answered, every reader process answers with the new one.

Four processes serve one site, each with a cache of its own, and nothing stands in front of them. The control believes
what it keeps. `SAFETY=full` publishes 1,000 times.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from sqlalchemy.orm import Session

from app.domain.records import TopicRecord
from app.domain.vocabulary import Event
from app.services import ledger, library
from app.storage.engine import make_engine
from tests.safety.full import FULL, Figure
from tests.safety.reading_server import UNCHECKED, WORKERS
from tests.safety.test_kills import ROOT
from tests.support.server import free_port

PUBLICATIONS, CONTROL = (1_000, 50) if FULL else (200, 10)
PATIENCE_S = 120
TOPIC = "topicfresh01"
RECORD, PAGE = f"/api/v1/topics/{TOPIC}", "/topics/fresh"
PAGE_EACH = 10
"""The page is asked for after every so many publications, its record after each."""


class Reader(NamedTuple):
    """A connection that a worker keeps open, and what that worker sent last, by address."""

    connection: http.client.HTTPConnection
    etags: dict[str, str]

    def read(self, address: str) -> tuple[int, str]:
        """Ask again, saying what was sent before, as browsers do."""
        known = {"If-None-Match": self.etags[address]} if address in self.etags else {}
        self.connection.request("GET", address, headers=known)
        answer = self.connection.getresponse()
        body = answer.read().decode()
        if answer.status == 200:
            self.etags[address] = str(answer.getheader("ETag"))
        return answer.status, body


@contextmanager
def reading(app: Flask) -> Iterator[tuple[list[Reader], int]]:
    """Serve the site of `app`; give a connection to each worker, and the port that tells their metrics."""
    port, metrics_port = free_port(), free_port()
    settings = {"REJOINDER_INSTANCE_PATH": app.instance_path, "REJOINDER_DATABASE_URL": app.config["DATABASE_URL"]}
    log = Path(app.instance_path) / "log"
    with log.open("wb") as told:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.safety.reading_server", str(port), str(metrics_port)],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=told,
            stderr=told,
            start_new_session=True,
        )
    readers: dict[str, Reader] = {}
    spare: list[http.client.HTTPConnection] = []
    try:
        limit = time.monotonic() + PATIENCE_S
        while len(readers) < WORKERS and time.monotonic() < limit:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
            spare.append(connection)
            try:
                connection.request("GET", "/about")
                answer = connection.getresponse()
                answer.read()
            except OSError:
                time.sleep(0.05)
            else:
                readers.setdefault(str(answer.getheader("X-Worker")), Reader(connection, {}))
        assert len(readers) == WORKERS, log.read_text()
        yield list(readers.values()), metrics_port
    finally:
        for one in spare:
            one.close()
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def publish(session: Session, number: int) -> str:
    """Publish the topic under another name; return it once that is answered."""
    record = TopicRecord(id=TOPIC, slug="fresh", name=f"Heading {number}")
    entry = ledger.append(
        session,
        record=record,
        event=Event.PUBLISHED,
        kind="topic",
        version=number,
        at=datetime.now(UTC),
        salt=os.urandom(16),
    )
    library.apply(session, entry, record)
    session.commit()
    session.expunge_all()
    return record.name


def metrics(port: int) -> dict[str, float]:
    """Return what all processes counted together, as any of them tells it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    connection.request("GET", "/metrics")
    lines = connection.getresponse().read().decode().splitlines()
    connection.close()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines) if "#" not in name}


def old_answers(session: Session, readers: list[Reader], first: int, publications: int) -> tuple[int, int]:
    """Publish so often and ask every worker each time; return how many answers there were, and how many were old."""
    answers = old = 0
    for number in range(first, first + publications):
        name = publish(session, number)
        for reader in readers:
            status, body = reader.read(RECORD)
            answers += 1
            old += status != 200 or json.loads(body)["record"]["name"] != name
            if number % PAGE_EACH == 0:
                status, body = reader.read(PAGE)
                answers += 1
                old += status != 200 or f"<h1>{name}" not in body
            assert reader.read(RECORD)[0] == 304  # what it sent is kept
    return answers, old


def test_no_process_sends_an_old_page_once_a_publication_is_answered(app: Flask, figure: Figure) -> None:
    engine = make_engine(app.config["DATABASE_URL"])
    with Session(engine) as session:
        publish(session, 0)
        with reading(app) as (readers, metrics_port):
            answers, old = old_answers(session, readers, 1, PUBLICATIONS)

            counted = metrics(metrics_port)
            (Path(app.instance_path) / UNCHECKED).touch()
            others, older = old_answers(session, readers, PUBLICATIONS + 1, CONTROL)
    engine.dispose()
    figure(f"{old} of {answers:,} answers by {WORKERS} processes were old, over {PUBLICATIONS:,} publications")
    figure(f"control: {older} of {others:,} by a cache that asks nobody, over {CONTROL} publications")
    assert answers == (PUBLICATIONS + PUBLICATIONS // PAGE_EACH) * WORKERS
    assert old == 0
    assert counted['rejoinder_cache_answers_total{result="hit"}'] >= answers - PUBLICATIONS // PAGE_EACH * WORKERS
    assert counted['rejoinder_cache_answers_total{result="miss"}'] >= answers
    assert (
        counted['rejoinder_requests_total{route="/api/v1/topics/<record_id>",status="2xx"}'] == PUBLICATIONS * WORKERS
    )
    assert counted["rejoinder_cache_entries"] >= WORKERS
    assert counted["rejoinder_library_seq"] == PUBLICATIONS + 1
    assert others > older > others // 2
