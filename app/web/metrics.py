"""What the site does and holds, in numbers for Prometheus at `/metrics`, and how long each page waits for its database.

`/metrics` answers whoever shows `METRICS_TOKEN` as a bearer's token, and whoever asks on `METRICS_PORT`, which
`rejoinder serve --metrics-port` opens on this machine alone. To all others there is no such address. Answers from the
cache never come as far as the application: they are counted by the cache, and timed by nobody.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, Response, g, has_request_context, request
from sqlalchemy import Engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from app.domain.errors import Rejected
from app.storage.queries.desk.numbers import desk_numbers
from app.storage.queries.ledger.entries import head
from app.storage.queries.reports.reports import count_of_open_reports
from app.web import tallies
from app.web.cache import PageCache
from app.web.databases import Databases
from app.web.tallies import Memory, Series, Tallies, head_of, line

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ADDRESS, MEDIA_TYPE = "/metrics", "text/plain; version=0.0.4; charset=utf-8"
SHORTEST_TOKEN = 16
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
STATEMENTS = (0.0, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 50.0)
CLASSES = ("2xx", "3xx", "4xx", "5xx")
NOWHERE = "none"
LONGEST_STATEMENT = 2_000
MILLISECONDS = 1_000


@dataclass(frozen=True)
class Route:
    """The series of a route."""

    answers: dict[str, Series]
    seconds: Series
    statements: Series


class Metrics:
    """The series of the application, declared in an order that is the same in every process."""

    def __init__(self, app: Flask) -> None:
        self.tallies = Tallies(tallies.shared or Memory())
        declare, one = self.tallies.metric, self.tallies.series
        answers = declare("rejoinder_requests_total", "counter", "Answers of the application, by route and status.")
        seconds = declare("rejoinder_request_seconds", "histogram", "Time to an answer's head, by route.", SECONDS)
        asked = declare("rejoinder_request_statements", "histogram", "Statements an answer took, by route.", STATEMENTS)
        rules = sorted({rule.rule for rule in app.url_map.iter_rules()} | {NOWHERE})
        self.routes = {
            rule: Route(
                {status: one(answers, route=rule, status=status) for status in CLASSES},
                one(seconds, route=rule),
                one(asked, route=rule),
            )
            for rule in rules
        }
        slow = declare("rejoinder_slow_statements_total", "counter", "Statements slower than SLOW_QUERY_MS.")
        self.slow = one(slow)
        cache = declare("rejoinder_cache_answers_total", "counter", "What the cache was asked, by what became of it.")
        self.hits, self.misses = one(cache, result="hit"), one(cache, result="miss")
        self.bytes = one(declare("rejoinder_cache_bytes", "gauge", "Bytes in the caches of all processes."))
        self.entries = one(declare("rejoinder_cache_entries", "gauge", "Answers in the caches of all processes."))
        pool = declare("rejoinder_pool_connections", "gauge", "Connections in use, by engine.")
        self.pools = {name: one(pool, engine=name) for name in ("desk", "library", "reports")}
        self.tallies.forget_gauges()

    def text(self, opened: Databases) -> str:
        """Write all of them, and what the databases hold at this moment."""
        return "\n".join((*self.tallies.lines(), *_held(opened))) + "\n"


def install_metrics(app: Flask) -> None:
    """Count, time and log what requests do; answer at `/metrics`. It comes last: what it declares are the routes."""
    token, port = str(app.config["METRICS_TOKEN"] or ""), str(app.config["METRICS_PORT"] or "")
    if token and len(token) < SHORTEST_TOKEN:
        raise Rejected(f"REJOINDER_METRICS_TOKEN must have {SHORTEST_TOKEN} characters or more.")
    metrics, opened = Metrics(app), cast("Databases", app.extensions["rejoinder-databases"])
    app.extensions["rejoinder-metrics"] = metrics
    _watch_cache(metrics, app.extensions["rejoinder-cache"])
    for name in metrics.pools:
        _watch_engine(app, metrics, name, getattr(opened, name))
    app.after_request_funcs.setdefault(None, []).insert(0, _teller(metrics, opened))  # the first, so that it runs last
    inner: WSGIApplication = app.wsgi_app

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        inside = bool(port) and environ["SERVER_PORT"] == port
        if environ["PATH_INFO"] == ADDRESS and (inside or _shows(environ, token)):
            body = metrics.text(opened).encode()
            headers = [("Content-Type", MEDIA_TYPE), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
            start_response("200 OK", headers)
            return (body,)
        if inside:
            start_response("404 Not Found", [("Content-Length", "0")])
            return ()
        return inner(environ, start_response)

    app.wsgi_app = answer  # type: ignore[method-assign]  # Flask's documented way


def _shows(environ: WSGIEnvironment, token: str) -> bool:
    shown = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    return bool(token) and secrets.compare_digest(shown.encode(), token.encode())


def _watch_cache(metrics: Metrics, cache: PageCache) -> None:
    """Count what the cache does."""
    add, put = metrics.tallies.add, metrics.tallies.set

    def kept(size: int, entries: int) -> None:
        put(metrics.bytes, size)
        put(metrics.entries, entries)

    cache.shelf.heard_hit = lambda: add(metrics.hits)
    cache.shelf.heard_miss = lambda: add(metrics.misses)
    cache.shelf.heard_kept = kept


def _watch_engine(app: Flask, metrics: Metrics, name: str, engine: Engine) -> None:
    """Count and time the statements of each request; log a slow one, without what it was given.

    On SQLite a statement's time is that to its first row.
    """
    limit = float(app.config["SLOW_QUERY_MS"] or 0) / MILLISECONDS

    @event.listens_for(engine, "before_cursor_execute")
    def begin(connection: Any, *_given: object) -> None:
        connection.info["rejoinder_begun"] = time.perf_counter()

    @event.listens_for(engine, "after_cursor_execute")
    def end(connection: Any, _cursor: object, statement: str, *_given: object) -> None:
        took = time.perf_counter() - connection.info["rejoinder_begun"]
        if has_request_context():
            number, seconds = g.get("statements", (0, 0.0))
            g.statements = (number + (not statement.startswith("BEGIN")), seconds + took)
        if limit and took >= limit:
            metrics.tallies.add(metrics.slow)
            facts = {"engine": name, "ms": round(took * MILLISECONDS), "statement": _told(statement)}
            app.logger.warning("slow statement", extra={"facts": facts})


def _told(statement: str) -> str:
    return " ".join(statement.split())[:LONGEST_STATEMENT]


def _teller(metrics: Metrics, opened: Databases) -> Any:
    """Return what notes each answer, and tells the desk's people what theirs took."""

    def tell(response: Response) -> Response:
        route = metrics.routes[NOWHERE if request.url_rule is None else request.url_rule.rule]
        took = time.monotonic() - g.begun if "begun" in g else 0.0
        number, seconds = g.get("statements", (0, 0.0))
        metrics.tallies.add(route.answers[f"{response.status_code // 100}xx"])
        metrics.tallies.note(route.seconds, took)
        metrics.tallies.note(route.statements, number)
        for name, one in metrics.pools.items():
            metrics.tallies.set(one, _in_use(getattr(opened, name)))
        if request.blueprint == "desk":
            words = "1 statement" if number == 1 else f"{number} statements"
            response.headers["Server-Timing"] = (
                f'sql;dur={seconds * MILLISECONDS:.1f};desc="{words}", all;dur={took * MILLISECONDS:.1f}'
            )
        return response

    return tell


def _in_use(engine: Engine) -> int:
    return engine.pool.checkedout() if isinstance(engine.pool, QueuePool) else 0


def _held(opened: Databases) -> Iterator[str]:
    """Write what stands in the databases: how far the ledger and the library are, and what waits on the desk."""
    if opened.desk is opened.library:  # a server that has readers alone
        yield from _held_by_readers(opened)
        return
    try:
        with Session(opened.desk) as session:
            newest, _ = head(session)
            waiting = desk_numbers(session)
        with Session(opened.reports) as session:
            reports = count_of_open_reports(session)
        library = opened.pulse.state()
    except SQLAlchemyError:
        yield from head_of("rejoinder_database_up", "gauge", "Whether the databases answer.")
        yield line("rejoinder_database_up", {}, 0)
        return
    for name, told, value in (
        ("rejoinder_database_up", "Whether the databases answer.", 1),
        ("rejoinder_ledger_seq", "The ledger's newest entry.", newest),
        ("rejoinder_library_seq", "The newest entry that readers see.", library.seq if library else 0),
        ("rejoinder_open_reports", "Readers' reports that wait for an editor.", reports),
    ):
        yield from head_of(name, "gauge", told)
        yield line(name, {}, value)
    yield from head_of("rejoinder_desk_records", "gauge", "Records on the desk, by state.")
    yield from (line("rejoinder_desk_records", {"state": state}, number) for state, number in waiting)


def _held_by_readers(opened: Databases) -> Iterator[str]:
    try:
        library = opened.pulse.state()
    except SQLAlchemyError:
        library = None
    for name, told, value in (
        ("rejoinder_database_up", "Whether the databases answer.", int(library is not None)),
        ("rejoinder_library_seq", "The newest entry that readers see.", library.seq if library else 0),
    ):
        yield from head_of(name, "gauge", told)
        yield line(name, {}, value)
