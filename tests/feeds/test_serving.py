from __future__ import annotations

import json
from datetime import datetime

import feedparser
import pytest
import time_machine
from flask import render_template_string

from app.feeds.registry import LISTINGS, alternates
from app.services import judgements, publishing, workflow
from app.services.judgements import ReplyFields
from tests.factories.site import TEXT

ADDRESSES = [one.path for one in alternates()] + [one.address for one in LISTINGS]
UNCHANGED = {"/feeds/corrections", "/feeds/commitments"} | {
    f"/api/v1/{plural}" for plural in ("agencies", "topics", "sources", "pages", "safeguards", "concerns")
}
SECOND = TEXT.replace("within 45 days", "within 90 days").replace(
    "The Board bans red kites.", "The Board bans all red kites."
)


@pytest.fixture
def story(site):
    """A site whose page changed, with a finding, a draft, a reply and a retracted finding."""
    found = site.finding(reasoning="It *was* banned; see [the source](/sources/x).")
    site.publish(found)
    site.publish(
        judgements.create_reply(site.desk_of(), found.id, ReplyFields(author="The Board", text="No.", received="2024"))
    )
    site.finding("In 2020", "A DRAFT THAT NOBODY MAY SEE")
    back = site.finding("312 red kites", "We overlooked a page.")
    site.publish(back)
    publishing.retract(site.desk_of(), back.id, "We overlooked a page, and say so.")
    later = site.capture_of(SECOND, "2022-03")
    publishing.publish(site.desk_of(), later.id)
    site.desk_of().session.commit()
    return site


def test_the_feed_of_findings_tells_published_ones_and_retractions_and_no_draft(story, feed_pages):
    (page,) = feed_pages("/feeds/findings.json")
    back, found = page["items"]
    assert found["title"] == "Mixed: The Board bans no colour."
    assert found["url"] == f"http://localhost/pairs/{story.pair.slug}/findings/1"
    assert "No colour is banned." in found["content_text"]
    assert 'It <em>was</em> banned; see <a href="http://localhost/sources/x"' in found["content_html"]
    assert "Reply by The Board, received 2024" in found["content_text"]
    assert back["title"].startswith("Retracted: ")
    assert "We overlooked a page, and say so." in back["content_text"]
    assert "NOBODY" not in json.dumps(page)


def test_a_retracted_pair_takes_its_findings_along(story, feed_pages):
    publishing.retract(story.desk_of(), story.pair.id, "It was never said.")
    story.desk_of().session.commit()
    (page,) = feed_pages("/feeds/findings.json")
    assert [item["_rejoinder"]["retracted"] for item in page["items"]] == ["It was never said."] * 2


def test_the_feed_of_changes_tells_them_in_words_and_leads_to_the_comparison(story, feed_pages):
    (page,) = feed_pages("/feeds/changes.json")
    (item,) = page["items"]
    assert item["title"] == "Fiction and Fact: 1 pair reworded; 1 safeguard reworded; 45 days → 90 days"
    assert item["url"] == f"http://localhost/pages/{story.page.slug}/compare/2021-06-25..2022-03"
    assert item["_rejoinder"]["lines"][0]["subject"] == story.pair.id


def test_a_capture_that_changes_nothing_is_no_item_until_the_one_before_it_is_retracted(story, feed_pages):
    same = story.capture_of(SECOND + "\n", "2023")
    publishing.publish(story.desk_of(), same.id)
    story.desk_of().session.commit()
    (page,) = feed_pages("/feeds/changes.json")
    assert len(page["items"]) == 1
    publishing.retract(story.desk_of(), page["items"][0]["_rejoinder"]["to"]["id"], "Not their page.")
    story.desk_of().session.commit()
    (page,) = feed_pages("/feeds/changes.json")
    assert [item["url"].rpartition("/")[2] for item in page["items"]] == ["2021-06-25..2023"]


def test_pairs_are_listed_with_their_newest_words_and_findings_that_stand(story, reader):
    listed = reader.get("/api/v1/pairs").get_json()
    (pair,) = listed["results"]
    assert listed["cursor"] is None
    assert pair["id"] == story.pair.id
    assert pair["claim"] == "The Board bans all red kites."
    assert pair["claim_label"] == "Fiction"
    assert pair["captured"] == "2022-03"
    assert [one["number"] for one in pair["findings"]] == [1]
    assert pair["agency"]["name"] == "Kite Board"


def test_a_pair_has_all_its_wordings_and_its_record(story, reader):
    pair = reader.get(f"/api/v1/pairs/{story.pair.id}").get_json()
    assert [one["captured"] for one in pair["wordings"]] == ["2021-06-25", "2022-03"]
    assert pair["record"]["type"] == "pair"
    assert pair["record"]["slug"] == story.pair.slug
    assert pair["retracted"] is None


def test_a_retracted_pair_leaves_the_list_and_says_so_at_its_address(story, reader):
    publishing.retract(story.desk_of(), story.pair.id, "It was never said.")
    story.desk_of().session.commit()
    assert reader.get("/api/v1/pairs").get_json()["results"] == []
    assert reader.get(f"/api/v1/pairs/{story.pair.id}").get_json()["retracted"] == "It was never said."


def test_a_pair_whose_words_are_only_approved_shows_nowhere(story, reader):
    workflow.bring_to_approved(story.desk_of(), story.other.id)
    story.desk_of().session.commit()
    assert len(reader.get("/api/v1/pairs").get_json()["results"]) == 1
    assert reader.get(f"/api/v1/pairs/{story.other.id}").status_code == 404


@pytest.mark.parametrize("pair_id", ["nobody", "x" * 500, "é", "agency00001!"])
def test_an_unknown_pair_is_a_problem_in_one_sentence(reader, pair_id):
    answer = reader.get(f"/api/v1/pairs/{pair_id}")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["detail"].startswith("No pair is published under the id")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/feeds/findings.json?cursor=x", "The cursor is none of this list; leave it out to start anew."),
        ("/feeds/changes.json?cursor=WyJwYWlycyIsNV0", "The cursor is none of this list; leave it out to start anew."),
        ("/api/v1/pairs?cursor=%00", "The address holds a NUL character; nothing has such an address."),
        ("/api/v1/changes?since=0", "The cursor is none of this list; leave it out to start anew."),
        ("/api/v1/pairs?limit=101", "The limit must be a whole number from 1 to 100."),
        ("/api/v1/changes?limit=-1", "The limit must be a whole number from 1 to 1000."),
        ("/api/v1/changes?include=salt", "Only records can be included: write include=record, or leave it out."),
    ],
)
def test_what_can_not_be_read_is_a_problem_in_one_sentence(reader, address, sentence):
    answer = reader.get(address)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["detail"] == sentence
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_empty_site_answers_with_an_empty_list(reader, address):
    answer = reader.get(address)
    assert answer.status_code == 200
    if address.endswith(".atom"):
        assert feedparser.parse(answer.data).entries == []
    else:
        page = answer.get_json(force=True)
        assert [page[key] for key in ("items", "results", "dataFeedElement") if key in page] == [[]]
    assert "Last-Modified" not in answer.headers


@pytest.mark.usefixtures("story")
def test_each_address_has_its_type_leave_for_all_and_links(reader):
    types = {one.path: one.format.media_type for one in alternates()}
    for address, media_type in (types | {one.address: one.media_type for one in LISTINGS}).items():
        answer = reader.get(address)
        assert answer.headers["Content-Type"] == media_type
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
        assert answer.headers["Cache-Control"].startswith("public")
        assert "Set-Cookie" not in answer.headers
        for one in alternates():
            assert f"<http://localhost{one.path}>" in answer.headers["Link"]
        head = reader.head(address)
        assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", answer.headers["ETag"])
        assert head.headers["Content-Length"] == str(len(answer.data))


def test_an_answer_that_still_holds_is_not_sent_again_and_a_new_one_is(story, reader):
    addresses = [*ADDRESSES, f"/api/v1/pairs/{story.pair.id}", "/api/v1/changes?include=record"]
    firsts = {address: reader.get(address).headers for address in addresses}
    for address, first in firsts.items():
        again = reader.get(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["Access-Control-Allow-Origin"] == "*"
        assert reader.get(address, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    publishing.publish(story.desk_of(), _finding_of(story))
    third = story.capture_of(SECOND.replace("all red kites", "most kites"), "2024")
    publishing.publish(story.desk_of(), third.id)
    story.desk_of().session.commit()
    for address, first in firsts.items():
        if address.partition(".")[0] in UNCHANGED:
            continue  # nothing came to these
        again = reader.get(address, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 200
        assert again.headers["ETag"] != first["ETag"]
        assert reader.get(address, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 200


def _finding_of(story) -> str:
    finding = story.finding("licensed", "Another one.")
    workflow.bring_to_approved(story.desk_of(), finding.id)
    return str(finding.id)


@pytest.mark.alone("it moves the clock, of this process")
@pytest.mark.usefixtures("story")
def test_last_modified_waits_until_no_other_entry_can_share_its_second(reader):
    newest = datetime.fromisoformat(reader.get("/api/v1/changes?limit=1000").get_json()["results"][-1]["at"])
    with time_machine.travel(newest, tick=False) as clock:
        assert "Last-Modified" not in reader.get("/feeds/findings.json").headers
        clock.shift(61)
        assert reader.get("/feeds/findings.json").last_modified == newest.replace(microsecond=0)


def test_at_most_three_statements_an_answer(story, reader, statements):
    since = reader.get("/api/v1/changes?limit=2").get_json()["cursor"]
    more = [f"/api/v1/pairs/{story.pair.id}", "/api/v1/changes?include=record", f"/api/v1/changes?since={since}"]
    for address in [*ADDRESSES, *more]:
        statements.clear()
        assert reader.get(address).status_code == 200
        selects = [one for one in statements if one.lstrip().upper().startswith("SELECT")]
        assert 1 <= len(selects) <= 3


def test_a_script_may_read_that_there_is_no_such_address_and_nothing_of_other_pages(reader):
    answer = reader.get("/api/v1/nothing")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    for address in ("/about", "/login", "/nothing"):
        assert "Access-Control-Allow-Origin" not in reader.get(address).headers


def test_a_browser_may_ask_with_a_condition(reader):
    answer = reader.options("/api/v1/pairs", headers={"Origin": "https://news.example"})
    assert answer.headers["Access-Control-Allow-Headers"] == "Accept-Datetime, If-None-Match, If-Modified-Since"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_can_be_posted(reader, address):
    answer = reader.post(address)
    assert answer.status_code == 405
    assert answer.mimetype == "application/problem+json"


@pytest.mark.alone("it changes a setting, of this process")
@pytest.mark.usefixtures("story")
def test_the_sites_own_address_wins_over_the_one_that_was_asked_for(app, reader):
    app.config["BASE_URL"] = "https://facts.example/kites/"
    page = reader.get("/feeds/findings.json", headers={"Host": "127.0.0.1:8000"}).get_json(force=True)
    assert page["feed_url"] == "https://facts.example/kites/feeds/findings.json"
    assert "127.0.0.1" not in json.dumps(page)
    ids = [item["id"] for item in page["items"]]
    del app.config["BASE_URL"]
    assert [item["id"] for item in reader.get("/feeds/findings.json").get_json(force=True)["items"]] == ids


def test_every_address_that_is_named_is_served(app, story, feed_pages, reader):
    def addresses(value):
        if isinstance(value, dict):
            for key, part in value.items():
                yield from [part] if key in {"url", "api", "capture", "about", "home_page_url"} else addresses(part)
        elif isinstance(value, list):
            for part in value:
                yield from addresses(part)

    pages = [*feed_pages("/feeds/findings.json"), *feed_pages("/feeds/changes.json")]
    pages += [{**reader.get(f"/api/v1/pairs/{story.pair.id}").get_json(), "record": None}]
    named = {one for page in pages for one in addresses(page) if isinstance(one, str)}
    assert len(named) > 8
    adapter = app.url_map.bind("localhost")
    for one in sorted(named):
        assert one.startswith("http://localhost/")
        adapter.match(one.removeprefix("http://localhost").partition("#")[0])


def test_reader_pages_name_the_feeds_in_their_head_and_header(reader):
    for address in ("/", "/about"):
        answer = reader.get(address)
        assert answer.status_code == 200
        for one in alternates():
            assert f"<http://localhost{one.path}>" in answer.headers["Link"]
            assert f'href="{one.path}"' in answer.get_data(as_text=True)
            assert f'type="{one.format.media_type}"' in answer.get_data(as_text=True)
    with reader.get("/static/favicon.svg") as answer:
        assert "Link" not in answer.headers


def test_a_template_outside_of_a_request_names_no_feeds(app):
    with app.app_context():
        assert render_template_string("{{ alternates }}") == "[]"
