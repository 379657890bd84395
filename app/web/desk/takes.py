"""Which fields a view takes that reads them without a form class; any other is refused before the view is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import current_app, request

from app.domain.errors import Rejected
from app.web.desk.submissions import OURS

DIGITS = 10
"""So many hold no number of a revision any more."""
View = TypeVar("View", bound=Callable[..., object])
_TAKEN: dict[Callable[..., object], frozenset[str]] = {}


def takes(*names: str) -> Callable[[View], View]:
    """Name the fields that a view takes."""

    def note(view: View) -> View:
        _TAKEN[view] = frozenset(names)
        return view

    return note


def versions_seen() -> dict[str, int]:
    """Return the versions that the person saw of what a step takes along, by the ids of what they are of."""
    pairs = (one.partition(":") for one in request.form.get("seen", "").split())
    return {subject: int(version) for subject, _, version in pairs if version.isdecimal() and len(version) < DIGITS}


def refuse_unknown_fields() -> None:
    """Raise Rejected, naming it, for a field that the view does not take. Views with a form class ask that instead."""
    known = _TAKEN.get(current_app.view_functions.get(request.endpoint or "", refuse_unknown_fields))
    if request.method != "POST" or known is None:
        return
    for name in request.form:
        if name not in known | OURS:
            raise Rejected(f"This form has no field “{name[:40]}”. Nothing was done.")
