"""Fifty people save the same record at the same moment: one wins, the others get the conflict page with their text."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.models.desk import Revision
from tests.safety.full import Figure
from tests.support.desk import add_people, signed_in
from tests.support.pages import post_form

FIFTY = 50
AT_ONCE = 10
"""As many threads as a server's pool has connections for; the others wait their turn, as behind a server."""


@pytest.fixture
def app_settings(app_settings: dict[str, Any], database_url: str) -> dict[str, Any]:
    return {**app_settings, "DATABASE_URL": database_url}


def test_fifty_saves_of_one_revision_have_one_winner_and_lose_no_text(app: Flask, figure: Figure) -> None:
    add_people(app, "editor")
    editor = signed_in(app, "editor")
    made = post_form(editor, "/desk/topics/new", {"title": "Parcels"}, form="form[novalidate]")
    address = str(made.headers["Location"])
    cookie = editor.get_cookie("session")
    assert cookie is not None
    forms = [editor.get(address).text for _ in range(FIFTY)]
    barrier = Barrier(AT_ONCE)

    def save(number: int) -> Any:
        client = app.test_client()
        client.set_cookie("session", cookie.value)
        form = LexborHTMLParser(forms[number]).css_first("form[novalidate]")
        assert form is not None
        hidden = {str(one.attributes["name"]): one.attributes["value"] for one in form.css("input[type=hidden]")}
        barrier.wait()
        return client.post(address, data={**hidden, "title": "Parcels", "slug": "", "note": f"Note {number}."})

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(save, range(FIFTY)))
    won = [one.status_code for one in answers].count(303)
    figure(f"of {FIFTY} saves of one revision {won} won, {FIFTY - won} got the conflict page")
    assert sorted(one.status_code for one in answers) == [303, *[409] * (FIFTY - 1)]
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        rows = session.scalars(select(Revision).where(Revision.version == 2)).all()
    [winner] = [number for number, one in enumerate(answers) if one.status_code == 303]
    assert [row.fields["note"] for row in rows] == [f"Note {winner}."]
    for number, answer in enumerate(answers):
        if number != winner:
            page = LexborHTMLParser(answer.text).css_first("main").text()
            assert f"Note {number}." in page
            assert f"Note {winner}." in page
