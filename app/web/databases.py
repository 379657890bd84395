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
from app.storage.pulse import TOLD, Pulse, state_of
from app.storage.replica import RETRY_S, is_replica, make_reader_engine
from app.storage.reports_engine import make_reports_engine, reports_session
from app.storage.waiting import Waiting
from app.web.cache import found_state, is_behind, told_state


@dataclass(frozen=True)
class Databases:
    """The engines and the blob store of a site.

    `pulse` tells up to where the library is. `fresh` reads it on the desk's server, for whoever has just published;
    it is `library` itself where readers have no server of their own.
    """

    desk: Engine
    library: Engine
    reports: Engine
    pulse: Pulse
    fresh: Engine
    blobs: Blobs
    waiting: Waiting


def install_databases(app: Flask, instance: str) -> None:
    """Make the engines by the settings `DATABASE_URL`, `LIBRARY_URL` (read replicas) and `REPORTS_URL` (a role).

    With `LIBRARY_ONLY` there is that of readers alone. Close the sessions of each request.
    """
    folder = Path(instance)
    url = app.config.get("DATABASE_URL") or default_url(folder)
    readers_url = app.config.get("LIBRARY_URL") or url
    if app.config["LIBRARY_ONLY"]:
        url = readers_url
    has_replica = is_replica(readers_url, url)
    reader = make_reader_engine(readers_url, url)
    app.extensions["rejoinder-databases"] = Databases(
        desk=reader if app.config["LIBRARY_ONLY"] else make_engine(url),
        library=reader,
        pulse=Pulse(reader, RETRY_S) if has_replica else Pulse(reader),
        fresh=make_engine(url, read_only=True) if has_replica else reader,
        reports=reader if app.config["LIBRARY_ONLY"] else make_reports_engine(app.config.get("REPORTS_URL") or url),
        blobs=Blobs(folder / "blobs"),
        waiting=Waiting(folder),
    )
    app.teardown_appcontext(_close)


def databases() -> Databases:
    """Return the current site's databases."""
    return cast("Databases", current_app.extensions["rejoinder-databases"])


def readers_have_their_own() -> bool:
    """Tell whether readers have a server of their own, which may be behind the desk's."""
    return databases().fresh is not databases().library


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
    """Return this request's session on the ledger and the library. Any statement that writes fails on it.

    Where readers have servers of their own it asks the one that it has got how far that is: another may be further.
    """
    if "library_session" not in g:
        state, opened = told_state(), databases()
        if not readers_have_their_own():
            g.library_session = Session(opened.library, info={TOLD: state})
        else:
            g.library_session = Session(opened.fresh if is_behind() else opened.library)
            g.library_session.info[TOLD] = found = state_of(g.library_session)
            found_state(found)
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
