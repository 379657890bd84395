"""One's own account: the name, the password, where one signed in, and signing out everywhere."""

from __future__ import annotations

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from app.services import people, second_step
from app.storage.queries.desk.people import people_events
from app.web.databases import get_desk_session
from app.web.desk.account.forms import AccountForm
from app.web.desk.answers import confirm, done, page
from app.web.desk.takes import takes
from app.web.people import actor, desk

SHOWN = 10


def edit() -> ResponseReturnValue:
    """Show one's account; change one's name."""
    form = AccountForm(name=actor().name)
    if form.validate_on_submit():
        with form.saving():
            confirm(f"Your name is now {people.rename(desk(), form.name.data or '').name}.")
            return done(url_for("desk.account"))
    me = actor().id
    assert me is not None  # noqa: S101  # the desk's door lets nobody else in
    events, asked = people_events(get_desk_session(), SHOWN, of=me), second_step.is_asked(get_desk_session(), me)
    return page("desk/people/account.html", form, events=events, asks_for_codes=asked)


@takes()
def sign_out_everywhere() -> ResponseReturnValue:
    """End all one's sessions, this one too."""
    me = actor().id
    assert me is not None  # noqa: S101  # the desk's door lets nobody else in
    people.end_sessions(desk(), me)
    flash("You are signed out everywhere.")
    return done(url_for("security.login"))
