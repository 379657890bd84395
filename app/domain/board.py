"""The commitments board: a commitment's state from its newest observation and the day."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.partial_dates import PartialDate
from app.domain.records import CommitmentRecord, ObservationRecord
from app.domain.vocabulary import BoardState, ObservationResult


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A commitment's state on a day, the observation that it rests on, and how many days late (0 where not)."""

    state: BoardState
    observation: ObservationRecord | None = None
    days_late: int = 0


def standing(commitment: CommitmentRecord, today: date) -> Standing:
    """Compute the state by the newest observation; without one a commitment is never missed."""
    due = PartialDate.parse(commitment.due) if commitment.due else None
    newest = max(commitment.observations, key=lambda one: (PartialDate.parse(one.observed), one.at), default=None)
    if newest is None:
        pending = due is not None and due.last_day >= today
        return Standing(state=BoardState.PENDING if pending else BoardState.NOT_YET_REVIEWED)
    result = ObservationResult(newest.result)
    if result is ObservationResult.KEPT:
        late = _days_between(due, PartialDate.parse(newest.done)) if due and newest.done else 0
        return Standing(state=BoardState.LATE if late else BoardState.KEPT, observation=newest, days_late=late)
    if result is ObservationResult.NOT_DONE:
        if due is None:
            return Standing(state=BoardState.NO_EVIDENCE_FOUND, observation=newest)
        late = max(0, (today - due.last_day).days)
        return Standing(state=BoardState.MISSED if late else BoardState.PENDING, observation=newest, days_late=late)
    state = {
        ObservationResult.BROKEN: BoardState.BROKEN,
        ObservationResult.NO_EVIDENCE: BoardState.NO_EVIDENCE_FOUND,
        ObservationResult.SUPERSEDED: BoardState.SUPERSEDED,
    }[result]
    return Standing(state=state, observation=newest)


def _days_between(due: PartialDate, done: PartialDate) -> int:
    """Count the days from the last day that was in time to the first on which it can have been done; 0 if in time."""
    return max(0, (done.first_day - due.last_day).days)
