"""The forms of signing in, with our words for their labels."""

from __future__ import annotations

from flask_security.forms import ChangePasswordForm as SecurityChangePasswordForm
from flask_security.forms import LoginForm as SecurityLoginForm
from flask_security.forms import password_required
from wtforms import PasswordField, SubmitField
from wtforms.validators import Length

from app.services.people import LONGEST_PASSWORD


class LoginForm(SecurityLoginForm):
    """Who you are. There is no “remember me”: a desk is left when the browser is."""

    password = PasswordField("Your password", validators=[password_required, Length(max=LONGEST_PASSWORD)])
    remember = None  # type: ignore[assignment]  # WTForms' way to leave an inherited field out

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.email.label.text = "Your e-mail address"


class ChangePasswordForm(SecurityChangePasswordForm):
    """The present password and, twice, a new one."""

    password = PasswordField("Your present password")
    new_password = PasswordField(
        "Your new password",
        description="15 characters or more; a few words that only you would put together are best.",
        validators=[
            password_required,
            Length(max=LONGEST_PASSWORD, message=f"Choose a password of at most {LONGEST_PASSWORD} characters."),
        ],
    )
    submit = SubmitField("Change the password")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.new_password_confirm.label.text = "The new password again"
