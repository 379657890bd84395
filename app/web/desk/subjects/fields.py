"""The fields of revisions in words, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
NAMED = (
    "agency_id",
    "source_id",
    "claimant_source_id",
    "parent_id",
    "capture_id",
    "subject",
    "parent",
    "topics",
    "from_id",
    "to_id",
    "passage_id",
    "commitment_id",
)
UNTOLD = ("id",)
"""What rows hold for us alone."""


class Change(NamedTuple):
    """One field of two revisions."""

    label: str
    spans: list[Span]
    changed: bool
    links: list[tuple[str, str]]


def compared(
    old: Mapping[str, Any], new: Mapping[str, Any], names: Mapping[str, str], addresses: Mapping[str, str]
) -> list[Change]:
    """Compare two revisions field by field; those that changed come first, each with links to what it names."""
    changes = []
    for name in [*new, *(name for name in old if name not in new)]:
        before, after = told(old.get(name), names), told(new.get(name), names)
        named = sorted(ids_in({name: [old.get(name), new.get(name)]}) & addresses.keys())
        links = [(names[one], addresses[one]) for one in named]
        changes.append(Change(label_of(name), plain(diff(before, after)), before != after, links))
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
        kept = [(name, item) for name, item in value.items() if name not in UNTOLD and item not in (None, "", [])]
        return "; ".join(f"{label_of(name)}: {told(item, names)}" for name, item in kept).replace("\n", ", ")
    return names.get(value, value) if isinstance(value, str) else str(value)


def commentable(names: Iterable[str]) -> list[tuple[str, str]]:
    """List the fields that a comment may speak of, with their labels."""
    return [(name, label_of(name)) for name in names if name not in {"passage_id", "capture_id", "commitment_id"}]


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
