"""Alignment, comparison and word diff against difflib, cydifflib and web-monitoring-diff."""

from __future__ import annotations

import difflib
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import cydifflib

from app.domain.alignment import align
from app.domain.comparison import Span, compare, pair_wordings
from app.domain.extracted import ExtractedPair, Extraction
from app.domain.extraction import extract
from app.domain.reading import read
from app.domain.tokens import Text
from app.domain.worddiff import diff
from bench.measuring import Missing, Peer, Row, seconds
from bench.texts import REVISED, REWORDED, Pages, Record, Writer, html

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LINE = 0.5  # of difflib's ratio, as of our own likeness
_WORDS, _EDITS = 500, 25
_SETS = 10  # of pages whose alignment is judged
_MARKS = {"=": ("", ""), "-": ("<del>", "</del>"), "+": ("<ins>", "</ins>")}


def rows(rounds: int) -> Iterator[Row]:
    """Measure all rows of this module."""
    yield from _alignment(rounds)
    yield from _comparison(100, rounds, goal=40)
    yield from _comparison(1000, rounds, goal=300)
    yield from _word_diff(rounds)


def _captured(records: Sequence[Record]) -> Extraction:
    """Return what extraction makes of a page of these records."""
    pairs = [
        ExtractedPair(
            position=position,
            claim=record.claim,
            claim_label="Myth",
            rebuttal=record.rebuttal,
            rebuttal_label="Fact",
            claim_range=(0, 1),
            rebuttal_range=(1, 2),
        )
        for position, record in enumerate(records, 1)
    ]
    return Extraction(title=None, language="en", pairs=pairs)


def _alignment(rounds: int) -> list[Row]:
    letters = Row("alignment of 100 pairs", "difflib on the letters of every two claims", goal=80)
    words = Row("alignment of 100 pairs (words)", "difflib on the words of every two claims", goal=None)
    for seed in range(rounds):
        pages = Writer(seed).pages(100, REWORDED)
        old, new = pair_wordings(_captured(pages.old)), pair_wordings(_captured(pages.new))
        ours = seconds(partial(align, old, new), 5)
        olds, news = [one.claim for one in pages.old], [one.claim for one in pages.new]
        letters.ratios.append(seconds(partial(_aligned_by_difflib, olds, news)) / ours)
        split = [[claim.split() for claim in claims] for claims in (olds, news)]
        words.ratios.append(seconds(partial(_aligned_by_difflib, *split)) / ours)
    return [letters, words, *_quality(rounds)]


def _aligned_by_difflib(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> dict[int, int]:
    """Compare every two claims and match the most alike first; difflib keeps what it knows of the second one."""
    matcher: difflib.SequenceMatcher[str] = difflib.SequenceMatcher(autojunk=False)
    edges = []
    for j, other in enumerate(new):
        matcher.set_seq2(other)
        for i, one in enumerate(old):
            matcher.set_seq1(one)
            edges.append((-matcher.ratio(), i, j))
    continues: dict[int, int] = {}
    taken: set[int] = set()
    for likeness, i, j in sorted(edges):
        if -likeness >= _LINE and i not in continues and j not in taken:
            continues[i] = j
            taken.add(j)
    return continues


def _quality(rounds: int) -> list[Row]:
    """Judge the alignment of reworded pages by what is known of them; a round is ten pages, of 100 pairs each."""
    precision = Row("precision of alignment, reworded pages", "the known answer", 0.99, "share")
    recall = Row("recall of alignment, reworded pages", "the known answer", 0.99, "share")
    for first in range(1000, 1000 + rounds * _SETS, _SETS):
        found = right = wanted = 0
        for pages in (Writer(seed).pages(100, REWORDED) for seed in range(first, first + _SETS)):
            given = align(pair_wordings(_captured(pages.old)), pair_wordings(_captured(pages.new))).continues
            found, wanted = found + len(given), wanted + len(pages.continues)
            right += len(given.items() & pages.continues.items())
        precision.ratios.append(right / found)
        recall.ratios.append(right / wanted)
    return [precision, recall]


def _comparison(pairs: int, rounds: int, *, goal: float) -> list[Row]:
    speed = Row(f"comparison of {pairs:,} pairs", "web-monitoring-diff", goal)
    words = Row(f"words marked at {pairs:,} pairs", "web-monitoring-diff", 1.667, "times fewer")
    whole = Row(f"the same, both pages read anew, {pairs:,} pairs", "web-monitoring-diff", goal=None)
    try:
        peer = Peer("page_diff.py")
    except Missing as missing:
        speed.missing = words.missing = whole.missing = str(missing)
        return [speed, words, whole]
    for seed in range(rounds):
        pages = Writer(seed).pages(pairs, REVISED)
        old, new = _captured(pages.old), _captured(pages.new)
        ours = seconds(partial(_compared_and_rendered, old, new), 5)
        texts = html(pages.old), html(pages.new)
        reading = seconds(partial(_extracted, texts))
        theirs = peer.ask(old=texts[0], new=texts[1])
        speed.ratios.append(theirs["seconds"] / ours)
        whole.ratios.append(theirs["seconds"] / (ours + reading))
        words.ratios.append(theirs["words"] / _marked_words(pages))
    peer.close()
    return [speed, words, whole]


def _extracted(texts: tuple[str, str]) -> list[Extraction]:
    return [extract(read(text.encode(), "page.html")) for text in texts]


def _compared_and_rendered(old: Extraction, new: Extraction) -> str:
    """Compare, and write the new page with its changes marked, which is what the peer returns."""
    parts = []
    for change in compare(old, new).changes:
        now = new.pairs[change.to_position - 1] if change.to_position else None
        claim = _marked(change.claim_diff, now.claim if now else "")
        rebuttal = _marked(change.rebuttal_diff, now.rebuttal if now else "")
        parts.append(f"<h2>{claim}</h2>\n<p>{rebuttal}</p>")
    return "\n".join(parts)


def _marked(spans: Sequence[Span], text: str) -> str:
    if not spans:
        return escape(text)
    return "".join(f"{_MARKS[op][0]}{escape(part)}{_MARKS[op][1]}" for op, part in spans)


def _marked_words(pages: Pages) -> int:
    changes = compare(_captured(pages.old), _captured(pages.new)).changes
    spans = [span for change in changes for span in (*change.claim_diff, *change.rebuttal_diff)]
    return sum(len(text.split()) for op, text in spans if op != "=")


def _word_diff(rounds: int) -> list[Row]:
    name = f"word diff of {_WORDS} words"
    reading = Row(f"{name}: tokenising in it", "our tokenising alone", 0.667, "tokenising / diff")
    plain = Row(name, "difflib on the words", goal=None)
    compiled = Row(f"{name} (compiled)", "cydifflib on the words", goal=None)
    for seed in range(rounds * 2):
        writer = Writer(seed)
        old = writer.rebuttal(_WORDS)
        new = writer.revised(old, _EDITS)
        ours = seconds(partial(diff, old, new), 20)
        reading.ratios.append(seconds(partial(_tokenised, old, new), 20) / ours)
        for row, matcher, times in (
            (plain, difflib.SequenceMatcher, 3),
            (compiled, cydifflib.SequenceMatcher, 20),
        ):
            theirs = seconds(partial(_opcodes, old, new, matcher), times)
            row.ratios.append(theirs / ours)
    return [reading, plain, compiled]


def _tokenised(old: str, new: str) -> tuple[Text, Text]:
    return Text(old), Text(new)


def _opcodes(old: str, new: str, matcher: Any) -> object:
    left, right = _tokenised(old, new)
    return matcher(None, left.keys, right.keys, autojunk=False).get_opcodes()
