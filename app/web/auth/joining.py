"""Joining by an invitation: opening the link changes nothing; a name and a password, sent, use it up."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_security import login_user

from app.services import invitations
from app.services.invitations import Joining
from app.services.people import hashed
from app.web.auth.forms import JoinForm
from app.web.auth.model import Person
from app.web.databases import begin_writing, get_desk_session

SEE_OTHER = 303
BAD = 400


def join(token: str) -> ResponseReturnValue:
    """Show who is invited, ask for a name and a password, and sign in whoever gives them."""
    desk_session, now = get_desk_session(), datetime.now(UTC)
    invitation = invitations.open_invitation(desk_session, token, now)
    form = JoinForm()
    if not form.accepts(invitation.email):
        status = BAD if form.errors else 200
        return render_template("auth/join.html", form=form, invitation=invitation), status
    joining = Joining(str(form.name.data), hashed(str(form.password.data)), request.remote_addr, now)
    begin_writing()  # only now, for the hash takes a while
    user = invitations.join(desk_session, token, joining)
    session.clear()
    g.pop("csrf_token", None)
    login_user(desk_session.get_one(Person, user.id), authn_via=["invitation"])
    return redirect("/desk", SEE_OTHER)
