"""How a source stands to what an agency says."""

from __future__ import annotations

from typing import Any, ClassVar

from wtforms import RadioField, SelectField, StringField, TextAreaField, URLField

from app.domain.errors import Rejected
from app.domain.partial_dates import PartialDate
from app.domain.vocabulary import Stance
from app.services.agencies import SourceFields
from app.services.judgements import EvidenceFields
from app.storage.queries.desk.sources import sources
from app.web.databases import get_desk_session
from app.web.desk.forms import MarkdownField, VersionedForm, at_most, clean, clean_or_none, options
from app.web.desk.passages import PassageFieldsPart
from app.web.people import actor

ONWARD = "onward"
"""The button that saves and goes on to the next record without evidence."""
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

    BUTTONS: ClassVar[frozenset[str]] = EvidenceForm.BUTTONS | {ONWARD}

    source_title = StringField("What is the new source called?", filters=[clean])
    source_url = URLField("The new source’s address", filters=[clean_or_none])
    source_publisher = StringField("Who published it?", filters=[clean])
    source_issued = StringField("When?", description="As 2011-06-25, 2011-06 or 2011.", filters=[clean])

    def new_source(self) -> SourceFields:
        """Return the source that is new. Raise Rejected where it has no title."""
        if not self.source_title.data:
            raise Rejected("Choose a source, or say what the new one is called.", "source_title")
        csl: dict[str, Any] = {"type": "webpage"}
        if self.source_publisher.data:
            csl["publisher"] = self.source_publisher.data
        if self.source_issued.data:
            day = PartialDate.parse(self.source_issued.data, "source_issued")
            csl["issued"] = {"date-parts": [[int(part) for part in str(day).split("-")]]}
        return SourceFields(title=self.source_title.data, csl=csl, url=self.source_url.data)

    def refuse(self, error: Rejected) -> None:
        """Show an error of the new source's address at its field here."""
        super().refuse(Rejected(str(error), "source_url") if error.field == "url" else error)
