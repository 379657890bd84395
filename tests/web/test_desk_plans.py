"""Publishing at a set time, from the desk's form to what the command makes of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from selectolax.lexbor import LexborHTMLParser

from app.cli import root
from tests.support.desk import add_people, published_pair, sign_in, signed_in
from tests.support.pages import axe, nu_check, post_form
from tests.support.server import LiveServer

FORM, PLAN = "form[novalidate]", "form[action$='/plan']"
TOMORROW = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor")
    return signed_in(app, "editor")


@pytest.fixture
def evidence(editor: FlaskClient) -> str:
    """Approved evidence on a published pair; its address."""
    pair = published_pair(editor)
    fields = {"stance": "counters", "source_title": "Court of Audit", "quote": "One parcel in five is late."}
    post_form(editor, f"/desk/statements/{pair.rpartition('/')[2]}/evidence/new", fields, form=FORM)
    address = re.findall(r"/desk/evidence/\w{12}(?=\")", editor.get(pair).text)[0]
    for action in ("submit", "approve"):
        assert post_form(editor, address, {"action": action}, form="form[action$='/steps']").status_code == 303
    return str(address)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, app_settings: dict[str, Any]) -> Any:
    monkeypatch.setenv("REJOINDER_DATABASE_URL", app_settings["DATABASE_URL"])
    monkeypatch.setenv("REJOINDER_INSTANCE_PATH", str(Path(app_settings["INSTANCE_PATH"])))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(root, ["publish-due", *arguments])

    return run


def plan(client: FlaskClient, address: str, at: str) -> Any:
    return post_form(client, address, {"at": at}, form=PLAN)


def test_it_is_planned_on_the_desk_and_published_by_the_command(
    app: Flask, editor: FlaskClient, evidence: str, command: Any
) -> None:
    page = editor.get(evidence).text
    assert plan(editor, evidence, f"{TOMORROW:%Y-%m-%dT%H:%M}").status_code == 303
    shown = editor.get(evidence).text
    assert "planned by Editor" in " ".join(shown.split())
    assert "It will be published on" in shown
    assert nu_check({"approved": page, "planned": shown}) == []
    assert command().output == ""
    with time_machine.travel(TOMORROW + timedelta(hours=1), tick=False):
        waiting = signed_in(app, "editor").get(evidence).text
        assert "Was to be published at" in " ".join(waiting.split())
        told = command("--json")
        assert told.exit_code == 0
        report = json.loads(told.output)
        assert report["published"][0]["name"] == "Court of Audit (counters)"
        assert report["refused"] == []
        assert command().output == ""
    assert "One parcel in five is late." in app.test_client().get("/pairs/the-bureau-loses-mail").text


def test_a_plan_is_given_up(editor: FlaskClient, evidence: str, command: Any) -> None:
    plan(editor, evidence, f"{TOMORROW:%Y-%m-%dT%H:%M}")
    assert post_form(editor, evidence, {"withdraw": "yes"}, form=PLAN).status_code == 303
    assert "planned by" not in editor.get(evidence).text
    with time_machine.travel(TOMORROW + timedelta(hours=1), tick=False):
        assert command().output == ""


@pytest.mark.parametrize(
    ("at", "sentence"),
    [("soon", "Say when: a day and a time in UTC"), ("2011-06-25T09:00", "That time has passed")],
)
def test_a_time_that_is_none_is_told_at_its_field(editor: FlaskClient, evidence: str, at: str, sentence: str) -> None:
    answer = plan(editor, evidence, at)
    assert answer.location == evidence
    shown = LexborHTMLParser(editor.get(evidence).text)
    link = shown.css_first(".error-summary a")
    assert link is not None
    assert link.text().startswith(sentence)
    field = shown.css_first(str(link.attributes["href"]))
    assert field is not None
    assert field.attributes["value"] == at
    assert shown.css_first("details[open] input[name=at]") is not None
    assert ".error-summary" not in editor.get(evidence).text


def test_a_form_whose_time_was_refused_may_be_mended_and_sent_again(editor: FlaskClient, evidence: str) -> None:
    form = LexborHTMLParser(editor.get(evidence).text).css_first(PLAN)
    assert form is not None
    fields = {str(one.attributes["name"]): one.attributes.get("value") or "" for one in form.css("input[name]")}
    target = str(form.attributes["action"])
    editor.post(target, data={**fields, "at": "2011-06-25T09:00"})
    assert editor.post(target, data={**fields, "at": f"{TOMORROW:%Y-%m-%dT%H:%M}"}).status_code == 303
    assert "planned by Editor" in " ".join(editor.get(evidence).text.split())


def test_what_is_refused_is_told_with_exit_status_1(
    app: Flask, editor: FlaskClient, evidence: str, command: Any
) -> None:
    plan(editor, evidence, f"{TOMORROW:%Y-%m-%dT%H:%M}")
    pair = re.findall(r"/desk/pairs/\w{12}", editor.get(evidence).text)[0]
    retracting = {"action": "retract", "reason": "A hoax."}
    assert post_form(editor, pair, retracting, form="details form[action$='/steps']").status_code == 303
    with time_machine.travel(TOMORROW + timedelta(hours=1), tick=False):
        plain, told = command(), command("--json")
    assert plain.exit_code == told.exit_code == 1
    assert "“Court of Audit (counters)” was not published: The pair" in plain.stderr
    assert json.loads(told.output)["refused"][0]["kind"] == "evidence"
    assert app


def test_in_a_browser_a_past_time_is_mended_at_its_field(
    app: Flask, live_server: LiveServer, page: Page, evidence: str
) -> None:
    assert app
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, live_server, "editor", evidence)
    page.get_by_text("Publish at a set time").click()
    when = page.get_by_label("When, in UTC?")
    when.fill("2011-06-25T09:00")
    with page.expect_navigation():
        page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="That time has passed").click()
    expect(when).to_be_focused()
    expect(when).to_have_value("2011-06-25T09:00")
    assert axe(page) == []
    when.fill(f"{TOMORROW:%Y-%m-%dT%H:%M}")
    with page.expect_navigation():
        page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("status").first).to_contain_text("It will be published on")
    expect(page.get_by_role("button", name="Give that up")).to_be_visible()
