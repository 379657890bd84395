"""A capture's proposals as its page lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.storage.models.desk import Capture, Proposal, Statement
from app.web.desk.captures.marks import number_of, ranges_of


@dataclass(frozen=True)
class Listed:
    """A proposal, its sign, the record that it became or is thought to continue, and the others it may continue."""

    proposal: Proposal
    number: str
    nested: bool
    became: Statement | None
    continues: Statement | None
    others: list[Statement]


def listed(capture: Capture, proposals: Sequence[Proposal], statements: Sequence[Statement]) -> list[Listed]:
    """Prepare proposals for the page. A record that has its words in this capture already is offered to no other."""
    by_id = {one.id: one for one in statements}
    taken = {row.subject_id for row in capture.wording_rows}
    return [
        Listed(
            proposal=one,
            number=number_of(one),
            nested=one.parent_id is not None,
            became=by_id.get(one.subject_id or ""),
            continues=by_id.get(one.continues_id or ""),
            others=[
                other
                for other in statements
                if other.kind == one.kind and other.id not in taken and other.id != one.continues_id
            ],
        )
        for one in sorted(proposals, key=_place)
    ]


def _place(proposal: Proposal) -> tuple[int, int]:
    """Return what puts proposals in the order of the page, a safeguard before those that it holds."""
    spans = [(start, end) for _, start, end in ranges_of(proposal)]
    return min(start for start, _ in spans), -max(end for _, end in spans)
