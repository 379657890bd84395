from __future__ import annotations

import json
import re
from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.records import Address, AgencyRecord, CorrectionRecord, FindingRecord, PageRecord, PairRecord
from app.domain.vocabulary import Verdict
from app.feeds.claimreview import Reviewed, data_feed, for_page
from app.services import publishing
from app.storage.engine import reading
from app.web.feeds import reviews
from tests.factories import feed_items as make
from tests.factories.ledger_lines import Press, pair
from tests.support.golden import assert_golden

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def reviewed(number: int = 1, **changes: object) -> Reviewed:
    finding = FindingRecord(
        id=f"findingred0{number}",
        number=number,
        claim_reviewed="The Board bans no colour & never did.",
        verdict="mostly unsupported",
        reasoning="It *was*.",
        at=make.FIRST,
    )
    pair = PairRecord(
        id=make.PAIR.id,
        slug=make.PAIR.slug,
        agency=make.AGENCY.id,
        page=make.PAGE.id,
        title="Red kites",
        reviewed=make.LATER,
        findings=[finding],
        corrections=[CorrectionRecord(id="correctred01", text="We wrote *blue*.", at=make.LATER)],
    )
    fields: dict[str, object] = {
        "pair": pair,
        "finding": finding,
        "agency": AgencyRecord(id=make.AGENCY.id, slug="kites", name="Kite Board", homepage="https://kites.example/"),
        "page": PageRecord(
            id=make.PAGE.id,
            slug=make.PAGE.slug,
            agency=make.AGENCY.id,
            title="Facts",
            addresses=[Address(url="https://kites.example/facts"), Address(url="gopher://kites.example/")],
        ),
        "capture": make.OLD,
        "html": {
            f"findings/{finding.id}/reasoning": "<p>It <em>was</em>.</p>",
            "corrections/correctred01/text": "<p>We wrote <em>blue</em>.</p>",
        },
        "modified": make.LATER,
    }
    return Reviewed(**{**fields, **changes})  # type: ignore[arg-type]


def with_finding(**changes: object) -> Reviewed:
    item = reviewed()
    return msgspec.structs.replace(item, finding=msgspec.structs.replace(item.finding, **changes))


def page_of(item: Reviewed) -> dict[str, object]:
    return dict(json.loads(for_page(item, "The Editors", make.BASE)))


def test_golden_data_feed():
    bare = reviewed(
        2,
        agency=AgencyRecord(id="x", slug="x", name="Kite Board", homepage="http://[broken/"),
        page=PageRecord(id="y", slug="y", agency="x", title="Y"),
        capture=None,
        html={},
    )
    bare = msgspec.structs.replace(
        bare,
        pair=msgspec.structs.replace(bare.pair, corrections=[]),
        finding=msgspec.structs.replace(bare.finding, verdict="unverifiable"),
    )
    items = [reviewed(), bare, reviewed(3, retracted="Wrong."), with_finding(retracted="x", number=4)]
    assert_golden("feeds/claimreview.json", data_feed(items, "The Editors", make.BASE, f"{make.BASE}{reviews.PATH}"))


@given(st.text(min_size=1, max_size=120), st.sampled_from(list(Verdict)))
def test_the_rules_hold_whatever_the_finding_says(words, verdict):
    review = page_of(with_finding(claim_reviewed=words, verdict=verdict.value))
    rating = review["reviewRating"]
    assert len(review["claimReviewed"]) < 75
    assert review["url"] == review["@id"] == f"{make.BASE}/pairs/red-kites/findings/1"
    assert rating["alternateName"] == verdict.label
    numbers = [rating.get(name) for name in ("ratingValue", "bestRating", "worstRating")]
    assert numbers == ([None] * 3 if verdict is Verdict.UNVERIFIABLE else [verdict.rating, 5, 1])
    assert review["author"]["name"] == "The Editors"
    assert review["itemReviewed"]["author"] == {
        "@type": "GovernmentOrganization",
        "name": "Kite Board",
        "sameAs": "https://kites.example/",
    }
    assert not {"datePublished", "firstAppearance"} & review["itemReviewed"].keys()


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Mostly supported: kites are free", "kites are free"),
        ("unsupported – kites are free", "kites are free"),
        ("Mixed-use kites are free", "use kites are free"),
        ("Supported kites fly", "Supported kites fly"),
        ("Mixed:", "Mixed:"),
        ("x" * 80, "x" * 73 + "…"),
    ],
)
def test_no_rating_stands_in_the_claim(words, left):
    assert page_of(with_finding(claim_reviewed=words))["claimReviewed"] == left


def test_nothing_in_it_ends_the_script():
    evil = "</script><script>alert(1)</script><!--\u2028&"
    text = for_page(with_finding(claim_reviewed=evil), evil, make.BASE)
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text)["author"]["name"] == evil


def test_a_retracted_finding_has_none():
    assert for_page(reviewed(retracted="x"), "E", make.BASE) == ""
    assert for_page(with_finding(retracted="x"), "E", make.BASE) == ""


def test_an_empty_data_feed_has_no_moment():
    assert "dateModified" not in json.loads(data_feed([], "E", make.BASE, make.BASE))


# On the web


@pytest.fixture
def published(site):
    found = site.finding()
    site.publish(found)
    back = site.finding("312 red kites", "We overlooked a page.")
    site.publish(back)
    publishing.retract(site.desk_of(), back.id, "We overlooked a page.")
    site.desk_of().session.commit()
    return site


def test_the_page_of_a_finding_has_its_review_and_no_other_page_has_one(published, reader):
    address = f"/pairs/{published.pair.slug}/findings"
    answer = reader.get(f"{address}/1")
    (found,) = SCRIPT.findall(answer.text)
    review = json.loads(found)
    assert review["claimReviewed"] in answer.text
    assert review["url"] == f"http://localhost{address}/1"
    assert review["itemReviewed"]["appearance"] == [
        {"@type": "WebPage", "url": f"http://localhost/pages/{published.page.slug}/captures/2021-06-25"}
    ]
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
    others = ["/", "/about", f"/pairs/{published.pair.slug}", "/agencies/kite-board", f"/pages/{published.page.slug}"]
    others += ["/corrections", "/search?q=kites", f"/safeguards/{published.safeguard.slug}", f"{address}/2"]
    for other in others:
        page = reader.get(other)
        assert page.status_code == 200
        assert "ld+json" not in page.text


def test_the_feed_says_what_the_pages_say_and_has_tombstones(published, reader, statements):
    answer = reader.get(reviews.PATH)
    assert sum(one.lstrip().upper().startswith("SELECT") for one in statements) <= 3
    feed = answer.get_json(force=True)
    back, found = feed["dataFeedElement"]
    (on_page,) = SCRIPT.findall(reader.get(f"/pairs/{published.pair.slug}/findings/1").text)
    assert {"@context": "https://schema.org", **found["item"][0]} == json.loads(on_page)
    assert "dateDeleted" not in found
    assert back["dateDeleted"] == back["dateModified"]
    assert back["item"][0].keys() == {"@type", "@id", "url"}
    statements.clear()
    reader.get(f"/pairs/{published.pair.slug}/findings/1")
    assert sum(one.lstrip().upper().startswith("SELECT") for one in statements) <= 3


@pytest.mark.usefixtures("published")
def test_the_feed_is_paged_by_links(reader, monkeypatch):
    (whole,) = pages_of(reader)
    monkeypatch.setattr(reviews, "PAGE", 1)
    assert [page["dataFeedElement"] for page in pages_of(reader)] == [[one] for one in whole["dataFeedElement"]]


def test_a_page_of_the_feed_stays_short_whatever_the_findings_say(session, reader):
    press = Press(session)
    press.ground()
    for number in range(60):
        record = pair(number, 3, press.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
        longer = [msgspec.structs.replace(one, reasoning="𝄞" * 3_000) for one in record.findings]
        press.publish(msgspec.structs.replace(record, findings=longer), "pair")
    session.commit()
    reading.set(False)
    answers = list(answers_of(reader))
    pages = [answer.get_json(force=True) for answer in answers]
    urls = [element["item"][0]["url"] for page in pages for element in page["dataFeedElement"]]
    assert len(urls) == len(set(urls)) == 180
    assert max(len(answer.data) for answer in answers) < 250_000
    assert len(pages) > 2


def answers_of(reader):
    following = reviews.PATH
    while following:
        answer = reader.get(following)
        yield answer
        found = re.search(r'<([^>]*)>; rel="next"', answer.headers["Link"])
        following = found[1] if found else None


def pages_of(reader):
    return (answer.get_json(force=True) for answer in answers_of(reader))


def test_a_finding_whose_capture_was_retracted_appears_on_no_capture(published, reader):
    publishing.retract(published.desk_of(), published.capture.id, "Not their page.")
    published.desk_of().session.commit()
    found = reader.get(reviews.PATH).get_json(force=True)["dataFeedElement"][1]["item"][0]
    (on_page,) = SCRIPT.findall(reader.get(f"/pairs/{published.pair.slug}/findings/1").text)
    assert "appearance" not in found["itemReviewed"]
    assert "appearance" not in json.loads(on_page)["itemReviewed"]


def test_verdicts_and_retractions_are_all_told():
    for verdict, gone in product(Verdict, (None, "x")):
        item = with_finding(verdict=verdict.value, retracted=gone)
        element = json.loads(data_feed([item], "E", make.BASE, make.BASE))["dataFeedElement"][0]
        assert ("dateDeleted" in element) == (gone is not None)
