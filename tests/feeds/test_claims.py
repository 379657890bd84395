from __future__ import annotations

import json
from datetime import datetime

import pytest
import time_machine

from app.feeds.claimsearch import ClaimItem, claims_page, is_ours, site_of, speaks
from app.services import publishing
from app.storage import search
from app.storage.engine import reading
from tests.factories import feed_items as make
from tests.factories.ledger_lines import Press
from tests.support.golden import assert_golden

PATH = "/v1alpha1/claims:search"


def test_golden_claims():
    item = ClaimItem(
        id="x", number=2, slug="red-kites", claim_reviewed="No & <b>", verdict="mixed", agency="KB", at=make.FIRST
    )
    assert_golden("feeds/claims.json", claims_page([item], "next", "The Editors", "https://www.facts.example:8000"))
    assert claims_page([], None, "The Editors", make.BASE) == b"{}"


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("facts.example", True), ("www.facts.example", True), ("https://facts.example/x", True),
        ("FACTS.example", True), ("example", False), ("evil-facts.example", False), ("", False),
        ("http://[", False),
    ],
)  # fmt: skip
def test_a_site_is_ours_however_it_is_written(written, ours):
    assert is_ours(written, "https://www.facts.example/kites") == ours


def test_a_sites_name_has_no_scheme_and_no_www():
    assert site_of("http://www.facts.example:8000/kites") == "facts.example"
    assert site_of("x") == ""


@pytest.mark.parametrize(("code", "ours"), [("en", True), ("en-GB", True), ("EN_us", True), ("de", False)])
def test_a_language_is_ours_whatever_its_region(code, ours):
    assert speaks(code) == ours


# On the web


@pytest.fixture
def published(site):
    found = site.finding()
    site.publish(found)
    back = site.finding("312 red kites", "We overlooked a page.")
    site.publish(back)
    publishing.retract(site.desk_of(), back.id, "We overlooked a page.")
    site.finding("In 2020", "A DRAFT")
    site.desk_of().session.commit()
    return site


def asked(reader, **query):
    answer = reader.get(PATH, query_string=query)
    assert answer.mimetype == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer


def test_a_query_finds_the_finding_that_stands(published, reader):
    (claim,) = asked(reader, query="red KITES", key="any").get_json()["claims"]
    (review,) = claim["claimReview"]
    assert (claim["text"], claim["claimant"]) == ("The Board bans no colour.", "Kite Board")
    assert "claimDate" not in claim
    assert review["url"] == f"http://localhost/pairs/{published.pair.slug}/findings/1"
    assert review["publisher"] == {"name": "Rejoinder", "site": "localhost"}
    assert reader.get(review["url"].removeprefix("http://localhost")).status_code == 200


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"reviewPublisherSiteFilter": "localhost"}, 1),
        ({"reviewPublisherSiteFilter": "other.example"}, 0),
        ({"query": "kites", "languageCode": "en-GB"}, 1),
        ({"query": "kites", "languageCode": "de"}, 0),
        ({"query": "giraffes"}, 0),
        ({"query": "???"}, 1),
        ({"query": 'kites" OR (x*'}, 0),
        ({"query": "kites", "offset": "1"}, 0),
        ({"query": "kites", "pageSize": "0"}, 1),
        ({"query": "kites", "pageSize": "100000"}, 1),
        ({"query": "kites", "maxAgeDays": "2147483647"}, 1),
    ],
)
@pytest.mark.parametrize("many", [20_000, 0])
@pytest.mark.alone("it changes from how many on words are common, in this process")
def test_what_narrows_a_search_for_common_words_and_for_others(reader, monkeypatch, query, found, many):
    monkeypatch.setattr(search, "GATE", many)
    assert len(asked(reader, **query).get_json().get("claims", [])) == found


@pytest.mark.alone("it moves the clock, of this process")
@pytest.mark.usefixtures("published")
def test_reviews_that_are_too_old_are_left_out(reader):
    (claim,) = asked(reader, query="kites").get_json()["claims"]
    with time_machine.travel(datetime.fromisoformat(claim["claimReview"][0]["reviewDate"]), tick=False) as clock:
        clock.shift(3 * 86400)
        assert asked(reader, query="kites", maxAgeDays=2).get_json() == {}
        assert len(asked(reader, query="kites", maxAgeDays=4).get_json()["claims"]) == 1


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"query": " "},
        {"query": "x", "pageSize": "-1"},
        {"query": "x", "pageSize": "ten"},
        {"query": "x", "maxAgeDays": "1.5"},
        {"query": "x", "offset": "9" * 5000},
        {"query": "x", "pageToken": "nonsense"},
        {"query": "x", "pageToken": "WyJwYWlycyIsNV0"},
    ],
)
def test_what_can_not_be_read_is_told_in_googles_shape(reader, query):
    answer = asked(reader, **query)
    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"], error["status"]) == (400, 400, "INVALID_ARGUMENT")
    assert error["message"].endswith(".")


@pytest.mark.usefixtures("published")
def test_it_answers_like_all_others(reader, statements):
    answer = asked(reader, query="kites")
    assert sum(one.lstrip().upper().startswith("SELECT") for one in statements) <= 3
    again = reader.get(f"{PATH}?query=kites", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert reader.head(f"{PATH}?query=kites").headers["Content-Length"] == str(len(answer.data))
    assert reader.options(PATH).headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert reader.post(PATH).mimetype == "application/problem+json"
    assert reader.get("/v1alpha1/nothing").mimetype == "application/problem+json"


def test_tokens_lead_to_each_claim_once_whatever_is_published_meanwhile(session, reader):
    press = Press(session)
    press.ground()
    for number in range(12):
        press.pair(number, findings=2)
    session.commit()
    reading.set(False)
    seen, query = [], {"query": "pair", "pageSize": 5}
    while query is not None:
        page = asked(reader, **query).get_json()
        seen += [claim["text"] for claim in page["claims"]]
        query = {**query, "pageToken": page["nextPageToken"], "offset": 3} if "nextPageToken" in page else None
        press.pair(100 + len(seen), findings=1)
        session.commit()
        reading.set(False)
    assert seen == [f"Claim {number}.{index}" for number in range(11, -1, -1) for index in (2, 1)]
    assert json.loads(asked(reader, query="pair", offset=2, pageSize=1).data)["claims"]
