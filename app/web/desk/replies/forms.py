"""The agency's answer to a finding."""

from __future__ import annotations

from wtforms import StringField, TextAreaField

from app.services.judgements import ReplyFields
from app.web.desk.forms import VersionedForm, at_most, clean


class ReplyForm(VersionedForm):
    """Who answered, what, and when it came."""

    author = StringField(
        "Who replied?", description="The person or office that speaks.", filters=[clean], validators=[at_most(200)]
    )
    text = TextAreaField("The reply, in full and word for word", filters=[clean])
    received = StringField("Received on", description="As 2011-06-25, 2011-06 or 2011.", filters=[clean])

    def fields(self) -> ReplyFields:
        """Return what the use case takes."""
        return ReplyFields(author=self.author.data or "", text=self.text.data or "", received=self.received.data or "")
