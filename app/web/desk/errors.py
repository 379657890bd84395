"""What went wrong on the desk, as a page of the desk: one sentence, and the way back."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge

from app.domain.errors import DomainError
from app.web.databases import get_desk_session
from app.web.desk.submissions import keep_for_later, typed_texts
from app.web.errors import DATABASE, STATUS, WORDS, answer, told
from app.web.people import signed_in

TOO_LARGE = "A file of up to 25 MB, or a pasted text of up to 4 MB, can be taken; this is larger. Nothing was stored."
BROKEN = 500
EXPIRED = (
    "You were signed out meanwhile, or in again, so this form is no longer yours to send. Nothing was stored. "
    "Go back, keep your text, open the page anew and paste it."
)


def install_desk_errors(blueprint: Blueprint) -> None:
    """Register the handlers for addresses of the desk."""
    blueprint.register_error_handler(DomainError, lambda error: _page(STATUS.get(type(error), 400), str(error)))
    for kind, status in DATABASE.items():
        if status < BROKEN:
            blueprint.register_error_handler(kind, lambda error: _page(*told(error)))
    blueprint.register_error_handler(RequestEntityTooLarge, lambda _error: _page(413, TOO_LARGE))
    blueprint.register_error_handler(CSRFError, _expired)


def _expired(_error: CSRFError) -> ResponseReturnValue:
    """Keep what was typed for whoever the form was made for, and lead them back to it; else say that it can't be."""
    get_desk_session().rollback()
    kept = keep_for_later()
    if kept is None:
        return _page(400, EXPIRED)
    return redirect(kept if signed_in() else url_for("security.login", next=kept), 303)


def _page(status: int, sentence: str) -> ResponseReturnValue:
    get_desk_session().rollback()
    if not signed_in():
        return answer(status, sentence)
    title = WORDS.get(status, "That did not work")
    return render_template("desk/error.html", title=title, sentence=sentence, back=_back(), typed=typed_texts()), status


def _back() -> str:
    """Return the page that one came from, if it is of the desk; else the queue."""
    came = urlsplit(request.referrer or "")
    own = came.netloc == request.host and came.path.startswith("/desk") and came.path != request.path
    return came.path if own else url_for("desk.queue")
