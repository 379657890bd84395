"""The reports area: where a reader reports an error or offers evidence, and comes back for the answer.

The one public area that writes. It has its own engine and session, and its own cookie on its own addresses; nothing of
it is cached, listed or fed.
"""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from app.web.errors import answer
from app.web.reading.language import sentence
from app.web.reports import views

blueprint = Blueprint("reports", __name__, url_prefix="/report")

for address, endpoint, view in (("", "new", views.new), ("/<token>", "status", views.status)):
    blueprint.add_url_rule(address, endpoint, view, methods=("GET", "POST"))

NO_COOKIE = sentence(
    "Your browser did not send back the cookie of this form, or it is hours old. Nothing was sent. Go back, keep your "
    "words, allow this page its cookie, open it anew and paste them."
)


@blueprint.errorhandler(CSRFError)
def refuse_strangers(_error: CSRFError) -> ResponseReturnValue:
    """Say what to do where a form can't be told to be the reader's own."""
    return answer(400, NO_COOKIE)


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Keep these pages out of search engines, and their addresses out of what other sites are told."""
    response.headers["Referrer-Policy"] = "same-origin"  # over TLS the site itself takes no form without one
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
