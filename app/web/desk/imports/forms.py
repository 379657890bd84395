"""The file that is brought, and how it is to be taken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, StringField, URLField

from app.domain.errors import Rejected
from app.services.desk_imports import Wish
from app.web.clock import today
from app.web.desk.forms import DeskForm, at_most, clean, clean_or_none, options

PAIRS, EVIDENCE = "pairs", "evidence"
WAYS = [
    (PAIRS, "Draft pairs: each claim with its answer, as an agency that answers claims publishes them"),
    (EVIDENCE, "Draft evidence: each review as a source that speaks of pairs that are here"),
]
LONGEST_NAME = 200
TAKEN_FOR = {
    "claim": "the claim",
    "rebuttal": "the answer",
    "url": "the page’s address",
    "agency": "the agency",
    "title": "the page’s title",
    "verdict": "the agency’s verdict",
    "claimant": "who said the claim",
}
"""What a column may hold, in words."""


class FileForm(DeskForm):
    """A file of others."""

    file = FileField(
        "Choose a file",
        description="ClaimReviews (JSON-LD, or a page with them), CSV, CSL-JSON, BibTeX, WARC or CDX; up to 25 MB.",
    )

    def given(self) -> tuple[bytes, str]:
        """Return the bytes with the file's name. Raise Rejected where there is none."""
        if not self.file.data or not self.file.data.filename:
            raise Rejected("Choose a file.", "file")
        return self.file.data.read(), self.file.data.filename


class WorksForm(DeskForm):
    """How works are taken: there is nothing to say."""

    def wish(self) -> Wish:
        """Return what the use case takes."""
        return Wish(captured=str(today()))


class ReviewsForm(DeskForm):
    """How ClaimReviews are taken."""

    way = RadioField("Import them as", choices=options(WAYS), default=PAIRS)
    captured = StringField(
        "When was the file made?", description="As in 2011-06-25. It is the day of the captures.", filters=[clean]
    )

    def wish(self) -> Wish:
        """Return what the use case takes."""
        return Wish(captured=self.captured.data or "", as_evidence=self.way.data == EVIDENCE)


class TableForm(DeskForm):
    """How a table is taken: which column holds what, and what is the same in every row."""

    claim = SelectField("Column of the claim")
    rebuttal = SelectField("Column of the answer")
    url = SelectField("Column of the page’s address")
    every_url = URLField("Or the address of the one page that all rows are of", filters=[clean_or_none])
    agency = SelectField("Column of the agency")
    every_agency = StringField(
        "Or the name of the one agency", filters=[clean_or_none], validators=[at_most(LONGEST_NAME)]
    )
    title = SelectField("Column of the page’s title")
    verdict = SelectField("Column of the agency’s verdict")
    claimant = SelectField("Column of who said the claim")
    captured = StringField(
        "When was the file made?", description="As in 2011-06-25. It is the day of the captures.", filters=[clean]
    )

    def __init__(self, columns: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in TAKEN_FOR:
            self[name].choices = options([(one, one) for one in columns if one], "None")

    @property
    def mapping(self) -> dict[str, str]:
        """Which column holds what; what is the same in every row comes before a column."""
        every = self.given()
        return {name: self[name].data for name in TAKEN_FOR if self[name].data and name not in every}

    def told_of(self, column: str) -> str:
        """Say what a column is taken for."""
        named = next((name for name, one in self.mapping.items() if one == column), None)
        return TAKEN_FOR[named] if named else "not taken"

    def given(self) -> dict[str, str]:
        """Return what is the same in every row."""
        said = {"url": self.every_url.data, "agency": self.every_agency.data}
        return {name: value for name, value in said.items() if value}

    def wish(self) -> Wish:
        """Return what the use case takes."""
        return Wish(captured=self.captured.data or "", mapping=self.mapping, given=self.given())
