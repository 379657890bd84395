"""`rejoinder extract`: JSON for programs, a listing for people, one line for what went wrong."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from app.cli import root

PAGE = """Harbour news

Fiction: The pool is closed.

FACT: It is open.

Sources:

A law

Fiction: Nobody swims.

These safeguards help:

- Board: It will report within 45 days.
    - It meets monthly to review.

Concerns we heard:

- Cost
"""


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(root, ["extract", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_json_is_all_there_is_on_standard_output(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    code, out, err = run(str(path), "--json")
    assert (code, err) == (0, "")
    answer = json.loads(out)
    assert list(answer) == [
        "title",
        "language",
        "pairs",
        "orphans",
        "concerns",
        "safeguards",
        "quantities",
        "dates",
        "warnings",
    ]
    assert answer["pairs"][0] == {
        "position": 1,
        "claim": "The pool is closed.",
        "claim_label": "Fiction",
        "rebuttal": "It is open.",
        "rebuttal_label": "FACT",
        "claim_range": [23, 42],
        "rebuttal_range": [50, 61],
        "verdict_label": None,
        "notes": ["left out after the text: list of sources"],
    }
    assert answer["warnings"] == ["the list of sources was left out"]


def test_a_listing_for_people(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    text = PAGE + "\nPublished June 17, 2011\n"
    path.write_text(text, encoding="utf-8")
    code, out, _ = run(str(path))
    assert code == 0
    for words in (
        "Harbour news",
        "1. Fiction",
        "It is open.",
        "claim without a rebuttal (Fiction):",
        "- Board: It will report within 45 days.",
        "deadline: report within 45 days, due 2011-08-01",
        "recurrence: meets monthly",
        "published 2011-06-17",
        "note: the list of sources was left out",
    ):
        assert words in out


def test_a_listing_without_title_or_labels(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<h2>FALSE: A b.</h2><p>C.</p><h2>TRUE: D e.</h2><p>F.</p><h2>TRUE: G h.</h2>", encoding="utf-8")
    _, out, _ = run(str(path))
    assert "(no title)" in out
    assert "1. claim [FALSE]" in out
    path.write_text("<p>Fact: A b.</p><p>C.</p><p>Fact: D e.</p><p>F.</p>", encoding="utf-8")
    assert "rebuttal without a claim (Fact):" in run(str(path))[1]


def test_what_goes_wrong_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(b"")
    for arguments, words, status in (
        ([str(path)], "This page is empty", 1),
        ([str(tmp_path / "none.txt")], "cannot be read", 1),
        ([str(tmp_path)], "cannot be read", 1),
    ):
        code, out, err = run(*arguments)
        assert (code, out) == (status, "")
        assert words in err
        assert err.count("\n") == 1
    assert run()[0] == 2
