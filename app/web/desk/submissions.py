"""Every form of the desk carries a key: sent twice it is done once, and sent after its session ended its text is kept.

The key is signed for the person whose form it is, so that nobody can leave a text for somebody else to send.
"""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from hashlib import sha256
from typing import cast
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, Signer
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from app.domain.errors import NotFound
from app.services import submissions
from app.services.submissions import Sent
from app.storage.engine import reading
from app.storage.models.desk import HeldForm, Submission
from app.web.databases import before_writing, begin_writing, get_desk_session
from app.web.people import actor, signed_in

FIELD, HELD = "form_key", "held"
OURS = {FIELD, "csrf_token"}
KEY_BYTES = 16
LONGEST_KEY = 64
AGAIN = 303
REDIRECTS = {302, AGAIN}
SHORT = 12
SENT_ALREADY = (
    "This form was sent before, with other content, and that was taken. Nothing of this second one was stored. "
    "Its text is below: look at what was saved first, and send this too if it is still wanted."
)
SIGNED_OUT = (
    "You were signed out before this was taken, so nothing was stored. What you had typed is below; "
    "send it again if it is still wanted."
)


def install_submissions(blueprint: Blueprint) -> None:
    """Take and settle the keys of all forms of the desk. To be called after whoever may enter was asked."""
    blueprint.before_request(take)
    blueprint.after_request(settle)
    blueprint.add_url_rule("/held/<key>", "held", show_held, methods=["GET"])


# The key


def new_form_key() -> str:
    """Make the key of one form on one page, signed for the person who sees it."""
    return _signer().sign(f"{actor().id}.{secrets.token_urlsafe(KEY_BYTES)}").decode()


def key_input() -> Markup:
    """Write the hidden field of a new key."""
    field = '<input type="hidden" name="{}" value="{}" />'
    return Markup(field).format(FIELD, new_form_key())  # noqa: S704  # the pattern is ours, and format escapes  # nosec B704


def key_sent() -> tuple[int, str] | None:
    """Return whose form was sent, and its key; None where it carries none that we made."""
    try:
        person, _, key = _signer().unsign(request.form.get(FIELD, "")).decode().partition(".")
    except BadSignature:
        return None
    return (int(person), key) if key and len(key) <= LONGEST_KEY else None


def _signer() -> Signer:
    return Signer(cast("str", current_app.secret_key), salt="form key")


# Once and only once


def take() -> ResponseReturnValue | None:
    """Let a form through at its first coming; answer a second one as the first was answered.

    A request that reads for long before it writes is asked for its key when it begins to write.
    """
    sent = _sent() if request.method == "POST" else None
    if sent is None or sent.user_id != actor().id:
        return None
    if not reading.get():
        return _claimed(sent)

    def claim_now() -> None:
        answer = _claimed(sent)
        if answer is not None:
            abort(make_response(answer))

    before_writing(claim_now)
    return None


def _claimed(sent: Sent) -> ResponseReturnValue | None:
    """Claim the key; return the answer where it was taken before."""
    before = submissions.claim(get_desk_session(), sent, datetime.now(UTC))
    if before is None:
        g.form_sent = sent
        return None
    if before.digest == sent.digest and before.location:
        return _saved(make_response(redirect(before.location, before.status)), sent)
    return _sent_already(before)


def settle(response: Response) -> Response:
    """Keep what was answered. Where nothing was done (the form is shown again), its key stays free."""
    sent: Sent | None = g.pop("form_sent", None)
    if sent is None or response.status_code >= 400:  # noqa: PLR2004  # it is rolled back, and the key with it
        return response
    session = get_desk_session()
    if response.status_code not in REDIRECTS:
        submissions.release(session, sent)
        return response
    submissions.settle(session, sent, response.status_code, response.headers["Location"], datetime.now(UTC))
    if HELD in request.args:
        submissions.drop(session, sent.user_id, request.args[HELD])
    return _saved(response, sent)


def leave_key_free() -> None:
    """Undo what was begun, the form's key with it: it may be mended and sent once more."""
    get_desk_session().rollback()
    g.pop("form_sent", None)


def _saved(response: Response, sent: Sent) -> Response:
    """Let the browser know that the form was taken, so that it keeps its text no longer (`js/desk/keep.js`)."""
    response.set_cookie("rejoinder-saved", sent.key, max_age=60, path="/desk", secure=request.is_secure, samesite="Lax")
    return response


def _sent() -> Sent | None:
    whose = key_sent()
    return Sent(*whose, address=_address_without_held(), digest=_digest()) if whose else None


def _digest() -> str:
    """Return the digest of the form's content and of where it is sent; files count with their bytes."""
    files = []
    for name, file in request.files.items(multi=True):
        files.append([name, file.filename, sha256(file.stream.read()).hexdigest()])
        file.stream.seek(0)
    return sha256(json.dumps([_address_without_held(), _typed(), files]).encode()).hexdigest()


def _typed() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.form.items(multi=True) if name not in OURS]


def _sent_already(before: Submission) -> ResponseReturnValue:
    page = render_template(
        "desk/held.html",
        address=_address_without_held(),
        fields=shown_fields(_typed()),
        sentence=SENT_ALREADY,
        saved=before.location,
    )
    return page, 409


# After the session ended


def keep_for_later() -> str | None:
    """Keep what was typed for whoever the form was made for; return the address where they find it again.

    None where the form carries no key, or where somebody else is signed in by now.
    """
    sent = _sent() if request.method == "POST" else None
    if sent is None or (signed_in() and actor().id != sent.user_id):
        return None
    begin_writing()
    fields = [(name, value) for name, value in _typed() if "password" not in name]
    if not submissions.hold(get_desk_session(), sent, fields, datetime.now(UTC)):
        return None
    rule = request.url_rule
    if rule is not None and "GET" in (rule.methods or ()):
        return f"{sent.address}{'&' if '?' in sent.address else '?'}{urlencode({HELD: sent.key})}"
    return url_for("desk.held", key=sent.key)


def held_form() -> HeldForm | None:
    """Return the kept form that the address names, if it is this person's and of this page."""
    key = request.args.get(HELD, "")
    if not key or request.method != "GET":
        return None
    if "held_form" not in g:
        row = submissions.held(get_desk_session(), actor().id or 0, key, datetime.now(UTC))
        g.held_form = row if row is not None and row.address == _address_without_held() else None
    return cast("HeldForm | None", g.held_form)


def held_fields() -> MultiDict[str, str] | None:
    """Return the fields of the kept form, as if they had just been sent; the form shows them and nobody saved them."""
    row = held_form()
    return MultiDict([(name, value) for name, value in row.fields]) if row else None


def show_held(key: str) -> str:
    """Show a kept form that has no page of its own, such as a step with its reason."""
    row = submissions.held(get_desk_session(), actor().id or 0, key, datetime.now(UTC))
    if row is None:
        raise NotFound("Nothing is kept here; a text that was not sent is kept for a day, for its author alone.")
    return render_template(
        "desk/held.html",
        address=f"{row.address}?{urlencode({HELD: key})}",
        fields=shown_fields([(name, value) for name, value in row.fields]),
        sentence=SIGNED_OUT,
        saved=None,
    )


def typed_texts() -> list[tuple[str, str]]:
    """Return the texts in a form that could not be taken, so that nobody has to type them again."""
    try:
        fields = shown_fields(_typed()) if request.method == "POST" else []
    except RequestEntityTooLarge:
        return []
    return [(name, value) for name, value, typed in fields if typed and "password" not in name]


def shown_fields(pairs: list[tuple[str, str]]) -> list[tuple[str, str, bool]]:
    """Tell of each field whether it is a text that somebody typed, to be shown, or a choice that goes along unseen."""
    return [(name, value, " " in value.strip() or len(value) > SHORT) for name, value in pairs]


def _address_without_held() -> str:
    others = [(name, value) for name, value in request.args.items(multi=True) if name != HELD]
    return request.path + (f"?{urlencode(others)}" if others else "")
