"""What became of each record from one capture to the other, in words: reworded, moved, joined, split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.comparison import Difference
from app.storage.queries.library.compared import Compared
from app.web.reading.sentences import listed, ordinal


@dataclass(frozen=True, slots=True)
class Kin:
    """Records of one comparison by the subjects that they were joined with or split from.

    `joined` and `split` name, for a record, all its parts with their places; `into` and `off` name, for a part that
    does not go on by itself, the record that holds its words now, or held them before.
    """

    joined: dict[str, list[str]] = field(default_factory=dict)
    split: dict[str, list[str]] = field(default_factory=dict)
    into: dict[str, str] = field(default_factory=dict)
    off: dict[str, str] = field(default_factory=dict)


def kin_of(changes: Sequence[Compared], titles: dict[str, str]) -> Kin:
    """Find who was joined with whom, and what was split."""
    kin = Kin()
    at_old = {one.difference.old.position: one.subject for one in changes if one.difference.old}
    at_new = {one.difference.new.position: one.subject for one in changes if one.difference.new}
    for one in changes:
        for places, at, parts, whole in (
            (one.difference.merged_from, at_old, kin.joined, kin.into),
            (one.difference.split_into, at_new, kin.split, kin.off),
        ):
            if places:
                parts[one.subject] = [f"“{titles[at[place]]}” ({ordinal(place)})" for place in places]
                whole.update({at[place]: titles[one.subject] for place in places if at[place] != one.subject})
    return kin


def told_fates(one: Compared, kin: Kin, *, pair: bool) -> list[str]:
    """Say in words what became of a record."""
    difference = one.difference
    if difference.kind == "added":
        return [f"Split off “{kin.off[one.subject]}”" if one.subject in kin.off else "Added in the newer capture"]
    if difference.kind == "removed":
        return [f"Joined into “{kin.into[one.subject]}”" if one.subject in kin.into else "Gone from the newer capture"]
    told = [f"Joined from {listed(kin.joined[one.subject])}"] if one.subject in kin.joined else []
    told += [f"Split into {listed(kin.split[one.subject])}"] if one.subject in kin.split else []
    return told + _reworded(difference, pair=pair) + _moved(difference)


def told_partings(kin: Kin, noun: str) -> str:
    """Sum up what was joined and what was split, as in: 2 claims became 1."""
    told = [f"{len(parts)} {noun} became 1." for parts in kin.joined.values()]
    told += [f"1 of the {noun} became {len(parts)}." for parts in kin.split.values()]
    return " ".join(told)


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
