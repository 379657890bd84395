"""ClaimReviews of others: every shape that is met with, what is mended, what is refused, and files that are none."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import jsonld
from app.domain.citations import citations_in
from app.domain.errors import Rejected
from app.domain.foreign_review import ForeignReview, review_of, words
from app.domain.jsonld import claim_reviews, fields_of
from app.domain.table import Table, demand_mapping
from app.domain.vocabulary import Stance

FULL = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://moon.example/1",
    "claimReviewed": "The moon  is cheese.",
    "author": {"@type": "Organization", "name": "Moon Facts"},
    "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Iris Quill"}},
    "reviewRating": {"ratingValue": 2, "bestRating": 5, "worstRating": 1, "alternateName": "Mostly false"},
    "reviewBody": "It is rock.",
    "headline": "Cheese?",
    "datePublished": "2023-05-06T10:00:00Z",
    "inLanguage": "en",
}


def reviews(data: bytes) -> list[ForeignReview | str]:
    return [str(raw) if isinstance(raw, Rejected) else review_of(fields_of(raw)) for raw in claim_reviews(data)]


def read(**changes: Any) -> ForeignReview:
    return review_of({name: value for name, value in {**FULL, **changes}.items() if value is not None})


# Where they stand

FEED = {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": FULL}]}
FORMS = {
    "an object": FULL,
    "a list": [FULL],
    "a graph": {"@graph": [{"@type": "WebPage"}, FULL]},
    "a feed whose items are objects": FEED,
    "a feed whose items are lists": {
        "@type": "DataFeed",
        "dataFeedElement": [{"@type": "DataFeedItem", "item": [FULL]}],
    },
    "a feed that is a list": {
        "@type": ["DataFeed"],
        "dataFeedElement": {"@type": "DataFeedItem", "item": FULL, "dateDeleted": None},
    },
    "two types": {**FULL, "@type": ["Review", "ClaimReview"]},
    "an old namespace": {**FULL, "@type": "http://schema.org/ClaimReview"},
    "a prefix": {**FULL, "@type": "schema:ClaimReview"},
    "something around it": {"@type": "NewsArticle", "mainEntity": FULL},
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_read(form: str):
    plain = json.dumps(FORMS[form])
    page = f'<!doctype html><script>1 < 2</script><script type="application/ld+json">\n{plain}</script><p>{plain}'
    for data in (
        plain,
        f"\ufeff{plain}",
        json.dumps(FORMS[form], indent=2),
        page,
        f"{plain}\n\n{plain}\n".partition("\n")[0],
    ):
        assert reviews(data.encode()) == [read()], data


def test_one_on_each_line():
    lines = [json.dumps(FULL), "", "{broken", json.dumps({**FULL, "claimReviewed": "Other."})]
    first, fault, other = reviews("\r\n".join(lines).encode())
    assert (first, fault) == (read(), "line 3 is no JSON")
    assert isinstance(other, ForeignReview)
    assert other.claim == "Other."


def test_what_was_taken_back_and_what_is_none():
    gone = {"@type": "DataFeedItem", "dateDeleted": "2024-01-01", "item": FULL}
    assert reviews(json.dumps([gone, {"@type": 7}, 5, "x", {}]).encode()) == [
        "its publisher took it back (dateDeleted)"
    ]
    page = (
        b'<script type="application/ld+json">{</script>\n<script type=application/ld+json>' + json.dumps(FULL).encode()
    )
    assert reviews(page + b"</script>") == ["the JSON-LD at line 1 of the page can't be read", read()]


DEEP = b'{"item":' * 10_000 + b"1" + b"}" * 10_000
MALFORMED = {
    b"": "can't be read at all, for it is empty",
    b"nonsense": "can't be read at line 1",
    json.dumps(FULL, indent=1).encode()[:-40]: "can't be read at its end; it was cut off",
    json.dumps(FULL).encode("utf-16"): "The file is UTF-16",
    json.dumps(FULL).encode()[:30] + b"\n\n\xff": "The file is no UTF-8 at line 3",
    b"PK\x03\x04" + bytes(90): "The file is packed",
    b"\x1f\x8b" + bytes(90): "The file is packed",
    b"[" * 10_000: "can't be read",
    DEEP: "can't be read",
    b"<p>Hello": "The page holds no JSON-LD",
    b'<script type="application/ld+json">{}': "The page ends inside a script",
}


@pytest.mark.parametrize("data", MALFORMED, ids=lambda data: str(data[:12]))
def test_a_file_that_is_none_is_refused_in_a_sentence(data: bytes):
    with pytest.raises(Rejected, match=MALFORMED[data]):
        list(claim_reviews(data))


def test_deep_nesting_is_refused_where_it_is():
    told = "it is nested deeper than any ClaimReview"
    nested: Any = FULL
    for _ in range(20):
        nested = {"item": nested}
    assert reviews(json.dumps([nested, FULL]).encode()) == [told, read()]


def test_utf8_is_looked_at_in_pieces(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(jsonld, "PIECE", 3)
    jsonld.demand_text("é\nüü\n".encode() * 9)
    with pytest.raises(Rejected, match="line 20"):
        jsonld.demand_text("é\nüü\n".encode() * 9 + b"x\ny\xff\n")


# What they say


def test_what_is_read():
    assert read() == ForeignReview(
        url="https://moon.example/1",
        publisher="Moon Facts",
        claim="The moon is cheese.",
        verdict="Mostly false",
        explanation="It is rock.",
        rating=0.25,
        title="Cheese?",
        claimant="Iris Quill",
        published="2023-05-06",
        language="en",
    )
    assert read().stance is Stance.SUPPORTS


@pytest.mark.parametrize(
    ("rating", "number", "stance", "told"),
    [
        ({"ratingValue": "5", "bestRating": "5", "worstRating": "1"}, 1.0, Stance.COUNTERS, "was a text and is taken"),
        ({"ratingValue": "2,5"}, 0.375, Stance.CONTEXT, "its ratingValue was a text"),
        ({"ratingValue": 9}, None, Stance.CONTEXT, "does not lie on its scale"),
        ({"ratingValue": 1, "bestRating": 1}, None, Stance.CONTEXT, "does not lie on its scale"),
        ({"ratingValue": "three"}, None, Stance.CONTEXT, "is no number"),
        ({"ratingValue": True, "bestRating": ""}, None, Stance.CONTEXT, ""),
        ({}, None, Stance.CONTEXT, ""),
    ],
)
def test_ratings(rating: dict[str, Any], number: float | None, stance: Stance, told: str):
    found = read(reviewRating={"alternateName": "x", **rating})
    assert (found.rating, found.stance) == (number, stance)
    assert told in "; ".join(found.changes)


def test_old_and_odd_shapes():
    old = read(
        claimReviewed=None,
        author="Moon Facts",
        itemReviewed=[
            {"@type": "CreativeWork", "name": {"@value": "The moon is cheese."}, "author": [{"name": ["Iris Quill"]}]}
        ],
        reviewRating=[{"name": "Mostly false", "ratingValue": 2}],
        reviewBody=None,
        description="It is rock.",
        datePublished="May 2023",
    )
    assert (old.claim, old.publisher, old.claimant, old.verdict) == (
        "The moon is cheese.",
        "Moon Facts",
        "Iris Quill",
        "Mostly false",
    )
    assert (old.explanation, old.rating, old.published) == ("It is rock.", 0.25, None)
    assert old.changes == [
        "claimReviewed is missing; the claim is taken from itemReviewed",
        "its datePublished is no date and is left out",
    ]
    bare = read(author=None, itemReviewed="x", reviewRating="False", url=None, **{"@id": "https://moon.example/#1"})
    assert (bare.publisher, bare.claimant, bare.verdict, bare.url) == (
        "moon.example",
        None,
        None,
        "https://moon.example/#1",
    )
    long = read(author={"name": "p" * 300}, reviewRating={"alternateName": "v" * 90})
    assert (len(long.publisher), len(long.verdict or ""), len(long.changes)) == (200, 80, 2)
    assert words([True]) == words([]) == words({}) == words(None) == ""
    assert words(4.5) == "4.5"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"claimReviewed": " "}, "no claimReviewed"),
        ({"claimReviewed": {"no": 1}}, "no claimReviewed"),
        ({"url": "javascript:alert(1)"}, "no url"),
        ({"url": "http://[::1"}, "no url"),
        ({"url": "https://a b.example"}, "no url"),
        ({"reviewRating": 5, "reviewBody": 1.5, "headline": None}, ""),
        ({"reviewRating": None, "reviewBody": None, "headline": None}, "it says nothing"),
        ({"claimReviewed": "a\0b"}, "a character that no text may hold"),
        ({"claimReviewed": "a\ud800b"}, "a character that no text may hold"),
    ],
)
def test_refusals(changes: dict[str, Any], told: str):
    if not told:
        assert read(**changes).explanation == "1.5"
        return
    with pytest.raises(Rejected, match=told):
        read(**changes)


def test_a_lone_surrogate_in_a_file_is_told_with_its_line():
    data = json.dumps({**FULL, "claimReviewed": "a\ud800b"}, indent=1).encode()
    with pytest.raises(Rejected, match="can't be read at line 5"):
        reviews(data)


def test_a_review_that_is_nested_without_end_is_refused():
    with pytest.raises(Rejected, match="nested deeper"):
        fields_of(msgspec.Raw(b'{"a":' * 10_000 + b"1" + b"}" * 10_000))


# Mutations

CSV = b'Claim;Fact;Link\nThe moon is cheese.;It is rock.;https://moon.example/\n\n"a ""b""";c;d\n'
BIB = rb"@book{a, title = {The {Moon} \"u} # jan, author = {Quill, Iris and others}, year = 2020}"


def csv_rows(data: bytes) -> None:
    table = Table(data)
    list(table.rows())
    table.guess()


READERS = {
    "json": (json.dumps(FEED).encode(), reviews),
    "lines": (b"\n".join([json.dumps(FULL).encode()] * 3), reviews),
    "page": (b'<script type="application/ld+json">' + json.dumps(FULL).encode() + b"</script>", reviews),
    "csv": (CSV, csv_rows),
    "bibtex": (BIB, lambda data: (jsonld.demand_text(data), list(citations_in(data.decode())))),
    "csl": (
        b'[{"title":"A","author":[{"family":"B"}],"issued":{"date-parts":[[2020]]}}]',
        lambda data: (jsonld.demand_text(data), list(citations_in(data.decode()))),
    ),
}
JUNK = st.sampled_from(
    [
        b"\0",
        b"\xff",
        b"[",
        b"{",
        b"}",
        b'"',
        b"\\",
        b"\n",
        b",",
        b"\xef\xbb\xbf",
        b"\\ud800",
        b"null",
        b"9" * 400,
        b"[" * 3_000,
    ]
)


@pytest.mark.parametrize("kind", READERS)
@given(data=st.data())
def test_a_file_with_other_bytes_is_read_or_refused_in_one_sentence(kind: str, data: st.DataObject):
    whole, reader = READERS[kind]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole)))
        whole = whole[:at] + data.draw(JUNK | st.binary(max_size=4)) + whole[at + data.draw(st.integers(0, 9)) :]
    if data.draw(st.booleans()):
        whole = whole[: data.draw(st.integers(0, len(whole)))]
    try:
        reader(whole)
    except Rejected as refused:
        told = str(refused)
        assert told, whole
    else:
        told = ""
    assert "\n" not in told
    assert "Traceback" not in told


# Tables


def test_a_table_is_read_and_its_columns_guessed():
    table = Table(
        '\ufeffMyth;Fact;Notes;Page URL\n\n"It is\n far.";no;;https://x.example\nshort;x\na;b\0;c;d\n'.encode()
    )
    assert table.columns == ["Myth", "Fact", "Notes", "Page URL"]
    assert table.guess() == {"claim": "Myth", "rebuttal": "Fact", "url": "Page URL"}
    rows = list(table.rows())
    assert rows[0].cells == {"Myth": "It is far.", "Fact": "no", "Notes": "", "Page URL": "https://x.example"}
    assert [row.line for row in rows] == [4, 5, 6]
    assert [row.fault for row in rows] == [
        None,
        "it has 2 cells where the header names 4",
        "it holds a character that no text may hold",
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "no table"),
        (b"\n\nx", "no table"),
        (b"a,\x1b[31m\n1,2", "no table"),
        (b"a,a\n1,2", "Two columns"),
        (b",".join([b"%d" % number for number in range(201)]), "over 200"),
        (b'a,b\n"x"y,1', "Line 2 can't be read: a quotation mark is amiss"),
        (b"a,b\n" + b"x" * 200_000, "a cell is longer"),
        (b"a,b\n\xe9,1", "no UTF-8 at line 2"),
    ],
)
def test_a_table_that_is_none(data: bytes, told: str):
    with pytest.raises(Rejected, match=told):
        list(Table(data).rows())


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ({"klaim": "A"}, "is no field"),
        ({"claim": "X"}, "There is no column"),
        ({"claim": "A"}, "Say which column holds the rebuttal"),
        ({"claim": "A", "rebuttal": "B"}, "Say which column holds the url"),
    ],
)
def test_a_mapping_that_lacks_something(mapping: dict[str, str], told: str):
    with pytest.raises(Rejected, match=told):
        demand_mapping(mapping, ["A", "B"], {"agency"})
    demand_mapping({"claim": "A", "rebuttal": "B"}, ["A", "B"], {"agency", "url"})
