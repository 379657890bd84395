"""How a source stands to what an agency says."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import request
from wtforms import RadioField, SelectField, StringField, TextAreaField, URLField

from app.domain.citations import Citation, address_in_place_of, citation_of, csl_date, date_of, is_citation
from app.domain.errors import Rejected
from app.domain.vocabulary import Stance
from app.services.agencies import SourceFields
from app.services.judgements import EvidenceFields
from app.storage.queries.desk.sources import sources
from app.web.databases import get_desk_session
from app.web.desk.forms import MarkdownField, VersionedForm, at_most, clean, clean_or_none, options
from app.web.desk.passages import PassageFieldsPart
from app.web.people import actor

ONWARD, FILL = "onward", "fill"
"""The buttons that save and go on to the next record without evidence, and that read a pasted citation."""
STANCES = [
    (Stance.COUNTERS.value, "It counters them"),
    (Stance.SUPPORTS.value, "It supports them"),
    (Stance.CONTEXT.value, "It gives context"),
]


class EvidenceForm(VersionedForm):
    """A source, a quote from it, and how that stands."""

    source_id = SelectField("Which source?", validate_choice=False)
    stance = RadioField("How does the source stand to these words?", choices=options(STANCES), validate_choice=False)
    quote = TextAreaField("What does the source say, word for word?", filters=[clean])
    locator = StringField(
        "Where in the source?",
        description="A page, a paragraph, a minute: p. 4.",
        filters=[clean_or_none],
        validators=[at_most(120)],
    )
    note = MarkdownField("Note for readers", description="Markdown.", filters=[clean])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = sources(get_desk_session(), actor())
        self.source_id.choices = options(((row.id, row.title) for row in rows), "A source that is not here yet")

    def fields(self, source_id: str | None = None) -> EvidenceFields:
        """Return what the use case takes."""
        return EvidenceFields(
            source_id=source_id or self.source_id.data or "",
            stance=self.stance.data or "",
            quote=self.quote.data or "",
            locator=self.locator.data,
            note=self.note.data or "",
        )


class NewEvidenceForm(PassageFieldsPart, EvidenceForm):
    """The same with what it speaks of, and the fields of a source that is not here yet."""

    BUTTONS: ClassVar[frozenset[str]] = EvidenceForm.BUTTONS | {ONWARD, FILL}

    citation = TextAreaField(
        "Paste BibTeX or CSL-JSON",
        description="Most catalogues and journals offer one of them. What it says of the source is kept, also what has "
        "no field here; what you write below goes before it.",
    )
    source_title = StringField("What is the new source called?", filters=[clean])
    source_url = URLField("The new source’s address", filters=[clean_or_none])
    source_publisher = StringField("Who published it?", filters=[clean])
    source_issued = StringField("When?", description="As 2011-06-25, 2011-06 or 2011.", filters=[clean])

    def is_to_be_filled(self) -> bool:
        """Tell whether the form is sent to read the citation that was pasted, be it in the title's field."""
        if not self.source_id.data and is_citation(self.source_title.data or ""):
            self.citation.data, self.source_title.data = self.source_title.data, ""
            return True
        return FILL in request.form

    def filled(self) -> dict[str, Any]:
        """Return what the form shall show once the pasted citation has filled its fields."""
        if not (self.citation.data or "").strip():
            raise Rejected("Paste a citation first.", "citation")
        found = citation_of(self.citation.data or "")
        given = {
            "source_title": found.title,
            "source_url": found.url,
            "source_publisher": found.csl.get("publisher"),
            "source_issued": date_of(found.csl.get("issued")),
        }
        kept = {field.name: field.data for field in self if field.name != "csrf_token"}
        return {**kept, "source_id": "", **{name: value for name, value in given.items() if value}}

    def new_source(self) -> SourceFields:
        """Return the source that is new: as its citation says, and before that as its fields say.

        Raise Rejected where it has no title, or an address in the place of one.
        """
        pasted = (self.citation.data or "").strip()
        found = citation_of(pasted) if pasted else Citation("", None, {"type": "webpage"})
        title = self.source_title.data or found.title
        if not title:
            raise Rejected("Choose a source, or say what the new one is called.", "source_title")
        address = address_in_place_of(title)
        if address:
            self.source_url.data = self.source_url.data or address
            self.source_title.data = ""
            raise Rejected(
                "That is an address, not a title; it stands in the field of the address now. Say what the source is "
                "called.",
                "source_title",
            )
        csl = dict(found.csl)
        if self.source_publisher.data:
            csl["publisher"] = self.source_publisher.data
        if self.source_issued.data:
            csl["issued"] = csl_date(self.source_issued.data, "source_issued")
        return SourceFields(title=title, csl=csl, url=self.source_url.data or found.url)

    def refuse(self, error: Rejected) -> None:
        """Show an error of the new source's address at its field here."""
        super().refuse(Rejected(str(error), "source_url") if error.field == "url" else error)
