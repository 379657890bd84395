"""Which words are judged: selected beside the form, or typed and looked for; or the whole record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms import HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from app.domain.errors import Rejected
from app.domain.folding import fold
from app.domain.vocabulary import Side
from app.services.judgements import PassageFields, Place
from app.services.proposals import locate
from app.storage.models.desk import Statement
from app.web.desk.forms import clean, clean_or_none, options
from app.web.desk.statements.wordings import Shown

NAMES = ("capture_id", "side", "start", "end", "words", "commitment_id")


class PassageFieldsPart:
    """The fields of a form that speaks of a passage. A mixin; `passage.js` fills the hidden ones."""

    capture_id = HiddenField(filters=[clean_or_none])
    side = HiddenField(filters=[clean_or_none])
    start = IntegerField(widget=HiddenInput(), validators=[Optional()])
    end = IntegerField(widget=HiddenInput(), validators=[Optional()])
    words = TextAreaField(
        "Which words does it speak of?",
        description="Select them in the page’s text, or type them here word for word. Leave this empty to speak of the "
        "whole.",
        filters=[clean],
    )
    commitment_id = SelectField("Or of which commitment?", default="", validate_choice=False, filters=[clean_or_none])


def first_data(wordings: Sequence[Shown]) -> dict[str, Any]:
    """Return what a new form begins with: the passage that the address names, or the newest wording."""
    given = {name: request.args.get(name, "") for name in NAMES}
    shown = next((one for one in wordings if one.capture.id == given["capture_id"]), wordings[0] if wordings else None)
    if shown is None:
        return {}
    data: dict[str, Any] = {"capture_id": shown.capture.id, "commitment_id": given["commitment_id"]}
    side = next((one for one in shown.sides if one.side == given["side"]), None)
    if side is not None and given["start"].isdecimal() and given["end"].isdecimal():
        start, end = int(given["start"]), int(given["end"])
        data |= {"side": side.side, "start": start, "end": end, "words": side.text[start:end]}
    return data


def commitments_of(statement: Statement) -> Any:
    """List a statement's commitments as choices."""
    return options(((row.id, row.text) for row in statement.commitment_rows), "Of none in particular")


def place_of(form: Any, wordings: Sequence[Shown]) -> Place:
    """Return what the form speaks of. Raise Rejected where the words do not stand in the wording."""
    known = {one.capture.id: one for one in wordings}
    shown = known.get(form.capture_id.data or "") or (wordings[0] if wordings else None)
    commitment = form.commitment_id.data if form.commitment_id else None
    if shown is None:
        if form.words.data:
            raise Rejected("This record has no words in any capture yet.", "words")
        return Place(commitment_id=commitment)
    if not form.words.data:
        return Place(capture_id=shown.capture.id, commitment_id=commitment)
    side, start, end = _range(form, shown)
    passage = PassageFields(capture_id=shown.capture.id, side=side, start=start, end=end)
    return Place(passage=passage, commitment_id=commitment)


def _range(form: Any, shown: Shown) -> tuple[str, int, int]:
    """Find the words: where they were selected, or else where they stand, in the answer before the claim."""
    words, start, end = form.words.data, form.start.data, form.end.data
    texts = {one.side: one.text for one in shown.sides}
    side = form.side.data
    if side in texts and start is not None and end is not None and fold(texts[side][start:end]) == fold(words):
        return side, start, end
    order = [*([side] if side in texts else []), *(one for one in (Side.REBUTTAL, Side.TEXT, Side.CLAIM))]
    for one in order:
        if one not in texts:
            continue
        try:
            found = locate(texts[one], words, 0, "words")
        except Rejected:
            continue
        return one, *found
    raise Rejected(
        f"These words do not stand in the page of {shown.capture.captured.spoken}; quote them word for word.", "words"
    )
