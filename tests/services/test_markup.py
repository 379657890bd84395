"""Markdown to HTML: every heading keeps its element, and nothing that acts gets through."""

from __future__ import annotations

import pytest

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
