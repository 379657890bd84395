"""The queries of the reader pages, on both databases alike."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.domain.records import TopicRecord
from app.storage.engine import make_engine
from app.storage.models.library import NO_DUE, LibraryRecord, LibrarySlug
from app.storage.queries.ledger.entries import head, newest_entries
from app.storage.queries.ledger.past import records_then
from app.storage.queries.library.captures import captures_of_page, newest_changes
from app.storage.queries.library.citations import citing, record_by_id
from app.storage.queries.library.commitments import board
from app.storage.queries.library.corrections import newest_corrections, retractions
from app.storage.queries.library.feeds import findings_after
from app.storage.queries.library.findings import newest_findings
from app.storage.queries.library.lifelines import captures_of, marks
from app.storage.queries.library.records import entrances, records_of_agency, records_of_topic
from app.storage.queries.library.streams import corrections_after
from app.storage.queries.library.subjects import related, subject_by_slug, subjects_by_slug
from app.storage.queries.library.wordings import wordings_of_captures, wordings_of_page, wordings_of_subjects
from tests.factories.sample_library import Ledger, fill

PAGE, LOST, AUDIT = "pagefacts001", "pairlost0001", "sourceaudit1"


@pytest.fixture
def library(session: Session) -> Session:
    fill(session)
    session.flush()
    return session


def test_a_subject_is_found_by_any_slug_it_had(library: Session) -> None:
    library.add(LibrarySlug(kind="pair", slug="old-name", subject_id=LOST))
    library.flush()
    found = subject_by_slug(library, "pair", "old-name")
    assert found is not None
    assert found.record.slug == "lost-parcels"
    assert found.agency is not None
    assert found.agency.slug == "federal-parcel-bureau"
    assert found.page is not None
    assert found.page.id == PAGE
    assert subject_by_slug(library, "page", "old-name") is None
    assert set(subjects_by_slug(library, "pair", ["old-name", "secret-fees", "none"])) == {"old-name", "secret-fees"}


def test_related_records_come_with_how_they_name_the_subject(library: Session) -> None:
    rows = {row.id: row for row in related(library, "pairpric0002", [AUDIT, "capture00000", "topicdeliv01"])}
    assert set(rows) == {AUDIT, "capture00000", "topicdeliv01", LOST}
    assert rows[LOST].relation == "repeats"
    assert rows[LOST].body is None
    assert rows[AUDIT].body is not None
    assert rows["capture00000"].body is not None


def test_wordings_come_oldest_first_and_in_the_order_of_the_page(library: Session) -> None:
    assert [row.capture_id for row in wordings_of_subjects(library, [LOST])] == [
        "capture00000",
        "capture00001",
        "capture00002",
    ]
    of_capture = wordings_of_captures(library, ["capture00001"])
    assert [one.slug for one in of_capture] == ["secret-fees", "lost-parcels", "opening-letters", "parcel-panel"]
    assert len(wordings_of_page(library, PAGE)) == 12


def test_captures_come_oldest_first_and_one_of_them_opened(library: Session) -> None:
    rows = captures_of_page(library, PAGE, ("2025-03-03", 2))
    assert [(row.change.captured, row.change.number, row.record is not None) for row in rows] == [
        ("2024-06-25", 1, False),
        ("2025-03-03", 1, False),
        ("2025-03-03", 2, True),
    ]
    assert [row.record for row in captures_of_page(library, PAGE)] == [None, None, None]


def test_changes_are_those_in_which_words_changed(library: Session) -> None:
    (row,) = newest_changes(library, 10)
    assert (row.before_captured, row.change.captured, row.page_slug) == ("2024-06-25", "2025-03-03", "fact-vs-fiction")
    assert newest_changes(library, 10, "none") == []
    assert newest_changes(library, 10, topic="topicdeliv01") == [row]
    assert newest_changes(library, 10, topic="none") == []


def test_the_ways_in_are_counted_anew_once_something_is_published(session: Session) -> None:
    assert entrances(session) == []
    ledger = Ledger(session)
    fill(session, ledger)
    session.flush()
    before = entrances(session)
    assert entrances(session) is before, "nothing was counted again"
    ledger.publish(TopicRecord(id="topicnew0001", slug="ferries", name="Ferries"))
    session.flush()
    assert [(named.slug, count) for named, count in entrances(session)] == [
        ("delivery-times", 2),
        ("federal-parcel-bureau", 4),
        ("ferries", 0),
    ]


def test_lists_count_what_belongs_to_each(library: Session) -> None:
    assert [(named.slug, count) for named, count in entrances(library)] == [
        ("delivery-times", 2),
        ("federal-parcel-bureau", 4),
    ]
    pairs = {row.slug: row for row in records_of_agency(library, "agencyfpb001", ["pair"], 10)}
    assert pairs["lost-parcels"].findings == 2
    assert pairs["lost-parcels"].captured == "2025-03-03"
    assert pairs["no-inspectors"].retracted is not None
    few = records_of_agency(library, "agencyfpb001", ["pair", "page"], 1)
    assert [(row.kind, row.total) for row in few] == [("page", 2), ("pair", 4)]
    assert {row.slug for row in records_of_topic(library, "topicdeliv01", ["pair", "safeguard"], 10)} == {
        "lost-parcels",
        "parcel-panel",
    }


def test_findings_are_newest_first_and_stand(library: Session) -> None:
    assert [row.finding.id for row in newest_findings(library, 10)] == ["finding00003", "finding00002", "finding00001"]


def test_the_board_pages_by_due_date(library: Session) -> None:
    first, second = board(library, 10, None, None)
    assert (first.commitment.due, second.commitment.due) == ("2024-08-09", None)
    assert [row.commitment.id for row in board(library, 10, ("2024-08-09", first.commitment.id), None)] == [
        second.commitment.id
    ]
    assert board(library, 10, (NO_DUE, second.commitment.id), None) == []
    assert len(board(library, 10, None, "federal-parcel-bureau")) == 2
    assert board(library, 10, None, "none") == []


def test_corrections_page_by_moment(library: Session) -> None:
    (row,) = newest_corrections(library, 10)
    assert (row.kind, row.slug) == ("pair", "lost-parcels")
    assert newest_corrections(library, 10, (row.correction.at, row.correction.id)) == []
    assert [one.slug for one in retractions(library, 10)] == ["no-inspectors"]


def test_a_source_is_cited_by_parts(library: Session) -> None:
    assert sorted((one.relation, one.detail) for one in citing(library, AUDIT, 10)) == [
        ("evidence", "counters"),
        ("evidence", "counters"),
        ("evidence", "supports"),
        ("observation", "kept"),
    ]
    assert record_by_id(library, "source", AUDIT) is not None
    assert record_by_id(library, "pair", AUDIT) is None


def test_a_timeline_is_made_of_marks_in_pages_of_records(library: Session) -> None:
    every = marks(library, "agencyfpb001", topic=False, limit=50)
    assert {(one.what, one.slug) for one in every} >= {
        ("seen", "lost-parcels"),
        ("finding", "secret-fees"),
        ("due", "parcel-panel"),
    }
    assert "no-inspectors" not in {one.slug for one in every}
    first = marks(library, "agencyfpb001", topic=False, limit=1)
    assert {one.slug for one in first} == {"lost-parcels"}
    rest = marks(library, "agencyfpb001", topic=False, limit=50, after=first[0].order)
    assert len(first) + len(rest) == len(every)
    headed = marks(library, "topicdeliv01", topic=True, limit=50)
    assert {one.slug for one in headed} == {"lost-parcels", "parcel-panel"}
    rows = captures_of(library, "topicdeliv01", topic=True, limit=50)
    assert (rows[0].change.captured, rows[0].page_slug) == ("2024-06-25", "fact-vs-fiction")


def test_the_past_is_what_stood_in_the_ledger(library: Session) -> None:
    (pair,) = records_then(library, "2027", LibraryRecord.id == "pairstaf0004")
    assert (pair.event, pair.now.event) == ("published", "retracted")
    assert b"wrong page" in (pair.retraction or b"")
    assert records_then(library, pair.at, LibraryRecord.id == "pairstaf0004") == []
    naming = records_then(library, "2027", LibraryRecord.id == "pairlost0001", naming=AUDIT)
    assert [one.relation for one in naming] == ["evidence"] * 3


def test_the_ledger_pages_backwards(library: Session) -> None:
    seq, digest = head(library)
    newest, *_ = newest_entries(library, 3)
    assert (newest.entry.seq, newest.entry.hash) == (seq, digest)
    assert [row.entry.seq for row in newest_entries(library, 2, before=3)] == [2, 1]


@pytest.mark.parametrize("newest", [findings_after, corrections_after])
def test_the_newest_are_read_from_their_index_and_none_is_sorted(sqlite_url: str, newest: Any) -> None:
    engine = make_engine(sqlite_url)
    asked: list[tuple[str, Any]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    with Session(engine) as session:
        newest(session, 10)
        statement, parameters = asked[-1]
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        assert not [step for *_, step in plan if "TEMP B-TREE" in step]
    engine.dispose()
