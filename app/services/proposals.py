"""What the editor makes of a proposal: accept (as new, or as the continuation of a record), drop, reopen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from app.domain.errors import NotFound, Rejected
from app.domain.folding import fold, fold_with_positions
from app.services import alignments
from app.services.captures import demand_open
from app.services.checked import index_claims, link_as_repeats
from app.services.desk import Desk
from app.services.proposal_steps import Act, demand_free, recorded, renumber
from app.services.revisions import load
from app.services.statements import (
    CommitmentFields,
    MeasureFields,
    PairFields,
    create_concern,
    create_pair,
    create_safeguard,
    shortened,
)
from app.services.terms import take_terms, terms_of
from app.storage.models.desk import Capture, Proposal, Statement, Wording

NEW = "new"


class Also(msgspec.Struct, frozen=True, kw_only=True):
    """What an acceptance does besides: link the record as repeating others, take the page's new terms into it."""

    repeats: Sequence[str] = ()
    terms: bool = False


NOTHING = Also()


def accept(desk: Desk, proposal_id: str, continues: str | None = None, also: Also = NOTHING) -> Statement:
    """Make a record of the proposal, or bind it to the record that it continues.

    `continues` is that record's id, "new" for a new record, or None for what alignment proposed. Raise Rejected where
    the proposal is not open, or the record has a wording in this capture already.
    """
    proposal, capture = open_proposal(desk, proposal_id)
    act = Act(desk, capture, "accepted", name_of(proposal))
    statement = _accept(act, proposal, continues)
    for other in also.repeats:
        act.links.append(link_as_repeats(desk, statement.id, other).id)
    if also.terms:
        act.revised += take_terms(desk, capture, statement)
    renumber(desk, capture)
    recorded(desk, capture, f"accepted “{shortened(statement.title)}”")
    index_claims(desk, act.bound)
    act.keep()
    alignments.align_later(desk, capture)
    return statement


def accept_all(desk: Desk, capture_id: str, *, exact: bool = False) -> int:
    """Accept every open proposal of a capture as alignment proposed it; return how many.

    `exact` leaves those open that continue no record word for word.
    """
    capture = load(desk, Capture, capture_id, lock=True)
    demand_open(desk, capture)
    query = select(Proposal).where(Proposal.capture_id == capture_id, Proposal.state == "open")
    rows = desk.session.scalars(query.order_by(Proposal.kind, Proposal.position)).all()
    if exact:
        rows = alignments.exact(desk, capture, rows)
    if not rows:
        return 0
    act = Act(desk, capture, "accepted all of the same words" if exact else "accepted all")
    for row in rows:
        _accept(act, row, None)
    renumber(desk, capture)
    recorded(desk, capture, f"accepted {len(rows)} proposal{'s' if len(rows) > 1 else ''}")
    index_claims(desk, act.bound)
    act.keep()
    alignments.align_later(desk, capture)
    return len(rows)


def take_new_terms(desk: Desk, proposal_id: str) -> Statement:
    """Take the terms of an accepted proposal into its record. Raise Rejected where it was not accepted."""
    proposal = proposal_of(desk, proposal_id)
    capture = load(desk, Capture, proposal.capture_id, lock=True)
    demand_open(desk, capture)
    if proposal.subject_id is None:
        raise Rejected("Accept the proposal first; it has no record yet.")
    act = Act(desk, capture, "took the new terms of", name_of(proposal))
    act.touch(proposal)
    statement = load(desk, Statement, proposal.subject_id)
    act.revised += take_terms(desk, capture, statement)
    act.keep()
    return statement


def drop(desk: Desk, proposal_id: str) -> Proposal:
    """Set an open proposal aside; it can be reopened."""
    proposal, capture = open_proposal(desk, proposal_id)
    act = Act(desk, capture, "dropped", name_of(proposal))
    act.touch(proposal)
    proposal.state = "dropped"
    act.keep()
    return proposal


def reopen(desk: Desk, proposal_id: str) -> Proposal:
    """Take back a drop, or an acceptance: the wording leaves the capture, the record stays and is offered again."""
    proposal = proposal_of(desk, proposal_id)
    capture = load(desk, Capture, proposal.capture_id, lock=True)
    demand_open(desk, capture)
    desk.session.refresh(proposal)
    if proposal.state == "open":
        return proposal
    act = Act(desk, capture, "reopened", name_of(proposal))
    act.touch(proposal)
    if proposal.subject_id is not None:
        demand_free(desk, capture, proposal.subject_id)
        for row in [row for row in capture.wording_rows if row.subject_id == proposal.subject_id]:
            act.take(row)
        if proposal.continues_id != proposal.subject_id:
            proposal.continues_id, proposal.score = proposal.subject_id, None
        proposal.subject_id = None
        renumber(desk, capture)
        recorded(desk, capture, "a wording was taken back")
        index_claims(desk, [row["subject_id"] for row in act.taken])
    proposal.state = "open"
    act.keep()
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
    proposal = proposal_of(desk, proposal_id)
    load(desk, Capture, proposal.capture_id)
    return proposal


def proposal_of(desk: Desk, proposal_id: str) -> Proposal:
    """Return a proposal. Raise NotFound where there is none."""
    proposal = desk.session.get(Proposal, proposal_id)
    if proposal is None:
        raise NotFound("There is no such proposal.")
    return proposal


def open_proposal(desk: Desk, proposal_id: str) -> tuple[Proposal, Capture]:
    """Return an open proposal and its capture, locked. Raise Rejected where somebody decided on it already."""
    proposal = proposal_of(desk, proposal_id)
    capture = load(desk, Capture, proposal.capture_id, lock=True)
    demand_open(desk, capture)
    desk.session.refresh(proposal)
    if proposal.state != "open":
        raise Rejected(f"This proposal was {proposal.state} already.")
    return proposal, capture


def name_of(proposal: Proposal) -> str:
    """Return what a proposal is called in a sentence: its first words."""
    fields = proposal.fields
    return str(fields.get("claim") or fields.get("label") or fields.get("text") or proposal.kind)


def _accept(act: Act, proposal: Proposal, continues: str | None) -> Statement:
    """Bind one proposal to its record, made if need be."""
    desk, capture = act.desk, act.capture
    subject_id = proposal.continues_id if continues is None else None if continues == NEW else continues
    parent = _parent(desk, proposal)
    statement = load(desk, Statement, subject_id) if subject_id else _create(desk, proposal, capture, parent)
    if statement.kind != proposal.kind or statement.page_id != capture.page_id:
        raise Rejected("Choose a record of the same kind and page.", "continues")
    if any(row.subject_id == statement.id for row in capture.wording_rows):
        raise Rejected(f"“{statement.name}” has a wording in this capture already.", "continues")
    act.touch(proposal)
    act.bound.append(statement.id)
    act.new += [] if subject_id else [statement.id]
    capture.wording_rows.append(_wording(proposal, statement.id, parent))
    proposal.state, proposal.subject_id = "accepted", statement.id
    return statement


def _parent(desk: Desk, proposal: Proposal) -> str | None:
    """Return the safeguard that a nested one stands in: what its parent's proposal became."""
    if proposal.parent_id is None:
        return None
    return proposal_of(desk, proposal.parent_id).subject_id


def _create(desk: Desk, proposal: Proposal, capture: Capture, parent: str | None) -> Statement:
    fields = proposal.fields
    if proposal.kind == "pair":
        return create_pair(desk, capture.page_id, PairFields(title=shortened(fields["claim"])))
    title = shortened(fields["label"] or fields["text"] or proposal.kind)
    measure = MeasureFields(title=title, commitments=[_commitment(one) for one in terms_of(fields)])
    if proposal.kind == "safeguard":
        return create_safeguard(desk, capture.page_id, measure, parent)
    return create_concern(desk, capture.page_id, measure)


def _commitment(fields: dict[str, Any]) -> CommitmentFields:
    return CommitmentFields(**fields)


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
