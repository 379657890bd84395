"""Pairs in the layouts that agencies use. All text is invented."""

from __future__ import annotations

import pytest

from app.domain.blocks import fold
from app.domain.extraction import extract
from app.domain.reading import read

MAIL = "The bureau loses mail."
MAIL_ANSWER = "It delivers 99 percent of all letters. Reports are public."
TAX = "Stamps are taxed twice."
TAX_ANSWER = "No tax is charged on stamps, and none is planned."
DOGS = "Carriers may not own dogs."
DOGS_ANSWER = "Carriers own as many dogs as they like; some bring them to work."
THREE = [(MAIL, MAIL_ANSWER), (TAX, TAX_ANSWER), (DOGS, DOGS_ANSWER)]


def pairs_of(text: str, filename: str = "page.txt") -> list[tuple[str, str]]:
    document = read(text.encode(), filename)
    extraction = extract(document)
    for pair in extraction.pairs:
        assert fold(document.text[slice(*pair.claim_range)]) == fold(pair.claim)
        assert fold(document.text[slice(*pair.rebuttal_range)]) == fold(pair.rebuttal)
    for lone in extraction.orphans:
        assert fold(document.text[slice(*lone.range)]) == fold(lone.text)
    return [(pair.claim, pair.rebuttal) for pair in extraction.pairs]


def each(template: str, joint: str = "\n\n") -> str:
    """Fill a template with every invented claim and its answer."""
    return joint.join(
        template.replace("CLAIM", claim).replace("ANSWER", answer).replace("N#", str(number))
        for number, (claim, answer) in enumerate(THREE, 1)
    )


TEXTS = {
    "inline": each("Fiction: CLAIM\n\nFACT: ANSWER"),
    "inline without blank lines": each("Myth: CLAIM\nFact: ANSWER", "\n"),
    "alone on a line": each("Rumor:\n\nCLAIM\n\nReality:\n\nANSWER"),
    "alone without a colon": each("MYTH\nCLAIM\n\nFACT\nANSWER"),
    "alone without a colon, in small letters": each("Myth\n\nCLAIM\n\nFact\n\nANSWER"),
    "glued": each("Myth: CLAIMFact: ANSWER"),
    "one paragraph": each("Myth: CLAIM Fact: ANSWER", " "),
    "numbered with a hash": each("Myth #N#: CLAIM\n\nFact: ANSWER"),
    "numbered with a full stop": each("Myth #N#. CLAIM\n\nThe Truth: ANSWER"),
    "numbered both sides": each("MYTH N#\n\nCLAIM\n\nFACT N#\n\nANSWER"),
    "number in words": "\n\n".join(
        f"Myth {word}: {claim}\n\nFact {word}: {answer}"
        for word, (claim, answer) in zip(("One", "Two", "Three"), THREE, strict=True)
    ),
    "numbered list": each("N#. Myth: CLAIM\n   Fact: ANSWER"),
    "topic before": each("Postal myth: CLAIM\n\nPostal fact: ANSWER"),
    "space before the colon": each("Mythe : CLAIM\n\nRéalité : ANSWER"),
    "no colon in capitals": each("FICTION CLAIM\n\nFACT ANSWER"),
    "no colon in small letters": each("Myth CLAIM\n\nFact ANSWER"),
    "dash": each("Myth – CLAIM\n\nFact – ANSWER"),
    "em dash glued": each("Myth—CLAIM\n\nFact—ANSWER"),
    "bullets": each("• Myth: CLAIM\n• Fact: ANSWER", "\n"),
    "nested bullets": each("* Rumor: CLAIM\n    * Fact: ANSWER", "\n"),
    "emphasis marks": each("**Myth:** CLAIM\n\n**Fact:** ANSWER"),
    "symbols": each("❌ Rumor: CLAIM\n\n✅ Reality: ANSWER"),
    "spanish": each("Mito: CLAIM\n\nRealidad: ANSWER"),
    "spanish numbered": each("Mito N#: CLAIM\n\nVerdad: ANSWER"),
    "french": each("Idée reçue n° N# : CLAIM\n\nEn réalité : ANSWER"),
    "german": each("Mythos: CLAIM\n\nTatsache: ANSWER"),
    "german rumour": each("Gerücht N#: CLAIM\n\nFakt: ANSWER"),
    "portuguese": each("Mito: CLAIM\n\nVerdade: ANSWER"),
    "portuguese rumour": each("Boato: CLAIM\n\nFato: ANSWER"),
    "question and answer letters": each("Q: CLAIM\n\nA: ANSWER"),
    "question and answer letters with full stops": each("Q. CLAIM\nA. ANSWER"),
    "question and answer words": each("Question N#: CLAIM\n\nAnswer: ANSWER"),
    "question and answer letters with numbers": each("QN#: CLAIM\n\nAN#: ANSWER"),
    "false and true": each("False: CLAIM\n\nTrue: ANSWER"),
    "false and true alone": each("FALSE\n\nCLAIM\n\nTRUE\n\nANSWER"),
    "french false and true": each("FAUX : CLAIM\n\nVRAI : ANSWER"),
    "what you heard": each("What you may have heard: CLAIM\n\nThe facts: ANSWER"),
    "claim and response": each("Claim: CLAIM\n\nOur response: ANSWER"),
    "reversed": each("Reality: ANSWER\n\nRumor: CLAIM"),
    "summary before": each("Fact: In short, all is well.\n\nPostal myth:\n\nCLAIM\n\nPostal fact:\n\nANSWER"),
    "summary of another word before": each("Reality: All is well.\nRumor: CLAIM\nGet the facts: ANSWER"),
    "quoted claim, labelled answer": each("“CLAIM”\n\nFact: ANSWER"),
    "statement, labelled answer": each("CLAIM\n\nFact: ANSWER"),
    "sources after": each("Rumor: CLAIM\nFact: ANSWER\nSources:\n- A law\n- A report", "\n"),
    "date line after": each("Rumor: CLAIM\n\nFact:\n\nANSWER\n\nOctober 3, 2024"),
    "dated update after": each("Rumor: CLAIM\n\nFact:\n\nANSWER\n\nLast updated: October 3, 2024"),
    "section headings between": each("Chapter N#\n\nMyth: CLAIM\n\nFact: ANSWER"),
    "introduction and comment form": "Post office: the facts\n\nWe have been asked a lot.\n\n"
    + each("Fiction: CLAIM\n\nFACT: ANSWER")
    + "\n\nLeave a Reply\n\nYour name\n\nYour fact: tell us",
    "share box after": each("Fiction: CLAIM\n\nFACT: ANSWER") + "\n\nShare this:\n\nTweet",
    "windows line ends": each("Fiction: CLAIM\n\nFACT: ANSWER").replace("\n", "\r\n"),
    "list of the claims first": "".join(f"Myth {n}: {claim}\n" for n, (claim, _) in enumerate(THREE, 1))
    + "\n"
    + each("Myth N#: CLAIM\n\nFact: ANSWER"),
    "alternative text glued": each("MYTH: CLAIM\n\nFact - Blue TickFACT: ANSWER"),
    "wrapped lines": each("Myth: CLAIM\n\nFact: ANSWER")
    .replace("99 percent of all letters. Reports", "99 percent of\nall letters. Reports")
    .replace("and none is planned", "and none\nis planned"),
    "table of tabs": "Myth\tFact\n" + each("CLAIM\tANSWER", "\n"),
    "table of bars": "| Rumor | Reality |\n|-------|---------|\n" + each("| CLAIM | ANSWER |", "\n") + "\n\nThe end.",
    "statements under a title": "Three myths about the post\n\n" + each("N#. CLAIM\n\nANSWER"),
}


@pytest.mark.parametrize("layout", TEXTS)
def test_plain_text(layout: str) -> None:
    found = pairs_of(TEXTS[layout])
    wanted = [(f"“{claim}”", answer) for claim, answer in THREE] if layout.startswith("quoted") else THREE
    assert [(claim, fold(answer)) for claim, answer in found] == wanted


PAGES = {
    "headings": each("<h3>Myth: CLAIM</h3><p>Fact: ANSWER</p>", ""),
    "headings on both sides": each("<h3>Myth N#</h3><p>CLAIM</p><h3>Fact N#</h3><p>ANSWER</p>", ""),
    "headings of different levels": each("<h3>Myth: CLAIM</h3><h4>Fact</h4><p>ANSWER</p>", ""),
    "strong labels": each("<p><strong>Myth:</strong> CLAIM</p><p><strong>Fact:</strong> ANSWER</p>", ""),
    "strong labels, colon outside": each("<p><b>Myth</b>: CLAIM</p><p><b>Fact</b>: ANSWER</p>", ""),
    "strong labels without a colon": each("<p><b>Myth</b> CLAIM</p><p><b>Fact</b> ANSWER</p>", ""),
    "line breaks": each("<p>Myth: CLAIM<br>Fact: ANSWER</p>", ""),
    "double line breaks": each("<p><b>MYTH:</b> CLAIM<br><br><b>FACT:</b> ANSWER</p>", ""),
    "labels in pictures": each("<p><img alt='Myth'>CLAIM</p><p><img alt='Fact icon'>ANSWER</p>", ""),
    "definition list": "<dl>" + each("<dt>Myth: CLAIM</dt><dd>Fact: ANSWER</dd>", "") + "</dl>",
    "table with a header row": "<table><tr><th>Myth</th><th>Fact</th></tr>"
    + each("<tr><td>CLAIM</td><td>ANSWER</td></tr>", "")
    + "</table>",
    "table with a header row of cells": "<table><tr><td>Rumor</td><td>Reality</td></tr>"
    + each("<tr><td>CLAIM</td><td>ANSWER</td></tr>", "")
    + "</table>",
    "table with facts first": "<table><tr><th>The facts</th><th>Common myths</th></tr>"
    + each("<tr><td>ANSWER</td><td>CLAIM</td></tr>", "")
    + "</table>",
    "table with three columns": "<table><thead><tr><th>#</th><th>Claim</th><th>Our answer</th></tr></thead><tbody>"
    + each("<tr><td>N#</td><td>CLAIM</td><td>ANSWER</td></tr>", "")
    + "</tbody></table>",
    "table with labels in its cells": "<table>"
    + each("<tr><td>Myth: CLAIM</td><td>Fact: ANSWER</td></tr>", "")
    + "</table>",
    "table with a label column": "<table>"
    + each("<tr><th>Myth</th><td>CLAIM</td></tr><tr><th>Fact</th><td>ANSWER</td></tr>", "")
    + "</table>",
    "table without a header": "<h2>Myths and facts</h2><table>"
    + each("<tr><td>CLAIM</td><td>ANSWER</td></tr>", "")
    + "</table>",
    "cards": each(
        "<div class='card'><span class='tag'>Myth</span><p>CLAIM</p><span>Fact</span><p>ANSWER</p></div>", ""
    ),
    "cards with an aside between": each(
        "<div class='card'><p>Myth: CLAIM</p><p>Fact: ANSWER</p></div><p>Read on for more.</p>", ""
    ),
    "details": each("<details><summary>Rumor: CLAIM</summary><p>Fact: ANSWER</p></details>", ""),
    "details with an unlabelled answer": each("<details><summary>Myth: CLAIM</summary><p>ANSWER</p></details>", ""),
    "headings with unlabelled answers": each("<h2>Myth N#: CLAIM</h2><p>ANSWER</p>", ""),
    "strong claims with unlabelled answers": each("<p><strong>Myth N#: CLAIM</strong></p><p>ANSWER</p>", ""),
    "strong claim and answer in one paragraph": each("<p><strong>Myth: CLAIM</strong> ANSWER</p>", ""),
    "label buttons": each(
        "<h4><button aria-expanded='false'>Myth: CLAIM</button></h4><div><p>Fact: ANSWER</p></div>", ""
    ),
    "statements under a title": "<h1>Three myths about mail</h1>" + each("<h2>N#. CLAIM</h2><p>ANSWER</p>", ""),
    "strong statements under a title": "<h2>Common misconceptions</h2>"
    + each("<p><strong>CLAIM</strong></p><p>ANSWER</p>", ""),
    "numbered strong statements": "<h1>Myths</h1><ol>" + each("<li><strong>CLAIM</strong> ANSWER</li>", "") + "</ol>",
    "accordion under a title": "<h1>Rumor control</h1>"
    + each("<details><summary>CLAIM</summary><p>ANSWER</p></details>", ""),
    "reversed headings": each("<h3>Reality: ANSWER</h3><p>Rumor: CLAIM</p>", ""),
    "furniture around": "<nav><ul><li><a href='/myths'>Myth: all of them</a></li></ul></nav>"
    + each("<p>Myth: CLAIM</p><p>Fact: ANSWER</p>", "")
    + "<footer><p>Contact the bureau</p></footer>",
    "form around the page": "<form>" + each("<p>Myth: CLAIM</p><p>Fact: ANSWER</p>", "") + "</form>",
    "table of contents": "<ul>"
    + each("<li><a href='#mN#'>Myth N#: CLAIM</a></li>", "")
    + "</ul>"
    + each("<h3 id='mN#'>Myth N#: CLAIM</h3><p>Fact: ANSWER</p>", ""),
    "quoted claim in a heading": each("<h3>CLAIM</h3><p>Fact: ANSWER</p>", ""),
    "preformatted": "<pre>" + each("Myth: CLAIM\n\nFact: ANSWER") + "</pre>",
    "text after the last pair's part": "<div>"
    + each("<div><h3>Myth: CLAIM</h3><p>Fact: ANSWER</p></div>", "")
    + "</div><p>The bureau was founded in 1901.</p>",
    "claims with lists of facts": each("<p>Myth: CLAIM</p><ul><li>Fact: ANSWER</li></ul>", ""),
    "answers in a box of their own": each(
        "<p class='x'><b>Myth:</b></p><div>CLAIM</div><p><b>Fact:</b></p><div>ANSWER</div>", ""
    ),
    "labels on lines of their own": each("<p><b>Myth:</b><br>CLAIM<br><b>Fact:</b><br>ANSWER</p>", ""),
    "question classes": "<h1>Rumors</h1>"
    + each("<div class='faq-question'>CLAIM</div><div class='faq-answer'>ANSWER</div>", ""),
    "definition list under a title": "<h1>Myths</h1><dl>" + each("<dt>CLAIM</dt><dd>ANSWER</dd>", "") + "</dl>",
    "panel links": each(
        "<h4 class='panel-title'><a href='#cN#'>Myth: CLAIM</a></h4><div id='cN#'>Fact: ANSWER</div>", ""
    ),
    "numbered headings, claims in strong": each("<h3>Myth N#</h3><p><b>CLAIM</b></p><p>ANSWER</p>", ""),
    "table in a layout table": "<table><tr><td>"
    + each("<p>Myth: CLAIM</p><p>Fact: ANSWER</p>", "")
    + "</td><td>Side bar</td></tr></table>",
    "column cards": each(
        "<div class='row'><div class='col'><h4>Myth</h4><p>CLAIM</p></div><div class='col'><h4>Fact</h4>"
        "<p>ANSWER</p></div></div>",
        "",
    ),
}


@pytest.mark.parametrize("layout", PAGES)
def test_html(layout: str) -> None:
    assert pairs_of(f"<html><body>{PAGES[layout]}</body></html>", "page.html") == THREE


MARKDOWN = {
    "headings": each("### Myth: CLAIM\n\nFact: ANSWER"),
    "strong": each("**Myth #N#: CLAIM**\n\n**Fact:** ANSWER"),
    "table": "| Myth | Fact |\n|---|---|\n" + each("| CLAIM | ANSWER |", "\n"),
    "front matter and short codes": "---\ntitle: Mail\n---\n{{< toc >}}\n\n" + each("## Myth: CLAIM\n\nANSWER"),
    "html inside": each("<p><strong>Myth #N#. CLAIM</strong></p>\n\n<p><strong>The Truth:</strong> ANSWER</p>"),
    "block quotes": each("> CLAIM\n\n**Fact:** ANSWER"),
    "lists": each("- **Rumor:** CLAIM\n- **Reality:** ANSWER", "\n"),
}


@pytest.mark.parametrize("layout", MARKDOWN)
def test_markdown(layout: str) -> None:
    assert pairs_of(MARKDOWN[layout], "page.md") == THREE
