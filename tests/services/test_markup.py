"""Markdown to HTML: every heading keeps its element, and nothing that acts gets through."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from app.services import markup
from app.services.markup import render


@pytest.mark.parametrize(
    ("marks", "level"), [("#", 3), ("##", 3), ("###", 3), ("####", 4), ("#####", 5), ("######", 6)]
)
def test_a_heading_of_any_depth_is_a_heading(marks: str, level: int) -> None:
    assert render(f"{marks} Sources") == f"<h{level}>Sources</h{level}>"


def test_what_acts_is_shown_as_text() -> None:
    html = render("##### <script>alert(1)</script>\n\n[x](javascript:alert(1))")
    assert "<script" not in html
    assert "href" not in html


ACTING = """<p onclick="alert(1)">words<script>alert(1)</script><a href="javascript:alert(1)" style="color:red">x</a>
<img src=x onerror=alert(1)><svg onload=alert(1)><iframe src="//evil.example"></iframe><a href="https://kites.example">y</a>"""
GUARDS = ("html", "bleach", "nh3")


@pytest.mark.parametrize("left", GUARDS)
def test_each_guard_alone_lets_nothing_through_that_acts(monkeypatch: pytest.MonkeyPatch, left: str) -> None:
    """The Markdown without HTML, bleach and nh3 stand behind each other: two may fail."""
    if left != "html":
        monkeypatch.setattr(markup, "_markdown", MarkdownIt("commonmark", {"html": True}))
    for guard in {"bleach", "nh3"} - {left}:
        monkeypatch.setattr(getattr(markup, guard), "clean", lambda html, **_rules: html)
    shown = LexborHTMLParser(render(ACTING))
    acting = {name for node in shown.css("*") for name in node.attributes if name.startswith("on") or name == "style"}
    assert shown.css("script, img, svg, iframe, a[href^=javascript]") == []
    assert acting == set()
    assert "words" in shown.text()


def test_without_any_guard_it_acts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "_markdown", MarkdownIt("commonmark", {"html": True}))
    for guard in ("bleach", "nh3"):
        monkeypatch.setattr(getattr(markup, guard), "clean", lambda html, **_rules: html)
    assert len(LexborHTMLParser(render(ACTING)).css("script, img, svg, iframe, a[href^=javascript]")) == 5
