"""People, for admins: who may sign in and in which role, invitations, and the log. Others find no such pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound, Rejected
from app.services import invitations, people
from app.services.desk import Desk
from app.storage.models.desk import User
from app.storage.queries.desk.people import open_invitations, people_events, people_with_last_sign_in, person
from app.web.databases import get_desk_session
from app.web.desk.answers import confirm, done, page
from app.web.desk.people.forms import InviteForm, RoleForm
from app.web.desk.takes import takes
from app.web.origin import base_url
from app.web.people import desk
from app.web.reading.paging import number_of

SHOWN, SHOWN_OF_ONE = 50, 10
INVITED = "invited"
ACTS: dict[str, tuple[Callable[[Desk, int], User], str]] = {
    "deactivate": (people.deactivate, "{} can’t sign in any more and is signed out everywhere."),
    "reactivate": (people.reactivate, "{} may sign in again."),
    "sign-out": (people.end_sessions, "{} is signed out everywhere."),
}


def show_all() -> ResponseReturnValue:
    """List the people and the open invitations; invite somebody. The link is shown once, on the page after."""
    people.demand_manager(desk())
    form = InviteForm()
    if form.validate_on_submit():
        with form.saving():
            invitation, token = invitations.invite(desk(), form.email.data or "", form.role.data)
            session[INVITED] = {
                "email": invitation.email,
                "link": base_url() + url_for("auth.join", token=token),
                "until": invitation.expires,
            }
            return done(url_for("desk.people"))
    rows = people_with_last_sign_in(get_desk_session())
    waiting = open_invitations(get_desk_session(), datetime.now(UTC))
    return page("desk/people/list.html", form, rows=rows, invitations=waiting, invited=session.pop(INVITED, None))


def edit(user_id: int) -> ResponseReturnValue:
    """Show a person and what became of them lately; give them another role."""
    user = _person(user_id)
    form = RoleForm(role=people.role_of(user))
    if form.validate_on_submit():
        with form.saving():
            people.change_role(desk(), user_id, form.role.data)
            confirm(f"{user.name} is now {people.role_of(user)}.")
            return done(url_for("desk.person", user_id=user_id))
    events = people_events(get_desk_session(), SHOWN_OF_ONE, of=user_id, by=user_id)
    return page("desk/people/person.html", form, person=_person(user_id), events=events)


@takes("act")
def act(user_id: int) -> ResponseReturnValue:
    """Deactivate or reactivate a person, or end all their sessions."""
    people.demand_manager(desk())
    chosen = ACTS.get(request.form.get("act", ""))
    if chosen is None:
        raise Rejected("Choose one of the buttons that are offered.")
    use_case, words = chosen
    confirm(words.format(use_case(desk(), user_id).name))
    return done(url_for("desk.person", user_id=user_id))


@takes()
def withdraw(invitation_id: int) -> ResponseReturnValue:
    """Make an invitation's link worthless."""
    invitation = invitations.withdraw(desk(), invitation_id)
    confirm(f"The invitation of {invitation.email} is withdrawn; its link does nothing any more.")
    return done(url_for("desk.people"))


def show_log() -> str:
    """Show the log of people, newest first, a page at a time."""
    people.demand_manager(desk())
    before = number_of(request.args.get("before"))
    events = people_events(get_desk_session(), SHOWN + 1, before)
    older = events[SHOWN - 1][0].id if len(events) > SHOWN else None
    return render_template("desk/people/log.html", events=events[:SHOWN], older=older, before=before)


def _person(user_id: int) -> User:
    people.demand_manager(desk())
    user = person(get_desk_session(), user_id)
    if user is None:
        raise NotFound("There is no such person here.")
    return user
