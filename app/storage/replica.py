"""A reader's engine that falls back: where the replica is away, the desk's own server is read, and never written to.

A connection to the desk's server is given up after some seconds, so that readers go back to the replica once it is
there again.
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Engine, event, make_url
from sqlalchemy.exc import DisconnectionError

from app.storage.engine import connect_arguments, make_engine

RETRY_S = 10
"""For so many seconds a replica that was away is not asked again."""
SINCE = "rejoinder_fallen_back_at"


def make_reader_engine(replica: str, desk: str) -> Engine:
    """Make an engine that reads a replica, or the desk's server while the replica can't be reached."""
    engine = make_engine(replica, read_only=True)
    if not is_replica(replica, desk):
        return engine
    positional, given = desk_arguments(desk)
    away_until = 0.0

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, record: Any, arguments: Any, named: Any) -> Any:
        nonlocal away_until
        if time.monotonic() >= away_until:
            try:
                return dialect.connect(*arguments, **named)
            except dialect.loaded_dbapi.OperationalError:
                away_until = time.monotonic() + RETRY_S
        record.info[SINCE] = time.monotonic()
        return dialect.connect(*positional, **given)

    @event.listens_for(engine, "checkout")
    def look(_connection: Any, record: Any, _fairy: Any) -> None:
        since = record.info.get(SINCE)
        if since is not None and time.monotonic() - since >= RETRY_S:
            raise DisconnectionError

    return engine


def is_replica(library: str, desk: str) -> bool:
    """Tell whether readers have a server of their own: it may be behind, or away, while the desk's is not."""
    places = [make_url(one) for one in (library, desk)]
    servers = {(one.host, one.port, str(one.query.get("host")), str(one.query.get("port"))) for one in places}
    return len(servers) > 1 and {one.get_backend_name() for one in places} == {"postgresql"}


def desk_arguments(desk: str) -> tuple[list[Any], dict[str, Any]]:
    """Return what the driver is given to connect to the desk's server and only to read there."""
    positional, given = make_engine(desk).dialect.create_connect_args(make_url(desk))
    return list(positional), {**given, **connect_arguments(read_only=True)}
