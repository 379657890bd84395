"""Who acts in this request, and the desk that use cases work with. What desk pages share with signing in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from flask import current_app, request
from flask_login import current_user

from app.domain.permissions import Action, Actor, may
from app.domain.vocabulary import Role
from app.services import second_step
from app.services.desk import Desk
from app.web.databases import databases, get_desk_session

RANKED = (Role.ADMIN, Role.EDITOR, Role.CONTRIBUTOR)


def signed_in() -> bool:
    """Tell whether somebody who may work on the desk is signed in."""
    return bool(current_user.is_authenticated) and _role() is not None


def actor() -> Actor:
    """Return the person who is signed in, in the highest of their roles."""
    role = _role()
    assert role is not None  # noqa: S101  # the desk's door lets nobody else in
    return Actor(id=cast("int", current_user.id), name=cast("str", current_user.name), role=role)


def must_switch_codes_on() -> bool:
    """Tell whether this site wants a second step of whoever publishes, and this person has none yet."""
    if not current_app.config["REQUIRE_CODES"] or not may(actor(), Action.PUBLISH):
        return False
    return not second_step.is_asked(get_desk_session(), current_user.id)


def desk() -> Desk:
    """Return what a use case works with: this request's session, person and time."""
    return Desk(
        session=get_desk_session(),
        actor=actor(),
        now=datetime.now(UTC),
        blobs=databases().blobs,
        second_person_required=bool(current_app.config["REQUIRE_SECOND_PERSON"]),
        came_from=request.remote_addr,
        methodology=str(current_app.config["METHODOLOGY"] or ""),
    )


def _role() -> Role | None:
    held: set[Any] = {row.name for row in current_user.roles}
    return next((role for role in RANKED if role in held), None)
