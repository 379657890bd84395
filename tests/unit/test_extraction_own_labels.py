"""Labels that a page invents, quotations that it answers, and what printed pages repeat. All text is invented."""

from __future__ import annotations

import pytest

from app.domain.blocks import fold
from app.domain.extracted import Extraction
from app.domain.extraction import extract
from app.domain.reading import read
from app.domain.running_heads import without_running_lines

ROWS = [
    ("The ferry sails without a mate.", "A mate is on board on every trip."),
    ("Bicycles cost extra on Sundays.", "Bicycles travel free of charge on all days."),
    ("The new pier will be sold.", "The pier belongs to the town, and it cannot be sold."),
]


def each(template: str, joint: str = "\n\n") -> str:
    return joint.join(template.replace("CLAIM", claim).replace("ANSWER", answer) for claim, answer in ROWS)


def extracted(text: str, filename: str) -> Extraction:
    document = read(text.encode(), filename)
    found = extract(document)
    for pair in found.pairs:
        assert fold(document.text[slice(*pair.claim_range)]) == fold(pair.claim)
        assert fold(document.text[slice(*pair.rebuttal_range)]) == fold(pair.rebuttal)
    return found


def pairs(text: str, filename: str) -> list[tuple[str, str]]:
    return [(pair.claim.strip("“”"), pair.rebuttal) for pair in extracted(text, filename).pairs]


@pytest.mark.parametrize(
    ("template", "filename"),
    [
        ("Gossip: CLAIM\nThe harbour office knows: ANSWER", "p.txt"),
        ("1) Hearsay: CLAIM\n   Answer: ANSWER", "p.txt"),
        ("At the counter they tell you…\n\nCLAIM\n\nWhat the rules are\n\nANSWER", "p.txt"),
        ("<p><b>You will be told</b> CLAIM</p><p><b>The timetable is so</b> ANSWER</p>", "p.html"),
        ('<p><span class="t">Rumour</span>CLAIM</p><p><span class="t">What we know</span>ANSWER</p>', "p.html"),
        ('<p><span class="t">Some believe</span>CLAIM</p><p><span class="u">We respond</span>ANSWER</p>', "p.html"),
        ("<h3>On raconte que</h3><p>CLAIM</p><h3>Nous répondons</h3><p>ANSWER</p>", "p.html"),
        ("<dl><dt>Am Stammtisch</dt><dd>CLAIM</dd><dt>Im Gesetz</dt><dd>ANSWER</dd></dl>", "p.html"),
        ("**Diz-se por aí:** CLAIM\n\n**O que a lei diz:** ANSWER", "p.md"),
        ("MYTH    CLAIM\n\nFACT    ANSWER", "p.txt"),
        ("> CLAIM\n\nANSWER", "rumours.txt"),
        ("Myth: CLAIM ✔ Fact: ANSWER", "p.txt"),
        ("Myth - CLAIM Fact - ANSWER", "p.txt"),
        ('<p><img alt="False"> CLAIM</p><p><img alt="True"> ANSWER</p>', "p.html"),
        ("<p><b>What neighbours say</b> CLAIM</p><p><b>Our view</b> ANSWER</p>", "p.html"),
        ("<blockquote>CLAIM</blockquote><p><b>The rules say</b> ANSWER</p>", "p.html"),
    ],
)
def test_a_page_may_invent_its_labels(template: str, filename: str) -> None:
    title = "Subject: rumours about the ferry\n\n" if filename == "rumours.txt" else ""
    assert pairs(title + each(template), filename) == ROWS


@pytest.mark.parametrize(
    "template",
    [
        "Problem: CLAIM\nRemedy: ANSWER",  # neither speaks of what is said or is so
        "<p><b>Where you hear it</b> CLAIM</p><p>ANSWER</p>",  # one phrase only
        "Season: CLAIM\nThe facts of it: ANSWER",
    ],
)
def test_phrases_that_do_not_speak_of_two_sides_are_no_labels(template: str) -> None:
    found = extracted(each(template), "p.html" if "<" in template else "p.txt")
    assert not any(pair.claim_label and pair.rebuttal_label for pair in found.pairs)
    assert [(pair.claim, pair.rebuttal) for pair in found.pairs] != ROWS


@pytest.mark.parametrize(
    ("title", "template"),
    [
        ("Answers to criticism", "<p><i>Some think that CLAIM</i> In fact, ANSWER</p>"),
        ("Myths about the ferry", "<ul><li><p>CLAIM</p><p>ANSWER</p></li></ul>"),
    ],
)
def test_a_title_may_say_what_its_statements_are(title: str, template: str) -> None:
    found = extracted(f"<h1>{title}</h1>{each(template)}", "p.html").pairs
    assert [
        (claim in pair.claim, answer in pair.rebuttal) for pair, (claim, answer) in zip(found, ROWS, strict=True)
    ] == [(True, True)] * 3


@pytest.mark.parametrize(
    "text",
    [
        (
            "<table><tr><th>Complaint</th><th>Our response time</th></tr><tr><td>Noise</td><td>5 days</td></tr>"
            "<tr><td>Dirt</td><td>2 days</td></tr><tr><td>Delay</td><td>1 day</td></tr></table>"
        ),
        "Told: noise\nKnown: 5\n\nTold: dirt\nKnown: 2\n\nTold: delay\nKnown: 1",
    ],
)
def test_a_list_of_entries_is_no_list_of_pairs(text: str) -> None:
    assert pairs(text, "p.html" if "<" in text else "p.txt") == []


def test_phrases_that_do_not_take_turns_are_no_labels() -> None:
    said = "\n\n".join(f"They say: {claim}" for claim, _ in ROWS)
    so = "\n\n".join(f"The law is: {answer}" for _, answer in ROWS)
    assert pairs(f"{said}\n\n{so}", "p.txt") == []


def test_an_opening_letter_in_an_element_of_its_own_is_no_label() -> None:
    text = each('<p><span class="drop">C</span>laim: CLAIM</p><p>Fact: ANSWER</p>')
    assert "Claim: The ferry" in read(text.encode(), "p.html").text


def test_a_tables_heads_may_be_the_pages_own_words() -> None:
    rows = each("<tr><td>CLAIM</td><td>ANSWER</td></tr>", "")
    head = "<tr><th>You may be told that…</th><th>The rules are</th></tr>"
    assert pairs(f"<table>{head}{rows}</table>", "p.html") == ROWS


def test_an_empty_cell_leaves_its_neighbour_alone() -> None:
    rows = each("<tr><td>CLAIM</td><td>ANSWER</td></tr>", "")
    head = "<tr><th>Myth</th><th>Fact</th></tr>"
    more = (
        "<tr><td>Dogs are banned.</td><td></td></tr><tr><td>&nbsp;</td><td>The office has moved.</td></tr>"
        "<tr><td colspan=2>The pier</td></tr>"
    )
    found = extracted(f"<table>{head}{rows}{more}</table>", "p.html")
    assert [(pair.claim, pair.rebuttal) for pair in found.pairs] == ROWS
    assert [(lone.side, lone.text, lone.label) for lone in found.orphans] == [
        ("claim", "Dogs are banned.", "Myth"),
        ("rebuttal", "The office has moved.", "Fact"),
    ]


def test_a_claim_whose_labelled_answer_is_empty_stands_alone() -> None:
    cut = "<tr><th>Rumour</th><td>Dogs are banned.</td></tr><tr><th>In reality</th><td></td></tr>"
    rows = each("<tr><th>Rumour</th><td>CLAIM</td></tr><tr><th>In reality</th><td>ANSWER</td></tr>", "")
    found = extracted(f"<table>{rows}{cut}</table>", "p.html")
    assert [(pair.claim, pair.rebuttal) for pair in found.pairs] == ROWS
    assert [lone.text for lone in found.orphans] == ["Dogs are banned."]


def test_a_verdict_of_no_known_words_is_told_by_its_place() -> None:
    words = ["TRUE", "FALSE", "ONLY IN WINTER"]
    items = "".join(
        f"<h3>{claim}</h3><p><em>{word}</em></p><p>{answer}</p>"
        for (claim, answer), word in zip(ROWS, words, strict=True)
    )
    found = extracted(f"<h1>True or false?</h1>{items}", "p.html")
    assert [(pair.claim, pair.rebuttal, pair.verdict_label) for pair in found.pairs] == [
        (claim, answer, word) for (claim, answer), word in zip(ROWS, words, strict=True)
    ]


def test_questions_numbered_as_such_may_hold_two_sentences() -> None:
    text = "Q1. MAY I BRING A DOG?\n    Dogs travel free.\n\nQ2. I LOST MY TICKET. IS IT GONE?\n    It is.\n"
    assert pairs(text, "p.txt") == [
        ("MAY I BRING A DOG?", "Dogs travel free."),
        ("I LOST MY TICKET. IS IT GONE?", "It is."),
    ]


def test_questions_that_link_to_their_answers_are_an_index() -> None:
    items = "".join(f'<li><a href="/{number}">Is question {number} answered?</a></li>' for number in range(4))
    assert pairs(f"<h2>Tickets</h2><ul>{items}</ul><h2>Dogs</h2><ul>{items}</ul>", "p.html") == []


def test_a_stray_label_does_not_hide_a_page_of_questions() -> None:
    asked = each("<h3>Is it so that CLAIM?</h3><p>ANSWER</p>", "")
    assert len(pairs(f"{asked}<p>Fact: the office is closed on Mondays.</p>", "p.html")) == 3


def test_running_heads_of_printed_pages_are_no_part_of_an_answer() -> None:
    pages = [
        f"Harbour Office{' ' * 20}Leaflet {number}\n\n\nMyth: {claim}\n\nFact: {answer}\n\n\nPage {number} of 3\n\n"
        for number, (claim, answer) in enumerate(ROWS, 1)
    ]
    found = extracted("".join(pages), "p.txt")
    assert [(pair.claim, pair.rebuttal) for pair in found.pairs] == ROWS
    assert "the running head was left out" in found.warnings or "left out" in "".join(
        note for pair in found.pairs for note in pair.notes
    )


def test_a_pdfs_pages_lose_the_lines_that_all_of_them_share() -> None:
    pages = [
        f"Harbour Office\nText of page {number}.\nMore words {'x' * number}.\n{number} / 3" for number in (1, 2, 3)
    ]
    kept, dropped = without_running_lines(pages)
    assert dropped
    assert [page.splitlines() for page in kept] == [
        [f"Text of page {number}.", f"More words {'x' * number}."] for number in (1, 2, 3)
    ]
    assert without_running_lines(["Only one page.\nWith two lines."]) == (["Only one page.\nWith two lines."], False)


def test_a_letter_that_quotes_its_writers_ends_with_its_greeting() -> None:
    text = (
        "Subject: Re: rumours about the ferry\n\n" + each("> CLAIM\n\nANSWER") + "\n\nWith kind regards,\n\nThe mate\n"
    )
    found = extracted(text, "p.txt")
    assert found.title == "Re: rumours about the ferry"
    assert [pair.rebuttal for pair in found.pairs] == [answer for _, answer in ROWS]
    assert found.pairs[-1].notes == ["left out after the text: closing of the letter"]


def test_a_quotation_over_several_lines_is_one_claim() -> None:
    text = "Subject: rumours\n\n> The pier\n> is closed.\nIt is open.\n\n> Dogs are banned on deck.\nThey are not.\n"
    assert [fold(pair.rebuttal) for pair in extracted(text, "p.txt").pairs] == ["It is open.", "They are not."]


def test_the_next_part_of_a_plain_page_ends_an_answer() -> None:
    text = "\n\n".join(f"Rumour\n{claim}\n\nTruth\n{answer}" for claim, answer in ROWS)
    part = "\n\nFares and tickets\n\nTickets are sold at the pier, on board and by mail.\n\nRumour\nThe ferry is for s"
    found = extracted(text + part, "p.txt")
    assert [pair.rebuttal for pair in found.pairs] == [answer for _, answer in ROWS]
    assert found.pairs[-1].notes == ["text under a heading of its own was left out"]


@pytest.mark.parametrize(
    ("sentence", "recurs"),
    [
        ("The course is repeated every year.", ("recurrence", 1, "year")),
        ("El agua se analiza cada semana y los resultados se publican.", ("recurrence", 1, "week")),
        ("The logbook goes to the Council every quarter.", ("recurrence", 1, "quarter")),
        ("The board will publish reports at least twice yearly.", ("recurrence", 6, "month")),
        ("Inspectors will visit at least three times a year.", ("recurrence", 4, "month")),
        ("The ferry carries 30,000 people every year.", None),
        ("The pier cost a fortune every year.", None),
        ("Readings taken more often than once a day are kept.", None),
        ("A fee is due for every month of delay.", None),
    ],
)
def test_what_is_done_again_and_again_is_a_promise(sentence: str, recurs: tuple[str, int, str] | None) -> None:
    text = f"The Office has adopted the following safeguards:\n\n- Care: {sentence}\n- Dogs: They travel free.\n"
    found = extracted(text, "p.txt").safeguards[0].commitments
    told = [(one.kind, one.value, one.unit) for one in found if one.kind == "recurrence"]
    assert told == ([recurs] if recurs else [])


def test_a_promise_over_a_line_break_keeps_its_place() -> None:
    text = (
        "The Office has adopted the following safeguards:\n\n"
        "  -  Letters: Every letter will be answered within\n     28 days of receipt.\n\n"
        "  -  Dogs: They travel free.\n"
    )
    document = read(text.encode(), "p.txt")
    (one,) = extract(document).safeguards[0].commitments
    assert (one.kind, one.value, one.unit, one.due) == ("deadline", 28, "day", None)
    assert fold(document.text[slice(*one.range)]) == one.text


def test_a_term_with_a_list_is_a_safeguard_with_parts() -> None:
    text = (
        "<p>The Office has adopted these safeguards:</p><dl><dt>Training</dt><dd><ul><li>Each mate is trained.</li>"
        "<li>The course is repeated every year.</li></ul></dd><dt>Lamps</dt><dd>Lamps are red.</dd>"
        "<dt>Nets</dt><dd><ul><li>Nets hang low.</li></ul><p>They are washed.</p></dd></dl>"
    )
    first, second, third = extracted(text, "p.html").safeguards
    assert (first.label, [child.text for child in first.children]) == (
        "Training",
        ["Each mate is trained.", "The course is repeated every year."],
    )
    assert (second.label, second.text, second.children) == ("Lamps", "Lamps are red.", [])
    assert third.text == "Nets hang low.\n\nThey are washed."


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("From 2 May 2020, riders will carry a card.", "effective"),
        ("À partir du 2 mai 2020, les passagers porteront une carte.", "effective"),
        ("From 2 May 2020 the old pier was closed for good and nobody minded.", "mentioned"),
        ("Valid from the change of timetable on 2 May 2020.", "effective"),
        ("Replaces Policy 9 of 2 May 2020", "mentioned"),
        ("Harbour Office. Last reviewed: 2 May 2020", "published"),
        ("Cópia da página feita em 2 de maio de 2020", "captured"),
        ("última modificação 22/05/2020 14h05", "published"),
    ],
)
def test_what_a_date_says_of_the_page(line: str, role: str) -> None:
    found = extracted(
        f"Harbour Office\n\n{line}\n\n{'The ferry sails at noon, on all days of the week. ' * 3}", "p.txt"
    )
    assert [date.role for date in found.dates] == [role]


@pytest.mark.parametrize(
    ("text", "filename"),
    [
        (
            (
                "<dl><dt>D</dt><dd>Size of the crate.</dd><dt>F</dt><dd>Ferries.</dd><dt>K</dt><dd>Weight.</dd>"
                "<dt>R</dt><dd>Number of rails.</dd></dl>"
            ),
            "codes.html",
        ),
        ("## A\n\nAnchors\n\n## B\n\nBarges\n\n## D\n\nDocks\n\n## Q\n\nQuays\n\n## R\n\nRafts\n", "index.md"),
        (
            (
                "When you read it, ask:\n\n- Is the notice clear?\n- Does it name the ferry?\n- Is the date right?\n\n"
                "When a change is needed, ask for it kindly and wait for the captain of the day.\n"
            ),
            "checks.md",
        ),
        (
            "The desk answers:\n\n- Where is my parcel?\n- Who weighed it?\n- What is inside?\n\nIt is open daily.",
            "a.txt",
        ),
    ],
)
def test_an_index_of_letters_and_a_list_of_things_to_ask_hold_no_pairs(text: str, filename: str) -> None:
    found = extracted(text, filename)
    assert (found.pairs, found.orphans) == ([], [])


def test_a_sign_may_stand_between_a_label_and_its_colon() -> None:
    text = "**Myth ❌:** Shut.\n\n**Fact ✅:** It is open.\n\n**Myth ❌:** It leaks.\n\n**Fact ✅:** It is dry.\n"
    found = extracted(text, "pier.md")
    assert [(pair.claim, pair.rebuttal) for pair in found.pairs] == [
        ("Shut.", "It is open."),
        ("It leaks.", "It is dry."),
    ]


def test_a_reference_may_stand_before_a_label() -> None:
    text = "<p>[8] <b>The myth:</b> It leaks.</p><p><b>The fact:</b> It is dry. [9]</p>"
    assert [(one.claim, one.rebuttal) for one in extracted(text, "pier.html").pairs] == [
        ("It leaks.", "It is dry. [9]")
    ]


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("The ferry office promises to its riders:", 2),
        ("Our promise:", 2),
        ("In this notice the office commits itself to:", 2),
        ("We pledge the following:", 2),
        ("The harbour guarantees:", 2),
        ("Check the list of commits:", 0),
        ("A promise is resolved with an object that has:", 0),
        ("Changes in these folders are guaranteed to touch the map:", 0),
    ],
)
def test_a_list_is_a_list_of_safeguards_where_somebody_promises_it(sentence: str, count: int) -> None:
    text = f"{sentence}\n\n- A mate on board.\n- A lamp on each pier.\n"
    assert len(extracted(text, "pier.md").safeguards) == count
