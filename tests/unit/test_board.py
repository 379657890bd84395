from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.board import standing
from app.domain.records import CommitmentRecord, ObservationRecord
from app.domain.vocabulary import BoardState, ObservationResult

DUE = "2011-08-01"
BEFORE, ON, AFTER = date(2011, 7, 31), date(2011, 8, 1), date(2011, 8, 11)


def seen(
    result: str,
    *,
    observed: str = "2011-08-05",
    done: str | None = None,
    at: str = "2011-08-05T12:00:00.000000Z",
    name: str = "o1",
) -> ObservationRecord:
    return ObservationRecord(id=name, result=result, observed=observed, at=at, done=done)


def promise(*observations: ObservationRecord, due: str | None = DUE) -> CommitmentRecord:
    return CommitmentRecord(id="c1", kind="deadline", text="within 45 days", due=due, observations=list(observations))


@pytest.mark.parametrize(
    ("due", "result", "done", "today", "state", "late"),
    [
        # nobody looked: pending or not yet reviewed, however long ago it was due
        (DUE, None, None, BEFORE, BoardState.PENDING, 0),
        (DUE, None, None, ON, BoardState.PENDING, 0),
        (DUE, None, None, AFTER, BoardState.NOT_YET_REVIEWED, 0),
        (None, None, None, AFTER, BoardState.NOT_YET_REVIEWED, 0),
        ("2011", None, None, date(2011, 12, 31), BoardState.PENDING, 0),
        ("2011", None, None, date(2012, 1, 1), BoardState.NOT_YET_REVIEWED, 0),
        ("2011-08", None, None, date(2011, 8, 31), BoardState.PENDING, 0),
        # somebody looked and found it done
        (DUE, "kept", None, AFTER, BoardState.KEPT, 0),
        (DUE, "kept", "2011-07-30", AFTER, BoardState.KEPT, 0),
        (DUE, "kept", "2011-08-01", AFTER, BoardState.KEPT, 0),
        (DUE, "kept", "2011-08-04", AFTER, BoardState.LATE, 3),
        (DUE, "kept", "2011-08", AFTER, BoardState.KEPT, 0),
        (DUE, "kept", "2011-09", AFTER, BoardState.LATE, 31),
        ("2011", "kept", "2012-01-02", AFTER, BoardState.LATE, 2),
        (None, "kept", "2011-08-04", AFTER, BoardState.KEPT, 0),
        # somebody looked and it was not done
        (DUE, "not done", None, BEFORE, BoardState.PENDING, 0),
        (DUE, "not done", None, ON, BoardState.PENDING, 0),
        (DUE, "not done", None, AFTER, BoardState.MISSED, 10),
        ("2011-07", "not done", None, AFTER, BoardState.MISSED, 11),
        (None, "not done", None, AFTER, BoardState.NO_EVIDENCE_FOUND, 0),
        # the rest says itself
        (DUE, "broken", None, BEFORE, BoardState.BROKEN, 0),
        (DUE, "no evidence found", None, AFTER, BoardState.NO_EVIDENCE_FOUND, 0),
        (DUE, "superseded", None, AFTER, BoardState.SUPERSEDED, 0),
    ],
)
def test_the_state_on_a_day(  # noqa: PLR0913, PLR0917  # a row of the table
    due: str | None, result: str | None, done: str | None, today: date, state: BoardState, late: int
) -> None:
    observations = [] if result is None else [seen(result, done=done)]
    found = standing(promise(*observations, due=due), today)
    assert (found.state, found.days_late) == (state, late)
    assert found.observation == (observations[0] if observations else None)


def test_every_result_of_an_observation_has_a_state() -> None:
    assert all(standing(promise(seen(result)), AFTER).state for result in ObservationResult)


@given(st.dates(), st.integers(-5_000, 5_000))
def test_without_an_observation_it_is_never_missed(today: date, days: int) -> None:
    try:
        due = today + timedelta(days=days)
    except OverflowError:
        due = today
    state = standing(promise(due=due.isoformat()), today).state
    assert state is (BoardState.PENDING if due >= today else BoardState.NOT_YET_REVIEWED)


def test_the_newest_day_of_looking_decides_and_then_the_later_approval() -> None:
    kept = seen("kept", observed="2011-08-09", at="2011-08-09T00:00:00.000000Z", name="kept")
    older = seen("not done", observed="2011-08-08", at="2011-08-30T00:00:00.000000Z", name="older")
    same_day = seen("broken", observed="2011-08-09", at="2011-08-10T00:00:00.000000Z", name="same day")
    assert standing(promise(kept, older), AFTER).observation == kept
    assert standing(promise(older, kept), AFTER).state is BoardState.KEPT
    assert standing(promise(kept, same_day), AFTER).state is BoardState.BROKEN
    assert standing(promise(same_day, kept, older), AFTER).state is BoardState.BROKEN
