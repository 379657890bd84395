"""What content systems and printers put around a page's words. All text is invented."""

from __future__ import annotations

import re

import pytest

from app.domain.blocks import fold
from tests.unit.test_extraction_own_labels import ROWS, each, extracted

PRINTED = """Harbour Office                Sheet 7
_____________________________________

Myth 1: The pier is shut.

Fact: The pier is open, and nobody has to

Harbour Office            Page 1 of 3
\fHarbour Office                Sheet 7
_____________________________________

pay for it.

Myth 2: It leaks.

Fact: It is dry.

Harbour Office            Page 2 of 3
\fHarbour Office                Sheet 7
_____________________________________

Myth 3: It is old.

Fact: It is new.

Harbour Office            Page 3 of 3
\f
"""


def test_an_answer_goes_on_over_a_page_break_without_the_running_heads() -> None:
    found = extracted(PRINTED, "pier.txt")
    assert [fold(one.rebuttal) for one in found.pairs] == [
        "The pier is open, and nobody has to pay for it.",
        "It is dry.",
        "It is new.",
    ]
    assert "running heads and feet were left out" in found.warnings


def test_a_verdict_before_a_spaced_colon_is_no_part_of_the_statement() -> None:
    html = (
        "<h2>FAUX : Le quai est fermé le soir.</h2><p>Il est ouvert.</p><h2>VRAI : Le quai est en bois.</h2><p>Oui.</p>"
    )
    assert [(one.verdict_label, one.claim) for one in extracted(html, "quai.html").pairs] == [
        ("FAUX", "Le quai est fermé le soir."),
        ("VRAI", "Le quai est en bois."),
    ]


def test_the_sign_of_a_switch_is_no_word_of_the_claim() -> None:
    html = "<h1>Myths</h1>" + each(
        "<div class='toggle-title'><span class='icon'>+</span>CLAIM</div><div><p>ANSWER</p><p>↑ Back to top</p></div>"
    )
    assert [(one.claim, one.rebuttal) for one in extracted(html, "ferry.html").pairs] == ROWS


def test_a_table_whose_rows_begin_with_labels_is_read_row_by_row() -> None:
    rows = each("<tr><td>Myth</td><td>CLAIM</td></tr><tr><td>Fact</td><td>ANSWER</td></tr>", "")
    found = extracted(f"<h1>Myths and facts</h1><table>{rows}</table>", "ferry.html")
    assert [(one.claim, one.rebuttal) for one in found.pairs] == ROWS


def test_a_claim_without_a_stop_ends_where_a_label_in_capitals_begins() -> None:
    html = "<p>FICTION: The ferry is late FACT: It is on time.</p><p>FICTION: « Elle coule » FACT: It floats.</p>"
    assert [(one.claim, one.rebuttal) for one in extracted(html, "ferry.html").pairs] == [
        ("The ferry is late", "It is on time."),
        ("« Elle coule »", "It floats."),
    ]


def test_a_table_of_safeguards_is_read_with_its_first_column_as_labels() -> None:
    html = """<p>Published: 19 October 2021</p><table><thead><tr><th>Safeguard</th><th>What is agreed</th></tr></thead>
    <tr><th>Notice</th><td>Objections are answered within 21 days.</td></tr>
    <tr><td>Sharing</td><td>Ferries share piers by 2024.</td></tr>
    <tr><td>The office will report once a year.</td><td>From May on.</td></tr></table>
    <table><tr><th>Safeguards</th><th>Kept?</th></tr></table>
    <table><tr><td>Our safeguards are strong.</td><td>They are listed.</td></tr><tr><td>x</td><td>y</td></tr></table>"""
    found = extracted(html, "ferry.html").safeguards
    assert [(one.label, [(each.kind, each.due) for each in one.commitments]) for one in found] == [
        ("Notice", [("deadline", None)]),
        ("Sharing", [("target", "2024")]),
        (None, [("recurrence", None)]),
    ]


def test_links_to_questions_answered_elsewhere_are_no_concerns() -> None:
    html = "<h2>Reviews and complaints</h2><ul><li><a href='/a'>How?</a></li><li><a href='/b'>Who?</a></li></ul>"
    assert extracted(html, "help.html").concerns == []


def test_how_fast_requests_are_answered_is_counted_from_no_announcement() -> None:
    html = """<p>Published: 3 March 2025</p><p>The following safeguards take effect on 1 April 2025:</p><ul>
    <li>Access: The Office answers within 10 days.</li>
    <li>Report: The first report will be sent within 10 days.</li></ul>"""
    found = extracted(html, "access.html")
    assert [one.commitments[0].due for one in found.safeguards] == [None, "2025-03-13"]


def test_a_date_has_the_role_that_the_page_gives_it_once() -> None:
    html = """<h1>Rules</h1><p>Published 14 March 2023</p><p>From 1 October 2023 piers must have lamps.</p>
    <p>Lamps are sold by many.</p><ul><li>14 March 2023</li></ul><p>What holds on 1 October 2023 holds on.</p>"""
    assert {(one.date, one.role) for one in extracted(html, "lamps.html").dates} == {
        ("2023-03-14", "published"),
        ("2023-10-01", "effective"),
    }


def test_a_labels_own_heading_under_the_claims_heading_answers_it() -> None:
    html = "<h1>Our ferry</h1>" + each("<h3>CLAIM</h3><h4>Fact</h4><p>ANSWER</p>")
    assert [(one.claim, one.rebuttal) for one in extracted(html, "ferry.html").pairs] == ROWS
    level = html.replace("h4>", "h3>")
    assert extracted(level, "ferry.html").pairs == []


HEADS = "<div class='col'><h4>Myth</h4></div><div class='col'><h4>Fact</h4></div>"
PARTS = "<div class='col'><p>CLAIM</p></div><div class='col'><p>ANSWER</p><ul><li>Ask us.</li></ul></div>"


@pytest.mark.parametrize(
    "html",
    [
        f"<div class='row'>{HEADS}</div>" + each(f"<div class='row'>{PARTS}</div>"),
        f"<div class='grid'>{HEADS}{each(PARTS)}</div>",
        f"<section><div class='row'>{HEADS}</div>{each(f'<div class=row>{PARTS}</div>')}</section><h2>More</h2>",
    ],
)
def test_two_labels_side_by_side_head_a_table_of_plain_containers(html: str) -> None:
    found = extracted(f"<h1>About us</h1><p>Read this.</p>{html}", "ferry.html")
    assert [(one.claim, one.rebuttal) for one in found.pairs] == [
        (claim, f"{answer}\n\nAsk us.") for claim, answer in ROWS
    ]


@pytest.mark.parametrize(
    "html",
    [
        f"<div class='row'>{HEADS}</div>" + each(f"<div class='row'>{PARTS}<div>See all</div></div>"),
        f"<div class='grid'>{HEADS}{each(PARTS)}<div>See all</div></div>",
        f"<div class='row'>{HEADS}</div><p>Read on.</p>" + each(f"<div>{PARTS}</div>"),
        f"<div class='row'><h4>Myth</h4><h4>Fact</h4></div>{each(f'<div class=row>{PARTS}</div>')}",
        f"{HEADS}<p>Read on.</p>",
    ],
)
def test_parts_that_do_not_come_in_twos_are_no_such_table(html: str) -> None:
    assert extracted(f"<h1>About us</h1><p>Read this.</p>{html}", "ferry.html").pairs == []


def test_the_way_to_the_top_is_no_part_of_an_answer() -> None:
    up = "<br><a href='#top'><font size='1'>Back to top</font></a><br>&nbsp;"
    found = extracted("<h1>Myths</h1>" + each(f"<h3>Myth: CLAIM</h3><p>ANSWER{up}</p>"), "ferry.html")
    assert [(one.claim, one.rebuttal) for one in found.pairs] == ROWS
    assert "links to the page’s top were left out" in found.warnings


def test_labels_beside_a_page_number_are_no_running_heads() -> None:
    text = "\n\n".join(
        f"MYTH\n\n{claim}\n\nFACT\n\n{answer}\n\nHarbour Office        Page {number}"
        for number, (claim, answer) in enumerate(ROWS, 1)
    )
    for joined in (text, text.replace("\n\nMYTH", "\f\nMYTH")):
        assert [(one.claim, one.rebuttal) for one in extracted(joined, "ferry.txt").pairs] == ROWS


def test_a_cards_foot_belongs_to_the_card_and_an_advertisement_to_nobody() -> None:
    html = each(
        "<div class='card'><div class='card-body'><h4>Myth</h4><p>CLAIM</p></div><div class='card-footer'><h4>Fact</h4>"
        "<p>ANSWER</p></div></div><div class='ad-slot'><span>Advertisement</span></div>"
    )
    found = extracted(html, "ferry.html")
    assert [(one.claim, one.rebuttal) for one in found.pairs] == ROWS
    assert "the advertisement was left out" in found.warnings


def test_a_correction_of_the_page_a_history_and_an_imprint_under_a_line_end_the_last_answer() -> None:
    endings = [
        "<p><em>Correction, 5 November 2022: an earlier version gave the wrong year.</em></p>",
        "<h3>Updates to this page</h3><p>Lamps were added.</p>",
        "<p style='border-top:solid windowtext 1.0pt'>Harbour Office, 3 Pier Road. Please recycle.</p>",
    ]
    for end in endings:
        html = "<h1>Myths</h1>" + each("<h3>Myth: CLAIM</h3><p>ANSWER</p>") + end
        assert [(one.claim, one.rebuttal) for one in extracted(html, "ferry.html").pairs] == ROWS


def test_a_year_in_the_banner_is_no_date_of_the_page() -> None:
    banner = "<div class='region-header'><div class='site-slogan'>Safe since 1889</div></div>"
    html = f"{banner}<p>The pier of this town was built in 1902.</p>"
    assert [one.date for one in extracted(html, "ferry.html").dates] == ["1902"]


@pytest.mark.parametrize("title", ["Safeguards", "Our safeguards:", "Concerns"])
def test_a_short_title_over_a_list_of_safeguards_ends_the_last_answer(title: str) -> None:
    text = each("Myth: CLAIM\n\nFact: ANSWER") + f"\n\n{title}\n\n- A mate is on board.\n- Names are deleted.\n"
    found = extracted(text, "ferry.txt")
    assert [(one.claim, one.rebuttal) for one in found.pairs] == ROWS
    assert len([*found.safeguards, *found.concerns]) == 2


@pytest.mark.parametrize(
    ("answer", "ends"),
    [("A mate is on board on every trip.", True), ("A mate is on board:\n\n- on every trip,\n- all night.", False)],
)
def test_news_of_safeguards_after_the_last_answer_is_no_part_of_it_unless_answers_hold_lists(
    answer: str, *, ends: bool
) -> None:
    text = each("Myth: CLAIM\n\nFact: ANSWER").replace(ROWS[0][1], answer)
    news = "The harbour today announced the following safeguards:\n\n- A mate is on board.\n- Names are deleted.\n"
    found = extracted(f"{text}\n\n{news}", "ferry.txt")
    assert (found.pairs[-1].rebuttal == ROWS[-1][1]) is ends
    assert len(found.safeguards) == (2 if ends else 0)


@pytest.mark.parametrize(
    ("claims", "answers"), [("<h3>Myths</h3>", "<h3>Facts</h3>"), ("<p>MYTHS</p>", "<p>THE FACTS</p>")]
)
def test_a_list_of_claims_and_a_list_of_facts_are_no_pairs_and_it_is_said(claims: str, answers: str) -> None:
    def column(title: str, entries: list[str]) -> str:
        return f"<div>{title}<ul>{''.join(f'<li>{entry}</li>' for entry in entries)}</ul></div>"

    said, told = [claim for claim, _ in ROWS], [answer for _, answer in ROWS]
    html = "<h1>The ferry</h1>" + column(claims, said) + column(answers, told)
    found = extracted(html, "ferry.html")
    assert found.pairs == []
    assert [("which belong together" in warning) for warning in found.warnings] == [True]
    assert extracted(html.replace(answers, "<h3>Fares</h3>"), "ferry.html").warnings == []


@pytest.mark.parametrize("verdict", ["Verdict: Misleading", "Verdict: Cock and bull"])
def test_a_quoted_statement_is_no_verdict_on_the_paragraph_before_it(verdict: str) -> None:
    html = each("<div><p>“CLAIM”</p><p>Verdict: False</p><p>ANSWER</p></div>")
    found = extracted(html.replace("Verdict: False", verdict, 1), "ferry.html")
    assert [(one.claim.strip("“”"), one.rebuttal) for one in found.pairs] == ROWS
    assert found.orphans == []


@pytest.mark.parametrize(
    "answer",
    [
        "<p>It is not, because:</p><p>(a) the law forbids it,</p><p>(b) we count it,</p><p>(c) all is told.</p>",
        "<p>It is not.</p><p>Update of March 2024: it carries 99 percent.</p><p>And it pays back.</p>",
        "<p>A grade of A<span>+</span> is required.</p><p>3 <span>×</span> 4 metres.</p>",
        "<p>Go <a href='#'>to the top</a> shelf. See <a href='#top'>top</a> of the list.</p><p>It is there.</p>",
        "<p>He wrote «letter» Fact: is a paper's name.</p><p>It is so.</p>",
        "<div class='slogan'>We count it.</div><p>It is so.</p><div class='answer-footer'>By law.</div>",
    ],
)
def test_what_looks_like_furniture_and_is_the_agencys_own_words_stays(answer: str) -> None:
    html = f"<h1>Rumours</h1><h3>Myth: It is lost.</h3>{answer}<h3>Myth: It is slow.</h3><p>It is quick.</p>"
    words = re.sub(r"<[^>]+>", " ", answer)
    [first, _] = extracted(html, "mail.html").pairs
    assert re.findall(r"\S+", first.rebuttal.replace("A+", "A +")) == words.replace("A +", "A +").split()


def test_stray_letters_do_not_hide_questions_and_answers() -> None:
    html = "<p>Q</p><p>Does it help?</p><p>A</p><p>Yes.</p><p>Q</p><p>Which?</p><p>A</p><p>These:</p>"
    found = extracted(f"{html}<ul><li>B</li><li>C</li><li>D</li></ul>", "help.html")
    assert [one.claim for one in found.pairs] == ["Does it help?", "Which?"]


def test_a_date_of_another_work_is_merely_mentioned() -> None:
    html = "<p>Published June 25, 2011</p><p>The mail is fine here.</p><p>The memo of June 25, 2011 was uploaded.</p>"
    assert [one.role for one in extracted(html, "memo.html").dates] == ["published", "mentioned"]


@pytest.mark.parametrize(
    "table",
    [
        "<tr><th>Concerns</th><th>2010</th></tr><tr><td>Noise</td><td>14</td></tr><tr><td>Soot</td><td>4</td></tr>",
        "<tr><th>Safeguard</th><th>Owner</th></tr><tr><td>Receipts</td><td>Post office</td></tr>",
    ],
)
def test_a_table_of_names_and_numbers_holds_no_safeguards(table: str) -> None:
    found = extracted(f"<p>See the table.</p><table>{table}</table>", "table.html")
    assert (found.concerns, found.safeguards) == ([], [])


def test_a_link_to_a_question_among_promises_does_not_hide_them() -> None:
    html = (
        "<h2>Our commitments</h2><ul><li><a href='https://x.org/a'>What?</a></li><li>We reply within 10 days.</li></ul>"
    )
    assert [one.commitments[0].value for one in extracted(html, "x.html").safeguards if one.commitments] == [10]


def test_what_is_foretold_is_no_promise() -> None:
    html = """<p>Published June 25, 2010</p><p>We have adopted these safeguards:</p>
    <ul><li>The budget assumes a decline by 2015.</li><li>All offices keep lamps by 2012.</li></ul>"""
    found = extracted(html, "x.html").safeguards
    assert [[each.due for each in one.commitments] for one in found] == [[], ["2012"]]


def test_a_row_of_another_shape_ends_a_table_of_plain_containers() -> None:
    rows = each(f"<div class='row'>{PARTS}</div>")
    html = f"<div class='row'>{HEADS}</div>{rows}<div class='row'><div><a href='/more'>Read more</a></div></div>"
    assert [one.claim for one in extracted(f"<h1>About us</h1><p>Read this.</p>{html}", "x.html").pairs] == [
        claim for claim, _ in ROWS
    ]


def test_a_line_below_the_page_says_when_it_was_updated_and_a_sentence_does_not() -> None:
    html = "<p>Mail is fine.</p><hr><p>[ Home | Forms ]<br>Last updated: March 8, 1999<br>Best seen from afar</p>"
    assert [(one.date, one.role) for one in extracted(html, "x.html").dates] == [("1999-03-08", "published")]
    html = "<p>The rules were<br>issued March 8, 1999<br>and hold.</p>"
    assert [one.role for one in extracted(f"<p>Mail is fine.</p><p>So.</p>{html}", "x.html").dates] == ["mentioned"]


@pytest.mark.parametrize("end", ["# # #", "###", "-30-", "ENDS"])
def test_what_an_agency_says_of_itself_below_its_release_is_no_answer(end: str) -> None:
    pairs = "".join(
        f"FICTION: Kites {one}.\n\nFACT: No kite {one}, as far as we know.\n\n" for one in ("bite", "sing", "hum")
    )
    about = "The Harbour Kite Board licenses kites in 14 towns."
    text = f"HARBOUR KITE BOARD\n\nNEWS RELEASE\n\n{pairs}{about}\n\n{end}\n"
    assert extracted(text, "x.txt").pairs[-1].rebuttal == "No kite hum, as far as we know."
    without = extracted(text.replace(end, ""), "x.txt").pairs[-1].rebuttal
    assert without.endswith(about)  # nothing tells it from the answer


@pytest.mark.parametrize(
    "template",
    [
        (
            "<div class='flip'><h4>Myth</h4><p>CLAIM</p><a href='#'>Flip for fact</a></div>"
            "<div class='back'><h4>Fact</h4><p>ANSWER</p></div>"
        ),
        "<h3>CLAIM</h3><button aria-expanded='false'>Show the answer</button><div><p>ANSWER</p></div>",
        "<h3>CLAIM</h3><p>Click here to reveal the truth</p><div><p>ANSWER</p></div>",
    ],
)
def test_what_turns_a_card_or_opens_an_answer_is_neither_claim_nor_answer(template: str) -> None:
    found = extracted("<h1>Myths about the ferry</h1>" + each(template), "ferry.html")
    assert [(one.claim, one.rebuttal) for one in found.pairs] == ROWS


@pytest.mark.parametrize(
    "template",
    [
        "<p><b>Bulo:</b> CLAIM</p><p><b>Respuesta:</b> ANSWER</p>",
        "<blockquote>“CLAIM”</blockquote><p><b>Our answer:</b> ANSWER</p>",
        "<h3>Question: CLAIM</h3><p><b>Fact:</b> ANSWER</p>",
    ],
)
def test_an_answer_answers_claims_and_a_fact_answers_questions_where_no_other_label_does(template: str) -> None:
    found = extracted("<h1>The ferry</h1>" + each(template), "ferry.html")
    assert [(one.claim.strip("“”"), one.rebuttal) for one in found.pairs] == ROWS


def test_a_verdict_stands_in_a_box_of_ratings_and_may_be_a_claims_label_too() -> None:
    html = each("<article><h2>CLAIM</h2><div class='rating'>Rating: <span>False</span></div><p>ANSWER</p></article>")
    assert [one.verdict_label for one in extracted(html, "ferry.html").pairs] == ["False"] * 3
    tagged = each("<div><span>FAKE NEWS</span><h2>CLAIM</h2></div><p>ANSWER</p>").replace("FAKE NEWS", "É VERDADE", 1)
    found = extracted("<h1>Saúde sem boato</h1>" + tagged, "ferry.html")
    assert [(one.claim, one.rebuttal) for one in found.pairs] == ROWS
    assert [one.verdict_label for one in found.pairs] == ["É VERDADE", "FAKE NEWS", "FAKE NEWS"]


def test_a_story_about_one_myth_is_no_list_of_myths_and_its_headings_are_no_claims() -> None:
    story = "<h2>What the divers saw</h2><p>Eleven fish.</p><h2>In short: the facts</h2><p>Depth: 14 metres.</p>"
    for title in ("The myth that swims", "The ferry’s myths"):
        assert extracted(f"<h1>{title}</h1>{story}", "ferry.html").pairs == [], title


def test_numbers_of_a_division_are_no_words_of_a_question() -> None:
    html = "<h2>1.1 Who sails it?</h2><p>The mate does.</p><h2>1.2 Who pays for it?</h2><p>The town does.</p>"
    assert [one.claim for one in extracted(html, "ferry.html").pairs] == ["Who sails it?", "Who pays for it?"]


@pytest.mark.parametrize(
    "head",
    [
        "FOR IMMEDIATE RELEASE               Ferry Bureau\nJune 17, 2011             Press Office: (555) 010-0177",
        "Nota de prensa\n\nMonterrubio, 17 de junio de 2011.- La agencia contesta a tres frases sobre el ferry.",
        "By the news desk | 17 June 2011 | 3 min read",
        "Página revista em 17 de junho de 2011",
    ],
)
def test_the_day_of_a_release_in_a_letterhead_a_dateline_or_a_byline(head: str) -> None:
    found = extracted(f"{head}\n\n" + each("Myth: CLAIM\n\nFact: ANSWER"), "ferry.txt")
    assert [(one.date, one.role) for one in found.dates] == [("2011-06-17", "published")]


def test_the_title_under_a_letterhead_is_no_answer() -> None:
    head = "FERRY BUREAU\n\nNews Release\n\nSetting the Record Straight: Ferry Inspection"
    found = extracted(
        f"{head}\n\n" + each("CLAIM: CLAIM\n\nREALITY: ANSWER").replace("CLAIM: CLAIM", "CLAIM:"), "f.txt"
    )
    assert found.orphans == []


def test_a_bare_label_over_a_nested_list_stands_beside_labels_that_end_in_a_full_stop() -> None:
    text = "These safeguards help:\n\n* Board. It meets.\n* Reports.\n    - Each month.\n    - Each year.\n"
    found = extracted(text, "ferry.txt").safeguards
    assert [(one.label, one.text, len(one.children)) for one in found] == [
        ("Board", "It meets.", 0),
        ("Reports", "", 2),
    ]
