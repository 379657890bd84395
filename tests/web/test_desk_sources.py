"""Sources on the desk: a pasted citation fills the fields, a copy is kept, a deceptive host is named."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from app.web.desk.sources import forms
from tests.support.desk import OLD, add_people, error_of, signed_in
from tests.support.pages import post_form

FORM = "form[novalidate]"
NEW = "/desk/sources/new"
BIBTEX = """@article{k, author={van der Berg, Jan and {Court of Audit}}, title={Lost {Parcels}}, journal={Tides},
year=2011, month=jun, volume=12, number=3, pages={12--15}, doi={10.1234/tides.5}, url={https://tides.example/5}}"""


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    add_people(app, "editor", "editor2", "contributor")
    return signed_in(app, "editor")


def fields_of(html: str) -> dict[str, str]:
    """Return what the fields of the form hold."""
    form = LexborHTMLParser(html).css_first(FORM)
    assert form is not None
    held = {str(one.attributes["name"]): one.attributes.get("value") or "" for one in form.css("input[name]")}
    held |= {str(one.attributes["name"]): one.text().strip() for one in form.css("textarea")}
    chosen = form.css_first("select[name=type] option[selected]")
    return {**held, "type": str(chosen.attributes["value"]) if chosen else ""}


def test_a_pasted_citation_fills_the_fields_and_nothing_is_saved_before_one_saves(editor: FlaskClient) -> None:
    answer = post_form(editor, NEW, {"citation": BIBTEX, "note": "Mine.", "fill": "yes"}, form=FORM)
    assert answer.status_code == 200
    filled = fields_of(answer.text)
    expected = {
        "title": "Lost Parcels",
        "type": "article-journal",
        "authors": "van der Berg, Jan\nCourt of Audit",
        "issued": "2011-06",
        "container": "Tides",
        "volume": "12",
        "issue": "3",
        "pages": "12-15",
        "doi": "10.1234/tides.5",
        "url": "https://tides.example/5",
        "note": "Mine.",
        "citation": "",
    }
    assert {name: filled[name] for name in expected} == expected
    assert "Lost Parcels" not in editor.get("/desk/sources").text
    sent = {name: value for name, value in filled.items() if name not in {"file", "remove_file"}}
    saved = editor.post(NEW, data={**sent, "accessed": "2024-01-02", "isbn": "978-0-306-40615-7"})
    assert saved.status_code == 303, error_of(saved.text)
    held = fields_of(editor.get(saved.headers["Location"]).text)
    assert {name: held[name] for name in expected} == expected
    assert (held["accessed"], held["isbn"]) == ("2024-01-02", "9780306406157")


def test_csl_json_over_a_source_that_is_here_leaves_what_it_lacks(editor: FlaskClient) -> None:
    source = post_form(editor, NEW, {"title": "A", "publisher": "Old press", "note": "Mine."}, form=FORM)
    address = source.headers["Location"]
    pasted = json.dumps([{"type": "book", "title": "B", "author": [{"family": "Berg", "given": "Jan"}]}])
    answer = post_form(editor, address, {"citation": pasted, "fill": "yes"}, form=FORM)
    held = fields_of(answer.text)
    assert [held[name] for name in ("title", "type", "authors", "publisher", "note", "base_version")] == [
        "B",
        "book",
        "Berg, Jan",
        "Old press",
        "Mine.",
        "1",
    ]
    assert fields_of(editor.get(address).text)["title"] == "A"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"citation": "", "fill": "yes"}, "Paste a citation first."),
        ({"citation": "@book{k, title={A", "fill": "yes"}, "a brace is missing"),
        ({"title": "A", "doi": "11.1/x"}, "is no DOI"),
        ({"title": "A", "isbn": "123"}, "is no ISBN"),
        ({"title": "A", "accessed": "yesterday"}, "is no date"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    editor: FlaskClient, fields: dict[str, str], sentence: str
) -> None:
    answer = post_form(editor, NEW, {**fields, "note": "kept text"}, form=FORM)
    assert answer.status_code == 400
    assert sentence in error_of(answer.text)
    assert fields_of(answer.text)["note"] == "kept text"


def upload(client: FlaskClient, address: str, data: bytes, **fields: Any) -> Any:
    return post_form(
        client,
        address,
        {"title": "A report", **fields, "file": (io.BytesIO(data), "report.pdf")},
        form=FORM,
        content_type="multipart/form-data",
    )


def test_a_copy_is_kept_and_handed_out_as_a_download_to_people_of_the_desk(app: Flask, editor: FlaskClient) -> None:
    data = b"%PDF-1.4 <script>alert(1)</script>"
    address = upload(editor, NEW, data).headers["Location"]
    assert hashlib.sha256(data).hexdigest() in editor.get(address).text
    given = editor.get(f"{address}/file")
    assert given.data == data
    assert given.headers["Content-Disposition"] == 'attachment; filename="a-report.pdf"'
    assert given.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert given.mimetype == "application/octet-stream"
    assert given.headers["Cache-Control"] == "no-store"
    assert app.test_client().get(f"{address}/file").status_code == 302
    assert signed_in(app, "contributor").get(f"{address}/file").status_code == 404
    assert post_form(editor, address, {"note": "Still here."}, form=FORM).status_code == 303
    assert editor.get(f"{address}/file").data == data
    assert post_form(editor, address, {"remove_file": "y"}, form=FORM).status_code == 303
    assert editor.get(f"{address}/file").status_code == 404


def test_the_name_of_a_file_is_neither_a_path_nor_a_header(app: Flask, editor: FlaskClient, tmp_path: Path) -> None:
    """Whatever a file or its source is called, it is kept by its digest, and handed out by a plain name."""
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    given = {
        "title": 'a"; filename="../x.html\r\nX-Forged: 1',
        "file": (io.BytesIO(b"<!doctype html>"), "../../x/../y.html"),
    }
    saved = post_form(editor, NEW, given, form=FORM, content_type="multipart/form-data")
    handed = editor.get(f"{saved.headers['Location']}/file").headers
    assert handed["Content-Disposition"] == 'attachment; filename="a-filename-x-html-x-forged-1.html"'
    assert "X-Forged" not in handed
    page = {"captured": "2011", "agency_title": "Bureau", "page_title": "Facts", "text": ""}
    file = (io.BytesIO(OLD.encode()), "/etc/../\u202e..\\x\x07.html")
    taken = post_form(
        editor, "/desk/captures/new", {**page, "file": file}, form="main form", content_type="multipart/form-data"
    )
    assert taken.status_code == 303, error_of(taken.text)
    blobs = Path(app.instance_path) / "blobs"
    made = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert len([path for path in made if path.is_relative_to(blobs)]) >= 2
    for path in made:
        assert path.suffix != ".html", path
        if path.is_relative_to(blobs):
            assert path.name == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_copy_that_is_too_large_or_empty_is_refused(editor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "LARGEST_FILE", 10)
    large = upload(editor, NEW, b"x" * 11)
    assert large.status_code == 400
    assert "up to 25 MB" in error_of(large.text)
    assert "The file is empty" in error_of(upload(editor, NEW, b"").text)


def test_an_uploaded_copy_outlives_a_mistake_and_a_conflict(app: Flask, editor: FlaskClient) -> None:
    refused = upload(editor, NEW, b"%PDF-1.4 one", doi="no doi")
    assert refused.status_code == 400
    assert "The copy that you uploaded is kept" in refused.text
    held = {name: words for name, words in fields_of(refused.text).items() if name not in {"file", "remove_file"}}
    address = editor.post(NEW, data={**held, "doi": ""}).headers["Location"]
    assert editor.get(f"{address}/file").data == b"%PDF-1.4 one"
    other = signed_in(app, "editor2")
    assert post_form(other, address, {"note": "Theirs."}, form=FORM).status_code == 303
    clash = upload(editor, address, b"%PDF-1.4 two", base_version="1")
    assert clash.status_code == 409
    assert "FileStorage" not in clash.text
    sent = {
        str(one.attributes["name"]): one.attributes.get("value") or ""
        for one in LexborHTMLParser(clash.text).css("main input[type=hidden], main input[type=radio][checked]")
    }
    assert editor.post(address, data=sent).status_code == 303
    assert editor.get(f"{address}/file").data == b"%PDF-1.4 two"
    assert fields_of(editor.get(address).text)["note"] == "Theirs."


def test_nobody_takes_a_file_by_knowing_its_digest(editor: FlaskClient) -> None:
    address = upload(editor, NEW, b"%PDF-1.4 one").headers["Location"]
    digest = hashlib.sha256(b"%PDF-1.4 one").hexdigest()
    other = post_form(editor, NEW, {"title": "B", "kept_file": digest}, form=FORM).headers["Location"]
    assert editor.get(f"{other}/file").status_code == 404
    assert editor.get(f"{address}/file").status_code == 200


def test_a_host_that_mixes_scripts_is_named_on_the_sources_page(editor: FlaskClient) -> None:
    answer = post_form(editor, NEW, {"title": "A", "url": "https://аpple.example/x"}, form=FORM)
    html = editor.get(answer.headers["Location"]).text
    assert "The host “аpple.example” mixes Cyrillic and Latin letters" in html
    other = post_form(editor, NEW, {"title": "B", "url": "https://apple.example/x"}, form=FORM)
    assert "mixes" not in editor.get(other.headers["Location"]).text
