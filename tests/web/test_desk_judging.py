"""Judging on the desk: evidence and findings on words, replies, observations, links, the steps; drafts stay inside."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.models.desk import Passage
from tests.support.desk import MEASURES, NEW, OLD, add_people, error_of, pair_of, published_pair, signed_in, take_in
from tests.support.pages import post_form

FORM = "form[novalidate]"
EVIDENCE = {"stance": "counters", "source_title": "Court of Audit, 2010", "quote": "One parcel in five is late."}
FINDING = {"claim_reviewed": "Parcels arrive", "verdict": "mostly unsupported", "reasoning": "See the **audit**."}


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor", "contributor", "contributor2")
    return signed_in(app, "editor")


def new(client: FlaskClient, pair: str, kind: str, fields: dict[str, Any]) -> Any:
    return post_form(client, f"/desk/statements/{pair.rsplit('/', maxsplit=1)[-1]}/{kind}/new", fields, form=FORM)


def passages(app: Flask) -> list[tuple[str, str, int, int]]:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        rows = session.scalars(select(Passage))
        return [(row.side, row.exact, row.start, row.end) for row in rows]


def press(client: FlaskClient, address: str, button: str, nth: int = 0, **sent: str) -> Any:
    """Press the nth button of that step on a page."""
    html = client.get(address).get_data(as_text=True)
    forms = re.findall(r'<form [^>]*action="([^"]+/steps)">(.*?)</form>', html, re.DOTALL)
    targets = [target for target, body in forms if f'value="{button}"' in body]
    body = [body for _, body in forms if f'value="{button}"' in body][nth]
    hidden = dict(re.findall(r'type="hidden"\s+name="(\w+)"\s+value="([^"]+)"', body))
    return client.post(targets[nth], data={**hidden, "action": button, **sent})


def test_evidence_speaks_of_the_words_that_were_typed(app: Flask, editor: FlaskClient) -> None:
    pair = published_pair(editor)
    answer = new(editor, pair, "evidence", {**EVIDENCE, "words": "99 percent of  parcels"})
    assert re.fullmatch(rf"{pair}#judged-\w{{12}}", answer.headers["Location"])
    shown = editor.get(pair)
    assert LexborHTMLParser(shown.text).css_first(f"#{answer.headers['Location'].partition('#')[2]}") is not None
    assert "The evidence is saved as a draft" in shown.text
    assert passages(app) == [("rebuttal", "99 percent of parcels", 12, 33)]


def test_a_selection_keeps_its_place_among_equal_words(app: Flask, editor: FlaskClient) -> None:
    capture = take_in(editor, "Fiction: 𝔐ail is mail.\n\nFACT: Yes 𝔐 mail, mail and mail.\n", "2011-06-25")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    pair = pair_of(editor, capture)
    query = f"capture_id={capture.split('/')[-1]}&side=rebuttal&start=12&end=16"
    address = f"/desk/statements/{pair.split('/')[-1]}/evidence/new?{query}"
    assert post_form(editor, address, EVIDENCE, form=FORM).status_code == 303
    assert passages(app) == [("rebuttal", "mail", 12, 16)]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"words": "It delivers all"}, "quote them word for word"),
        ({"stance": ""}, "Choose whether the source supports"),
        ({"quote": " "}, "Enter the quote."),
        ({"source_title": ""}, "Choose a source, or say what the new one is called."),
        ({"source_title": "https://audit.example/12"}, "That is an address, not a title"),
        ({"source_title": "10.1234/tides.5"}, "That is an address, not a title"),
        ({"source_title": "@article{k, author={Jan}}"}, "no work in BibTeX or CSL-JSON that has a title"),
        ({"citation": "@article{k, author={Jan}}"}, "no work in BibTeX or CSL-JSON that has a title"),
        ({"source_url": "nowhere"}, "is no web address"),
        ({"source_issued": "2010-02-30"}, "There is no day 2010-02-30"),
    ],
)
def test_bad_evidence_is_refused_and_no_source_is_left_behind(
    editor: FlaskClient, fields: dict[str, str], sentence: str
) -> None:
    pair = published_pair(editor)
    answer = new(editor, pair, "evidence", {**EVIDENCE, **fields})
    assert answer.status_code == 400
    assert sentence in error_of(answer.get_data(as_text=True))
    assert "There are no sources yet" in editor.get("/desk/sources").get_data(as_text=True)


CITED = """@article{k, author={Berg, Jan}, title={Lost {Parcels}}, journal={Tides}, year=2011, month=jun,
doi={10.1234/tides.5}, publisher={Shore Press}, url={https://tides.example/5}}"""


@pytest.mark.parametrize("field", ["citation", "source_title"])
def test_a_pasted_citation_fills_the_new_sources_fields_and_all_of_it_is_kept(editor: FlaskClient, field: str) -> None:
    pair = published_pair(editor)
    given = {**EVIDENCE, "source_title": "", field: CITED, "words": "99 percent"}
    filled = new(editor, pair, "evidence", {**given, **({"fill": "yes"} if field == "citation" else {})})
    assert filled.status_code == 200
    assert "Nothing is saved yet" in filled.text
    form = LexborHTMLParser(filled.text).css_first(FORM)
    assert form is not None
    held = {
        str(one.attributes["name"]): one.text().strip() if one.tag == "textarea" else one.attributes.get("value") or ""
        for one in form.css("input[name]:not([type=radio]), textarea")
    }
    assert [held[f"source_{name}"] for name in ("title", "url", "publisher", "issued")] == [
        "Lost Parcels",
        "https://tides.example/5",
        "Shore Press",
        "2011-06",
    ]
    assert (held["words"], held["quote"]) == ("99 percent", EVIDENCE["quote"])
    assert "There are no sources yet" in editor.get("/desk/sources").text
    saved = new(editor, pair, "evidence", {**held, "stance": "counters", "source_title": "Lost parcels, 2011"})
    assert saved.status_code == 303, error_of(saved.text)
    source = re.search(r"/desk/sources/\w{12}", editor.get(pair).text)
    assert source is not None
    shown = editor.get(source.group()).text
    for kept in ("Lost parcels, 2011", "Berg, Jan", "Tides", "10.1234/tides.5", "2011-06"):
        assert kept in shown


def test_a_draft_of_a_finding_may_lack_its_reasons_and_says_so_until_it_is_whole(editor: FlaskClient) -> None:
    pair = published_pair(editor)
    assert new(editor, pair, "findings", {"claim_reviewed": "Parcels arrive"}).status_code == 303
    html = editor.get(pair).text
    assert "No verdict yet" in html
    assert "2 things to mend before it can be published" in html
    refused = press(editor, pair, "publish now", 0)
    assert refused.status_code == 400
    assert "Choose a verdict" in refused.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"claim_reviewed": "x" * 76}, "at most 75 characters; these are 76"),
        ({"claim_reviewed": ""}, "Enter the claim reviewed."),
        ({"verdict": "splendid"}, "Choose one of the verdicts"),
    ],
)
def test_a_bad_finding_is_refused(editor: FlaskClient, fields: dict[str, str], sentence: str) -> None:
    answer = new(editor, published_pair(editor), "findings", {**FINDING, **fields})
    assert answer.status_code == 400
    assert sentence in error_of(answer.get_data(as_text=True))


def test_a_draft_shows_nowhere_until_it_is_published(app: Flask, editor: FlaskClient) -> None:
    pair = published_pair(editor)
    new(editor, pair, "evidence", {**EVIDENCE, "words": "99 percent"})
    new(editor, pair, "findings", {**FINDING, "words": "99 percent"})
    anyone = app.test_client()
    public = ["/", "/pairs/the-bureau-loses-mail", "/feeds/findings.json", "/search?q=parcels", "/api/v1/pairs"]
    for address in public:
        html = anyone.get(address).get_data(as_text=True)
        assert "Court of Audit" not in html
        assert "Parcels arrive" not in html
    assert anyone.get("/pairs/the-bureau-loses-mail/findings/1").status_code == 404
    assert press(editor, pair, "publish now", 0).status_code == 303
    assert press(editor, pair, "publish now", 0).status_code == 303
    html = anyone.get("/pairs/the-bureau-loses-mail").get_data(as_text=True)
    assert "Court of Audit" in html
    assert "Parcels arrive" in html
    assert "Parcels arrive" in anyone.get("/feeds/findings.json").get_data(as_text=True)


def test_the_steps_one_by_one(app: Flask, editor: FlaskClient) -> None:
    pair = published_pair(editor)
    new(editor, pair, "findings", FINDING)
    assert press(editor, pair, "submit").status_code == 303
    assert press(editor, pair, "request changes to", reason="").status_code == 400
    assert press(editor, pair, "request changes to", reason="Name the page.").status_code == 303
    assert press(editor, pair, "submit").status_code == 303
    assert "Parcels arrive" in editor.get("/desk").get_data(as_text=True)
    assert press(editor, pair, "approve").status_code == 303
    assert press(editor, pair, "publish").status_code == 303
    finding = re.search(r"/desk/findings/\w{12}", editor.get(pair).get_data(as_text=True))
    assert finding is not None
    history = editor.get(f"{finding.group()}/history").get_data(as_text=True)
    assert "Name the page." in history
    post_form(editor, finding.group(), {"reasoning": "See the audit, page 4."}, form=FORM)
    press(editor, finding.group(), "submit")
    press(editor, finding.group(), "approve")
    assert press(editor, finding.group(), "correct", reason="We had named the wrong page.").status_code == 303
    anyone = app.test_client()
    assert "We had named the wrong page." in anyone.get("/corrections").get_data(as_text=True)
    assert press(editor, finding.group(), "retract", reason="The audit was withdrawn.").status_code == 303
    assert "The audit was withdrawn." in anyone.get("/pairs/the-bureau-loses-mail/findings/1").get_data(as_text=True)


def test_replies_and_links(editor: FlaskClient) -> None:
    text = OLD + "\nFiction: The bureau reads letters.\n\nFACT: It reads none.\n"
    capture = take_in(editor, text, "2011-06-25")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    pairs = sorted(set(re.findall(r"/desk/pairs/\w{12}", editor.get(capture).get_data(as_text=True))))
    new(editor, pairs[0], "findings", FINDING)
    finding = re.search(r"/desk/findings/\w{12}", editor.get(pairs[0]).get_data(as_text=True))
    assert finding is not None
    reply = {"author": "The Postmaster", "text": "We disagree.", "received": "2012-01-02"}
    bad = post_form(editor, f"{finding.group()}/replies/new", {**reply, "received": "then"}, form=FORM)
    assert "is no date" in error_of(bad.get_data(as_text=True))
    assert post_form(editor, f"{finding.group()}/replies/new", reply, form=FORM).status_code == 303
    kept = re.search(r"/desk/replies/\w{12}", editor.get(pairs[0]).get_data(as_text=True))
    assert kept is not None
    assert post_form(editor, kept.group(), {"text": "We disagree strongly."}, form=FORM).status_code == 303
    nothing = new(editor, pairs[0], "links", {"relation": "repeats"})
    assert "Choose the record" in error_of(nothing.get_data(as_text=True))
    link = {"relation": "contradicts", "to_id": pairs[1].split("/")[-1]}
    assert new(editor, pairs[0], "links", link).status_code == 303
    assert "linked in that way already" in error_of(new(editor, pairs[0], "links", link).get_data(as_text=True))
    html = editor.get(pairs[0]).get_data(as_text=True)
    assert "We disagree strongly." in html
    assert pairs[1] in html


def test_an_observation_is_noted_on_a_commitment(editor: FlaskClient) -> None:
    capture = take_in(editor, MEASURES, "2011-06-25")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    found = re.search(r"/desk/safeguards/\w{12}", editor.get(capture).get_data(as_text=True))
    assert found is not None
    address = re.search(r"/desk/commitments/\w+/observations/new", editor.get(found.group()).get_data(as_text=True))
    assert address is not None
    seen = {"result": "kept", "observed": "2012-01-02", "done": "2011-09-01", "note": "Late."}
    wrong = post_form(editor, address.group(), {**seen, "result": ""}, form=FORM)
    assert "Choose what was seen." in error_of(wrong.get_data(as_text=True))
    assert post_form(editor, address.group(), seen, form=FORM).status_code == 303
    kept = re.search(r"/desk/observations/\w{12}", editor.get(found.group()).get_data(as_text=True))
    assert kept is not None
    assert post_form(editor, kept.group(), {"note": "Late by a month."}, form=FORM).status_code == 303
    assert editor.get("/desk/commitments/nothing/observations/new").status_code == 404


def test_a_contributor_works_alone_and_publishes_nothing(app: Flask, editor: FlaskClient) -> None:
    one, other = signed_in(app, "contributor"), signed_in(app, "contributor2")
    capture = take_in(one, OLD, "2011-06-25")
    post_form(one, capture, {}, form="form[action$=accept-all]")
    pair = pair_of(one, capture)
    assert new(one, pair, "findings", FINDING).status_code == 303
    html = one.get(pair).get_data(as_text=True)
    assert 'value="publish now"' not in html
    assert 'value="submit"' in html
    token = re.search(r'name="csrf_token"\s+value="([^"]+)"', html)
    assert token is not None
    for action in ("publish now", "approve", "publish", "retract"):
        steps = f"/desk/subjects/{pair.split('/')[-1]}/steps"
        sent = {"csrf_token": token.group(1), "action": action, "reason": "x", "version": "1"}
        assert one.post(steps, data=sent).status_code == 403
    for address in (pair, capture, f"{pair}/history", f"{capture}/provenance"):
        assert other.get(address).status_code == 404
        assert editor.get(address).status_code == 200
    assert "Mail facts" not in other.get("/desk/pages").get_data(as_text=True)
    assert "loses mail" not in other.get("/desk").get_data(as_text=True)
    assert press(one, pair, "submit").status_code == 303
    queue = editor.get("/desk").get_data(as_text=True)
    assert "loses mail" in queue
    assert "Captures with accepted records, to be published" in queue
    refused = press(editor, pair, "publish now")
    assert "publish its capture first" in refused.get_data(as_text=True)


def test_a_stranger_learns_nothing(app: Flask, editor: FlaskClient) -> None:
    pair = published_pair(editor)
    anyone = app.test_client()
    for address in ("/desk", pair, f"{pair}/history", "/desk/nothing/there/history", "/desk/sources/000000000000"):
        answer = anyone.get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/login?next=")
        assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_approves_what_they_have_not_seen(editor: FlaskClient) -> None:
    pair = published_pair(editor)
    new(editor, pair, "findings", FINDING)
    stale = press(editor, pair, "publish now", version="0")
    assert stale.status_code == 409
    assert "was saved anew after you opened the page" in stale.get_data(as_text=True)
    assert press(editor, pair, "submit", action="nonsense").status_code == 400


def test_with_the_setting_another_person_approves(app: Flask, editor: FlaskClient) -> None:
    app.config["REQUIRE_SECOND_PERSON"] = True
    add_people(app, "editor2")
    capture = take_in(editor, OLD, "2011-06-25")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    assert "Publish the capture and its" not in editor.get(capture).get_data(as_text=True)
    assert post_form(editor, capture, {}, form="form[action$='/submit']").status_code == 303
    pair = pair_of(editor, capture)
    html = editor.get(pair).get_data(as_text=True)
    assert 'value="approve"' not in html
    assert 'value="publish now"' not in html
    refused = press(editor, pair, "request changes to", action="approve")
    assert "somebody other than the last editor approves" in refused.get_data(as_text=True)
    other = signed_in(app, "editor2")
    assert post_form(other, capture, {}, form="form[action$='/publish']").status_code == 303
    assert app.test_client().get("/pairs/the-bureau-loses-mail").status_code == 200


def test_a_form_of_another_session_is_refused_in_one_sentence(app: Flask, editor: FlaskClient) -> None:
    answer = editor.post("/desk/topics/new", data={"title": "Parcels", "csrf_token": "of another session"})
    assert answer.status_code == 400
    assert "no longer yours to send" in answer.get_data(as_text=True)
    anyone = app.test_client().post("/desk/topics/new", data={"title": "Parcels"})
    assert anyone.status_code == 400
    assert "Editor" not in anyone.get_data(as_text=True)


def test_a_passage_is_looked_for_in_the_next_wording_and_stays_where_it_was(app: Flask, editor: FlaskClient) -> None:
    pair = published_pair(editor)
    new(editor, pair, "evidence", {**EVIDENCE, "words": "99 percent of parcels"})
    new(editor, pair, "findings", {**FINDING, "words": "within 45 days"})
    before = passages(app)
    capture = take_in(editor, NEW, "2012-01")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    html = editor.get(pair).get_data(as_text=True)
    assert re.findall(r'anchor--(\w+)"', html) == ["found", "moved"]
    assert '<mark class="quoted-mark">99 percent of parcels</mark>' in html
    assert passages(app) == before


def test_evidence_is_edited_and_stays_bound_to_its_words(app: Flask, editor: FlaskClient) -> None:
    pair = published_pair(editor)
    new(editor, pair, "evidence", {**EVIDENCE, "words": "99 percent"})
    found = re.search(r"/desk/evidence/\w{12}", editor.get(pair).get_data(as_text=True))
    assert found is not None
    assert "It is bound to these words" in editor.get(found.group()).get_data(as_text=True)
    assert post_form(editor, found.group(), {"quote": "One in four is late.", "locator": "p. 4"}, form=FORM).location
    html = editor.get(pair).get_data(as_text=True)
    assert "One in four is late." in html
    assert "p. 4" in html
    assert passages(app) == [("rebuttal", "99 percent", 12, 22)]
    nothing = post_form(editor, found.group(), {"source_id": ""}, form=FORM)
    assert "Choose a source." in error_of(nothing.get_data(as_text=True))
    history = editor.get(f"{found.group()}/history").get_data(as_text=True)
    assert "Court of Audit, 2010" in history


def test_evidence_may_speak_of_a_commitment(editor: FlaskClient) -> None:
    capture = take_in(editor, MEASURES, "2011-06-25")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    found = re.search(r"/desk/safeguards/\w{12}", editor.get(capture).get_data(as_text=True))
    assert found is not None
    html = editor.get(f"/desk/statements/{found.group()[-12:]}/evidence/new").get_data(as_text=True)
    commitment = re.search(r'value="(\w{12})">[^<]*within 45 days', html)
    assert commitment is not None
    fields = {
        **EVIDENCE,
        "commitment_id": commitment.group(1),
        "source_issued": "2012",
        "source_publisher": "The Court",
    }
    assert new(editor, found.group(), "evidence", fields).status_code == 303
    source = re.search(r"/desk/sources/\w{12}", editor.get(found.group()).get_data(as_text=True))
    assert source is not None
    assert post_form(editor, source.group(), {"note": "Kept."}, form=FORM).status_code == 303
    html = editor.get(source.group()).get_data(as_text=True)
    assert 'value="The Court"' in html
    assert 'value="2012"' in html


def test_a_record_without_words_says_so(editor: FlaskClient) -> None:
    capture = take_in(editor, OLD, "2011-06-25")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    pair = pair_of(editor, capture)
    post_form(editor, capture, {"action": "reopen"}, form="form[action$=decision]")
    assert "No capture holds its words" in editor.get(pair).get_data(as_text=True)
    answer = new(editor, pair, "findings", {**FINDING, "words": "99 percent"})
    assert "has no words in any capture yet" in error_of(answer.get_data(as_text=True))
    assert new(editor, pair, "findings", FINDING).status_code == 303


def test_a_public_finding_is_rewritten_with_a_correction_alone(app: Flask, editor: FlaskClient) -> None:
    pair = published_pair(editor)
    new(editor, pair, "findings", FINDING)
    published = press(editor, pair, "publish now")
    said = editor.get(published.location).get_data(as_text=True)
    assert '”. Readers see it at <a href="/pairs/the-bureau-loses-mail/findings/1">' in said
    assert "Readers see it at" not in editor.get(pair).get_data(as_text=True)
    finding = re.search(r"/desk/findings/\w{12}", said)
    assert finding is not None
    post_form(editor, finding.group(), {"verdict": "mixed"}, form=FORM)
    html = editor.get(finding.group()).get_data(as_text=True)
    assert "Submit, approve and publish as a correction" in html
    assert 'value="publish now"' not in html
    assert 'value="retract"' in html
    assert press(editor, finding.group(), "correct now", reason=" ").status_code == 400
    assert press(editor, finding.group(), "submit").status_code == 303
    html = editor.get(finding.group()).get_data(as_text=True)
    assert "Approve and publish as a correction" in html
    assert press(editor, finding.group(), "correct now", reason="Half of it holds.").status_code == 303
    assert "Half of it holds." in app.test_client().get("/corrections").get_data(as_text=True)
    post_form(editor, finding.group(), {"verdict": "unsupported"}, form=FORM)
    press(editor, finding.group(), "submit")
    press(editor, finding.group(), "approve")
    html = editor.get(finding.group()).get_data(as_text=True)
    assert 'value="publish"' not in html
    assert 'value="correct"' in html


def test_a_draft_of_what_is_public_is_discarded(app: Flask, editor: FlaskClient) -> None:
    pair = published_pair(editor)
    assert "Discard this draft" not in editor.get(pair).get_data(as_text=True)
    post_form(editor, pair, {"title": "Another name"}, form=FORM)
    assert press(editor, pair, "discard the draft").status_code == 303
    html = editor.get(pair).get_data(as_text=True)
    assert "”. The draft stays in the history." in html
    assert "state--published" in html
    assert "an earlier revision is public" not in html
    assert "Discard this draft" not in html
    assert "<h1>The bureau loses mail.</h1>" in html
    assert "Another name" in editor.get(f"{pair}/history?from=2&to=3").get_data(as_text=True)
    token = re.search(r'name="csrf_token"\s+value="([^"]+)"', html)
    assert token is not None
    sent = {"csrf_token": token.group(1), "action": "discard the draft", "version": "3"}
    refused = editor.post(f"/desk/subjects/{pair[-12:]}/steps", data=sent)
    assert "there is no draft to discard" in refused.get_data(as_text=True)
    post_form(editor, pair, {"note": "A note for readers."}, form=FORM)
    assert press(editor, pair, "publish now").status_code == 303
    assert "A note for readers." in app.test_client().get("/pairs/the-bureau-loses-mail").get_data(as_text=True)


def test_a_draft_is_kept_where_an_observation_speaks_of_it(editor: FlaskClient) -> None:
    capture = take_in(editor, MEASURES, "2011-06-25")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    post_form(editor, capture, {}, form="form[action$='/publish']")
    found = re.search(r"/desk/safeguards/\w{12}", editor.get(capture).get_data(as_text=True))
    assert found is not None
    html = editor.get(found.group()).get_data(as_text=True)
    last = max(int(number) for number in re.findall(r'name="commitments-(\d+)-text"', html))
    more = {f"commitments-{last}-text": "a committee is created", f"commitments-{last}-kind": "deliverable"}
    assert post_form(editor, found.group(), more, form=FORM).status_code == 303
    html = editor.get(found.group()).get_data(as_text=True)
    address = re.findall(r"/desk/commitments/\w+/observations/new", html)[-1]
    seen = {"result": "kept", "observed": "2012-01-02", "note": "Seen."}
    assert post_form(editor, address, seen, form=FORM).status_code == 303
    refused = press(editor, found.group(), "discard the draft")
    assert refused.status_code == 400
    assert "of which another record speaks" in refused.get_data(as_text=True)


def test_the_end_of_a_period_is_worked_out_and_not_filled_in(editor: FlaskClient) -> None:
    capture = take_in(editor, f"Published June 17, 2011\n\n{MEASURES}", "2012-01")
    post_form(editor, capture, {}, form="form[action$=accept-all]")
    found = re.search(r"/desk/safeguards/\w+", editor.get(capture).text)
    assert found is not None
    address = found.group()
    asked = {"commitments-0-base": "the memo of June 25, 2011", "commitments-0-due": "", "preview": "commitments"}
    answer = post_form(editor, address, asked, form=FORM)
    assert answer.status_code == 200
    assert "45 days from 25 June 2011 end on 9 August 2011. If that day is meant, write 2011-08-09" in answer.text
    page = LexborHTMLParser(answer.text)
    due = page.css_first("input[name=commitments-0-due]")
    assert due is not None
    assert due.attributes["value"] == ""
    asked["commitments-0-base"] = ""
    told = post_form(editor, address, asked, form=FORM).text
    assert "If the 45 days are counted from 17 June 2011, when the page was published, they end on 1 August" in told
    assert "revision 1<" in editor.get(address).text
