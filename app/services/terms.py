"""The promises of a record beside those of a capture's proposal, and taking the new ones into the record."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.domain.errors import Rejected
from app.domain.partial_dates import SHAPE
from app.domain.terms import TermChange, Terms, compare_terms, differ, taken
from app.services.desk import Desk
from app.services.statements import CommitmentFields, MeasureFields, revise_measure
from app.storage.models.desk import Capture, Proposal, Statement

NAMES = ("kind", "text", "value", "unit", "due", "base", "by", "to")


def terms_of(fields: dict[str, Any]) -> list[Terms]:
    """Return the promises of a proposal as a record holds them."""
    rows = []
    for one in fields["commitments"]:
        values: Terms = {name: one.get(name) for name in NAMES}
        if values["due"] and not SHAPE.fullmatch(values["due"]):
            values["due"] = None  # a fiscal year ends on another day with each agency; the text says which year it is
        if values["due"] and not values["base"]:
            values["base"] = "stated in the text"
        rows.append(values)
    return rows


def changed_terms(statement: Statement, proposal: Proposal) -> list[TermChange]:
    """Compare a record's promises with a proposal's; nothing where the page has no other terms."""
    if proposal.kind == "pair" or statement.kind == "pair":
        return []
    changes = compare_terms(statement.commitments, terms_of(proposal.fields))
    return changes if differ(changes) else []


def with_other_terms(desk: Desk, capture_id: str) -> list[Statement]:
    """Return the records whose accepted proposal of a capture has other promises than the record, by their place."""
    query = (
        select(Statement, Proposal)
        .join(Proposal, Proposal.subject_id == Statement.id)
        .where(Proposal.capture_id == capture_id, Proposal.state == "accepted")
        .order_by(Proposal.kind, Proposal.position)
    )
    return [one for one, proposal in desk.session.execute(query) if changed_terms(one, proposal)]


def take_terms(desk: Desk, capture: Capture, statement: Statement) -> list[dict[str, Any]]:
    """Take the terms of a capture's accepted proposal into its record, as a new revision.

    Return what an undoing needs. Raise Rejected where the page has no other terms.
    """
    query = select(Proposal).where(Proposal.capture_id == capture.id, Proposal.subject_id == statement.id)
    changes = changed_terms(statement, desk.session.scalars(query).one())
    if not changes:
        raise Rejected(f"“{statement.name}” holds the terms of this capture already.")
    version = statement.version
    fields = MeasureFields(
        title=statement.title,
        commitments=[CommitmentFields(**one) for one in taken(statement.commitments, changes)],
        topics=statement.topics,
        note=statement.note,
    )
    revise_measure(desk, statement.id, fields, version, f"the terms of {capture.captured.spoken}")
    return [{"id": statement.id, "from": version, "to": statement.version}]
