"""What a diff says, as one list of spans: kept, gone, come, or moved. Every view is drawn from it.

Side by side shows `OLD_SIDE` on the left and `NEW_SIDE` on the right; inline shows all.
"""

from __future__ import annotations

from collections import defaultdict, deque
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from app.domain.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Op = Literal["=", "-", "+", "<", ">"]
Piece = tuple[Op, str]
OLD_SIDE, NEW_SIDE = "=-<", "=+>"
_PLAIN: dict[Op, Op] = {"<": "-", ">": "+"}
_TURNED: dict[Op, Op] = {"<": ">", ">": "<"}


class Span(NamedTuple):
    """A run of text: kept ("="), only in the old text ("-") or only in the new one ("+").

    Or sentences that stand elsewhere in the new text: "<" where they stood, ">" where they stand. In JSON a span is
    `["=", "text"]`, and only the first three are used there (see `plain` and `moves`).
    """

    op: Op
    text: str


_span: Callable[[Piece], Span] = partial(tuple.__new__, Span)
"""Make a span in half the time that `Span(op, text)` takes: a diff makes fifty."""


class Move(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """Sentences that stand elsewhere: the index, in the list of spans, of where they stood and of where they stand."""

    from_: int
    to: int


def plain(spans: Iterable[Span]) -> list[Span]:
    """Return the spans as programs read them: what moved went from one place ("-") and came to another ("+")."""
    return [Span(_PLAIN.get(op, op), text) for op, text in spans]


def moves(spans: Iterable[Span]) -> list[Move]:
    """Say which spans are the two places of sentences that moved, in the new text's order."""
    stood: dict[str, deque[int]] = defaultdict(deque)
    stand = []
    for place, (op, text) in enumerate(spans):
        if op == "<":
            stood[fold(text)].append(place)
        elif op == ">":
            stand.append((place, fold(text)))
    return [Move(stood[words].popleft(), place) for place, words in stand]


def only_moved(spans: Iterable[Span]) -> bool:
    """Tell whether sentences moved and no word changed."""
    return {op for op, text in spans if op in "<>" or (op != "=" and not text.isspace())} == {"<", ">"}


def gathered(pieces: Iterable[Piece], *, turned: bool) -> list[Span]:
    """Join neighbours of one kind, and all that changed in one place; what moved stays by itself.

    White space between two changes counts among them, and white space beside a moved sentence belongs to it. `turned`
    changes old and new over.
    """
    spans: list[Span] = []
    kept = gone = come = ""
    for op, text in pieces:
        if op == "=":
            kept += text
            continue
        if kept:
            if (gone or come) and kept.isspace():
                gone, come = gone + kept, come + kept
            else:
                _add_change(spans, gone, come, turned=turned)
                spans.append(_span(("=", kept)))
                gone = come = ""
            kept = ""
        if op == "-":
            gone += text
        elif op == "+":
            come += text
        else:
            text, gone, come = _with_space(op, text, gone, come)  # noqa: PLW2901  # grown
            _add_change(spans, gone, come, turned=turned)
            spans.append(_span((_TURNED[op] if turned else op, text)))
            gone = come = ""
    _add_change(spans, gone, come, turned=turned)
    return [*spans, _span(("=", kept))] if kept else spans


def _add_change(spans: list[Span], gone: str, come: str, *, turned: bool) -> None:
    if turned:
        gone, come = come, gone
    if gone:
        spans.append(_span(("-", gone)))
    if come:
        spans.append(_span(("+", come)))


def _with_space(op: Op, moved: str, gone: str, come: str) -> tuple[str, str, str]:
    """Give a moved sentence the white space before it that is no longer (or not yet) there; return all three."""
    if op == "<" and gone.isspace() and not come:
        return gone + moved, "", ""
    if op == ">" and come.isspace() and not gone:
        return come + moved, "", ""
    return moved, gone, come


class Moved(NamedTuple):
    """Moved sentences and the place, in the text without any of them, where they are taken out or put in."""

    place: int
    text: str


def woven(pieces: Iterable[Piece], out: Iterable[Moved], into: Iterable[Moved]) -> Iterator[Piece]:
    """Put moved sentences among the pieces of a diff that was made without them, cutting pieces where they stand."""
    old = new = 0
    stood, stand = deque(out), deque(into)
    for op, whole in pieces:
        text = whole
        while text:
            while op != "+" and stood and stood[0].place == old:
                yield "<", stood.popleft().text
            while stand and stand[0].place == new:
                yield ">", stand.popleft().text
            length = len(text)
            if op != "+" and stood:
                length = min(length, stood[0].place - old)
            if op != "-" and stand:
                length = min(length, stand[0].place - new)
            yield op, text[:length]
            old += length if op != "+" else 0
            new += length if op != "-" else 0
            text = text[length:]
    yield from (("<", one.text) for one in stood)
    yield from ((">", one.text) for one in stand)
