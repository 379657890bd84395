"""How editors answer a report, and which record they mean to correct."""

from __future__ import annotations

from wtforms import SelectField, TextAreaField

from app.web.desk.forms import DeskForm, clean


class AnswerForm(DeskForm):
    """An answer to a reader."""

    BUTTONS = frozenset({"act"})

    text = TextAreaField("Your answer", description="The reader sees it on their private page.", filters=[clean])


class CorrectForm(DeskForm):
    """The record that a report shows to be wrong."""

    subject_id = SelectField("Which record is to be corrected?", validate_choice=False)
