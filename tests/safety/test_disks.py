"""What is acknowledged is on the disk: PostgreSQL is ended at once and begun anew, disks and connections fail.

`SAFETY=full` ends PostgreSQL 20 times. The controls let the databases write when they like to, and send a form that
was not answered as a new one.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import text

from app.storage.engine import make_engine
from app.storage.migrate import upgrade
from app.web.factory import create_app
from tests.safety.full import FULL, Figure
from tests.safety.test_kills import EDITORS, HIDDEN, PATIENCE_S, SAVED, answering, edit, fork, forking, free_port, save
from tests.support.desk import add_people, signed_in
from tests.support.machine import lacking
from tests.support.postgresql import Durable, durable, server_folder

RESTARTS, CONTROL_RESTARTS = (20, 3) if FULL else (1, 1)
SAVED_BETWEEN = 50 if FULL else 8
"""So many edits are acknowledged before PostgreSQL is ended once more, or a few more."""
SAVES = 100
"""So many are looked at by strace."""
FORMS = 60
"""So many are sent by each of the editors while disks and connections fail."""
FAULTY, LOST = 0.1, 0.2
"""How often a file is not made durable, and how often an answer is not sent."""
LATER = {"wal_writer_delay": "10s"}
"""What is not waited for is written after this time."""
RECEIVED = re.compile(r'recvfrom\(.*"POST /desk/topics/new')
SYNCED = re.compile(r"f(?:data)?sync\(\d+<[^>]*(?:-wal|/pg_wal/[^>]*)>.*\)\s+= 0")
ANSWERED = re.compile(r'sendto\(.*"HTTP/1.1 303')


def tool(name: str) -> str:
    """Return where a tool is, or skip the test."""
    return shutil.which(name) or lacking(name)


class Site(NamedTuple):
    """A site, its database's server if it has one, and the cookie of its editor."""

    app: Flask
    server: Durable | None
    cookie: str

    def titles(self) -> list[str]:
        """List the topics that are there."""
        engine = make_engine(self.app.config["DATABASE_URL"])
        with engine.connect() as connection:
            found = list(connection.execute(text("SELECT title FROM desk_topic")).scalars())
        engine.dispose()
        return found


def with_editor(app: Flask, server: Durable | None) -> Site:
    """Add an editor and sign them in."""
    add_people(app, "editor")
    kept = signed_in(app, "editor").get_cookie("session")
    assert kept is not None
    return Site(app, server, f"session={kept.value}")


@contextmanager
def on_postgresql(app_settings: dict[str, object]) -> Iterator[Site]:
    """Make a site on a PostgreSQL that is durable."""
    if server_folder() is None:
        lacking("PostgreSQL's server")
    with durable(**LATER) as server:
        engine = make_engine(server.url("postgres"))
        upgrade(engine)
        engine.dispose()
        app = create_app({**app_settings, "DATABASE_URL": server.url("postgres"), "CACHE_MB": 0})
        yield with_editor(app, server)
        opened = app.extensions["rejoinder-databases"]
        for one in (opened.desk, opened.library, opened.reports, opened.fresh):
            one.dispose()


@contextmanager
def served(site: Site, *how: str, runner: tuple[str, ...] = ()) -> Iterator[tuple[int, int]]:
    """Serve a site by a program apart; give its port and its process group."""
    port = free_port()
    with forking(site.app, port, *how, runner=runner) as program:
        group = fork(program)
        try:
            answering(port, site.cookie)
            yield port, group
        finally:
            os.killpg(group, signal.SIGKILL)


# PostgreSQL


def restarted(site: Site, restarts: int, *how: str) -> tuple[int, int]:
    """Let editors save, and end PostgreSQL at once so often; return how many were acknowledged, and how many lost."""
    assert site.server is not None
    acknowledged: list[str] = []
    with served(site, *how) as (port, _), ThreadPoolExecutor(EDITORS) as pool:
        for number in range(restarts):
            answering(port, site.cookie)
            going = Event()
            going.set()
            enough = len(acknowledged) + SAVED_BETWEEN
            name = f"{' '.join(how)} {number}"
            editors = [
                pool.submit(edit, port, site.cookie, f"{name} {one}", going, acknowledged) for one in range(EDITORS)
            ]
            limit = time.monotonic() + 2 * PATIENCE_S
            while len(acknowledged) < enough and time.monotonic() < limit:
                time.sleep(0.01)
            site.server.end_at_once()
            going.clear()
            for one in editors:
                one.result()
            site.server.start()
    return len(acknowledged), len(set(acknowledged) - set(site.titles()))


def test_no_acknowledged_edit_is_lost_when_postgresql_ends_at_once(
    app_settings: dict[str, object], figure: Figure
) -> None:
    with on_postgresql(app_settings) as site:
        acknowledged, lost = restarted(site, RESTARTS)
        figure(f"{lost} of {acknowledged:,} acknowledged edits lost over {RESTARTS} restarts of PostgreSQL")
        assert lost == 0
        assert acknowledged >= RESTARTS * SAVED_BETWEEN
        others, gone = restarted(site, CONTROL_RESTARTS, "unsynced")
    figure(f"control: {gone} of {others:,} lost over {CONTROL_RESTARTS} with synchronous_commit=off")
    assert 0 < gone <= others


# strace


def answers_in(trace: Path) -> list[bool]:
    """Return, of each save that was acknowledged, whether its database's log was made durable before.

    A call that takes its time is two lines: an answer counts when it begins, all else when it has ended.
    """
    waiting: dict[str, str] = {}
    found, synced = [], False
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        process, _, said = line.partition(" ")
        begins = said.endswith("<unfinished ...>")
        if begins:
            waiting[process] = said.removesuffix("<unfinished ...>")
        ends = "resumed>" in said and process in waiting
        if ends:
            said = waiting.pop(process) + said.partition("resumed>")[2]
        if ANSWERED.search(said):
            found += [] if ends else [synced]
        elif not begins:
            synced = (synced or SYNCED.search(said) is not None) and not RECEIVED.search(said)
    return found


def family(process: int) -> list[int]:
    """List a process and those that it began; strace finds by itself what they begin later, and their threads."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return [process, *(one for child in children for one in family(int(child)))]


def traced(site: Site, saves: int, folder: Path, *how: str) -> list[bool]:
    """Save one after another while strace looks on."""
    trace = folder / f"trace{''.join(how)}"
    with served(site, *how) as (port, group):
        watched = [*family(group), *(family(site.server.process.pid) if site.server and site.server.process else [])]
        calls = "trace=recvfrom,sendto,fsync,fdatasync"
        command = [tool("strace"), "-f", "-y", "-qq", "-s", "64", "-e", calls, "-e", "signal=none", "-o", str(trace)]
        looking = subprocess.Popen(
            [*command, *(part for one in watched for part in ("-p", str(one)))],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            limit = time.monotonic() + PATIENCE_S
            while not trace.exists() or not trace.stat().st_size:
                if looking.poll() is not None:
                    pytest.skip("strace may not look on here")
                assert time.monotonic() < limit
                save(port, site.cookie, "Seen or not")
            done = sum(save(port, site.cookie, f"Traced {''.join(how)} {number}") for number in range(saves))
        finally:
            looking.terminate()
            looking.wait(timeout=PATIENCE_S)
    answers = answers_in(trace)
    assert len(answers) >= done == saves
    return answers[-done:]


@pytest.mark.full
@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
def test_an_edit_is_acknowledged_once_it_is_on_the_disk(
    database: str, app: Flask, app_settings: dict[str, object], tmp_path: Path, figure: Figure
) -> None:
    if database == "SQLite":
        site = with_editor(app, None)
        good, late = traced(site, SAVES, tmp_path), traced(site, SAVES, tmp_path, "unsynced")
    else:
        with on_postgresql(app_settings) as site:
            good, late = traced(site, SAVES, tmp_path), traced(site, SAVES, tmp_path, "unsynced")
    figure(f"{database}: {sum(good)} of {len(good)} acknowledged after fsync; control: {sum(late)} of {len(late)}")
    assert all(good)
    assert sum(late) < len(late) / 2


# libfiu


def failing(**points: float) -> tuple[str, ...]:
    """Return what runs a program whose calls fail at random."""
    errors = {"net/send": 104}
    named = {name.replace("_", "/"): chance for name, chance in points.items()}
    chosen = [
        f"enable_random name=posix/io/{name},probability={chance},failinfo={errors.get(name, 5)}"
        for name, chance in named.items()
    ]
    return (tool("fiu-run"), "-x", "-f", "", *(part for one in chosen for part in ("-c", one)))


def form_of(port: int, cookie: str) -> tuple[str, dict[str, str]]:
    """Open the form; return the cookie that belongs to it and its hidden fields, once it is answered whole."""
    limit = time.monotonic() + 2 * PATIENCE_S
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/desk/topics/new", headers={"Cookie": cookie})
            shown = connection.getresponse()
            page = shown.read().decode()
            if shown.status == 200:
                own = (shown.getheader("Set-Cookie") or cookie).split(";")[0]
                return own, dict(HIDDEN.findall(page[page.index("<form", page.index("novalidate") - 300) :]))
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        assert time.monotonic() < limit, "the form is not answered"
        time.sleep(0.02)


def send(port: int, cookie: str, fields: dict[str, str]) -> bool:
    """Send the form; tell whether it was acknowledged."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/desk/topics/new", urlencode(fields), headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return answer.status == 303 and SAVED.fullmatch(str(answer.getheader("Location"))) is not None
    finally:
        connection.close()


def insist(port: int, cookie: str, name: str, forms: int, *, anew: bool) -> tuple[list[str], int]:
    """Send each form until it is acknowledged, with its key or `anew`; return the titles, and the times in all."""
    done, times = [], 0
    for number in range(forms):
        title = f"{'Anew' if anew else 'Once'} {name} {number}"
        own, hidden = form_of(port, cookie)
        limit = time.monotonic() + 2 * PATIENCE_S
        while True:
            times += 1
            if send(port, own, {**hidden, "title": title}):
                break
            assert time.monotonic() < limit, "the form is not taken"
            time.sleep(0.02)
            if anew:
                own, hidden = form_of(port, cookie)
        done.append(title)
    return done, times


def insisted(site: Site, forms: int, *, anew: bool, runner: tuple[str, ...]) -> tuple[list[str], int]:
    """Let all editors send their forms while what they are served by fails."""
    with served(site, runner=runner) as (port, _), ThreadPoolExecutor(EDITORS) as pool:
        editors = [pool.submit(insist, port, site.cookie, str(one), forms, anew=anew) for one in range(EDITORS)]
        done = [one.result() for one in editors]
    return [title for titles, _ in done for title in titles], sum(times for _, times in done)


@pytest.mark.full
def test_what_a_faulty_disk_refuses_is_sent_again_and_made_once(app: Flask, figure: Figure) -> None:
    """Forms are sent with their keys, then anew: what is acknowledged is there, and by its key it is there once."""
    site, runner = with_editor(app, None), failing(sync_fdatasync=FAULTY, sync_fsync=FAULTY, net_send=LOST)
    titles, times = insisted(site, FORMS, anew=False, runner=runner)
    others, more = insisted(site, FORMS, anew=True, runner=runner)
    there = Counter(site.titles())
    lost = [title for title in titles if not there[title]]
    twice, again = sum(there[one] > 1 for one in titles), sum(there[one] > 1 for one in others)
    figure(f"{len(titles)} forms sent {times:,} times: {len(lost)} lost, {twice} made twice")
    figure(f"control: {len(others)} sent {more:,} times as new ones: {again} made twice")
    assert lost == []
    assert twice == 0
    assert times > len(titles)
    assert again > 0
