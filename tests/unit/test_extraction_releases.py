"""Pairs and promises as releases, blogs and cards have them: page breaks, comments, odd labels, other languages."""

from __future__ import annotations

import pytest

from app.domain.commitments import find_commitments
from tests.unit.test_extraction_own_labels import ROWS, each, extracted


def rows(text: str, filename: str = "ferry.txt") -> list[tuple[str, str]]:
    return [(one.claim.strip("“”"), one.rebuttal) for one in extracted(text, filename).pairs]


def test_what_readers_write_under_a_page_is_nobodys_claim() -> None:
    for head in ("3 comments:", "Comentarios (2)", "2 Kommentare"):
        text = each("Myth: CLAIM\n\nFact: ANSWER") + f"\n\n{head}\n\nWanda said:\n\nMyth: this is funny.\n\nFact: no."
        found = extracted(text, "ferry.txt")
        assert [(one.claim, one.rebuttal) for one in found.pairs] == ROWS, head
        assert "the comments of readers were left out" in found.warnings
    asked = each("Comment: CLAIM\n\nResponse: ANSWER")
    assert rows(f"Public comments\n\n{asked}") == ROWS  # here the agency answers them


def test_the_foot_and_head_of_a_page_are_no_part_of_an_answer() -> None:
    head = f"{ROWS[0][1]}\n\n        -more-\n\nFerry Bureau                       Page 2"
    assert rows(each("MYTH: CLAIM\n\nFACT: ANSWER").replace(ROWS[0][1], head)) == ROWS


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Fact: A mate", "Fact - A mate"),
        ("Fact: A mate", "Fact-A mate"),
        ("Myth 2:", "MYTHS #2:"),
        ("Myth 3:", "myth –"),
    ],
)
def test_one_label_set_off_otherwise_than_all_others_is_a_label_still(was: str, now: str) -> None:
    text = "\n\n".join(f"Myth {number}: {claim}\nFact: {answer}" for number, (claim, answer) in enumerate(ROWS, 1))
    assert was in text
    assert rows(text.replace(was, now, 1)) == ROWS
    assert rows(text.replace("A mate is", "Fact-checkers are"))[0][1].startswith("Fact-checkers are")


def test_questions_and_answers_after_the_myths_are_pairs_too() -> None:
    asked = "Q: Who pays?\nA: The town pays.\n\nQ: Who sails?\nA: The mate sails."
    text = each("MYTH: CLAIM\n\nFACT: ANSWER") + f"\n\nQUESTIONS AND ANSWERS\n\n{asked}"
    assert rows(text) == [*ROWS, ("Who pays?", "The town pays."), ("Who sails?", "The mate sails.")]


@pytest.mark.parametrize(
    ("template", "verdict"),
    [
        ("<p><b>Behauptung:</b> CLAIM</p><p><b>Bewertung:</b> Falsch</p><p><b>Fakt ist:</b> ANSWER</p>", "Falsch"),
        ("<p><b>Bulo:</b> “CLAIM”</p><p>FALSO</p><div><p><b>La realidad:</b> ANSWER</p></div>", "FALSO"),
        ("<h3>CLAIM</h3><p><b>FAUX</b> — ANSWER</p>", "FAUX"),
    ],
)
def test_a_verdict_between_claim_and_answer_is_told_as_such(template: str, verdict: str) -> None:
    html = each(template)
    found = extracted(html, "ferry.html")
    assert [(one.claim.strip("“”"), one.rebuttal) for one in found.pairs] == ROWS
    assert [one.verdict_label for one in found.pairs] == [verdict] * 3


def test_a_verdict_in_words_of_its_own_stands_where_all_others_stand() -> None:
    html = each("<h3>CLAIM</h3><p><b>FALSE</b> — ANSWER</p>").replace("FALSE", "NOT ON SUNDAYS", 1)
    found = extracted(html, "ferry.html")
    assert [(one.claim, one.rebuttal) for one in found.pairs] == ROWS
    assert found.pairs[0].verdict_label == "NOT ON SUNDAYS"


def test_cards_tell_that_the_reality_stands_before_its_rumor_though_lone_ones_follow() -> None:
    card = "<div><div><h3>Reality</h3><p>ANSWER</p></div><div><h3>Rumor</h3><p>CLAIM</p></div></div>"
    alone = "<div><div><h3>{}</h3><p>{}</p></div></div>"
    html = each(card) + alone.format("Rumor", "It sinks.") + alone.format("Reality", "It floats.")
    found = extracted(html, "ferry.html")
    assert [(one.claim, one.rebuttal) for one in found.pairs] == ROWS
    assert [(one.side, one.text) for one in found.orphans] == [("claim", "It sinks."), ("rebuttal", "It floats.")]


def test_who_said_a_quotation_is_part_of_it() -> None:
    html = each("<h3>Rumor: CLAIM</h3><p><b>Fact:</b> ANSWER</p><blockquote>“So.”<footer>A mate</footer></blockquote>")
    assert all(answer.endswith("“So.”\n\nA mate") for _, answer in rows(html, "ferry.html"))


@pytest.mark.parametrize("day", ["Freitag, 17. Juni 2011", "Martes 17 de junio de 2011", "Vendredi, le 17 juin 2011"])
def test_a_line_at_the_top_with_a_weekday_is_the_day_of_publication(day: str) -> None:
    found = extracted(f"Ferry Bureau\n\n{day}\n\n" + each("Myth: CLAIM\n\nFact: ANSWER"), "ferry.txt")
    assert [(one.date, one.role) for one in found.dates] == [("2011-06-17", "published")]


def test_a_claim_whole_in_bold_is_answered_by_all_under_it_even_by_parts_deeper_than_the_pages_sections() -> None:
    html = "<h1>Myth-busting the ferry</h1>" + each("<p><b>Claim: CLAIM</b></p><p>ANSWER</p>")
    html = html.replace(ROWS[0][1], f"{ROWS[0][1]}</p><h3>On Sundays</h3><p>Then too.") + "<h2>Notes</h2><p>End.</p>"
    first = (ROWS[0][0], f"{ROWS[0][1]}\n\nOn Sundays\n\nThen too.")
    assert rows(html, "ferry.html") == [first, *ROWS[1:]]


def test_labels_of_letters_to_readers() -> None:
    template = "On entend : « CLAIM »\n\nCe qu'il faut savoir : ANSWER"
    assert [(claim.strip("«» "), answer) for claim, answer in rows(each(template))] == ROWS


def test_questions_beside_a_table_of_myths_are_pairs_too() -> None:
    asked = "<h3>Who pays?</h3><p>The town pays.</p><h3>Who sails it?</h3><p>The mate sails it.</p><h2>Myths</h2>"
    table = each("<tr><td>CLAIM</td><td>ANSWER</td></tr>", "")
    html = f"<h1>The ferry</h1>{asked}<table><tr><th>Myth</th><th>Fact</th></tr>{table}</table>"
    assert rows(html, "f.html") == [("Who pays?", "The town pays."), ("Who sails it?", "The mate sails it."), *ROWS]


def test_a_speech_that_plays_on_myths_lists_none_and_its_day_stands_under_the_speaker() -> None:
    html = (
        "<h1>“Myths of the ferry”: Remarks at a dinner</h1><p>Commissioner Frayne<br>June 17, 2011</p>"
        "<h2>A story about the ferry</h2><p>It sails.</p><h2>The truth about rules</h2><p>They are written.</p>"
    )
    found = extracted(html, "ferry.html")
    assert (found.pairs, [(one.date, one.role) for one in found.dates]) == ([], [("2011-06-17", "published")])
    listed = "<h1>Myths about your speech to the harbour board</h1>" + each("<h2>CLAIM</h2><p>ANSWER</p>")
    assert rows(listed, "ferry.html") == ROWS


def test_the_key_of_the_verdicts_is_no_statement_and_a_named_verdict_needs_no_known_word() -> None:
    html = each("<h2>“CLAIM”</h2><p>Bewertung: <b>Falsch</b></p><p>ANSWER</p><p>Mehr erfahren: Bericht 8</p>")
    html = html.replace("Falsch", "Ohne Zusammenhang", 1) + "<h2>So bewerten wir alles</h2><p>Falsch: so nicht.</p>"
    found = extracted(html, "ferry.html")
    assert [(one.claim.strip("“”"), one.rebuttal) for one in found.pairs] == ROWS
    assert [one.verdict_label for one in found.pairs] == ["Ohne Zusammenhang", "Falsch", "Falsch"]


def test_safeguards_in_swiss_spelling() -> None:
    text = "Das Amt hat folgende Schutzmassnahmen beschlossen:\n\n- Ein Rat tagt monatlich.\n- Namen werden gelöscht.\n"
    assert len(extracted(text, "ferry.txt").safeguards) == 2


PROMISES = {
    "Tous les quais seront couverts d’ici 2034.": ("target", None, None, "2034"),
    "D’ici 2034, tous les quais sont couverts.": ("target", None, None, "2034"),
    "Bis 2033 fährt die Fähre an alle Orte.": ("target", None, None, "2033"),
    "Todos os portos terão um posto até 2032.": ("target", None, None, "2032"),
    "Todos los muelles tendrán una oficina antes de 2032.": ("target", None, None, "2032"),
    "As listas em papel serão destruídas toda semana.": ("recurrence", 1, "week", None),
    "Das Amt wertet die Meldungen monatlich aus.": ("recurrence", 1, "month", None),
    "Der Rat tagt wöchentlich.": ("recurrence", 1, "week", None),
    "L’expert vérifiera les accès chaque trimestre.": ("recurrence", 1, "quarter", None),
    "Los datos se borran a las 24 horas.": ("limit", 24, "hour", None),
    "Die Daten werden nach 24 Stunden gelöscht.": ("limit", 24, "hour", None),
    "Les données sont effacées au bout de 24 heures.": ("limit", 24, "hour", None),
    "Os dados são apagados após 24 horas.": ("limit", 24, "hour", None),
}


@pytest.mark.parametrize("sentence", PROMISES)
def test_promises_in_other_languages(sentence: str) -> None:
    assert [(one.kind, one.value, one.unit, one.due) for one in find_commitments(sentence)] == [PROMISES[sentence]]


@pytest.mark.parametrize(
    "sentence", ["Bis 2033 war die Fähre alt.", "Ab 2030 gilt die Regel.", "Nach 24 Stunden kam die Fähre."]
)
def test_what_only_sounds_like_a_promise(sentence: str) -> None:
    assert find_commitments(sentence) == []
