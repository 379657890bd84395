"""How much of a sentence a promise's text takes, so that a reader understands it alone and never as its opposite.

A promise is found by a few words ("more than 48 hours"). Its text begins at the negation that makes those words a
limit, or else at the verb that says what is promised, where the sentence has one near by; no word is ever cut.
"""

from __future__ import annotations

import re

from app.domain import promise_words as words

LONGEST = 120  # code points of a phrase; one that would be longer stays at its few words
_LONGEST_DELIVERABLE = 300
_TAIL = 60

_PARTICIPLE = (
    r"(?!(?:when|then|often|even|seven|been|between|women|children|need|indeed|speed)\b)"
    r"(?:\w+(?:ed|en|wn|ught|eld|ilt|ade|aid|ept|eft)|done|gone|told|sold|found|sent|spent|put|cut|set|shut|met|read|run|due|"
    r"on track)\b"
)
_VERB = re.compile(
    r"\b(?:(?P<drop>will|shall|must|(?:is|are|plans?|planned|aims?|expects?|intends?|pledges?|promises?|commits?|"
    r"committed|going|has|have) to)|(?P<keep>may|can|should|cannot|\w+n[’']t)|"
    r"(?<!who )(?<!that )(?<!which )(?P<present>is|are)(?= (?:also |now |then |only |\w{2,12}ly )?(?:not |never |"
    + _PARTICIPLE
    + r")))"
    r"\s(?:(?:also|now|then|only|all|each|both|first|\w{2,12}ly)\s)*(?P<be>be\s(?=" + _PARTICIPLE + r"))?(?P<verb>\w+)",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"\b(?:will|shall|must|may|can|could|should|would|do|does|is|are|has|have)\s{1,3}$", re.IGNORECASE
)
_HALF_NEGATION = re.compile(r"without|neither|nor|none", re.IGNORECASE)  # another before it may be the one that counts
_OPENS_NEGATED = re.compile(r"\W{0,3}(?:no|none|nobody|never|neither)\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"\s(?:of|after|from|following|before|prior to)\s(?:(?!\s(?:and|but|or|to|if|unless|that|who|which|when|where)\b)"
    r"(?:[^.,;:()\n–—]|,(?=\s\d{4}\b))){1,60}(?<!\b[A-Z])(?=\.(?:\s|$)|[,;:()\n–—]|$|"
    r"\s(?:and|but|or|to|if|unless|that|who|which|when|where)\b)",
    re.IGNORECASE,
)
_RATE = re.compile(r"\s(?:an?|per|each|every)\s(?:hour|day|week|month|quarter|year)\b", re.IGNORECASE)
_NOUN_PHRASE = re.compile(
    rf"(?:\s(?!(?:and|or|to|in|at|by|for|of|with|that|which|who|after|before)\b)[\w’'-]+){{0,{words.NEAR_WORDS}}}",
    re.IGNORECASE,
)
_ACTIVITY = re.compile(r"(?!count(?:y|ies)\b)" + words.ACTIVITY.pattern, re.IGNORECASE)
_CUT = re.compile(r"[,;:–—](?=\s)|\s(?=\()")
_SENTENCE_END = " \t\r\n.!?:,"


def phrase(sentence: str, found: tuple[int, int], kind: str, free: tuple[int, int]) -> tuple[int, int]:
    """Widen the range of a promise's few words to a phrase.

    `free` is the range that no other promise of the sentence takes; only a negation that a limit needs lies outside.
    """
    start, end = found
    end = min(_end(sentence, found, kind), max(free[1], end))
    if kind == "limit" and words.OPENS_MORE.match(sentence, start):
        return _negation(sentence, start), end
    first = _start(sentence, start, kind, max(free[0], 0))
    return (first if end - first <= LONGEST else start), end


def deliverable_end(sentence: str, start: int) -> int:
    """Return where a deliverable's text ends: with its sentence or, where that's long, after a whole clause."""
    semicolon = sentence.find(";", start)
    end = semicolon if semicolon > 0 else len(sentence)
    if end - start > _LONGEST_DELIVERABLE:
        cuts = [cut.start() for cut in _CUT.finditer(sentence, start, start + _LONGEST_DELIVERABLE)]
        whole = [cut for cut in cuts if sentence.count("(", start, cut) == sentence.count(")", start, cut)]
        end = next((cut for cut in reversed(whole) if cut - start > _TAIL), end)
    return start + len(sentence[start:end].rstrip(_SENTENCE_END))


def _negation(sentence: str, start: int) -> int:
    """Return where the negation before a limit begins, with its auxiliary verb ("will not", "cannot", "no boat")."""
    places = [match.start() for match in words.NEGATED.finditer(sentence, 0, start)]
    whole = [place for place in places if not _HALF_NEGATION.match(sentence, place)]
    place = (whole or places or [start])[-1]
    while place and sentence[place - 1].isalpha():  # "don’t"
        place -= 1
    auxiliary = _AUXILIARY.search(sentence, max(0, place - 10), place)
    return auxiliary.start() if auxiliary else place


def _start(sentence: str, start: int, kind: str, lowest: int) -> int:
    """Return where the verb phrase before a promise begins, from `lowest` on, or `start` where none is near."""
    clause = max((cut.end() for cut in words.CLAUSE.finditer(sentence, lowest, start)), default=lowest)
    opened = _OPENS_NEGATED.match(sentence, clause, start)
    if opened:
        return _word(sentence, clause)
    verbs = list(_VERB.finditer(sentence, max(lowest, start - LONGEST), start))
    if verbs:
        verb = verbs[-1]
        negated = verb["verb"].lower() in {"not", "never"}
        return verb.start() if verb["keep"] or negated else verb.start("verb")
    if kind == "recurrence":
        activity = _ACTIVITY.search(sentence, clause, start)
        return activity.start() if activity else start
    return start if clause else min(_word(sentence, 0), start)


def _word(sentence: str, place: int) -> int:
    """Return where the first word from a place on begins."""
    match = re.compile(r"\w").search(sentence, place)
    return match.start() if match else place


def _end(sentence: str, found: tuple[int, int], kind: str) -> int:
    """Return where a promise ends: after "at most", "a year", "of receipt", or what recurs ("weekly report")."""
    end = found[1]
    if kind == "recurrence":
        near = _NOUN_PHRASE.match(sentence, end)
        activities = list(_ACTIVITY.finditer(sentence, end, near.end())) if near else []
        if activities:
            end = activities[-1].end()
            while end < len(sentence) and sentence[end].isalnum():
                end += 1
        return end
    for pattern in (words.AT_MOST_AFTER, _RATE, _COUNTED):
        match = pattern.match(sentence, end)
        if match:
            return match.end()
    return end
