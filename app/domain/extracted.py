"""What extraction proposes from one capture: the shapes that `rejoinder extract --json` prints.

Every range is half-open and counts code points of the capture's text.
"""

from __future__ import annotations

import msgspec

Range = tuple[int, int]


class Commitment(msgspec.Struct, frozen=True, kw_only=True):
    """A checkable promise inside a safeguard or concern.

    `value` and `unit` say how much ("45", "day"); a recurrence of "quarterly" is 1 and "quarter".
    `due` is a (partial) ISO date and is set only where the day to count from is known; `base` names that day.
    """

    kind: str
    text: str
    range: Range
    value: float | int | None = None
    unit: str | None = None
    due: str | None = None
    base: str | None = None
    by: str | None = None
    to: str | None = None


class ExtractedPair(msgspec.Struct, frozen=True, kw_only=True):
    """A claim and the agency's rebuttal of it. `verdict_label` is the agency's own verdict word, no role."""

    position: int
    claim: str
    claim_label: str | None
    rebuttal: str
    rebuttal_label: str | None
    claim_range: Range
    rebuttal_range: Range
    verdict_label: str | None = None
    notes: list[str] = []


class Orphan(msgspec.Struct, frozen=True, kw_only=True):
    """A claim without a rebuttal, or the reverse. `side` is "claim" or "rebuttal"."""

    side: str
    text: str
    label: str | None
    range: Range


class ExtractedConcern(msgspec.Struct, frozen=True, kw_only=True):
    """An objection that the agency says it answers."""

    label: str | None
    text: str
    range: Range
    commitments: list[Commitment] = []


class ExtractedSafeguard(msgspec.Struct, frozen=True, kw_only=True):
    """A policy measure that the agency announces; `children` are the measures nested in it."""

    label: str | None
    text: str
    range: Range
    children: list[ExtractedSafeguard] = []
    commitments: list[Commitment] = []


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """A number with its unit ("99 percent" is 99 and "percent")."""

    text: str
    value: float | int
    unit: str | None
    range: Range


class DateMention(msgspec.Struct, frozen=True, kw_only=True):
    """A date in the page. `role` is captured, published, effective or mentioned.

    `date` is `YYYY[-MM[-DD]]` or `FY2010`; `precision` is day, month, year or fiscal_year.
    """

    text: str
    date: str
    precision: str
    role: str
    range: Range


class Extraction(msgspec.Struct, frozen=True, kw_only=True):
    """All that was proposed from one capture, and in `warnings` what was left out or could not be told."""

    title: str | None
    language: str | None
    pairs: list[ExtractedPair] = []
    orphans: list[Orphan] = []
    concerns: list[ExtractedConcern] = []
    safeguards: list[ExtractedSafeguard] = []
    quantities: list[Quantity] = []
    dates: list[DateMention] = []
    warnings: list[str] = []
