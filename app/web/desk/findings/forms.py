"""The editors' verdict."""

from __future__ import annotations

from wtforms import RadioField, StringField

from app.domain.claim_review import LONGEST
from app.domain.vocabulary import Verdict
from app.services.judgements import FindingFields
from app.web.desk.forms import MarkdownField, VersionedForm, clean, options
from app.web.desk.passages import PassageFieldsPart

VERDICTS = [
    (one.value, f"{one.label} ({one.rating} of 5)" if one.rating else f"{one.label} (no number)") for one in Verdict
]


class FindingForm(VersionedForm):
    """What was reviewed, the verdict and the reasons."""

    claim_reviewed = StringField(
        "What is reviewed, in your words?",
        description=f"At most {LONGEST} characters: what the agency says in its answer, as one short sentence without "
        "our verdict in it.",
        filters=[clean],
    )
    verdict = RadioField("How far does the evidence support it?", choices=options(VERDICTS), validate_choice=False)
    reasoning = MarkdownField(
        "Why?",
        description="Name the evidence that decides it. A draft may wait for it; readers may not. Markdown.",
        filters=[clean],
    )

    def fields(self) -> FindingFields:
        """Return what the use case takes."""
        return FindingFields(
            claim_reviewed=self.claim_reviewed.data or "",
            verdict=self.verdict.data or "",
            reasoning=self.reasoning.data or "",
        )


class NewFindingForm(PassageFieldsPart, FindingForm):
    """The same with what it speaks of; a finding is not on a single commitment, observations are."""

    commitment_id = None  # type: ignore[assignment]  # WTForms' way to leave an inherited field out
