"""The library in Spanish: chosen by the address alone, kept by every link and form, and told on every kind of page."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from app.web.library import lists
from app.web.reading.language import TELLING
from tests.support.languages import language_of as language
from tests.support.pages import tree, words
from tests.support.statements import noted
from tests.web.test_public_parameters import FIRST, one_of_each

PAIR = "/pairs/lost-parcels"
DRAWN = {"library.pair_card", "library.finding_card", "compare.card"}


def test_every_kind_of_page_is_told_in_spanish(app: Flask, reader: FlaskClient) -> None:
    wrong = []
    for endpoint, path in one_of_each(app).items():
        if endpoint in TELLING - DRAWN:
            answer = reader.get(f"{path}?{FIRST.get(endpoint, '')}&lang=es", follow_redirects=True)
            if language(answer.text) != "es":
                wrong.append((endpoint, answer.status_code, answer.request.path))
    assert wrong == []


def test_the_address_alone_chooses_the_language(reader: FlaskClient) -> None:
    reader.set_cookie("lang", "es")
    for query in ("", "?lang=en", "?lang=fr", "?lang=", "?lang=en&lang=es"):
        assert language(reader.get(PAIR + query, headers={"Accept-Language": "es"}).text) == "en"
    answer = reader.get(f"{PAIR}?lang=es", headers={"Accept-Language": "en"})
    assert language(answer.text) == "es"
    assert answer.headers["ETag"] != reader.get(PAIR).headers["ETag"]
    assert "Vary" not in answer.headers or "Accept-Language" not in answer.headers["Vary"]
    assert language(reader.get("/nowhere?lang=es").text) == "es"
    assert language(reader.get("/about").text) == "en"  # nothing is left of the request before


def test_what_is_kept_of_one_language_is_never_sent_for_the_other(reader: FlaskClient, app: Flask) -> None:
    app.extensions["rejoinder-cache"].shelf.limit = 2**20
    for _ in range(2):
        assert [language(reader.get(PAIR + query).text) for query in ("", "?lang=es")] == ["en", "es"]
    assert app.extensions["rejoinder-cache"].shelf.tally.hits == 2


def test_links_and_forms_keep_the_language_and_what_is_read_elsewhere_does_not(reader: FlaskClient) -> None:
    page = tree(reader, f"{PAIR}?as_of=2026-03-31&lang=es")
    lost = [
        href
        for node in page.css("a[href^='/']:not([hreflang])")
        if "lang=es" not in (href := str(node.attributes["href"])) and not href.startswith(("/feeds/", f"{PAIR}/cite."))
    ]
    assert lost == []
    forms = page.css("form[method=get]")
    assert len(forms) == 3
    assert [form.css_first("input[name=lang]").attributes["value"] for form in forms] == ["es"] * 3
    assert [node.attributes["hreflang"] for node in page.css("link[hreflang]")] == ["en"]
    assert str(page.css_first("link[hreflang=en]").attributes["href"]).endswith(f"{PAIR}?as_of=2026-03-31")
    assert page.css_first("footer a[hreflang=en]").attributes["href"] == f"{PAIR}?as_of=2026-03-31"
    english = tree(reader, f"{PAIR}?as_of=2026-03-31")
    assert str(english.css_first("link[hreflang=es]").attributes["href"]).endswith(f"{PAIR}?as_of=2026-03-31&lang=es")
    cited = page.css_first("[aria-labelledby=cite]")
    assert cited.css_first("a.address").attributes["href"] == f"http://localhost{PAIR}"
    assert "lang=" not in str(cited.css_first(".small .address").text())
    feeds = [node.attributes["href"] or "" for node in page.css("link[rel=alternate][type], a[href^='/feeds/']")]
    assert feeds
    assert not any("lang" in href for href in feeds)
    finding = tree(reader, f"{PAIR}/findings/1?lang=es").css_first("script[type='application/ld+json']")
    assert "lang" not in finding.text()


def test_redirects_keep_the_language_once(reader: FlaskClient) -> None:
    turned = reader.get("/pages/fact-vs-fiction/compare/2025-03-03..2024-06-25?lang=es")
    assert turned.headers["Location"] == "/pages/fact-vs-fiction/compare/2024-06-25..2025-03-03?lang=es"
    chosen = reader.get("/pages/fact-vs-fiction/compare?old=2024-06-25&new=2025-03-03&lang=es")
    assert chosen.headers["Location"] == "/pages/fact-vs-fiction/compare/2024-06-25..2025-03-03?lang=es"
    beside = reader.get("/pairs/lost-parcels/compare?with=secret-fees&lang=es")
    assert beside.headers["Location"] == "/pairs/lost-parcels/compare/secret-fees?lang=es"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (
            "/pages/fact-vs-fiction/captures/1999-05",
            "«Parcels: Fact vs Fiction» no tiene ninguna captura publicada con fecha mayo de 1999.",
        ),
        ("/pairs/lost-parcles", "No hay nada publicado con el nombre «lost-parcles» (afirmación y respuesta)."),
        ("/search?kind=shoe", "«shoe» no es un valor posible (tipo); elija uno de la lista."),
        (
            "/pairs/lost-parcels?as_of=2999-12-31",
            "La fecha 31 de diciembre de 2999 aún no ha llegado; para entonces no se ha publicado nada.",
        ),
        ("/search?since=x", "«x» no es una fecha; escriba 2011-06-25, 2011-06 o 2011."),
        ("/ledger?before=x", "«before» es el número de un asiento, como 31; omítalo para ver los más recientes."),
    ],
)
def test_errors_are_told_in_the_readers_language(reader: FlaskClient, address: str, told: str) -> None:
    answer = reader.get(address + ("&" if "?" in address else "?") + "lang=es")
    assert answer.status_code in {400, 404}
    assert words(LexborHTMLParser(answer.text).css_first("main .lead")) == told


def test_programs_and_the_desk_are_answered_in_english(reader: FlaskClient) -> None:
    assert (
        reader.get("/api/v1/pairs?cursor=x&lang=es").get_json()["detail"].startswith("The cursor is none of this list")
    )
    for address in ("/login", "/desk/nowhere", "/desk"):
        plain, asked = (reader.get(place, follow_redirects=True).text for place in (address, f"{address}?lang=es"))
        assert language(asked) == "en"
        assert "hreflang" not in asked
        assert words(LexborHTMLParser(asked).body) == words(LexborHTMLParser(plain).body)


def test_a_report_is_sent_and_followed_in_spanish(reader: FlaskClient) -> None:
    opened = tree(reader, "/report?page=/about&lang=es")
    form = opened.css_first("form[method=post]")
    given = {str(one.attributes["name"]): one.attributes.get("value") or "" for one in form.css("input[type=hidden]")}
    assert words(form.css_first("legend")) == "¿Qué quiere comunicar?"
    answer = reader.post(
        str(form.attributes["action"]), data={**given, "kind": "error", "address": "/about", "text": "No"}
    )
    assert answer.status_code == 400
    assert "Esto ha llegado más deprisa de lo que nadie escribe." in words(
        LexborHTMLParser(answer.text).css_first(".error-summary")
    )


def test_a_page_in_spanish_takes_no_more_statements(reader: FlaskClient, app: Flask) -> None:
    with noted(app.extensions["rejoinder-databases"].library, but=("BEGIN",)) as sent:
        reader.get(f"{PAIR}?lang=es")
    assert len(sent) <= 3


def test_numbers_dates_and_plurals_are_told_as_spanish_does(app: Flask) -> None:
    with app.test_request_context("/?lang=es"):
        app.preprocess_request()
        filters = app.jinja_env.filters
        assert filters["spoken"]("2011-06-25") == "25 de junio de 2011"
        assert filters["spoken"]("2011-06") == "junio de 2011"
        assert filters["spoken"]("2011") == "2011"
        assert filters["counted"](1, "claim") == "1 afirmación"
        assert filters["counted"](0, "claim") == "0 afirmaciones"
        assert filters["counted"](12_345, "record") == "12.345 registros"
        summary = {"pairs": {"reworded": 1, "removed": 2, "rebuttals_changed": 1}}
        told = lists.told_counts(summary)
        assert told == "1 afirmación reformulada, 2 afirmaciones eliminadas, 1 respuesta cambiada."
