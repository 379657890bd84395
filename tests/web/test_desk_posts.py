"""What holds of every form of the desk: it wants its token, takes its own fields alone, and is taken once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, request, request_started
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from app.services import demo
from app.services.people import add_user
from app.storage.blobs import Blobs
from app.storage.engine import make_engine
from app.storage.models.desk import Capture, Commitment, HeldForm, Proposal, Statement, Subject, Submission, Topic, User
from app.storage.models.ledger import LedgerEntry
from tests.support.desk import OLD, PASSWORD, add_people, published_pair, signed_in
from tests.support.pages import post_form
from tests.web.test_crawl import crawl

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture(scope="module")
def demo_folder(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    shutil.copyfile(sqlite_template, folder / "rejoinder.sqlite")
    engine = make_engine(f"sqlite:///{folder / 'rejoinder.sqlite'}")
    with Session(engine) as session:
        demo.load(session, Blobs(folder / "blobs"))
        add_user(session, "admin@desk.example", "Ada", "admin", PASSWORD, datetime.now(UTC))
        session.commit()
    engine.dispose()
    return folder


@pytest.fixture
def demo_app(demo_folder: Path) -> Iterator[Flask]:
    from app.web.factory import create_app  # noqa: PLC0415  # as in conftest

    url = f"sqlite:///{demo_folder / 'rejoinder.sqlite'}"
    made = create_app({"INSTANCE_PATH": str(demo_folder), "DATABASE_URL": url, "SECRET_KEY": "x", "METHODOLOGY": "x"})
    yield made
    made.extensions["rejoinder-databases"].desk.dispose()
    made.extensions["rejoinder-databases"].library.dispose()


def posting(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]


def values_of(app: Flask, rule: Rule) -> dict[str, Any]:
    """Return values for a rule's variables that lead to something on the desk of the demo."""
    with Session(app.extensions["rejoinder-databases"].desk) as session:

        def first(column: Any, *conditions: Any) -> Any:
            return session.scalars(select(column).where(*conditions)).first()

        name = rule.endpoint.removeprefix("desk.").partition("_")[0]
        kind = {"statement": "pair"}.get(name, name)
        known = {
            "subject_id": first(Subject.id, Subject.kind == kind) or first(Subject.id, Subject.kind == "pair"),
            "page_id": first(Subject.id, Subject.kind == "page"),
            "statement_id": first(Statement.id, Statement.kind == "pair"),
            "capture_id": first(Capture.id),
            "finding_id": first(Subject.id, Subject.kind == "finding"),
            "commitment_id": first(Commitment.id),
            "proposal_id": first(Proposal.id),
            "user_id": first(User.id),
            "plural": "pairs",
        }
    return {variable: known.get(variable) or impossible(rule._converters.get(variable)) for variable in rule.arguments}


def impossible(converter: BaseConverter | None) -> Any:
    """Return a value that an address may hold and that leads nowhere."""
    if isinstance(converter, IntegerConverter):
        return 1
    return min(converter.items) if isinstance(converter, AnyConverter) else "unknown"


def address_of(app: Flask, rule: Rule, method: str) -> str:
    values = {**values_of(app, rule), **(rule.defaults or {})}
    return str(app.url_map.bind("localhost").build(rule.endpoint, values, method=method))


def test_every_post_of_the_site_wants_its_token(demo_app: Flask) -> None:
    client = signed_in(demo_app, "admin")
    assert len(posting(demo_app)) > 30
    for rule in posting(demo_app):
        address = address_of(demo_app, rule, "POST")
        for who in (client, demo_app.test_client()):
            answer = who.post(address, data={"title": "x", "action": "retract", "reason": "y"})
            assert answer.status_code == 400, (address, answer.status_code)


def test_every_form_of_the_desk_refuses_a_field_that_it_does_not_have(demo_app: Flask) -> None:
    client = signed_in(demo_app, "admin")
    token = TOKEN.search(client.get("/desk/topics/new").text)
    assert token is not None
    rules = [rule for rule in posting(demo_app) if rule.endpoint.startswith("desk.")]
    assert len(rules) > 25
    for rule in rules:
        own = OWN.get(rule.endpoint)
        address = own(client) if own else address_of(demo_app, rule, "POST")
        answer = client.post(address, data={"csrf_token": token.group(1), "unheard_of": "x"})
        assert answer.status_code == 400, (address, answer.status_code, answer.text[:300])
        assert "has no field “unheard_of”" in answer.text, address


def own_list(client: FlaskClient) -> str:
    """Give a list of copies; return the address at which they are chosen from."""
    line = f"k 20110625101112 http://mail.example/facts text/html 200 {'A' * 32} 99"
    return str(post_form(client, "/desk/captures/new", {"text": line}, form="main form").location)


def own_file(client: FlaskClient) -> str:
    """Give a file of others; return the address at which one says what becomes of it."""
    given = {"file": (BytesIO(b"@book{k, title={Lost parcels}}"), "works.bib")}
    return str(post_form(client, "/desk/import", given, form="main form", content_type="multipart/form-data").location)


OWN: dict[str, Callable[[FlaskClient], str]] = {"desk.capture_list": own_list, "desk.import_file": own_file}
"""What is there for its giver alone, by a key."""


@contextmanager
def noting_writes(app: Flask) -> Iterator[list[str]]:
    """Note every statement that writes, on either engine."""
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.split(None, 1)[0].upper() not in {"SELECT", "BEGIN", "PRAGMA", "WITH", "SAVEPOINT", "RELEASE"}:
            written.append(statement)

    engines = app.extensions["rejoinder-databases"]
    for engine in (engines.desk, engines.library):
        event.listen(engine, "before_cursor_execute", note)
    yield written
    for engine in (engines.desk, engines.library):
        event.remove(engine, "before_cursor_execute", note)


def test_no_page_that_is_only_looked_at_changes_anything(demo_app: Flask) -> None:
    client = signed_in(demo_app, "admin")
    asked: set[str] = set()

    def note(_app: Flask, **_more: object) -> None:
        asked.add(request.endpoint or "")

    with noting_writes(demo_app) as written, request_started.connected_to(note, demo_app):
        crawl(client, "/desk")
        for rule in demo_app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.endpoint not in asked:
                address = address_of(demo_app, rule, "GET")
                assert client.get(address).status_code < 500, address
    assert written == []
    everything = {rule.endpoint for rule in demo_app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert everything - asked == set()


def test_every_form_of_the_desk_carries_a_key(demo_app: Flask) -> None:
    pages = crawl(signed_in(demo_app, "admin"), "/desk")
    bare = [
        (address, form.attributes.get("action"))
        for address, html in pages.items()
        for form in LexborHTMLParser(html).css("form[method=post]")
        if (form.attributes.get("action") or address).startswith("/desk") and not form.css("input[name=form_key]")
    ]
    assert len(pages) > 40
    assert bare == []


# Taken once, on both databases


@pytest.fixture
def app_settings(database_url: str, tmp_path: Path) -> dict[str, Any]:
    return {
        "INSTANCE_PATH": str(tmp_path / "instance"),
        "DATABASE_URL": database_url,
        "SECRET_KEY": "a key for tests alone",
        "TESTING": True,
    }


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor", "editor2")
    return signed_in(app, "editor")


def hidden(html: str, form: str = "form[novalidate]") -> dict[str, str]:
    node = LexborHTMLParser(html).css_first(form)
    assert node is not None
    return {str(one.attributes["name"]): one.attributes.get("value") or "" for one in node.css("input[type=hidden]")}


def at_once(app: Flask, client: FlaskClient, address: str, sent: dict[str, str], number: int = 2) -> list[Any]:
    """Send the same form from several threads at the same moment, all as the client's person."""
    cookie = client.get_cookie("session")
    assert cookie is not None
    barrier = Barrier(number)

    def send(_number: int) -> Any:
        one = app.test_client()
        one.set_cookie("session", cookie.value)
        barrier.wait()
        return one.post(address, data=sent)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(send, range(number)))


def test_a_double_click_makes_one_record_and_both_are_answered_alike(app: Flask, editor: FlaskClient) -> None:
    for round_ in range(5):
        sent = {**hidden(editor.get("/desk/topics/new").text), "title": f"Parcels {round_}", "slug": "", "note": ""}
        answers = at_once(app, editor, "/desk/topics/new", sent, number=4)
        assert [one.status_code for one in answers] == [303] * 4
        assert len({one.headers["Location"] for one in answers}) == 1
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        assert session.scalar(select(func.count()).select_from(Topic)) == 5


def test_a_double_click_takes_a_page_in_once(app: Flask, editor: FlaskClient) -> None:
    empty = dict.fromkeys(("address", "obtained", "note", "page_id", "agency_id"), "")
    given = {"text": OLD, "captured": "2011-06-25", "page_title": "Mail facts", "agency_title": "Bureau of Mail"}
    sent = {**hidden(editor.get("/desk/captures/new").text), **empty, **given}
    answers = at_once(app, editor, "/desk/captures/new", sent)
    assert [one.status_code for one in answers] == [303, 303]
    assert len({one.headers["Location"] for one in answers}) == 1


def test_a_double_click_publishes_once(app: Flask, editor: FlaskClient) -> None:
    pair = published_pair(editor)
    post_form(editor, pair, {"note": "A note."}, form="form[novalidate]")
    steps = hidden(editor.get(pair).text, "form[action$=steps]")
    address = f"/desk/subjects/{pair.rpartition('/')[2]}/steps"
    engine = app.extensions["rejoinder-databases"].desk
    with Session(engine) as session:
        before = session.scalar(select(func.count()).select_from(LedgerEntry))
    answers = at_once(app, editor, address, {**steps, "action": "publish now"})
    assert [one.status_code for one in answers] == [303, 303]
    assert len({one.headers["Location"] for one in answers}) == 1
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == (before or 0) + 1


def test_the_same_key_with_other_words_is_refused_and_the_words_are_kept(editor: FlaskClient) -> None:
    sent = {**hidden(editor.get("/desk/topics/new").text), "title": "Parcels", "slug": "", "note": ""}
    first = editor.post("/desk/topics/new", data=sent)
    second = editor.post("/desk/topics/new", data={**sent, "note": "Words that took a long time."})
    assert second.status_code == 409
    assert "sent before, with other content" in second.text
    assert f'href="{first.headers["Location"]}"' in second.text
    again = post_again(editor, second.text)
    assert again.status_code == 303
    assert again.headers["Location"] != first.headers["Location"]
    assert "Words that took a long time." in editor.get(again.headers["Location"]).text


def post_again(client: FlaskClient, html: str) -> Any:
    form = LexborHTMLParser(html).css_first("main form")
    assert form is not None
    texts = {str(one.attributes["name"]): one.text() for one in form.css("textarea")}
    return client.post(str(form.attributes["action"]), data={**hidden(html, "main form"), **texts})


def test_a_form_that_was_refused_may_be_sent_again_with_its_key(editor: FlaskClient) -> None:
    sent = {**hidden(editor.get("/desk/topics/new").text), "title": "", "slug": "", "note": ""}
    assert editor.post("/desk/topics/new", data=sent).status_code == 400
    assert editor.post("/desk/topics/new", data={**sent, "title": "Parcels"}).status_code == 303


def test_keys_of_others_count_for_nothing_and_old_ones_are_forgotten(app: Flask, editor: FlaskClient) -> None:
    other = signed_in(app, "editor2")
    theirs = hidden(other.get("/desk/topics/new").text)
    for client, title in ((other, "Parcels"), (editor, "Letters")):
        own = hidden(client.get("/desk/topics/new").text)
        sent = {**own, "form_key": theirs["form_key"], "title": title, "slug": "", "note": ""}
        assert client.post("/desk/topics/new", data=sent).status_code == 303
    engine = app.extensions["rejoinder-databases"].desk
    with Session(engine) as session:
        row = session.scalars(select(Submission)).one()
        row.at = datetime.now(UTC) - timedelta(hours=25)
        session.commit()
    post_form(editor, "/desk/topics/new", {"title": "Stamps"}, form="form[novalidate]")
    with Session(engine) as session:
        kept = session.scalars(select(Submission)).one()
        assert datetime.now(UTC) - kept.at < timedelta(hours=1)


def test_a_form_that_comes_after_signing_out_everywhere_is_kept_for_its_author(app: Flask, editor: FlaskClient) -> None:
    sent = {**hidden(editor.get("/desk/topics/new").text), "title": "Parcels", "slug": "", "note": "Long words."}
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        for user in session.scalars(select(User)):
            user.fs_uniquifier = f"{user.fs_uniquifier[:60]}-new"
        session.commit()
    answer = editor.post("/desk/topics/new", data=sent)
    assert answer.status_code in {302, 303}
    wanted = parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]
    assert wanted.startswith("/desk/topics/new?held=")
    assert "Long words." not in signed_in(app, "editor2").get(wanted).text
    again = signed_in(app, "editor")
    assert "Long words." in again.get(wanted).text
    assert post_form(again, wanted, {}, form="form[novalidate]").status_code == 303
    assert "Long words." not in again.get(wanted).text


def test_a_forged_form_leaves_nothing_for_anybody(app: Flask, editor: FlaskClient) -> None:
    key = hidden(editor.get("/desk/topics/new").text)["form_key"]
    stranger = app.test_client()
    for forged in ("", "1.abc", key[:-3] + "abc", f"2{key[1:]}"):
        answer = stranger.post("/desk/topics/new", data={"form_key": forged, "title": "Planted", "note": "Planted."})
        assert answer.status_code == 400
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        assert session.scalar(select(func.count()).select_from(HeldForm)) == 0
