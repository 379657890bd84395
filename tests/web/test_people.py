"""People's pages: what an admin does there, what others find, and a link by which somebody joins."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.people import person_by_address
from app.storage.models.desk import Invitation, PeopleEvent
from tests.support.desk import PASSWORD, add_people, error_of, signed_in
from tests.support.pages import post_form

NEW = "nine herons, one umbrella"
JOIN = {"name": "Nora Quay", "password": NEW, "again": NEW}
ACTS = "form[action$=acts]"


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    add_people(app, "admin", "editor", "contributor")


def page_of(app: Flask, name: str) -> str:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        return f"/desk/people/{person_by_address(session, f'{name}@desk.example').id}"


def invited(admin: FlaskClient, email: str = "nora@desk.example", role: str = "editor") -> str:
    """Invite somebody; return the path of the link that is shown."""
    answer = post_form(admin, "/desk/people", {"email": email, "role": role}, form="form[novalidate]")
    assert answer.status_code == 303, error_of(answer.text)
    found = re.search(r'value="http://localhost(/join/[^"]+)"', admin.get("/desk/people").text)
    assert found is not None
    return found.group(1)


def act(admin: FlaskClient, address: str, what: str) -> str:
    answer = post_form(admin, address, {"act": what}, form=ACTS, follow_redirects=True)
    return str(answer.text)


def test_an_admin_sees_who_may_sign_in_and_when_they_last_did(app: Flask) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False):
        shown = signed_in(app, "admin").get("/desk/people").text
        today = datetime.now(UTC)
    for words in ("contributor@desk.example", "Editor", "never", f"{today:%-d %B %Y, }"):
        assert words in shown


@pytest.mark.parametrize("name", ["editor", "contributor"])
def test_others_find_no_such_pages_and_no_way_to_them(app: Flask, name: str) -> None:
    client, target = signed_in(app, name), page_of(app, "admin")
    assert "/desk/people" not in client.get("/desk").text
    for address in ("/desk/people", target, "/desk/people/log"):
        answer = client.get(address)
        assert (answer.status_code, "There is no such page" in answer.text) == (404, True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/desk").text)
    assert token is not None
    for address, sent in (
        ("/desk/people", {"email": "x@desk.example", "role": "admin"}),
        (target, {"role": "contributor"}),
        (f"{target}/acts", {"act": "deactivate"}),
        ("/desk/people/invitations/1/withdraw", {}),
    ):
        assert client.post(address, data={**sent, "csrf_token": token.group(1)}).status_code == 404
    assert signed_in(app, "admin").get("/desk/people").status_code == 200


def test_another_role_holds_at_the_next_request_in_a_new_session(app: Flask) -> None:
    admin, editor = signed_in(app, "admin"), signed_in(app, "editor")
    answer = post_form(admin, page_of(app, "editor"), {"role": "contributor"}, form="main form", follow_redirects=True)
    assert "Editor is now contributor." in answer.text
    assert editor.get("/desk").status_code == 302
    assert "contributor" in signed_in(app, "editor").get("/desk").text


def test_who_is_deactivated_is_out_at_the_next_request_and_can_come_back(app: Flask) -> None:
    admin, editor, address = signed_in(app, "admin"), signed_in(app, "editor"), page_of(app, "editor")
    assert "can’t sign in any more" in act(admin, address, "deactivate")
    assert editor.get("/desk").status_code == 302
    refused = post_form(editor, "/login", {"email": "editor@desk.example", "password": PASSWORD})
    assert "don’t belong together" in refused.text
    assert "may sign in again" in act(admin, address, "reactivate")
    assert editor.get("/desk").status_code == 302  # the old session stays worthless
    assert signed_in(app, "editor").get("/desk").status_code == 200


def test_an_admin_ends_somebody_s_sessions(app: Flask) -> None:
    admin, editor = signed_in(app, "admin"), signed_in(app, "editor")
    assert "signed out everywhere" in act(admin, page_of(app, "editor"), "sign-out")
    assert editor.get("/desk").status_code == 302
    assert admin.get("/desk").status_code == 200


def test_the_last_admin_is_told_why_they_stay(app: Flask) -> None:
    admin, address = signed_in(app, "admin"), page_of(app, "admin")
    sentence = "Admin is the last active admin; make somebody else an admin first."
    assert sentence in error_of(post_form(admin, address, {"role": "editor"}, form="main form").text)
    assert sentence in act(admin, address, "deactivate")
    assert admin.get("/desk/people").status_code == 200


@pytest.mark.parametrize("what", ["", "delete", "DEACTIVATE"])
def test_an_act_that_is_not_offered_does_nothing(app: Flask, what: str) -> None:
    assert "Choose one of the buttons" in act(signed_in(app, "admin"), page_of(app, "editor"), what)
    assert signed_in(app, "editor").get("/desk").status_code == 200


@pytest.mark.parametrize("address", ["/desk/people/999", "/desk/people/99999999999", "/desk/people/x"])
def test_nobody_is_found_where_nobody_is(app: Flask, address: str) -> None:
    assert signed_in(app, "admin").get(address).status_code == 404


def test_a_link_is_shown_once_and_used_once(app: Flask) -> None:
    admin = signed_in(app, "admin")
    link = invited(admin)
    assert link not in admin.get("/desk/people").text
    assert "nora@desk.example" in admin.get("/desk/people").text
    nora = app.test_client()
    for _ in range(3):  # looking changes nothing
        shown = nora.get(link)
        assert (shown.status_code, "You are invited as an editor" in shown.text) == (200, True)
        assert shown.headers["Cache-Control"] == "no-store"
    assert post_form(nora, link, JOIN).headers["Location"] == "/desk"
    assert "Nora Quay" in nora.get("/desk").text
    again = app.test_client().get(link)
    assert (again.status_code, "This link was used already" in again.text) == (404, True)
    later = post_form(app.test_client(), "/login", {"email": "nora@desk.example", "password": NEW})
    assert later.status_code == 302


def test_the_token_is_in_no_table(app: Flask) -> None:
    token = invited(signed_in(app, "admin")).rpartition("/")[2]
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        rows = [*session.scalars(select(Invitation)), *session.scalars(select(PeopleEvent))]
        assert not [row for row in rows if token in str(vars(row))]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": " "}, "Enter a name"),
        ({"password": "too short", "again": "too short"}, "15 characters or more"),
        ({"password": "nora quay nora quay", "again": "nora quay nora quay"}, "again and again"),
        ({"password": "noraquay desk.example", "again": "noraquay desk.example"}, "your own or this site’s name"),
        ({"again": "nine herons, two umbrellas"}, "The two new passwords differ"),
    ],
)
def test_who_joins_with_a_poor_password_or_no_name_is_told_and_may_try_again(
    app: Flask, given: dict[str, str], sentence: str
) -> None:
    link, nora = invited(signed_in(app, "admin")), app.test_client()
    answer = post_form(nora, link, {**JOIN, **given})
    assert answer.status_code == 400
    assert sentence in error_of(answer.text)
    assert nora.get("/desk").status_code == 302
    assert post_form(nora, link, JOIN).headers["Location"] == "/desk"


def test_joining_wants_its_token_of_the_form(app: Flask) -> None:
    link, nora = invited(signed_in(app, "admin")), app.test_client()
    assert nora.post(link, data=JOIN).status_code == 400
    assert nora.get(link).status_code == 200


def test_a_link_withdrawn_or_a_week_old_does_nothing(app: Flask) -> None:
    admin = signed_in(app, "admin")
    link = invited(admin)
    answer = post_form(admin, "/desk/people", {}, form="form[action$=withdraw]", follow_redirects=True)
    assert "The invitation of nora@desk.example is withdrawn" in answer.text
    assert app.test_client().get(link).status_code == 404
    old = invited(admin)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=7)):
        assert app.test_client().get(old).status_code == 404
    assert app.test_client().get("/join/nothing-of-ours").status_code == 404


def test_who_is_here_already_is_not_invited(app: Flask) -> None:
    sent = {"email": "Editor@desk.example", "role": "admin"}
    answer = post_form(signed_in(app, "admin"), "/desk/people", sent, form="form[novalidate]")
    assert "There is somebody with the address editor@desk.example already" in error_of(answer.text)


def test_the_log_is_read_a_page_at_a_time(app: Flask) -> None:
    admin, address = signed_in(app, "admin"), page_of(app, "editor")
    for _ in range(26):
        act(admin, address, "deactivate")
        act(admin, address, "reactivate")
    first = admin.get("/desk/people/log").text
    assert first.count("deactivated") == 25
    older = re.search(r'/desk/people/log\?before=\d+(?=" rel="next")', first)
    assert older is not None
    second = admin.get(older.group()).text
    assert second.count("deactivated") == 1
    assert "signed in" in second
    assert 'rel="next"' not in second
    for before in ("-1", "99999999999", "x"):
        assert admin.get(f"/desk/people/log?before={before}").status_code == 400


def test_one_s_account_tells_what_befell_oneself_alone(app: Flask) -> None:
    admin, editor = signed_in(app, "admin"), signed_in(app, "editor")
    invited(admin)
    shown = editor.get("/desk/account").text
    assert "signed in" in shown
    assert "nora@desk.example" not in shown
    answer = post_form(editor, "/desk/account", {"name": "Edda  Sund"}, form="main form", follow_redirects=True)
    assert "Your name is now Edda Sund." in answer.text
    refused = post_form(editor, "/desk/account", {"name": " "}, form="main form")
    assert "Enter a name" in error_of(refused.text)
