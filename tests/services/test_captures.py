"""Captures: what a page says of itself is kept as far as every database can keep it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.services.captures import CaptureFields, add_capture
from app.services.desk import Desk
from tests.factories.site import make_page


@pytest.mark.parametrize(
    ("named", "kept"),
    [
        ("en-GB", "en-gb"),
        ("de-Latn-CH-1996-x-statutes", "de-latn-ch-1996"),
        ("English, as it is spoken by the Board", None),
        ("e&#0;n", None),
    ],
)
def test_a_page_names_its_language_or_none_is_kept(desk_of: Callable[..., Desk], named: str, kept: str | None) -> None:
    page = f'<!doctype html><html lang="{named}"><title>Facts</title><h2>Myth: A.</h2><p>Fact: B.</p></html>'
    fields = CaptureFields(captured="2021", filename="C:\x00\nfacts.html")
    capture = add_capture(desk_of(), make_page(desk_of).id, page.encode(), fields)
    desk_of().session.commit()
    desk_of().session.refresh(capture)
    assert capture.language == kept
    assert capture.filename == "C:facts.html"
