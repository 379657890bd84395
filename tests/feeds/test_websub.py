"""A hub is named by the feeds, and told of those that changed: afterwards, and never in the way of a publication."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event
from typing import Any

import feedparser
import msgspec
import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.cli import root
from app.domain.errors import Rejected
from app.feeds.cursors import FindingCursor, written
from app.feeds.registry import REVIEWS
from app.feeds.websub import hub_named
from app.services import agencies, judgements, publishing, workflow
from app.services.agencies import AgencyFields
from app.services.hub import Hub, Told, hub_from, tell_hub
from app.services.judgements import FindingFields, ObservationFields
from app.storage.models.desk import HubTold
from app.storage.queries.ledger.changes import ledger_head
from app.web.hub import Teller
from tests.factories.site import TEXT, Site
from tests.support.desk import add_people, signed_in
from tests.support.hub import Hub as Running
from tests.support.hub import running_hub
from tests.support.pages import post_form

BASE = "https://facts.example"
NOW = datetime(2024, 6, 1, tzinfo=UTC)
PATIENCE_S = 60
ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what asks the database nothing that others do not ask on both."""


@pytest.fixture(scope="module")
def hub() -> Iterator[Running]:
    with running_hub() as running:
        yield running
        running.let.set()


@pytest.fixture
def app_settings(app_settings: dict[str, Any], hub: Running) -> dict[str, Any]:
    hub.let.set()
    hub.pings.clear()
    return {**app_settings, "HUB": hub.url, "BASE_URL": f"{BASE}/", "FETCH_INSIDE": "127.0.0.1"}


@pytest.fixture
def ours(app_settings: dict[str, Any]) -> Hub:
    made = hub_from(app_settings)
    assert made is not None
    return made


def in_both(*names: str) -> list[str]:
    return [f"{BASE}/feeds/{name}.{form}" for name in names for form in ("json", "atom")]


# What feeds say


@ON_ONE_DATABASE
def test_the_first_page_of_each_feed_names_the_hub_and_what_it_is_never_told_of_names_none(
    site, app, reader, hub, feed_pages
):
    site.publish(site.finding())
    site.desk_of().session.commit()
    for address in ("/feeds/findings", "/feeds/pages/fiction-and-fact"):
        (page,) = feed_pages(f"{address}.json")
        assert page["hubs"] == [{"type": "WebSub", "url": hub.url}]
        atom = reader.get(f"{address}.atom")
        named = {one.rel: one.href for one in feedparser.parse(atom.data).feed.links}
        assert (named["hub"], named["self"]) == (hub.url, f"{BASE}{address}.atom")
        for answer, own in [(atom, f"{address}.atom"), (reader.get(REVIEWS), REVIEWS)]:
            assert f'<{hub.url}>; rel="hub"' in answer.headers["Link"]
            assert f'<{BASE}{own}>; rel="self"' in answer.headers["Link"]
            assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    cursor = FindingCursor("2030-01-01T00:00:00.000000Z", "x" * 12)
    later = f"/feeds/findings.atom?cursor={written(cursor)}"
    for other in ("/feeds/search.json?q=red", "/feeds/search.atom?q=red", "/api/v1/pairs", later):
        answer = reader.get(other)
        assert answer.status_code == 200
        assert hub.url not in answer.text + answer.headers["Link"]
    for setting in ({"HUB": None}, {"HUB": hub.url, "FROZEN": True}):  # a copy in files is somewhere else
        app.config.update(setting)
        for address in ("/feeds/findings.json", "/feeds/findings.atom", REVIEWS):
            answer = reader.get(address)
            assert "hub" not in answer.text + answer.headers["Link"]


# What the hub is told


def test_the_hub_is_told_of_each_feed_that_changed_and_of_no_other(engine, site, hub, ours):
    around = in_both("agencies/kite-board", f"pages/{site.page.slug}")

    def told() -> list[str]:
        site.desk_of().session.commit()
        done = tell_hub(engine, ours, NOW)
        assert done == Told(topics=hub.topics(), refused=[])
        return done.topics

    assert told() == around  # they are new to it
    assert told() == []
    site.publish(site.evidence())
    assert told() == []
    finding = site.finding()
    site.publish(finding)
    review = f"{BASE}/feeds/claimreview.jsonld"
    assert told() == [*in_both("findings"), review, *around]
    commitment = site.safeguard.commitments[-1]["id"]
    seen = ObservationFields(result="not done", observed="2021-09", source_id=site.source.id, note="No report came.")
    site.publish(judgements.create_observation(site.desk_of(), commitment, seen))
    assert told() == in_both("commitments", "safeguards/line-rule")
    later = site.capture_of(TEXT.replace("bans red", "bans all red"), "2022-03")
    publishing.publish(site.desk_of(), later.id)
    assert told() == [*in_both("changes"), *around]
    publishing.retract(site.desk_of(), later.id, "Not their page.")
    assert told() == [*in_both("changes"), *around]
    publishing.retract(site.desk_of(), finding.id, "We overlooked a page.")
    assert told() == [*in_both("findings"), review, *around]


def test_a_correction_and_a_new_name_are_told(engine, site, ours):
    finding = site.finding()
    site.publish(finding)
    site.desk_of().session.commit()
    tell_hub(engine, ours, NOW)
    fields = FindingFields(claim_reviewed="The Board bans no colour.", verdict="mixed", reasoning="It is.")
    judgements.revise_finding(site.desk_of(), finding.id, fields, finding.version)
    workflow.bring_to_approved(site.desk_of(), finding.id)
    publishing.publish(site.desk_of(), finding.id, correction="It is banned still.")
    around = in_both("agencies/kite-board", f"pages/{site.page.slug}")
    site.desk_of().session.commit()
    review = f"{BASE}/feeds/claimreview.jsonld"
    assert tell_hub(engine, ours, NOW).topics == [*in_both("findings", "corrections"), review, *around]
    agency = site.page.agency
    agencies.revise_agency(site.desk_of(), agency.id, AgencyFields(title="Board of Kites"), agency.version)
    publishing.publish(site.desk_of(), agency.id)
    site.desk_of().session.commit()
    assert tell_hub(engine, ours, NOW).topics == in_both("agencies/kite-board")


def test_a_hub_that_is_away_is_told_later_and_what_it_refuses_is_left_out(engine, site, hub, ours):
    site.publish(site.finding())
    site.desk_of().session.commit()
    hub.statuses = [202, 503]
    late = tell_hub(engine, ours, NOW)
    assert (len(late.topics), late.late) == (1, "It answered 503.")
    for status in (302, 429):
        hub.statuses = [status]
        assert tell_hub(engine, ours, NOW).late == f"It answered {status}."
    hub.topics()
    hub.statuses = [400]
    done = tell_hub(engine, ours, NOW)
    assert done.refused == [f"{BASE}/feeds/findings.json"]
    assert hub.topics() == [*done.refused, *done.topics]
    with Session(engine) as session:
        assert [(row.hub, row.at) for row in session.scalars(select(HubTold))] == [(hub.url, NOW)]
    assert tell_hub(engine, ours, NOW).topics == []


@ON_ONE_DATABASE
def test_a_hub_that_hangs_is_given_up_and_one_inside_is_not_asked(engine, site, hub, ours):
    site.desk_of().session.commit()
    hub.let.clear()
    hasty = msgspec.structs.replace(ours, rules=msgspec.structs.replace(ours.rules, seconds=0.2))
    late = tell_hub(engine, hasty, NOW).late
    hub.let.set()
    assert late is not None
    assert "gave no whole answer within 0.2 seconds" in late
    shut = msgspec.structs.replace(ours, rules=msgspec.structs.replace(ours.rules, inside=()))
    assert "is no public host" in str(tell_hub(engine, shut, NOW).late)


# When


def test_who_publishes_waits_for_no_hub(app: Flask, site: Site, hub: Running, engine: Engine) -> None:
    evidence = site.evidence()
    workflow.bring_to_approved(site.desk_of(), evidence.id)
    finding = site.finding()
    workflow.bring_to_approved(site.desk_of(), finding.id)
    addresses = [f"/desk/evidence/{evidence.id}", f"/desk/findings/{finding.id}"]
    site.desk_of().session.commit()
    add_people(app, "editor")
    editor = signed_in(app, "editor")
    hub.let.clear()
    hub.asked.clear()
    for address in addresses:
        done = post_form(editor, address, {"action": "publish"}, form="form[action$=steps]")
        assert done.status_code == 303
        done.close()  # as servers do when it is sent
        assert hub.pings == []  # it hangs, and the answer came
    assert hub.asked.wait(PATIENCE_S)
    assert len(app.test_client().get("/feeds/findings.json").get_json(force=True)["items"]) == 1
    hub.let.set()
    for one in threading.enumerate():
        if one.name == "hub":
            one.join(PATIENCE_S)
    assert f"{BASE}/feeds/findings.json" in hub.topics()
    with Session(engine) as session:
        assert [row.seq for row in session.scalars(select(HubTold))] == [ledger_head(session).seq]


def test_the_hub_is_asked_again_after_a_while_and_at_once_when_there_is_news(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tries = iter([Told(topics=[], refused=[], late="It answered 503."), OperationalError("", {}, Exception()), None])
    ended, waiting = Event(), Event()

    def tell() -> Told:
        found = next(tries)
        if isinstance(found, OperationalError):
            waiting.set()
            raise found
        if found is None:
            ended.set()
        return found or Told(topics=[], refused=[])

    teller = Teller(tell, waits=(0.01, 1_000_000))
    with caplog.at_level(logging.WARNING, "app.hub"):
        teller.soon()
        assert waiting.wait(PATIENCE_S)
        teller.soon()
        assert ended.wait(PATIENCE_S)
    assert [record.facts["why"] for record in caplog.records] == ["It answered 503.", "The database is out of reach."]


@ON_ONE_DATABASE
def test_the_timer_tells_what_nobody_told(
    site: Site, hub: Running, database_url: str, app_settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    site.publish(site.finding())
    site.desk_of().session.commit()
    for name in ("HUB", "BASE_URL", "FETCH_INSIDE"):
        monkeypatch.setenv(f"REJOINDER_{name}", app_settings[name])
    monkeypatch.setenv("REJOINDER_DATABASE_URL", database_url)
    hub.statuses = [500]
    away = CliRunner().invoke(root, ["publish-due"])
    assert (away.exit_code, away.stderr) == (0, "The hub is told later: It answered 500.\n")
    hub.topics()
    hub.statuses = [404]
    there = CliRunner().invoke(root, ["publish-due"])
    assert there.stdout == "The hub was told of 6 feeds.\n"
    assert there.stderr == "The hub would not hear of 1 feeds.\n"
    monkeypatch.delenv("REJOINDER_HUB")
    assert CliRunner().invoke(root, ["publish-due"]).output == ""


# Settings


def test_settings_that_can_not_be_understood_are_told() -> None:
    assert hub_named({}) is None
    assert hub_from({"HUB": " "}) is None
    with pytest.raises(Rejected, match="REJOINDER_HUB needs REJOINDER_BASE_URL"):
        hub_named({"HUB": "https://hub.example/"})
    with pytest.raises(Rejected, match="REJOINDER_HUB can’t be read: “ftp:"):
        hub_named({"HUB": "ftp://hub.example/", "BASE_URL": BASE})
    with pytest.raises(Rejected, match="REJOINDER_FETCH_INSIDE can’t be read"):
        hub_from({"HUB": "https://hub.example/", "BASE_URL": BASE, "FETCH_INSIDE": "home"})
