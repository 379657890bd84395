"""The forms of signing in, with our words for their labels."""

from __future__ import annotations

from flask_security.forms import ChangePasswordForm as SecurityChangePasswordForm
from flask_security.forms import LoginForm as SecurityLoginForm
from flask_security.forms import password_required
from wtforms import EmailField, PasswordField, SubmitField
from wtforms.validators import Length

from app.services.people import LONGEST_PASSWORD


class LoginForm(SecurityLoginForm):  # type: ignore[misc]  # flask_security is untyped
    """Who you are. There is no “remember me”: a desk is left when the browser is."""

    password = PasswordField("Your password", validators=[password_required, Length(max=LONGEST_PASSWORD)])
    remember = None

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.email.label.text = "Your e-mail address"


class ChangePasswordForm(SecurityChangePasswordForm):  # type: ignore[misc]  # flask_security is untyped
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


__all__ = ["ChangePasswordForm", "EmailField", "LoginForm"]
