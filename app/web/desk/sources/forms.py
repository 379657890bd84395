"""What an editor says of a source: CSL-JSON fields under plain labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import SelectField, StringField, TextAreaField, URLField

from app.domain.partial_dates import PartialDate
from app.services.agencies import SourceFields
from app.web.desk.forms import VersionedForm, clean, clean_or_none, options

TYPES = [
    ("webpage", "Web page"),
    ("report", "Report"),
    ("article-newspaper", "News article"),
    ("article-journal", "Journal article"),
    ("legal_case", "Court decision"),
    ("legislation", "Law or regulation"),
    ("dataset", "Data set"),
    ("book", "Book"),
    ("hearing", "Hearing"),
    ("document", "Other document"),
]
OURS = ("type", "author", "publisher", "issued")


class SourceForm(VersionedForm):
    """A citable work."""

    title = StringField("What is the source called?", filters=[clean])
    type = SelectField("What is it?", choices=options(TYPES), default="webpage", validate_choice=False)
    authors = TextAreaField(
        "Who wrote it?", description="One name on each line: Family, Given; or the name of a body.", filters=[clean]
    )
    publisher = StringField("Who published it?", filters=[clean])
    issued = StringField("When?", description="As 2011-06-25, 2011-06 or 2011.", filters=[clean])
    url = URLField("Its address", filters=[clean_or_none])
    archived_url = URLField(
        "The address of an archived copy", description="Pages vanish; a copy keeps the proof.", filters=[clean_or_none]
    )
    note = TextAreaField("Note for readers", description="Markdown.", filters=[clean])

    @classmethod
    def values(cls, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Spread the CSL-JSON fields over the form's."""
        csl = fields["csl"]
        return {
            **fields,
            "type": csl.get("type", "document"),
            "authors": "\n".join(map(name_of, csl.get("author", []))),
            "publisher": csl.get("publisher", ""),
            "issued": date_of(csl.get("issued")),
        }

    def fields(self, kept: Mapping[str, Any] | None = None) -> SourceFields:
        """Return what the use case takes; CSL fields that the form does not show are `kept`."""
        csl = {name: value for name, value in (kept or {}).items() if name not in OURS}
        csl["type"] = self.type.data or "document"
        authors = [author_of(line) for line in (self.authors.data or "").split("\n") if line.strip()]
        if authors:
            csl["author"] = authors
        if self.publisher.data:
            csl["publisher"] = self.publisher.data
        if self.issued.data:
            day = PartialDate.parse(self.issued.data, "issued")
            csl["issued"] = {"date-parts": [[int(part) for part in str(day).split("-")]]}
        return SourceFields(
            title=self.title.data or "",
            csl=csl,
            url=self.url.data,
            archived_url=self.archived_url.data,
            note=self.note.data or "",
        )


def author_of(line: str) -> dict[str, str]:
    """Read one author: "Family, Given", or the literal name of a body."""
    family, comma, given = line.partition(",")
    if comma and family.strip() and given.strip():
        return {"family": family.strip(), "given": given.strip()}
    return {"literal": line.strip()}


def name_of(author: Mapping[str, str]) -> str:
    """Write one author as `author_of` reads it."""
    if "literal" in author:
        return author["literal"]
    return ", ".join(filter(None, (author.get("family"), author.get("given"))))


def date_of(issued: Any) -> str:
    """Write a CSL date as a partial date."""
    try:
        parts = [int(part) for part in issued["date-parts"][0]]
        return str(PartialDate(*parts))
    except (TypeError, KeyError, IndexError, ValueError):
        return ""
