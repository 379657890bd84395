"""The streams of one agency, page, topic or safeguard; corrections; observations of commitments."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.domain.records import (
    CommitmentRecord,
    CorrectionRecord,
    FindingRecord,
    ObservationRecord,
    PairRecord,
    SafeguardRecord,
)
from app.feeds.registry import FORMATS
from app.services import library
from app.storage.engine import reading
from app.web.feeds import streams
from tests.factories.ledger_lines import AGENCY, PAGE, Press

AT = "2026-03-0{}T09:30:00.000000Z"


def safeguard(number: int, observations: int = 0, **fields: object) -> SafeguardRecord:
    seen = [
        ObservationRecord(
            id=f"obs{number:04}{index:05}", result="kept", observed="2025-01", at=AT.format(index), note=f"*{index}*"
        )
        for index in range(1, observations + 1)
    ]
    commitment = CommitmentRecord(id=f"comm{number:08}", kind="limit", text="Within 45 days", observations=seen)
    return SafeguardRecord(
        **{
            "id": f"safe{number:08}",
            "slug": f"rule-{number}",
            "agency": AGENCY,
            "page": PAGE,
            "title": f"Rule {number}",
            "reviewed": AT.format(1),
            "commitments": [commitment],
            **fields,
        }  # type: ignore[arg-type]
    )


@pytest.fixture
def press(session):
    press = Press(session)
    press.ground()
    press.topic(1)
    press.pair(0, findings=2)
    press.pair(1, findings=1)
    for text in ("Claim one day.", "Claim two days.", "Claim three days."):
        press.capture(text)
    tagged = {"topics": ["topic0000001"]}
    record = PairRecord(
        id="pairtopic001",
        slug="under-a-heading",
        agency=AGENCY,
        page=PAGE,
        title="Under a heading",
        reviewed=AT.format(1),
        findings=[
            FindingRecord(
                id="findtopic001", number=1, claim_reviewed="It is so", verdict="mixed", reasoning="x", at=AT.format(5)
            )
        ],
        corrections=[CorrectionRecord(id=f"corr{n:08}", text=f"Not *{n}*.", at=AT.format(n)) for n in range(1, 8)],
        **tagged,
    )
    press.publish(record, "pair")
    press.publish(safeguard(1, 3, findings=record.findings[:0]), "safeguard")
    press.publish(safeguard(2, 4), "safeguard")
    commit(session)
    return press


def commit(session):
    session.commit()
    reading.set(False)


def ids(pages):
    return [item["_rejoinder"].get("id") or item["_rejoinder"]["to"]["id"] for page in pages for item in page["items"]]


@pytest.mark.usefixtures("press")
def test_an_agencys_stream_holds_its_findings_and_changes_by_time(feed_pages):
    expected = ["findtopic001", "capt00000003", "capt00000002", "find00001001", "find00000002", "find00000001"]
    assert ids(feed_pages("/feeds/agencies/kite-board.json")) == expected
    assert ids(feed_pages("/feeds/pages/facts.json")) == expected
    assert ids(feed_pages("/feeds/topics/t1.json")) == ["findtopic001", "capt00000003", "capt00000002"]


@pytest.mark.usefixtures("press")
def test_a_safeguards_stream_holds_what_was_seen_of_its_commitments(feed_pages):
    (page,) = feed_pages("/feeds/safeguards/rule-1.json")
    assert ids([page]) == ["obs000100003", "obs000100002", "obs000100001"]
    assert page["title"] == "Rejoinder: Rule 1"
    assert page["home_page_url"] == "http://localhost/safeguards/rule-1"
    assert page["items"][0]["title"] == "Kept: Within 45 days"
    assert "<em>3</em>" in page["items"][0]["content_html"]


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/feeds/agencies/kite-board.json", 6),
        ("/feeds/topics/t1.json", 3),
        ("/feeds/commitments.json", 7),
        ("/feeds/corrections.json", 7),
        ("/feeds/safeguards/rule-2.json", 4),
    ],
)
def test_each_item_once_though_more_is_published_meanwhile(press, feed_pages, monkeypatch, path, count):
    (whole,) = feed_pages(path)
    assert len(whole["items"]) == count
    monkeypatch.setattr(streams, "PAGE", 2)
    seen = []
    for turn, page in enumerate(feed_pages(path)):
        seen += ids([page])
        press.pair(100 + turn, findings=1)
        press.publish(safeguard(50 + turn, 1), "safeguard")
        commit(press.session)
    assert [one for one in seen if one in ids([whole])] == ids([whole])
    assert len(set(seen)) == len(seen)


def test_observations_of_a_retracted_safeguard_leave_the_stream(press, session, feed_pages):
    press.retract("safe00000002", "safeguard")
    commit(session)
    (page,) = feed_pages("/feeds/commitments.json")
    assert {item["_rejoinder"]["subject"]["id"] for item in page["items"]} == {"safe00000001"}


def test_a_rebuilt_library_gives_the_same_streams(press, session, reader):
    addresses = ["/feeds/agencies/kite-board.atom", "/feeds/topics/t1.json", "/feeds/commitments.atom"]
    before = [reader.get(one).data for one in addresses]
    reading.set(False)
    library.rebuild(press.session)
    commit(session)
    assert [reader.get(one).data for one in addresses] == before


@pytest.mark.usefixtures("press")
def test_a_subjects_stream_takes_three_statements_and_answers_like_all_others(reader, statements):
    for form in FORMATS:
        for path in ("agencies/kite-board", "pages/facts", "topics/t1", "safeguards/rule-1"):
            address = f"/feeds/{path}.{form.extension}"
            statements.clear()
            answer = reader.get(address)
            assert sum(one.lstrip().upper().startswith("SELECT") for one in statements) <= 3
            assert answer.headers["Content-Type"] == form.media_type
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert f'<http://localhost{address}>; rel="self"' in answer.headers["Link"]
            assert f"/feeds/{path}.atom>" in answer.headers["Link"]
            assert reader.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
            assert reader.head(address).headers["Content-Length"] == str(len(answer.data))


@pytest.mark.parametrize("path", ["agencies/nobody.json", "pages/x.atom", "topics/%C3%A9.json", "safeguards/a.json"])
def test_an_unknown_subject_is_a_problem(reader, path):
    answer = reader.get(f"/feeds/{path}")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.usefixtures("press")
def test_a_cursor_of_another_stream_is_refused(reader):
    assert reader.get("/feeds/agencies/kite-board.json?cursor=WyJwYWlycyIsNV0").status_code == 400


def test_a_subject_that_moved_leads_on_with_its_cursor(press, session, reader):
    press.publish(safeguard(1, 1, slug="line-rule"), "safeguard")
    commit(session)
    answer = reader.get("/feeds/safeguards/rule-1.atom?cursor=x")
    assert (answer.status_code, answer.location) == (301, "http://localhost/feeds/safeguards/line-rule.atom?cursor=x")
    assert reader.get("/feeds/safeguards/rule-1.atom").location.endswith("/line-rule.atom")


@pytest.mark.usefixtures("press")
def test_pages_of_subjects_name_their_feeds_and_pages_of_errors_do_not(reader):
    for path in ("agencies/kite-board", "pages/facts", "topics/t1", "safeguards/rule-1"):
        answer = reader.get(f"/{path}")
        for end in ("json", "atom"):
            assert f'href="/feeds/{path}.{end}"' in answer.text
            assert f"/feeds/{path}.{end}>" in ", ".join(answer.headers.getlist("Link"))
    answer = reader.get("/agencies/nobody")
    assert answer.status_code == 404
    assert "/feeds/agencies/" not in answer.text + answer.headers["Link"]
    assert 'href="/feeds/findings.atom"' in answer.text


def test_a_change_says_when_it_was_first_published(press, feed_pages):
    (page,) = feed_pages("/feeds/pages/facts.json")
    moments = [datetime.fromisoformat(item["date_published"]) for item in page["items"]]
    assert moments == sorted(moments, reverse=True)
    assert press.now < datetime.now(UTC)
