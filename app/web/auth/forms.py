"""The forms of signing in, joining and changing one's password, with our words for their labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, g, session
from flask_login import current_user
from flask_security.forms import ChangePasswordForm as SecurityChangePasswordForm
from flask_security.forms import Form as SecurityForm
from flask_security.forms import LoginForm as SecurityLoginForm
from flask_security.forms import VerifyForm as SecurityVerifyForm
from flask_security.forms import email_required, password_required
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, PasswordField, StringField, SubmitField
from wtforms.validators import EqualTo, Length

from app.domain.errors import Rejected
from app.domain.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD, normalised, objection
from app.services.people import address, demand_password, person_name
from app.web.auth.tries import LONGEST_TYPED, CodeWantedError, person_by_password
from app.web.databases import get_desk_session

WRONG = "That address and password don’t belong together."
WRONG_PRESENT = "That is not your present password."
HINT = f"{SHORTEST_PASSWORD} characters or more; a few words that only you would put together are best."
LONG = f"Choose a password of at most {LONGEST_PASSWORD} characters."
DIFFERENT = "The two new passwords differ; type the same twice."


class LoginForm(SecurityLoginForm):
    """Who you are. There is no “remember me”: a desk is left when the browser is."""

    email = EmailField("Your e-mail address", validators=[email_required])
    password = PasswordField("Your password", validators=[password_required, Length(max=LONGEST_TYPED, message=WRONG)])
    code = StringField(
        "A code from your app",
        description="If you have switched codes on. A recovery code does as well; leave it empty otherwise.",
        validators=[Length(max=LONGEST_TYPED, message=WRONG)],
    )
    remember = None  # type: ignore[assignment]  # WTForms' way to leave an inherited field out

    def validate(self, **kwargs: Any) -> bool:
        """Check the password; say the same of an unknown address, a wrong password and somebody not active."""
        if not SecurityForm.validate(self, **kwargs):
            return False
        self.ifield = self.email
        try:
            typed = address(self.email.data or "")
        except Rejected:
            self.form_errors.append(WRONG)
            return False
        try:
            self.user = person_by_password(typed, self.password.data or "", signing_in=True, code=self.code.data or "")
        except CodeWantedError as error:
            self.code.errors = [str(error)]
            return False
        if self.user is None:
            self.form_errors.append(WRONG)
            return False
        self.user_authenticated = True
        session.clear()  # nothing of a stranger's session stays in that of a person, not even its token
        g.pop("csrf_token", None)
        return True


class VerifyForm(SecurityVerifyForm):
    """The password of who is signed in, once more."""

    password = PasswordField(
        "Your password", validators=[password_required, Length(max=LONGEST_TYPED, message=WRONG_PRESENT)]
    )

    def validate(self, **kwargs: Any) -> bool:
        """Check the password, as often as at signing in."""
        return bool(SecurityForm.validate(self, **kwargs)) and _is_present(self.password)


class ChangePasswordForm(SecurityChangePasswordForm):
    """The present password and, twice, a new one."""

    password = PasswordField(
        "Your present password", validators=[password_required, Length(max=LONGEST_TYPED, message=WRONG_PRESENT)]
    )
    new_password = PasswordField(
        "Your new password", description=HINT, validators=[password_required, Length(max=LONGEST_TYPED, message=LONG)]
    )
    submit = SubmitField("Change the password")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.new_password_confirm.label.text = "The new password again"

    def validate(self, **kwargs: Any) -> bool:
        """Check the present password, as often as at signing in, and whether the new one is taken."""
        if not SecurityForm.validate(self, **kwargs):
            return False
        new = normalised(self.new_password.data or "")
        about = (current_user.name, current_user.email, str(current_app.config["SITE_NAME"]))
        sentence = objection(new, about)
        if new == normalised(self.password.data or ""):
            sentence = "Choose a password other than the present one."
        if sentence:
            self.new_password.errors = [sentence]
            return False
        self.new_password.data = new
        return _is_present(self.password)


class SecondStepForm(FlaskForm):  # type: ignore[misc]  # flask_wtf is untyped
    """One's password, and where codes are being switched on, the code that the app shows."""

    password = PasswordField(
        "Your password", validators=[password_required, Length(max=LONGEST_TYPED, message=WRONG_PRESENT)]
    )
    code = StringField("The code that your app shows now", validators=[Length(max=LONGEST_TYPED, message=WRONG)])

    def accepts(self) -> bool:
        """Tell whether it was sent with the password of who is signed in; no transaction is open then."""
        return bool(self.validate_on_submit()) and _is_present(self.password)


class JoinForm(FlaskForm):  # type: ignore[misc]  # flask_wtf is untyped
    """What an invited person says of themselves."""

    name = StringField("Your name", description="It stands beside everything that you write on the desk.")
    password = PasswordField(
        "Choose a password", description=HINT, validators=[password_required, Length(max=LONGEST_TYPED, message=LONG)]
    )
    again = PasswordField("The password again", validators=[EqualTo("password", message=DIFFERENT)])

    def accepts(self, email: str) -> bool:
        """Tell whether all is well with a name and a password for that address."""
        good = bool(self.validate_on_submit())
        if not self.is_submitted():
            return False
        about = (self.name.data or "", email, str(current_app.config["SITE_NAME"]))
        good &= _taken(self.name, lambda: person_name(self.name.data or ""))
        return good and _taken(self.password, lambda: demand_password(self.password.data or "", about))


def _is_present(field: PasswordField) -> bool:
    """Tell whether the field holds the password of who is signed in. No transaction is open afterwards."""
    good = person_by_password(str(current_user.email), field.data or "", signing_in=False) is not None
    if not good:
        field.errors = [WRONG_PRESENT]
    get_desk_session().commit()
    return good


def _taken(field: Field, check: Callable[[], object]) -> bool:
    try:
        check()
    except Rejected as error:
        field.errors = [*field.errors, str(error)]
        return False
    return True
