"""The change feed: who stores the cursor misses nothing and sees nothing twice."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from threading import Thread

import pytest
from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.domain.ledger import digest_of
from app.services import library
from app.storage.engine import make_engine, reading
from app.storage.models.ledger import LedgerCounter, LedgerEntry, LedgerRecord
from app.web.feeds import answers
from tests.factories.ledger_lines import Press

WRITERS, EACH = 4, 15


def poll(reader, since, **query):
    text = "&".join(f"{key}={value}" for key, value in {**query, "since": since}.items())
    answer = reader.get(f"/api/v1/changes?{text}")
    assert answer.status_code == 200, answer.data
    return answer.get_json()


def commit(session):
    session.commit()
    reading.set(False)


@pytest.fixture
def press(session):
    press = Press(session)
    press.ground()
    for number in range(10):
        press.topic(number)
    press.retract("topic0000003", "topic")
    commit(session)
    return press


@pytest.mark.usefixtures("press")
def test_entries_come_in_order_with_what_is_pending(reader):
    page = poll(reader, "", limit=5)
    assert [one["seq"] for one in page["results"]] == [1, 2, 3, 4, 5]
    assert page["pending"] == 8
    names = ["seq", "id", "type", "event", "at", "digest", "deleted", "version", "previous", "hash"]
    assert list(page["results"][0]) == names
    rest = poll(reader, page["cursor"], limit=1000)
    assert [one["seq"] for one in rest["results"]] == list(range(6, 14))
    assert rest["pending"] == 0
    last = rest["results"][-1]
    assert (last["id"], last["type"], last["event"], last["deleted"]) == ("topic0000003", "topic", "retracted", True)


def test_the_end_gives_a_cursor_that_goes_on(press, session, reader):
    end = poll(reader, poll(reader, "")["cursor"])
    assert end["results"] == []
    assert end["pending"] == 0
    assert poll(reader, end["cursor"]) == end
    press.topic(99)
    commit(session)
    assert [one["id"] for one in poll(reader, end["cursor"])["results"]] == ["topic0000099"]


def test_an_empty_ledgers_cursor_goes_on_too(session, reader):
    empty = poll(reader, "")
    assert (empty["results"], empty["pending"]) == ([], 0)
    assert poll(reader, empty["cursor"], include="record") == empty
    Press(session).topic(1)
    commit(session)
    assert [one["seq"] for one in poll(reader, empty["cursor"])["results"]] == [1]


@pytest.mark.usefixtures("press")
def test_the_next_page_is_linked_with_all_that_was_asked(reader):
    answer = reader.get("/api/v1/changes?limit=5&include=record")
    cursor = answer.get_json()["cursor"]
    assert (
        f'<http://localhost/api/v1/changes?limit=5&include=record&since={cursor}>; rel="next"'
        in (answer.headers["Link"])
    )
    assert 'rel="next"' not in reader.get("/api/v1/changes").headers["Link"]


@pytest.mark.usefixtures("press")
def test_records_are_those_that_were_digested(session, reader):
    page = poll(reader, "", include="record")
    salts = dict(session.execute(select(LedgerRecord.seq, LedgerRecord.salt)).all())
    body = reader.get("/api/v1/changes?include=record").data
    for one in page["results"]:
        canonical = json.dumps(one["record"], separators=(",", ":"), ensure_ascii=False, sort_keys=True).encode()
        assert canonical in body
        assert digest_of(salts[one["seq"]], canonical) == one["digest"]


def chained(entries):
    """Compute the chain as /ledger and docs/api.md tell it, with the standard library alone: (SEQ:HASH, broken)."""
    previous, broken = "0" * 64, []
    for one in entries:
        fields = {
            "seq": one["seq"],
            "at": one["at"],
            "event": one["event"],
            "kind": one["type"],
            "subject": one["id"],
            "version": one["version"],
            "digest": one["digest"],
            "previous": previous,
        }
        canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        own = sha256(b"rejoinder-1\0" + bytes.fromhex(previous) + canonical.encode()).hexdigest()
        if (one["previous"], one["hash"]) != (previous, own):
            broken.append(one["seq"])
        previous = own
    return f"{entries[-1]['seq']}:{previous}", broken


@pytest.mark.usefixtures("press")
@pytest.mark.parametrize("blanked", [False, True])
def test_a_stranger_computes_the_whole_chain_and_gets_the_head(session, reader, blanked):
    if blanked:
        session.execute(update(LedgerRecord).where(LedgerRecord.seq == 4).values(salt=None, body=None))
        commit(session)
    page = poll(reader, "", limit=5)
    entries = page["results"]
    while page["pending"]:
        page = poll(reader, page["cursor"], limit=5)
        entries += page["results"]
    shown = re.search(r"\b13:[0-9a-f]{64}\b", reader.get("/ledger").text)
    assert shown is not None
    assert chained(entries) == (shown[0], [])
    for name, value in (("digest", "0" * 64), ("version", 99), ("at", "2024-05-01T12:00:00.000000Z")):
        assert chained([*entries[:6], {**entries[6], name: value}, *entries[7:]])[1][0] == 7
    assert chained(entries[:6] + entries[7:])[1][0] == 8


def test_the_ledgers_page_names_what_is_hashed(reader):
    recipe = reader.get("/ledger").text
    for name in ("seq", "at", "event", "kind", "subject", "version", "digest", "previous"):
        assert f"<code>{name}</code>" in recipe


@pytest.mark.usefixtures("press")
def test_a_blanked_record_is_a_tombstone(session, reader):
    session.execute(update(LedgerRecord).where(LedgerRecord.seq == 4).values(salt=None, body=None))
    commit(session)
    for include in ("", "record"):
        blanked = poll(reader, "", include=include)["results"][3]
        assert blanked["deleted"] is True
    assert blanked["record"] is None


@pytest.mark.usefixtures("press")
def test_long_records_come_in_smaller_pages(reader, monkeypatch):
    monkeypatch.setattr(answers, "ROOM", 200)
    seen, cursor, pages = [], "", 0
    while True:
        page = poll(reader, cursor, include="record")
        seen += [one["seq"] for one in page["results"]]
        cursor, pages = page["cursor"], pages + 1
        if not page["pending"]:
            break
        assert page["results"]
    assert seen == list(range(1, 14))
    assert pages > 5


@pytest.mark.parametrize(("sizes", "count"), [([], 1), ([9_000_000, 1], 1), ([1, 1_999_999, 1], 2), ([0, 0], 2)])
def test_one_record_at_least_fits(sizes, count):
    assert answers.fitting(sizes) == count


def test_a_cursor_of_a_ledger_that_was_set_back_is_noticed(press, session, reader):
    cursor = poll(reader, "")["cursor"]
    session.execute(delete(LedgerRecord).where(LedgerRecord.seq == 13))
    session.execute(delete(LedgerEntry).where(LedgerEntry.seq == 13))
    head = session.scalar(select(LedgerEntry.hash).where(LedgerEntry.seq == 12))
    session.execute(update(LedgerCounter).values(seq=12, head=head))
    library.rebuild(session)
    commit(session)
    sentence = "The cursor is of another ledger than this one; leave it out to start anew."
    assert reader.get(f"/api/v1/changes?since={cursor}").get_json()["detail"] == sentence
    press.topic(77)
    commit(session)
    answer = reader.get(f"/api/v1/changes?since={cursor}")
    assert (answer.status_code, answer.get_json()["detail"]) == (400, sentence)


def written(engine: Engine, number: int) -> bool:
    """Publish a topic, or roll it back where the number says so; False where SQLite's lock was not to be had in 5 s."""
    try:
        with Session(engine) as own:
            Press(own).topic(number)
            if number % 5 == 2:
                own.rollback()
            else:
                own.commit()
    except OperationalError:
        return False
    return True


def test_a_polling_client_ends_with_exactly_the_ledger(database_url, session, reader):
    """Writers commit and roll back while the client polls; it keeps what it was given, in order."""
    mirror: list[tuple[int, str]] = []
    failures: list[BaseException] = []

    def write(writer: int) -> None:
        engine = make_engine(database_url)
        try:
            for number in range(EACH):
                while not written(engine, writer * 1000 + number):
                    pass
        except BaseException as error:  # noqa: BLE001  # told by the test's own thread
            failures.append(error)
        finally:
            engine.dispose()

    writers = [Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for one in writers:
        one.start()
    cursor, alive = "", True
    while alive:
        alive = any(one.is_alive() for one in writers)
        page = poll(reader, cursor, limit=3)
        mirror += [(one["seq"], one["digest"]) for one in page["results"]]
        cursor = page["cursor"]
        alive = alive or page["pending"] > 0
    for one in writers:
        one.join()
    assert failures == []
    reading.set(False)
    kept = session.execute(select(LedgerEntry.seq, LedgerEntry.digest).order_by(LedgerEntry.seq)).all()
    assert mirror == [tuple(row) for row in kept]
    assert len(mirror) == WRITERS * EACH * 4 // 5
    assert session.scalar(select(func.max(LedgerEntry.seq))) == len(mirror)
