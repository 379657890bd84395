"""A page of ours in the common styles of citation."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.citation_styles import Cited, styled

PAGE = Cited(
    title="Nobody ever gets an umbrella back.",
    publisher="The Merrow Trust",
    site="The Merrow Rejoinder",
    published=date(2024, 1, 9),
    accessed=date(2026, 9, 24),
    url="https://merrow.example/pairs/umbrella",
)


def test_each_style_has_its_order_and_its_signs() -> None:
    assert dict(styled(PAGE)) == {
        "APA": "The Merrow Trust. (2024, January 9). Nobody ever gets an umbrella back. The Merrow Rejoinder. "
        "https://merrow.example/pairs/umbrella",
        "Chicago": "The Merrow Trust. “Nobody ever gets an umbrella back.” The Merrow Rejoinder, January 9, 2024. "
        "Accessed September 24, 2026. https://merrow.example/pairs/umbrella.",
        "Harvard": "The Merrow Trust (2024) ‘Nobody ever gets an umbrella back.’, The Merrow Rejoinder. "
        "Available at: https://merrow.example/pairs/umbrella (Accessed: 24 September 2026).",
        "MLA": "“Nobody ever gets an umbrella back.” The Merrow Rejoinder, The Merrow Trust, 9 Jan. 2024, "
        "https://merrow.example/pairs/umbrella. Accessed 24 Sept. 2026.",
    }


def test_a_publisher_of_the_site_s_name_is_named_once() -> None:
    for name, told in styled(PAGE._replace(site="The Merrow Trust")):
        assert told.count("The Merrow Trust") == (2 if name == "Chicago" else 1), name


@pytest.mark.parametrize(
    ("title", "ended"), [("Is it so?", "Is it so?”"), ("It is so", "It is so.”"), ("是的。", "是的。”")]
)
def test_a_title_ends_with_one_sign(title: str, ended: str) -> None:
    told = dict(styled(PAGE._replace(title=title)))
    assert f"“{ended}" in told["Chicago"]
    assert f"“{ended}" in told["MLA"]
