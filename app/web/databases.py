"""The databases of a request: the desk's session, which writes, the library's, which can't, and that of reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import Flask, current_app, g
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

from app.storage.blobs import Blobs
from app.storage.engine import default_url, make_engine, take_turn
from app.storage.pulse import TOLD, Pulse
from app.storage.reports_engine import make_reports_engine, reports_session
from app.storage.waiting import Waiting
from app.web.cache import told_state


@dataclass(frozen=True)
class Databases:
    """The engines and the blob store of a site; `pulse` tells up to where the library is."""

    desk: Engine
    library: Engine
    reports: Engine
    pulse: Pulse
    blobs: Blobs
    waiting: Waiting


def install_databases(app: Flask, instance: str) -> None:
    """Make the engines by the settings `DATABASE_URL`, `LIBRARY_URL` (read replicas) and `REPORTS_URL` (a role).

    Close the sessions of each request.
    """
    folder = Path(instance)
    url = app.config.get("DATABASE_URL") or default_url(folder)
    library_engine = make_engine(app.config.get("LIBRARY_URL") or url, read_only=True)
    app.extensions["rejoinder-databases"] = Databases(
        desk=make_engine(url),
        library=library_engine,
        pulse=Pulse(library_engine),
        reports=make_reports_engine(app.config.get("REPORTS_URL") or url),
        blobs=Blobs(folder / "blobs"),
        waiting=Waiting(folder),
    )
    app.teardown_appcontext(_close)


def databases() -> Databases:
    """Return the current site's databases."""
    return cast("Databases", current_app.extensions["rejoinder-databases"])


class DeskSession(Session):
    """A session that takes the turn to write at the latest when it writes."""


@event.listens_for(DeskSession, "before_flush")
def _take_turn(session: Session, *_given: object) -> None:
    if not session.in_nested_transaction():
        take_turn(session.connection())


def get_desk_session() -> Session:
    """Return this request's session on the desk; `request_session` commits it."""
    if "desk_session" not in g:
        g.desk_session = DeskSession(databases().desk)
    return cast("Session", g.desk_session)


def begin_writing() -> None:
    """Begin to write in a request that has only read so far; what it read is read anew."""
    session = get_desk_session()
    take_turn(session.connection())
    session.expire_all()
    for act in g.pop("before_writing", ()):
        act()


def before_writing(act: Callable[[], None]) -> None:
    """Let something be done first when this request begins to write."""
    g.setdefault("before_writing", []).append(act)


def library() -> Session:
    """Return this request's session on the ledger and the library. Any statement that writes fails on it."""
    if "library_session" not in g:
        state = told_state()
        g.library_session = Session(databases().library, info={TOLD: state})
    return cast("Session", g.library_session)


def reports() -> Session:
    """Return this request's session on the tables of readers' reports; `request_session` commits it."""
    if "reports_session" not in g:
        g.reports_session = reports_session(databases().reports)
    return cast("Session", g.reports_session)


desk_session = cast("Session", LocalProxy(get_desk_session))
"""The desk's session of this request, for Flask-Security, which wants an object."""


def _close(_error: BaseException | None) -> None:
    for name in ("desk_session", "library_session", "reports_session"):
        session = g.pop(name, None)
        if session is not None:
            session.close()
