"""Pairs on whole pages of other agencies, with what stands around them. All text is invented."""

from __future__ import annotations

import pytest

from app.domain.blocks import fold
from app.domain.extraction import extract
from app.domain.reading import read

THREE = [
    ("The ferry sails without a mate.", "A mate is on board on every trip. The harbour master checks the roster."),
    ("Bicycles cost extra on Sundays.", "Bicycles travel free of charge on all days of the week."),
    ("The new pier will be sold.", "The pier belongs to the town, and by law it cannot be sold."),
]
ASKED = [
    ("Does the ferry sail in fog?", "It does, at half its speed. The horn is blown every two minutes."),
    ("Can I bring a dog?", "Dogs travel free of charge, on a lead."),
    ("Who pays for the pier?", "The town pays one half, and the county pays the other."),
]


def each(template: str, joint: str = "\n\n", rows: list[tuple[str, str]] = THREE) -> str:
    """Fill a template with every claim, its answer and a number."""
    return joint.join(
        template.replace("CLAIM", claim).replace("ANSWER", answer).replace("N#", str(number))
        for number, (claim, answer) in enumerate(rows, 1)
    )


def judged(template: str, words: tuple[str, str, str], joint: str = "\n\n") -> str:
    """Fill a template that has a verdict too."""
    return joint.join(
        template.replace("CLAIM", claim).replace("ANSWER", answer).replace("WORD", word)
        for (claim, answer), word in zip(THREE, words, strict=True)
    )


def read_pairs(text: str, filename: str) -> list[tuple[str, str, str | None]]:
    document = read(text.encode(), filename)
    found = extract(document)
    for pair in found.pairs:
        assert fold(document.text[slice(*pair.claim_range)]) == fold(pair.claim)
        assert fold(document.text[slice(*pair.rebuttal_range)]) == fold(pair.rebuttal)
    assert [lone for lone in found.orphans if fold(lone.text)] == []
    return [(pair.claim.strip("“”\"'«»„"), fold(pair.rebuttal), pair.verdict_label) for pair in found.pairs]


# What stands under the last rebuttal and is no part of it: in every language, in plain text, Markdown and HTML.
TAILS = {
    "p.txt": (
        "----------\nWas this leaflet useful? [ ] yes [ ] no\nHarbour Office, Quay Street. Form 12-B.",
        "* * *\n\nFurther letters can be had at every counter.\nPrinted by the Harbour Office. Not for sale.",
        "Rate this page\n\n1 2 3 4 5",
        "Content last reviewed: autumn",
        "Page reviewed by the harbour master",
        "Did you find what you were looking for?",
        "Harbour Office | Quay Street | Tel. 555-0100",
        "See also: Timetables · Fares · Contact",
        "Related pages: Timetables, Fares",
        "Press office: press@harbour.example",
        "Tel.: 555-0100",
        "Email: office@harbour.example",
        "Publication no. 88-31",
        "Page 1 of 1",
        "###\n\nAbout the Harbour Office: it was founded in 1911.",
        "For media inquiries, contact Jo Banks at 555-0190.",
        "If you have further questions, please write to the harbour master.",
        "Bei Fragen wenden Sie sich an das Hafenamt.",
        "Form HO-12 (rev. 03/19)",
        "Document control number 1184",
        "© Harbour Office",
        "Siehe auch: Fahrpläne · Preise",
        "Weitere Informationen finden Sie unter Preise.",
        "Letzte Änderung: Herbst",
        "Zuletzt aktualisiert: im Herbst",
        "War diese Seite hilfreich?",
        "Seite drucken",
        "Impressum | Datenschutz | Kontakt",
        "¿Le resultó útil esta página?",
        "Última modificación: en otoño",
        "Véase también: Horarios · Tarifas",
        "Cette page vous a-t-elle été utile ?",
        "Voir aussi : Horaires, Tarifs",
        "Dernière modification : automne",
        "Mentions légales",
        "Esta página foi útil?",
        "Veja também: Horários",
        "Última modificação: outono",
    ),
    "p.html": (
        '<p class="updated">Content last reviewed: autumn</p>',
        '<div class="rate"><p>Rate this page</p><p>1 2 3 4 5</p></div>',
        "<hr><p>Harbour Office, Quay Street. Open on weekdays from eight to noon.</p>",
        "<p><em>Further pages:</em> <a href='/a'>Times</a> · <a href='/b'>Fares</a> · <a href='/c'>Contact</a></p>",
        "<p><a href='/a'>Times</a> <a href='/b'>Fares</a> <a href='/c'>Contact</a></p>",
        "<ul><li><a href='/a'>Times</a></li><li><a href='/b'>Fares</a></li><li><a href='/c'>Contact</a></li></ul>",
        "<p><small>Harbour Office · Quay Street</small></p>",
        "<footer><p>Harbour Office. We sail.</p></footer>",
        "<div id='footer'><p>Harbour Office. We sail.</p></div>",
        "<div class='field-name-changed'>Last modified: autumn</div>",
        "<h2>Related links</h2><p>The timetable.</p>",
        "<h2>Stay informed</h2><p>Get our letter.</p><form><button>Subscribe</button></form>",
        "<div class='page-feedback'><p>Was this page helpful?</p><button>Yes</button></div>",
        "<section class='related'><h3>You may also like</h3><p>How the ferry was built.</p></section>",
        "<p><a href='#top'>Back to top</a></p>",
        "<div class='sharedaddy sd-sharing'><h3>Share this:</h3><ul><li>X</li></ul></div>",
        "<div class='post-tags'>Tags: ferry, pier</div><div class='nav-links'><p>Previous post: Fares</p></div>",
        "<p>Filed under: News</p>",
        "<p># # #</p><p>The Harbour Office was founded in 1911.</p>",
        "<h2>Still have questions?</h2><p>Call the harbour master.</p>",
    ),
    "p.md": (
        "---\n\n*Subscribe to our letter* · *Follow us* · *Harbour Office, Quay Street*",
        "*Weitere Seiten:* [Zeiten](/a) · [Preise](/b) · [Kontakt](/c)",
        "[Times](/a) | [Fares](/b) | [Contact](/c)",
        "***\n\nThe Harbour Office runs the ferry and the pier.",
        "[^1]: Roster of the harbour master, page 3.",
    ),
}
BODIES = {
    "p.txt": ("Ferry: myths and facts\n\n" + each("Myth: CLAIM\n\nFact: ANSWER"), each("MYTH CLAIM\n\nFACT ANSWER")),
    "p.html": (
        "<main><h1>Ferry myths</h1>" + each("<p><b>Myth:</b> CLAIM</p><p><b>Fact:</b> ANSWER</p>", "") + "TAIL</main>",
        "<h1>Ferry myths</h1><main>" + each("<h3>CLAIM</h3><p>ANSWER</p>", "") + "TAIL</main>",
        "<main><h1>Ferry</h1><div class='acc'>"
        + each("<div class='i'><h3>Myth: CLAIM</h3><div><p>ANSWER</p></div></div>", "")
        + "</div>TAIL</main>",
    ),
    "p.md": (
        "# Ferry\n\n" + each("**Myth:** CLAIM\n\n**Fact:** ANSWER"),
        "# Ferry myths\n\n" + each("## CLAIM\n\nANSWER"),
    ),
}
TAILED = [
    (filename, body.replace("TAIL", tail) if "TAIL" in body else f"{body}\n\n{tail}\n", tail)
    for filename, bodies in BODIES.items()
    for body in bodies
    for tail in TAILS[filename]
]


@pytest.mark.parametrize(("filename", "text", "tail"), TAILED)
def test_what_stands_under_the_last_rebuttal_is_left_out(filename: str, text: str, tail: str) -> None:
    assert [pair[:2] for pair in read_pairs(text, filename)] == THREE, tail


WORDS = ("False", "Partly true", "True")
CAPITALS = ("FICTION", "PARTIALLY FACT", "FACT")
JUDGED = {
    "quoted, a dash and the verdict": ("p.md", judged("**“CLAIM”** — WORD.\n\nANSWER", WORDS), WORDS),
    "quoted, verdict in the same line, html": (
        "p.html",
        judged("<p>“CLAIM” – <b>WORD</b></p><p>ANSWER</p>", WORDS),
        WORDS,
    ),
    "quoted, verdict and explanation in one paragraph": ("p.txt", judged("“CLAIM” – WORD. ANSWER", WORDS), WORDS),
    "heading that ends in the verdict": ("p.html", judged("<h3>CLAIM – WORD</h3><p>ANSWER</p>", WORDS), WORDS),
    "heading with the verdict in brackets": ("p.md", judged("### CLAIM (WORD)\n\nANSWER", CAPITALS), CAPITALS),
    "verdict alone under a heading": ("p.md", judged("### CLAIM\n\n*WORD*\n\nANSWER", CAPITALS), CAPITALS),
    "verdict alone under a heading, html": (
        "p.html",
        judged("<h2>CLAIM</h2><p class='v'>WORD</p><p>ANSWER</p>", WORDS),
        WORDS,
    ),
    "verdict in bold before the explanation": (
        "p.html",
        judged("<h3>CLAIM</h3><p><strong>WORD.</strong> ANSWER</p>", WORDS),
        WORDS,
    ),
    "verdict field under a heading": (
        "p.html",
        judged("<h3>CLAIM</h3><p>Verdict: WORD</p><p>ANSWER</p>", WORDS),
        WORDS,
    ),
    "rating under a claim": ("p.txt", judged("Claim: CLAIM\n\nOur rating: WORD\n\nANSWER", WORDS), WORDS),
    "claim, verdict, explanation": ("p.txt", judged("Claim: CLAIM\nVerdict: WORD\nExplanation: ANSWER", WORDS), WORDS),
    "table of claims, verdicts, explanations": (
        "p.html",
        "<table><tr><th>Claim</th><th>Verdict</th><th>Explanation</th></tr>"
        + judged("<tr><td>CLAIM</td><td>WORD</td><td>ANSWER</td></tr>", WORDS, "")
        + "</table>",
        WORDS,
    ),
    "markdown table with verdicts": (
        "p.md",
        "| Statement | Rating | Why |\n|---|---|---|\n" + judged("| CLAIM | WORD | ANSWER |", WORDS, "\n"),
        WORDS,
    ),
    "fact and fiction alone": (
        "p.html",
        judged("<h3>CLAIM</h3><p>WORD</p><p>ANSWER</p>", ("FICTION", "FACT", "FICTION"), ""),
        ("FICTION", "FACT", "FICTION"),
    ),
    "verdict above the heading": (
        "p.html",
        judged("<div><p class='v'>WORD</p><h3>CLAIM</h3><p>ANSWER</p></div>", ("FAUX", "VRAI", "FAUX"), ""),
        ("FAUX", "VRAI", "FAUX"),
    ),
    "table with a state": (
        "p.html",
        "<table><tr><th>Date</th><th>Rumour</th><th>Status</th><th>Explanation</th></tr>"
        + judged("<tr><td>May</td><td>CLAIM</td><td>WORD</td><td>ANSWER</td></tr>", WORDS, "")
        + "</table>",
        WORDS,
    ),
    "fiction all through": (
        "p.html",
        judged("<h3>CLAIM</h3><p>FICTION</p><p>ANSWER</p>", WORDS, ""),
        ("FICTION", "FICTION", "FICTION"),
    ),
    "german": (
        "p.html",
        judged("<h3>CLAIM</h3><p>WORD</p><p>ANSWER</p>", ("FALSCH", "TEILWEISE RICHTIG", "RICHTIG")),
        ("FALSCH", "TEILWEISE RICHTIG", "RICHTIG"),
    ),
    "spanish": (
        "p.txt",
        judged("«CLAIM» — WORD.\n\nANSWER", ("Falso", "Cierto", "Falso")),
        ("Falso", "Cierto", "Falso"),
    ),
    "french, vrai ou faux": (
        "p.html",
        "<h1>Vrai ou faux ?</h1>" + judged("<h2>CLAIM</h2><p><b>WORD.</b> ANSWER</p>", ("Faux", "Vrai", "Faux"), ""),
        ("Faux", "Vrai", "Faux"),
    ),
    "true or false quiz": (
        "p.html",
        judged(
            "<p>True or false? CLAIM</p><details><summary>Answer</summary><p>WORD. ANSWER</p></details>",
            ("False", "True", "False"),
            "",
        ),
        ("False", "True", "False"),
    ),
    "badge before the statement": (
        "p.html",
        judged("<h3><span class='badge'>WORD</span> CLAIM</h3><p>ANSWER</p>", CAPITALS),
        CAPITALS,
    ),
    "verdict label before the statement": ("p.txt", judged("WORD: CLAIM\n\nANSWER", CAPITALS), CAPITALS),
}


@pytest.mark.parametrize("layout", JUDGED)
def test_verdicts_on_statements(layout: str) -> None:
    filename, text, words = JUDGED[layout]
    wanted = [(fold(claim), answer, word) for (claim, answer), word in zip(THREE, words, strict=True)]
    found = read_pairs(text, filename)
    assert [(pair[0].rstrip("."), pair[1], pair[2]) for pair in found] == [
        (claim.rstrip("."), answer, word) for claim, answer, word in wanted
    ]


LABELLED = {
    "german inline": ("p.txt", each("Mythos: CLAIM Fakt: ANSWER")),
    "german inline, html": ("p.html", each("<p><b>Mythos:</b> CLAIM <b>Fakt:</b> ANSWER</p>", "")),
    "german errors": ("p.md", each("**Irrtum N#:** CLAIM\n\n**Richtig ist:** ANSWER")),
    "german prejudice": ("p.html", each("<h3>Vorurteil N#: CLAIM</h3><p>ANSWER</p>", "")),
    "german wrong, right": ("p.txt", each("Falsch: CLAIM\n\nRichtig: ANSWER")),
    "table with a header row": (
        "p.html",
        "<table><thead><tr><th>Myth</th><th>Fact</th></tr></thead><tbody>"
        + each("<tr><td>CLAIM</td><td>ANSWER</td></tr>", "")
        + "</tbody></table>",
    ),
    "table with numbers": (
        "p.html",
        "<table><tr><td>No.</td><td>Misconception</td><td>Reality</td></tr>"
        + each("<tr><td>N#</td><td>CLAIM</td><td>ANSWER</td></tr>", "")
        + "</table>",
    ),
    "table with facts first": ("p.md", "| Fact | Fiction |\n|---|---|\n" + each("| ANSWER | CLAIM |", "\n")),
    "one small table for each": (
        "p.html",
        each("<table><tr><th>Myth</th><td>CLAIM</td></tr><tr><th>Fact</th><td>ANSWER</td></tr></table>", ""),
    ),
    "heard and did": ("p.html", each("<h3>What we heard</h3><p>CLAIM</p><h3>What we did</h3><p>ANSWER</p>", "")),
    "you said, we did": ("p.txt", each("You said: CLAIM\n\nWe did: ANSWER")),
    "you said, we did, table": (
        "p.html",
        "<table><tr><th>You said</th><th>We did</th></tr>"
        + each("<tr><td>CLAIM</td><td>ANSWER</td></tr>", "")
        + "</table>",
    ),
    "claim and response": ("p.html", each("<p><b>Claim</b><br>CLAIM</p><p><b>Response</b><br>ANSWER</p>", "")),
    "allegation": ("p.txt", each("ALLEGATION: CLAIM\nFACT: ANSWER")),
    "allegation numbered": ("p.txt", each("Allegation N#. CLAIM\n\nFact: ANSWER")),
    "misconception": ("p.html", each("<dt>Misconception: CLAIM</dt><dd>Reality: ANSWER</dd>", "")),
    "label above a heading": (
        "p.html",
        each("<div><span>Myth</span><h3>CLAIM</h3></div><div><span>Fact</span><p>ANSWER</p></div>", ""),
    ),
    "label above a heading, answer without a label": (
        "p.html",
        each("<div class='card'><p class='tag'>MYTH</p><h3>CLAIM</h3><p>ANSWER</p></div>", ""),
    ),
    "they say": ("p.html", each("<p>They say: CLAIM</p><p>We say: ANSWER</p>", "")),
    "numbered accordions": (
        "p.html",
        each("<button class='accordion' aria-expanded='false'>N#. Myth: CLAIM</button><div><p>ANSWER</p></div>", ""),
    ),
    "bootstrap accordion": (
        "p.html",
        each(
            "<div class='card'><div class='card-header'><h5><button class='btn' data-toggle='collapse' "
            "aria-controls='cN#'>Myth #N#: CLAIM</button></h5></div><div id='cN#'><div class='card-body'>"
            "<p><strong>Fact:</strong> ANSWER</p></div></div></div>",
            "",
        ),
    ),
    "wordpress columns": (
        "p.html",
        each(
            "<div class='wp-block-columns'><div class='wp-block-column'><h4>MYTH</h4><p>CLAIM</p></div>"
            "<div class='wp-block-column'><h4>FACT</h4><p>ANSWER</p></div></div>",
            "",
        ),
    ),
    "drupal fields": (
        "p.html",
        each(
            "<div class='field field--name-myth'><div class='field__label'>Myth</div><div class='field__item'>"
            "CLAIM</div></div><div class='field field--name-fact'><div class='field__label'>Fact</div>"
            "<div class='field__item'><p>ANSWER</p></div></div>",
            "",
        ),
    ),
    "fact before fiction": ("p.txt", "Fact vs. fiction\n\n" + each("FACT: ANSWER\n\nFICTION: CLAIM")),
    "fact before fiction, cards": (
        "p.html",
        each("<section><h4>Fact</h4><p>ANSWER</p><h4>Fiction</h4><p>CLAIM</p></section>", ""),
    ),
    "block quotes": ("p.md", each("> **Myth:** CLAIM\n\n**Fact:** ANSWER")),
    "claims in quotation": ("p.html", each("<blockquote>“CLAIM”</blockquote><p>Fact: ANSWER</p>", "")),
    "ordered list": ("p.html", "<ol>" + each("<li><b>Myth:</b> CLAIM<br><b>Fact:</b> ANSWER</li>", "") + "</ol>"),
    "nested list": ("p.html", "<ul>" + each("<li>Myth: CLAIM<ul><li>Fact: ANSWER</li></ul></li>", "") + "</ul>"),
    "fiction headings, html in markdown": ("p.md", each("<h4>FICTION</h4>\n\nCLAIM\n\n<h4>FACT</h4>\n\nANSWER")),
    "critics": ("p.txt", each("Critics say: CLAIM\n\nThe facts: ANSWER")),
    "objection": ("p.txt", each("Objection: CLAIM\n\nReply: ANSWER")),
    "concern and response": ("p.txt", each("Concern: CLAIM\n\nResponse: ANSWER")),
    "assertion and clarification": ("p.txt", each("Assertion N#: CLAIM\n\nClarification: ANSWER")),
    "myth buster": ("p.txt", each("Myth: CLAIM\n\nMyth buster: ANSWER")),
    "busted": ("p.txt", each("Myth: CLAIM\n\nBusted: ANSWER")),
    "spanish questions": ("p.txt", each("Mito N#.- CLAIM\n\nRealidad.- ANSWER")),
    "french said, true": (
        "p.html",
        each("<h3>On dit que… CLAIM</h3><p>En fait : ANSWER</p>", "").replace("On dit que… ", "On dit : "),
    ),
    "french true and false": ("p.txt", each("Idée reçue : CLAIM\n\nLa réalité : ANSWER")),
    "portuguese": (
        "p.html",
        each("<p><strong>Mito N#</strong><br>CLAIM</p><p><strong>Verdade</strong><br>ANSWER</p>", ""),
    ),
    "pipes in the title": (
        "p.html",
        "<title>Fact or fiction | Ferry Office</title>" + each("<p>Fiction – CLAIM</p><p>Fact – ANSWER</p>", ""),
    ),
    "sections": (
        "p.html",
        "<h2>At sea</h2>"
        + each("<h3>Myth: CLAIM</h3><p>ANSWER</p>", "", THREE[:2])
        + "<h2>On land</h2><p>Read on.</p>"
        + each("<h3>Myth: CLAIM</h3><p>ANSWER</p>", "", THREE[2:]),
    ),
    "rules between": ("p.md", each("**Myth:** CLAIM\n\n**Fact:** ANSWER", "\n\n---\n\n")),
    "rules between the sides": ("p.txt", each("Myth: CLAIM\n----------\nFact: ANSWER\n==========", "\n")),
}


@pytest.mark.parametrize("layout", LABELLED)
def test_labelled(layout: str) -> None:
    filename, text = LABELLED[layout]
    assert [pair[:2] for pair in read_pairs(text, filename)] == THREE


QUESTIONS = {
    "bold in paragraphs": ("p.html", each("<p><strong>CLAIM</strong></p><p>ANSWER</p>", "", ASKED)),
    "bold, answer in the same paragraph": ("p.html", each("<p><b>CLAIM</b><br>ANSWER</p>", "", ASKED)),
    "bold in markdown": ("p.md", each("**CLAIM**\n\nANSWER", rows=ASKED)),
    "plain in one paragraph": ("p.txt", "Questions on the ferry\n\n" + each("CLAIM ANSWER", rows=ASKED)),
    "numbered": ("p.txt", each("N#. CLAIM\n\nANSWER", rows=ASKED)),
    "numbered headings": ("p.html", each("<h3>N#. CLAIM</h3><p>ANSWER</p>", "", ASKED)),
    "letters": ("p.html", each("<p><b>Q:</b> CLAIM</p><p><b>A:</b> ANSWER</p>", "", ASKED)),
    "letters, inline": ("p.txt", each("Q. CLAIM A. ANSWER", rows=ASKED)),
    "letters, some inline": (
        "p.txt",
        each("Q. CLAIM A. ANSWER", rows=ASKED[:2]) + each("\n\nQ. CLAIM\nA. ANSWER", rows=ASKED[2:]),
    ),
    "letters, one paragraph": ("p.html", each("<p>Q. CLAIM<br>A. ANSWER</p>", "", ASKED)),
    "table of contents first": (
        "p.html",
        "<ul>"
        + each("<li><a href='#qN#'>CLAIM</a></li>", "", ASKED)
        + "</ul>"
        + each("<h3 id='qN#'>CLAIM</h3><p>ANSWER</p>", "", ASKED),
    ),
    "plain list of the questions first": (
        "p.txt",
        "Ferry\n\n" + each("- CLAIM", "\n", ASKED) + "\n\n" + each("CLAIM\n\nANSWER", rows=ASKED),
    ),
    "headings that link to themselves": (
        "p.html",
        each("<h3><a href='#qN#'>CLAIM</a></h3><p>ANSWER</p>", "", ASKED),
    ),
    "accordion links": (
        "p.html",
        each(
            "<div class='card'><h4><a href='#cN#' data-toggle='collapse'>CLAIM</a></h4><div "
            "id='cN#'><p>ANSWER</p></div></div>",
            "",
            ASKED,
        ),
    ),
    "schema.org": (
        "p.html",
        each(
            "<div itemscope itemtype='https://schema.org/Question'><h3 itemprop='name'>CLAIM</h3>"
            "<div itemprop='acceptedAnswer'><div itemprop='text'>ANSWER</div></div></div>",
            "",
            ASKED,
        ),
    ),
    "table": ("p.md", "| Question | Answer |\n|---|---|\n" + each("| CLAIM | ANSWER |", "\n", ASKED)),
    "spanish": ("p.txt", each("¿CLAIM\n\nANSWER", rows=ASKED).replace("¿", "")),
}


@pytest.mark.parametrize("layout", QUESTIONS)
def test_questions(layout: str) -> None:
    filename, text = QUESTIONS[layout]
    assert [pair[:2] for pair in read_pairs(text, filename)] == ASKED


# What stands under the last rebuttal and belongs to it.
KEPT = {
    "a list": (
        "p.html",
        each("<p>Myth: CLAIM</p><p>Fact: ANSWER</p>", "") + "<ul><li>by law</li><li>by right</li></ul>",
    ),
    "links that a sentence announces": (
        "p.html",
        each("<p>Myth: CLAIM</p><p>Fact: ANSWER</p>", "")
        + "<p>The papers are here:</p><ul><li><a href='/a'>Deed</a></li><li><a href='/b'>Map</a></li></ul>",
    ),
    "an address that a sentence announces": (
        "p.txt",
        each("Myth: CLAIM\n\nFact: ANSWER") + "\n\nAsk here:\n\nHarbour Office, Quay Street",
    ),
    "a second paragraph": (
        "p.md",
        each("**Myth:** CLAIM\n\n**Fact:** ANSWER") + "\n\nNobody has ever asked to buy it.",
    ),
    "a quotation": (
        "p.html",
        each("<p>Myth: CLAIM</p><p>Fact: ANSWER</p>", "")
        + "<blockquote>No pier may be sold, says the law.</blockquote>",
    ),
    "a heading inside an accordion": (
        "p.html",
        each("<details><summary>Myth: CLAIM</summary><p>ANSWER</p></details>", "", THREE[:2])
        + "<details><summary>Myth: The new pier will be sold.</summary><p>The pier belongs to the town, and by law it "
        "cannot be sold.</p><h4>The law</h4><p>It is old.</p></details>",
    ),
    "a line drawn in other answers too": (
        "p.md",
        each("**Myth:** CLAIM\n\n**Fact:** ANSWER\n\n***\n\nThat is so.", rows=THREE[:2])
        + "\n\n**Myth:** The new pier will be sold.\n\n**Fact:** The pier belongs to the town, and by law it cannot be "
        "sold.\n\n***\n\nIt is so.",
    ),
    "a line that sends elsewhere in other answers too": (
        "p.txt",
        each("Myth: CLAIM\n\nFact: ANSWER\n\nFor more information, see the roster."),
    ),
    "boxes in other answers too": (
        "p.html",
        each("<h3>Myth: CLAIM</h3><p>ANSWER</p><div><p>That is so.</p></div>", ""),
    ),
    "short lines in other answers too": (
        "p.html",
        each("<h3>Myth: CLAIM</h3><p>ANSWER</p><p>Harbour Act, part 3</p>", ""),
    ),
}


@pytest.mark.parametrize("layout", KEPT)
def test_what_belongs_to_the_last_rebuttal_is_kept(layout: str) -> None:
    filename, text = KEPT[layout]
    found = read_pairs(text, filename)
    assert [pair[0] for pair in found] == [claim for claim, _ in THREE]
    assert len(found[-1][1]) > len(THREE[-1][1])


def test_a_part_of_the_page_that_no_other_answer_enters_is_left_out() -> None:
    text = (
        each("<h3>Myth: CLAIM</h3><p>ANSWER</p>", "")
        + "<div><p>The Harbour Office runs the pier.</p><p>It is old.</p></div>"
    )
    assert [pair[:2] for pair in read_pairs(text, "p.html")] == THREE


NO_PAIRS = {
    "judgements without a word of explanation": (
        "p.txt",
        "“The ferry is slow.” – False.\n\n“The pier is old.” – True.\n\n“The quay is wet.” – False.",
    ),
    "short lines and colons": (
        "p.txt",
        (
            "The old ferry is: True\n\nA ship.\n\nYes – False\n\nNo – False\n\nThe old pier is: False\n\nIt goes by – "
            "true Harbour form"
        ),
    ),
    "a list of works with a state": (
        "p.html",
        (
            "<h2>Harbour Street</h2><p>Status: confirmed</p><p>Works begin in May.</p><h2>Mill Lane East Side</h2>"
            "<p>Status: possible</p><p>Works may begin in June.</p>"
        ),
    ),
    "headings that end in a doubtful word": (
        "p.html",
        (
            "<h2>Flood on the Lower Quay – likely</h2><p>Move your car.</p><h2>Flood on the Mill Road – "
            "possible</h2><p>Wait.</p>"
        ),
    ),
    "prose that asks itself": (
        "p.txt",
        (
            "The pier\n\nThe pier is old. It was built by hand.\n\nWhy was it built? Because of the herring.\n\nThe "
            "herring "
            "left in the end.\n\nWhat came of it? A promenade came of it.\n\nPeople walk there now.\n\nThey like it."
        ),
    ),
    "tiles that link to their answers": (
        "p.html",
        (
            "<div><h3><a href='/a'>When does it sail?</a></h3><p>Times of today.</p></div><div><h3><a href='/b'>What "
            "does it "
            "cost?</a></h3><p>Fares and passes.</p></div><div><h3><a href='/c'>Heard a rumour?</a></h3></div>"
        ),
    ),
    "tiles of myths": (
        "p.html",
        (
            "<h1>Ferry myths</h1><h3><a href='/a'>The ferry never sails in fog.</a></h3><p>Read on.</p>"
            "<h3><a href='/b'>The pier will be sold.</a></h3><p>Read on.</p>"
        ),
    ),
    "menus that name rumours and facts": (
        "p.html",
        (
            "<ul><li><a href='/r'>Rumour control</a></li><li><a href='/f'>Facts: the pier</a></li></ul><p>Welcome "
            "aboard.</p>"
        ),
    ),
    "an official banner in an accordion": (
        "p.html",
        (
            "<section><details><summary>Here’s how you know</summary><p>Official sites end so.</p></details><details>"
            "<summary>Comment le savoir ?</summary><p>Les sites.</p></details></section><p>Welcome aboard.</p>"
        ),
    ),
    "a verdict over a heading over nothing": (
        "p.html",
        "<p>FALSE</p><h3>The pier will be sold.</h3><p>FALSE</p><h3>The ferry is old.</h3><h3>The quay is wet.</h3>",
    ),
    "bare statements and dashes": (
        "p.txt",
        "He called the story of the pier – fiction – and he was right about it.\n\nThe ferry sails at noon.",
    ),
    "a heading and the name of a study": (
        "p.html",
        (
            "<h2>Our report on the pier: fact</h2><p>It is long.</p><h2>Our report on the ferry: fact</h2><p>It is "
            "short.</p>"
        ),
    ),
}


@pytest.mark.parametrize("layout", NO_PAIRS)
def test_pages_that_judge_and_answer_nothing(layout: str) -> None:
    filename, text = NO_PAIRS[layout]
    assert read_pairs(text, filename) == []


def test_a_menu_is_no_banner_for_the_whole_page() -> None:
    menu = "<p>Harbour</p><input type='checkbox' id='m'><label for='m'>Menu</label>"
    assert [pair[:2] for pair in read_pairs(menu + LABELLED["german inline, html"][1], "p.html")] == THREE


def test_titles_are_no_labels() -> None:
    body = each("Reality: ANSWER\n\nRumor: CLAIM")
    assert [pair[:2] for pair in read_pairs(f"Reality check: the ferry\n\nWe answer.\n\n{body}", "p.txt")] == THREE
    html = "<h1>Fact check: the ferry</h1><p>We answer.</p>" + each("<p>Myth: CLAIM</p><p>Fact: ANSWER</p>", "")
    found = extract(read(html.encode(), "p.html"))
    assert (len(found.pairs), found.orphans) == (3, [])


def test_footnote_marks_are_no_words_of_a_rebuttal() -> None:
    html = (
        "<p>Myth: A ferry is slow.</p><p>Fact: It makes 12 knots.<sup>1</sup> It is 40 m<sup>2</sup> wide"
        "<sup><a href='#n2'>[2]</a></sup> and <sup>new</sup>.</p><p>Myth: It is old.</p><p>Fact: No.</p><sup>1</sup>"
    )
    found = extract(read(html.encode(), "p.html"))
    assert found.pairs[0].rebuttal == "It makes 12 knots. It is 40 m2 wide and new."
    assert "footnote marks were left out" in found.warnings
    text = (
        "**Myth:** It is slow.\n\n**Fact:** It makes 12 knots.[^1]\n\n"
        "**Myth:** It is old.\n\n**Fact:** No.\n\n[^1]: Log."
    )
    found = extract(read(text.encode(), "p.md"))
    assert [pair.rebuttal for pair in found.pairs] == ["It makes 12 knots.", "No."]
    assert "footnote marks were left out" in found.warnings


def test_a_label_alone_over_a_judged_statement_is_kept() -> None:
    html = judged("<h4>Myth</h4><h4>CLAIM</h4><p>WORD. ANSWER</p>", ("False", "False", "False"), "")
    found = extract(read(html.encode(), "p.html")).pairs
    assert [(pair.claim_label, pair.verdict_label, pair.rebuttal) for pair in found] == [
        ("Myth", "False", answer) for _, answer in THREE
    ]


def test_a_judged_statement_without_any_explanation() -> None:
    text = "“It is slow.” – False.\n\nIt makes 12 knots.\n\n“It is old.” – False.\n\nIt is new.\n\n“It is red.” – True."
    found = extract(read(text.encode(), "p.txt"))
    assert [pair.verdict_label for pair in found.pairs] == ["False", "False"]
    assert [(lone.text, lone.label) for lone in found.orphans] == [("“It is red.”", "True")]
