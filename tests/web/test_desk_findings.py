"""The finding's check on its page, before anybody presses publish, and at publishing itself."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from tests.support.desk import OLD, add_people, error_of, pair_of, published_pair, signed_in, take_in
from tests.support.pages import post_form

FORM = "form[novalidate]"
GOOD = {"claim_reviewed": "Parcels arrive", "verdict": "mixed", "reasoning": "Counted."}


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor", "editor2")
    return signed_in(app, "editor")


def finding_of(client: FlaskClient, pair: str, **fields: str) -> str:
    address = f"/desk/statements/{pair.rpartition('/')[2]}/findings/new"
    answer = post_form(client, address, {**GOOD, **fields}, form=FORM)
    assert answer.status_code == 303, error_of(answer.text)
    links = re.findall(r'href="(/desk/findings/\w{12})"', client.get(pair).text)
    return str(links[-1])


def check_of(client: FlaskClient, finding: str) -> Any:
    node = LexborHTMLParser(client.get(finding).text).css_first("#check")
    assert node is not None
    return node


def publish(client: FlaskClient, finding: str) -> Any:
    return post_form(client, finding, {"action": "publish now"}, form="form[action$=steps]")


def test_a_rating_in_what_is_reviewed_is_told_before_and_refused_at_publishing(editor: FlaskClient) -> None:
    pair = published_pair(editor)
    finding = finding_of(editor, pair, claim_reviewed="Mostly unsupported: parcels arrive")
    node = check_of(editor, finding)
    assert "Leave the rating “Mostly unsupported” out" in node.text()
    assert node.css_first("a").attributes["href"] == "#claim_reviewed"
    assert f'{finding}#check">1 thing to mend before it can be published' in editor.get(pair).text
    refused = publish(editor, finding)
    assert refused.status_code == 400
    assert "Leave the rating “Mostly unsupported” out" in refused.text
    assert editor.get("/pairs/the-bureau-loses-mail/findings/1").status_code == 404
    assert post_form(editor, finding, {"claim_reviewed": "Parcels arrive"}, form=FORM).status_code == 303
    assert "Checked: it can be published" in check_of(editor, finding).text()
    assert publish(editor, finding).status_code == 303
    assert editor.get("/pairs/the-bureau-loses-mail/findings/1").status_code == 200


def test_what_must_be_public_before_it_is_linked(editor: FlaskClient) -> None:
    capture = take_in(editor, OLD, "2011-06-25")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    pair = pair_of(editor, capture)
    links = [one.attributes["href"] for one in check_of(editor, finding_of(editor, pair)).css("a")]
    assert links == [pair, capture]


def test_a_site_without_a_methodology_is_told_what_to_set(app: Flask, editor: FlaskClient) -> None:
    app.config["METHODOLOGY"] = ""
    finding = finding_of(editor, published_pair(editor))
    assert "This site has no methodology yet" in check_of(editor, finding).text()
    refused = publish(editor, finding)
    assert refused.status_code == 400
    assert "sets REJOINDER_METHODOLOGY, which is shown under /about" in refused.text
    assert "has not written down its methodology" in editor.get("/about").text
    app.config["METHODOLOGY"] = "We count.\n\nAnd we ask."
    assert "Checked: it can be published" in check_of(editor, finding).text()
    assert publish(editor, finding).status_code == 303
    assert "<p>We count.</p><p>And we ask.</p>" in editor.get("/about").text


def test_a_finding_on_the_claim_is_refused(editor: FlaskClient) -> None:
    finding = finding_of(editor, published_pair(editor), words="The bureau loses mail.")
    assert "bound to the claim, which somebody else said" in check_of(editor, finding).text()
    assert publish(editor, finding).status_code == 400


def test_an_approved_finding_that_breaks_a_rule_does_not_slip_out_with_its_pair(editor: FlaskClient) -> None:
    pair = published_pair(editor)
    finding = finding_of(editor, pair, claim_reviewed="False: parcels arrive")
    for action in ("submit", "approve"):
        step = post_form(editor, finding, {"action": action}, form="form[action$=steps]")
        assert step.status_code == 303
    post_form(editor, pair, {"note": "A note."}, form=FORM)
    refused = publish(editor, pair)
    assert refused.status_code == 400
    assert "The finding “False: parcels arrive” can’t be published" in refused.text.replace("&#39;", "’")


def test_evidence_that_readers_would_not_see_is_told_of(editor: FlaskClient) -> None:
    pair = published_pair(editor)
    finding = finding_of(editor, pair)
    assert "Readers will not see" not in check_of(editor, finding).text()
    source = post_form(editor, "/desk/sources/new", {"title": "Count of parcels", "type": "book"}, form=FORM)
    evidence = post_form(
        editor,
        f"/desk/statements/{pair.rpartition('/')[2]}/evidence/new",
        {"source_id": str(source.location).rpartition("/")[2], "stance": "supports", "quote": "All came.", "note": ""},
        form=FORM,
    )
    assert evidence.status_code == 303, error_of(evidence.text)
    node = check_of(editor, finding)
    assert "Readers will not see 1 piece of evidence beside it" in " ".join(node.text().split())
    address = node.css_first("a").attributes["href"]
    assert address.startswith("/desk/evidence/")
    post_form(editor, address, {"action": "publish now"}, form="form[action$=steps]")
    assert "Readers will not see" not in check_of(editor, finding).text()


def evidence_of(client: FlaskClient, pair: str, quote: str) -> str:
    fields = {"source_title": quote, "stance": "supports", "quote": quote}
    saved = post_form(client, f"/desk/statements/{pair.rpartition('/')[2]}/evidence/new", fields, form=FORM)
    assert saved.status_code == 303, error_of(saved.text)
    return f"/desk/evidence/{saved.location.rpartition('judged-')[2]}"


def test_a_finding_and_its_evidence_are_published_in_one_step(app: Flask, editor: FlaskClient) -> None:
    pair = published_pair(editor)
    finding = finding_of(editor, pair)
    evidence = [evidence_of(editor, pair, quote) for quote in ("All came.", "None was late.")]
    before = len(editor.get("/api/v1/changes").json["results"])
    stale = editor.get(finding).text
    post_form(editor, evidence[0], {"quote": "Nearly all came."}, form=FORM)
    step = LexborHTMLParser(stale).css_first("form[action$=steps]")
    assert step is not None
    assert "Publish with 2 pieces of evidence" in step.text()
    seen = {str(one.attributes["name"]): str(one.attributes["value"]) for one in step.css("input[name]")}
    sent = {**seen, "action": "publish with evidence", "reason": "Both were counted."}
    late = editor.post(str(step.attributes["action"]), data=sent)
    assert late.status_code == 409
    assert len(editor.get("/api/v1/changes").json["results"]) == before
    done = post_form(editor, finding, {**sent, **shown_hidden(editor, finding)}, form="form[action$=steps]")
    assert done.status_code == 303
    assert done.location == f"{pair}#judged-{finding.rpartition('/')[2]}"
    html = app.test_client().get("/pairs/the-bureau-loses-mail").text
    for words in ("Nearly all came.", "None was late.", "Parcels arrive"):
        assert words in html
    shown = editor.get(pair).text
    assert 'href="/pairs/the-bureau-loses-mail/findings/1"' in shown
    assert "Both were counted." in editor.get(f"{evidence[1]}/history").text
    news = editor.get("/api/v1/changes").json["results"][before:]
    assert [one["type"] for one in news].count("pair") == 1


def shown_hidden(client: FlaskClient, address: str) -> dict[str, str]:
    node = LexborHTMLParser(client.get(address).text).css_first("form[action$=steps]")
    assert node is not None
    return {str(one.attributes["name"]): str(one.attributes["value"]) for one in node.css("input[type=hidden]")}


def test_what_somebody_else_must_approve_is_not_published_along(app: Flask, editor: FlaskClient) -> None:
    app.config["REQUIRE_SECOND_PERSON"] = True
    pair = published_pair_of_two(app, editor)
    finding = finding_of(editor, pair)
    evidence_of(editor, pair, "All came.")
    other = signed_in(app, "editor2")
    assert "publish with evidence" not in editor.get(finding).text
    assert "publish with evidence" in other.get(finding).text
    sent = {"action": "publish with evidence", **shown_hidden(other, finding)}
    assert post_form(other, finding, sent, form="form[action$=steps]").status_code == 303
    assert "All came." in app.test_client().get("/pairs/the-bureau-loses-mail").text


def published_pair_of_two(app: Flask, editor: FlaskClient) -> str:
    capture = take_in(editor, OLD, "2011-06-25")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    done = post_form(signed_in(app, "editor2"), capture, {}, form="form[action$='/publish']")
    assert done.status_code == 303
    return pair_of(editor, capture)
