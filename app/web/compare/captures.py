"""Two captures of a page, compared claim by claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec
from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.comparison import summary
from app.domain.errors import NotFound, Rejected
from app.storage.models.library import LibraryWording
from app.storage.queries.library.captures import CaptureRow
from app.storage.queries.library.compared import Compared, compared
from app.storage.queries.library.wordings import Placed
from app.web.compare.differences import DifferenceView, difference_view
from app.web.reading.addresses import Key, crumbs_of, key_of, standing_subject, with_query
from app.web.reading.sentences import told_counts
from app.web.reading.shelf import shelf

GROUPS = {"pair": "Claims and answers", "safeguard": "Safeguards", "concern": "Concerns"}
INLINE, SIDE_BY_SIDE = "inline", "side-by-side"


@dataclass(frozen=True, slots=True)
class StepView:
    """Another comparison of the same page."""

    words: str
    spoken: str
    url: str


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """What changed, in a sentence, in numbers, and record by record; `hidden` counts what the filter left out."""

    sentence: str
    amounts: list[tuple[str, str]]
    groups: list[tuple[str, list[DifferenceView]]]
    hidden: int


def choose(slug: str) -> Response:
    """Send on from the two radio buttons to the permanent address of that comparison."""
    found = standing_subject("page", slug)
    old, new = sorted([key_of(request.args.get("old", "")), key_of(request.args.get("new", ""))])
    if old == new:
        raise Rejected("Choose two different captures; one can’t be compared with itself.")
    return redirect(url_for("compare.captures", slug=found.record.slug, keys=f"{old.text}..{new.text}"), 303)


def show(slug: str, keys: str) -> str:
    """Show what changed between two captures."""
    found = standing_subject("page", slug)
    old, new = _keys(slug, keys)
    captures = {Key(row.change.captured, row.change.number): row for row in shelf().captures(found.record.id)}
    for key in (old, new):
        if key not in captures:
            raise NotFound(f"“{found.record.title}” has no published capture of {key.spoken}.")
    both = (captures[old].change.capture_id, captures[new].change.capture_id)
    only = request.args.get("changes") == "only"
    return render_template(
        "compare/captures.html",
        page_title=found.record.title,
        agency=found.agency.title if found.agency else "",
        slug=slug,
        old=old,
        new=new,
        retracted=[(key, captures[key].retracted) for key in (old, new) if captures[key].retracted],
        comparison=_comparison(shelf().placed(found.record.id, both), *both, only=only),
        view=INLINE if request.args.get("view") == INLINE else SIDE_BY_SIDE,
        only=only,
        steps=_steps(slug, captures, old, new),
        crumbs=[*crumbs_of(found), (found.record.title, url_for("library.page", slug=slug))],
    )


def _comparison(placed: Sequence[Placed], old: str, new: str, *, only: bool) -> ComparisonView:
    """Compare what two captures say, kind by kind."""
    changes = {kind: _compared(placed, kind, old, new) for kind in GROUPS}
    counts = {f"{kind}s": msgspec.to_builtins(summary(one.difference for one in changes[kind])) for kind in GROUPS}
    shown = {kind: _views(changes[kind], placed, only=only) for kind in GROUPS}
    every = [one for kind in GROUPS for one in changes[kind]]
    return ComparisonView(
        sentence=told_counts(counts),
        amounts=[(amount.from_, amount.to) for one in every for amount in one.difference.quantities],
        groups=[(GROUPS[kind], views) for kind, views in shown.items() if views],
        hidden=len(every) - sum(map(len, shown.values())),
    )


def _keys(slug: str, keys: str) -> tuple[Key, Key]:
    """Read the two captures of an address; send on where they stand in the wrong order."""
    first, dots, second = keys.partition("..")
    if not dots:
        raise NotFound(f"“{keys[:40]}” names no two captures; write them as 2011-06-25..2012-03-03.")
    old, new = key_of(first), key_of(second)
    if new < old:
        turned = url_for("compare.captures", slug=slug, keys=f"{new.text}..{old.text}", as_of=None)
        abort(redirect(with_query(turned), 301))
    return old, new


def _compared(placed: Sequence[Placed], kind: str, old: str, new: str) -> list[Compared]:
    def of(capture: str) -> list[LibraryWording]:
        return [one.wording for one in placed if one.wording.kind == kind and one.wording.capture_id == capture]

    return compared(of(old), of(new))


def _views(changes: Sequence[Compared], placed: Sequence[Placed], *, only: bool) -> list[DifferenceView]:
    names = {one.wording.subject_id: one for one in placed}
    return [
        difference_view(one, names[one.subject])
        for one in changes
        if not only or one.difference.changed or one.difference.moved
    ]


def _steps(slug: str, captures: Mapping[Key, CaptureRow], old: Key, new: Key) -> list[StepView]:
    """Return the real changes before and after, each against the capture before it; and the first against the last."""
    keys = list(captures)
    changes = [(before, after) for before, after in pairwise(keys) if captures[after].change.real]
    before = [pair for pair in changes if pair[1] <= old]
    after = [pair for pair in changes if pair[0] >= new]
    chosen = [("Previous change", before[-1])] if before else []
    chosen += [("Next change", after[0])] if after else []
    whole = (keys[0], keys[-1])
    if whole != (old, new):
        chosen.append(("First to last", whole))
    return [
        StepView(
            words,
            f"{first.spoken} to {last.spoken}",
            url_for("compare.captures", slug=slug, keys=f"{first.text}..{last.text}"),
        )
        for words, (first, last) in chosen
    ]
