"""The one commit of a request: after a POST that did not fail, before the answer is sent."""

from __future__ import annotations

from flask import Flask, Response, g, make_response, request, session
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.services.ledger import APPENDED, head
from app.storage.engine import reading
from app.web.cache import PUBLISHED
from app.web.databases import readers_have_their_own
from app.web.errors import answer_database
from app.web.hub import tell_after

SAFE = {"GET", "HEAD", "OPTIONS"}
SLOW = {
    "security.login",
    "security.verify",
    "security.change_password",
    "auth.join",
    "auth.codes",
    "desk.capture_quick",
    "desk.capture_new",
    "desk.capture_list",
    "desk.import_file",
    "desk.import_new",
}
"""What hashes a password or reads a page before it writes; others write meanwhile."""
FIRST_ERROR = 400
MINUTE = 60


def install_request_session(app: Flask) -> None:
    """Begin a read-only transaction for GET, a writing one else; commit a good answer, roll back any other."""

    @app.before_request
    def choose() -> None:
        reading.set(request.method in SAFE or request.endpoint in SLOW)

    @app.after_request
    def finish(response: Response) -> Response:
        for used in _used():
            try:
                if request.method in SAFE or response.status_code >= FIRST_ERROR:
                    used.rollback()
                else:
                    appended = used.info.get(APPENDED)
                    newest = head(used)[0] if appended and readers_have_their_own() else None
                    used.commit()
                    if appended:
                        tell_after(response)
                    if newest is not None:
                        _let_read(response, newest)
            except SQLAlchemyError as error:
                used.invalidate()
                if "_flashes" in session:
                    del session["_flashes"]  # they say that it was done
                return make_response(answer_database(error))
        return response


def _let_read(response: Response, newest: int) -> None:
    """Let whoever has just published see that for a minute, though a replica may be behind."""
    response.set_cookie(PUBLISHED, str(newest), max_age=MINUTE, secure=request.is_secure, httponly=True, samesite="Lax")


def _used() -> list[Session]:
    """List the sessions that this request wrote on: the desk's, or that of readers' reports."""
    return [g.get(name) for name in ("desk_session", "reports_session") if name in g]
