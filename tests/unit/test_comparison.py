"""What changed between two captures."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.comparison import Summary, compare, describe, summary
from app.domain.extracted import ExtractedConcern, ExtractedPair, ExtractedSafeguard, Extraction
from app.domain.extraction import extract
from app.domain.order import moved_out
from app.domain.wording import Wording
from app.services.reading import read_document

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
CLAIMS = [
    ("The bureau loses mail.", "It delivers 99 percent of it."),
    ("Fees pay for a villa.", "They pay for dredging."),
    ("Inspectors live on fines.", "They draw a fixed salary."),
    ("The night ferry is gone.", "It is paused until June."),
    ("Foreign ships pay nothing.", "Every ship pays by tonnage."),
]


def pair(position, claim, rebuttal, *, label="Fiction", verdict=None):
    return ExtractedPair(
        position=position,
        claim=claim,
        claim_label=label,
        rebuttal=rebuttal,
        rebuttal_label="FACT",
        claim_range=(0, 1),
        rebuttal_range=(1, 2),
        verdict_label=verdict,
    )


def page(*claims, **parts):
    pairs = [pair(place, *claim) for place, claim in enumerate(claims, 1)]
    return Extraction(title=None, language=None, pairs=pairs, **parts)


def kinds(comparison):
    return [(change.kind, change.from_position, change.to_position, change.moved) for change in comparison.changes]


def wording(position, head, body="", verdict=None):
    return Wording(position=position, head=head, body=body, verdict_label=verdict)


def test_a_page_compared_with_itself_is_all_same():
    comparison = compare(page(*CLAIMS), page(*CLAIMS))
    assert comparison.summary == Summary(same=5)
    assert kinds(comparison) == [("same", place, place, False) for place in range(1, 6)]
    assert all(change.claim_diff == change.rebuttal_diff == change.quantities == [] for change in comparison.changes)
    assert {change.score for change in comparison.changes} == {1.0}


def test_the_shape_in_json():
    old = page(("The bureau loses mail.", "A report comes within 45 days."), CLAIMS[1])
    new = page(("The bureau loses parcels.", "A report comes within 90 days."), CLAIMS[4])
    found = msgspec.json.decode(msgspec.json.encode(compare(old, new)))
    assert found == {
        "changes": [
            {
                "kind": "reworded",
                "moved": False,
                "from_position": 1,
                "to_position": 1,
                "from_claim": "The bureau loses mail.",
                "to_claim": "The bureau loses parcels.",
                "rebuttal_changed": True,
                "score": found["changes"][0]["score"],
                "merged_from": [],
                "split_into": [],
                "verdict": {"from": None, "to": None},
                "claim_diff": [["=", "The bureau loses "], ["-", "mail"], ["+", "parcels"], ["=", "."]],
                "claim_moves": [],
                "rebuttal_diff": [["=", "A report comes within "], ["-", "45 days"], ["+", "90 days"], ["=", "."]],
                "rebuttal_moves": [],
                "quantities": [{"from": "45 days", "to": "90 days"}],
            },
            {
                "kind": "removed",
                "moved": False,
                "from_position": 2,
                "to_position": None,
                "from_claim": "Fees pay for a villa.",
                "to_claim": None,
                "rebuttal_changed": False,
                "score": None,
                "merged_from": [],
                "split_into": [],
                "verdict": {"from": None, "to": None},
                "claim_diff": [["-", "Fees pay for a villa."]],
                "claim_moves": [],
                "rebuttal_diff": [["-", "They pay for dredging."]],
                "rebuttal_moves": [],
                "quantities": [],
            },
            {
                "kind": "added",
                "moved": False,
                "from_position": None,
                "to_position": 2,
                "from_claim": None,
                "to_claim": "Foreign ships pay nothing.",
                "rebuttal_changed": False,
                "score": None,
                "merged_from": [],
                "split_into": [],
                "verdict": {"from": None, "to": None},
                "claim_diff": [["+", "Foreign ships pay nothing."]],
                "claim_moves": [],
                "rebuttal_diff": [["+", "Every ship pays by tonnage."]],
                "rebuttal_moves": [],
                "quantities": [],
            },
        ],
        "safeguards": [],
        "concerns": [],
        "summary": {"same": 0, "reworded": 1, "added": 1, "removed": 1, "moved": 0, "rebuttals_changed": 1},
    }
    assert 0.5 <= found["changes"][0]["score"] < 1


def test_a_distant_swap_is_two_moves_and_no_new_words():
    swapped = [CLAIMS[4], *CLAIMS[1:4], CLAIMS[0]]
    comparison = compare(page(*CLAIMS), page(*swapped))
    assert comparison.summary == Summary(same=5, moved=2)
    assert [change.to_position for change in comparison.changes if change.moved] == [1, 5]


def test_neighbours_that_change_places_are_one_move_and_the_longer_one_stays():
    swapped = [CLAIMS[0], CLAIMS[2], CLAIMS[1], *CLAIMS[3:]]
    there, back = compare(page(*CLAIMS), page(*swapped)), compare(page(*swapped), page(*CLAIMS))
    assert there.summary == back.summary == Summary(same=5, moved=1)
    moved = [change.from_claim for comparison in (there, back) for change in comparison.changes if change.moved]
    assert moved == ["Fees pay for a villa."] * 2


@pytest.mark.parametrize("long", [0, 1])
def test_of_two_neighbours_that_changed_places_the_one_with_less_text_in_all_moved(long):
    pairs = [
        ("Gulls bite people on the northern pier.", "No."),
        ("Fees rise.", "They have not, since 1998, by a penny."),
    ]
    pairs[long] = (pairs[long][0], f"{pairs[long][1]} {'The books are open. ' * 5}")
    for old, new in ((pairs, pairs[::-1]), (pairs[::-1], pairs)):
        moved = [change.from_claim for change in compare(page(*old), page(*new)).changes if change.moved]
        assert moved == [pairs[1 - long][0]]


MARKED_UP = [
    "<h2>Fiction: {0}</h2><p><b>FACT:</b> {1}</p>",
    "<p><strong>Fiction:</strong> {0}</p><p><strong>FACT:</strong> <em>{1}</em></p>",
    "<div><h3>Fiction: {0}</h3><div><p>FACT: {1}</p></div></div>",
    "<h2>Myth: {0}</h2><p><b>Reality:</b> {1}</p>",
]


@pytest.mark.parametrize("other", MARKED_UP[1:])
def test_other_mark_up_and_other_role_labels_change_nothing(other):
    pages = [
        extract(read_document("".join(form.format(*claim) for claim in CLAIMS).encode(), "page.html"))
        for form in (MARKED_UP[0], other)
    ]
    assert compare(*pages).summary == Summary(same=5)


def test_what_was_put_in_or_taken_out_moves_nothing_else():
    comparison = compare(page(*CLAIMS), page(("Gulls bite.", "Never."), *CLAIMS[1:]))
    assert comparison.summary == Summary(same=4, added=1, removed=1)


def test_role_labels_and_typography_change_nothing():
    old = Extraction(title=None, language=None, pairs=[pair(1, "It “loses” mail – often.", "No,  never.")])
    new = Extraction(title=None, language=None, pairs=[pair(1, 'It "loses" mail - often.', "No, never.", label="Myth")])
    comparison = compare(old, new)
    assert comparison.summary == Summary(same=1)
    assert comparison.changes[0].claim_diff == comparison.changes[0].rebuttal_diff == []


def test_a_changed_verdict_is_news():
    old = Extraction(title=None, language=None, pairs=[pair(1, *CLAIMS[0], verdict="PARTIALLY FACT")])
    new = Extraction(title=None, language=None, pairs=[pair(1, *CLAIMS[0], verdict="FICTION")])
    comparison = compare(old, new)
    assert comparison.summary == Summary(same=1)
    verdict = comparison.changes[0].verdict
    assert (verdict.from_, verdict.to) == ("PARTIALLY FACT", "FICTION")


def test_a_merge_and_a_split_name_all_positions():
    parts = [
        ("What are the possible side effects?", "Fever and a swollen arm are common."),
        ("What should I do about side effects?", "Rest, and call a doctor if they last."),
    ]
    whole = (
        "What are the possible side effects, and what should I do about them?",
        "Fever and a swollen arm are common. Rest, and call a doctor if they last.",
    )
    merged = compare(page(CLAIMS[0], *parts), page(CLAIMS[0], whole))
    change = next(change for change in merged.changes if change.kind == "reworded")
    assert change.merged_from == [2, 3]
    assert merged.summary == Summary(same=1, reworded=1, removed=1, rebuttals_changed=1)
    split = compare(page(CLAIMS[0], whole), page(CLAIMS[0], *parts))
    assert [change.split_into for change in split.changes if change.kind == "reworded"] == [[2, 3]]
    assert split.summary == Summary(same=1, reworded=1, added=1, rebuttals_changed=1)


SENTENCES = "It delivers 99 percent.", "Lost parcels are traced within 10 days.", "The books are open to all."


def test_sentences_moved_inside_a_rebuttal_are_told_beside_a_diff_that_programs_can_read():
    old = page(("The bureau loses mail.", " ".join(SENTENCES)))
    new = page(("The bureau loses mail.", " ".join([*SENTENCES[1:], SENTENCES[0]])))
    change = compare(old, new).changes[0]
    assert (change.kind, change.rebuttal_changed, change.quantities) == ("same", True, [])
    assert change.rebuttal_diff == [
        ("-", "It delivers 99 percent. "),
        ("=", "Lost parcels are traced within 10 days. The books are open to all."),
        ("+", " It delivers 99 percent."),
    ]
    assert msgspec.to_builtins(change.rebuttal_moves) == [{"from": 0, "to": 2}]
    assert change.claim_moves == []


def test_sentences_moved_inside_a_safeguard_are_told_too():
    items = [
        page(safeguards=[ExtractedSafeguard(label="Board", text=" ".join(text), range=(0, 1))])
        for text in (SENTENCES, [*SENTENCES[1:], SENTENCES[0]])
    ]
    (board,) = compare(*items).safeguards
    assert {op for op, _ in board.text_diff} == {"=", "-", "+"}
    assert msgspec.to_builtins(board.text_moves) == [{"from": 0, "to": 2}]


def test_a_difference_tells_a_new_order_of_sentences_from_new_words():
    old = wording(1, "Gulls bite.", " ".join(SENTENCES))
    reordered = wording(1, "Gulls bite.", " ".join(SENTENCES[::-1]))
    reworded = wording(1, "Gulls bite.", " ".join([SENTENCES[2], SENTENCES[0].replace("99", "98"), SENTENCES[1]]))
    shorter = wording(1, "Gulls bite.", SENTENCES[0])
    told = [
        (one.body_changed, one.body_reworded, one.sentences_moved)
        for one in (describe([old], [new], {0: 0})[0] for new in (old, reordered, reworded, shorter))
    ]
    assert told == [(False, False, False), (True, False, True), (True, True, True), (True, True, False)]


def test_safeguards_and_concerns():
    nested = ExtractedSafeguard(label="Hotline", text="Open day and night.", range=(0, 1))
    old = page(
        safeguards=[
            ExtractedSafeguard(label="Board", text="It reports within 45 days.", range=(0, 1), children=[nested]),
            ExtractedSafeguard(label=None, text="Nobody is held for long without a judge.", range=(0, 1)),
        ],
        concerns=[ExtractedConcern(label="Privacy", text="Records are sealed.", range=(0, 1))],
    )
    new = page(
        safeguards=[
            ExtractedSafeguard(label="Board", text="It reports within 90 days.", range=(0, 1)),
            ExtractedSafeguard(label=None, text="Nobody is held very long without a judge.", range=(0, 1)),
        ],
        concerns=[
            ExtractedConcern(label="Privacy", text="Records are sealed.", range=(0, 1)),
            ExtractedConcern(label="Cost", text="It is cheap.", range=(0, 1)),
        ],
    )
    comparison = compare(old, new)
    board, hotline, unnamed = comparison.safeguards
    assert (board.kind, board.from_label, board.to_label, board.text_changed) == ("same", "Board", "Board", True)
    assert [(change.from_, change.to) for change in board.quantities] == [("45 days", "90 days")]
    assert (hotline.kind, hotline.to_label, hotline.text_changed) == ("removed", None, False)
    assert (unnamed.kind, unnamed.from_label, unnamed.text_changed) == ("same", None, True)
    assert [(change.kind, change.to_label) for change in comparison.concerns] == [
        ("same", "Privacy"),
        ("added", "Cost"),
    ]


def test_describe_takes_the_matching_as_given():
    old = [wording(1, "Cranes rust.", "No.", "FICTION"), wording(2, "Gulls bite."), wording(3, "Pilots drink.")]
    new = [wording(1, "Lamps burn out.", "No, in 5 days.", "FACT"), wording(2, "Pilots drink.")]
    first, gone, last = describe(old, new, {0: 0, 2: 1})
    assert (first.kind, first.body_changed, first.verdict_changed, first.changed) == ("reworded", True, True, True)
    assert (first.old, first.new, first.old_index, first.new_index) == (old[0], new[0], 0, 0)
    assert first.score is not None
    assert first.score < 0.5
    assert (gone.kind, gone.old_index, gone.new_index, gone.verdict_changed) == ("removed", 1, None, False)
    assert (last.kind, last.score, last.changed) == ("same", 1.0, False)
    assert summary([first, gone, last]) == Summary(same=1, reworded=1, removed=1, rebuttals_changed=1)


def test_describe_names_confirmed_merges_and_splits_by_position():
    parts, whole = [wording(3, "Cranes rust."), wording(7, "Gulls bite.")], [wording(2, "Cranes rust and gulls bite.")]
    assert describe(parts, whole, {0: 0}, merged={0: [1, 0]})[0].merged_from == [3, 7]
    assert describe(whole, parts, {0: 0}, split={0: [0, 1]})[0].split_into == [3, 7]


def test_what_was_removed_stands_where_it_stood():
    old = [wording(place, name) for place, name in enumerate("abcdef", 1)]
    new = [wording(1, "c"), wording(2, "b"), wording(3, "x")]
    found = describe(old, new, {1: 1, 2: 0})
    names = [(each.old or each.new).head for each in found]
    assert names == ["a", "c", "d", "e", "f", "b", "x"]
    assert [each.moved for each in found].count(True) == 1


VOCABULARY = "crane ferry gull pilot harbour fee fine tax not the a of never 45 days 90 paints sinks pays reads"
TEXT = st.lists(st.sampled_from(VOCABULARY.split()), max_size=8).map(" ".join)
CLAIM = st.tuples(TEXT, TEXT)
PAGE = st.lists(CLAIM, max_size=7).map(lambda claims: page(*claims))


def key(change, *, turned):
    back = {"added": "removed", "removed": "added"}
    sides = (
        (change.from_position, change.from_claim, change.merged_from, change.verdict.from_),
        (change.to_position, change.to_claim, change.split_into, change.verdict.to),
    )
    kind = back.get(change.kind, change.kind) if turned else change.kind
    quantities = sorted((one.to, one.from_) if turned else (one.from_, one.to) for one in change.quantities)
    ops = {"=": "=", "-": "+", "+": "-"} if turned else {"=": "=", "-": "-", "+": "+"}
    diffs = [sorted((ops[op], text) for op, text in spans) for spans in (change.claim_diff, change.rebuttal_diff)]
    ordered = sides[::-1] if turned else sides
    return repr((kind, change.moved, ordered, change.rebuttal_changed, change.score, quantities, diffs))


@given(PAGE)
def test_any_page_compared_with_itself_is_all_same(one):
    found = compare(one, one)
    assert found.summary == Summary(same=len(one.pairs))


@given(PAGE, PAGE)
def test_the_way_back_is_the_mirror(old, new):
    there, back = compare(old, new), compare(new, old)
    assert sorted(key(change, turned=False) for change in there.changes) == sorted(
        key(change, turned=True) for change in back.changes
    )


@given(PAGE, PAGE)
def test_every_pair_is_accounted_for_once(old, new):
    found = compare(old, new)
    ends = [change.from_position for change in found.changes if change.from_position is not None]
    assert sorted(ends) == [one.position for one in old.pairs]
    places = [change.to_position for change in found.changes if change.to_position is not None]
    assert places == [one.position for one in new.pairs]
    for change in found.changes:
        assert "".join(text for op, text in change.claim_diff if op != "+") in {"", change.from_claim}
        assert "".join(text for op, text in change.claim_diff if op != "-") in {"", change.to_claim}


@given(st.permutations(range(8)))
def test_as_few_as_possible_moved(order):
    names = [wording(place, f"claim {place}") for place in range(8)]
    new = [names[place] for place in order]
    moved = moved_out(names, new, {place: order.index(place) for place in range(8)})
    stay = [place for place in order if place not in moved]
    assert stay == sorted(stay)
    assert len(stay) == longest(order)
    back = moved_out(new, names, {order.index(place): place for place in range(8)})
    assert {order[index] for index in back} == moved


def longest(order):
    """Return the length of the longest increasing run, by the plain quadratic rule."""
    lengths = []
    for place, value in enumerate(order):
        lengths.append(1 + max((lengths[p] for p in range(place) if order[p] < value), default=0))
    return max(lengths)


@pytest.mark.skipif(not (SHARED / "series").is_dir(), reason="the shared series are not beside this checkout")
def test_a_series_of_mark_up_changes_holds_no_change():
    captures = sorted((SHARED / "series" / "digitalgov-5-myths").glob("*.md"))
    pages = [extract(read_document(capture.read_bytes(), capture.name)) for capture in captures]
    assert len(pages) == 17
    assert all(len(one.pairs) == 5 for one in pages)
    for old, new in pairwise(pages):
        assert compare(old, new).summary == Summary(same=5)
