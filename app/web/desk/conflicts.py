"""Two people saved the same record: base, theirs and yours, field by field, and a form on the newest version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wtforms import Field, Form

from app.domain.errors import StaleRevision
from app.domain.spans import Span, plain
from app.domain.threeway import merged_choices, merged_rows
from app.domain.worddiff import diff
from app.web.desk.forms import VersionedForm


@dataclass(frozen=True)
class Clash:
    """One field that somebody changed. `take` is what is proposed: theirs, yours or written (both changed it).

    `together` is true where both changed it and what stands in the field holds all that either did.
    """

    field: Field
    base: str
    theirs: list[Span]
    yours: list[Span]
    take: str
    changed_by_them: bool
    changed_by_you: bool
    together: bool
    hidden: list[tuple[str, str]]


@dataclass(frozen=True)
class Conflict:
    """What differs, the form on the newest version, and the hidden values of fields that do not differ.

    What needs a decision comes first.
    """

    form: VersionedForm
    clashes: list[Clash]
    hidden: list[tuple[str, str]]

    @property
    def open(self) -> list[Clash]:
        """The fields that both changed, each in another way, so that a person must decide."""
        return [clash for clash in self.clashes if clash.take == "written" and not clash.together]


def conflict_of(form: VersionedForm, error: StaleRevision) -> Conflict:
    """Compare what the person typed with the newest version and with the one that both began from."""
    kind = type(form)
    base = kind(formdata=None, data=kind.values(error.base))
    theirs = kind(formdata=None, data=kind.values(error.theirs))
    names = [field.name for field in form if field.name not in form.NOT_COMPARED]
    told = {name: (tell(base[name]), tell(theirs[name]), tell(form[name])) for name in names}
    merged = {name: _merged(base[name], theirs[name], form[name], told[name]) for name in names}
    data = {name: data for name, (data, _together) in merged.items()}
    carried = {name: form[name].data for name in form.CARRIED}
    shown = kind(formdata=None, data={**data, **carried, "base_version": error.version})
    clashes: list[Clash] = []
    hidden: list[tuple[str, str]] = []
    for name in names:
        old, other, own = told[name]
        if old == other and old == own:
            hidden += hidden_values(shown[name])
            continue
        both = old not in (other, own)
        clashes.append(
            Clash(
                field=shown[name],
                base=old,
                theirs=plain(diff(old, other)),
                yours=plain(diff(old, own)),
                take="written" if both else "theirs" if old == own else "yours",
                changed_by_them=old != other,
                changed_by_you=old != own,
                together=merged[name][1],
                hidden=[
                    *((f"theirs-{key}", value) for key, value in hidden_values(theirs[name])),
                    *((f"yours-{key}", value) for key, value in hidden_values(form[name])),
                ],
            )
        )
    clashes.sort(key=lambda clash: (clash.take != "written" or clash.together, clash.take != "written"))
    return Conflict(shown, clashes, hidden)


def _merged(base: Field, theirs: Field, yours: Field, told: tuple[str, str, str]) -> tuple[Any, bool]:
    """Return what is proposed for a field; and whether it holds all that either did, though both changed it."""
    old, other, own = told
    if own in {old, other}:
        return theirs.data, other == own != old
    if old == other:
        return yours.data, False
    if hasattr(yours, "entries"):
        found = merged_rows(*([row for row in one.data if tell_data(row)] for one in (base, theirs, yours)))
        return found.rows, not found.clashing
    if isinstance(yours.data, list):
        return merged_choices(base.data or [], theirs.data or [], yours.data), True
    return yours.data, False


def tell_data(row: dict[str, Any]) -> bool:
    """Tell whether a row holds anything but the kind that every row has."""
    return any(value not in (None, "") for name, value in row.items() if name != "kind")


def tell(field: Field) -> str:
    """Print what a field holds, in the words of its choices."""
    if hasattr(field, "entries"):
        return "\n".join(filter(None, (tell_row(entry) for entry in field.entries)))
    if hasattr(field, "iter_choices"):
        held = set(field.data) if isinstance(field.data, list) else {field.data}
        return ", ".join(str(choice[1]) for choice in field.iter_choices() if choice[0] in held and choice[0] != "")
    if isinstance(field.data, bool):
        return "yes" if field.data else ""
    if isinstance(field.data, float):
        return f"{field.data:.12g}"
    return "" if field.data is None else str(field.data)


def tell_row(entry: Any) -> str:
    """Print one row of a list: its fields with their labels."""
    parts = [(field.label.text, tell(field)) for field in entry if field.widget.__class__.__name__ != "HiddenInput"]
    if not any(text for label, text in parts if label != "Kind"):
        return ""
    return "; ".join(f"{label}: {text}" for label, text in parts if text)


def hidden_values(field: Field) -> list[tuple[str, str]]:
    """Return the names and values by which a browser would send a field."""
    return list(_sent(field))


def _sent(field: Any) -> Iterator[tuple[str, str]]:
    if hasattr(field, "entries"):
        for entry in field.entries:
            yield from _sent(entry)
    elif isinstance(getattr(field, "form", None), Form):
        for part in field.form:
            yield from _sent(part)
    elif isinstance(field.data, bool):
        if field.data:
            yield field.name, "y"
    elif isinstance(field.data, list):
        for value in field.data:
            yield field.name, str(value)
    else:
        yield field.name, "" if field.data is None else str(field.data)
