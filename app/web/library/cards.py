"""Share cards of pairs and findings: the claim, the answer, what was found, by whom and when."""

from __future__ import annotations

from flask import Response, current_app

from app.domain.errors import NotFound
from app.domain.sentences import Sentence
from app.web.library.filters import spoken
from app.web.library.judged import FindingView
from app.web.library.subject_view import SubjectView, subject_view
from app.web.library.wording_views import WordsView
from app.web.reading.addresses import standing_subject
from app.web.reading.cards import Card, Said, card_answer
from app.web.reading.language import gettext, ngettext, word
from app.web.reading.moment import reading_day
from app.web.reading.quotes import Run


def show(slug: str, number: int | None = None) -> Response:
    """Draw the card of a pair, or of one finding on it."""
    pair = subject_view(standing_subject("pair", slug), reading_day())
    return card_answer(card(pair, number))


def card(pair: SubjectView, number: int | None = None) -> Card:
    """Return what the card of a pair says, or that of one finding on it. Raise NotFound where there is no such one."""
    finding = next((one for one in pair.findings if one.number == number), None)
    if number is not None and finding is None:
        raise NotFound(Sentence("There is no finding %(number)s on “%(title)s”.", number=number, title=pair.title))
    standing = [one for one in ([finding] if finding else pair.findings) if not (one.retracted or pair.retracted)]
    words = pair.judged.get(finding.capture or "", pair.words) if finding else pair.words
    alone = standing[0] if len(standing) == 1 else None
    return Card(
        about=[pair.agency, *([gettext("as of %(day)s", day=words.key.spoken)] if words else [])],
        said=_of_finding(pair, finding, words) if finding else _of_pair(pair, words),
        verdict=_verdict(pair, finding, standing),
        rating=alone.verdict.rating if alone else None,
        site=str(current_app.config["SITE_NAME"]),
        found=gettext("found %(day)s", day=spoken(standing[0].at)) if standing else "",
    )


def _of_pair(pair: SubjectView, words: WordsView | None) -> list[Said]:
    who = pair.claimant.name if pair.claimant and pair.claimant.name else None
    claim = Said(
        gettext("Said by %(who)s", who=who) if who else gettext("What is said"),
        pair.title if words is None else _text(words.claim),
        "claim",
    )
    return (
        [claim, Said(gettext("%(agency)s answers", agency=pair.agency), _text(words.rebuttal), "rebuttal")]
        if words
        else [claim]
    )


def _of_finding(pair: SubjectView, finding: FindingView, words: WordsView | None) -> list[Said]:
    quoted = finding.passage.exact if finding.passage else _text(words.rebuttal) if words else ""
    said = [Said(gettext("%(agency)s said, in our words", agency=pair.agency), finding.claim_reviewed, "ours")]
    return [*said, Said(gettext("In its own words"), quoted, "rebuttal")] if quoted else said


def _verdict(pair: SubjectView, finding: FindingView | None, standing: list[FindingView]) -> str:
    """Say what was found; of several findings all, since one of them alone would mislead."""
    if pair.retracted:
        return gettext("This pair was retracted")
    if finding and finding.retracted:
        return gettext("This finding was retracted")
    if not standing:
        return gettext("No finding yet")
    first, *others = dict.fromkeys(word(one.verdict.label, "verdict") for one in standing)
    told = ", ".join([first, *(label.lower() for label in others)])
    return (
        told
        if len(standing) == 1
        else ngettext("%(num)s finding: %(told)s", "%(num)s findings: %(told)s", len(standing), told=told.lower())
    )


def _text(paragraphs: list[list[Run]]) -> str:
    return " ".join("".join(run.text for run in paragraph) for paragraph in paragraphs)
