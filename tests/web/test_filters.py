"""What templates print."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string

ISOLATE = "\u2067"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The clerk read out. All of it was said.", "The clerk read out…"),
        ("The clerk read it out.", "The clerk read it out."),
        ("<b>clerks</b> read <i>everything</i> out", "&lt;b&gt;clerks&lt;/b&gt; read…"),
    ],
)
def test_a_text_is_cut_at_a_word_with_one_ellipsis(app: Flask, text: str, shown: str) -> None:
    with app.app_context():
        assert render_template_string("{{ text|truncate(22, leeway=0)|visible }}", text=text) == shown


def test_a_sign_that_is_shown_is_never_cut_in_two(app: Flask) -> None:
    with app.app_context():
        for length in range(2, 20):
            html = render_template_string(
                "{{ text|truncate(n, leeway=0)|visible }}", text=ISOLATE * 3 + " b" * 9, n=length
            )
            assert html.count("<") == html.count(">")
