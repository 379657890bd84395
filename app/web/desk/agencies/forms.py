"""What an editor says of an agency."""

from __future__ import annotations

from wtforms import StringField, URLField

from app.services.agencies import AgencyFields
from app.web.desk.forms import MarkdownField, VersionedForm, at_most, clean, clean_or_none


class AgencyForm(VersionedForm):
    """An organisation that publishes pages."""

    title = StringField("What is the agency called?", filters=[clean], validators=[at_most(200)])
    short_name = StringField(
        "Its short name",
        description="Such as FEMA. Leave empty if none.",
        filters=[clean_or_none],
        validators=[at_most(40)],
    )
    jurisdiction = StringField(
        "Whose agency is it?",
        description="A country, a state, a city.",
        filters=[clean_or_none],
        validators=[at_most(120)],
    )
    homepage = URLField("Its home page", filters=[clean_or_none])
    slug = StringField(
        "Its name in addresses", description="Made from the name if you leave it empty.", filters=[clean]
    )
    note = MarkdownField("Note for readers", description="Markdown.", filters=[clean])

    def fields(self) -> AgencyFields:
        """Return what the use case takes."""
        return AgencyFields(
            title=self.title.data or "",
            slug=self.slug.data or "",
            short_name=self.short_name.data,
            jurisdiction=self.jurisdiction.data,
            homepage=self.homepage.data,
            note=self.note.data or "",
        )
