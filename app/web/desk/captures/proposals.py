"""A capture's proposals as its page lists them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.comparison import Difference
from app.domain.extracted import Range
from app.domain.scores import shown_score
from app.domain.spans import Span, plain
from app.domain.terms import TermChange
from app.domain.worddiff import diff
from app.services.alignments import is_exact
from app.services.checked import Near
from app.services.proposal_steps import span_of
from app.services.reshaping import KINDS, next_alike
from app.services.terms import changed_terms
from app.storage.models.desk import Capture, Proposal, Statement
from app.web.desk.captures.marks import number_of, ranges_of
from app.web.reading.quotes import DiffRun, diff_runs

Paragraphs = list[list[DiffRun]]


@dataclass(frozen=True)
class Beside:
    """One text of a proposal beside that of the record: what it is called, and both in one, marked."""

    label: str
    side: str
    inline: Paragraphs
    changed: bool


@dataclass(frozen=True)
class Compared:
    """A proposal beside the record's earlier words: how alike in words, what changed, and the changed numbers."""

    exact: bool
    told: list[str]
    texts: list[Beside]
    quantities: list[tuple[str, str]]


@dataclass(frozen=True)
class Term:
    """A promise of the record beside the page's."""

    kind: str
    words: Paragraphs


@dataclass(frozen=True)
class Listed:
    """A proposal, its sign, the record that it became or is thought to continue, and the others it may continue."""

    proposal: Proposal
    number: str
    nested: bool
    became: Statement | None
    continues: Statement | None
    others: list[Statement]
    looked_at: bool
    compared: Compared | None
    likeness: str
    terms: list[Term]
    near: list[Near]
    looked_for: bool
    """Whether its claim was looked for among all that is on the desk."""
    joined_with: str | None
    kinds: list[str]


@dataclass(frozen=True)
class Known:
    """What the page of a capture knows beside its proposals: the page's records, and differences by proposal."""

    capture: Capture
    statements: Sequence[Statement]
    differences: Mapping[str, Difference] = field(default_factory=dict)
    looked_at: Mapping[str, str] = field(default_factory=dict)
    near: Mapping[str, list[Near]] = field(default_factory=dict)
    looked_for: Collection[str] = ()


def listed(proposals: Sequence[Proposal], known: Known) -> list[Listed]:
    """Prepare proposals for the page. A record that has its words in this capture already is offered to no other."""
    by_id = {one.id: one for one in known.statements}
    taken = {row.subject_id for row in known.capture.wording_rows}
    ordered = sorted(proposals, key=_place)
    return [_listed(one, known, by_id, taken, ordered) for one in ordered]


def _listed(
    one: Proposal, known: Known, by_id: Mapping[str, Statement], taken: set[str], ordered: list[Proposal]
) -> Listed:
    chosen = by_id.get(known.looked_at.get(one.id) or one.continues_id or "")
    became = by_id.get(one.subject_id or "")
    record = became or chosen
    after = next_alike(ordered, one) if one.state == "open" else None
    difference = known.differences.get(one.id)
    return Listed(
        proposal=one,
        number=number_of(one),
        nested=one.parent_id is not None,
        became=became,
        continues=chosen,
        others=[
            other
            for other in known.statements
            if other.kind == one.kind and other.id not in taken and (chosen is None or other.id != chosen.id)
        ],
        looked_at=one.id in known.looked_at,
        compared=_compared(difference, pair=one.kind == "pair") if difference else None,
        likeness=_likeness(one, difference) if one.id not in known.looked_at else "",
        terms=[_term(change) for change in changed_terms(record, one)] if record else [],
        near=known.near.get(one.id, []),
        looked_for=one.id in known.looked_for,
        joined_with=number_of(after) if after else None,
        kinds=[kind for kind in KINDS if kind != one.kind],
    )


def _likeness(proposal: Proposal, difference: Difference | None) -> str:
    """Say how alike a proposal is to the record that alignment chose; the score is of the claims, or names."""
    if difference is not None and difference.kind == "same":
        return (
            "the same words"
            if is_exact(difference)
            else "the same claim"
            if proposal.kind == "pair"
            else "the same name"
        )
    return f"likeness {shown_score(proposal.score)}" if proposal.score is not None else ""


def _compared(difference: Difference, *, pair: bool) -> Compared:
    names = (("Claim", "claim"), ("Answer", "rebuttal")) if pair else (("Name", "claim"), ("Text", "rebuttal"))
    new = difference.new
    assert new is not None  # noqa: S101  # a proposal is never what was removed
    texts = [
        Beside(label, side, _marked(spans or [Span("=", words)], difference), changed=bool(spans))
        for (label, side), spans, words in zip(
            names, (difference.head_diff, difference.body_diff), (new.head or "", new.body), strict=True
        )
        if words or spans
    ]
    return Compared(
        exact=is_exact(difference),
        told=_told(difference, names),
        texts=texts,
        quantities=[(one.from_, one.to) for one in difference.quantities],
    )


def _told(difference: Difference, names: tuple[tuple[str, str], ...]) -> list[str]:
    """Say in words what is as it was and what is not."""
    head, body = names[0][0].lower(), names[1][0].lower()
    if is_exact(difference):
        return ["the same words"]
    told = [f"{head} reworded" if difference.kind == "reworded" else f"{head} in the same words"]
    told.append(f"{body} reworded" if difference.body_changed else f"{body} in the same words")
    if difference.verdict_changed:
        verdict = difference.verdict
        told.append(f"the agency’s own verdict went from “{verdict.from_ or 'none'}” to “{verdict.to or 'none'}”")
    return told


def _marked(spans: list[Span], difference: Difference) -> Paragraphs:
    return diff_runs(spans, difference.quantities)


def _term(change: TermChange) -> Term:
    before, after = (row["text"] if row else "" for row in (change.old, change.new))
    return Term(change.kind, diff_runs(plain(diff(before, after)), []))


def untold(capture: Capture, proposals: Sequence[Proposal]) -> list[tuple[int, dict[str, object]]]:
    """List the capture's orphans, each with its place in the list, that no proposal took up by now."""
    held = [(start, end) for one in proposals if one.state != "dropped" for _, start, end in ranges_of(one)]
    orphans = capture.extracted.get("orphans", [])
    return [(index, one) for index, one in enumerate(orphans) if not _is_in(tuple(one["range"]), held)]


def _is_in(place: Range, held: list[Range]) -> bool:
    return any(start < place[1] and place[0] < end for start, end in held)


def _place(proposal: Proposal) -> tuple[int, int]:
    """Return what puts proposals in the order of the page, a safeguard before those that it holds."""
    start, end = span_of(proposal.fields)
    return start, -end
