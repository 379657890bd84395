"""The log: one line of JSON an event on standard error, without secrets, and without a line break of anybody's making.

A request is told by its route (`/join/<token>`), never by its address, which may hold what opens something. Reading is
logged by nobody here; what was changed, refused or broke is, under an id that the page tells where something broke.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from flask import Flask, Response, g, has_request_context, request

SAFE = {"GET", "HEAD", "OPTIONS"}
BROKEN = 500
Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class JsonLines(logging.Formatter):
    """An event as one line of JSON: whatever stands in it is written with ASCII's printable signs."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the event with what is known of the request."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        event: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "event": record.getMessage()}
        if has_request_context():
            event |= {"request": request_id(), "method": request.method, "route": route()}
        event |= getattr(record, "facts", {})
        if record.exc_info:
            event["trace"] = self.formatException(record.exc_info)
        return json.dumps(event, default=str)


def install_logs(app: Flask) -> None:
    """Write the application's events as lines of JSON; give each request an id."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    app.logger.handlers = [handler]
    app.logger.setLevel(logging.INFO)

    def broke(exc_info: Raised) -> None:
        app.logger.error("broke", exc_info=exc_info)

    app.log_exception = broke  # type: ignore[method-assign]  # Flask's own sentence names the address

    @app.before_request
    def begin() -> None:
        g.begun = time.monotonic()

    @app.after_request
    def tell(response: Response) -> Response:
        if response.status_code >= BROKEN:
            response.headers["X-Request-Id"] = request_id()
        if request.method not in SAFE or response.status_code >= BROKEN:
            took = round((time.monotonic() - g.begun) * 1000) if "begun" in g else None
            app.logger.info("answered", extra={"facts": {"status": response.status_code, "ms": took}})
        return response


def request_id() -> str:
    """Return the id of this request."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return str(g.request_id)


def route() -> str | None:
    """Return this request's route with names in place of what was asked for; None where there is no such route."""
    return None if request.url_rule is None else request.url_rule.rule
