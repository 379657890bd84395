"""A throw-away PostgreSQL: one cluster a test process, on a Unix socket alone, gone when the process is gone.

The data is not made durable (`fsync=off`), and lies in memory where there is room: a database of one test is then made
in a hundredth of a second instead of half of one. What is shown about durability is shown on one that is (`durable`).
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

START_SECONDS = 120
POLL_SECONDS = 0.02
MEMORY = Path("/dev/shm")  # noqa: S108  # the folder that mkdtemp makes in it is ours alone
ROOM = 2**30
"""So many bytes must be free in memory for a cluster to lie there."""
STRATEGIES = 15_00_00
"""Servers from this version on copy a template through their log, unless they are told to copy its files: quicker."""
_numbers = count(1)


def server_folder() -> Path | None:
    """Return the folder of the newest server's binaries, or None where there is no server."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if found:
        return max(found, key=lambda path: int(path.parent.name))
    return Path(on_path).resolve().parent if on_path else None


def as_postgres() -> list[str]:
    """Return what to put before a server's command: PostgreSQL refuses root, and should end when we do."""
    if shutil.which("setpriv") is None:
        return []
    root = ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", "--pdeathsig=INT", *root]


def memory() -> Path | None:
    """Return the folder that lies in memory, or None where there is none or too little room in it."""
    if not os.access(MEMORY, os.W_OK | os.X_OK):
        return None
    room = os.statvfs(MEMORY)
    return MEMORY if room.f_bavail * room.f_frsize >= ROOM else None


class Cluster:
    """A running server; each test takes a database of its own from it, copied from a template."""

    def __init__(self, socket_folder: Path) -> None:
        self.socket_folder = socket_folder

    def url(self, database: str) -> str:
        """Return the address of a database for SQLAlchemy."""
        return f"postgresql://rejoinder@/{database}?host={self.socket_folder}"

    def connected(self) -> psycopg.Connection[tuple[Any, ...]]:
        """Connect to it, outside any database of a test. What is done there a standby has done too."""
        options = "-c synchronous_commit=remote_apply"
        return psycopg.connect(
            host=str(self.socket_folder), user="rejoinder", dbname="postgres", options=options, autocommit=True
        )

    def run(self, statement: str, in_newer: str = "") -> None:
        """Run one statement outside any transaction, as CREATE DATABASE wants; `in_newer` ends it where it is known."""
        with self.connected() as connection:
            newer = connection.info.server_version >= STRATEGIES
            connection.execute(f"{statement} {in_newer if newer else ''}".encode())

    def answers(self) -> bool:
        """Tell whether it answers."""
        try:
            self.run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """Make a database like the template, give its address, drop it."""
        name = f"test_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}", in_newer="STRATEGY FILE_COPY")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a cluster, give it, and leave nothing behind."""
    with _folder() as folder:
        _run("initdb", "-U", "rejoinder", "--auth=trust", "-E", "UTF8", "--no-sync", "-D", str(folder / "data"))
        with _served(folder) as (running, _server):
            yield running


@contextmanager
def standby(primary: Cluster) -> Iterator[Standby]:
    """Start a server that follows another by streaming, and for which its publications wait."""
    with _folder() as folder:
        source = ("-h", str(primary.socket_folder), "-U", "rejoinder")
        _run("pg_basebackup", *source, "-D", str(folder / "data"), "-R", "-X", "stream", "-c", "fast", "--no-sync")
        with _served(folder) as (running, server):
            following = Standby(running.socket_folder, primary, server)
            try:
                following.take_hold()
                yield following
            finally:
                following.let_go()


class Durable(Cluster):
    """A server on a disk, with PostgreSQL's settings of what is made durable, that a test may end and begin anew."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        super().__init__(folder)
        self._settings = {"listen_addresses": "", "unix_socket_directories": str(folder), **settings}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin it, unless it runs; whatever it recovers from a crash is there when this comes back."""
        limit = time.monotonic() + START_SECONDS
        while not (self.process is not None and self.process.poll() is None and self.answers()):
            if time.monotonic() > limit:
                pytest.fail(f"PostgreSQL did not start:\n{(self.socket_folder / 'log').read_text(errors='replace')}")
            if self.process is None or self.process.poll() is not None:
                with (self.socket_folder / "log").open("ab") as log:
                    self.process = subprocess.Popen(
                        _command(self.socket_folder, self._settings),
                        stdout=log,
                        stderr=log,
                        cwd=self.socket_folder,
                    )
            time.sleep(POLL_SECONDS)

    def end_at_once(self) -> None:
        """End it as a crash does: nothing is written any more (an immediate shutdown)."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=30)


@contextmanager
def durable(**settings: str) -> Iterator[Durable]:
    """Make a server on a disk and start it; end it, and leave nothing behind."""
    with _folder(memory_is_good=False) as folder:
        _run("initdb", "-U", "rejoinder", "--auth=trust", "-E", "UTF8", "--no-sync", "-D", str(folder / "data"))
        running = Durable(folder, settings)
        try:
            running.start()
            yield running
        finally:
            running.end_at_once()


class Standby(Cluster):
    """A server that follows a primary."""

    def __init__(self, socket_folder: Path, primary: Cluster, server: subprocess.Popen[bytes]) -> None:
        super().__init__(socket_folder)
        self.primary = primary
        self._server = server

    def is_waited_for(self) -> bool:
        """Tell whether the primary's commits wait for it by now."""
        with self.primary.connected() as connection:
            row = connection.execute("SELECT sync_state FROM pg_stat_replication").fetchone()
        return row is not None and row[0] == "sync"

    def take_hold(self) -> None:
        """Let the primary wait for it."""
        self.primary.run("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.primary.run("SELECT pg_reload_conf()")
        _until(self.is_waited_for, self._server, self.socket_folder / "log")

    @contextmanager
    def behind(self) -> Iterator[None]:
        """Let it stay behind, and the primary not wait for it; at the end it catches up."""
        self.let_go()
        self.run("SELECT pg_wal_replay_pause()")
        try:
            yield
        finally:
            self.run("SELECT pg_wal_replay_resume()")
            self.take_hold()

    def let_go(self) -> None:
        """Let the primary wait for nobody."""
        self.primary.run("ALTER SYSTEM RESET synchronous_standby_names")
        self.primary.run("SELECT pg_reload_conf()")

    def lose(self) -> None:
        """End it at once, as when its machine is gone; the primary waits for it no more."""
        self.let_go()
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait(timeout=120)


@contextmanager
def _folder(*, memory_is_good: bool = True) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="rejoinder-pg-", dir=memory() if memory_is_good else None))
    try:
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binary(name: str) -> str:
    binaries = server_folder()
    if binaries is None:
        raise FileNotFoundError("PostgreSQL's server")
    return str(binaries / name)


def _run(name: str, *arguments: str) -> None:
    command = [*as_postgres(), _binary(name), *arguments]
    subprocess.run(command, check=True, capture_output=True, cwd=tempfile.gettempdir())


def _command(folder: Path, settings: Mapping[str, str]) -> list[str]:
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [*as_postgres(), _binary("postgres"), "-D", str(folder / "data"), *options]


@contextmanager
def _served(folder: Path) -> Iterator[tuple[Cluster, subprocess.Popen[bytes]]]:
    """Start the server of a folder's data; end it."""
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "full_page_writes": "off",
        "max_wal_size": "256MB",
        "max_connections": "100",
        "shared_buffers": "32MB",
    }
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(_command(folder, settings), stdout=log, stderr=log, cwd=folder)
    try:
        running = Cluster(folder)
        _until(running.answers, server, folder / "log")
        yield running, server
    finally:
        server.terminate()
        try:
            server.wait(timeout=2)
        except subprocess.TimeoutExpired:  # somebody is still connected; a fast shutdown cuts them off
            server.send_signal(signal.SIGINT)
            server.wait(timeout=120)


def _until(holds: Callable[[], bool], server: subprocess.Popen[bytes], log: Path) -> None:
    """Come back when something holds of a server; fail with its log when it ended instead."""
    for _ in range(int(START_SECONDS / POLL_SECONDS)):
        if holds():
            return
        if server.poll() is not None:
            break
        time.sleep(POLL_SECONDS)
    pytest.fail(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}", pytrace=False)
