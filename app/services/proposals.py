"""What the editor makes of a proposal: accept (as new, or as the continuation of a record), edit, drop, reopen."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from app.domain.errors import NotFound, Rejected
from app.domain.folding import fold, fold_with_positions
from app.domain.partial_dates import SHAPE
from app.domain.permissions import Action, may
from app.domain.vocabulary import State
from app.services.captures import demand_open
from app.services.desk import Desk
from app.services.revisions import facts_of, load, write_revision, write_step
from app.services.statements import (
    CommitmentFields,
    MeasureFields,
    PairFields,
    create_concern,
    create_pair,
    create_safeguard,
    shortened,
)
from app.storage.models.desk import Capture, Evidence, Finding, Proposal, Statement, Subject, Wording

NEW = "new"


class ProposalFields(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a proposal as an editor corrects them; they must stand in the capture. `text` is for measures."""

    claim: str = ""
    rebuttal: str = ""
    claim_label: str | None = None
    rebuttal_label: str | None = None
    verdict_label: str | None = None
    label: str | None = None
    text: str = ""


def accept(desk: Desk, proposal_id: str, continues: str | None = None) -> Statement:
    """Make a record of the proposal, or bind it to the record that it continues.

    `continues` is that record's id, "new" for a new record, or None for what alignment proposed. Raise Rejected where
    the proposal is not open, or the record has a wording in this capture already.
    """
    proposal, capture = _open(desk, proposal_id)
    subject_id = proposal.continues_id if continues is None else None if continues == NEW else continues
    parent = _parent(desk, proposal)
    statement = load(desk, Statement, subject_id) if subject_id else _create(desk, proposal, capture, parent)
    if statement.kind != proposal.kind or statement.page_id != capture.page_id:
        raise Rejected("Choose a record of the same kind and page.", "continues")
    if any(row.subject_id == statement.id for row in capture.wording_rows):
        raise Rejected(f"“{statement.name}” has a wording in this capture already.", "continues")
    capture.wording_rows.append(_wording(proposal, statement.id, parent))
    proposal.state, proposal.subject_id = "accepted", statement.id
    _renumber(capture)
    _new_revision(desk, capture, f"accepted “{shortened(statement.title)}”")
    return statement


def accept_all(desk: Desk, capture_id: str) -> int:
    """Accept every open proposal of a capture as alignment proposed it; return how many."""
    query = select(Proposal.id).where(Proposal.capture_id == capture_id, Proposal.state == "open")
    ids = desk.session.scalars(query.order_by(Proposal.kind, Proposal.position)).all()
    for one in ids:
        accept(desk, one)
    return len(ids)


def drop(desk: Desk, proposal_id: str) -> Proposal:
    """Set an open proposal aside; it can be reopened."""
    proposal, _ = _open(desk, proposal_id)
    proposal.state = "dropped"
    desk.session.flush()
    return proposal


def reopen(desk: Desk, proposal_id: str) -> Proposal:
    """Undo a drop, or an acceptance: the wording leaves the capture, the record stays on the desk."""
    proposal = _proposal(desk, proposal_id)
    capture = load(desk, Capture, proposal.capture_id, lock=True)
    demand_open(desk, capture)
    if proposal.state == "accepted":
        rows = [row for row in capture.wording_rows if row.subject_id == proposal.subject_id]
        if capture.published_seq is not None:
            raise Rejected("The capture is published; its wordings can't be taken back.")
        for row in rows:
            _demand_unbound(desk, capture, row.subject_id)
            capture.wording_rows.remove(row)
        proposal.subject_id = None
        _new_revision(desk, capture, "a wording was taken back")
    proposal.state = "open"
    desk.session.flush()
    return proposal


def _demand_unbound(desk: Desk, capture: Capture, subject_id: str) -> None:
    """Raise Rejected, naming them, where evidence or findings were judged against the wording."""
    bound: list[Subject] = []
    for kind in (Evidence, Finding):
        query = select(kind).where(kind.statement_id == subject_id, kind.capture_id == capture.id)
        bound += desk.session.scalars(query.order_by(kind.created_at, kind.id))
    if not bound:
        return
    seen = [shortened(one.name) for one in bound if may(desk.actor, Action.READ, facts_of(desk, one))]
    names = "; ".join(f"“{name}”" for name in seen) or "drafts of other people"
    raise Rejected(f"This wording can't be taken back, for what was judged rests on it: {names}.")


def edit(desk: Desk, proposal_id: str, fields: ProposalFields) -> Proposal:
    """Correct where a proposal's words begin and end, and its labels.

    The words are looked for in the capture's text, nearest to where they stood. Raise Rejected where they do not
    stand there: a capture is the agency's text, and nobody rewrites it.
    """
    proposal, capture = _open(desk, proposal_id)
    values = dict(proposal.fields)
    if proposal.kind == "pair":
        for side in ("claim", "rebuttal"):
            place = locate(capture.text, getattr(fields, side), values[f"{side}_range"][0], side)
            values[f"{side}_range"], values[side] = list(place), capture.text[place[0] : place[1]]
        for name in ("claim_label", "rebuttal_label", "verdict_label"):
            values[name] = getattr(fields, name) or None
    else:
        place = locate(capture.text, fields.text, values["range"][0], "text")
        values["range"], values["text"] = list(place), capture.text[place[0] : place[1]]
        values["label"] = fields.label or None
    proposal.fields = values
    desk.session.flush()
    return proposal


def locate(text: str, quote: str, near: int, field: str) -> tuple[int, int]:
    """Return the range of a quote in a text, up to white space, quotes and dashes, nearest to a position."""
    wanted = fold(quote)
    if not wanted:
        raise Rejected("Enter the words; they can't be empty.", field)
    folded = fold_with_positions(text)
    places: list[tuple[int, int]] = []
    found = folded.text.find(wanted)
    while found >= 0:
        places.append(folded.unfolded(found, found + len(wanted)))
        found = folded.text.find(wanted, found + 1)
    if not places:
        raise Rejected(f"“{shortened(quote)}” does not stand in the captured text; quote it word for word.", field)
    return min(places, key=lambda place: abs(place[0] - near))


def find(desk: Desk, proposal_id: str) -> Proposal:
    """Return a proposal. Raise NotFound where there is none, or where the actor may not see its capture."""
    proposal = _proposal(desk, proposal_id)
    load(desk, Capture, proposal.capture_id)
    return proposal


def _proposal(desk: Desk, proposal_id: str) -> Proposal:
    proposal = desk.session.get(Proposal, proposal_id)
    if proposal is None:
        raise NotFound("There is no such proposal.")
    return proposal


def _open(desk: Desk, proposal_id: str) -> tuple[Proposal, Capture]:
    proposal = _proposal(desk, proposal_id)
    capture = load(desk, Capture, proposal.capture_id, lock=True)
    demand_open(desk, capture)
    desk.session.refresh(proposal)
    if proposal.state != "open":
        raise Rejected(f"This proposal was {proposal.state} already.")
    return proposal, capture


def _parent(desk: Desk, proposal: Proposal) -> str | None:
    """Return the safeguard that a nested one stands in: what its parent's proposal became."""
    if proposal.parent_id is None:
        return None
    return _proposal(desk, proposal.parent_id).subject_id


def _create(desk: Desk, proposal: Proposal, capture: Capture, parent: str | None) -> Statement:
    fields = proposal.fields
    if proposal.kind == "pair":
        return create_pair(desk, capture.page_id, PairFields(title=shortened(fields["claim"])))
    title = shortened(fields["label"] or fields["text"] or proposal.kind)
    measure = MeasureFields(title=title, commitments=[_commitment(one) for one in fields["commitments"]])
    if proposal.kind == "safeguard":
        return create_safeguard(desk, capture.page_id, measure, parent)
    return create_concern(desk, capture.page_id, measure)


def _commitment(fields: dict[str, Any]) -> CommitmentFields:
    names = ("kind", "text", "value", "unit", "due", "base", "by", "to")
    values: dict[str, Any] = {name: fields.get(name) for name in names}
    if values["due"] and not SHAPE.fullmatch(values["due"]):
        values["due"] = None  # a fiscal year ends on another day with each agency; the text says which year it is
    if values["due"] and not values["base"]:
        values["base"] = "stated in the text"
    return CommitmentFields(**values)


def _wording(proposal: Proposal, subject_id: str, parent: str | None) -> Wording:
    fields = proposal.fields
    pair = proposal.kind == "pair"
    start, end = fields["claim_range"] if pair else fields["range"]
    rebuttal = fields["rebuttal_range"] if pair else (None, None)
    return Wording(
        subject_id=subject_id,
        kind=proposal.kind,
        position=0,
        label=None if pair else fields["label"],
        claim_label=fields["claim_label"] if pair else None,
        rebuttal_label=fields["rebuttal_label"] if pair else None,
        verdict_label=fields["verdict_label"] if pair else None,
        start=start,
        end=end,
        rebuttal_start=rebuttal[0],
        rebuttal_end=rebuttal[1],
        parent_id=parent,
    )


def _renumber(capture: Capture) -> None:
    """Give the wordings positions in the order of the page."""
    for position, row in enumerate(sorted(capture.wording_rows, key=lambda row: (row.start, row.end)), 1):
        row.position = position


def _new_revision(desk: Desk, capture: Capture, reason: str) -> None:
    if capture.state != State.DRAFT:
        write_step(desk, capture, State.DRAFT, reason)
    capture.wording_rows.sort(key=lambda row: row.position)
    write_revision(desk, capture, reason)
    desk.session.flush()
