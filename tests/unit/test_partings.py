"""What was joined or parted, where it is known which wording continues which."""

from __future__ import annotations

from app.domain.partings import Partings, partings
from app.domain.wording import Wording

ONE = "The vaccine causes fever in every child."
TWO = "The vaccine was never tested on adults."
BOTH = "The vaccine causes fever in every child, and was never tested on adults."
FEVER, TESTED = "Fever is rare and mild, three cases in a thousand.", "It was tested on nine thousand adults in 2019."


def worded(*pairs: tuple[str, str]) -> list[Wording]:
    return [Wording(position=place, head=head, body=body) for place, (head, body) in enumerate(pairs, 1)]


SEVERAL = worded((ONE, FEVER), (TWO, TESTED), ("Bells ring at night.", "They are silent after nine."))
JOINED = worded((BOTH, f"{FEVER} {TESTED}"), ("Bells ring at night.", "They are silent after nine."))


def test_two_that_became_one_were_joined_and_the_mirror_is_a_split() -> None:
    assert partings(SEVERAL, JOINED, {0: 0, 2: 1}) == Partings({0: [0, 1]}, {})
    assert partings(JOINED, SEVERAL, {0: 0, 1: 2}) == Partings({}, {0: [0, 1]})


def test_either_of_the_parts_may_be_the_one_that_goes_on() -> None:
    assert partings(SEVERAL, JOINED, {1: 0, 2: 1}).merged == {0: [0, 1]}


def test_where_nothing_went_and_nothing_came_nothing_was_parted() -> None:
    assert partings(SEVERAL, SEVERAL, {0: 0, 1: 1, 2: 2}) == Partings({}, {})


def test_where_nothing_goes_on_nothing_is_said() -> None:
    assert partings(SEVERAL, JOINED, {}) == Partings({}, {})


def test_who_continues_whom_is_known_better_than_the_words_tell() -> None:
    assert partings(SEVERAL, JOINED, {2: 0}) == Partings({}, {}), "an editor said that the whole is another one"
    three = [*JOINED, *worded((TWO, TESTED))]
    assert partings(SEVERAL, three, {0: 0, 1: 2}) == Partings({}, {}), "the second goes on by itself"
