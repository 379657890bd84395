"""Citations that people paste: BibTeX as it is found, CSL-JSON as reference managers write it, and what is neither."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.bibtex import entries, person, plain
from app.domain.citations import Citation, citation_of, csl_date, date_of, doi_of, isbn_of
from app.domain.errors import Rejected
from app.domain.hosts import mixed_scripts

ARTICLE = r"""
% from a catalogue
@comment{nothing}
@string{tides = "Journal of Tides"}
@Article{auditor2011:tides,
  author    = {van der Berg, Jan and {Court of Audit} and Ren{\'e} M{\"u}ller and others},
  title     = {The {BUREAU} loses mail \& \emph{more}},
  subtitle  = "A ``study'' of {"}parcels{"}",
  journal   = tides # { and Umbrellas},
  year      = 2011, month = jun, day = 25,
  volume = {12}, number = {3}, pages = {12--15},
  doi = {10.1234/tides.5}, issn = "1234-5678",
  url = {https://tides.example/5_a?x=1&y=2},
  urldate = {2024-01-02},
}
"""


def test_an_article_in_bibtex_gives_all_its_fields() -> None:
    found = citation_of(ARTICLE)
    assert found == Citation(
        title='The BUREAU loses mail & more: A “study” of "parcels"',
        url="https://tides.example/5_a?x=1&y=2",
        csl={
            "type": "article-journal",
            "author": [
                {"family": "van der Berg", "given": "Jan"},
                {"literal": "Court of Audit"},
                {"family": "Müller", "given": "René"},
            ],
            "container-title": "Journal of Tides and Umbrellas",
            "volume": "12",
            "issue": "3",
            "page": "12-15",
            "DOI": "10.1234/tides.5",
            "ISSN": "1234-5678",
            "issued": {"date-parts": [[2011, 6, 25]]},
            "accessed": {"date-parts": [[2024, 1, 2]]},
        },
    )


@pytest.mark.parametrize(
    ("text", "kind", "field", "value"),
    [
        ("@techreport(k, title={A}, institution={Audit}, number={7})", "report", "number", "7"),
        ("@book{k, title={A}, publisher={P}, address={Ashby}}", "book", "publisher-place", "Ashby"),
        ("@phdthesis{k, title={A}, school={University}}", "thesis", "publisher", "University"),
        ("@misc{k, title={A}, howpublished={\\url{https://a.example/x}}}", "webpage", "type", "webpage"),
        ("@misc{k, title={A}}", "document", "type", "document"),
        ("@unknown{k, title={A}, date={2011-06}}", "document", "issued", {"date-parts": [[2011, 6]]}),
        ("@misc{k, title={A}, year={2011}, month={6}}", "document", "issued", {"date-parts": [[2011, 6]]}),
        ("@misc{k, title={A}, year={2011}, month={June}}", "document", "issued", {"date-parts": [[2011, 6]]}),
        ("@misc{k, title={A}, year={2011}, month={spring}}", "document", "issued", {"date-parts": [[2011]]}),
        ("@misc{k, title={A}, year={2011}, month={13}}", "document", "issued", {"date-parts": [[2011]]}),
        ("@inproceedings{k, title={A}, booktitle={Proc.}}", "paper-conference", "container-title", "Proc."),
    ],
)
def test_kinds_and_fields_of_bibtex(text: str, kind: str, field: str, value: object) -> None:
    found = citation_of(text)
    assert found.csl["type"] == kind
    assert found.csl[field] == value


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{\'e} \'{e} \'e", "é é é"),
        (r"\c{c} {\c c} \v{s} \H{o} \k a", "ç ç š ő ą"),
        (r"\'{\i} \"{\i} \'\i", "í ï í"),
        (r"\o re, \O{}, stra\ss e, \ae{}, \L\'od\'z", "øre, Ø, straße, æ, Łódź"),
        (r"5 \% \& \$ \# \_ \{ \}", "5 % & $ # _ { }"),
        ("a~b -- c --- d", "a b – c — d"),
        (r"\textbf{bold} {Upper} \unknown{kept}", "bold Upper kept"),
        ("\x00\x01a", "a"),
        (r"\\", ""),
    ],
)
def test_letters_of_latex(latex: str, text: str) -> None:
    assert plain(latex) == text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Jan van der Berg", {"family": "van der Berg", "given": "Jan"}),
        ("King, Jr, Martin Luther", {"family": "King", "given": "Martin Luther, Jr"}),
        ("Berg, Jan", {"family": "Berg", "given": "Jan"}),
        ("Plato", {"literal": "Plato"}),
        ("Berg,", {"literal": "Berg"}),
        (", Jan", {"literal": "Jan"}),
        ("{Ada} {B}", {"family": "B", "given": "Ada"}),
        ("{Berg, Jan}, Ada", {"family": "Berg, Jan", "given": "Ada"}),
        ("Ada Lovelace", {"family": "Lovelace", "given": "Ada"}),
    ],
)
def test_names_of_people(name: str, expected: dict[str, str]) -> None:
    assert person(name) == expected


def test_what_is_odd_in_bibtex_is_read_as_far_as_it_goes() -> None:
    assert entries("@article{k}")[0].fields == {}
    assert entries("@article{k, title = , year = 2011}")[0].fields == {"title": "", "year": "2011"}
    assert entries("@misc{k, note = {a \\} b}, title = {x} # }")[0].fields == {"note": "a \\} b", "title": "x"}
    assert entries('@misc{k, title = "no end}')[0].fields["title"] == "no end"
    people = entries("@misc{a, author={{Law and Order} and C}}")[0].people("author")
    assert people == [{"literal": "Law and Order"}, {"literal": "C"}]


def test_csl_json_as_reference_managers_write_it() -> None:
    item = {
        "id": "x",
        "type": "report",
        "title": "The <i>audit</i> of H<sub>2</sub>O",
        "author": [
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der", "suffix": "Jr."},
            {"literal": "Court of Audit"},
            {"family": "Plato"},
            {},
            "nobody",
        ],
        "issued": {"date-parts": [["2011", 6], ["2012"]]},
        "accessed": {"raw": "2024-01-02T10:00"},
        "volume": 12,
        "number": True,
        "publisher": None,
        "abstract": "Left out.",
        "URL": "https://audit.example/",
    }
    found = citation_of(json.dumps([item]))
    assert found.title == "The audit of H2O"
    assert found.url == "https://audit.example/"
    assert found.csl == {
        "type": "report",
        "volume": "12",
        "author": [
            {"family": "van der Berg", "given": "Jan, Jr."},
            {"literal": "Court of Audit"},
            {"literal": "Plato"},
        ],
        "issued": {"date-parts": [[2011, 6]]},
        "accessed": {"date-parts": [[2024, 1, 2]]},
    }
    assert citation_of(json.dumps({"title": "A", "type": "song"})).csl == {"type": "document"}


@pytest.mark.parametrize(
    "date",
    [
        None,
        {"literal": "spring"},
        {"date-parts": [[2011, 14]]},
        {"date-parts": [["x"]]},
        {"date-parts": [[10**30]]},
        {"date-parts": [[None]]},
        {"date-parts": "x"},
    ],
)
def test_a_date_that_is_none_is_left_out(date: object) -> None:
    assert date_of(date) == ""


def test_dates_go_there_and_back() -> None:
    for words in ("2011", "2011-06", "2011-06-25"):
        assert date_of(csl_date(words, "issued")) == words


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no work in BibTeX or CSL-JSON"),
        ("Ada: A book. 2011.", "no work in BibTeX or CSL-JSON"),
        ("@book{k, year=2011}", "that has a title"),
        ("@book{k, title={A}", "a brace is missing"),
        ("@book{k, title={A}} @book{l, title={B}}", "these are 2"),
        ("{not json", "can't be read as JSON"),
        ("[" * 50_000, "can't be read as JSON"),
        ("[1]", "no work"),
        ("x" * 100_001, "a whole library"),
    ],
)
def test_what_is_no_citation_is_told_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(Rejected, match=sentence) as refused:
        citation_of(text)
    assert refused.value.field == "citation"


@given(st.text("@{}\"\\#=,()abc 19'`~\n", max_size=60).map(lambda text: f"@article{{k,{text}"))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        citation_of(text)
    except Rejected:
        return


NAMES = st.sampled_from(["title", "author", "issued", "date-parts", "family", "type", "URL"])
PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=8)


@given(
    st.recursive(PLAIN, lambda one: st.lists(one, max_size=3) | st.dictionaries(NAMES, one, max_size=4), max_leaves=12)
)
def test_no_json_breaks_the_reader(value: object) -> None:
    try:
        citation_of(json.dumps({"title": "A", "author": value, "issued": value, "volume": value, "type": "book"}))
        citation_of(json.dumps([value]))
    except Rejected:
        return


@pytest.mark.parametrize("words", ["10.1234/a.b", "https://doi.org/10.1234/a.b", "doi: 10.1234/a.b", " 10.1234/a.b "])
def test_a_doi_is_read_in_every_form(words: str) -> None:
    assert doi_of(words) == "10.1234/a.b"


@pytest.mark.parametrize("words", ["0-306-40615-2", "ISBN 978-0-306-40615-7", "080442957X"])
def test_a_good_isbn_is_taken(words: str) -> None:
    assert isbn_of(words).isalnum()


@pytest.mark.parametrize("words", ["0-306-40615-3", "978-0-306-40615-8", "12", "x"])
def test_a_bad_isbn_and_a_bad_doi_are_refused(words: str) -> None:
    with pytest.raises(Rejected, match="is no ISBN"):
        isbn_of(words)
    with pytest.raises(Rejected, match="is no DOI"):
        doi_of(words)


@pytest.mark.parametrize(
    ("url", "scripts"),
    [
        ("https://аpple.example/", ["Cyrillic", "Latin"]),
        ("https://xn--pple-43d.example/", ["Cyrillic", "Latin"]),
        ("https://αbc.example/", ["Greek", "Latin"]),
        ("https://apple.example/", None),
        ("https://яблоко.example/", None),
        ("https://東京タワーtower.example/", None),
        ("https://a1-2.example/", None),
        ("https://xn--\u00e4.example/", None),
        ("https://xn--99999999999999.example/", None),
        ("https://[bad/", None),
        (None, None),
    ],
)
def test_a_host_that_mixes_scripts_is_seen(url: str | None, scripts: list[str] | None) -> None:
    found = mixed_scripts(url)
    assert (found[1] if found else None) == scripts
