"""Which records of a comparison were joined with which, and which were split off from which."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec

from app.domain.comparison import summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.domain.comparison import Difference

How = Literal["joined into", "joined from", "split off", "split into"]
HOWS: dict[How, tuple[str, str]] = {
    "joined into": ("joined_into", "to"),
    "joined from": ("joined_from", "from"),
    "split off": ("split_off", "from"),
    "split into": ("split_into", "to"),
}
"""For each, under which name a line holds the others, and under which each of these has its own words."""


@dataclass(frozen=True, slots=True)
class Kin:
    """Records of one comparison by the subjects that they were joined with or split from.

    `joined` and `split` name, for a record, all its parts by title and place; `into` and `off` name, for a part that
    does not go on by itself, the record that holds its words now, or held them before.
    """

    joined: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    split: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    into: dict[str, str] = field(default_factory=dict)
    off: dict[str, str] = field(default_factory=dict)

    def holds(self, subject: str) -> bool:
        """Tell whether a record was joined or split."""
        return any(subject in one for one in (self.joined, self.split, self.into, self.off))


class Parting(NamedTuple):
    """What one capture did to a record, and with which others: their ids, and their words where the lines have them."""

    how: How
    others: list[tuple[str, str]]


def kin_of(differences: Mapping[str, Difference], titles: Mapping[str, str]) -> Kin:
    """Find who was joined with whom, and what was split; both maps are by subject."""
    kin = Kin()
    at_old = {one.old.position: subject for subject, one in differences.items() if one.old}
    at_new = {one.new.position: subject for subject, one in differences.items() if one.new}
    for subject, one in differences.items():
        for places, at, parts, whole in (
            (one.merged_from, at_old, kin.joined, kin.into),
            (one.split_into, at_new, kin.split, kin.off),
        ):
            if places:
                parts[subject] = [(titles[at[place]], place) for place in places]
                whole.update({at[place]: titles[subject] for place in places if at[place] != subject})
    return kin


def tally(differences: Mapping[str, Difference], kin: Kin) -> dict[str, int]:
    """Count as `summary` does, but what was joined or split as that and as nothing else.

    `joined` records became `joined_into` ones, `split` records `split_into` ones.
    """
    alone = summary(one for subject, one in differences.items() if not kin.holds(subject))
    counts: dict[str, int] = msgspec.to_builtins(alone)
    return counts | {
        "joined": sum(map(len, kin.joined.values())),
        "joined_into": len(kin.joined),
        "split": len(kin.split),
        "split_into": sum(map(len, kin.split.values())),
    }


def kin_fields(subject: str, kin: Kin) -> dict[str, Any]:
    """Return what a record's line of a change holds of its kin, where `kin` calls records by their ids."""
    return {
        "joined_into": kin.into.get(subject),
        "joined_from": [one for one, _ in kin.joined.get(subject, ())],
        "split_off": kin.off.get(subject),
        "split_into": [one for one, _ in kin.split.get(subject, ())],
    }


def partings_in(lines: Iterable[Mapping[str, Any]]) -> dict[str, list[Parting]]:
    """Read from the lines of a change what was joined and what was split, by subject; the others are not the record."""
    by_subject = {line["subject"]: line for line in lines}
    found: dict[str, list[Parting]] = {}
    for subject, line in by_subject.items():
        for how, (name, side) in HOWS.items():
            others = [one for one in _several(line.get(name)) if one != subject]
            if others:
                named = [(one, by_subject.get(one, {}).get(side) or "") for one in others]
                found.setdefault(subject, []).append(Parting(how, named))
    return found


def _several(value: str | Sequence[str] | None) -> Sequence[str]:
    return [value] if isinstance(value, str) else value or ()
