"""What an admin says of people."""

from __future__ import annotations

from wtforms import EmailField, RadioField

from app.domain.vocabulary import Role
from app.web.desk.forms import DeskForm, at_most, clean, options

ROLES = (
    (Role.CONTRIBUTOR, "contributor: drafts, sees their own drafts alone, submits them for review"),
    (Role.EDITOR, "editor: sees and edits everything, approves, publishes, corrects, retracts"),
    (Role.ADMIN, "admin: what an editor may, and manages the people"),
)


class InviteForm(DeskForm):
    """Somebody who shall join."""

    email = EmailField(
        "Their e-mail address",
        description="They sign in with it. No mail is sent: you give them the link that you get here.",
        filters=[clean],
        validators=[at_most(255)],
    )
    role = RadioField("What may they do?", choices=options(ROLES), default=Role.CONTRIBUTOR)


class RoleForm(DeskForm):
    """The role of a person."""

    role = RadioField("What may they do?", choices=options(ROLES))
