"""What of a capture is on its way to readers: its new records, and the evidence attached to its records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.vocabulary import State
from app.storage.models.desk import Capture, Evidence, Statement, Subject
from app.storage.queries.desk import captures as queries
from app.storage.queries.desk.visibility import visible_to
from app.web.databases import get_desk_session
from app.web.desk.subjects.steps import may_publish
from app.web.people import actor


@dataclass(frozen=True)
class Outward:
    """Records and evidence that readers have never seen, and what this person may do with all of them at once.

    `withheld` are those that this person may not publish; `drafts` those that can be submitted.
    """

    capture: Capture
    records: Sequence[Statement]
    evidence: Sequence[Evidence]
    withheld: Sequence[Subject]
    drafts: Sequence[Subject]

    @property
    def offered(self) -> bool:
        """Whether one click may publish all of it."""
        return bool(self.records or self.evidence) and not self.withheld

    @property
    def seen(self) -> str:
        """What this person sees, each with its version, so that nothing else is published by the click."""
        return " ".join(f"{one.id}:{one.version}" for one in [self.capture, *self.records, *self.evidence])

    @property
    def words(self) -> str:
        """All of it, in words."""
        evidence = f"{len(self.evidence)} {'piece' if len(self.evidence) == 1 else 'pieces'} of evidence"
        if not self.records:
            return f"the capture and {evidence}" if self.capture.state == State.DRAFT else evidence
        records = f"the capture and its {len(self.records)} new {'record' if len(self.records) == 1 else 'records'}"
        return f"{records}, with {evidence}" if self.evidence else records


def outward(capture: Capture) -> Outward:
    """Gather what of a capture is on its way to readers."""
    session, seen = get_desk_session(), visible_to(actor())
    records = queries.new_records(session, capture.id, seen)
    evidence = queries.new_evidence(session, capture.id, seen)
    new = [*records, *evidence]
    return Outward(
        capture,
        records,
        evidence,
        withheld=[one for one in new if not may_publish(one)],
        drafts=[one for one in new if one.state == State.DRAFT],
    )
