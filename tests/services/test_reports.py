"""Readers' reports on both databases: their own engine and nothing more, the token, floods, what they become."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, insert, make_url, select, text, update
from sqlalchemy.exc import DBAPIError, UnboundExecutionError
from sqlalchemy.orm import Session

from app.domain.errors import NotFound, Rejected, TooMany
from app.domain.reports import MESSAGES, ReportFields
from app.services import report_answers as answers
from app.services import revisions
from app.services.batches import correct_now
from app.services.desk import Desk
from app.services.reports import add_message, report_of, send_report
from app.storage.models.desk import Correction, Source, User
from app.storage.models.library import LibraryRecord
from app.storage.models.reports import Report, ReportMessage
from app.storage.queries.reports.reports import count_of_open_reports, messages_of, open_reports
from app.storage.reports_engine import make_reports_engine, reports_session
from tests.factories.site import Site

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
FIELDS = ReportFields(kind="error", address="/pairs/x", text="The number is out of date.", exact="99 percent")
ROLE = """
DO $$ BEGIN CREATE ROLE rejoinder_reports LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT SELECT, INSERT ON report, report_message TO rejoinder_reports;
GRANT UPDATE (state, updated_at) ON report TO rejoinder_reports;
GRANT USAGE ON SEQUENCE report_id_seq, report_message_id_seq TO rejoinder_reports;
"""


@pytest.fixture
def narrow(engine: Engine) -> Iterator[Engine]:
    """The engine of `/report` as a site should have it: on PostgreSQL with the role that its module describes."""
    address = make_url(engine.url)
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(text(ROLE))
        address = address.set(username="rejoinder_reports")
    made = make_reports_engine(address)
    yield made
    made.dispose()


@pytest.fixture
def reader(narrow: Engine) -> Iterator[Session]:
    with reports_session(narrow) as session:
        yield session


def send(session: Session, token: str = "t", sender: str = "s", at: datetime = NOW, **changed: str) -> Report:  # noqa: S107
    fields = {name: getattr(FIELDS, name) for name in FIELDS.__struct_fields__}
    return send_report(session, ReportFields(**{**fields, **changed}), token=token, sender=sender, now=at)


def test_a_report_is_found_by_its_token_alone_and_only_its_digest_is_kept(reader: Session) -> None:
    sent = send(reader, token="only the reader knows")
    reader.commit()
    assert report_of(reader, "only the reader knows") is sent
    kept = reader.execute(select(*Report.__table__.columns)).one()
    assert not any("only the reader knows" in str(value) for value in kept)
    for wrong in ("", "only the reader know", sent.token_sha256, "x\0", "\ud800"):
        with pytest.raises(NotFound):
            report_of(reader, wrong)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT password FROM desk_user",
        "SELECT * FROM ledger_entry",
        "SELECT count(*) FROM library_record",
        "INSERT INTO desk_role (name) VALUES ('guest')",
        "DELETE FROM report",
        "UPDATE report SET became_kind = 'evidence'",
        "UPDATE report_message SET text = 'x'",
        "INSERT INTO report_message (report_id, text, at) SELECT 1, password, '2024-05-01' FROM desk_user",
        "DROP TABLE report_message",
    ],
)
def test_the_engine_of_reports_refuses_all_else(narrow: Engine, reader: Session, statement: str) -> None:
    send(reader)
    reader.commit()
    with pytest.raises(DBAPIError, match=r"(?i)prohibited|not authorized|denied|must be owner"), narrow.begin() as one:
        one.execute(text(statement))


def test_its_session_knows_no_engine_for_another_room(reader: Session) -> None:
    for model in (User, Source, LibraryRecord):
        with pytest.raises(UnboundExecutionError):
            reader.scalars(select(model)).first()
    with pytest.raises(UnboundExecutionError):
        reader.execute(insert(Correction).values(id="x", subject_id="y", text="z", at=NOW))
    with pytest.raises(UnboundExecutionError):
        reader.execute(text("SELECT 1"))


def test_the_same_form_twice_is_one_report_and_other_words_are_not_lost(reader: Session) -> None:
    assert send(reader).id == send(reader).id
    with pytest.raises(Rejected, match="sent already") as caught:
        send(reader, text="Other words than those before.")
    assert caught.value.field == "stamp"


def test_a_sender_and_all_together_are_held_back(reader: Session) -> None:
    for number in range(5):
        send(reader, token=str(number))
    with pytest.raises(TooMany, match="one network"):
        send(reader, token="sixth")
    assert send(reader, token="another's", sender="other")
    assert send(reader, token="an hour later", at=NOW + timedelta(hours=1))
    sent = {name: getattr(FIELDS, name) for name in FIELDS.__struct_fields__}
    reader.execute(
        insert(Report),
        [
            {**sent, "token_sha256": f"{n}", "sender_sha256": f"{n}", "state": "new", "at": NOW, "updated_at": NOW}
            for n in range(300)
        ],
    )
    with pytest.raises(TooMany, match="tomorrow"):
        send(reader, token="one more", sender="new here")


def test_a_reader_adds_to_an_open_report(reader: Session) -> None:
    sent = send(reader)
    reader.execute(update(Report).values(state="answered"))
    reader.refresh(sent)
    add_message(reader, sent, "Thank you; there is more in it.", NOW)
    assert sent.state == "taken"
    for number in range(MESSAGES - 1):
        add_message(reader, sent, f"And this is note {number}.", NOW)
    with pytest.raises(TooMany, match="at most 30 messages"):
        add_message(reader, sent, "And this is one too many.", NOW)
    reader.execute(update(Report).values(state="closed"))
    reader.refresh(sent)
    with pytest.raises(Rejected, match="closed"):
        add_message(reader, sent, "Hello, is anybody there?", NOW)


# The editors' side


@pytest.fixture
def reported(reader: Session, site: Site) -> int:
    address = f"/pairs/{site.pair.slug}"
    site.desk_of().session.commit()  # SQLite has one writer at a time: neither session may hold on to its turn
    number = send(reader, address=address, exact="No colour is banned.").id
    reader.commit()
    return number


def test_contributors_know_nothing_of_reports(desk_of: Callable[..., Desk], reported: int) -> None:
    for act in (
        lambda desk: answers.report_for(desk, reported),
        lambda desk: answers.take_report(desk, reported),
        lambda desk: answers.answer_report(desk, reported, "No."),
    ):
        with pytest.raises(NotFound):
            act(desk_of("cleo"))
    with pytest.raises(NotFound):
        answers.report_for(desk_of("edda"), reported + 1)


def test_an_answer_reaches_the_reader_and_takes_the_report_off_the_queue(
    desk_of: Callable[..., Desk], reported: int, reader: Session
) -> None:
    session = desk_of().session
    assert answers.take_report(desk_of(), reported).state == "taken"
    assert [row.id for row in open_reports(session, 9)] == [reported]
    with pytest.raises(Rejected, match="Write an answer"):
        answers.answer_report(desk_of(), reported, "  ")
    with pytest.raises(Rejected, match="at most 5,000"):
        answers.answer_report(desk_of(), reported, "x" * 5001)
    answers.answer_report(desk_of(), reported, "We are looking at the audit.")
    assert count_of_open_reports(session) == 0
    session.commit()
    report = report_of(reader, "t")
    assert report.state == "answered"
    assert [(one.author_name, one.text) for one in messages_of(reader, report.id)] == [
        ("edda", "We are looking at the audit.")
    ]
    reader.commit()
    answers.answer_report(desk_of(), reported, "", close=True)
    assert desk_of().session.scalars(select(Report.state)).one() == "closed"
    assert desk_of().session.scalars(select(ReportMessage.text)).all() == ["We are looking at the audit."]


def test_a_report_becomes_evidence(desk_of: Callable[..., Desk], site: Site, reported: int) -> None:
    evidence = site.evidence()
    report = answers.report_becomes_evidence(desk_of(), reported, evidence.id)
    assert (report.became_kind, report.became_id, report.subject_id) == ("evidence", evidence.id, site.pair.id)
    assert report.state == "taken"


def test_a_report_becomes_a_correction_when_that_is_published(
    desk_of: Callable[..., Desk], site: Site, reported: int, reader: Session
) -> None:
    finding = site.finding()
    with pytest.raises(Rejected, match="Only a published record"):
        answers.report_begins_correction(desk_of(), reported, finding.id)
    with pytest.raises(Rejected, match="Only a published record"):
        answers.report_begins_correction(desk_of(), reported, site.page.id)
    site.publish(finding)
    answers.report_begins_correction(desk_of(), reported, finding.id)
    revisions.revise(desk_of(), finding, {"verdict": "unsupported"}, finding.version)
    correct_now(desk_of(), finding.id, "We had mixed up two years.")
    assert answers.reports_become_corrections(desk_of(), site.pair.id, "Another record.") == []
    found = answers.reports_become_corrections(desk_of(), finding.id, "We had mixed up two years.")
    notice = desk_of().session.scalars(select(Correction)).one()
    assert [(one.id, one.became_kind, one.became_id, one.state) for one in found] == [
        (reported, "correction", notice.id, "answered")
    ]
    desk_of().session.commit()
    said = messages_of(reader, reported)
    assert [one.text for one in said] == ["We published a correction: We had mixed up two years."]
