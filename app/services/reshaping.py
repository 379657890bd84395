"""Proposals made anew by the editor: where they begin and end, joined, split, of another kind, or added by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from app.domain.blocks import Document
from app.domain.commitments import Base, find_commitments
from app.domain.date_roles import base_of
from app.domain.errors import Rejected
from app.domain.extracted import DateMention
from app.domain.segments import segments
from app.services.captures import demand_open
from app.services.desk import Desk
from app.services.proposal_steps import Act, renumber, span_of
from app.services.proposals import locate, name_of, open_proposal
from app.services.revisions import load
from app.services.statements import shortened
from app.storage.models.desk import Capture, Proposal

KINDS = ("pair", "safeguard", "concern")
LABEL_LENGTH = 200


class ProposalFields(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a proposal as an editor gives them; they must stand in the capture. `text` is for measures.

    `near` and `near_rebuttal` tell which place is meant where the words stand in several.
    """

    claim: str = ""
    rebuttal: str = ""
    claim_label: str | None = None
    rebuttal_label: str | None = None
    verdict_label: str | None = None
    label: str | None = None
    text: str = ""
    near: int | None = None
    near_rebuttal: int | None = None


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """Where the second part begins, as a position in the capture's text: its claim (or its text), and its answer."""

    start: int | None
    answer: int | None = None


def edit(desk: Desk, proposal_id: str, fields: ProposalFields) -> Proposal:
    """Correct where a proposal's words begin and end, and its labels.

    The words are looked for in the capture's text, nearest to where they stood. Raise Rejected where they do not
    stand there: a capture is the agency's text, and nobody rewrites it.
    """
    proposal, capture = open_proposal(desk, proposal_id)
    act = Act(desk, capture, "edited", name_of(proposal))
    act.touch(proposal)
    proposal.fields = _given(capture, proposal.kind, fields, proposal.fields)
    _finish(act)
    return proposal


def add(desk: Desk, capture_id: str, kind: str, fields: ProposalFields) -> Proposal:
    """Add a proposal by hand: a pair, safeguard or concern whose words an editor chose in the capture's text."""
    capture = load(desk, Capture, capture_id, lock=True)
    demand_open(desk, capture)
    if kind not in KINDS:
        raise Rejected("Choose what it is: a pair, a safeguard or a concern.", "kind")
    values = _given(capture, kind, fields, {})
    act = Act(desk, capture, "added", fields.claim or fields.label or fields.text)
    proposal = _made(act, kind, values)
    _finish(act)
    return proposal


def join(desk: Desk, proposal_id: str) -> Proposal:
    """Join a proposal with the next open one of its kind: claim with claim, answer with answer; or one longer measure.

    A side is one piece of the page. Where an answer stands between the two claims, the first answer goes on to the
    end of the second, over all that stands between.

    Raise Rejected where there is none, or where words of another proposal lie between.
    """
    proposal, capture = open_proposal(desk, proposal_id)
    other = next_alike(_all_of(desk, capture), proposal)
    if other is None:
        raise Rejected(f"There is no open {proposal.kind} after this one to join it with.")
    act = Act(desk, capture, "joined", name_of(proposal))
    nested = [one for one in _all_of(desk, capture) if one.parent_id == other.id]
    act.touch(proposal, other, *nested)
    values = _joined(capture, proposal, other)
    _demand_alone(desk, capture, values, {proposal.id, other.id, *(one.id for one in nested)})
    for one in nested:
        one.parent_id = proposal.id
    desk.session.flush()
    proposal.fields = values
    proposal.continues_id = proposal.continues_id or other.continues_id
    desk.session.delete(other)
    _finish(act)
    return proposal


def next_alike(proposals: list[Proposal], proposal: Proposal) -> Proposal | None:
    """Return the next open proposal of the same kind in the order of the page."""
    after = [one for one in proposals if one.kind == proposal.kind and one.state == "open" and one.id != proposal.id]
    later = [one for one in after if span_of(one.fields) >= span_of(proposal.fields)]
    return min(later, key=lambda one: span_of(one.fields), default=None)


def split(desk: Desk, proposal_id: str, cut: Cut) -> tuple[Proposal, Proposal]:
    """Split a proposal in two where the editor says that the second begins.

    Of a pair, `cut.start` is where the second claim begins. In the claim's own words: both claims have the one answer,
    unless `cut.answer` parts that too. In the answer: there the second claim begins, and its answer at `cut.answer`.
    """
    proposal, capture = open_proposal(desk, proposal_id)
    act = Act(desk, capture, "split", name_of(proposal))
    act.touch(proposal)
    if proposal.kind == "pair":
        first, second = _split_pair(capture, proposal.fields, cut)
    else:
        place = _part(capture, proposal.fields["range"], cut.start, "start")
        label = proposal.fields["label"]
        first = _measure(capture, {"label": label}, (proposal.fields["range"][0], place))
        second = _measure(capture, {"label": None}, (place, proposal.fields["range"][1]))
    proposal.fields = {**proposal.fields, **first}
    made = _made(act, proposal.kind, second, parent_id=proposal.parent_id)
    _finish(act)
    return proposal, made


def relabel(desk: Desk, proposal_id: str, kind: str) -> Proposal:
    """Make another kind of a proposal: a pair becomes a measure named by its claim; a measure a pair, where it may.

    A record that it was thought to continue is of the old kind, and forgotten.
    """
    proposal, capture = open_proposal(desk, proposal_id)
    if kind not in KINDS:
        raise Rejected("Choose what it is: a pair, a safeguard or a concern.", "kind")
    if kind == proposal.kind:
        raise Rejected(f"It is a {kind} already.")
    nested = [one for one in _all_of(desk, capture) if one.parent_id == proposal.id]
    act = Act(desk, capture, f"made a {kind} of", name_of(proposal))
    act.touch(proposal, *nested)
    if kind == "pair":
        proposal.fields = _as_pair(capture, proposal.fields)
    elif proposal.kind == "pair":
        claim = proposal.fields["claim"]
        label = claim if len(claim) <= LABEL_LENGTH else shortened(claim)
        proposal.fields = _measure(capture, {"label": label}, tuple(proposal.fields["rebuttal_range"]))
    for one in nested:
        one.parent_id = None
    proposal.kind, proposal.parent_id = kind, None
    proposal.continues_id = proposal.score = None
    _finish(act)
    return proposal


def _finish(act: Act) -> None:
    act.desk.session.flush()
    renumber(act.desk, act.capture)
    act.keep()


def _made(act: Act, kind: str, fields: dict[str, Any], parent_id: str | None = None) -> Proposal:
    row = Proposal(
        id=act.desk.new_id(),
        capture_id=act.capture.id,
        kind=kind,
        position=1_000_000,
        parent_id=parent_id,
        state="open",
        fields=fields,
    )
    act.desk.session.add(row)
    act.made.append(row.id)
    return row


def _all_of(desk: Desk, capture: Capture) -> list[Proposal]:
    query = select(Proposal).where(Proposal.capture_id == capture.id)
    return list(desk.session.scalars(query.order_by(Proposal.kind, Proposal.position)))


def _given(capture: Capture, kind: str, given: ProposalFields, before: dict[str, Any]) -> dict[str, Any]:
    """Return a proposal's fields as an editor gave them, each text found in the capture."""
    if kind != "pair":
        near = given.near if given.near is not None else before.get("range", (0,))[0]
        place = locate(capture.text, given.text, near, "text")
        return {**before, **_measure(capture, {"label": given.label or None}, place)}
    near = given.near if given.near is not None else before.get("claim_range", (0,))[0]
    claim = locate(capture.text, given.claim, near, "claim")
    beside = before.get("rebuttal_range", claim)[0]
    rebuttal = locate(
        capture.text, given.rebuttal, given.near_rebuttal if given.near_rebuttal is not None else beside, "rebuttal"
    )
    labels = {name: getattr(given, name) or None for name in ("claim_label", "rebuttal_label", "verdict_label")}
    return {**before, **_pair(capture, labels, claim, rebuttal)}


def _pair(
    capture: Capture, labels: dict[str, Any], claim: tuple[int, int], rebuttal: tuple[int, int]
) -> dict[str, Any]:
    """Return the fields of a pair. Raise Rejected where claim and answer are the same words in part."""
    if claim[0] < rebuttal[1] and rebuttal[0] < claim[1]:
        raise Rejected("Claim and answer can't share words; shorten one of them.", "rebuttal")
    return {
        "claim_label": None,
        "rebuttal_label": None,
        "verdict_label": None,
        **labels,
        "claim": capture.text[slice(*claim)],
        "rebuttal": capture.text[slice(*rebuttal)],
        "claim_range": list(claim),
        "rebuttal_range": list(rebuttal),
    }


def _measure(capture: Capture, labels: dict[str, Any], place: tuple[int, ...]) -> dict[str, Any]:
    """Return the fields of a safeguard or concern, with the promises in its words."""
    start, end = place
    start, end = _trimmed(capture.text, start, end)
    found = find_commitments(capture.text[start:end], _base(capture))
    moved = [msgspec.structs.replace(one, range=(one.range[0] + start, one.range[1] + start)) for one in found]
    return {
        **labels,
        "text": capture.text[start:end],
        "range": [start, end],
        "children": [],
        "commitments": msgspec.to_builtins(moved),
    }


def _base(capture: Capture) -> Base:
    dates = msgspec.convert(capture.extracted.get("dates", []), list[DateMention])
    return base_of(Document(text=capture.text), dates)


def _joined(capture: Capture, one: Proposal, other: Proposal) -> dict[str, Any]:
    """Return the fields of two proposals as one."""
    if one.kind != "pair":
        spans = [place for place in (one.fields["range"], other.fields["range"]) if place[0] < place[1]]
        place = (min(start for start, _ in spans), max(end for _, end in spans)) if spans else one.fields["range"]
        label = one.fields["label"] or other.fields["label"]
        return {**one.fields, **_measure(capture, {"label": label}, tuple(place))}
    claim, rebuttal = tuple(one.fields["claim_range"]), tuple(one.fields["rebuttal_range"])
    claims = _around(claim, other.fields["claim_range"])
    answers = _around(rebuttal, other.fields["rebuttal_range"])
    end = span_of(other.fields)[1]
    if claims[1] <= answers[0] or answers[1] <= claims[0]:
        claim, rebuttal = claims, answers
    elif rebuttal > claim:
        rebuttal = (rebuttal[0], end)
    else:
        claim = (claim[0], end)
    labels = {name: one.fields[name] for name in ("claim_label", "rebuttal_label", "verdict_label")}
    return {**one.fields, **_pair(capture, labels, claim, rebuttal)}


def _around(one: Sequence[int], other: Sequence[int]) -> tuple[int, int]:
    """Return the shortest range that holds both."""
    return min(one[0], other[0]), max(one[1], other[1])


def _demand_alone(desk: Desk, capture: Capture, values: dict[str, Any], own: set[str]) -> None:
    start, end = span_of(values)
    for one in _all_of(desk, capture):
        first, last = span_of(one.fields)
        if one.id not in own and one.state != "dropped" and first < last and first < end and start < last:
            raise Rejected(f"“{shortened(name_of(one))}” lies between them; drop it first, or join it too.")


def _split_pair(capture: Capture, fields: dict[str, Any], cut: Cut) -> tuple[dict[str, Any], dict[str, Any]]:
    claim, rebuttal = tuple(fields["claim_range"]), tuple(fields["rebuttal_range"])
    if cut.start is None:
        raise Rejected("Choose where the second claim begins.", "start")
    labels = {name: fields[name] for name in ("claim_label", "rebuttal_label", "verdict_label")}
    if claim[0] < cut.start < claim[1]:
        answers = (rebuttal, rebuttal)
        if cut.answer is not None:
            answer = _part(capture, rebuttal, cut.answer, "answer")
            answers = ((rebuttal[0], answer), (answer, rebuttal[1]))
        first, second = (claim[0], cut.start), (cut.start, claim[1])
        return _cut_pair(capture, labels, first, answers[0]), _cut_pair(capture, labels, second, answers[1])
    start = _part(capture, rebuttal, cut.start, "start")
    if cut.answer is None:
        raise Rejected("Choose where the answer to the second claim begins.", "answer")
    answer = _part(capture, (start, rebuttal[1]), cut.answer, "answer")
    return (
        _cut_pair(capture, labels, claim, (rebuttal[0], start)),
        _cut_pair(capture, labels, (start, answer), (answer, rebuttal[1])),
    )


def _cut_pair(
    capture: Capture, labels: dict[str, Any], claim: tuple[int, ...], rebuttal: tuple[int, ...]
) -> dict[str, Any]:
    return _pair(capture, labels, _trimmed(capture.text, *claim), _trimmed(capture.text, *rebuttal))


def _part(capture: Capture, place: tuple[int, ...], cut: int | None, field: str) -> int:
    """Return a cut that leaves words on both sides of it. Raise Rejected where it does not."""
    start, end = place
    if cut is None or not start < cut < end or not capture.text[start:cut].strip() or not capture.text[cut:end].strip():
        raise Rejected("Choose a place that leaves words for both parts.", field)
    return cut


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    lead = len(words) - len(words.lstrip())
    return (start + lead, start + lead + len(words.strip())) if words.strip() else (start, end)


def _as_pair(capture: Capture, fields: dict[str, Any]) -> dict[str, Any]:
    """Make a pair of a measure: its label is the claim where it stands right before, else its first sentence is."""
    start, end = fields["range"]
    label = fields["label"]
    if label and start < end:
        try:
            claim = locate(capture.text[:start], label, start, "label")
        except Rejected:
            claim = (0, 0)
        if start - LABEL_LENGTH < claim[1] and claim[0] < claim[1]:
            return _pair(capture, {}, claim, (start, end))
    parts = segments(capture.text, start, end)
    if len(parts) < 2:  # noqa: PLR2004  # a claim and an answer
        raise Rejected("A pair needs a claim and an answer; this holds one sentence. Add a pair by hand instead.")
    return _pair(capture, {}, parts[0], (parts[1][0], parts[-1][1]))
