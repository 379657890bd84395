"""Domain errors and HTTP errors as pages: one clear sentence, the right status, no trace."""

from __future__ import annotations

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.domain.errors import DomainError, NotFound, NotPermitted, Rejected, StaleRevision
from app.feeds.registry import PROGRAMS

STATUS: dict[type[DomainError], int] = {NotFound: 404, NotPermitted: 404, Rejected: 400, StaleRevision: 409}
WORDS = {
    400: "That can't be taken",
    401: "Please sign in",
    403: "Not allowed",
    404: "There is no such page",
    405: "That can't be done here",
    409: "Somebody else was faster",
    413: "That is too large",
    429: "Too many tries",
    500: "Something broke on our side",
    503: "The database can't be reached",
}
SENTENCES = {
    404: "Nothing is published at this address. It may be mistyped; search may find what you look for.",
    413: "A file of up to 25 MB can be taken; this one is larger. Nothing was stored.",
    500: "It has been logged. Nothing that you had saved is lost; please try again.",
    503: "Please try again in a minute. Nothing that you had saved is lost.",
}


def install_errors(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, lambda _error: answer(503, SENTENCES[503]))
    app.register_error_handler(500, lambda _error: answer(500, SENTENCES[500]))


def answer(status: int, sentence: str) -> ResponseReturnValue:
    """Say what went wrong: as problem+json (RFC 9457) to programs, as a page to people."""
    title = WORDS.get(status, "That did not work")
    if request.path.startswith(PROGRAMS):
        problem = jsonify(type="about:blank", title=title, status=status, detail=sentence)
        problem.mimetype = "application/problem+json"
        return problem, status
    return render_template("errors/error.html", status=status, title=title, sentence=sentence), status


def _domain(error: DomainError) -> ResponseReturnValue:
    return answer(STATUS.get(type(error), 400), str(error))


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None or status < 400:  # noqa: PLR2004  # a redirect that was raised
        return error.get_response()
    return answer(status, SENTENCES.get(status) or error.description or "")
