"""What was imported is worked with on the desk as anything else: each page opens, and it is published to readers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.desk import COMMAND, Desk
from app.services.import_files import Reviews
from app.services.import_pairs import take_pairs
from app.services.import_sources import take_evidence
from app.services.imports import Report
from app.storage.blobs import Blobs
from app.storage.models.desk import Subject
from tests.support.desk import add_people, pair_of, signed_in
from tests.support.pages import post_form

REVIEWS = [
    {
        "@type": "ClaimReview",
        "url": "https://moon.example/reviews",
        "claimReviewed": claim,
        "author": {"name": "Moon Office"},
        "itemReviewed": {"author": {"name": "Iris Quill"}},
        "reviewRating": {"ratingValue": 1, "alternateName": "False"},
        "reviewBody": answer,
        "headline": "Rumours of the moon",
        "inLanguage": "en",
    }
    for claim, answer in (("The moon is cheese.", "It is rock."), ("The moon is far.", "It is near, by rocket."))
]


@pytest.fixture
def imported(app: Flask, tmp_path: Path) -> list[tuple[str, str]]:
    """Import two reviews as pairs, then as evidence; return kind and id of all that came of it."""
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        desk = Desk(session=session, actor=COMMAND, now=datetime.now(UTC), blobs=Blobs(tmp_path / "blobs"))
        reviews = Reviews(json.dumps(REVIEWS).encode())
        list(take_pairs(desk, reviews.pairs("moon.json"), Report(file="moon.json", dry_run=False), "2024-04-30"))
        list(take_evidence(desk, reviews, Report(file="moon.json", dry_run=False)))
        session.commit()
        return [(one.kind, one.id) for one in session.scalars(select(Subject))]


def test_each_page_of_it_opens_on_the_desk_and_readers_get_what_is_published(
    app: Flask, imported: list[tuple[str, str]]
) -> None:
    add_people(app, "editor")
    editor = signed_in(app, "editor")
    plurals = {"agency": "agencies", "evidence": "evidence"}
    assert {kind for kind, _ in imported} == {"agency", "page", "capture", "pair", "source", "evidence"}
    for kind, subject in imported:
        address = f"/desk/{plurals.get(kind, f'{kind}s')}/{subject}"
        for path in (address, f"{address}/history"):
            assert editor.get(path).status_code == 200, path
    (capture,) = (f"/desk/captures/{subject}" for kind, subject in imported if kind == "capture")
    shown = editor.get(capture).text
    assert "It is near, by rocket." in shown
    assert "From moon.json, item 1" in editor.get(f"{capture}/provenance").text
    assert post_form(editor, capture, {}, form="form[action$='/publish']").status_code == 303
    pair = pair_of(editor, capture)
    assert "The moon is cheese." in editor.get(pair).text
    read = app.test_client().get("/pairs/the-moon-is-cheese")
    assert (read.status_code, "It is rock." in read.text, "Iris Quill" in read.text) == (200, True, True)
    assert "imported" in app.test_client().get("/pages/rumours-of-the-moon/captures/2024-04-30").text
