"""A throw-away PostgreSQL: one cluster a test process, on a Unix socket alone, gone when the process is gone.

The data is not made durable (`fsync=off`): what is shown about durability is shown elsewhere, on a server that is.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

START_SECONDS = 60
POLL_SECONDS = 0.02
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


class Cluster:
    """A running server; each test takes a database of its own from it, copied from a template."""

    def __init__(self, socket_folder: Path) -> None:
        self.socket_folder = socket_folder

    def url(self, database: str) -> str:
        """Return the address of a database for SQLAlchemy."""
        return f"postgresql://rejoinder@/{database}?host={self.socket_folder}"

    def run(self, statement: str) -> None:
        """Run one statement outside any transaction, as CREATE DATABASE wants."""
        with psycopg.connect(
            host=str(self.socket_folder), user="rejoinder", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """Make a database like the template, give its address, drop it."""
        name = f"test_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a cluster, give it, and leave nothing behind."""
    binaries = server_folder()
    if binaries is None:
        raise FileNotFoundError("PostgreSQL's server")
    folder = Path(tempfile.mkdtemp(prefix="rejoinder-pg-"))
    try:
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        before = as_postgres()
        data = folder / "data"
        subprocess.run(
            [
                *before,
                str(binaries / "initdb"),
                "-U",
                "rejoinder",
                "--auth=trust",
                "-E",
                "UTF8",
                "--no-sync",
                "-D",
                str(data),
            ],
            check=True,
            capture_output=True,
            cwd=folder,
        )
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            "fsync": "off",
            "full_page_writes": "off",
            "max_connections": "40",
            "shared_buffers": "32MB",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [*before, str(binaries / "postgres"), "-D", str(data), *options],
                stdout=log,
                stderr=log,
                cwd=folder,
            )
        try:
            running = Cluster(folder)
            _wait(running, server, folder / "log")
            yield running
        finally:
            server.terminate()
            try:
                server.wait(timeout=2)
            except subprocess.TimeoutExpired:  # somebody is still connected; a fast shutdown cuts them off
                server.send_signal(2)
                server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(running: Cluster, server: subprocess.Popen[bytes], log: Path) -> None:
    """Come back when the server answers; fail with its log when it ended instead."""
    for _ in range(int(START_SECONDS / POLL_SECONDS)):
        try:
            running.run("SELECT 1")
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(POLL_SECONDS)
        else:
            return
    pytest.fail(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}", pytrace=False)
