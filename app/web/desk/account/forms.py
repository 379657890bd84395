"""What a person says of themselves."""

from __future__ import annotations

from wtforms import StringField

from app.web.desk.forms import DeskForm, at_most, clean


class AccountForm(DeskForm):
    """One's name."""

    name = StringField(
        "Your name",
        description="It stands beside everything that you write from now on.",
        filters=[clean],
        validators=[at_most(120)],
    )
