"""Two people saved the same record: base, theirs and yours, field by field, and a form on the newest version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wtforms import Field, Form

from app.domain.errors import StaleRevision
from app.domain.spans import Span, plain
from app.domain.worddiff import diff
from app.web.desk.forms import VersionedForm


@dataclass(frozen=True)
class Clash:
    """One field that somebody changed. `take` is what is proposed: theirs, yours or written (both changed it)."""

    field: Field
    base: str
    theirs: list[Span]
    yours: list[Span]
    take: str
    changed_by_them: bool
    changed_by_you: bool
    hidden: list[tuple[str, str]]


@dataclass(frozen=True)
class Conflict:
    """What differs, the form on the newest version, and the hidden values of fields that do not differ."""

    form: VersionedForm
    clashes: list[Clash]
    hidden: list[tuple[str, str]]


def conflict_of(form: VersionedForm, error: StaleRevision) -> Conflict:
    """Compare what the person typed with the newest version and with the one that both began from."""
    kind = type(form)
    base = kind(formdata=None, data=kind.values(error.base))
    theirs = kind(formdata=None, data=kind.values(error.theirs))
    names = [field.name for field in form if field.name not in {"csrf_token", "base_version"}]
    told = {name: (tell(base[name]), tell(theirs[name]), tell(form[name])) for name in names}
    merged = {name: (theirs if told[name][0] == told[name][2] else form)[name].data for name in names}
    shown = kind(formdata=None, data={**merged, "base_version": error.version})
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
                hidden=[
                    *((f"theirs-{key}", value) for key, value in hidden_values(theirs[name])),
                    *((f"yours-{key}", value) for key, value in hidden_values(form[name])),
                ],
            )
        )
    return Conflict(shown, clashes, hidden)


def tell(field: Field) -> str:
    """Print what a field holds, in the words of its choices."""
    if hasattr(field, "entries"):
        return "\n".join(filter(None, (tell_row(entry) for entry in field.entries)))
    if hasattr(field, "iter_choices"):
        held = set(field.data) if isinstance(field.data, list) else {field.data}
        return ", ".join(str(choice[1]) for choice in field.iter_choices() if choice[0] in held and choice[0] != "")
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
    elif isinstance(field.data, list):
        for value in field.data:
            yield field.name, str(value)
    else:
        yield field.name, "" if field.data is None else str(field.data)
