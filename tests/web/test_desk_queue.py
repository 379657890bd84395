"""The queue's page: lists with counts, filters, paging; one step for many; binding judgements anew."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.models.desk import Evidence, Finding, Revision, Step, Subject, User
from app.web.desk.queue import views
from tests.support.desk import NEW, OLD, add_people, error_of, published_pair, signed_in, take_in
from tests.support.pages import nu_check, post_form

EVIDENCE = {"stance": "counters", "source_title": "Court of Audit, 2010", "quote": "One parcel in five is late."}
FINDING = {"claim_reviewed": "Parcels arrive", "verdict": "mostly unsupported", "reasoning": "See the **audit**."}
FORM = "form[novalidate]"


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor", "editor2", "contributor")
    return signed_in(app, "editor")


@pytest.fixture
def pair(editor: FlaskClient) -> str:
    return published_pair(editor)


def add(client: FlaskClient, pair: str, kind: str, **fields: str) -> None:
    base = EVIDENCE if kind == "evidence" else FINDING
    address = f"/desk/statements/{pair.rsplit('/', 1)[-1]}/{kind}/new"
    assert post_form(client, address, {**base, **fields}, form=FORM).status_code == 303


def state_of(app: Flask, kind: type[Subject]) -> list[str]:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        return list(session.scalars(select(kind.state).order_by(kind.created_at)))


def ticked(client: FlaskClient, name: str) -> list[str]:
    tree = LexborHTMLParser(client.get(f"/desk/queue/{name}").text)
    return [str(node.attributes["value"]) for node in tree.css("input[name=one]")]


def press(client: FlaskClient, name: str, action: str, ones: list[str] | None = None, **more: str) -> Any:
    """Tick the rows (all, if none are given) and press a button."""
    data = {"one": ticked(client, name) if ones is None else ones, "action": action, "back": "list", **more}
    return post_form(client, f"/desk/queue/{name}", data, form="form[data-many]", follow_redirects=True)


def told(html: str) -> str:
    return " ".join(node.text() for node in LexborHTMLParser(html).css(".done"))


def test_many_are_submitted_sent_back_approved_and_published(app: Flask, editor: FlaskClient, pair: str) -> None:
    for number in range(3):
        add(editor, pair, "evidence", quote=f"Quote {number}")
    assert len(ticked(editor, "drafts")) == 6  # with their sources, which need no review
    answer = press(editor, "drafts", "submit")
    assert "3 records were submitted for review." in told(answer.text)
    assert "3 records were refused" in error_of(answer.text)
    assert "“Court of Audit, 2010”: This source is a draft and can&#39;t be submitted" in error_of(answer.text)
    assert state_of(app, Evidence) == ["in review"] * 3
    again = press(editor, "review", "request changes to")
    assert "Say what should be changed." in error_of(again.text)
    sent = press(editor, "review", "request changes to", ticked(editor, "review")[:1], reason="Quote the year, too.")
    assert "1 record was sent back." in told(sent.text)
    assert "2 records were approved." in told(press(editor, "review", "approve").text)
    assert "2 records were published." in told(press(editor, "approved", "publish").text)
    assert sorted(state_of(app, Evidence)) == ["draft", "published", "published"]
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        assert "Quote the year, too." in session.scalars(select(Step.reason)).all()
    html = app.test_client().get("/pairs/the-bureau-loses-mail").text
    assert sum(f"Quote {number}" in html for number in range(3)) == 2


def test_a_pair_and_what_is_judged_of_it_are_published_at_one_click(app: Flask, editor: FlaskClient) -> None:
    capture = take_in(editor, OLD, "2011-06-25")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    pair = re.search(r"/desk/pairs/\w+", editor.get(capture).text)
    assert pair is not None
    add(editor, pair.group(), "findings", words="99 percent")
    add(editor, pair.group(), "evidence", words="99 percent")
    answer = press(editor, "drafts", "publish now")
    assert error_of(answer.text) == ""
    assert set(state_of(app, Subject)) == {"published"}


def test_what_was_seen_is_what_is_acted_on(app: Flask, editor: FlaskClient, pair: str) -> None:
    add(editor, pair, "evidence")
    add(editor, pair, "evidence", quote="Another quote.")
    seen = ticked(editor, "drafts")
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        changed = session.scalars(select(Evidence.id).order_by(Evidence.created_at)).first()
    post_form(signed_in(app, "editor2"), f"/desk/evidence/{changed}", {"quote": "Changed meanwhile."}, form=FORM)
    answer = press(editor, "drafts", "publish now", seen)
    assert "It was saved anew after you opened the list; look at it once more." in error_of(answer.text)
    assert sorted(state_of(app, Evidence)) == ["draft", "published"]


def test_a_contributor_s_button_submits_their_own_and_no_other(app: Flask, editor: FlaskClient, pair: str) -> None:
    contributor = signed_in(app, "contributor")
    add(editor, pair, "evidence")
    theirs = ticked(editor, "drafts")
    assert ticked(contributor, "drafts") == []
    add(contributor, pair, "evidence", quote="A contributor's quote.")
    html = contributor.get("/desk/queue/drafts").text
    assert "Submit for review" in html
    assert "publish now" not in html
    own = ticked(contributor, "drafts")
    answer = press(contributor, "drafts", "submit", [*own, *theirs])
    assert "1 record was submitted" in told(answer.text)
    assert error_of(answer.text).count("“A record”: There is no subject") == len(theirs) == 2
    assert error_of(answer.text).count("Court of Audit") == 1  # their own source, which needs no review
    assert press(contributor, "drafts", "publish", theirs).text.count("refused") > 0
    assert sorted(state_of(app, Evidence)) == ["draft", "in review"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"one": [], "action": "submit"}, "Choose at least one record first."),
        ({"one": ["x:1"], "action": "retract"}, "Choose one of the steps that are offered."),
        ({"one": ["nonsense"], "action": "submit"}, "The list was not sent as it was shown"),
        ({"one": [f"{n}:1" for n in range(101)], "action": "submit"}, "Choose at most 100"),
    ],
)
def test_a_choice_of_nothing_or_nonsense_is_told(
    editor: FlaskClient, pair: str, data: dict[str, Any], sentence: str
) -> None:
    add(editor, pair, "evidence")
    answer = press(editor, "drafts", data["action"], data["one"])
    assert answer.status_code == 400
    assert sentence in answer.text


def test_what_is_refused_always_fits_its_cookie(
    app: Flask, editor: FlaskClient, pair: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        add(editor, pair, "evidence", source_title=f"Report {number} " + "of a name without an end " * 5)
    monkeypatch.setattr(views, "PAGE", 100)
    ones = ticked(editor, "drafts")
    answer = press(editor, "drafts", "publish", ones)
    assert answer.status_code == 200
    told = error_of(answer.text)
    assert told.startswith("50 records were refused “Report ")  # the sources beside them were published
    assert told.endswith("And 47 more.")
    assert answer.text.count('class="error-summary"') == 1
    assert len(editor.get_cookie("session").value) < 4000  # type: ignore[union-attr]
    assert app


def test_the_lists_their_counts_and_whose_they_are(app: Flask, editor: FlaskClient, pair: str) -> None:
    assert pair
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(views, "FIRST", 2)
        patch.setattr(views, "PAGE", 2)
        for number in range(5):
            add(editor, pair, "evidence", source_title=f"Source {number}")
        other = signed_in(app, "editor2")
        assert "My drafts" in re.sub(r"\s+", " ", editor.get("/desk").text)
        html = other.get("/desk").text
        assert "no drafts" in html
        everybody = other.get("/desk?whose=all").text
        assert 'href="/desk/queue/drafts?whose=all">All 10 ' in everybody
        walked, address = [], "/desk/queue/drafts?whose=all"
        while address:
            tree = LexborHTMLParser(other.get(address).text)
            walked += [node.text() for node in tree.css(".work__name > a")]
            more = tree.css_first("a[rel=next]")
            address = str(more.attributes["href"]) if more else ""
        assert len(walked) == 10
        assert other.get("/desk/queue/drafts?whose=mine").text.count('name="one"') == 0
        assert editor.get("/desk/queue/nonsense").status_code == 404
        assert editor.get("/desk/queue/drafts?after=x").status_code == 400
        ticks = editor.get("/desk/queue/drafts?tick=drafts").text
        assert ticks.count("checked") == ticks.count('name="one"') == 2
        contributor = signed_in(app, "contributor")
        assert contributor.get("/desk/queue/reports").status_code == 404
        assert editor.get("/desk/queue/reports").status_code == 200
        assert nu_check({"queue": everybody, "list": ticks}) == []


# Binding anew


@pytest.fixture
def judged(app: Flask, editor: FlaskClient, pair: str) -> tuple[str, str]:
    """The addresses of evidence and a finding on words that the next capture changed."""
    add(editor, pair, "evidence", words="within 45 days")
    add(editor, pair, "findings", words="99 percent of parcels")
    press(editor, "drafts", "publish now")
    capture = take_in(editor, NEW, "2012-06-25")
    assert post_form(editor, capture, {}, form="form[action$=accept-all]").status_code == 303
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        evidence, finding = session.scalars(select(Evidence.id)).one(), session.scalars(select(Finding.id)).one()
    return f"/desk/evidence/{evidence}/binding", f"/desk/findings/{finding}/binding"


def test_what_changed_upstream_is_shown_and_bound_anew_by_a_person(
    app: Flask, editor: FlaskClient, judged: tuple[str, str]
) -> None:
    html = editor.get("/desk/queue/upstream").text
    for words in (
        "Its words stand there still",
        "Other words stand in its place",
        '<del><strong class="amount">45 days</strong></del>',
        '<ins class="instead"><strong class="amount">90 days</strong></ins>',
    ):
        assert words in html
    assert set(judged) <= set(re.findall(r'href="([^"]+/binding)"', html))
    evidence, finding = judged
    page = editor.get(evidence).text
    assert "A number changed: 45 days → 90 days." in page
    assert "Readers see it bound to the old words until" in page
    refused = post_form(editor, evidence, {}, form=FORM)
    assert "Choose where it shall be bound." in error_of(refused.text)
    place = re.search(r'value="(\d+-\d+)"', page)
    assert place is not None
    done = post_form(editor, evidence, {"place": place.group(1), "reason": "The limit was doubled."}, form=FORM)
    assert done.status_code == 303
    assert post_form(editor, finding, {"place": "words", "words": "99 percent"}, form=FORM).status_code == 303
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        one, other = session.scalars(select(Evidence)).one(), session.scalars(select(Finding)).one()
        assert one.passage is not None
        assert other.passage is not None
        assert (one.passage.exact, one.state, one.published_version) == ("within 90 days", "draft", one.version - 1)
        assert other.passage.exact == "99 percent"
        assert one.capture_id == other.capture_id == one.passage.capture_id
        reasons = session.scalars(select(Revision.reason).where(Revision.subject_id == one.id)).all()
        assert reasons[-1] == "The limit was doubled."
    assert "nothing changed upstream" in editor.get("/desk").text.lower()
    public = app.test_client().get("/pairs/the-bureau-loses-mail").text
    assert "within 45 days" in public
    assert nu_check({"binding": page, "refused": refused.text, "upstream": html}) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"place": "words"}, "Select the words in the newest wording, or type them."),
        ({"place": "words", "words": "within 45 days"}, "These words do not stand in the page of 25 June 2012"),
        ({"place": "3-900"}, "Choose where it shall be bound."),
    ],
)
def test_a_place_that_is_none_is_refused(
    editor: FlaskClient, judged: tuple[str, str], fields: dict[str, str], sentence: str
) -> None:
    answer = post_form(editor, judged[0], fields, form=FORM)
    assert answer.status_code == 400
    assert sentence in error_of(answer.text)


def test_it_can_be_bound_to_the_whole_and_a_stale_binding_is_told(
    app: Flask, editor: FlaskClient, judged: tuple[str, str]
) -> None:
    assert post_form(editor, judged[0], {"place": "whole"}, form=FORM).status_code == 303
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        assert session.scalars(select(Evidence.passage_id)).one() is None
    stale = post_form(editor, judged[0], {"place": "whole", "base_version": "1"}, form=FORM)
    assert stale.status_code == 409
    assert "Somebody else saved it after you opened this page." in error_of(stale.text)
    assert editor.get(judged[0].replace("/evidence/", "/findings/")).status_code == 404


def test_words_that_are_gone_say_so_where_they_were_judged(app: Flask, editor: FlaskClient, pair: str) -> None:
    add(editor, pair, "findings", words="99 percent of parcels within 45 days")
    capture = take_in(
        editor, OLD.replace("It delivers 99 percent of parcels within 45 days", "Ask again"), "2012-06-25"
    )
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    html = editor.get(pair).text
    assert re.search(r'class="anchor anchor--orphaned">orphaned<', html)
    assert "its words are not in the new wording" in html
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        finding = session.scalars(select(Finding.id)).one()
        assert session.scalars(select(User.id)).all()
    assert "Its words are gone from the newest wording." in editor.get(f"/desk/findings/{finding}/binding").text
