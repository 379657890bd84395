"""A ClaimReview that somebody else published, in its old and new shapes, to plain fields; what was mended is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from app.domain.errors import Rejected
from app.domain.vocabulary import Stance

BEST, WORST = 5.0, 1.0
"""The ends of a scale that names none (schema.org)."""
TRUE_FROM, FALSE_TO = 0.75, 0.25
LONGEST_NAME, LONGEST_LABEL = 200, 80
_NUMBER = re.compile(r"-?\d{1,9}(?:[.,]\d{1,9})?")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?(?=$|T|\s)")
_UNHELD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@dataclass
class ForeignReview:
    """What a ClaimReview says. `rating` is 0 to 1, higher is truer; None where its scale can't be told.

    `changes` are what was mended on the way, in words for the person who imports.
    """

    url: str
    publisher: str
    claim: str
    verdict: str | None
    explanation: str
    rating: float | None
    title: str
    claimant: str | None = None
    published: str | None = None
    language: str | None = None
    changes: list[str] = field(default_factory=list)

    @property
    def stance(self) -> Stance:
        """How the review stands to the answer to the claim that it reviews: what it finds false, the answer denies."""
        if self.rating is None:
            return Stance.CONTEXT
        if self.rating <= FALSE_TO:
            return Stance.SUPPORTS
        return Stance.COUNTERS if self.rating >= TRUE_FROM else Stance.CONTEXT


def review_of(fields: Mapping[str, Any]) -> ForeignReview:
    """Read a ClaimReview. Raise Rejected, with the reason, for one without a claim, an address or a verdict."""
    changes: list[str] = []
    item = _one(fields.get("itemReviewed"))
    item = item if isinstance(item, dict) else {}
    claim = words(fields.get("claimReviewed"))
    if not claim and (claim := words(item.get("text")) or words(item.get("name"))):
        changes.append("claimReviewed is missing; the claim is taken from itemReviewed")
    url = _link(fields.get("url")) or _link(fields.get("@id"))
    if not claim:
        raise Rejected("it has no claimReviewed")
    if not url:
        raise Rejected("it has no url that is a web address")
    rating = _one(fields.get("reviewRating"))
    rating = rating if isinstance(rating, dict) else {}
    verdict = words(rating.get("alternateName")) or words(rating.get("name"))
    explanation = next(filter(None, map(words, _explanations(fields, rating))), "")
    if not verdict and not explanation:
        raise Rejected("it says nothing of the claim: it has neither a rating in words nor a text")
    return ForeignReview(
        url=url,
        publisher=shortened_to(_publisher(fields, url), LONGEST_NAME, "the publisher's name", changes),
        claim=claim,
        verdict=shortened_to(verdict, LONGEST_LABEL, "the rating's words", changes) or None,
        explanation=explanation,
        rating=_rated(rating, changes),
        title=words(fields.get("headline")) or words(fields.get("name")),
        claimant=shortened_to(_name(item.get("author")), LONGEST_NAME, "the claimant's name", changes) or None,
        published=_date(fields, changes),
        language=words(fields.get("inLanguage")) or None,
        changes=changes,
    )


def words(value: object) -> str:
    """Return the words of a value: a text, the first of several, one with a language; of anything else none."""
    value = _one(value)
    if isinstance(value, dict):
        value = value.get("@value")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)
    if _UNHELD.search(text):
        raise Rejected("it holds a character that no text may hold")
    return " ".join(text.split())


def _one(value: object) -> object:
    return next(iter(value), None) if isinstance(value, list) else value


def _explanations(fields: Mapping[str, Any], rating: Mapping[str, Any]) -> tuple[object, ...]:
    names = ("reviewBody", "articleBody", "text")
    told = (*(fields.get(name) for name in names), rating.get("ratingExplanation"), fields.get("description"))
    return (*told, fields.get("headline"), fields.get("name"))


def _name(value: object) -> str:
    value = _one(value)
    return words(value.get("name")) if isinstance(value, dict) else words(value)


def _publisher(fields: Mapping[str, Any], url: str) -> str:
    return _name(fields.get("author")) or _name(fields.get("publisher")) or str(urlsplit(url).hostname)


def _link(value: object) -> str:
    link = words(value)
    try:
        parts = urlsplit(link)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return link if good and " " not in link else ""


def shortened_to(text: str, longest: int, what: str, changes: list[str]) -> str:
    """Cut what is longer than may be kept, and note that among the changes."""
    if len(text) <= longest:
        return text
    changes.append(f"{what} is cut to {longest} characters")
    return text[: longest - 1] + "…"


def _rated(rating: Mapping[str, Any], changes: list[str]) -> float | None:
    """Return the rating from 0 to 1; a number may be written as a text. None for what lies on no scale."""
    value = _number(rating.get("ratingValue"), "ratingValue", changes)
    best = _number(rating.get("bestRating"), "bestRating", changes)
    worst = _number(rating.get("worstRating"), "worstRating", changes)
    best, worst = BEST if best is None else best, WORST if worst is None else worst
    if value is None:
        return None
    if not worst <= value <= best or worst == best:
        changes.append("its rating does not lie on its scale and is left out")
        return None
    return (value - worst) / (best - worst)


def _number(value: object, name: str, changes: list[str]) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    text = words(value)
    if not _NUMBER.fullmatch(text):
        if text:
            changes.append(f"its {name} is no number and is left out")
        return None
    changes.append(f"its {name} was a text and is taken as a number")
    return float(text.replace(",", "."))


def _date(fields: Mapping[str, Any], changes: list[str]) -> str | None:
    text = words(fields.get("datePublished"))
    match = _DATE.match(text)
    if text and match is None:
        changes.append("its datePublished is no date and is left out")
    return match.group() if match else None
