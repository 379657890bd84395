from __future__ import annotations

import pytest

from app.feeds.changes import LINES, change_entry, told_changes, told_line
from app.feeds.entries import permanent_id
from app.feeds.findings import finding_entry
from app.feeds.items import Capture, Quantity
from app.feeds.markup import absolute_links, plain_text, shortened
from tests.factories import feed_items as make
from tests.factories.feed_items import BASE, line


def test_a_findings_title_is_its_verdict_and_what_was_reviewed():
    assert finding_entry(make.finding(), BASE).title == "Mostly unsupported: The Board bans no colour & never did."


def test_the_agencys_words_are_escaped_and_the_reasoning_is_kept():
    html = finding_entry(make.finding(), BASE).html
    assert "<blockquote><p>No colour is &lt;banned&gt;.</p></blockquote>" in html
    assert f'<a href="{BASE}/sources/x" rel="nofollow noopener">' in html
    assert "<h3>Reply by Ms O’Hara &amp; Co, received March 2026</h3><p>We regret the order.</p>" in html


def test_a_finding_on_a_safeguard_leads_to_its_place_there():
    entry = finding_entry(make.finding(subject_kind="safeguard"), BASE)
    assert entry.url == f"{BASE}/safeguards/red-kites#findingred01"


@pytest.mark.parametrize(("reason", "shown"), [("We <erred>.", "We &lt;erred&gt;."), ("", "no reason is given")])
def test_a_retracted_finding_keeps_its_id_and_says_why_and_no_verdict(reason, shown):
    entry = finding_entry(make.finding(retracted=reason), BASE)
    assert entry.id == finding_entry(make.finding(), BASE).id
    assert entry.title.startswith("Retracted: ")
    assert shown in entry.html
    assert "banned" not in entry.html
    assert entry.facts["verdict"] is entry.facts["rating"] is None
    assert "Mostly unsupported" not in entry.tags


def test_an_unverifiable_finding_has_no_number():
    entry = finding_entry(make.finding(verdict="unverifiable"), BASE)
    assert entry.facts["rating"] is None
    assert "of 5" not in entry.html


def test_ids_are_permanent():
    assert permanent_id("finding", "findingred01") == "urn:uuid:9812bb6f-4599-5d17-ae75-17858f5323f9"
    assert permanent_id("finding", "x") != permanent_id("change", "x")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([line(change="reworded")], "1 pair reworded"),
        (
            [line(change="reworded"), line(body_changed=True, quantities=[Quantity("45 days", "90 days")]),
             line(change="removed", to=None)],
            "2 pairs reworded, 1 removed; 45 days → 90 days",
        ),
        ([line(moved=True), line(change="added", from_=None)], "1 pair added, 1 moved"),
        ([line(verdict=("FACT", None))], "1 pair given another verdict"),
        ([line(change="added", verdict=(None, "FACT"))], "1 pair added"),
        (
            [line(change="reworded", joined_from=["x", "y"]), line(change="removed", to=None, joined_into="x"),
             line(change="reworded", split_into=["v", "w"]), line(change="added", split_off="v"),
             line(change="removed", to=None)],
            "2 pairs joined into one, 1 split into 2, 1 removed",
        ),
        (
            [line(kind="concern", body_changed=True), line(kind="safeguard", change="added", from_=None)],
            "1 safeguard added; 1 concern reworded",
        ),
        (
            [line(body_changed=True, quantities=[Quantity(f"{n} days", "1 day") for n in (2, 3, 4, 5, 5)])],
            "1 pair reworded; 2 days → 1 day, 3 days → 1 day, 4 days → 1 day and 1 more",
        ),
    ],
)  # fmt: skip
def test_changes_are_told_in_words(lines, told):
    assert told_changes(lines) == told


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (line(change="added"), "added"),
        (line(change="removed"), "removed"),
        (line(change="reworded"), "claim reworded"),
        (line(change="reworded", body_changed=True, moved=True), "claim and answer reworded, moved"),
        (line(kind="safeguard", body_changed=True), "text reworded"),
        (line(verdict=("PARTIALLY FACT", None)), "the agency’s own verdict “PARTIALLY FACT” → “none”"),
    ],
)
def test_a_line_is_told_in_words(one, told):
    assert told_line(one) == told


def test_what_became_part_of_another_is_said_to_be_there_and_is_not_struck_out():
    lines = [
        line(subject="x", change="reworded", to="A, B and C.", joined_from=["x", "y", "z"]),
        line(subject="y", change="removed", from_="B.", to=None, joined_into="x"),
        line(subject="z", change="removed", from_="C.", to=None, joined_into="elsewhere"),
    ]
    text = change_entry(make.change(lines=lines), BASE).html
    assert "<li>Pair, joined from this pair, “B.” and “C.”, claim reworded: " in text
    assert "<li>Pair, joined into “A, B and C.”: “B.”</li>" in text
    assert "<li>Pair, joined into another pair: “C.”</li>" in text


def test_a_change_leads_to_the_comparison():
    entry = change_entry(make.change(), BASE)
    assert entry.url == f"{BASE}/pages/fiction-and-fact/compare/2021-06-25..2022-03.2"
    assert "between the captures of 25 June 2021 and March 2022 (copy 2)" in entry.text
    assert "<del>“The Board bans red kites.”</del> → <ins>“The Board bans &lt;all&gt; kites.”</ins>" in entry.html


def test_a_change_of_many_records_is_cut_and_says_so():
    entry = change_entry(make.change(lines=[line(moved=True)] * (LINES + 2)), BASE)
    assert entry.html.count("<li>") == LINES
    assert "And 2 more." in entry.html
    assert (len(entry.facts["lines"]), entry.facts["more_lines"]) == (LINES, 2)


def test_every_hostile_word_of_a_page_is_escaped():
    evil = "<script>alert(1)</script>"
    lines = [
        line(change="reworded", from_=evil, to=evil, quantities=[Quantity(evil, evil)], verdict=(evil, evil)),
        line(change="removed", from_=evil, to=None),
    ]
    page = make.PAGE.__class__(id="x", slug='"><script>', name=evil)
    entry = change_entry(make.change(lines=lines, page=page), BASE)
    assert "<script" not in entry.html
    assert "<script" not in finding_entry(make.finding(claim_reviewed=evil, quote=evil, retracted=None), BASE).html
    assert "%22%3E%3Cscript%3E" in entry.url


def test_a_captures_key_names_the_second_of_a_day():
    assert Capture(id="x", captured="2021", number=1).key == "2021"
    assert Capture(id="x", captured="2021-06", number=2).key == "2021-06.2"


def test_plain_text_keeps_paragraphs_items_and_links():
    html = '<h3>Why</h3><p>It is<br>so &amp; so: <a href="https://a.example/">see</a>.</p><ul><li>one</li><li>two</li></ul>'
    assert plain_text(html) == "Why\n\nIt is\nso & so: see <https://a.example/>.\n\n- one\n- two"
    assert plain_text("<p><a>bare</a> <em>words</em></p>") == "bare words"


def test_only_links_from_our_root_get_the_base():
    html = '<a title="x" href="/a">1</a><a href="//b.example/">2</a><a href="https://c.example/">3</a> href="/d'
    assert absolute_links(html, BASE) == html.replace('href="/a"', f'href="{BASE}/a"')


def test_words_are_cut_at_a_space():
    assert shortened("one  two\nthree", 40) == "one two three"
    assert shortened("one two three", 10) == "one two…"
