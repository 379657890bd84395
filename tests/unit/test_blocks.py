"""Bytes to blocks: HTML, Markdown and plain text. All text is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import reading
from app.domain.blocks import Document
from app.domain.blocks_html import nesting, read_html
from app.domain.errors import Rejected
from app.domain.reading import read


def blocks_of(text: str, filename: str) -> list[tuple[str, str]]:
    document = read(text.encode(), filename)
    assert all(document.text[block.start : block.end] == block.text for block in document.blocks)
    return [(block.kind.value, block.text) for block in document.blocks]


def texts(text: str, filename: str = "page.html") -> list[str]:
    return [text for _, text in blocks_of(text, filename)]


def test_wrapped_lines_are_joined_where_the_next_word_did_not_fit() -> None:
    text = (
        "The harbour master keeps a list of every boat that enters the\n"
        "harbour. The list is open to all who ask for it in the office\n"
        "by the gate, which is shut on Sunday.\n"
        "A new paragraph.\n"
    )
    assert len(texts(text, "page.txt")) == 2


def test_lines_of_whole_paragraphs_are_not_joined() -> None:
    long = "word " * 40
    assert len(texts(f"{long}\nShort.\n{long}\nShort.", "page.txt")) == 4
    assert texts("A line that plainly\nruns on.", "page.txt") == ["A line that plainly\nruns on."]
    assert texts("Just a line", "page.txt") == ["Just a line"]
    assert texts("Word", "page.txt") == ["Word"]


def test_bullets_nest_by_indent_and_hold_their_aligned_paragraphs() -> None:
    text = "List:\n\n* one\n  still one\n\n    * two\n\n      more of two\n\n* three\n\nAfter."
    document = read(text.encode(), "page.txt")
    assert [(block.kind.value, block.depth, block.opens) for block in document.blocks] == [
        ("paragraph", 0, False),
        ("item", 1, True),
        ("item", 2, True),
        ("item", 2, False),
        ("item", 1, True),
        ("paragraph", 0, False),
    ]


def test_a_line_left_of_its_bullet_is_no_part_of_it() -> None:
    assert texts("  * one\nand two", "page.txt") == ["one", "and two"]


def test_lines_of_cells_are_a_table_where_they_follow_each_other() -> None:
    document = read(b"a\tb\nc\td\n\ne\tf\n\ng | h\ni | j\nk", "page.txt")
    cells = [
        (block.text, block.cell.table, block.cell.row, block.cell.column) for block in document.blocks if block.cell
    ]
    assert cells == [
        ("a", 1, 0, 0),
        ("b", 1, 0, 1),
        ("c", 1, 1, 0),
        ("d", 1, 1, 1),
        ("g", 2, 0, 0),
        ("h", 2, 0, 1),
        ("i", 2, 1, 0),
        ("j", 2, 1, 1),
    ]


def test_headings_in_plain_text() -> None:
    text = "Title\n=====\n\nPart\n----\n\n## Other\n\n-----\n\nText."
    assert blocks_of(text, "page.txt") == [
        ("heading", "Title"),
        ("heading", "Part"),
        ("heading", "Other"),
        ("paragraph", "Text."),
    ]


def test_titles() -> None:
    assert read(b"U.S. flag\n\nHarbour news\n\nText.", "page.txt").title == "Harbour news"
    assert read(b"A sentence.\n\nText.", "page.txt").title is None
    assert read(("word " * 40).encode(), "page.txt").title is None
    assert read(b"<title> Harbour\n news </title><p>Text", "page.html").title == "Harbour news"
    assert read(b"<h2>Harbour</h2><p>Text", "page.html").title == "Harbour"
    assert read(b"---\ntitle: 'Harbour'\nlang: fr\ndate: 2011-06-17\n---\nText", "page.md").title == "Harbour"
    assert read(b'+++\ntitle = "Harbour"\n+++\nText', "page.md").title == "Harbour"


def test_metadata() -> None:
    document = read(b"---\nlang: fr\ndate: 2011-06-17T10:00\n---\nText", "page.md")
    assert (document.language, document.published) == ("fr", "2011-06-17")
    html = '<html lang="EN-us"><head><meta name="dcterms.issued" content="2011-06-17"></head><p>Text'
    document = read(html.encode(), "page.html")
    assert (document.language, document.published) == ("en-us", "2011-06-17")
    assert read(b"<meta name='date' content='soon'><p>Text", "page.html").published is None
    assert read(b"<html lang=''><p>Text", "page.html").language is None


def test_front_matter_needs_its_end() -> None:
    assert texts("---\ntitle: x", "page.md") == ["title: x"]


def test_kramdown_and_short_codes_are_left_out() -> None:
    document = read(b'{% include x %}\n\n# Title {#id}\n\nText {{< ref "a.md" >}} here.', "page.md")
    assert [block.text for block in document.blocks] == ["Title", "Text here."]
    assert "short codes were left out" in document.warnings


def test_inline_words_and_line_breaks() -> None:
    html = "<p>One <b>two</b>three<br>four<br><br>five&nbsp; six<!-- no --><script>no</script> &shy;seven<br></p>"
    assert texts(html) == ["One twothree\nfour", "five six seven"]


def test_emphasis_reaches_to_its_end() -> None:
    document = read(
        b"<p><b>All</b></p><p><b>Some</b>: rest</p><p>\xe2\x9c\x93 <b>Tick</b></p><p>None <b>here</b></p>"
        b"<p><b>Line<br>line</b></p><p><b>Line</b><br>line</p>",
        "page.html",
    )
    assert [block.lead for block in document.blocks] == [3, 4, 6, 0, 9, 5]
    assert [block.emphasised for block in document.blocks] == [True, False, True, False, True, False]


def test_lists_tables_and_definitions() -> None:
    html = (
        "<ul><li>a<ul><li>b<p>c</p></li></ul></li></ul><li>stray</li><dl><dt>t</dt><dd>d</dd></dl>"
        "<table><tr><td rowspan=2>1</td><td colspan=2>2</td></tr><tr><td>3</td></tr></table><td>loose</td>"
    )
    document = read(html.encode(), "page.html")
    assert [(block.text, block.kind.value, block.depth, block.opens) for block in document.blocks[:6]] == [
        ("a", "item", 1, True),
        ("b", "item", 2, True),
        ("c", "item", 2, False),
        ("stray", "item", 1, True),
        ("t", "term", 0, False),
        ("d", "description", 0, False),
    ]
    cells = [(block.text, block.cell.row, block.cell.column) for block in document.blocks if block.cell]
    assert cells == [("1", 0, 0), ("2", 0, 1), ("3", 1, 1)]


def test_accordions_open_with_a_summary() -> None:
    html = (
        "<input type=checkbox id=q><label for=q>One?</label><div>Yes.</div>"
        "<details><summary>Two?</summary>No.</details>"
        "<button aria-expanded=false>Three?</button><p>Perhaps.</p>"
        "<a role=button class=collapse-link>Four?</a><p>Never.</p>"
        "<div role=heading aria-level=3>Five</div><div class=card-title>Six</div><div class=title><p>Seven</p></div>"
        "<p>A <button>plain button</button></p><h4><button aria-expanded=false>Eight</button></h4>"
    )
    kinds = blocks_of(html, "page.html")
    assert [text for kind, text in kinds if kind == "summary"] == ["One?", "Two?", "Three?", "Four?", "Six"]
    assert [text for kind, text in kinds if kind == "heading"] == ["Five", "Eight"]


def test_furniture_is_kept_after_the_content_and_said() -> None:
    html = (
        "<nav>Home</nav><div class='share-box'>Tweet</div><div role=search>Find</div><p>Text one two three four.</p>"
        "<form><p>Your name</p><nav>in a form</nav></form><footer>Bureau</footer>"
    )
    document = read(html.encode(), "page.html")
    assert document.blocks[0].text == "Text one two three four."
    assert {block.furniture for block in document.blocks} == {"", "navigation", "share box", "form", "page footer"}
    assert "the navigation was left out" in document.warnings


def test_a_table_of_contents_is_items_that_are_one_link_each() -> None:
    html = "<ul><li><a href='#a'>A</a></li><li><a href='#b'>B</a></li><li><a href='#c'>C</a><p>text</p></li></ul><p>x"
    document = read(html.encode(), "page.html")
    assert [block.text for block in document.blocks if block.furniture] == ["A", "B"]
    assert read(b"<ul><li><a href='#a'>A</a></li></ul>", "page.html").blocks[0].furniture == "table of contents"


def test_alternative_text_counts_only_where_it_is_a_label() -> None:
    long = "A fact about our new and shiny harbour"
    html = f"<p><img alt='Myth'>x</p><p><img alt='{long}'><img>y</p><p><img alt='Home'>z</p>"
    assert texts(html) == ["Myth\nx", "y", "z"]


def test_preformatted_paragraphs() -> None:
    assert texts("<pre>one\ntwo\n\nthree</pre>") == ["one two", "three"]


def test_processing_instructions_are_no_words() -> None:
    assert texts("<?php if ($a->b > 1) { ?><p>Text</p><?php } ?>") == ["Text"]


def test_nesting_is_bounded_before_parsing() -> None:
    deep = "<div>" * 300 + "x"
    with pytest.raises(Rejected, match="256 deep"):
        read(deep.encode(), "page.html")
    with pytest.raises(Rejected):
        read(("<div title='<'>" * 300 + "x").encode(), "page.html")
    assert nesting("<div></span></div><p><p><br>") == 1
    assert nesting("<script>'<div><div>'</script><!-- <div> --><style><div></style><b></b>") == 1
    assert read(("<p>x" * 1000).encode(), "page.html").blocks


def test_formats_are_told_by_type_name_or_look() -> None:
    html, markdown = b"<p>One</p><p>Two</p>", b"# One\n\n**two**"
    assert [block.text for block in read(html).blocks] == ["One", "Two"]
    assert [block.text for block in read(markdown).blocks] == ["One", "two"]
    assert read(b"---\ntitle: T\n---\nText").title == "T"
    assert [block.text for block in read(b"just text").blocks] == ["just text"]
    assert read(html, "page.txt").flat
    assert not read(b"<!DOCTYPE html><p>One", "page.txt").flat
    assert not read(b"<p>One", None, "text/html; charset=utf-8").flat


def test_character_sets() -> None:
    assert read("\ufeffcafé".encode()).text == "café"
    assert read("café".encode("utf-16")).text == "café"
    assert read("café au lait".encode("cp1252")).text == "café au lait"
    assert read("café".encode()[:-1]).text == "caf"
    assert read(b"<meta charset=iso-8859-1><p>caf\xe9", "page.html").blocks[0].text == "café"
    assert read(b"<meta charset=nonsense><p>caf\xc3\xa9", "page.html").blocks[0].text == "café"
    assert read(b"<meta charset=utf-8><p>caf\xe9 au", "page.html").blocks[0].text == "café au"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"<p> </p>", "no words"),
        (b"abc\0def", "binary"),
        (bytes(range(1, 9)) * 20, "readable"),
        (b"%PDF-1.4", "PDF"),
    ],
)
def test_what_is_no_page_is_rejected_in_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Rejected, match=words) as caught:
        read(data, "page.html")
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_READ", 10)
    document = read(b"Myth: a\n\nFact: b")
    assert (document.text, document.blocks) == ("Myth: a\n\nFact: b", [])
    assert "3 MB" in document.warnings[0]
    monkeypatch.setattr(reading, "LARGEST_READ", 100)
    assert read(b"Myth: a\n\nFact: b").blocks
    monkeypatch.setattr(reading, "MOST_MARKS", 3)
    assert read(b"*Myth*: a\n\n*Fact*: b", "x.md").blocks == []
    assert read(b"*Myth*: a\n\n*Fact*: b", "x.txt").blocks
    monkeypatch.setattr(reading, "MOST_LINES", 1)
    assert read(b"Myth: a\n\nFact: b").blocks == []
    monkeypatch.setattr(reading, "LARGEST_FILE", 10)
    with pytest.raises(Rejected, match="larger"):
        read(b"Myth: a\n\nFact: b")


PIECES = "<p>|</p>|<b>|</b>|<ul><li>|</li></ul>|<br>|<td>|<table><tr>|text|Myth: a.|\n|\n\n|* |  |# |**|&amp;|<|>|[]()"


@given(st.lists(st.sampled_from(PIECES.split("|")), max_size=25), st.sampled_from(["p.html", "p.md", "p.txt"]))
def test_blocks_stand_in_the_text_in_order(pieces: list[str], filename: str) -> None:
    try:
        document = read("".join(pieces).encode(), filename)
    except Rejected:
        document = Document(text="")
    position = 0
    for block in document.blocks:
        assert block.outer <= block.start
        assert position <= block.start
        assert document.text[block.start : block.end] == block.text
        position = block.end


MANY = " ".join(f"a{number}=1" for number in range(300))


def tag(attributes: str, around: str = "{}") -> str:
    return around.format(f"<p {attributes}>Fiction: Kites bite.</p>")


@pytest.mark.parametrize(
    "attributes",
    [
        MANY,
        f"<script {MANY}",
        "".join(f"a{number}='>'" for number in range(300)),
        "/".join(f"a{number}" for number in range(300)),
        "".join(f'a{number} = "<b c>" ' for number in range(300)),
        " ".join(f"<a{number}" for number in range(300)),
    ],
)
def test_a_tag_of_many_attributes_is_refused_before_it_is_parsed(attributes: str) -> None:
    with pytest.raises(Rejected, match="more than 256"):
        read_html(tag(attributes))


@pytest.mark.parametrize("before", ["<!-->", "<!-- a --!>", "<svg><style>", "<math><script>", "<script>1</script>"])
def test_nor_does_it_hide_behind_what_looks_like_a_comment_or_a_script(before: str) -> None:
    with pytest.raises(Rejected, match="more than 256"):
        read_html(f"{before}<p {MANY}>Fiction: Kites bite.</p>")


@pytest.mark.parametrize(
    "page",
    [
        tag(" ".join(f"a{number}='x y z'" for number in range(256))),
        tag(f'title="{"many words " * 400}"'),
        tag("", "<script>if (a <b " + "&& c " * 600 + ") f()</script>{}"),
        tag("", "<!-- <p " + "word " * 600 + "> -->{}"),
        "<p>Fiction: Kites bite.</p><p",
        f"<p>Fiction: Kites bite.</p><!-- <p {MANY}",
        "<p>Fiction: Kites bite.</p><svg><style>p {color: red}</style></svg>",
    ],
)
def test_a_page_of_many_words_is_not(page: str) -> None:
    assert "Kites bite." in read_html(page).text
