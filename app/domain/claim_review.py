"""What a finding must be before it is published as a ClaimReview: the rules, each with its sentence for the editor.

The rules that hold by the shape of what we write (one review a page, rating numbers that follow the verdict, no date
that nobody knows) need no check; `feeds.claimreview` keeps those.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.vocabulary import Side, Verdict

LONGEST = 74
"""Characters of `claimReviewed`: under 75."""
_WORDS = "|".join(
    sorted(
        {
            *(one.value for one in Verdict),
            *("true", "false", "mostly true", "mostly false", "half true", "half-true", "misleading", "accurate"),
            *("inaccurate", "correct", "incorrect", "wrong", "right", "fact", "fiction", "myth", "debunked"),
        },
        key=len,
        reverse=True,
    )
)
_RATING = re.compile(
    rf"^\W{{0,2}}(?P<first>{_WORDS})\W{{0,2}}\s*[:–—]"
    rf"|(?:[:–—(\[]|\s-{{1,2}}\s)\s*(?P<last>{_WORDS})\W{{0,3}}$"
    r"|(?P<number>\b[0-5](?:\.\d)?\s?(?:/|of|out of)\s?(?:5|five)\b|[★☆⭐]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Review:
    """A finding as its check sees it. `side` is whose words it quotes, None for the whole answer."""

    claim_reviewed: str
    verdict: str
    reasoning: str
    side: str | None
    agency: str


class Failing(NamedTuple):
    """A rule that is broken: the sentence, and the field of the finding's form where it is mended."""

    field: str
    sentence: str


def failing(review: Review) -> list[Failing]:
    """Return the rules that the finding breaks, in the order of its form."""
    return [*_place(review), *_claim(review), *_rating(review), *_author(review)]


def _place(review: Review) -> list[Failing]:
    if review.side != Side.CLAIM:
        return []
    return [
        Failing(
            "words",
            "It is bound to the claim, which somebody else said; a finding reviews what the agency answers. "
            "Write it anew on words of the answer.",
        )
    ]


def _claim(review: Review) -> list[Failing]:
    claim, found = review.claim_reviewed, []
    if not claim.strip():
        return [Failing("claim_reviewed", "Say what is reviewed, as one short sentence.")]
    if len(claim) > LONGEST:
        found.append(
            Failing(
                "claim_reviewed",
                f"Say what is reviewed in at most {LONGEST} characters; these are {len(claim)}, "
                "and programs would cut the end off.",
            )
        )
    rated = _RATING.search(claim)
    if rated:
        said = next(filter(None, rated.groups()))
        found.append(
            Failing("claim_reviewed", f"Leave the rating “{said}” out of what is reviewed; the verdict says it.")
        )
    if "\n" in claim.strip():
        found.append(Failing("claim_reviewed", "Say what is reviewed in one line."))
    return found


def _rating(review: Review) -> list[Failing]:
    found = []
    if review.verdict not in set(Verdict):
        found.append(Failing("verdict", "Choose a verdict; a review without a rating is none."))
    if not review.reasoning.strip():
        found.append(Failing("reasoning", "Say why; readers see the verdict with its reasons."))
    return found


def _author(review: Review) -> list[Failing]:
    if review.agency.strip():
        return []
    return [Failing("agency", "Give the agency a name; it is the author of what is reviewed.")]
