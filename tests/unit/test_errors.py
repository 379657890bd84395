from __future__ import annotations

import pytest

from app.domain.errors import DomainError, MovedOn, NotFound, NotPermitted, Rejected, StaleRevision


@pytest.mark.parametrize("kind", [MovedOn, NotFound, NotPermitted, Rejected, StaleRevision])
def test_one_root_catches_all(kind: type[DomainError]) -> None:
    assert issubclass(kind, DomainError)


def test_a_rejection_names_its_sentence_and_its_field() -> None:
    error = Rejected("That is no date.", "captured")
    assert (str(error), error.field) == ("That is no date.", "captured")
    assert Rejected("That is no date.").field is None


def test_what_moved_on_is_named() -> None:
    assert str(MovedOn(["A"])) == "“A” was saved anew after you opened the page; look at it once more."
    assert str(MovedOn(["A", "B"])).startswith("“A”, “B” were saved anew")


def test_a_stale_revision_loses_no_text() -> None:
    error = StaleRevision({"title": "a"}, {"title": "b"}, {"title": "c"}, 7)
    assert (error.base, error.theirs, error.yours) == ({"title": "a"}, {"title": "b"}, {"title": "c"})
    assert error.version == 7
    assert "Somebody else saved" in str(error)
