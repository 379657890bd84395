"""What all desk forms share: cleaned text, errors of services at their fields, and saves that meet another's save."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, cast

from flask import request
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Field, FieldList, Form, IntegerField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Length
from wtforms.widgets import HiddenInput

from app.domain.errors import Rejected, StaleRevision
from app.web.databases import get_desk_session
from app.web.desk.previews import rendered
from app.web.desk.submissions import OURS, held_fields, key_input

UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
CHOSEN = ("theirs", "yours")
PREVIEW = "preview"
LARGEST_VERSION = 2**31 - 1


def clean(value: str | None) -> str:
    """Trim a text and give its lines plain ends, as every service expects them."""
    return (value or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def clean_or_none(value: str | None) -> str | None:
    """Clean a text; None for an empty one."""
    return clean(value) or None


def at_most(length: int) -> Length:
    """Return the validator of a text's length, with a sentence for people."""
    return Length(max=length, message=f"Write at most {length} characters here.")


def options(pairs: Iterable[tuple[str, str]], first: str | None = None) -> Any:
    """Return choices of value and label, as WTForms wants them; `first` is the label of the empty one."""
    empty = [] if first is None else [SelectChoice("", first)]
    return [*empty, *(SelectChoice(value, label) for value, label in pairs)]


class MarkdownField(TextAreaField):
    """A note for readers, in Markdown, that can be previewed."""


class DeskForm(FlaskForm):  # type: ignore[misc]  # flask_wtf is untyped
    """A form of the desk. What a service rejects is shown at the field that it names."""

    BUTTONS: ClassVar[frozenset[str]] = frozenset({PREVIEW})
    """The names of its buttons, other than the one that saves."""
    conflict: StaleRevision | None = None

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # flask_wtf is untyped
        """Reads what was sent; or what is kept of a form that came after its session had ended."""

        def wrap_formdata(self, form: Form, formdata: Any) -> Any:  # noqa: ARG002  # WTForms' own shape
            """Return what the form shall show, if it is not the record's own fields."""
            if formdata is None:
                return None
            return CombinedMultiDict((request.files, request.form)) if request.method == "POST" else held_fields()

    def validate_on_submit(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Tell whether the form was sent to be saved, and may be. Sent for a preview it is shown again as it is."""
        if PREVIEW in request.form and not self.unknown(request.form):
            return False
        return bool(super().validate_on_submit(extra_validators))

    def preview_of(self, field: Field) -> Markup | None:
        """Return a note as readers will see it, where its preview was asked for without JavaScript."""
        return rendered(str(field.data or "")) if request.form.get(PREVIEW) == field.name else None

    def row_hint(self, row: Any) -> str:  # noqa: ARG002  # a form that has hints uses it
        """Return what is to be said under a row of a list; nothing by itself."""
        return ""

    def hidden_tag(self, *fields: str) -> Markup:
        """Write the hidden fields, with the key by which the form is taken once."""
        return Markup("{}{}").format(super().hidden_tag(*fields), key_input())

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Validate, and refuse characters that can't be kept or that turn the direction of a line."""
        good = bool(super().validate(extra_validators))
        for name in self.unknown(request.form):
            self.form_errors.append(f"This form has no field “{name[:40]}”. Nothing was saved.")
            good = False
        for field in leaves(self):
            text = field.data
            if not isinstance(text, str):
                continue
            if UNSHOWN.search(text):
                refuse(field, "This holds a character that can’t be kept; type it anew.")
                good = False
            elif TURNING.search(text) and field.widget.__class__.__name__ != "TextArea":
                refuse(field, "This holds a mark that turns the direction of writing; type it anew.")
                good = False
        return good

    def unknown(self, names: Iterable[str]) -> list[str]:
        """List the names that are none of the form's fields: a mistake in a program, or somebody trying."""
        known = {field.name for field in [*self, *leaves(self)]} | OURS | self.BUTTONS
        return [name for name in names if name not in known]

    @property
    def problems(self) -> list[tuple[str | None, str]]:
        """List what is wrong, each with the id of the field to go to (None where there is none)."""
        found: list[tuple[str | None, str]] = [(None, sentence) for sentence in self.form_errors]
        for field in [*self, *(leaf for leaf in leaves(self) if leaf.name not in self._fields)]:
            hidden = getattr(field.widget, "input_type", "") == "hidden"
            found += [(None if hidden else field.id, one) for one in field.errors if isinstance(one, str)]
        return found

    def refuse(self, error: Rejected) -> None:
        """Show what a service rejected: at its field, or above the form."""
        field = self._fields.get(error.field or "")
        if field is None:
            self.form_errors.append(str(error))
        else:
            refuse(field, str(error))

    def refuse_twin(self, title: str, address: str) -> None:
        """Say above the form that the agency has such a page already, with a link to it."""
        words = Markup('This agency has the page <a href="{}">{}</a> already; choose that, or give another name.')
        self.form_errors.append(words.format(address, title))

    @contextmanager
    def saving(self) -> Iterator[None]:
        """Run a use case; where it rejects the input, undo all of it and keep the sentence for the page."""
        try:
            yield
        except Rejected as error:
            get_desk_session().rollback()
            self.refuse(error)
        except StaleRevision as error:
            get_desk_session().rollback()
            self.conflict = error


class VersionedForm(DeskForm):
    """A form over a record that others may save meanwhile. It carries the version that the person saw."""

    NOT_COMPARED: ClassVar[frozenset[str]] = frozenset({"csrf_token", "base_version"})
    """Fields that the conflict page does not lay side by side."""
    CARRIED: ClassVar[tuple[str, ...]] = ()
    """Hidden ones among them whose values go along with it."""
    base_version = IntegerField(widget=HiddenInput(), default=0)

    class Meta(DeskForm.Meta):
        """Resolves what the conflict page asked before the form reads its data."""

        def wrap_formdata(self, form: Form, formdata: Any) -> Any:
            """Put the texts that were chosen on a conflict page in the place of the fields."""
            return resolved(super().wrap_formdata(form, formdata))

    @classmethod
    def values(cls, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Turn a revision's fields to the form's. Most have the same names."""
        return dict(fields)

    def unknown(self, names: Iterable[str]) -> list[str]:
        """Know what the conflict page sends, too: both texts of a field, and which one to take."""
        return [name for name in super().unknown(names) if not self._is_of_a_conflict(name)]

    def _is_of_a_conflict(self, name: str) -> bool:
        choice, _, rest = name.partition("-")
        own, _, row = rest.partition("-")
        field = self._fields.get(own)
        if field is None or choice not in {"take", *CHOSEN}:
            return False
        if not row or choice == "take":
            return not row
        number, _, part = row.partition("-")
        return number.isdecimal() and part in parts_of(field)

    @property
    def base(self) -> int:
        """The version that the person saw."""
        return min(max(self.base_version.data or 0, 0), LARGEST_VERSION)


def resolved(formdata: Any) -> Any:
    """Where `take-title` is "theirs" or "yours", let that text be the field `title` (and all its rows)."""
    if not formdata or not any(key.startswith("take-") for key in formdata):
        return formdata
    pairs = list(cast("MultiDict[str, Any]", formdata).items(multi=True))
    taken = {key.removeprefix("take-"): value for key, value in pairs if key.startswith("take-") and value in CHOSEN}
    kept = [(key, value) for key, value in pairs if not any(_is_of(key, name) for name in taken)]
    kept = [(key, value) for key, value in kept if not key.startswith(("take-", "theirs-", "yours-"))]
    for name, choice in taken.items():
        prefix = f"{choice}-"
        kept += [
            (key.removeprefix(prefix), value)
            for key, value in pairs
            if key.startswith(prefix) and _is_of(key.removeprefix(prefix), name)
        ]
    return CombinedMultiDict([MultiDict(kept)])


def _is_of(key: str, name: str) -> bool:
    return key == name or key.startswith(f"{name}-")


def leaves(form: Any) -> Iterator[Field]:
    """List a form's fields with those of the forms in it."""
    for field in form:
        if hasattr(field, "entries"):
            yield from leaves(field.entries)
        elif isinstance(getattr(field, "form", None), Form):
            yield from leaves(field.form)
        else:
            yield field


def parts_of(field: Field) -> set[str]:
    """Name the fields in a row of a list; none where it is no list."""
    if not isinstance(field, FieldList):
        return set()
    row = field.unbound_field.args[0]
    return {name for name in dir(row) if hasattr(getattr(row, name), "_formfield")}


def refuse(field: Field, sentence: str) -> None:
    """Add an error to a field."""
    field.errors = [*(field.errors or []), sentence]
