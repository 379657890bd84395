"""The pages labelled by people: the shared real ones, and invented ones in layouts that nobody tuned the rules to.

`tests/golden/pages` was written and labelled by a colleague who had not seen the rules, and committed before anybody
ran them. The first figures on it: pairs 0.883, claims alone 0.932, commitments 0.818, concerns 1.000, dates 0.692,
orphans 0.600, safeguards 0.933, verdict labels 0.571.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from app.domain.comparison import compare
from app.domain.extraction import extract
from app.services.reading import read_document

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
SCORER = SHARED / "tools" / "score.py"
GOLDEN = ROOT / "tests" / "golden" / "pages"
SECOND = ROOT / "tests" / "golden" / "pages2"
THIRD = ROOT / "tests" / "golden" / "pages3"
SERIES = ROOT / "tests" / "golden" / "series2"
FOURTH = ROOT / "tests" / "golden" / "pages4"
FIFTH = ROOT / "tests" / "golden" / "pages5"
SIXTH = ROOT / "tests" / "golden" / "pages6"
SEVENTH = ROOT / "tests" / "golden" / "pages7"
EIGHTH = ROOT / "tests" / "golden" / "pages8"
NINTH = ROOT / "tests" / "golden" / "pages9"
THINGS = ["claims alone", "commitments", "concerns", "dates", "orphans", "pairs", "safeguards", "verdict labels"]
needs_scorer = pytest.mark.skipif(not SCORER.is_file(), reason="needs ../shared/tools/score.py")


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SCORER)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def golds(folder: Path) -> list[Path]:
    paths = sorted((folder / "gold").glob("*.json"))
    return [path for path in paths if "pairs" in json.loads(path.read_text(encoding="utf-8"))]


def scored(folder: Path) -> tuple[dict[str, float], list[str]]:
    """Score every labelled page of a folder with the shared scorer's own functions."""
    score = scorer()
    total, notes = score.Tally(), []
    for path in golds(folder):
        gold = json.loads(path.read_text(encoding="utf-8"))
        page = folder / gold["source_file"]
        extraction = extract(read_document(page.read_bytes(), page.name))
        notes += score.score_extract(gold, json.loads(msgspec.json.encode(extraction)), total)
    return {thing: total.f1(thing) for thing in THINGS}, notes


@needs_scorer
def test_thirty_pages_in_other_layouts() -> None:
    assert len(golds(GOLDEN)) == 30
    figures, notes = scored(GOLDEN)
    assert min(figures.values()) >= 0.98, (figures, notes)


@needs_scorer
def test_sixteen_pages_that_no_rule_was_tuned_to() -> None:
    """Their first figures are these: commitments 0.933 (7 of 8), all else 1.000."""
    assert len(golds(SECOND)) == 16
    figures, notes = scored(SECOND)
    assert figures.pop("commitments") >= 0.93, notes
    assert min(figures.values()) == 1.0, (figures, notes)


@needs_scorer
def test_thirty_pages_as_content_systems_make_them() -> None:
    """Their first figures: pairs 0.822, claims alone 0.970, commitments 0.812, concerns 0.857, dates 0.857,
    orphans 1.000, safeguards 0.913, verdict labels 0.615.
    """
    assert len(golds(FOURTH)) == 30
    figures, notes = scored(FOURTH)
    assert min(figures.values()) >= 0.98, (figures, notes)


@needs_scorer
def test_twenty_two_pages_more() -> None:
    """Their first figures: pairs 0.899, claims alone 0.953, commitments, concerns, safeguards and verdict labels 1.000,
    dates 0.963, orphans 0.615.
    """
    assert len(golds(FIFTH)) == 22
    figures, notes = scored(FIFTH)
    assert min(figures.values()) >= 0.98, (figures, notes)


@needs_scorer
@pytest.mark.parametrize(("folder", "count"), [(SIXTH, 13), (SEVENTH, 20), (EIGHTH, 24)], ids=["6", "7", "8"])
def test_pages_that_came_last(folder: Path, count: int) -> None:
    """The first figures of each, all else 1.000:

    `pages6`: pairs 0.972, dates 0.800 (one of five); one label was mended afterwards, by its writer, where a reader
    could not decide. `pages7`, in five languages: pairs 0.872, claims alone 0.926, commitments 0.556, dates 0.857,
    safeguards 0.692, verdict labels 0.848. `pages8`, after the manner of real ones: pairs 0.707, claims alone 0.874,
    commitments 0.750, dates 0.909, orphans 0.714, safeguards 0.865, verdict labels 0.439.
    """
    assert len(golds(folder)) == count
    figures, notes = scored(folder)
    assert min(figures.values()) == 1.0, (figures, notes)


@needs_scorer
def test_ten_pages_more_as_archives_keep_them() -> None:
    """Their first figures: pairs 0.712, claims alone 0.740, dates 0.857, verdict labels 0.667, all else 1.000.

    What is still missed is the date of a front matter, which is no word of the capture's text.
    """
    assert len(golds(NINTH)) == 10
    figures, notes = scored(NINTH)
    assert figures.pop("dates") >= 0.95, notes
    assert min(figures.values()) == 1.0, (figures, notes)


@needs_scorer
@pytest.mark.skipif(not (SHARED / "data" / "gold").is_dir(), reason="needs ../shared/data")
def test_the_shared_pages() -> None:
    figures, notes = scored(SHARED / "data")
    assert min(figures.values()) == 1.0, (figures, notes)


@pytest.mark.parametrize(
    "path", [path for folder in (GOLDEN, SECOND, THIRD) for path in golds(folder)], ids=lambda path: path.stem
)
def test_ranges_of_every_page_hold(path: Path) -> None:
    page = path.parents[1] / json.loads(path.read_text(encoding="utf-8"))["source_file"]
    document = read_document(page.read_bytes(), page.name)
    found = extract(document)
    for date in found.dates:
        assert document.text[slice(*date.range)] == date.text
    for quantity in found.quantities:
        assert document.text[slice(*quantity.range)] == quantity.text
    for pair in found.pairs:
        assert document.text[slice(*pair.claim_range)].split() == pair.claim.split()


@needs_scorer
def test_thirty_harder_pages() -> None:
    """`pages3`, written by a third colleague: before any rule was changed, pairs were 0.684 (67 of 124).

    Claims alone 0.694, commitments 0.815, concerns 1.000, dates 0.794, orphans 0.000, safeguards 0.877, verdict
    labels 0.968. What is still missed are the dates of two front matters, which are no words of the capture's text.
    """
    assert len(golds(THIRD)) == 30
    figures, notes = scored(THIRD)
    assert min(figures.values()) >= 0.97, (figures, notes)


@needs_scorer
@pytest.mark.parametrize(("folder", "count"), [(SERIES, 29), (SERIES.with_name("series3"), 8)], ids=["2", "3"])
def test_series_as_agencies_change_their_pages(folder: Path, count: int) -> None:
    """Labelled by people who had not seen the rules. First figures: `series2` changes and moved 1.000, rebuttals
    changed 0.929; `series3` all 1.000.
    """
    score = scorer()
    total, notes = score.Tally(), []
    paths = sorted((folder / "gold").glob("align-*.json"))
    assert len(paths) == count
    for path in paths:
        gold = json.loads(path.read_text(encoding="utf-8"))
        old, new = (extract(read_document((folder / gold[side]).read_bytes(), gold[side])) for side in ("from", "to"))
        notes += score.score_compare(gold, json.loads(msgspec.json.encode(compare(old, new))), total)
    figures = {thing: total.f1(thing) for thing in ("changes", "moved", "rebuttals changed")}
    assert min(figures.values()) >= 0.98, (figures, notes)
