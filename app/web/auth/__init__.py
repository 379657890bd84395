"""Signing in and out, and changing one's password, by Flask-Security over the desk's people; joining by invitation.

Nothing else of Flask-Security is on: nobody registers here, and no mail is sent.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from flask import Blueprint, Flask, flash, request
from flask_login import user_logged_out
from flask_security import Security, SQLAlchemySessionUserDatastore, naive_utcnow, password_changed
from flask_wtf import CSRFProtect

from app.domain.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD
from app.domain.vocabulary import PeopleAct
from app.services.people_log import note_own
from app.storage.models.desk import RoleRow
from app.web.auth.codes import codes
from app.web.auth.forms import ChangePasswordForm, LoginForm, VerifyForm
from app.web.auth.joining import join
from app.web.auth.model import Person
from app.web.auth.sessions import PrivateSessions
from app.web.databases import desk_session, get_desk_session

SETTINGS: dict[str, Any] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__time_cost": 3,
        "argon2__memory_cost": 65536,
        "argon2__parallelism": 4,
    },
    "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
    "SECURITY_PASSWORD_LENGTH_MAX": LONGEST_PASSWORD,
    "SECURITY_PASSWORD_CONFIRM_REQUIRED": True,
    "SECURITY_USE_REGISTER_V2": True,
    "SECURITY_MSG_EMAIL_NOT_PROVIDED": ("Enter your e-mail address.", "error"),
    "SECURITY_MSG_PASSWORD_NOT_PROVIDED": ("Enter your password.", "error"),
    "SECURITY_MSG_RETYPE_PASSWORD_MISMATCH": ("The two new passwords differ; type the same twice.", "error"),
    "SECURITY_FLASH_MESSAGES": False,
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_POST_LOGIN_VIEW": "/desk",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_LOGIN_USER_TEMPLATE": "auth/login.html",
    "SECURITY_VERIFY_TEMPLATE": "auth/verify.html",
    "SECURITY_CHANGEABLE": True,
    "SECURITY_CHANGE_URL": "/password",
    "SECURITY_POST_CHANGE_VIEW": "/desk/account",
    "SECURITY_CHANGE_PASSWORD_TEMPLATE": "auth/password.html",
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_DATETIME_FACTORY": naive_utcnow,
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
    "WTF_CSRF_TIME_LIMIT": None,
    "PERMANENT_SESSION_LIFETIME": 60 * 60,
}


class People(SQLAlchemySessionUserDatastore):
    """The desk's people, for Flask-Security. It leaves the commit to `request_session`, as everybody does."""

    def commit(self) -> None:
        """Do nothing yet."""


blueprint = Blueprint("auth", __name__)
blueprint.add_url_rule("/join/<token>", "join", join, methods=("GET", "POST"))
blueprint.add_url_rule("/codes", "codes", codes, methods=("GET", "POST"))


def install(app: Flask) -> None:
    """Install Flask-Security, and CSRF tokens on every form; a session exists on private pages alone.

    Templates don't get `current_user`: a page that tells that the database is away must not ask it who is there.
    """
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    app.config["PERMANENT_SESSION_LIFETIME"] = SETTINGS["PERMANENT_SESSION_LIFETIME"]
    app.session_interface = PrivateSessions()
    app.register_blueprint(blueprint)
    CSRFProtect(app)
    people = People(cast("Any", desk_session), Person, cast("Any", RoleRow))
    security = Security(
        app, people, login_form=LoginForm, verify_form=VerifyForm, change_password_form=ChangePasswordForm
    )
    security.login_manager.request_loader(None)
    processors = app.template_context_processors
    processors[None] = [one for one in processors[None] if one.__module__ != "flask_login.utils"]
    user_logged_out.connect(_signed_out, app)
    password_changed.connect(_password_changed, app)


def _signed_out(_app: Flask, user: Person, **_more: object) -> None:
    note_own(get_desk_session(), PeopleAct.SIGNED_OUT, datetime.now(UTC), request.remote_addr, user)


def _password_changed(_app: Flask, user: Person, **_more: object) -> None:
    note_own(get_desk_session(), PeopleAct.PASSWORD_CHANGED, datetime.now(UTC), request.remote_addr, user)
    flash("Your password was changed. Everywhere else you are signed out.")
