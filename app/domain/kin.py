"""Which records of a comparison were joined with which, and which were split off from which."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.comparison import Difference


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
