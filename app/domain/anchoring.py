"""Where a passage that was judged in an old wording stands in a new one: found, moved, ambiguous or orphaned.

A passage carries its words and up to 32 characters on either side (W3C Web Annotation, TextQuoteSelector). Equal words
come first, told apart by what stands beside them; where there are none, the run of words most like the passage is
looked for. A look-alike is never taken silently: where context cannot decide between two places the passage is
ambiguous, and where it only shares words with the new wording it is orphaned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from app.domain.errors import Rejected
from app.domain.folding import Folded, fold, fold_with_positions
from app.domain.places import Place, Quote, equal_places, like_places
from app.domain.quantity_changes import QuantityChange, quantity_changes
from app.domain.wordlist import is_negating, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

State = Literal["found", "moved", "ambiguous", "orphaned"]

CONTEXT = 32  # characters on either side


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A quoted part of a wording: its words, up to 32 characters before and after, and its half-open range there.

    The range counts code points of the wording; prefix and suffix are empty at the wording's ends.
    """

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


class Anchoring(msgspec.Struct, frozen=True, kw_only=True):
    """Where a passage stands in a new wording.

    *found*: equal under the folding of *same*, with an old neighbour beside it. *moved*: its words changed, or its
    neighbours did. Both have `start` and `end` (half-open, code points of the new wording) and a `score` from 0 to 1, 1
    where found. *ambiguous*: more than one place (all in `places`), and the context does not decide. *orphaned*: not
    there. `turned_round` says that a negation came in or went out, `numbers` which quantities changed, and `notes` says
    both, and what else an editor should know, in words.
    """

    state: State
    start: int | None = None
    end: int | None = None
    score: float | None = None
    turned_round: bool = False
    numbers: list[QuantityChange] = []
    places: list[tuple[int, int]] = []
    notes: list[str] = []


def passage_of(wording: str, start: int, end: int) -> Passage:
    """Quote `wording[start:end]` with its context. Raise Rejected where the range holds no words of the wording."""
    if not 0 <= start < end <= len(wording) or not fold(wording[start:end]):
        raise Rejected(f"The passage {start} to {end} holds no words of the wording; select some of its text.", "start")
    return Passage(
        exact=wording[start:end],
        prefix=wording[max(0, start - CONTEXT) : start],
        suffix=wording[end : end + CONTEXT],
        start=start,
        end=end,
    )


def anchor(old_wording: str, start: int, end: int, new_wording: str) -> Anchoring:
    """Look for `old_wording[start:end]` in the new wording. Raise Rejected as `passage_of` does."""
    return anchor_passage(passage_of(old_wording, start, end), new_wording)


def anchor_passage(passage: Passage, new_wording: str) -> Anchoring:
    """Look for a passage in a new wording by its words, prefix and suffix alone; its old range is not used."""
    folded = fold_with_positions(new_wording)
    quote = _quote(passage)
    if not quote.exact:
        return Anchoring(state="orphaned", notes=["the passage holds no words"])
    equal = equal_places(quote, folded.text)
    if len(equal) == 1 and equal[0].kept:
        return _anchored(passage, folded, equal[0], "found")
    if not equal:
        return _best(passage, folded, like_places(quote, folded.text))
    if len(equal) == 1:
        rivals = [place for place in like_places(quote, folded.text) if place.kept and not place.overlaps(equal[0])]
        return _ambiguous(folded, [*equal, *rivals]) if rivals else _anchored(passage, folded, equal[0], "moved")
    decided = next((place for place in equal if place.kept and place.beats_all(equal)), None)
    return _anchored(passage, folded, decided, "found") if decided else _ambiguous(folded, equal)


def _quote(passage: Passage) -> Quote:
    return Quote(
        fold(passage.exact),
        fold(passage.prefix),
        fold(passage.suffix),
        cuts_before=(passage.prefix[-1:] + passage.exact[:1]).isalnum() and bool(passage.prefix),
        cuts_after=(passage.exact[-1:] + passage.suffix[:1]).isalnum() and bool(passage.suffix),
    )


def _best(passage: Passage, folded: Folded, like: Sequence[Place]) -> Anchoring:
    """Choose among places that are like the passage, the most alike first."""
    if not like:
        return Anchoring(state="orphaned", notes=["its words are not in the new wording"])
    rivals = [place for place in like if place.score >= like[0].score - _CLOSE]
    if len(rivals) == 1 or like[0].beats_all(rivals):
        return _anchored(passage, folded, like[0], "moved")
    return _ambiguous(folded, rivals)


_CLOSE = 0.1  # of score: as good a place, if nothing beside it decides


def _ambiguous(folded: Folded, places: Sequence[Place]) -> Anchoring:
    ranges = sorted(folded.unfolded(place.start, place.end) for place in places)
    return Anchoring(
        state="ambiguous", places=ranges, notes=[f"{len(ranges)} places, and what stands beside them does not decide"]
    )


def _anchored(passage: Passage, folded: Folded, place: Place, state: State) -> Anchoring:
    start, end = folded.unfolded(place.start, place.end)
    words = folded.text[place.start : place.end]
    before = _negations(fold(passage.prefix), fold(passage.exact), fold(passage.suffix))
    after = _negations(folded.text[: place.start], words, folded.text[place.end :])
    numbers = quantity_changes(fold(passage.exact), words)
    notes = [f"a number changed: {change.from_} → {change.to}" for change in numbers]
    if before != after:
        notes.append("turned round: a negation came in" if before < after else "turned round: a negation went out")
    if not place.kept:
        notes.append("what stood beside it is gone")
    return Anchoring(
        state=state,
        start=start,
        end=end,
        score=1.0 if state == "found" else place.score,
        turned_round=before != after,
        numbers=numbers,
        notes=notes,
    )


_REACH = 3  # words beside a passage, in its sentence, that may negate it
_SENTENCE_ENDS = ".!?;:…。！？؟"


def _negations(before: str, words: str, after: str) -> int:
    """Count the negating words in a passage and close beside it in its sentence."""
    for mark in _SENTENCE_ENDS:
        before = before.rpartition(mark)[2]
        after = after.partition(mark)[0]
    beside = [*words_of(before)[-_REACH:], *words_of(words)]
    if words[-1:] not in _SENTENCE_ENDS:
        beside += words_of(after)[:_REACH]
    return sum(is_negating(word) for word in beside)
