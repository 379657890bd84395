"""The check of a finding: each rule of ClaimReview has its sentence, and good findings pass."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.claim_review import LONGEST, Review, failing
from app.domain.vocabulary import Verdict

GOOD = Review(
    claim_reviewed="Parcels arrive within 90 days",
    verdict="mixed",
    reasoning="The audit counted.",
    side="rebuttal",
    agency="Bureau of Mail",
)


@pytest.mark.parametrize(
    "claim",
    [
        "Parcels arrive within 90 days",
        "The bureau says that false reports are rare",
        "Half of all parcels arrive",
        "4 of 50 parcels were late",
        "It is true that mail is lost",
        "The true cost is public: see the report",
        "Facts: the bureau publishes them",
        "x" * LONGEST,
    ],
)
def test_a_good_finding_breaks_no_rule(claim: str) -> None:
    assert failing(replace(GOOD, claim_reviewed=claim)) == []
    assert failing(replace(GOOD, claim_reviewed=claim, side=None)) == []


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"claim_reviewed": " "}, "claim_reviewed", "Say what is reviewed"),
        ({"claim_reviewed": "x" * 75}, "claim_reviewed", "at most 74 characters; these are 75"),
        ({"claim_reviewed": "Parcels\narrive"}, "claim_reviewed", "in one line"),
        ({"claim_reviewed": "False: parcels arrive"}, "claim_reviewed", "rating “False”"),
        ({"claim_reviewed": "Mostly unsupported – parcels arrive"}, "claim_reviewed", "“Mostly unsupported”"),
        ({"claim_reviewed": "Parcels arrive (misleading)"}, "claim_reviewed", "rating “misleading”"),
        ({"claim_reviewed": "Parcels arrive — false."}, "claim_reviewed", "rating “false”"),
        ({"claim_reviewed": "Parcels arrive 2/5"}, "claim_reviewed", "rating “2/5”"),
        ({"claim_reviewed": "Parcels arrive, 4 out of 5"}, "claim_reviewed", "rating “4 out of 5”"),
        ({"claim_reviewed": "Parcels arrive ★★☆"}, "claim_reviewed", "rating “★★☆”"),
        ({"verdict": "perhaps"}, "verdict", "Choose a verdict"),
        ({"reasoning": " \n"}, "reasoning", "Say why"),
        ({"side": "claim"}, "words", "bound to the claim"),
        ({"agency": ""}, "agency", "Give the agency a name"),
    ],
)
def test_each_rule_has_its_sentence_and_its_field(changes: dict[str, str], field: str, words: str) -> None:
    found = failing(replace(GOOD, **changes))
    assert [one.field for one in found] == [field]
    assert words in found[0].sentence


@given(st.sampled_from(list(Verdict)), st.sampled_from([": ", " – ", "—"]), st.text("abc ", min_size=1, max_size=20))
def test_none_of_our_verdicts_may_lead_what_is_reviewed(verdict: Verdict, sign: str, rest: str) -> None:
    assert failing(replace(GOOD, claim_reviewed=f"{verdict.label}{sign}a{rest}"))


def test_all_that_is_wrong_is_told_at_once() -> None:
    found = failing(Review(claim_reviewed="", verdict="", reasoning="", side="claim", agency=""))
    assert [one.field for one in found] == ["words", "claim_reviewed", "verdict", "reasoning", "agency"]
