"""`rejoinder compare`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import root
from app.cli.compare import _within_marks, compare
from app.domain.extracted import ExtractedPair, Extraction

OLD = """These additional safeguards will further protect the public:

  • Advisory board: Nine members report within 45 days.
  • Hotline: Calls are answered day and night.

Fiction: The bureau loses mail.
FACT: It delivers 99 percent of it. A report comes within 45 days of each complaint, and it is printed in full on the
first page of the harbour paper for all to read at their leisure.

Fiction: Fees pay for a villa.
FACT: They pay for dredging.

Fiction: Foreign ships pay nothing.
FACT: Every ship pays by tonnage, whatever flag it flies.
"""
NEW = """These additional safeguards will further protect the public:

  • Advisory board: Nine members report within 90 days.
  • Telephone hotline: Calls are answered day and night.

Fiction: Foreign ships pay nothing.
FACT: Every ship pays by tonnage, whatever flag it flies.

Fiction: The bureau loses parcels.
FACT: It delivers 99 percent of it. A report comes within 90 days of each complaint, and it is printed in full on the
first page of the harbour paper for all to read at their leisure.

Fiction: Gulls eat the letters.
FACT: They do not, and the whole pier is covered with nets that nobody but the keeper may open, as every visitor can see
on the way to the ferry, on any day of the year but the first of May, when the nets are washed by the children of the
harbour school.
"""


@pytest.fixture
def captures(tmp_path):
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text(OLD, encoding="utf-8")
    new.write_text(NEW, encoding="utf-8")
    return str(old), str(new)


def run(*arguments):
    return CliRunner().invoke(compare, arguments)


def test_json_is_one_document_and_nothing_else(captures):
    result = run(*captures, "--json")
    assert result.exit_code == 0
    assert result.stderr == ""
    found = json.loads(result.stdout)
    assert list(found) == ["changes", "safeguards", "concerns", "summary"]
    assert found["summary"] == {
        "same": 1,
        "reworded": 1,
        "added": 1,
        "removed": 1,
        "moved": 1,
        "rebuttals_changed": 1,
    }
    reworded = next(change for change in found["changes"] if change["kind"] == "reworded")
    assert reworded["quantities"] == [{"from": "45 days", "to": "90 days"}]
    assert [(change["kind"], change["text_changed"]) for change in found["safeguards"]] == [
        ("same", True),
        ("reworded", False),
    ]


def test_people_get_tables(captures):
    result = CliRunner().invoke(compare, captures, env={"COLUMNS": "200", "TERM": "dumb"})
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "1 same, 1 reworded, 1 added, 1 removed, 1 moved; 1 rebuttal changed; "
        "2 safeguards: 1 text changed, 1 reworded\n"
    )
    assert "Claims" in result.stdout
    assert "45 days → 90 days" in result.stdout
    assert "moved" in result.stdout
    assert "Hotline → Telephone hotline" in result.stdout
    assert "harbour school" not in result.stdout
    assert "Concerns" not in result.stdout


def test_without_colour_old_and_new_words_are_marked(captures):
    piped = CliRunner().invoke(compare, captures, env={"COLUMNS": "200"}).stdout
    assert "within [-45 days-]{+90 days+}" in " ".join(piped.split())
    assert "[-mail-]{+parcels+}" in piped
    assert "{+They do not, and the whole pier" in piped
    assert "[-They pay for dredging.-]" in piped


def test_colours_need_no_marks(captures, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = CliRunner().invoke(compare, captures, env={"COLUMNS": "200", "TERM": "xterm-256color"}).stdout
    assert "\x1b[" in coloured
    assert "[-" not in coloured
    assert "{+" not in coloured


@pytest.mark.parametrize(("words", "marked"), [(" old words ", " [-old words-] "), ("old", "[-old-]"), (" ", " ")])
def test_marks_stand_at_the_words(words, marked):
    assert _within_marks(words, "-") == marked


KITES = ["Kites of any colour may fly.", "The Board inspects lines, and nothing else, within 45 days."]
DOCS = Path(__file__).parents[2] / "docs/api.md"


@pytest.fixture
def reordered(tmp_path):
    for name, sentences in (("old", KITES), ("new", KITES[::-1])):
        page = f"Fiction: The Board bans red kites.\nFACT: {' '.join(sentences)}\n"
        (tmp_path / f"{name}.txt").write_text(page, encoding="utf-8")
    return str(tmp_path / "old.txt"), str(tmp_path / "new.txt")


def test_the_docs_show_what_is_printed_of_moved_sentences(reordered):
    section = DOCS.read_text(encoding="utf-8").partition("## Comparisons on the command line")[2].partition("\n## ")[0]
    (shown,) = re.findall(r"```json\n(.*?)```", section, re.DOTALL)
    assert json.loads(run(*reordered, "--json").stdout)["changes"] == [json.loads(shown)]


@pytest.mark.parametrize("colours", [{}, {"FORCE_COLOR": "1", "TERM": "xterm-256color"}])
def test_moved_sentences_are_told_in_words_at_both_places(reordered, monkeypatch, colours):
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in colours.items():
        monkeypatch.setenv(name, value)
    printed = CliRunner().invoke(compare, reordered, env={"COLUMNS": "200"}).stdout
    plain = re.sub(r"\x1b\[[\d;]*m", "", printed)
    assert "(moved from here: Kites of any colour may fly.) The Board inspects" in plain
    assert "within 45 days. (moved here: Kites of any colour may fly.)" in plain
    assert ("\x1b[" in printed) == bool(colours)
    assert "[-" not in plain


def test_merges_splits_and_verdicts_are_named(tmp_path):
    parts = """Fiction: What are the possible side effects?
FACT: Fever and a swollen arm are common.

Fiction: What should I do about side effects?
FACT: Rest, and call a doctor if they last.
"""
    whole = """Fiction: What are the possible side effects, and what should I do about them?
FACT: Fever and a swollen arm are common. Rest, and call a doctor if they last.
"""
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text(parts, encoding="utf-8")
    new.write_text(whole, encoding="utf-8")
    env = {"COLUMNS": "200"}
    merged = CliRunner().invoke(compare, [str(old), str(new)], env=env).stdout
    assert "merged from 1, 2" in merged
    assert "joined into 1" in merged.partition("Claims")[2]
    assert "0 removed, 2 joined into 1, " in merged
    split = CliRunner().invoke(compare, [str(new), str(old)], env=env).stdout
    assert "split into 1, 2" in split
    assert "split off 1" in split
    assert "0 added, 0 removed, 1 split into 2, " in split


def test_a_changed_verdict_is_named(monkeypatch, captures):
    pair = {"claim_label": None, "rebuttal_label": None, "claim_range": (0, 1), "rebuttal_range": (1, 2)}
    pages = [
        Extraction(
            title=None,
            language=None,
            pairs=[ExtractedPair(position=1, claim="Gulls bite.", rebuttal="No.", verdict_label=verdict, **pair)],
        )
        for verdict in (None, "FICTION")
    ]
    monkeypatch.setattr("app.cli.compare.extracted", lambda _: pages.pop(0))
    assert "verdict: none → FICTION" in CliRunner().invoke(compare, captures, env={"COLUMNS": "200"}).stdout


def test_a_page_without_pairs_is_told_in_one_line(tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_text("The harbour is closed today.\n", encoding="utf-8")
    result = run(str(empty), str(empty))
    assert result.stdout == "0 same, 0 reworded, 0 added, 0 removed, 0 moved; 0 rebuttals changed\n"


def test_what_cannot_be_read_is_one_line_and_exit_status_1(captures, tmp_path):
    missing = run(captures[0], str(tmp_path / "none.txt"))
    assert missing.exit_code == 1
    assert missing.stdout == ""
    assert missing.stderr.count("\n") == 1
    assert "none.txt cannot be read: No such file or directory." in missing.stderr
    blob = tmp_path / "blob.txt"
    blob.write_bytes(bytes(range(256)) * 40)
    rubbish = run(captures[0], str(blob), "--json")
    assert rubbish.exit_code == 1
    assert rubbish.stdout == ""
    assert rubbish.stderr.count("\n") == 1


def test_wrong_usage_is_exit_status_2(captures):
    assert CliRunner().invoke(root, ["compare", captures[0]]).exit_code == 2
