"""Where something that was judged shall be bound."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import IntegerField, RadioField, StringField
from wtforms.widgets import HiddenInput

from app.domain.errors import Rejected
from app.services.judgements import PassageFields, Place
from app.web.desk.forms import DeskForm, clean, options
from app.web.desk.passages import PassageFieldsPart, place_of
from app.web.desk.statements.wordings import Shown

WORDS, WHOLE = "words", "whole"
Range = tuple[int, int]


class BindingForm(PassageFieldsPart, DeskForm):
    """A place that was found, or words that are selected or typed, or the whole wording."""

    commitment_id = None  # type: ignore[assignment]  # WTForms' way to leave an inherited field out
    base_version = IntegerField(widget=HiddenInput(), default=0)
    place = RadioField("Where shall it be bound?", validate_choice=False)
    reason = StringField("Why there?", description="For the history; you may leave it empty.", filters=[clean])

    def offer(self, shown: Shown, side: str | None, places: Sequence[Range]) -> None:
        """Offer the places where the words may stand now, and what can always be chosen."""
        text = next((one.text for one in shown.sides if one.side == side), "")
        found = [(f"{start}-{end}", f"“{text[start:end]}”") for start, end in places]
        self.words.label.text = "The words"
        self.words.description = (
            "Select them in the newest wording, or copy them here word for word, if you choose other words."
        )
        self.place.choices = options(
            [*found, (WORDS, "Other words, selected or typed below"), (WHOLE, "The whole of the newest wording")]
        )

    def chosen(self, shown: Shown, side: str | None, places: Sequence[Range]) -> Place:
        """Return the place that was chosen. Raise Rejected for none, or for words that do not stand there."""
        wanted = self.place.data
        if wanted == WHOLE:
            return Place(capture_id=shown.capture.id)
        if wanted == WORDS:
            if not self.words.data:
                raise Rejected("Select the words in the newest wording, or type them.", "words")
            return place_of(self, [shown])
        for start, end in places:
            if wanted == f"{start}-{end}" and side is not None:
                return Place(passage=PassageFields(capture_id=shown.capture.id, side=side, start=start, end=end))
        raise Rejected("Choose where it shall be bound.", "place")
