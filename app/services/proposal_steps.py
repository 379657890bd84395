"""Every act on a capture's proposals is kept with what undoes it, and the last ones can be undone, one by one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update

from app.domain.errors import Rejected
from app.domain.permissions import Action, may
from app.domain.vocabulary import State
from app.services.captures import demand_open
from app.services.checked import forget_claims, index_claims
from app.services.desk import Desk
from app.services.revisions import facts_of, fields_at, load, revise, write_revision, write_step
from app.services.statements import shortened
from app.storage.base import Base
from app.storage.models.desk import (
    Capture,
    Commitment,
    Editing,
    Evidence,
    Finding,
    Proposal,
    ProposalStep,
    Revision,
    Statement,
    Subject,
    Wording,
)

KEPT = ("id", "kind", "position", "parent_id", "state", "fields", "continues_id", "score", "subject_id")
WORDED = (
    "subject_id",
    "kind",
    "label",
    "claim_label",
    "rebuttal_label",
    "verdict_label",
    "start",
    "end",
    "rebuttal_start",
    "rebuttal_end",
    "parent_id",
)
SUBJECTS = frozenset({"desk_subject", "desk_statement", "desk_link"})
OWN = frozenset(
    {
        ("desk_statement", "id"),
        ("desk_link", "id"),
        ("desk_revision", "subject_id"),
        ("desk_subject_topic", "subject_id"),
        ("desk_commitment", "subject_id"),
        ("desk_editing", "subject_id"),
        ("desk_claim_text", "subject_id"),
        ("desk_claim_stem", "subject_id"),
        ("desk_proposal", "continues_id"),
    }
)
"""Rows that are the subject's own, and go with it; a notice that somebody has it open is no work on it, nor is the
thought that a later capture continues it."""
AMONG = frozenset({("desk_statement", "parent_id")})
"""Where what an act made may speak of what it made too."""


class Act:
    """One act while it is done: what it touches is noted as it was before."""

    def __init__(self, desk: Desk, capture: Capture, act: str, told: str = "") -> None:
        self.desk, self.capture, self.act, self.told = desk, capture, act, told
        self.rows: list[dict[str, Any]] = []
        self.made: list[str] = []
        self.bound: list[str] = []
        self.new: list[str] = []
        self.taken: list[dict[str, Any]] = []
        self.links: list[str] = []
        self.revised: list[dict[str, Any]] = []

    def touch(self, *proposals: Proposal) -> None:
        """Note proposals as they are, before they change or go."""
        known = {row["id"] for row in self.rows}
        self.rows += [{name: getattr(one, name) for name in KEPT} for one in proposals if one.id not in known]

    def take(self, wording: Wording) -> None:
        """Take a wording out of the capture, and note it."""
        self.taken.append({name: getattr(wording, name) for name in WORDED})
        self.capture.wording_rows.remove(wording)

    def keep(self) -> ProposalStep:
        """Write the act down."""
        step = ProposalStep(
            capture_id=self.capture.id,
            act=self.act,
            before={
                "told": shortened(self.told),
                "proposals": self.rows,
                **{name: getattr(self, name) for name in ("made", "bound", "new", "taken", "links", "revised")},
            },
            at=self.desk.now,
            author_id=self.desk.actor.id,
            author_name=self.desk.actor.name,
        )
        self.desk.session.add(step)
        self.desk.session.flush()
        return step


def undo(desk: Desk, capture_id: str, step_id: int) -> ProposalStep:
    """Undo the last act on a capture's proposals.

    Raise Rejected where that is another one by now, where what it made was published, or where somebody worked on it
    since: nothing that rests on it may be lost.
    """
    capture = load(desk, Capture, capture_id, lock=True)
    demand_open(desk, capture)
    step = last_step(desk, capture.id)
    if step is None or step.id != step_id:
        raise Rejected("Something else was done meanwhile; look at the proposals once more.")
    before = step.before
    for subject_id in before["bound"]:
        demand_free(desk, capture, subject_id)
    for one in before["revised"]:
        _demand_as_left(desk, one["id"], one["to"])
    _remove_untouched(desk, before["links"])
    for one in before["revised"]:
        subject = load(desk, Statement, one["id"])
        fields = fields_at(desk, subject.id, one["from"])
        revise(desk, subject, {"commitments": fields["commitments"]}, subject.version, "undone")
    _restore_wordings(desk, capture, before)
    desk.session.flush()
    _restore_proposals(desk, capture, before)
    forget_claims(desk, before["new"])
    _remove_untouched(desk, before["new"])
    changed = {*before["bound"], *(row["subject_id"] for row in before["taken"])}
    index_claims(desk, changed - set(before["new"]))
    step.undone = True
    renumber(desk, capture)
    if before["bound"] or before["taken"]:
        recorded(desk, capture, f"undone: {step.act}")
    desk.session.flush()
    return step


def last_step(desk: Desk, capture_id: str) -> ProposalStep | None:
    """Return the last act on a capture's proposals that was not undone."""
    query = select(ProposalStep).where(ProposalStep.capture_id == capture_id, ProposalStep.undone.is_(False))
    return desk.session.scalars(query.order_by(ProposalStep.id.desc()).limit(1)).first()


def step_to_undo(desk: Desk, capture: Capture) -> ProposalStep | None:
    """Return the last act on a capture's proposals, unless words that it bound are public: those stay."""
    step = last_step(desk, capture.id)
    return None if step is None or _public(desk, capture) & set(step.before["bound"]) else step


def _public(desk: Desk, capture: Capture) -> set[str]:
    """Return the records whose wordings in the capture are public."""
    if capture.published_version is None:
        return set()
    return {one["subject"] for one in fields_at(desk, capture.id, capture.published_version)["wordings"]}


def demand_free(desk: Desk, capture: Capture, subject_id: str) -> None:
    """Raise Rejected where the record's wording in the capture is public, or where something was judged by it."""
    if subject_id in _public(desk, capture):
        raise Rejected("The capture is published; its wordings can't be taken back.")
    bound: list[Subject] = []
    for kind in (Evidence, Finding):
        query = select(kind).where(kind.statement_id == subject_id, kind.capture_id == capture.id)
        bound += desk.session.scalars(query.order_by(kind.created_at, kind.id))
    if not bound:
        return
    seen = [shortened(one.name) for one in bound if may(desk.actor, Action.READ, facts_of(desk, one))]
    names = "; ".join(f"“{name}”" for name in seen) or "drafts of other people"
    raise Rejected(f"This wording can't be taken back, for what was judged rests on it: {names}.")


def renumber(desk: Desk, capture: Capture) -> None:
    """Give proposals of each kind, and wordings, numbers in the order of the page; a measure before its parts."""
    rows = desk.session.scalars(select(Proposal).where(Proposal.capture_id == capture.id)).all()
    by_id = {row.id: row for row in rows}

    def depth(row: Proposal) -> int:
        parent = by_id.get(row.parent_id or "")
        return 0 if parent is None else 1 + depth(parent)

    numbers: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: (span_of(row.fields)[0], depth(row), row.position)):
        numbers[row.kind] = row.position = numbers.get(row.kind, 0) + 1
    for position, wording in enumerate(sorted(capture.wording_rows, key=lambda row: (row.start, row.end)), 1):
        wording.position = position
    desk.session.flush()


def span_of(fields: dict[str, Any]) -> tuple[int, int]:
    """Return where a proposal's words begin and end, all of its sides together."""
    places = [fields[name] for name in ("claim_range", "rebuttal_range", "range") if fields.get(name) is not None]
    return min(start for start, _ in places), max(end for _, end in places)


def recorded(desk: Desk, capture: Capture, reason: str) -> None:
    """Keep the capture's wordings as its next revision: a draft, whatever it was before."""
    if capture.state != State.DRAFT:
        write_step(desk, capture, State.DRAFT, reason)
    capture.wording_rows.sort(key=lambda row: row.position)
    write_revision(desk, capture, reason)
    desk.session.flush()


def _restore_wordings(desk: Desk, capture: Capture, before: dict[str, Any]) -> None:
    gone = set(before["bound"])
    known = _known(desk, {fields["subject_id"] for fields in before["taken"]})
    for row in [row for row in capture.wording_rows if row.subject_id in gone]:
        capture.wording_rows.remove(row)
    for fields in before["taken"]:
        if fields["subject_id"] not in known:
            raise Rejected("The record of this wording was undone meanwhile; accept the proposal anew.")
        if any(row.subject_id == fields["subject_id"] for row in capture.wording_rows):
            raise Rejected("The record has a wording in this capture again; there is nothing to undo.")
        capture.wording_rows.append(Wording(position=0, **fields))


def _restore_proposals(desk: Desk, capture: Capture, before: dict[str, Any]) -> None:
    """Take away what the act made, and give back what it changed or took; a parent before what is nested in it."""
    made = [row for row in (desk.session.get(Proposal, one) for one in before["made"]) if row is not None]
    rows = {fields["id"]: desk.session.get(Proposal, fields["id"]) for fields in before["proposals"]}
    for fields in before["proposals"]:
        if rows[fields["id"]] is None:
            row = rows[fields["id"]] = Proposal(
                capture_id=capture.id, **{**fields, "parent_id": None, "continues_id": None}
            )
            desk.session.add(row)
    desk.session.flush()
    known = _known(desk, {fields["continues_id"] for fields in before["proposals"] if fields["continues_id"]})
    for fields in before["proposals"]:
        for name in KEPT:
            gone = name == "continues_id" and fields[name] not in known
            setattr(rows[fields["id"]], name, None if gone else fields[name])
    desk.session.flush()
    for one in made:
        desk.session.delete(one)
    desk.session.flush()


def _known(desk: Desk, ids: set[str]) -> set[str]:
    return set(desk.session.scalars(select(Subject.id).where(Subject.id.in_(ids))))


def _demand_as_left(desk: Desk, subject_id: str, version: int) -> None:
    subject = load(desk, Statement, subject_id)
    if subject.version != version:
        raise Rejected(f"“{subject.name}” was edited since; its terms can't be put back by undoing.")


def _remove_untouched(desk: Desk, ids: list[str]) -> None:
    """Remove drafts that the act made, parts before the whole. Raise Rejected where one was worked on since."""
    if not ids:
        return
    subjects = {one.id: one for one in desk.session.scalars(select(Subject).where(Subject.id.in_(ids)))}
    worked = [one.id for one in subjects.values() if one.version != 1 or one.state != State.DRAFT]
    found = worked[0] if worked else _spoken_of(desk, ids)
    if found is not None:
        raise Rejected(
            f"“{subjects[found].name}” was worked on since, so this can't be undone. Take its wording back instead: "
            "the record stays."
        )
    continuing = update(Proposal).where(Proposal.continues_id.in_(ids))
    desk.session.execute(continuing.values(continues_id=None, score=None))
    desk.session.execute(delete(Editing).where(Editing.subject_id.in_(ids)))
    desk.session.execute(delete(Revision).where(Revision.subject_id.in_(ids)))
    for one in reversed(ids):
        desk.session.delete(subjects[one])
        desk.session.flush()


def _spoken_of(desk: Desk, ids: list[str]) -> str | None:
    """Return one of the subjects of which any row of any table speaks, or of whose promises one does."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            target = key.column.table.name
            if target in SUBJECTS and (table.name, key.parent.name) not in OWN:
                query = select(key.parent).where(key.parent.in_(ids))
                if (table.name, key.parent.name) in AMONG:
                    query = query.where(table.c.id.not_in(ids))
            elif target == "desk_commitment":
                query = select(Commitment.subject_id).join(table, key.parent == Commitment.id)
                query = query.where(Commitment.subject_id.in_(ids))
            else:
                continue
            found = desk.session.scalar(query.limit(1))
            if found is not None:
                return str(found)
    return None
