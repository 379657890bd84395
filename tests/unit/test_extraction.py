"""Extraction as a whole: verdicts, lone sides, unlabelled pages, measures, dates, and pages that can't be told.

All text is invented.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.domain import blocks_text
from app.domain.blocks import Document, fold
from app.domain.errors import Rejected
from app.domain.extracted import ExtractedConcern, ExtractedSafeguard, Extraction
from app.domain.extraction import extract
from app.domain.reading import read

SHARED = Path(__file__).resolve().parents[3] / "shared"


def extracted(text: str, filename: str = "page.txt", captured: str | None = None) -> Extraction:
    document = read(text.encode(), filename)
    extraction = extract(document, captured=captured)
    check_ranges(document, extraction)
    return extraction


def check_ranges(document: Document, extraction: Extraction) -> None:
    """Every range slices to the quoted text after white-space folding."""
    quoted = [(pair.claim_range, pair.claim) for pair in extraction.pairs]
    quoted += [(pair.rebuttal_range, pair.rebuttal) for pair in extraction.pairs]
    quoted += [(one.range, one.text) for one in [*extraction.orphans, *extraction.quantities, *extraction.dates]]
    measures: list[ExtractedConcern | ExtractedSafeguard] = [*extraction.concerns, *extraction.safeguards]
    while measures:
        one = measures.pop()
        measures += getattr(one, "children", [])
        quoted += [(one.range, one.text), *((each.range, each.text) for each in one.commitments)]
    for place, text in quoted:
        assert fold(document.text[slice(*place)]) == fold(text)


def judged(extraction: Extraction) -> list[tuple[str, str, str | None]]:
    return [(pair.claim, fold(pair.rebuttal), pair.verdict_label) for pair in extraction.pairs]


CHEESE = ("The moon is made of cheese.", "Samples brought back show rock, and nothing edible.")
AWAY = ("The moon is moving away.", "Lasers show that it recedes a little every year.")
VERDICTS = {
    "headings": (
        "p.html",
        "<h1>Fact or fiction?</h1><h3>FICTION: {0}</h3><p>{1}</p><h3>FACT: {2}</h3><p>{3}</p>",
        ("FICTION", "FACT"),
    ),
    "graded": ("p.txt", "FICTION: {0}\n\n{1}\n\nPARTLY TRUE: {2}\n\n{3}", ("FICTION", "PARTLY TRUE")),
    "true and false": ("p.html", "<h3>FALSE: {0}</h3><p>{1}</p><h3>TRUE: {2}</h3><p>{3}</p>", ("FALSE", "TRUE")),
    "emphasised full stops": (
        "p.html",
        "<p><b>Fiction.</b> {0}</p><p>{1}</p><p><b>Fact.</b> {2}</p><p>{3}</p><p><b>Fiction.</b> x y.</p><p>z</p>",
        ("Fiction", "Fact", "Fiction"),
    ),
    "after the statement": (
        "p.html",
        "<h1>Rumor check</h1><h3>{0} – FALSE</h3><p>{1}</p><h3>{2} (true)</h3><p>{3}</p>",
        ("FALSE", "true"),
    ),
    "before the explanation": (
        "p.html",
        "<h1>Rumor check</h1><h3>{0}</h3><p><b>False.</b> {1}</p><h3>{2}</h3><p>True</p><p>{3}</p>",
        ("False", "True"),
    ),
    "quoted": ("p.txt", "“{0}”\n\nFALSE: {1}\n\n“{2}”\n\nTRUE: {3}", ("FALSE", "TRUE")),
    "field": (
        "p.txt",
        "Claim: {0}\nVerdict: False\nExplanation: {1}\n\nClaim: {2}\nVerdict: Rather true.\nExplanation: {3}",
        ("False", "Rather true"),
    ),
    "field with an unlabelled answer": (
        "p.txt",
        "Claim: {0}\n\nRating: False\n\n{1}\n\nClaim: {2}\n\nRating: True. {3}",
        ("False", "True"),
    ),
    "field after the rebuttal": (
        "p.txt",
        "Claim: {0}\nFact: {1}\nVerdict: False\n\nClaim: {2}\nFact: {3}\nVerdict:",
        ("False", None),
    ),
    "verdict as the answer's label": (
        "p.txt",
        "Claim: {0}\n\nFalse: {1}\n\nClaim: {2}\n\nTrue: {3}",
        ("False", "True"),
    ),
    "table": (
        "p.html",
        (
            "<table><tr><th>Statement</th><th>True or false?</th><th>Why (the facts)</th></tr>"
            "<tr><td>{0}</td><td>False</td><td>{1}</td></tr><tr><td>{2}</td><td>True</td><td>{3}</td></tr>"
            "<tr><td>alone</td></tr></table>"
        ),
        ("False", "True"),
    ),
}


@pytest.mark.parametrize("layout", VERDICTS)
def test_verdicts_are_no_roles(layout: str) -> None:
    filename, template, verdicts = VERDICTS[layout]
    found = judged(extracted(template.format(*CHEESE, *AWAY), filename))
    assert [verdict for *_, verdict in found] == list(verdicts)
    assert [(claim.strip("“”"), rebuttal) for claim, rebuttal, _ in found[:2]] == [CHEESE, AWAY]


def test_a_statement_without_its_explanation_stands_alone() -> None:
    html = "<h3>FALSE: A.</h3><p>It is b.</p><h3>TRUE: C.</h3><p>It is.</p><h3>FALSE: D.</h3><h3>FACT:</h3>"
    extraction = extracted(html, "p.html")
    assert [(one.side, one.text, one.label) for one in extraction.orphans] == [("claim", "D.", "FALSE")]


def test_long_field_values_are_no_verdict() -> None:
    found = judged(
        extracted(
            "Claim: A is b.\nVerdict: This we cannot tell from here yet\n\nClaim: C is d.\nVerdict: No\n\nIt is e."
        )
    )
    assert found == [
        ("A is b.", "This we cannot tell from here yet", None),
        ("C is d.", "It is e.", "No"),
    ]


def test_a_second_verdict_and_a_verdict_of_a_summary_are_no_verdicts() -> None:
    text = "Claim: A is b.\nVerdict: No\nVerdict: yes\n\nIt is c.\n\nClaim: D is e.\nVerdict: No\n\nIt is f."
    assert [verdict for *_, verdict in judged(extracted(text))] == ["No", "No"]
    text = "Reality: In short.\nStatus: old\nRumor: A.\nGet the facts: B.\n\nReality: So.\nRumor: C.\nGet the facts: D."
    assert judged(extracted(text)) == [("A.", "B.", None), ("C.", "D.", None)]


def test_verdicts_as_the_first_sentence() -> None:
    html = (
        "<h1>Rumor check</h1><h3>The pool is closed now.</h3><p>False. It is open.</p><h3>The pool is dry now.</h3>"
        "<p>False.</p><p>It is wet.</p><h3>The pool is warm now.</h3><p>True.</p>"
    )
    assert judged(extracted(html, "p.html")) == [
        ("The pool is closed now.", "It is open.", "False"),
        ("The pool is dry now.", "It is wet.", "False"),
        ("The pool is warm now.", "True.", None),
    ]


def test_labels_in_mid_paragraph_must_answer_the_one_before() -> None:
    assert judged(extracted("Myth: A b. Fact: C d. Fact: E f. Myth: G h. Fact: I j.")) == [
        ("A b.", "C d. Fact: E f.", None),
        ("G h.", "I j.", None),
    ]


def test_a_share_box_under_a_heading_is_no_part_of_an_answer() -> None:
    html = "<h1>News</h1><p>Myth: A.</p><p>Fact: B.</p><h3>Share this:</h3><ul><li>By mail</li></ul>"
    assert extracted(html, "p.html").pairs[0].rebuttal == "B."


def test_a_table_of_bars_inside_an_answer_keeps_its_bars() -> None:
    text = "Myth: A.\n\nFact: B.\n\n| One | Two |\n|---|---|\n| c | d |\n\nMyth: E.\n\nFact: F."
    assert fold(extracted(text).pairs[0].rebuttal) == "B. | One | Two | |---|---| | c | d"


def test_an_accordion_after_a_pair_is_no_part_of_it() -> None:
    html = "<p>Myth: A.</p><p>Fact: B.</p><details><summary>New safeguards</summary><ul><li>Board: it meets.</ul>"
    extraction = extracted(html, "p.html")
    assert extraction.pairs[0].rebuttal == "B."
    assert [one.label for one in extraction.safeguards] == ["Board"]


def test_a_text_that_was_not_read_for_blocks_still_has_its_dates() -> None:
    assert [one.role for one in extract(Document(text="June 5, 2011")).dates] == ["mentioned"]


def test_lone_sides() -> None:
    text = (
        "Myth: One thing is so.\n\nFact: It is not.\n\nMyth: Nobody answers this.\n\nMyth: Another is so.\n\n"
        "Fact: Not either.\n\nFact: This answers nothing."
    )
    extraction = extracted(text)
    assert [pair.claim for pair in extraction.pairs] == ["One thing is so.", "Another is so."]
    assert [(one.side, one.text) for one in extraction.orphans] == [
        ("claim", "Nobody answers this."),
        ("rebuttal", "This answers nothing."),
    ]


def test_facts_without_any_claim_stand_alone() -> None:
    text = "Get the facts\n\nFACT: The pool is open.\n\nIn May.\n\nMany came.\n\nFACT: It is warm.\n\nVery.\n\nYes."
    extraction = extracted(text)
    assert extraction.pairs == []
    assert [one.text for one in extraction.orphans] == [
        "The pool is open.\n\nIn May.\n\nMany came.",
        "It is warm.\n\nVery.\n\nYes.",
    ]
    assert [
        one.text
        for one in extracted("<h2>FACT: A b.</h2><p>C.</p><h2>FACT: D e.</h2><p>F.</p><h2>FACT:</h2>", "p.html").orphans
    ] == [
        "A b.\n\nC.",
        "D e.\n\nF.",
    ]


def test_answers_to_statements_where_one_statement_or_answer_is_missing() -> None:
    extraction = extracted(
        "“A is b.”\n\nFact: It is c.\n\n“D is e.”\n\nFact:\n\nFact: It is f.\n\n“G”\n\nFact: It is h."
    )
    assert [pair.claim for pair in extraction.pairs] == ["“A is b.”", "“G”"][:1] or extraction.pairs
    html = "<h2>A is b</h2><p>Fact: c</p><h2>D is e</h2><p>Fact: f</p><p>Fact: g</p>"
    extraction = extracted(html, "p.html")
    assert [pair.claim for pair in extraction.pairs] == ["A is b", "D is e"]
    assert [one.text for one in extraction.orphans] == ["g"]


def test_several_facts_for_one_myth_are_one_rebuttal() -> None:
    text = (
        "Myth: The lake is dry.\nFact: It is full.\nFact: It was measured.\n\nMyth: It leaks.\nFact: No.\nFact: Never."
    )
    assert [fold(pair.rebuttal) for pair in extracted(text).pairs] == [
        "It is full. Fact: It was measured.",
        "No. Fact: Never.",
    ]


def test_a_claim_of_two_paragraphs_and_a_claim_in_a_heading() -> None:
    text = "Claim: The pool is closed.\n\nSome say so.\n\nFact: It is open.\n\nClaim: It is dry.\n\nFact: It is wet."
    assert extracted(text).pairs[0].claim == "The pool is closed.\n\nSome say so."
    html = "<h3>Myth: A.</h3><p>Context.</p><p>Fact: B.</p><h3>Myth: C.</h3><p>Fact: D.</p>"
    first = extracted(html, "p.html").pairs[0]
    assert (first.claim, first.rebuttal) == ("A.", "B.")
    assert first.notes == ["text between the claim and its rebuttal was left out"]


def test_a_claim_with_an_unlabelled_answer_among_labelled_ones() -> None:
    html = "<h3>Myth: A.</h3><p>Fact: B.</p><h3>Myth: C.</h3><p>No label here.</p><h3>Myth: E.</h3><p>Fact: F.</p>"
    assert [(pair.claim, pair.rebuttal_label) for pair in extracted(html, "p.html").pairs] == [
        ("A.", "Fact"),
        ("C.", None),
        ("E.", "Fact"),
    ]


def test_claims_and_rebuttals_that_stand_apart() -> None:
    numbered = "Myth 1: A.\nMyth 2: B.\n\nFact 2: Not b.\nFact 1: Not a."
    assert judged(extracted(numbered)) == [("A.", "Not a.", None), ("B.", "Not b.", None)]
    extraction = extracted("Myth: A.\nMyth: B.\n\nFact: Not a.\nFact:")
    assert extraction.pairs == []
    assert "which belong together" in extraction.warnings[0]


MIXED = {
    "labels in mid-sentence": (
        "MYTH: The pool is closed FACT: The pool is\nin the summer because of open all year and\nthe cost. is heated.\n"
        "MYTH: The pool has no FACT: Two guards are\nguards at all. on duty."
    ),
    "wide gaps": (
        "MYTH: The pool is.     FACT: The pool is\nin the summer because     open all year and\nthe cost.        is.\n"
        "MYTH: The pool has.     FACT: Two guards are\nguards at all.               on duty."
    ),
    "torn": (
        "MYTH\nThe pool is closed\nFACT\nin the summer because of the\ncost. The pool is open all\nMYTH\nThe pool has\n"
        "FACT\nno guards. Two guards"
    ),
}


@pytest.mark.parametrize("kind", MIXED)
def test_mixed_columns_give_no_pair_and_a_warning(kind: str) -> None:
    extraction = extracted(MIXED[kind])
    assert (extraction.pairs, extraction.orphans) == ([], [])
    assert "columns" in extraction.warnings[0]


def test_a_document_that_is_not_trusted_gives_no_pair() -> None:
    document = Document(text="Myth: a\n\nFact: b", trusted=False)
    assert extract(document).warnings == ["the text's columns seem to be mixed up, so no pair was read"]


NOTHING = {
    "news": "The secretary said that facts matter. In reality, he said, all is fine. Rumors are false, an aide added.",
    "fact sheet": "Fact Sheet: Harbour Plan\n\nKey facts:\n- It is deep.\n- Ships use it.\n\nQuestion: none",
    "words in running text": "Facts about pools. The fact is simple.\n\nMyth and fact are words.\n\nFact or fiction?",
    "section titles": "Myths\n\nSome text.\n\nFacts\n\nOther text.",
    "statement once": "Statement: We are glad.\n\nStatement: We are sorry.",
    "one question": "What is it?\n\nIt is a pool.",
    "statements without a title": "1. The pool is closed today.\n\nNo.\n\n2. The pool is dry today.\n\nNo.",
    "mixed single labels": "MYTH\n\nA is b.\n\nFact – It is c.",
    "one verdict": "The pool is closed.\n\nFalse: It is open.",
    "labels without a separator": "Q What\n\nA That\n\nTrue 5: x",
    "table of prices": "<h2>Prices</h2><table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
    "news about rumors": (
        "<h1>Rumors swirl about the harbour</h1><p>He spoke.</p><h2>What the master has to say</h2><p>He said no.</p>"
        "<h2>What the owners have to say</h2><p>They said yes.</p>"
    ),
    "rebuttal before claim": "FACT\n\nA is b.\n\nMYTH\n\nIt is c.",
}


@pytest.mark.parametrize("kind", NOTHING)
def test_pages_without_pairs(kind: str) -> None:
    extraction = extracted(NOTHING[kind], "p.html" if NOTHING[kind].startswith("<") else "p.txt")
    assert (extraction.pairs, extraction.orphans) == ([], [])


def test_a_page_with_a_single_pair() -> None:
    assert judged(extracted("MYTH\n\nThe sky is green.\n\nFACT\n\nThe sky is blue.")) == [
        ("The sky is green.", "The sky is blue.", None)
    ]


def test_reversed_pages_that_end_in_a_rebuttal_are_told_by_shared_words() -> None:
    text = (
        "Reality: Guards watch the pool day and night.\n\nRumor: Nobody watches the pool.\n\n"
        "Reality: The water is changed weekly.\n\nRumor: The water is never changed.\n\nReality: The sauna is"
    )
    extraction = extracted(text)
    assert [pair.rebuttal for pair in extraction.pairs] == [
        "Guards watch the pool day and night.",
        "The water is changed weekly.",
    ]
    assert [one.text for one in extraction.orphans] == ["The sauna is"]
    html = "<h3>Reality: A.</h3><p>Rumor: B.</p><h3>Reality: C.</h3><p>Rumor: D.</p><h3>Reality: E.</h3>"
    assert judged(extracted(html, "p.html"))[0] == ("B.", "A.", None)
    forward = "Fact:\n\nMyth: The pool is dry.\n\nFact: The pool is full."
    assert judged(extracted(forward)) == [("The pool is dry.", "The pool is full.", None)]


def test_questions() -> None:
    html = (
        "<h1>About the pool?</h1><h2>What is it?</h2><p>A pool.</p><h3>Is it deep?</h3><p>Yes.</p><h2>Who runs it?</h2>"
        "<p>The master.</p><h2>Swimming in the winter months</h2><p>We do.</p><h2>Where is it?</h2><p>Here.</p>"
        "<h2>Why at all?</h2><h2>When?</h2><p>Now.</p><h2>How?</h2><p>So.</p><h2>Contact us</h2><p>Call.</p>"
    )
    extraction = extracted(html, "p.html")
    assert [pair.claim for pair in extraction.pairs] == [
        "What is it?",
        "Who runs it?",
        "Swimming in the winter months",
        "Where is it?",
        "When?",
        "How?",
    ]
    assert extraction.pairs[0].rebuttal == "A pool.\n\nIs it deep?\n\nYes."
    assert [one.text for one in extraction.orphans] == ["Why at all?"]


def test_many_more_questions_further_in_are_the_page() -> None:
    inner = "".join(f"<h3>Question {n}?</h3><p>Answer.</p>" for n in range(8))
    html = f"<h2>Who?</h2><p>We.</p><h2>About</h2><p>Text.</p><h2>Why?</h2><p>So.</p>{inner}"
    assert len(extracted(html, "p.html").pairs) == 10


def test_bold_questions_and_lists_of_questions() -> None:
    html = "<p><b>What?</b><br>A pool.</p><p><b>Who?</b><br>We.</p><p><b>Why?</b> Because.</p>"
    assert [pair.rebuttal for pair in extracted(html, "p.html").pairs] == ["A pool.", "We.", "Because."]
    text = "What is it?\nWho runs it?\n\nWhat is it?\n\nA pool.\n\nWho runs it?\n\nWe do.\n\nand more"
    extraction = extracted(text)
    assert [pair.claim for pair in extraction.pairs] == ["What is it?", "Who runs it?"]
    assert extraction.warnings == ["a list that repeats the questions was left out"]


def test_statements_under_a_heading_within_a_page() -> None:
    html = (
        "<h1>The pool</h1><p>One.</p><p>Two.</p><h2>History</h2><p>Old.</p><h2>Common myths</h2>"
        "<h3>The pool is haunted now.</h3><p>No ghost was seen.</p><h3>The pool is closing soon.</h3><p>It stays.</p>"
        "<h2>Contact</h2><p>Call.</p>"
    )
    assert [pair.claim for pair in extracted(html, "p.html").pairs] == [
        "The pool is haunted now.",
        "The pool is closing soon.",
    ]
    told = "Here are some common myths.\n\n1. The pool is haunted now.\n\nNo.\n\n2. The pool is closing soon.\n\nNo."
    assert len(extracted(told).pairs) == 2
    last = "<h1>The pool</h1><p>One.</p><p>Two.</p><h2>Common myths</h2><h3>The pool is haunted now.</h3><p>No.</p>"
    assert extracted(last, "p.html").pairs == []
    quoted = "Rumor control\n\n“The pool is haunted now.”\n\nNo ghost.\n\n“The pool is closing soon.”\n\nIt stays."
    assert len(extracted(quoted).pairs) == 2


def test_a_closing_line_is_left_out_where_all_other_answers_are_one_paragraph() -> None:
    text = "Myth: A.\n\nFact: B.\n\nMyth: C.\n\nFact: D.\n\nMyth: E.\n\nFact: F.\n\nFor more information, call us."
    last = extracted(text).pairs[-1]
    assert (last.rebuttal, last.notes) == ("F.", ["a closing line of the page was left out"])
    other = extracted(text.replace("For more information, call", "Swim with")).pairs[-1]
    assert other.rebuttal == "F.\n\nSwim with us."


def test_a_short_last_line_is_left_out_of_plain_text_only() -> None:
    text = "Myth: A.\n\nFact: B.\n\nMyth: C.\n\nFact: D.\n\nNext part of"
    assert extracted(text).pairs[-1].notes == ["a short last line was left out"]
    html = "<p>Myth: A.</p><p>Fact: B.</p><p><b>Next part</b></p>"
    assert extracted(html, "p.html").pairs[-1].rebuttal == "B.\n\nNext part"


def test_headings_inside_an_answer_belong_to_it() -> None:
    html = (
        "<h2>Myth: A.</h2><p>Fact: B.</p><h3>When</h3><p>Now.</p><h2>Myth: C.</h2><p>Fact: D.</p><h2>More</h2><p>x</p>"
    )
    found = extracted(html, "p.html").pairs
    assert [fold(pair.rebuttal) for pair in found] == ["B. When Now.", "D."]
    html = "<h2>Part</h2><p>Myth: A.</p><p>Fact: B.</p><h3>Why</h3><p>So.</p><p>Myth: C.</p><p>Fact: D.</p>"
    assert fold(extracted(html, "p.html").pairs[0].rebuttal) == "B. Why So."


def test_the_title_is_not_the_first_claim() -> None:
    assert extracted("<h2>Myth: A b c.</h2><p>Fact: D.</p><p>Myth: E</p><p>Fact: F</p>", "p.html").title is None
    assert extracted("<h2>“A b c.”</h2><p>Fact: D.</p><h2>“E”</h2><p>Fact: F</p>", "p.html").title is None


def test_the_language_is_told_by_the_commonest_words_or_not_at_all() -> None:
    assert extracted("Der Hafen ist nicht auf der Insel, und die Boote sind mit den Leuten zu sehen.").language == "de"
    assert extracted("Ahoy").language is None
    assert extracted("<html lang=pt><p>the of and to in", "p.html").language == "pt"


MEASURES = """Harbour Office announces changes

Published June 17, 2011

The office is taking the following steps to protect boat owners:

- Review Board: The office will set up a board. It will report to the Harbour Council within 45 days.
- Storage: No boat will be held for more than 48 hours.
- Training:
    - Guards are trained every year.
    - All guards will be trained by 2013.

Concerns we have heard:

- Cost: Owners fear fees.
  - Fees rise.
- Privacy

That is all."""


def test_measures_of_a_dated_announcement() -> None:
    extraction = extracted(MEASURES)
    assert [(one.label, fold(one.text)) for one in extraction.concerns] == [
        ("Cost", "Owners fear fees. - Fees rise."),
        (None, "Privacy"),
    ]
    assert [one.label for one in extraction.safeguards] == ["Review Board", "Storage", "Training"]
    board, storage, training = extraction.safeguards
    deadline = board.commitments[-1]
    assert (deadline.due, deadline.base, deadline.to) == ("2011-08-01", "2011-06-17", "the Harbour Council")
    assert storage.commitments[0].kind == "limit"
    assert (training.text, len(training.children), training.commitments) == ("", 2, [])
    assert [one.kind for child in training.children for one in child.commitments] == ["recurrence", "target"]


INTRODUCED = {
    "These safeguards protect the program:": "safeguard",
    "The office is committed to addressing concerns that have been raised, including:": "concern",
    "Critics have raised concerns about our safeguards, including:": "concern",
    "To address these concerns, the department has adopted several measures:": "safeguard",
    "Our protections include:": "safeguard",
    "La oficina ha adoptado las siguientes medidas:": "safeguard",
    "We heard these objections from owners.": "concern",
    "If you have concerns, take these steps:": None,
    "Bring the following things:": None,
    "Find the steps here:": None,
    "The harbour is open.": None,
}


@pytest.mark.parametrize("sentence", INTRODUCED)
def test_the_introducing_sentence_decides(sentence: str) -> None:
    extraction = extracted(f"Some text. {sentence}\n\n* One is so.\n* Two is so.")
    kinds = {"concern": extraction.concerns, "safeguard": extraction.safeguards}
    assert [kind for kind, found in kinds.items() if found] == ([INTRODUCED[sentence]] if INTRODUCED[sentence] else [])


def test_measures_in_sections_paragraphs_and_definitions() -> None:
    html = (
        "<h1>Harbour reform</h1><h2>Community concerns</h2><h3>Noise</h3><p>It is loud.</p><h3>Smell</h3>"
        "<h3>Dust</h3><p>It is dusty.</p><h2>New safeguards</h2><p>Here they are.</p>"
        "<ul><li><b>Quiet hours</b> Engines stop.</li><li><b>Filters</b><p>Each ship gets one.</p></li></ul>"
        "<p>These reforms will protect the public:</p><p><b>Training.</b> All learn.</p>"
        "<p><b>Oversight:</b> One looks.</p>"
        "<h2>Protections</h2><dl><dt>Limits</dt><dd>Fines end.</dd><dt>None</dt></dl>"
        "<h2>What steps are safe?</h2><p>All.</p>"
        "<h2>New measures</h2><p>None yet.</p><h2>Steps</h2><p>Down.</p>"
    )
    extraction = extracted(html, "p.html")
    assert [(one.label, one.text) for one in extraction.concerns] == [
        ("Noise", "It is loud."),
        ("Dust", "It is dusty."),
    ]
    assert [(one.label, one.text) for one in extraction.safeguards] == [
        ("Quiet hours", "Engines stop."),
        ("Filters", "Each ship gets one."),
        ("Training", "All learn."),
        ("Oversight", "One looks."),
        ("Limits", "Fines end."),
    ]


def test_a_page_title_announces_nothing_by_its_sections() -> None:
    html = "<h1>All about our new protections</h1><h2>History</h2><p>Old.</p><h2>Office hours</h2><p>Nine.</p>"
    assert extracted(html, "p.html").safeguards == []
    html = html.replace("All about our new protections", "Protections")
    assert [one.label for one in extracted(html, "p.html").safeguards] == ["History", "Office hours"]


def test_a_line_over_a_nested_list_is_a_label() -> None:
    html = (
        "<p>We have put the following safeguards in place:</p><ul><li><b>Notice to families.</b><ul><li>Each gets a "
        "letter.</li><li>A notice is posted.</li></ul></li><li>On the works<ul><li>A doctor looks on.</li></ul></li>"
        "<li>This is a sentence.<ul><li>It goes on.</li></ul></li></ul>"
    )
    found = extracted(html, "p.html").safeguards
    assert [(one.label, one.text, len(one.children)) for one in found] == [
        ("Notice to families", "", 2),
        ("On the works", "", 1),
        (None, "This is a sentence.", 1),
    ]


def test_labels_that_end_in_a_full_stop_in_every_item() -> None:
    text = "The Board has adopted the following reforms:\n\n1) Reports. Owners write one.\n2) Fund. The Board pays.\n"
    assert [(one.label, one.text) for one in extracted(text).safeguards] == [
        ("Reports", "Owners write one."),
        ("Fund", "The Board pays."),
    ]
    assert {one.label for one in extracted(text.replace("Fund. ", "From now on ")).safeguards} == {None}
    text = text.replace("Fund.", "It is a long day for all of us here.")
    assert {one.label for one in extracted(text).safeguards} == {None}


def test_a_page_that_commits_itself_and_its_own_date_lines() -> None:
    html = (
        "<h1>Our commitments on the toll bridge</h1><p>Issued: March 1, 2016.</p><p>To: all drivers</p>"
        "<p>The Bridge Office commits to the following:</p><dl><dt>Refunds</dt><dd>They are paid.</dd></dl>"
        "<h2>What drivers worry about</h2><ul><li><b>Cost</b> – It is high.</li></ul>"
    )
    found = extracted(html, "p.html")
    assert [one.label for one in found.safeguards] == ["Refunds"]
    assert [one.label for one in found.concerns] == ["Cost"]


def test_labels_set_off_by_dashes_need_every_item_to_have_one() -> None:
    text = "These safeguards help:\n\n* Board – It meets.\n* Audit – It looks."
    assert [one.label for one in extracted(text).safeguards] == ["Board", "Audit"]
    assert [one.label for one in extracted(text.replace("Audit – It", "Audit it")).safeguards] == [None, None]


def test_measures_inside_pairs_are_not_read_twice() -> None:
    text = "Myth: A.\n\nFact: B. These safeguards help:\n\n- Board: one.\n- Audit: two.\n\nMyth: C.\n\nFact: D."
    assert extracted(text).safeguards == []


DATES = {
    "The text was copied on June 25, 2011.": "captured",
    "Retrieved 25 June 2011 from the site.": "captured",
    "Effective June 25, 2011, all is new.": "effective",
    "Last updated: June 25, 2011": "published",
    "HARBOUR CITY, June 25, 2011 — The office acts.": "published",
    "This page was last reviewed on June 25, 2011.": "published",
    "It cites a memo dated June 25, 2011.": "mentioned",
    "A video was uploaded June 25, 2011, and copied.": "mentioned",
    "It all began on June 25, 2011 in the harbour.": "mentioned",
    "June 25, 2011": "published",
    "You are viewing a copy made on June 25, 2011.": "captured",
    "Archived on June 25, 2011": "captured",
    "Consulté le 25 juin 2011": "captured",
    "Abgerufen am 25. Juni 2011.": "captured",
    "This is the page as it stood on June 25, 2011.": "captured",
    "Snapshot taken June 25, 2011": "captured",
    "The rules come into force on 25 June 2011.": "effective",
    "The order applies from June 25, 2011.": "effective",
    "These limits became effective on June 25, 2011.": "effective",
    "Die Regeln gelten ab 25. Juni 2011.": "effective",
    "Le règlement est entré en vigueur le 25 juin 2011.": "effective",
    "Las normas entran en vigor el 25 de junio de 2011.": "effective",
    "As regras entram em vigor em 25 de junho de 2011.": "effective",
    "Released 25 June 2011": "published",
    "Page last updated: 25 June 2011": "published",
    "Content last reviewed 25 June 2011": "published",
    "Date published: 25 June 2011": "published",
    "News release | June 25, 2011": "published",
    "FOR IMMEDIATE RELEASE: June 25, 2011": "published",
    "Harbour City, 25 June 2011": "published",
    "By Ada Oak | June 25, 2011": "published",
    "Fact Sheet No. 12     Revised June 25, 2011": "published",
    "Date modified:\n\nJune 25, 2011": "published",
    "We drew the line again, as revised June 25, 2011, and it is well known that it has not been moved since "
    "that day.": "mentioned",
    "Harbour City, 25 June 2011. The office answers what is said.": "published",
    "Fecha de publicación: 25 de junio de 2011": "published",
    "Publicado el 25 de junio de 2011": "published",
    "Última actualización: 25 de junio de 2011": "published",
    "Publié le 25 juin 2011": "published",
    "Mis à jour le 25 juin 2011": "published",
    "Veröffentlicht am 25. Juni 2011": "published",
    "Zuletzt geändert: 25. Juni 2011": "published",
    "Stand: 25. Juni 2011": "published",
    "Atualizado em 25 de junho de 2011": "published",
    "The office announced the programme on 25 June 2011.": "published",
    "These safeguards were announced by the office on June 25, 2011.": "published",
    "Public hearing, 25 June 2011": "mentioned",
    "The archive opened on 25 June 2011 in the harbour.": "mentioned",
    "A study of the harbour, 25 June 2011": "mentioned",
    "As of June 25, 2011, forty boats are counted.": "mentioned",
    "The mayor announced a wedding on 25 June 2011.": "mentioned",
    "Registration starts on 25 June 2011.": "mentioned",
}


@pytest.mark.parametrize("text", DATES)
def test_date_roles(text: str) -> None:
    assert [one.role for one in extracted(f"Harbour\n\n{text}\n\nMore.").dates] == [DATES[text]]


def test_a_date_line_under_a_pair_is_the_pairs() -> None:
    text = "Myth: A.\n\nFact: B.\n\nJune 25, 2011\n\nMyth: C.\n\nFact: D."
    assert [one.role for one in extracted(text).dates] == ["mentioned"]


def test_relative_dates_are_counted_from_the_capture() -> None:
    assert [one.date for one in extracted("It rose last year.", captured="2011-06-25").dates] == ["2010"]


def test_two_publication_days_tell_no_base() -> None:
    text = "Published June 17, 2011\n\nReleased June 18, 2011\n\nThese safeguards help:\n\n- It comes within 5 days."
    assert extracted(text).safeguards[0].commitments[0].due is None


def test_the_day_of_publication_is_the_base_and_not_an_update() -> None:
    text = "Updated June 18, 2011\n\nPublished June 17, 2011\n\nThese safeguards help:\n\n- It comes within 5 days."
    assert extracted(text).safeguards[0].commitments[0].base == "2011-06-17"
    text = text.replace("Published", "Last reviewed")
    assert extracted(text).safeguards[0].commitments[0].base is None


def test_metadata_gives_the_base_where_the_page_names_none() -> None:
    text = "---\ndate: 2011-06-17\n---\nThese safeguards help:\n\n- It comes within 45 days.\n"
    assert extracted(text, "p.md").safeguards[0].commitments[0].due == "2011-08-01"


WORDS = st.text(alphabet=st.sampled_from("abcdefg hij klm nop"), min_size=3, max_size=40).map(fold).filter(bool)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=2, max_size=6))
def test_pairs_printed_as_label_and_text_are_read_again(pairs: list[tuple[str, str]]) -> None:
    sentences = [(f"Claim{n} {claim}.", f"Answer{n} {answer}.") for n, (claim, answer) in enumerate(pairs)]
    printed = "\n\n".join(f"Fiction: {claim}\n\nFACT: {answer}" for claim, answer in sentences)
    found = extracted(printed).pairs
    assert [(pair.claim, pair.rebuttal) for pair in found] == sentences
    again = "\n\n".join(f"{p.claim_label}: {p.claim}\n\n{p.rebuttal_label}: {p.rebuttal}" for p in found)
    assert again == printed


PIECES = [
    "Myth: ",
    "Fact: ",
    "MYTH\n",
    "FACT\n",
    "A is b. ",
    "What is it?\n\n",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "# ",
    "“A b.”",
    "False. ",
    "Verdict: no\n",
    "Sources:\n",
    "June 5, 2011",
    "within 5 days ",
    "These safeguards help:\n\n",
    "<p>",
    "<h3>",
    "<b>",
    "</b>",
    "<td>",
    "<table><tr>",
    "<li>",
    "Myths about it\n\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(["p.txt", "p.html", "p.md"]))
def test_any_input_ends_and_its_ranges_hold(pieces: list[str], filename: str) -> None:
    text = "".join(pieces)
    if re.search(r"[\w“]", re.sub(r"<[^>]*>|[#\-]|1\.", "", text)):
        extracted(text, filename)


GROWING = {
    "pairs": ("p.txt", "Fiction: The bureau loses 5 letters.\n\nFACT: It brings 99 percent by June 5, 2011.\n\n"),
    "one paragraph": ("p.txt", "Myth: The bureau loses 5 letters. Fact: It brings them within 45 days. "),
    "claims alone": ("p.txt", "Myth: The bureau loses letters.\n\n"),
    "bullets": ("p.txt", "These safeguards help:\n\n- Board: It will report within 45 days, quarterly.\n\n"),
    "questions": ("p.html", "<h2>What is it?</h2><p>It is a bureau.</p>"),
    "cards": ("p.html", "<div><div><p>Myth: It is so.</p></div><div>Fact: It is not.</div></div>"),
    "tables": ("p.html", "<table><tr><th>Myth</th><th>Fact</th></tr><tr><td>It is</td><td>No</td></tr></table>"),
    "lines": ("p.txt", "Myth\n"),
    "judged": ("p.txt", "“The bureau is old.” – False.\n\nIt is new.\n\n"),
    "ruled": ("p.html", "<hr><h3>The bureau is old</h3><p>FALSE</p><p>It is new.</p>"),
    "dates": ("p.txt", "The office announced the programme on 5 May 2011, "),
    "questions and answers in a row": ("p.txt", "Is it so? It is.\n\n"),
    "links": ("p.html", "<p><a href='/a'>Myth: x</a> · <a href='/b'>y</a></p>"),
    "brackets": ("p.md", "[a "),
}


@pytest.mark.parametrize("kind", GROWING)
def test_the_number_of_steps_grows_with_the_length_and_no_faster(kind: str) -> None:
    filename, unit = GROWING[kind]
    small, large = (steps_of(unit * count, filename) for count in (100, 400))
    assert large < 4.6 * small


def test_the_phrases_that_a_page_repeats_are_not_all_tried_with_all_others() -> None:
    def page(count: int) -> str:
        phrases = [f"Neighbour {n} says: boats leak.\n\nThe facts of pier {n}: none does.\n\n" for n in range(count)]
        return "".join(phrases * 3)

    small, large = (steps_of(page(count), "p.txt") for count in (60, 240))
    assert large < 4.6 * small


def test_how_a_page_ended_is_read_off_that_page_and_not_off_all_before(monkeypatch: pytest.MonkeyPatch) -> None:
    searched = 0

    class Counting:
        def search(self, text: str) -> re.Match[str] | None:
            nonlocal searched
            searched += len(text)
            return ends.search(text)

    ends = blocks_text._ENDS_SENTENCE
    monkeypatch.setattr(blocks_text, "_ENDS_SENTENCE", Counting())
    names = [f"{first}{second}" for first in "abcde" for second in "klmnopqrst"]
    pages = [f"{name} leaks, which no diver at {name} has seen, and so the {name}" for name in names]
    text = "\f".join(pages)
    assert "so the ak\nal leaks" in read(text.encode(), "p.txt").text
    assert searched <= 4 * len(text)


@pytest.mark.parametrize("number", ["1" * 5_000, "123," * 2_000 + "123", "9" * 400 + ".5 million", "7" * 5_000 + "th"])
def test_a_number_longer_than_any_reader_could_tell_is_no_quantity(number: str) -> None:
    found = extracted(f"Myth: It took {number} days.\n\nFact: It took 5 days.").quantities
    assert [one.text for one in found] == ["5 days"]


def test_a_cell_that_claims_to_span_more_than_any_table_is_read() -> None:
    spanning = f"<td colspan={'9' * 5_000}>It rusts.</td>"
    page = (
        f"<table><tr><th>Myth</th><th>Fact</th></tr><tr><td>It leaks.</td><td>No.</td></tr><tr>{spanning}</tr></table>"
    )
    assert [pair.claim for pair in extracted(page, "p.html").pairs] == ["It leaks."]


def test_the_words_of_a_long_block_are_parted_once_and_not_for_each_of_its_pairs() -> None:
    class Counted(str):
        __slots__ = ()
        parted = 0

        def split(self, *separators: Any) -> list[str]:
            Counted.parted += len(self)
            return super().split(*separators)

    filename, unit = GROWING["one paragraph"]
    document = read((unit * 100).encode(), filename)
    (block,) = document.blocks
    extract(replace(document, blocks=[replace(block, text=Counted(block.text))]))
    assert Counted.parted <= 3 * len(block.text)


def steps_of(text: str, filename: str) -> int:
    """Count the calls that reading and extracting a text makes."""
    count = 0

    def step(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(step)
    try:
        extract(read(text.encode(), filename))
    finally:
        sys.setprofile(before)
    return count


@given(st.binary(max_size=200), st.sampled_from(["p.txt", "p.html", "p.md", None]))
def test_any_bytes_are_read_or_rejected(data: bytes, filename: str | None) -> None:
    try:
        document = read(data, filename)
    except Rejected:
        return
    check_ranges(document, extract(document))


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="needs the labelled pages of ../shared/data")
@pytest.mark.parametrize("only", ["seed", "fema", "dhs", "ice", "santa", "usgs", "digitalgov", "census", "ca-sos"])
def test_the_labelled_pages_are_read_whole(only: str) -> None:
    command = [sys.executable, str(SHARED / "tools" / "score.py"), "extract", "--data", str(SHARED / "data")]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [*command, "--only", only], capture_output=True, text=True, check=False, env={**os.environ, "PATH": path}
    )
    totals = dict(re.findall(r"([a-z ]+?) (\d\.\d{3}) \(", done.stdout.splitlines()[-1].split(": ", 1)[1]))
    assert {float(figure) for figure in totals.values()} == {1.0}, done.stdout
