"""A relation between two statements."""

from __future__ import annotations

from wtforms import SelectField

from app.domain.vocabulary import LinkKind
from app.services.statements import LinkFields
from app.web.desk.forms import DeskForm, MarkdownField, clean, options


class LinkForm(DeskForm):
    """How this record stands to another."""

    relation = SelectField(
        "This record", choices=options((one.value, f"{one.value} …") for one in LinkKind), validate_choice=False
    )
    to_id = SelectField("… that record", validate_choice=False)
    note = MarkdownField("Note for readers", description="Markdown.", filters=[clean])

    def fields(self, from_id: str) -> LinkFields:
        """Return what the use case takes."""
        return LinkFields(
            from_id=from_id,
            to_id=self.to_id.data or "",
            relation=self.relation.data or "",
            note=self.note.data or "",
        )
