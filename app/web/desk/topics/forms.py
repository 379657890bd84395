"""What an editor says of a topic."""

from __future__ import annotations

from wtforms import StringField

from app.services.agencies import TopicFields
from app.web.desk.forms import MarkdownField, VersionedForm, at_most, clean


class TopicForm(VersionedForm):
    """A subject heading."""

    title = StringField("What is the topic called?", filters=[clean], validators=[at_most(200)])
    slug = StringField(
        "Its name in addresses", description="Made from the name if you leave it empty.", filters=[clean]
    )
    note = MarkdownField("Note for readers", description="Markdown.", filters=[clean])

    def fields(self) -> TopicFields:
        """Return what the use case takes."""
        return TopicFields(title=self.title.data or "", slug=self.slug.data or "", note=self.note.data or "")
