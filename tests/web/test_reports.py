"""`/report`: taken from anybody with care, found again by its token alone, answered on the desk, in no public place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.models.desk import Evidence
from app.storage.models.reports import Report, ReportMessage
from tests.support.desk import add_people, error_of, published_pair, signed_in
from tests.support.pages import nu_check, post_form

WORDS = "The figure of 99 percent is from 2009; the audit of 2011 says 81."
PAGE = "/pairs/the-bureau-loses-mail"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TURNED = "\u202eevil\u202c"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor", "contributor")
    return signed_in(app, "editor")


@pytest.fixture
def pair(editor: FlaskClient) -> str:
    return published_pair(editor)


def opened(client: FlaskClient, address: str = "/report") -> dict[str, str]:
    html = client.get(address).get_data(as_text=True)
    return {
        name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', html).group(1)  # type: ignore[union-attr]
        for name in ("csrf_token", "stamp")
    }


def send(client: FlaskClient, clock: time_machine.Coordinates, **changed: str) -> Any:
    hidden = opened(client)
    clock.shift(timedelta(seconds=5))
    return client.post("/report", data={**hidden, "kind": "error", "address": PAGE, "text": WORDS, **changed})


def rows(app: Flask, model: Any = Report) -> list[Any]:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        return list(session.scalars(select(model)))


def test_a_report_leads_to_a_private_page_and_is_kept_without_its_sender(
    app: Flask, pair: str, clock: time_machine.Coordinates
) -> None:
    reader = app.test_client()
    link = re.search(r'href="(/report[^"]*)"', reader.get(PAGE).text)
    assert link is not None
    assert f'value="{PAGE}"' in reader.get(link.group(1)).text
    answer = send(reader, clock, exact="99 percent", source_url="https://audit.example/12", contact="rae@mail.example")
    assert answer.status_code == 303
    place = answer.headers["Location"]
    assert re.fullmatch(r"/report/[\w-]{43}", place)
    shown = app.test_client().get(place)
    assert WORDS in shown.text
    assert "No editor has opened it yet" in shown.text
    for name, value in (("Cache-Control", "no-store"), ("Referrer-Policy", "same-origin"), ("X-Robots-Tag", "noindex")):
        assert value in shown.headers[name]
    assert app.test_client().get(f"{place}x").status_code == 404
    (kept,) = rows(app)
    assert "127.0.0.1" not in str(vars(kept))
    assert place.rsplit("/", 1)[-1] not in str(vars(kept))
    assert pair


def test_its_session_is_its_own(app: Flask, editor: FlaskClient, clock: time_machine.Coordinates) -> None:
    reader = app.test_client()
    cookie = reader.get("/report").headers["Set-Cookie"]
    assert cookie.startswith("report=")
    assert "Path=/report" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    secure = reader.get("/report", base_url="https://localhost").headers["Set-Cookie"]
    assert secure.startswith("__Secure-report=")
    assert "; Secure" in secure
    assert "Set-Cookie" not in reader.get("/").headers
    desk_cookie = editor.get_cookie("session")
    assert desk_cookie is not None
    assert send(editor, clock).status_code == 303
    stranger = app.test_client()
    stranger.set_cookie("session", editor.get_cookie("report", path="/report").value)  # type: ignore[union-attr]
    assert stranger.get("/desk").status_code == 302


@pytest.mark.parametrize(
    ("changed", "status", "sentence"),
    [
        ({"website": "https://spam.example"}, 400, "Leave the field for programs empty"),
        ({"text": "Wrong"}, 400, "Write a sentence or two"),
        ({"address": "/desk"}, 400, "That is no page of this site"),
        ({"address": "https://elsewhere.example/pairs/x"}, 400, "That is no page of this site"),
        ({"address": "//elsewhere.example/pairs/x"}, 400, "That is no page of this site"),
        ({"address": "/report"}, 400, "That is no page of this site"),
        ({"address": "/static/x.css"}, 400, "That is no page of this site"),
        ({"address": ""}, 400, "Say which page it is about"),
        ({"kind": ""}, 400, "Say what it is"),
        ({"source_url": "javascript:alert(1)"}, 400, "beginning with https://"),
        ({"stamp": "made up"}, 400, "did not come from here as it is"),
        ({"stamp": ""}, 400, "did not come from here as it is"),
    ],
)
def test_what_can_t_be_taken_is_told_and_the_words_are_kept(
    app: Flask, clock: time_machine.Coordinates, changed: dict[str, str], status: int, sentence: str
) -> None:
    answer = send(app.test_client(), clock, **changed)
    assert answer.status_code == status
    assert sentence in error_of(answer.text)
    assert changed.get("text", WORDS) in answer.text
    assert rows(app) == []


def test_a_form_is_neither_sent_at_once_nor_a_day_later(app: Flask, clock: time_machine.Coordinates) -> None:
    reader = app.test_client()
    data = {**opened(reader), "kind": "error", "address": PAGE, "text": WORDS}
    fast = reader.post("/report", data=data)
    assert "faster than anybody writes" in error_of(fast.text)
    assert data["stamp"] in fast.text  # a person may press the button again
    clock.shift(timedelta(days=1, seconds=1))
    old = reader.post("/report", data=data)
    assert old.status_code == 400
    assert "more than a day" in error_of(old.text)
    assert data["stamp"] not in old.text
    assert WORDS in old.text
    assert rows(app) == []


def test_a_double_click_is_one_report(app: Flask, clock: time_machine.Coordinates) -> None:
    reader = app.test_client()
    data = {**opened(reader), "kind": "error", "address": PAGE, "text": WORDS}
    clock.shift(timedelta(seconds=5))
    first, second = (reader.post("/report", data=data) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(rows(app)) == 1
    third = reader.post("/report", data={**data, "text": "Back, and other words than before."})
    assert "sent already" in error_of(third.text)
    assert data["stamp"] not in third.text


def test_a_flood_is_stopped_and_told_when_to_come_back(app: Flask, clock: time_machine.Coordinates) -> None:
    reader = app.test_client()
    assert [send(reader, clock).status_code for _ in range(6)] == [303] * 5 + [429]
    refused = send(reader, clock)
    assert "At most 5 reports an hour" in error_of(refused.text)
    assert WORDS in refused.text
    salts = list(Path(app.instance_path).glob("report-salt-*"))
    assert [path.name for path in salts] == ["report-salt-2026-11-24"]
    assert salts[0].stat().st_mode & 0o077 == 0
    clock.shift(timedelta(days=1))
    assert send(reader, clock).status_code == 303
    assert [path.name for path in Path(app.instance_path).glob("report-salt-*")] == ["report-salt-2026-11-25"]
    senders = {one.sender_sha256 for one in rows(app)}
    assert len(senders) == 2  # the same sender, and nobody can tell so a day later


def test_a_form_without_its_cookie_is_refused_in_words(app: Flask, clock: time_machine.Coordinates) -> None:
    reader = app.test_client(use_cookies=False)
    answer = send(reader, clock)
    assert answer.status_code == 400
    assert "did not send back the cookie" in answer.text
    assert app.test_client().post("/report", data={"text": WORDS}).status_code == 400
    assert rows(app) == []


def test_a_reader_s_text_is_shown_and_never_run(
    app: Flask, editor: FlaskClient, pair: str, clock: time_machine.Coordinates
) -> None:
    attack = f"<script>alert(1)</script> {TURNED} & <b>bold</b>"
    place = send(app.test_client(), clock, text=attack, exact=attack).headers["Location"]
    (report,) = rows(app)
    pages = {
        "reader": app.test_client().get(place).text,
        "desk": editor.get(f"/desk/reports/{report.id}").text,
        "list": editor.get("/desk/reports").text,
        "evidence": editor.get(f"/desk/statements/{pair.rsplit('/', 1)[-1]}/evidence/new?report={report.id}").text,
    }
    for html in pages.values():
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        shown = re.sub(r"<textarea.*?</textarea>", "", html, flags=re.DOTALL)
        assert "\u202e" not in shown
        assert "⟨U+202E⟩evil" in shown
    assert nu_check(pages) == []
    wrong = editor.get(f"/desk/statements/{pair.rsplit('/', 1)[-1]}/evidence/new?report=x1")
    assert wrong.status_code == 400
    assert "The address names no report by its number" in wrong.text


def test_the_reader_and_an_editor_talk_and_it_becomes_evidence(
    app: Flask, editor: FlaskClient, pair: str, clock: time_machine.Coordinates
) -> None:
    reader = app.test_client()
    place = send(reader, clock, exact="99 percent", source_url="https://audit.example/12").headers["Location"]
    (report,) = rows(app)
    desk = f"/desk/reports/{report.id}"
    html = editor.get(desk).text
    assert f'href="{pair}"' in html
    assert post_form(editor, desk, {}, form="form[action$=take]").status_code == 303
    assert "looking into it" in reader.get(place).text
    assert "Write an answer" in error_of(post_form(editor, desk, {"act": "answer"}, form="form[novalidate]").text)
    assert post_form(editor, desk, {"act": "answer", "text": "Thank you."}, form="form[novalidate]").status_code == 303
    assert "Thank you." in reader.get(place).text
    said = post_form(reader, place, {"text": "The audit is on page 4."}, form="main form")
    assert said.headers["Location"] == f"{place}#messages"
    assert "The audit is on page 4." in editor.get(desk).text
    new = re.search(r'href="(/desk/statements/\w+/evidence/new[^"]*)"', editor.get(desk).text)
    assert new is not None
    form = {"stance": "counters", "source_title": "Court of Audit", "quote": "81 percent arrive."}
    assert post_form(editor, new.group(1), form, form="form[novalidate]").status_code == 303
    (evidence,) = rows(app, Evidence)
    (report,) = rows(app)
    assert (report.became_kind, report.became_id) == ("evidence", evidence.id)
    assert "made evidence of it" in reader.get(place).text
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        kept = session.get_one(Evidence, evidence.id)
        assert (kept.passage.exact, kept.source.url) == ("99 percent", "https://audit.example/12")  # type: ignore[union-attr]


def test_an_error_becomes_a_correction_and_the_reader_is_told(
    app: Flask, editor: FlaskClient, pair: str, clock: time_machine.Coordinates
) -> None:
    place = send(app.test_client(), clock, exact="99 percent").headers["Location"]
    (report,) = rows(app)
    subject = pair.rsplit("/", 1)[-1]
    begun = post_form(editor, f"/desk/reports/{report.id}", {}, form="form[action$=correct]")
    assert begun.headers["Location"] == pair
    assert "working on a correction" in app.test_client().get(place).text
    assert post_form(editor, pair, {"note": "Mended."}, form="form[novalidate]").status_code == 303
    html = editor.get(pair).text
    assert "On 24 November 2026 a reader pointed out an error in “99 percent”." in html
    step = {"action": "correct now", "reason": "The figure was of 2009.", "version": "2"}
    token = re.search(r'name="csrf_token"\s+value="([^"]+)"', html).group(1)  # type: ignore[union-attr]
    done = editor.post(f"/desk/subjects/{subject}/steps", data={**step, "csrf_token": token})
    assert done.status_code == 303
    shown = app.test_client().get(place).text
    assert "It led to a correction" in shown
    assert "We published a correction: The figure was of 2009." in shown
    assert "The figure was of 2009." in app.test_client().get(PAGE).text
    assert [one.author_name for one in rows(app, ReportMessage)] == ["Editor"]


def test_a_closed_report_takes_no_more(app: Flask, editor: FlaskClient, clock: time_machine.Coordinates) -> None:
    reader = app.test_client()
    place = send(reader, clock).headers["Location"]
    hidden = opened(reader)
    (report,) = rows(app)
    close = post_form(editor, f"/desk/reports/{report.id}", {"act": "close"}, form="form[novalidate]")
    assert close.status_code == 303
    assert "It is closed." in reader.get(place).text
    shown = editor.get(f"/desk/reports/{report.id}").text
    assert "Send the answer" not in shown
    told = post_form(editor, f"/desk/reports/{report.id}", {"act": "close", "text": "It is."}, form="form[novalidate]")
    assert told.status_code == 303
    assert rows(app)[0].state == "closed"
    late = reader.post(place, data={"csrf_token": hidden["csrf_token"], "text": "But there is more to say."})
    assert late.status_code == 400
    assert "This report is closed" in late.text
    again = {"act": "answer", "text": "Do tell us."}
    assert post_form(editor, f"/desk/reports/{report.id}", again, form="form[novalidate]").status_code == 303
    assert "The report is open again, and they can write back." in editor.get(f"/desk/reports/{report.id}").text


def test_contributors_do_not_know_of_reports(app: Flask, editor: FlaskClient, clock: time_machine.Coordinates) -> None:
    send(app.test_client(), clock)
    (report,) = rows(app)
    contributor = signed_in(app, "contributor")
    token = re.search(r'name="csrf_token" value="([^"]+)"', contributor.get("/desk").text).group(1)  # type: ignore[union-attr]
    for address in ("/desk/reports", f"/desk/reports/{report.id}"):
        assert contributor.get(address).status_code == 404
        assert editor.get(address).status_code == 200
    for act, field in (("", "text"), ("/take", "form_key"), ("/correct", "subject_id")):
        data = {"csrf_token": token, field: "A contributor's answer."}
        assert contributor.post(f"/desk/reports/{report.id}{act}", data=data).status_code == 404
    assert [one.state for one in rows(app)] == ["new"]


def test_reports_show_in_no_public_place(app: Flask, pair: str, clock: time_machine.Coordinates) -> None:
    assert pair
    canary = "A canary of 2009 sings in this report."
    send(app.test_client(), clock, text=canary, exact="99 percent canary")
    anyone = app.test_client()
    for address in ("/", PAGE, "/feeds/changes.json", "/sitemap-0.xml", "/search?q=canary", "/api/v1/pairs", "/ledger"):
        answer = anyone.get(address)
        assert answer.status_code == 200, address
        assert "canary of 2009" not in answer.text
    assert "/report" not in anyone.get("/sitemap-0.xml").text
    assert "Disallow: /report" in anyone.get("/robots.txt").text
