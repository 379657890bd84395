"""The fields of revisions in words, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from app.domain.spans import Span, plain
from app.domain.worddiff import diff

LABELS = {
    "slug": "Name in addresses",
    "csl": "Bibliographic fields",
    "agency_id": "Agency",
    "source_id": "Source",
    "claimant_name": "Who said it",
    "claimant_source_id": "Where that is known from",
    "parent_id": "Part of",
    "passage_id": "Passage",
    "commitment_id": "Commitment",
    "capture_id": "Capture",
    "claim_reviewed": "What is reviewed",
    "url": "Address",
    "archived_url": "Archived copy",
    "file_sha256": "Stored file",
}
NAMED = ("agency_id", "source_id", "claimant_source_id", "parent_id", "capture_id", "subject", "parent", "topics")


class Change(NamedTuple):
    """One field of two revisions."""

    label: str
    spans: list[Span]
    changed: bool


def compared(old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[str, str]) -> list[Change]:
    """Compare two revisions field by field; those that changed come first."""
    changes = []
    for name in [*new, *(name for name in old if name not in new)]:
        before, after = told(old.get(name), names), told(new.get(name), names)
        changes.append(Change(label_of(name), plain(diff(before, after)), before != after))
    return sorted(changes, key=lambda change: not change.changed)


def label_of(name: str) -> str:
    """Return a field's name in words."""
    return LABELS.get(name) or name.replace("_", " ").capitalize()


def told(value: Any, names: Mapping[str, str]) -> str:
    """Print a field's value: a line each for the items of a list, names for the ids of subjects."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(told(item, names) for item in value)
    if isinstance(value, dict):
        return "; ".join(
            f"{label_of(name)}: {told(item, names)}" for name, item in value.items() if item not in (None, "", [])
        ).replace("\n", ", ")
    return names.get(value, value) if isinstance(value, str) else str(value)


def ids_in(fields: Mapping[str, Any]) -> set[str]:
    """Collect what may be ids of subjects in a revision's fields."""
    found: set[str] = set()
    for name, value in fields.items():
        if isinstance(value, list):
            for item in value:
                found |= ids_in(item) if isinstance(item, dict) else ids_in({name: item})
        elif name in NAMED and isinstance(value, str):
            found.add(value)
    return found
