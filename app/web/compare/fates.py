"""What became of each record from one capture to the other, in words: reworded, moved, joined, split."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.comparison import Difference
from app.domain.kin import Kin
from app.storage.queries.library.compared import Compared
from app.web.reading.sentences import listed, ordinal


def told_fates(one: Compared, kin: Kin, *, pair: bool) -> list[str]:
    """Say in words what became of a record."""
    difference = one.difference
    if difference.kind == "added":
        return [f"Split off “{kin.off[one.subject]}”" if one.subject in kin.off else "Added in the newer capture"]
    if difference.kind == "removed":
        return [f"Joined into “{kin.into[one.subject]}”" if one.subject in kin.into else "Gone from the newer capture"]
    told = [f"Joined from {_parts(kin.joined[one.subject])}"] if one.subject in kin.joined else []
    told += [f"Split into {_parts(kin.split[one.subject])}"] if one.subject in kin.split else []
    return told + _reworded(difference, pair=pair) + _moved(difference)


def told_partings(kin: Kin, noun: str) -> str:
    """Sum up what was joined and what was split, as in: 2 claims became 1."""
    told = [f"{len(parts)} {noun} became 1." for parts in kin.joined.values()]
    told += [f"1 of the {noun} became {len(parts)}." for parts in kin.split.values()]
    return " ".join(told)


def _parts(parts: Sequence[tuple[str, int]]) -> str:
    return listed([f"“{title}” ({ordinal(place)})" for title, place in parts])


def _reworded(difference: Difference, *, pair: bool) -> list[str]:
    head, body = ("Claim", "Answer") if pair else ("Name", "Text")
    told = [f"{head} reworded"] if difference.kind == "reworded" else []
    told += [f"{body} reworded"] if difference.body_reworded else []
    told += [f"Sentences of the {body.lower()} moved, word for word"] if difference.sentences_moved else []
    if difference.verdict_changed:
        told.append(
            f"The agency’s own verdict went from “{difference.verdict.from_ or 'none'}”"
            f" to “{difference.verdict.to or 'none'}”"
        )
    return told


def _moved(difference: Difference) -> list[str]:
    if not (difference.moved and difference.old and difference.new):
        return []
    return [f"Was {ordinal(difference.old.position)}, now {ordinal(difference.new.position)}"]
