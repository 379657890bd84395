"""The library's rows as they would have been at a moment: wordings and changes made anew from capture records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from app.domain.comparison import Difference
from app.domain.kin import kin_fields, kin_of, tally
from app.domain.records import CaptureRecord
from app.storage.models.library import LibraryChange, LibraryWording
from app.storage.queries.library.compared import compared

KINDS = ("pair", "safeguard", "concern")


def wordings_in(record: CaptureRecord) -> list[LibraryWording]:
    """Return a capture's wordings with their words, in the page's order."""
    rows = []
    for one in record.wordings:
        start, end = one.claim_range or one.range or (0, 0)
        rebuttal = one.rebuttal_range
        rows.append(
            LibraryWording(
                capture_id=record.id,
                subject_id=one.subject,
                page_id=record.page,
                kind=one.kind,
                captured=record.captured,
                number=record.number,
                position=one.position,
                label=one.label,
                claim_label=one.claim_label,
                rebuttal_label=one.rebuttal_label,
                verdict_label=one.verdict_label,
                claim=record.text[start:end],
                rebuttal=record.text[rebuttal[0] : rebuttal[1]] if rebuttal else None,
                claim_start=start,
                claim_end=end,
                rebuttal_start=rebuttal[0] if rebuttal else None,
                rebuttal_end=rebuttal[1] if rebuttal else None,
                parent_id=one.parent,
                language=record.language,
            )
        )
    return sorted(rows, key=lambda row: (row.position, row.claim_start))


def change_from(before: Sequence[LibraryWording] | None, row: LibraryChange, after: Sequence[LibraryWording]) -> None:
    """Fill a change with how its capture differs from the one before; the first of a page has changed nothing."""
    lines: list[dict[str, Any]] = []
    counts: dict[str, Any] = {}
    for kind in KINDS:
        old = [one for one in before or () if one.kind == kind]
        found = {one.subject: one.difference for one in compared(old, [one for one in after if one.kind == kind])}
        kin = kin_of(found, {subject: subject for subject in found})
        counts[kind + "s"] = tally(found, kin)
        lines += [
            _line(kind, subject, one) | kin_fields(subject, kin)
            for subject, one in found.items()
            if one.changed or kin.holds(subject)
        ]
    row.summary = counts
    row.lines = lines if before is not None else []
    row.real = bool(row.lines)


def _line(kind: str, subject: str, one: Difference) -> dict[str, Any]:
    return {
        "subject": subject,
        "kind": kind,
        "change": one.kind,
        "moved": one.moved,
        "body_changed": one.body_changed,
        "from_position": one.old.position if one.old else None,
        "to_position": one.new.position if one.new else None,
        "from": one.old.head if one.old else None,
        "to": one.new.head if one.new else None,
        "verdict": [one.verdict.from_, one.verdict.to] if one.verdict_changed else None,
        "quantities": msgspec.to_builtins(one.quantities),
    }
