"""Domain errors and HTTP errors as pages: one clear sentence, the right status, no trace."""

from __future__ import annotations

import msgspec
from flask import Flask, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import exc
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.domain.errors import (
    DomainError,
    MovedOn,
    NotFound,
    NotPermitted,
    NotServed,
    Rejected,
    StaleRevision,
    TooMany,
    TooManyTries,
)
from app.feeds.api import PROBLEM, Problem
from app.feeds.registry import PROGRAMS
from app.web.logs import BROKEN, request_id
from app.web.reading.language import gettext
from app.web.reading.language import sentence as say
from app.web.reading.language import told as in_words

STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    NotPermitted: 403,
    Rejected: 400,
    MovedOn: 409,
    StaleRevision: 409,
    TooManyTries: 429,
    TooMany: 429,
    NotServed: 501,
}
WORDS = {
    400: say("That can't be taken"),
    401: say("Please sign in"),
    403: say("Not allowed"),
    404: say("There is no such page"),
    405: say("That can't be done here"),
    409: say("Somebody else was faster"),
    413: say("That is too large"),
    429: say("Too many tries"),
    500: say("Something broke on our side"),
    503: say("The database can't be reached"),
}
SENTENCES = {
    404: say("Nothing is published at this address. It may be mistyped; search may find what you look for."),
    409: say(
        "Somebody else saved, at the same moment, what this can’t stand beside. Nothing was stored; please try again."
    ),
    413: say("A file of up to 25 MB can be taken; this one is larger. Nothing was stored."),
    500: say("It has been logged. Nothing that you had saved is lost; please try again."),
    503: say("Please try again in a minute. Nothing that you had saved is lost."),
}


DATABASE: dict[type[Exception], int] = {
    exc.OperationalError: 503,
    exc.InterfaceError: 503,
    exc.TimeoutError: 503,
    exc.IntegrityError: 409,
    StaleDataError: 409,
    exc.DataError: 400,
    exc.InternalError: 500,
}
"""What a database may say that is nobody's fault here: it is away or busy, another was faster, it can't hold that."""
READ_ONLY = "25006"
"""So PostgreSQL says that it can't write just now: its disk is read-only, or another server has taken over."""

UNKEPT = say(
    "Something that was entered can’t be kept: it is too long, or holds a character that no text may hold. "
    "Nothing was stored."
)


def install_errors(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(HTTPException, _http)
    for kind in DATABASE:
        app.register_error_handler(kind, answer_database)
    app.register_error_handler(500, lambda _error: answer(500, SENTENCES[500]))


def answer(status: int, sentence: str) -> ResponseReturnValue:
    """Say what went wrong: as problem+json (RFC 9457) to programs, as a page to people."""
    title = WORDS.get(status, say("That did not work"))
    if request.path.startswith(PROGRAMS):
        body = msgspec.json.encode(Problem(title=title, status=status, detail=str(sentence)))
        return Response(body, status, content_type=PROBLEM)
    named = request_id() if status >= BROKEN else None
    words = {"title": gettext(title), "sentence": in_words(sentence)}
    return render_template("errors/error.html", status=status, named=named, **words), status


def answer_database(error: Exception) -> ResponseReturnValue:
    """Say what the database can't do. Where it is away, nothing on the page may ask it again."""
    return answer(*told(error))


def told(error: Exception) -> tuple[int, str]:
    """Return the status and the sentence of what a database said; what is our own fault is logged."""
    status = next((status for kind, status in DATABASE.items() if isinstance(error, kind)), 500)
    if getattr(getattr(error, "orig", None), "sqlstate", None) == READ_ONLY:
        status = 503
    if status == 500:  # noqa: PLR2004  # our own fault
        current_app.logger.error("the database failed", exc_info=error)
    return status, UNKEPT if status == 400 else SENTENCES[status]  # noqa: PLR2004  # entered, so theirs to mend


def _domain(error: DomainError) -> ResponseReturnValue:
    response = make_response(answer(STATUS.get(type(error), 400), error.args[0] if error.args else str(error)))
    if isinstance(error, TooManyTries):
        response.headers["Retry-After"] = str(error.wait)
    return response


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None or status < 400:  # noqa: PLR2004  # a redirect that was raised
        return error.get_response()
    made = make_response(answer(status, SENTENCES.get(status) or error.description or ""))
    if isinstance(error, MethodNotAllowed):
        made.allow.update(error.valid_methods or ())
    return made
