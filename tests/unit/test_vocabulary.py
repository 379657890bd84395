from __future__ import annotations

from app.domain.vocabulary import Stance, Verdict


def test_a_verdict_has_the_number_of_the_design() -> None:
    assert {verdict.label: verdict.rating for verdict in Verdict} == {
        "Supported": 5,
        "Mostly supported": 4,
        "Mixed": 3,
        "Mostly unsupported": 2,
        "Unsupported": 1,
        "Unverifiable": None,
    }


def test_a_stance_has_a_mark_that_reads_without_colour() -> None:
    assert {stance.value: stance.sign for stance in Stance} == {"supports": "+", "counters": "−", "context": "○"}
