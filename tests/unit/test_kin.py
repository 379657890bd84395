"""Who was joined with whom, and what was split."""

from __future__ import annotations

from app.domain.comparison import Difference, FromTo, Kind
from app.domain.kin import Kin, kin_of
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
