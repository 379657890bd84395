"""View models of a subject's words: the newest wording with its passages, where it is from, and how it got there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import url_for

from app.domain.comparison import Difference
from app.domain.records import CaptureRecord, decode
from app.domain.vocabulary import Side
from app.storage.models.library import LibraryWording
from app.storage.queries.library.compared import compared
from app.storage.queries.library.subjects import Named, Related
from app.storage.queries.library.wordings import Seen
from app.web.library.kin_views import PartingView, parting_views
from app.web.library.passage_views import PassageView, side_of
from app.web.reading.addresses import Key
from app.web.reading.language import gettext
from app.web.reading.quotes import DiffRun, Run, diff_runs, found_in, is_long, marked


@dataclass(frozen=True, slots=True)
class ProvenanceView:
    """Where words are from: the capture, how it was obtained, and its digests."""

    captured: str
    spoken: str
    url: str
    obtained: str
    address: str | None
    media_type: str
    sha256: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class WordsView:
    """The words of a subject in one capture, with passages marked."""

    key: Key
    url: str
    label: str | None
    claim_label: str | None
    rebuttal_label: str | None
    verdict_label: str | None
    claim: list[list[Run]]
    rebuttal: list[list[Run]]
    language: str | None

    def is_long(self, side: str) -> bool:
        """Tell whether a side has more words than fit beside the other steps; they then scroll by themselves."""
        paragraphs = self.claim if side == "claim" else self.rebuttal
        return is_long(paragraphs)


@dataclass(frozen=True, slots=True)
class StepView:
    """One capture in the history of a subject's words. `url` leads to the comparison, or to the first capture.

    `lead` stands before the date, where the words had left the page by then, or were back. `partings` tell what was
    joined and split, before `words`, of which there may then be none.
    """

    key: Key
    url: str
    words: str
    changed: bool
    head: list[list[DiffRun]]
    body: list[list[DiffRun]]
    lead: str = ""
    language: str | None = None
    partings: list[PartingView] = field(default_factory=list)


def keys_of(wordings: Iterable[LibraryWording]) -> dict[str, str]:
    """Map captures to their dates in words."""
    return {row.capture_id: Key(row.captured, row.number).spoken for row in wordings}


def provenance(row: Related | None, page: Named | None) -> ProvenanceView | None:
    """Say where the words of a capture are from."""
    record = decode(row.body) if row and row.body else None
    if not isinstance(record, CaptureRecord) or page is None:
        return None
    return provenance_of(record, page.slug)


def provenance_of(record: CaptureRecord, page_slug: str) -> ProvenanceView:
    """Say where a capture is from."""
    key = Key(record.captured, record.number)
    return ProvenanceView(
        captured=record.captured,
        spoken=key.spoken,
        url=url_for("library.capture", slug=page_slug, key=key.text),
        obtained=record.obtained,
        address=record.address,
        media_type=record.media_type,
        sha256=record.sha256,
        text_sha256=record.text_sha256,
    )


def words_view(wording: LibraryWording, page_slug: str, passages: Iterable[PassageView]) -> WordsView:
    """Show a wording with its passages marked."""
    places: dict[str, list[tuple[str, tuple[int, int]]]] = {"claim": [], "rebuttal": []}
    for one in passages:
        place = found_in(side_of(wording, one.record), one.record)
        if place:
            side = "rebuttal" if one.record.side == Side.REBUTTAL else "claim"
            places[side].append((one.record.id, place))
    key = Key(wording.captured, wording.number)
    return WordsView(
        key=key,
        url=url_for("library.capture", slug=page_slug, key=key.text) + f"#{wording.subject_id}",
        label=wording.label,
        claim_label=wording.claim_label,
        rebuttal_label=wording.rebuttal_label,
        verdict_label=wording.verdict_label,
        claim=marked(wording.claim, places["claim"]),
        rebuttal=marked(wording.rebuttal or "", places["rebuttal"]),
        language=wording.language,
    )


def steps(kind: str, seen: Sequence[Seen], page_slug: str, related: Mapping[str, Related]) -> list[StepView]:
    """Tell the history of a subject's words, the newest first: when they changed, left the page and came back.

    What was joined and split names the others as they are published: `related` has these by their ids.
    """
    told: list[StepView] = []
    last: LibraryWording | None = None
    gone = False
    for one in seen:
        key = Key(one.captured, one.number)
        parted = parting_views(kind, one.partings, related)
        if one.wording is None:
            if last is not None and not gone:
                told.append(_gone(last, key, page_slug, parted))
                gone = True
            continue
        if last is None:
            url = url_for("library.capture", slug=page_slug, key=key.text)
            first = StepView(key, url, gettext("first captured with these words"), changed=True, head=[], body=[])
            told.append(replace(first, partings=parted))
        else:
            step = _step(last, one.wording, page_slug)
            lead = gettext("back by") if gone else ""
            told.append(replace(step, lead=lead, changed=step.changed or gone or bool(parted), partings=parted))
        last, gone = one.wording, False
    return told[::-1]


def _gone(last: LibraryWording, key: Key, page_slug: str, parted: list[PartingView]) -> StepView:
    old = Key(last.captured, last.number)
    url = url_for("compare.captures", slug=page_slug, keys=f"{old.text}..{key.text}") + f"#{last.subject_id}"
    words, lead = ("", "") if parted else (gettext("no longer on the page"), gettext("gone by"))
    return StepView(key, url, words, changed=True, head=[], body=[], lead=lead, partings=parted)


def _step(before: LibraryWording, row: LibraryWording, page_slug: str) -> StepView:
    difference = compared([before], [row])[0].difference
    key, old = Key(row.captured, row.number), Key(before.captured, before.number)
    url = url_for("compare.captures", slug=page_slug, keys=f"{old.text}..{key.text}") + f"#{row.subject_id}"
    return StepView(
        key=key,
        url=url,
        words=told_change(difference, pair=row.kind == "pair"),
        changed=difference.changed,
        head=diff_runs(difference.head_diff, difference.quantities),
        body=diff_runs(difference.body_diff, difference.quantities),
        language=row.language,
    )


def told_change(difference: Difference, *, pair: bool) -> str:
    """Say in words what changed of one wording."""
    parts = []
    if difference.kind == "reworded":
        parts.append(gettext("claim reworded") if pair else gettext("name reworded"))
    if difference.body_reworded:
        parts.append(gettext("answer reworded") if pair else gettext("text reworded"))
    if difference.sentences_moved:
        parts.append(gettext("sentences of the answer moved") if pair else gettext("sentences of the text moved"))
    if difference.verdict_changed:
        old, new = (part or gettext("none") for part in (difference.verdict.from_, difference.verdict.to))
        parts.append(gettext("the agency’s own verdict went from “%(old)s” to “%(new)s”", old=old, new=new))
    if not parts:
        return gettext("same words")
    amounts = [gettext("%(old)s became %(new)s", old=one.from_, new=one.to) for one in difference.quantities]
    return "; ".join(parts + amounts)
