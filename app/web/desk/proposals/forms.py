"""A proposal's words and labels as an editor gives them, and where one is split."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from app.services.reshaping import ProposalFields
from app.web.desk.forms import DeskForm, at_most, clean, clean_or_none, options

WORDS_HINT = "Shorten or lengthen it; the words must stand in the page just so."
SERIF = {"class": "said-field", "rows": 9}
PAIR = ("claim_label", "claim", "rebuttal_label", "rebuttal", "verdict_label", "near_rebuttal")
MEASURE = ("label", "text")
KINDS = [
    ("pair", "A pair: a claim and the agency’s answer"),
    ("safeguard", "A safeguard"),
    ("concern", "A concern"),
]


class ProposalForm(DeskForm):
    """Where a proposal's words begin and end, and its labels."""

    claim_label = StringField("The page’s label of the claim", filters=[clean_or_none], validators=[at_most(80)])
    claim = TextAreaField("The claim, in the page’s words", description=WORDS_HINT, filters=[clean], render_kw=SERIF)
    rebuttal_label = StringField("The page’s label of the answer", filters=[clean_or_none], validators=[at_most(80)])
    rebuttal = TextAreaField(
        "The answer, in the page’s words", description=WORDS_HINT, filters=[clean], render_kw=SERIF
    )
    verdict_label = StringField(
        "The agency’s own verdict word",
        description="Such as PARTIALLY FACT. Most pages have none.",
        filters=[clean_or_none],
        validators=[at_most(80)],
    )
    label = StringField("The page’s label", filters=[clean_or_none], validators=[at_most(300)])
    text = TextAreaField("The page’s words", description=WORDS_HINT, filters=[clean], render_kw=SERIF)
    near = IntegerField(widget=HiddenInput(), validators=[Optional()])
    near_rebuttal = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name in MEASURE if kind == "pair" else PAIR:
            del self[name]

    def fields(self) -> ProposalFields:
        """Return what the use case takes."""
        given = {field.name: field.data for field in self if field.name != "csrf_token"}
        return ProposalFields(**given)


class SplitForm(DeskForm):
    """Where the second part of a proposal begins."""

    start = RadioField("Where does the second part begin?", validate_choice=False, coerce=str)
    start_words = StringField("Or with which words does it begin?", filters=[clean], validators=[at_most(400)])
    answer = RadioField("Where does the answer to it begin?", validate_choice=False, coerce=str)
    answer_words = StringField("Or with which words does that begin?", filters=[clean], validators=[at_most(400)])

    def __init__(self, kind: str, starts: list[tuple[str, str]], answers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.start.choices = options(starts)
        self.start_words.description = "The first words are enough, just as they stand in the page."
        if kind == "pair":
            self.start.label.text = "Where does the second claim begin?"
            self.start.description = "In the claim: two claims with the one answer. In the answer: a second pair."
            self.answer.choices = options(answers, "It has the same answer" if len(starts) > len(answers) else None)
        else:
            del self.answer
            del self.answer_words
