"""What an editor says of a page."""

from __future__ import annotations

from typing import Any

from wtforms import FieldList, Form, FormField, SelectField, StringField, URLField

from app.services.agencies import PageFields
from app.storage.queries.desk.agencies import agencies
from app.web.databases import get_desk_session
from app.web.desk.forms import MarkdownField, VersionedForm, at_most, clean, clean_or_none, options
from app.web.desk.rows import filled, with_empty_rows
from app.web.people import actor


class AddressForm(Form):
    """Where the page was to be found, and when."""

    url = URLField("Address", filters=[clean_or_none])
    since = StringField("From", filters=[clean_or_none])
    until = StringField("Until", filters=[clean_or_none])


class PageForm(VersionedForm):
    """One web page of an agency, followed through time."""

    title = StringField("What is the page called?", filters=[clean], validators=[at_most(300)])
    agency_id = SelectField("Which agency publishes it?", validate_choice=False)
    addresses = FieldList(
        FormField(AddressForm),
        "Its addresses",
        description="A page may move. Dates as 2011-06-25, 2011-06 or 2011; leave a date empty where it is open. "
        "Empty an address to remove it.",
    )
    slug = StringField(
        "Its name in addresses", description="Made from the title if you leave it empty.", filters=[clean]
    )
    note = MarkdownField("Note for readers", description="Markdown.", filters=[clean])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = agencies(get_desk_session(), actor())
        self.agency_id.choices = options(((row.id, row.title) for row in rows), "Choose an agency")
        if not self.is_submitted():
            with_empty_rows(self.addresses)

    def fields(self) -> PageFields:
        """Return what the use case takes."""
        return PageFields(
            title=self.title.data or "",
            agency_id=self.agency_id.data or "",
            slug=self.slug.data or "",
            addresses=filled(self.addresses, "url"),
            note=self.note.data or "",
        )
