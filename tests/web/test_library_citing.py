"""How pairs and findings are cited, and where the words stand now that evidence was judged on."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.domain.anchoring import Anchoring, anchor
from app.web.library.passage_views import told_state
from tests.support.pages import tree, words

PAIR = "/pairs/lost-parcels"


def test_a_pair_says_how_it_is_cited(reader: FlaskClient) -> None:
    section = tree(reader, PAIR).css_first("section[aria-labelledby=cite]")
    told = words(section)
    assert "Rejoinder, “Lost parcels (Federal Parcel Bureau)”, 5 March 2026, read " in told
    assert "http://localhost/pairs/lost-parcels?as_of=" in told
    assert [words(name) for name in section.css("dt")] == ["APA", "Chicago", "Harvard", "MLA"]
    assert "APA Rejoinder. (2026, March 5). Lost parcels (Federal Parcel Bureau). http://localhost/pairs/" in told
    assert "Parcels: Fact vs Fiction (JSON Feed)" in told
    for link in section.css("a[href^='/']"):
        assert reader.get(link.attributes["href"]).status_code == 200


def test_the_citation_of_another_day_stays_on_that_day(reader: FlaskClient) -> None:
    section = words(tree(reader, f"{PAIR}?as_of=2026-03-31").css_first("section[aria-labelledby=cite]"))
    assert "by the end of 31 March 2026 stays at http://localhost/pairs/lost-parcels?as_of=2026-03-31" in section


def test_citations_can_be_taken_as_files(reader: FlaskClient) -> None:
    bib = reader.get(f"{PAIR}/findings/1/cite.bib")
    assert bib.mimetype == "application/x-bibtex"
    assert "attachment" in bib.headers["Content-Disposition"]
    assert "@misc{lost-parcels-2026-03-05-finding-1," in bib.text
    assert "  title = {{99 percent of parcels arrive within three days: Mostly unsupported}}," in bib.text
    (item,) = reader.get(f"{PAIR}/cite.json").get_json(force=True)
    assert item["issued"] == {"date-parts": [[2026, 3, 5]]}
    assert (item["type"], item["URL"]) == ("webpage", "http://localhost/pairs/lost-parcels")
    assert reader.get(f"{PAIR}/findings/9/cite.bib").status_code == 404


def test_bibtex_is_written_so_that_no_sign_is_a_command(reader: FlaskClient) -> None:
    from app.web.library.citing import _tex  # noqa: PLC0415

    assert reader
    assert _tex(r"100% of \\a {b} & c_d") == r"100\% of \textbackslash{}\textbackslash{}a \{b\} \& c\_d"


def test_each_passage_says_where_its_words_stand_now(reader: FlaskClient) -> None:
    first, second, third = tree(reader, PAIR).css(".on-passage[id]")
    assert "a number changed: 99 percent → 96 percent" in words(first)
    assert "delivers 96 percent of all parcels within 5 days" in words(first.css("blockquote")[1])
    assert "The newest wording has" in words(second)
    assert third.css_first(".passage__state") is None
    marks = tree(reader, PAIR).css(".step--rebuttal mark")
    assert [words(one) for one in marks] == ["No parcel is written off before a search of 45 days"]


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (Anchoring(state="found", start=0, end=1, score=1.0), None),
        (Anchoring(state="orphaned"), "no longer in the newest wording"),
        (Anchoring(state="moved", score=0.95), "the newest wording has nearly the same words"),
        (Anchoring(state="moved", score=0.75), "the newest wording has much the same words"),
        (Anchoring(state="moved", score=0.5), "the newest wording has words that are only partly the same"),
        (
            anchor("a fee b", 2, 5, "fee here and fee there"),
            "in 2 places of the newest wording, and which is meant can’t be told",
        ),
    ],
)
def test_a_state_is_told_in_words(there: Anchoring, told: str | None) -> None:
    assert told_state(there) == told
