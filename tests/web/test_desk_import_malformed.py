"""On the desk, too, a file that is almost one that is imported is told in one clear report, and nothing is kept."""

from __future__ import annotations

import html
from io import BytesIO

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.models.desk import Subject
from tests.factories.malformed import MALFORMED, WAYS
from tests.support.desk import add_people, error_of, signed_in
from tests.support.pages import post_form

READ_SO_FAR = {
    ("claimreview", "wrong types"): "it has no claimReviewed.",
    ("csv", "wrong types"): "it has 3 cells where the header names 2",
    ("csl", "wrong types"): "it has no title.",
    ("bibtex", "wrong types"): "it has no title.",
    ("bibtex", "10,000 nested"): "it has no title.",
    ("warc", "10,000 nested"): "Copies that an archive holds",
}
"""What can be read as a file, and whose parts are then refused; a page of an archive is read when it is chosen."""


@pytest.mark.parametrize("way", WAYS)
def test_it_is_refused_in_one_sentence_or_shown_as_refused(app: Flask, way: str) -> None:
    add_people(app, "editor")
    editor = signed_in(app, "editor")
    for importer, files in MALFORMED.items():
        given = {"file": (BytesIO(files[way]), f"file.{importer}")}
        done = post_form(editor, "/desk/import", given, form="main form", content_type="multipart/form-data")
        told = html.unescape(error_of(done.text)).removeprefix("There is a problem ")
        if sentence := READ_SO_FAR.get((importer, way)):
            assert done.status_code == 303, (importer, told)
            shown = editor.get(done.headers["Location"])
            assert shown.status_code == 200
            words = LexborHTMLParser(shown.text).css_first("main").text(separator=" ")
            assert sentence in " ".join(words.split()), importer
        else:
            assert done.status_code == 400, importer
            assert told.endswith("."), importer
            assert 20 < len(told) < 300, importer
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        assert session.scalar(select(Subject.id).limit(1)) is None


def test_json_that_ends_before_it_says_what_it_is_is_told_as_json(app: Flask) -> None:
    """Whoever brings half a file of ClaimReviews is not told of works."""
    add_people(app, "editor")
    given = {"file": (BytesIO(b'{"@type": "DataFeed", "dataFeedElement": [{"item":'), "reviews.json")}
    done = post_form(
        signed_in(app, "editor"), "/desk/import", given, form="main form", content_type="multipart/form-data"
    )
    assert done.status_code == 400
    told = html.unescape(error_of(done.text))
    assert "ends too early" in told
    assert "CSL" not in told
