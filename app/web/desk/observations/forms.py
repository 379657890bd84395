"""How a commitment fared."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, SelectField, StringField

from app.domain.vocabulary import ObservationResult
from app.services.judgements import ObservationFields
from app.storage.queries.desk.sources import sources
from app.web.databases import get_desk_session
from app.web.desk.forms import MarkdownField, VersionedForm, clean, clean_or_none, options
from app.web.people import actor

RESULTS = [
    (ObservationResult.KEPT.value, "It was kept"),
    (ObservationResult.NOT_DONE.value, "It is not done yet"),
    (ObservationResult.BROKEN.value, "It was broken (a limit or a recurrence that was not kept)"),
    (ObservationResult.NO_EVIDENCE.value, "I looked and found no evidence"),
    (ObservationResult.SUPERSEDED.value, "Another promise took its place"),
]


class ObservationForm(VersionedForm):
    """What was seen, when, and by what source."""

    result = RadioField("What was seen?", choices=options(RESULTS), validate_choice=False)
    observed = StringField("Seen on", description="As 2011-06-25, 2011-06 or 2011.", filters=[clean])
    done = StringField("Done on", description="Where it was kept: the day that it was done.", filters=[clean_or_none])
    source_id = SelectField("Which source shows it?", validate_choice=False, filters=[clean_or_none])
    note = MarkdownField("Note for readers", description="Markdown.", filters=[clean])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = sources(get_desk_session(), actor())
        self.source_id.choices = options(((row.id, row.title) for row in rows), "No source")

    def fields(self) -> ObservationFields:
        """Return what the use case takes."""
        return ObservationFields(
            result=self.result.data or "",
            observed=self.observed.data or "",
            done=self.done.data,
            source_id=self.source_id.data,
            note=self.note.data or "",
        )
