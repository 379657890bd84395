"""View models of a comparison: each difference side by side and inline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from app.domain.comparison import Difference
from app.domain.kin import Kin
from app.domain.promise_changes import promise_changes
from app.domain.spans import NEW_SIDE, OLD_SIDE, Span
from app.storage.models.library import LibraryWording
from app.storage.queries.library.compared import Compared
from app.storage.queries.library.wordings import Placed
from app.web.compare.fates import told_fates
from app.web.reading.addresses import record_url
from app.web.reading.language import gettext, word
from app.web.reading.quotes import DiffRun, diff_runs, is_long

Paragraphs = list[list[DiffRun]]


class TextKind(NamedTuple):
    """Which text of a record: its name in words, its style, the agency's label on it, and its language."""

    words: str
    side: str
    label: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class TextView:
    """One text of a record as it was, as it is, and both in one."""

    words: str
    side: str
    label: str | None
    language: str | None
    old: Paragraphs
    new: Paragraphs
    inline: Paragraphs
    changed: bool

    def is_long(self, paragraphs: Paragraphs) -> bool:
        """Tell whether these have more words than fit beside others."""
        return is_long(paragraphs)


class Amount(NamedTuple):
    """A number or a promise's parameter that changed, in the page's words; None where there is none."""

    what: str | None
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """How one record fared from the old capture to the new one.

    `part_of` is the record that holds its words in the capture that does not have it, where it was joined or split.
    """

    subject: str
    kind: str
    title: str
    url: str | None
    state: str
    told: list[str]
    amounts: list[Amount]
    differs: bool
    in_old: bool
    in_new: bool
    part_of: str | None
    texts: list[TextView]


def difference_view(one: Compared, named: Placed, title: str, kin: Kin) -> DifferenceView:
    """Show one difference."""
    difference = one.difference
    row = one.new or one.old
    part_of = kin.into.get(one.subject) or kin.off.get(one.subject)
    pair = row is not None and row.kind == "pair"
    texts = _texts(one, row, pair=pair)
    return DifferenceView(
        subject=one.subject,
        kind=named.wording.kind,
        title=title,
        url=record_url(named.wording.kind, named.slug) if named.slug else None,
        state=_state(one, kin),
        told=told_fates(one, kin, pair=pair),
        amounts=amounts_of(difference, pair=pair),
        differs=difference.changed or difference.moved,
        in_old=one.old is not None,
        in_new=one.new is not None,
        part_of=part_of,
        texts=[_unmarked(text) for text in texts] if part_of else texts,
    )


def _unmarked(text: TextView) -> TextView:
    """Show a text of what was joined or split off without marks: its words are part of another's, not gone or new."""
    old, new, inline = (
        [[replace(run, op="=") for run in paragraph] for paragraph in paragraphs]
        for paragraphs in (text.old, text.new, text.inline)
    )
    return replace(text, old=old, new=new, inline=inline)


def _texts(one: Compared, row: LibraryWording | None, *, pair: bool) -> list[TextView]:
    difference = one.difference
    heads = (difference.old.head if difference.old else None, difference.new.head if difference.new else None)
    bodies = (difference.old.body if difference.old else None, difference.new.body if difference.new else None)
    labels = (row.claim_label, row.rebuttal_label) if row and pair else (None, None)
    language = row.language if row else None
    head, body = (
        TextKind(words[0] if pair else words[1], side, label, language)
        for words, side, label in (
            ((gettext("Claim"), gettext("Name")), "claim" if pair else "name", labels[0]),
            ((gettext("Answer"), gettext("Text")), "rebuttal", labels[1]),
        )
    )
    texts = [
        text_view(head, heads, difference.head_diff, difference),
        text_view(body, bodies, difference.body_diff, difference),
    ]
    return [text for text in texts if text.inline and (text.changed or text.side != "name")]


def text_view(
    kind: TextKind, both: tuple[str | None, str | None], spans: list[Span], difference: Difference
) -> TextView:
    """Show a text as it was, as it is, and both in one. Where its diff is empty, nothing changed."""
    amounts = difference.quantities
    whole = spans or [Span("=", both[1] or both[0] or "")]
    return TextView(
        words=kind.words,
        side=kind.side,
        label=kind.label,
        language=kind.language,
        old=diff_runs(whole, amounts, OLD_SIDE) if both[0] is not None else [],
        new=diff_runs(whole, amounts, NEW_SIDE) if both[1] is not None else [],
        inline=diff_runs(whole, amounts),
        changed=any(op != "=" for op, _ in whole),
    )


def amounts_of(difference: Difference, *, pair: bool) -> list[Amount]:
    """Return the numbers that changed; of a measure with the promise that each is the parameter of, and those lost."""
    numbers = [Amount(None, one.from_, one.to) for one in difference.quantities]
    if pair or not (difference.body_changed and difference.old and difference.new):
        return numbers
    promises = [
        Amount(word(one.kind, "commitment"), one.old, one.new)
        for one in promise_changes(difference.old.body, difference.new.body)
    ]
    told = {(one.old, one.new) for one in promises}
    return promises + [one for one in numbers if (one.old, one.new) not in told]


def _state(one: Compared, kin: Kin) -> str:
    difference = one.difference
    if one.subject in kin.into or one.subject in kin.joined:
        return "joined"
    if one.subject in kin.off or one.subject in kin.split:
        return "split"
    if difference.kind in {"added", "removed"}:
        return difference.kind
    if difference.kind == "same" and difference.sentences_moved and not difference.body_reworded:
        return "reworded" if difference.verdict_changed else "reordered"
    return "reworded" if difference.changed else "moved" if difference.moved else "same"


def name_of(one: Compared, named: Placed) -> str:
    """Return what a record is called, or would be by its words."""
    if named.title:
        return named.title
    wording = one.difference.new or one.difference.old
    return (wording.head if wording else None) or gettext("Without a name")
