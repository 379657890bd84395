"""What an editor says of a pair, a safeguard or a concern; the words are the captures'."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isfinite
from typing import Any

import msgspec
from wtforms import (
    FieldList,
    FloatField,
    Form,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget, TextArea

from app.domain.due_dates import PageDay, Period, due_hint
from app.domain.vocabulary import CommitmentKind
from app.services.statements import CommitmentFields, MeasureFields, PairFields
from app.storage.queries.desk.agencies import topics
from app.storage.queries.desk.sources import sources
from app.web.databases import get_desk_session
from app.web.desk.forms import MarkdownField, VersionedForm, at_most, clean, clean_or_none, options
from app.web.desk.rows import filled, with_empty_rows
from app.web.people import actor

TITLE_HINT = "The editors’ short name for it, in lists and addresses."


def one_line(value: str | None) -> str | None:
    """Join the lines of a text that is written in several for its length alone."""
    return " ".join(value.split()) if value else value


class Checkboxes(SelectMultipleField):
    """Several choices as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class StatementForm(VersionedForm):
    """What pairs, safeguards and concerns have in common."""

    title = StringField("What shall it be called?", description=TITLE_HINT, filters=[clean])
    topics = Checkboxes("Topics", validate_choice=False)
    note = MarkdownField("Note for readers", description="Markdown.", filters=[clean])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics.choices = options((row.id, row.title) for row in topics(get_desk_session(), actor()))


class PairForm(StatementForm):
    """A Fiction/FACT pair."""

    claimant_name = StringField(
        "Who said the claim?",
        description="Leave empty where the agency does not say: readers see “somebody whom the agency does not name”.",
        filters=[clean_or_none],
    )
    claimant_source_id = SelectField(
        "How is that known?",
        description="The source that shows who said it.",
        validate_choice=False,
        filters=[clean_or_none],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = sources(get_desk_session(), actor())
        self.claimant_source_id.choices = options(((row.id, row.title) for row in rows), "No source")

    def fields(self) -> PairFields:
        """Return what the use case takes."""
        return PairFields(
            title=self.title.data or "",
            claimant_name=self.claimant_name.data,
            claimant_source_id=self.claimant_source_id.data,
            topics=self.topics.data or [],
            note=self.note.data or "",
        )


class NumberField(FloatField):
    """A finite number, printed as people write it: 45, and not 45.0."""

    def process_formdata(self, valuelist: Any) -> None:
        """Read the number; “nan” and “inf” are words here."""
        if not valuelist:
            return
        self.data = None
        try:
            number = float(valuelist[0])
        except ValueError:
            number = inf
        if not isfinite(number):
            raise ValueError(f"“{valuelist[0][:20]}” is no number; write one such as 45 or 2.5.")
        self.data = number

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:.12g}"


class CommitmentForm(Form):
    """A checkable promise."""

    id = HiddenField(filters=[clean_or_none])
    text = StringField(
        "The promise, in the page’s words", widget=TextArea(), filters=[one_line, clean_or_none], render_kw={"rows": 2}
    )
    kind = SelectField("Kind", choices=options((kind.value, kind.value.capitalize()) for kind in CommitmentKind))
    value = NumberField("How many", validators=[Optional()])
    unit = StringField("Of what", filters=[clean_or_none], validators=[at_most(40)])
    due = StringField("Due", filters=[clean_or_none])
    base = StringField("Counted from, or stated in", filters=[clean_or_none])
    by = StringField("By whom", filters=[clean_or_none])
    to = StringField("To whom", filters=[clean_or_none])


class MeasureForm(StatementForm):
    """A safeguard or a concern."""

    commitments = FieldList(
        FormField(CommitmentForm),
        "Commitments",
        description="Dates as 2011-06-25, 2011-06 or 2011. The last row is empty, to add one; empty a promise to "
        "remove it.",
    )
    page_days: Sequence[PageDay] = ()
    """Days that the page gives to count from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_submitted():
            with_empty_rows(self.commitments)

    def row_hint(self, row: Any) -> str:
        """Say when a deadline's period ends, by the day that is named or those that the page gives."""
        period = Period(row.value.data, row.unit.data, row.base.data, row.due.data)
        return due_hint(period, self.page_days) if row.kind.data == CommitmentKind.DEADLINE else ""

    def fields(self) -> MeasureFields:
        """Return what the use case takes; a row without its promise is no commitment."""
        rows = filled(self.commitments, "text")
        return MeasureFields(
            title=self.title.data or "",
            commitments=msgspec.convert(rows, list[CommitmentFields]),
            topics=self.topics.data or [],
            note=self.note.data or "",
        )
