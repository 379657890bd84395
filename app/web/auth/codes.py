"""Switching codes at signing in on and off: one's own, each time with the password."""

from __future__ import annotations

from io import BytesIO

import segno
from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from app.domain.errors import Rejected
from app.services import second_step
from app.web.auth.forms import SecondStepForm
from app.web.databases import begin_writing, get_desk_session
from app.web.people import desk, must_switch_codes_on, signed_in

SEE_OTHER, BAD = 303, 400
BEGIN, CONFIRM, OFF, RENEW = "begin", "confirm", "off", "renew"


def codes() -> ResponseReturnValue:
    """Show how one's codes stand; begin, confirm, switch off, or make new recovery codes."""
    if not signed_in():
        return redirect(url_for("security.login", next=url_for("auth.codes")), SEE_OTHER)
    form = SecondStepForm()
    if not form.is_submitted():
        return _page(form)
    if not form.accepts():
        return _page(form), BAD
    begin_writing()  # only now, for the hash takes a while
    try:
        made = _act(request.form.get("act", ""), form)
    except Rejected as error:
        get_desk_session().rollback()
        (form.code if error.field else form.password).errors = [str(error)]
        return _page(form), BAD
    return _page(form, made) if made else redirect(url_for("auth.codes"), SEE_OTHER)


def _act(act: str, form: SecondStepForm) -> list[str]:
    """Do what the button says; return the recovery codes that were made by it."""
    if act == CONFIRM:
        return second_step.confirm(desk(), form.code.data or "")
    if act == RENEW:
        return second_step.renew_codes(desk())
    if act == OFF:
        second_step.switch_off(desk())
    elif act == BEGIN:
        second_step.begin(desk())
    else:
        raise Rejected("Choose one of the buttons that are offered.")
    return []


def _page(form: SecondStepForm, made: list[str] | None = None) -> Response:
    standing = second_step.standing(get_desk_session(), current_user.id)
    drawn = _drawn(standing.secret) if standing.secret else None
    answer = current_app.make_response(
        render_template(
            "auth/codes.html",
            form=form,
            standing=standing,
            drawn=drawn,
            made=made,
            demanded=must_switch_codes_on(),
        )
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _drawn(secret: str) -> Markup:
    """Draw the QR code that the app reads; the secret stands in words beside it."""
    address = second_step.app_address(secret, str(current_user.email), str(current_app.config["SITE_NAME"]))
    drawn = BytesIO()
    segno.make(address, micro=False).save(
        drawn, kind="svg", scale=5, border=4, dark="#000", light="#fff", xmldecl=False, svgns=True, nl=False
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704  # drawn by segno: squares, none of the words  # nosec B704
