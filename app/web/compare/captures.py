"""Two captures of a page, compared claim by claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from flask import abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import NotFound, Rejected
from app.domain.in_force import in_force
from app.domain.kin import kin_of, tally
from app.domain.partial_dates import PartialDate
from app.domain.sentences import Sentence
from app.storage.models.library import LibraryWording
from app.storage.queries.library.captures import CaptureRow
from app.storage.queries.library.compared import Compared, compared
from app.storage.queries.library.subjects import Found
from app.storage.queries.library.wordings import Placed
from app.web.compare.differences import DifferenceView, difference_view, name_of
from app.web.reading.addresses import Key, crumbs_of, key_of, standing_subject, with_query
from app.web.reading.cards import Card, Said, card_address, card_answer
from app.web.reading.language import gettext, sentence, told
from app.web.reading.sentences import told_counts
from app.web.reading.shelf import shelf

GROUPS = {
    "pair": sentence("Claims and answers"),
    "safeguard": sentence("Safeguards"),
    "concern": sentence("Concerns"),
}
ON_CARD = 2
INLINE, SIDE_BY_SIDE = "inline", "side-by-side"


@dataclass(frozen=True, slots=True)
class StepView:
    """Another comparison of the same page."""

    words: str
    spoken: str
    url: str


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """What changed, in a sentence, in numbers, and record by record.

    `amounts` are the numbers by the records that they changed in; `hidden` counts what the filter left out.
    """

    sentence: str
    amounts: list[DifferenceView]
    groups: list[tuple[str, list[DifferenceView]]]
    hidden: int
    parted: bool


class _Part(NamedTuple):
    """The comparison of one kind: its counts, and its records."""

    counts: dict[str, int]
    views: list[DifferenceView]


def choose(slug: str) -> Response:
    """Send on from two captures, or two days, to the permanent address of that comparison."""
    found = standing_subject("page", slug)
    days = [request.args.get(name, "").strip() for name in ("from", "to")]
    if any(days):
        keys = [_key(row) for row in shelf().captures(found.record.id)]
        asked = (PartialDate.parse(day, name) for day, name in zip(days, ("from", "to"), strict=True))
        old, new = (keys[place] for place in in_force([PartialDate.parse(key.captured) for key in keys], *asked))
    else:
        old, new = sorted([key_of(request.args.get("old", "")), key_of(request.args.get("new", ""))])
        if old == new:
            raise Rejected("Choose two different captures; one can’t be compared with itself.")
    return redirect(url_for("compare.captures", slug=found.record.slug, keys=f"{old.text}..{new.text}"), 303)


def _key(row: CaptureRow) -> Key:
    return Key(row.change.captured, row.change.number)


def show(slug: str, keys: str) -> str:
    """Show what changed between two captures."""
    found, captures, old, new = _asked(slug, keys)
    both = (captures[old].change.capture_id, captures[new].change.capture_id)
    only = request.args.get("changes") == "only"
    comparison = _comparison(shelf().placed(found.record.id, both), *both, only=only)
    return render_template(
        "compare/captures.html",
        page_title=found.record.title,
        agency=found.agency.title if found.agency else "",
        slug=slug,
        old=old,
        new=new,
        retracted=[(key, captures[key].retracted) for key in (old, new) if captures[key].retracted],
        comparison=comparison,
        card=_card(found, old, new, comparison),
        card_url=card_address("compare.card", slug=slug, keys=f"{old.text}..{new.text}"),
        view=INLINE if request.args.get("view") == INLINE else SIDE_BY_SIDE,
        only=only,
        steps=_steps(slug, captures, old, new),
        days=days_of(list(captures), old, new),
        crumbs=[*crumbs_of(found), (found.record.title, url_for("library.page", slug=slug))],
    )


def show_card(slug: str, keys: str) -> Response:
    """Draw the card of a comparison."""
    found, captures, old, new = _asked(slug, keys)
    both = (captures[old].change.capture_id, captures[new].change.capture_id)
    return card_answer(_card(found, old, new, _comparison(shelf().placed(found.record.id, both), *both, only=True)))


def _asked(slug: str, keys: str) -> tuple[Found, dict[Key, CaptureRow], Key, Key]:
    """Return the page and its captures, and which two of them are asked for."""
    found = standing_subject("page", slug)
    old, new = _keys(slug, keys)
    captures = {_key(row): row for row in shelf().captures(found.record.id)}
    for key in (old, new):
        if key not in captures:
            raise NotFound(
                Sentence("“%(title)s” has no published capture of %(day)s.", title=found.record.title, day=key.part)
            )
    return found, captures, old, new


def _card(found: Found, old: Key, new: Key, comparison: ComparisonView) -> Card:
    """Return what the card of a comparison says: the sentence that sums it up, and the numbers that changed most."""
    agency = found.agency.title if found.agency else ""
    amounts = [(one, amount) for one in comparison.amounts for amount in one.amounts if amount.old and amount.new]
    said = [Said(gettext("%(old)s against %(new)s", old=old.spoken, new=new.spoken), comparison.sentence, "ours")]
    said += [
        Said(gettext("“%(title)s”", title=one.title), f"{amount.old} → {amount.new}", "ours")
        for one, amount in amounts[:ON_CARD]
    ]
    return Card(
        about=[agency, found.record.title],
        said=said,
        verdict=gettext("What the page says now, and said before"),
        rating=None,
        site=str(current_app.config["SITE_NAME"]),
    )


def days_of(keys: Sequence[Key], old: Key, new: Key) -> dict[str, str]:
    """Return what the two questions for a day hold at first, and the earliest day that they take."""
    first, before, after = (PartialDate.parse(key.captured).first_day for key in (keys[0], old, new))
    return {"first": first.isoformat(), "old": before.isoformat(), "new": after.isoformat()}


def _comparison(placed: Sequence[Placed], old: str, new: str, *, only: bool) -> ComparisonView:
    """Compare what two captures say, kind by kind."""
    parts = {kind: _part(placed, kind, old, new) for kind in GROUPS}
    counts = {f"{kind}s": part.counts for kind, part in parts.items()}
    shown = {kind: [one for one in part.views if one.differs or not only] for kind, part in parts.items()}
    every = [one for part in parts.values() for one in part.views]
    return ComparisonView(
        sentence=told_counts(counts),
        amounts=[one for one in every if one.amounts],
        groups=[(told(GROUPS[kind]), views) for kind, views in shown.items() if views],
        hidden=len(every) - sum(map(len, shown.values())),
        parted=any(part.counts["joined"] or part.counts["split"] for part in parts.values()),
    )


def _part(placed: Sequence[Placed], kind: str, old: str, new: str) -> _Part:
    changes = _compared(placed, kind, old, new)
    names = {one.wording.subject_id: one for one in placed}
    titles = {one.subject: name_of(one, names[one.subject]) for one in changes}
    differences = {one.subject: one.difference for one in changes}
    kin = kin_of(differences, titles)
    return _Part(
        counts=tally(differences, kin),
        views=[difference_view(one, names[one.subject], titles[one.subject], kin) for one in changes],
    )


def _keys(slug: str, keys: str) -> tuple[Key, Key]:
    """Read the two captures of an address; send on where they stand in the wrong order."""
    first, dots, second = keys.partition("..")
    if not dots:
        raise NotFound(
            Sentence("“%(given)s” names no two captures; write them as 2011-06-25..2012-03-03.", given=keys[:40])
        )
    old, new = key_of(first), key_of(second)
    if new < old:
        turned = url_for(
            request.endpoint or "compare.captures", slug=slug, keys=f"{new.text}..{old.text}", as_of=None, lang=None
        )
        abort(redirect(with_query(turned), 301))
    return old, new


def _compared(placed: Sequence[Placed], kind: str, old: str, new: str) -> list[Compared]:
    def of(capture: str) -> list[LibraryWording]:
        return [one.wording for one in placed if one.wording.kind == kind and one.wording.capture_id == capture]

    return compared(of(old), of(new))


def _steps(slug: str, captures: Mapping[Key, CaptureRow], old: Key, new: Key) -> list[StepView]:
    """Return the real changes before and after, each against the capture before it; and the first against the last."""
    keys = list(captures)
    changes = [(before, after) for before, after in pairwise(keys) if captures[after].change.real]
    before = [pair for pair in changes if pair[1] <= old]
    after = [pair for pair in changes if pair[0] >= new]
    chosen = [(gettext("Previous change"), before[-1])] if before else []
    chosen += [(gettext("Next change"), after[0])] if after else []
    whole = (keys[0], keys[-1])
    if whole != (old, new):
        chosen.append((gettext("First to last"), whole))
    return [
        StepView(
            words,
            gettext("%(first)s to %(last)s", first=first.spoken, last=last.spoken),
            url_for("compare.captures", slug=slug, keys=f"{first.text}..{last.text}"),
        )
        for words, (first, last) in chosen
    ]
