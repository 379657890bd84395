"""Who was joined with whom, and what was split."""

from __future__ import annotations

from app.domain.comparison import Difference, FromTo, Kind
from app.domain.kin import Kin, Parting, kin_fields, kin_of, partings_in, tally
from app.domain.wording import Wording

TITLES = {"a": "Mail", "b": "Parcels", "c": "Boxes"}


def fared(old: int | None, new: int | None, kind: Kind = "same", **more: list[int]) -> Difference:
    return Difference(
        kind=kind,
        moved=False,
        old=Wording(position=old, head="h", body="b") if old else None,
        new=Wording(position=new, head="h", body="b") if new else None,
        old_index=None,
        new_index=None,
        head_diff=[],
        body_changed=False,
        body_diff=[],
        quantities=[],
        score=None,
        verdict=FromTo(from_=None, to=None),
        **more,
    )


def test_a_record_names_those_that_it_was_joined_from() -> None:
    kin = kin_of({"a": fared(1, 1, "reworded", merged_from=[1, 2]), "b": fared(2, None, "removed")}, TITLES)
    assert kin == Kin(joined={"a": [("Mail", 1), ("Parcels", 2)]}, into={"b": "Mail"})


def test_a_record_names_those_that_it_was_split_into() -> None:
    kin = kin_of({"a": fared(1, 2, "reworded", split_into=[2, 3]), "c": fared(None, 3, "added")}, TITLES)
    assert kin == Kin(split={"a": [("Mail", 2), ("Boxes", 3)]}, off={"c": "Mail"})


def test_where_nothing_was_joined_or_split_there_is_no_kin() -> None:
    assert kin_of({"a": fared(1, 1), "b": fared(2, None, "removed")}, TITLES) == Kin()


MERGED = {
    "a": fared(1, 1, "reworded", merged_from=[1, 2]),
    "b": fared(2, None, "removed"),
    "c": fared(3, None, "removed"),
}
PARTED = {"a": fared(1, 1, "reworded", split_into=[1, 2]), "b": fared(None, 2, "added"), "c": fared(3, 3, "reworded")}
IDS = {name: name for name in "abc"}


def test_what_was_joined_or_split_counts_as_that_alone() -> None:
    counts = tally(MERGED, kin_of(MERGED, IDS))
    assert {name: number for name, number in counts.items() if number} == {"joined": 2, "joined_into": 1, "removed": 1}
    counts = tally(PARTED, kin_of(PARTED, IDS))
    assert {name: number for name, number in counts.items() if number} == {"split": 1, "split_into": 2, "reworded": 1}


def test_a_changes_lines_keep_who_was_joined_and_split() -> None:
    for found, told in (
        (
            MERGED,
            {"a": [Parting("joined from", [("b", "old b")])], "b": [Parting("joined into", [("a", "new a")])]},
        ),
        (PARTED, {"a": [Parting("split into", [("b", "new b")])], "b": [Parting("split off", [("a", "old a")])]}),
    ):
        kin = kin_of(found, IDS)
        lines = [
            {"subject": name, "from": f"old {name}", "to": f"new {name}", **kin_fields(name, kin)} for name in found
        ]
        assert partings_in(lines) == told
    assert partings_in([{"subject": "a"}, {"subject": "b", "joined_into": "x"}]) == {
        "b": [Parting("joined into", [("x", "")])]
    }, "lines of before have no such fields, and another may have no line"
