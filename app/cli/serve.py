"""`rejoinder serve` and `rejoinder demo`: the site on a port of this machine."""

from __future__ import annotations

import gc
import os
import secrets
import shutil
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli.site import Failure, failing_clearly, site_engine, site_url
from app.storage.site import instance_folder

EDITOR = "editor@merrow.example"
LOGS = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"generic": {"()": "app.web.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stderr"}},
    "root": {"level": "WARNING", "handlers": []},
    "loggers": {"gunicorn.error": {"level": "WARNING", "handlers": ["console"], "propagate": False}},
}
"""What the server itself has to say is written as the application's own events are."""
LONGEST_LINE = 8190
"""As long as nginx passes on: what is too long for the application it refuses itself, in its own words."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--threads", default=4, show_default=True, help="Threads in each.")
@click.option(
    "--metrics-port", type=click.IntRange(1, 65_535), help="Answer at /metrics on this port of 127.0.0.1 as well."
)
@click.option(
    "--library-only",
    is_flag=True,
    help="For readers alone: no desk, no sign-in, no reports; the database is only read.",
)
def serve(  # noqa: PLR0913, PLR0917  # click gives each option by its name
    host: str,
    port: int,
    workers: int,
    threads: int,
    metrics_port: int | None,
    library_only: bool,  # noqa: FBT001  # click's flag
) -> None:
    """Serve this site. In production, put nginx in front."""
    if library_only:
        demand_library()
        with failing_clearly():
            run(host, port, workers=workers, threads=threads, metrics_port=metrics_port, library_only=True)
        return
    from app.cli.fetching import command_hub, command_rules  # noqa: PLC0415  # so that `--help` starts fast
    from app.services.archive_lists import archive_template  # noqa: PLC0415  # the same
    from app.storage.engine import sqlite_remark  # noqa: PLC0415  # the same
    from app.storage.migrate import upgrade  # noqa: PLC0415  # Alembic is slow to import

    with failing_clearly(), site_engine(current=False) as engine:
        command_rules()  # a setting that can't be understood is told here, and not by each worker
        command_hub()
        archive_template(os.environ.get("REJOINDER_ARCHIVE_ADDRESS"))
        upgrade(engine)
        if engine.dialect.name == "sqlite" and (said := sqlite_remark()) is not None:
            click.echo(f"Warning: {said}", err=True)
    with failing_clearly():
        run(host, port, workers=workers, threads=threads, metrics_port=metrics_port)


def demand_library() -> None:
    """Raise Failure where the library that is to be served can't be read."""
    from app.storage.engine import make_engine  # noqa: PLC0415  # so that `--help` starts fast
    from app.storage.pulse import Pulse  # noqa: PLC0415  # the same

    with failing_clearly():
        engine = make_engine(os.environ.get("REJOINDER_LIBRARY_URL") or site_url(instance_folder()), read_only=True)
        if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
            raise Failure(f"there is no site in {instance_folder()}; `rejoinder db upgrade` makes one")
        state = Pulse(engine).state()
        engine.dispose()
    if state is None:
        raise Failure("the database holds no library of this version; run `rejoinder db upgrade` where editors work")


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True)
@click.option("--fresh", is_flag=True, help="Load the demo anew, and lose what was done in it.")
@click.option(
    "--size",
    type=click.IntRange(0, 10_000_000),
    default=0,
    help="Publish so many further invented pairs, for measuring. The desk does not hold them; readers do.",
)
@click.option("--load-only", is_flag=True, help="Load the demo and serve nothing.")
def demo(port: int, fresh: bool, size: int, load_only: bool) -> None:  # noqa: FBT001  # click's flags
    """Serve an invented agency's pages on 127.0.0.1, in a folder of their own."""
    from app.services import demo as story  # noqa: PLC0415  # only the demo needs it

    if not load_only:
        demand_free_port(port)
    folder = instance_folder() / (f"demo-{size}" if size else "demo")
    if fresh and folder.exists():
        shutil.rmtree(folder)
    os.environ["REJOINDER_INSTANCE_PATH"] = str(folder)
    os.environ.pop("REJOINDER_DATABASE_URL", None)
    os.environ.pop("REJOINDER_LIBRARY_URL", None)
    os.environ.setdefault("REJOINDER_SITE_NAME", "The Merrow Rejoinder")
    os.environ.setdefault("REJOINDER_PUBLISHER_NAME", "The Merrow Rejoinder (a demo)")
    os.environ.setdefault("REJOINDER_METHODOLOGY", story.METHODOLOGY)
    with failing_clearly():
        password = prepare_demo(folder, size)
    if load_only:
        return
    click.echo(f"Rejoinder's demo: http://127.0.0.1:{port}/")
    click.echo(f"Sign in at http://127.0.0.1:{port}/login as {EDITOR}")
    click.echo(f"with the password of this start: {password}")
    click.echo("Stop it with Ctrl-C.")
    run("127.0.0.1", port, workers=1, threads=4, stop_with_terminal=True)


def demand_free_port(port: int) -> None:
    """Raise Failure where something listens on the port already, before anything is changed for a new start."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Failure(f"port {port} is taken; choose another with --port (or `make demo PORT=N`)") from None


def prepare_demo(folder: Path, size: int) -> str:
    """Load the demo unless it is there, and give its editor a new password, which is returned."""
    from app.cli.large_demo import load_many  # noqa: PLC0415  # only the demo needs it
    from app.services import demo as story  # noqa: PLC0415  # only the demo needs it
    from app.services.people import add_user, set_password  # noqa: PLC0415  # the same
    from app.storage.blobs import Blobs  # noqa: PLC0415  # the same
    from app.storage.migrate import upgrade  # noqa: PLC0415  # Alembic is slow to import
    from app.storage.models.ledger import LedgerEntry  # noqa: PLC0415  # the same

    folder.mkdir(parents=True, exist_ok=True)
    password = "-".join(secrets.token_hex(3) for _ in range(3))
    with site_engine(current=False) as engine:
        upgrade(engine)
        with Session(engine) as session, session.begin():
            if session.scalar(select(LedgerEntry.seq).limit(1)) is None:
                story.load(session, Blobs(folder / "blobs"))
                add_user(session, EDITOR, "Iris Quill", "editor", password, datetime.now(UTC))
                begun = True
            else:
                set_password(session, EDITOR, password, datetime.now(UTC))
                begun = False
        if size and begun:
            load_many(engine, size)
    return password


def run(  # noqa: PLR0913  # so many things are set
    host: str,
    port: int,
    *,
    workers: int,
    threads: int,
    stop_with_terminal: bool = False,
    metrics_port: int | None = None,
    library_only: bool = False,
) -> None:
    """Serve until stopped, with gunicorn's threaded workers, which are forked from one application and count together.

    A hang-up makes gunicorn read its settings anew, as services expect; with `stop_with_terminal` it ends with the
    terminal that started it.
    """
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415  # only serving needs it
    from gunicorn.arbiter import Arbiter  # noqa: PLC0415  # the same

    from app.web import tallies  # noqa: PLC0415  # the same
    from app.web.factory import create_app  # noqa: PLC0415  # the same

    shared = tallies.shared = tallies.Memory(2 * workers + 1)  # reloading, old and new ones run for a while
    settings: dict[str, Any] = {"METRICS_PORT": metrics_port} if metrics_port else {}
    if library_only:
        settings["LIBRARY_ONLY"] = True

    def choose_region(arbiter: Any, worker: Any) -> None:
        taken = {one.region for one in arbiter.WORKERS.values()}
        worker.region = next((one for one in range(len(shared.regions)) if one not in taken), 0)

    def take_region(_arbiter: Any, worker: Any) -> None:
        shared.take(worker.region)

    options = {
        "bind": [f"{host}:{port}", *([f"127.0.0.1:{metrics_port}"] if metrics_port else [])],
        "pre_fork": choose_region,
        "post_fork": take_region,
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "preload_app": True,
        "accesslog": None,
        "loglevel": "warning",
        "logconfig_dict": LOGS,
        "limit_request_line": LONGEST_LINE,
        "control_socket_disable": True,
        "secure_scheme_headers": {},
        "forwarder_headers": "",
    }

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
        """Gunicorn with our settings and no file of its own."""

        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            made = create_app(settings)
            gc.collect()
            gc.freeze()  # what a process begins with stays, and is shared: no request need wait while it is looked at
            return made

    arbiter = Arbiter(Server())
    if stop_with_terminal:
        arbiter.handle_hup = arbiter.handle_term
    arbiter.run()
