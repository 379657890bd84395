"""What became of a source's address, in a state and in words."""

from __future__ import annotations

import pytest

from app.domain.source_links import NEXT, LinkState, state_of, told

URL = "http://paper.example/report"


@pytest.mark.parametrize(
    ("status", "final", "changed", "state", "words"),
    [
        (200, URL, False, "fine", "it is there, and unchanged as far as we can tell"),
        (304, URL, False, "fine", "it is there, and unchanged as far as we can tell"),
        (200, "https://www.paper.example/report/", False, "fine", "it is there"),
        (200, "http://paper.example/", False, "moved", "it leads on to http://paper.example/"),
        (200, URL, True, "changed", "what it shows has changed"),
        (404, URL, False, "gone", "the server answered 404 (Not Found)"),
        (410, URL, True, "gone", "the server answered 410 (Gone)"),
        (403, URL, False, "shut", "the server answered 403 (Forbidden)"),
        (500, URL, False, "failing", "the server answered 500 (Internal Server Error)"),
        (599, URL, False, "failing", "the server answered 599"),
        (302, URL, False, "failing", "the server answered 302 (Found)"),
        (200, None, False, "fine", "it is there"),
    ],
)
def test_an_answer_is_judged(status: int, final: str | None, state: str, words: str, *, changed: bool) -> None:
    found = state_of(URL, final, status, changed=changed)
    assert found == state
    assert words in told(found, status, None, final)
    assert found.is_broken is (state != "fine")


def test_no_answer_is_told_by_its_cause() -> None:
    assert state_of(URL, None, None) is LinkState.FAILING
    assert told(LinkState.FAILING, None, "timeout", None) == "the server gave no whole answer in time"
    assert told(LinkState.FAILING, None, None, None) == told(LinkState.FAILING, None, "broken", None)


def test_everything_broken_has_a_next_step() -> None:
    assert NEXT.keys() == {state for state in LinkState if state.is_broken}
