"""Where a capture comes from, and its bytes."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from flask import url_for
from flask_wtf.file import FileField
from markupsafe import Markup
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField, URLField

from app.domain.errors import Duplicate, Rejected
from app.domain.vocabulary import Obtained
from app.services.agencies import AgencyFields, PageFields
from app.services.archive_kinds import is_list
from app.services.captures import CaptureFields, Taken
from app.services.fetched_copies import fetched_copy
from app.storage.models.desk import Page
from app.storage.queries.desk.agencies import agencies
from app.storage.queries.desk.pages import pages
from app.web.databases import get_desk_session
from app.web.desk.forms import DeskForm, VersionedForm, at_most, clean, clean_or_none, options, refuse
from app.web.fetching import fetch_rules
from app.web.people import actor

OBTAINED = [
    (Obtained.PASTED.value, "Copied by hand and pasted"),
    (Obtained.UPLOADED.value, "Saved as a file and uploaded"),
    (Obtained.FETCHED.value, "Fetched by a program"),
    (Obtained.IMPORTED.value, "Taken over from an archive"),
]
LONGEST_TITLE = 300
DATE_HINT = "The day the copy was made: 25 June 2011 as 2011-06-25, or 2011-06, or 2011, as much as is known."


class CaptureForm(DeskForm):
    """A copy of a page: pasted or uploaded."""

    text = TextAreaField(
        "Paste the page’s text",
        description="All of it, just as it stands; HTML, Markdown and CDX lists are understood too.",
    )
    file = FileField("Or upload a file", description="HTML, Markdown, plain text, PDF or WARC, up to 25 MB.")
    fetch: URLField | None = URLField(
        "Or have it fetched from an address",
        description="Today’s copy, or an archive’s; the day and the address are filled in. Leave the rest empty.",
        filters=[clean_or_none],
    )
    captured = StringField("Captured on", description=DATE_HINT, filters=[clean])
    address = URLField("The address it was copied from", description="Leave empty if unknown.", filters=[clean_or_none])
    obtained = SelectField(
        "How was it obtained?",
        choices=options(OBTAINED, "As it comes in here: pasted or uploaded"),
        default="",
        validate_choice=False,
    )
    note = TextAreaField("Note on where it comes from", description="Readers see it. Markdown.", filters=[clean])
    again = BooleanField("Keep it: the page was seen unchanged on this day, too")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fetch_rules() is None:
            del self.fetch

    def copy(self, today: date) -> tuple[bytes, CaptureFields]:
        """Return the bytes that were given or fetched, and what is known of them."""
        address = self.fetch.data if self.fetch is not None else None
        if not address:
            return self.data_bytes(), self.fields()
        if clean(self.text.data) or (self.file.data and self.file.data.filename):
            raise Rejected("Paste a text, upload a file, or have an address fetched: only one of them.", "fetch")
        if self.captured.data or self.address.data or self.obtained.data:
            field = next(name for name in ("captured", "address", "obtained") if self[name].data)
            raise Rejected("Leave this empty: what is fetched brings its day and its address along.", field)
        rules = fetch_rules()
        assert rules is not None  # noqa: S101  # there is no such field otherwise
        return fetched_copy(rules, address, today, note=self.note.data or "", again=bool(self.again.data))

    def list_given(self) -> tuple[bytes, str | None] | None:
        """Return a WARC file or a CDX list, with its name, where one was given in the place of a page; else None."""
        pasted, file = clean(self.text.data), self.file.data
        if pasted or not (file and file.filename):
            return (pasted.encode(), None) if is_list(pasted.encode()) else None
        data = file.read()
        file.seek(0)
        return (data, file.filename) if is_list(data) else None

    def data_bytes(self) -> bytes:
        """Return the bytes that were given. Raise Rejected where there are none, or both a text and a file."""
        pasted = clean(self.text.data)
        uploaded: bytes = self.file.data.read() if self.file.data else b""
        if pasted and uploaded:
            raise Rejected("Paste a text or upload a file, not both.", "text")
        if not pasted and not uploaded:
            empty = self.file.data and self.file.data.filename
            sentence = "The file is empty." if empty else "Paste the page’s text, or choose a file."
            raise Rejected(f"{sentence} Nothing was stored.", "file" if empty else "text")
        return uploaded or pasted.encode()

    def fields(self) -> CaptureFields:
        """Return what the use case takes."""
        if not self.captured.data:
            raise Rejected("Enter the day it was captured.", "captured")
        uploaded = bool(self.file.data) and not clean(self.text.data)
        return CaptureFields(
            captured=self.captured.data or "",
            obtained=self.obtained.data or (Obtained.UPLOADED if uploaded else Obtained.PASTED).value,
            filename=self.file.data.filename if uploaded else None,
            address=self.address.data,
            note=self.note.data or "",
            again=bool(self.again.data),
        )

    def refuse(self, error: Rejected) -> None:
        """Show what was rejected; where the page has this copy already, with a link to it."""
        if not isinstance(error, Duplicate):
            super().refuse(error)
            return
        refuse(self.again if error.elsewhere else self.captured, str(error))
        words = Markup('<a href="{}">Look at the copy that is here</a>.')
        self.form_errors.append(words.format(url_for("desk.capture", subject_id=error.capture_id)))


class PageChoice(DeskForm):
    """Which page a copy is of, where the page (and its agency) may be new."""

    NAMES: ClassVar = ("page_id", "page_title", "agency_id", "agency_title")
    suggested = HiddenField()
    """The page that was chosen for who typed its address; who chooses no page then means a new one."""
    page_id = SelectField("Which page is it?", validate_choice=False)
    page_title = StringField(
        "What is the new page called?",
        description="Leave empty to take the title that stands in the copy.",
        filters=[clean],
        validators=[at_most(LONGEST_TITLE)],
    )
    agency_id = SelectField("Which agency publishes it?", validate_choice=False)
    agency_title = StringField("What is the new agency called?", filters=[clean], validators=[at_most(200)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session = get_desk_session()
        known = [(row.id, f"{row.title} ({row.agency.title})") for row in pages(session, actor())]
        self.page_id.choices = options(known, "A page that is not here yet")
        if not known:
            self.page_title.label.text = "What is the page called?"
        publishers = [(row.id, row.title) for row in agencies(session, actor())]
        if not publishers:
            self.agency_title.label.text = "Which agency publishes it?"
        self.agency_id.choices = options(publishers, "An agency that is not here yet")

    def chosen(self) -> dict[str, str]:
        """Return what was said of the page, by the fields' names."""
        return {name: self[name].data for name in self.NAMES if self[name].data}

    def names_new_page(self) -> bool:
        """Tell whether anything was said of a page that is not here yet."""
        return any(self[name].data for name in self.NAMES if name != "page_id")

    def suggest(self, page: Page) -> None:
        """Choose the page that has the copy's address, and say so: whoever means another one chooses once more."""
        self.page_id.data = self.suggested.data = page.id
        refuse(
            self.page_id,
            f"“{page.title}” ({page.agency.title}) has this address already, so it is chosen now. Take the copy in "
            "there, or choose “A page that is not here yet” once more.",
        )

    def new_agency(self) -> AgencyFields:
        """Return the agency that is new. Raise Rejected where its name is missing."""
        if not self.agency_title.data:
            raise Rejected("Say which agency publishes the page.", "agency_title")
        return AgencyFields(title=self.agency_title.data)

    def new_page(self, agency_id: str, taken: Taken) -> PageFields:
        """Return the page that is new. Raise Rejected where its title is missing and the copy has none of its own."""
        title = self.page_title.data or taken.found.title
        if not title:
            raise Rejected("Say what the page is called.", "page_title")
        address = taken.fields.address
        found: list[dict[str, str | None]] = [{"url": address, "since": None, "until": None}] if address else []
        return PageFields(title=title[:LONGEST_TITLE], agency_id=agency_id, addresses=found)


class QuickForm(CaptureForm, PageChoice):
    """A copy of a page, where the page (and its agency) may be new."""


class ListForm(PageChoice):
    """Which copies of a list are to be taken in, and of which page they are."""

    rows = SelectMultipleField("Copies", coerce=int, validate_choice=False)
    again = BooleanField(
        "Keep a copy even where the page holds the same of another day: it was seen unchanged on this one, too"
    )


class ProvenanceForm(VersionedForm):
    """What is known of where a capture comes from. Its text is the agency's, and nobody edits it."""

    address = URLField("The address it was copied from", filters=[clean_or_none])
    obtained = SelectField("How was it obtained?", choices=options(OBTAINED))
    language = StringField(
        "Its language",
        description="As in addresses of the web: en, es, zh.",
        filters=[clean_or_none],
        validators=[at_most(16)],
    )
    note = TextAreaField("Note on where it comes from", description="Readers see it. Markdown.", filters=[clean])

    def fields(self) -> dict[str, Any]:
        """Return what the use case takes."""
        return {name: self[name].data for name in ("address", "obtained", "language", "note")}
