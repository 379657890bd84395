"""How the promises in a measure's text changed between two captures: 45 days, then 90; quarterly, then yearly."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from app.domain.commitments import find_commitments
from app.domain.partial_dates import SHAPE, PartialDate
from app.domain.quantities import find_quantities

if TYPE_CHECKING:
    from app.domain.extracted import Commitment

MEASURED = ("deadline", "limit", "recurrence", "target")
"""The kinds that have a parameter; whether a deliverable is still promised is told by the words alone."""


class PromiseChange(NamedTuple):
    """A promise's kind with its parameter as it was and as it is; None where it was not promised, or is no more."""

    kind: str
    old: str | None
    new: str | None


def promise_changes(old: str, new: str) -> list[PromiseChange]:
    """Return what became of the parameters, those of a kind in their order; equal ones cancel out."""
    before, after = _parameters(old), _parameters(new)
    changes: list[PromiseChange] = []
    for kind in MEASURED:
        went, came = _without(before[kind], after[kind]), _without(after[kind], before[kind])
        changes += [PromiseChange(kind, *both) for both in zip_longest(went, came)]
    return changes


def _parameters(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {kind: [] for kind in MEASURED}
    for one in find_commitments(text):
        if one.kind in found:
            found[one.kind].append(_told(one))
    return found


def _told(one: Commitment) -> str:
    """Write a parameter in its page's own words, where it is a number with a unit, else in ours."""
    amounts = [each for each in find_quantities(one.text) if (each.value, each.unit) == (one.value, one.unit)]
    if one.kind == "recurrence" and one.value is not None:
        return f"every {one.unit}" if one.value == 1 else f"every {one.value:g} {one.unit}s"
    if amounts:
        return amounts[0].text
    if one.value is not None:
        return f"{one.value:g} {one.unit}"
    due = str(one.due)
    return PartialDate.parse(due).spoken if SHAPE.fullmatch(due) else due


def _without(ones: list[str], others: list[str]) -> list[str]:
    """Return what is left when each of the others has cancelled one that is equal to it."""
    rest, left = list(others), []
    for one in ones:
        if one in rest:
            rest.remove(one)
        else:
            left.append(one)
    return left
