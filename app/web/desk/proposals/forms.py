"""A proposal's words and labels, as an editor corrects them."""

from __future__ import annotations

from typing import Any

from wtforms import StringField, TextAreaField

from app.services.proposals import ProposalFields
from app.web.desk.forms import DeskForm, at_most, clean, clean_or_none

WORDS_HINT = "Shorten or lengthen it; the words must stand in the page just so."
SERIF = {"class": "said-field", "rows": 9}


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
    label = StringField("The page’s label", filters=[clean_or_none])
    text = TextAreaField("The page’s words", description=WORDS_HINT, filters=[clean], render_kw=SERIF)

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        pair = {"claim_label", "claim", "rebuttal_label", "rebuttal", "verdict_label"}
        for name in {"label", "text"} if kind == "pair" else pair:
            del self[name]

    def fields(self) -> ProposalFields:
        """Return what the use case takes."""
        given = {field.name: field.data for field in self if field.name != "csrf_token"}
        return ProposalFields(**given)
