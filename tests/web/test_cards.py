"""Share cards: pictures that say who said what, what was answered and what was found; a page names its own."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session

from app.web.reading.cards import BOLD, DRAWN, LABEL, SANS, SERIF, Card, Said, drawable, drawn, font, lines_of
from tests.factories.extremes import ARABIC, LONG, fill_extremes
from tests.support.pages import tree

PAGES = {
    "/pairs/lost-parcels": (
        "Federal Parcel Bureau",
        "Said by The Strelsau Courier: “The Bureau loses parcels and hides it.”",
        "Federal Parcel Bureau answers: “The Bureau delivers 96 percent",
        "2 findings: supported, mostly unsupported",
        "found 3 March 2026",
    ),
    "/pairs/lost-parcels/findings/1": (
        "as of 25 June 2024",
        "said, in our words: 99 percent of parcels arrive within three days",
        "In its own words: “delivers 99 percent of all parcels within 3 days”",
        "Mostly unsupported",
    ),
    "/pairs/no-inspectors": ("This pair was retracted",),
    "/pages/fact-vs-fiction/compare/2024-06-25..2025-03-03": (
        "Federal Parcel Bureau. Parcels: Fact vs Fiction",
        "25 June 2024 against 3 March 2025: 1 claim reworded",
        "99 percent → 96 percent",
    ),
}


def named(page: LexborHTMLParser, name: str) -> str:
    return page.css_first(f"meta[property='og:{name}']").attributes["content"] or ""


@pytest.mark.parametrize("address", PAGES)
def test_a_page_names_a_picture_of_what_it_says(reader: FlaskClient, address: str) -> None:
    page = tree(reader, address)
    place = named(page, "image")
    assert place == f"http://localhost{address}/card.png", "whole, since others ask for it"
    for words in PAGES[address]:
        assert words in named(page, "image:alt")
    answer = reader.get(place)
    assert answer.mimetype == "image/png"
    assert Image.open(BytesIO(answer.data)).size == (1200, 630)
    etag = answer.headers["ETag"]
    assert not etag.startswith("W/")
    assert reader.get(place, headers={"If-None-Match": etag}).status_code == 304


def test_no_card_is_drawn_of_what_is_not_there(reader: FlaskClient) -> None:
    for address in ("/pairs/none", "/pairs/lost-parcels/findings/9", "/pages/fact-vs-fiction/compare/2001..2002"):
        assert reader.get(f"{address}/card.png").status_code == 404


def test_words_that_a_card_would_set_wrongly_are_left_out(app: Flask, client: FlaskClient) -> None:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        fill_extremes(session)
        session.commit()
    assert drawable(ARABIC[0]) == ""
    assert drawable("a\u202eb") == "", "marks that turn the direction of writing are in no card"
    for slug in ("arabic-post", "chinese-post", "harbour-post"):
        assert client.get(f"/pairs/{slug}-pair/card.png").status_code == 200
    alt = named(tree(client, "/pairs/arabic-post-pair"), "image:alt")
    assert ARABIC[0] in alt, "whoever has it read aloud misses nothing"


def test_every_character_that_a_card_takes_is_in_its_fonts() -> None:
    for name in (SERIF, SANS, BOLD):
        face = font(name, LABEL)
        absent = bytes(face.getmask("\U000f0000"))
        shown = [chr(code) for code in range(0x21, 0x2600) if DRAWN.fullmatch(chr(code)) and code != 0xA0]
        assert [char for char in shown if bytes(face.getmask(char)) == absent] == []


def test_long_words_are_cut_and_equal_cards_are_equal_bytes() -> None:
    face = font(SERIF, 28)
    lines = lines_of(f"“{drawable(LONG)}”", face, 1000, 4)
    assert len(lines) == 4
    assert lines[-1].endswith(" …”")
    assert all(face.getlength(line) <= 1000 for line in lines_of("N" * 500 + " and on", face, 1000, 4))
    card = Card(["Bureau"], [Said("It answers", LONG, "rebuttal")], "Mixed", 3, "Rejoinder")
    assert drawn(card) == drawn(card)
