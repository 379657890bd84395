"""Word diff: exact, shortest, and readable."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from app.domain.folding import fold, same
from app.domain.numbers_near import quantities_in, runs_with_numbers, windows_near
from app.domain.quantities import find_quantities
from app.domain.quantity_changes import QuantityChange, quantity_changes
from app.domain.spans import NEW_SIDE, OLD_SIDE, Move, Span, moves, only_moved, plain
from app.domain.tokens import Text
from app.domain.worddiff import diff

VOCABULARY = "the bureau loses mail within 45 days of 90 percent two weeks June 25, 2011 “ ” . don’t don't fee , twice"
PIECES = VOCABULARY.split()
TEXTS = st.one_of(
    st.lists(st.sampled_from([*PIECES, "\n\n", " "]), max_size=16).map(" ".join),
    st.text(max_size=30),
)
WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=12)


def old_side(spans):
    return "".join(text for op, text in spans if op in OLD_SIDE)


def new_side(spans):
    return "".join(text for op, text in spans if op in NEW_SIDE)


def marked(spans):
    return [(op, text) for op, text in spans if op != "="]


@given(TEXTS, TEXTS)
def test_the_spans_hold_both_texts_exactly(old, new):
    spans = diff(old, new)
    assert old_side(spans) == old
    assert new_side(spans) == new


@given(TEXTS, TEXTS)
def test_spans_are_gathered_and_in_order(old, new):
    spans = diff(old, new)
    pairs = list(pairwise(spans))
    assert all(span.text for span in spans)
    assert all(
        (one.op, other.op) in {("=", "-"), ("=", "+"), ("-", "+"), ("-", "="), ("+", "=")}
        for one, other in pairs
        if not {one.op, other.op} & {"<", ">"}
    )


@given(TEXTS, TEXTS)
def test_the_way_back_is_the_mirror(old, new):
    turned = {"=": "=", "-": "+", "+": "-", "<": ">", ">": "<"}
    there, back = diff(old, new), diff(new, old)
    assert sorted((turned[op], text) for op, text in there) == sorted(back)
    assert old_side(back) == new


ACCENTED = "café naïve Größe “fee” don’t l'eau – a-b ha\u00adrbour Việt हिन्दी خرافَة 港口很旧 がぎ $3.5m 1 200 45-day"


def with_other_marks(text, random):
    """Write a text as another program would: decomposed, with other quotes and dashes, invisible breaks, wider gaps."""
    swaps = {"'": "’´`", "’": "'‘", "“": '"„', "”": '"', "-": "‑–", "–": "-—", " ": (" ", "  ", "\n")}
    text = unicodedata.normalize(random.choice(["NFC", "NFD"]), text)
    signs = [random.choice([sign, *swaps.get(sign, "")]) for sign in text]
    return "".join(
        f"{one}\u00ad" if one.isalpha() and other.isalpha() and random.random() < 0.1 else one
        for one, other in zip(signs, [*signs[1:], ""], strict=bool(signs))
    )


@given(st.lists(st.sampled_from(ACCENTED.split()), max_size=12).map(" ".join), st.randoms(use_true_random=False))
def test_texts_that_are_the_same_have_the_same_words(text, random):
    other = with_other_marks(text, random)
    assert same(text, other)
    assert Text(text).keys == Text(other).keys


@given(TEXTS)
def test_equal_texts_have_no_change(text):
    assert marked(diff(text, text)) == []


@given(WORDS, WORDS)
def test_no_more_is_marked_than_islands_add_to_the_shortest_script(old, new):
    spans = diff(" ".join(old), " ".join(new))
    least = Indel.distance(old, new)
    count = sum(len(text.split()) for op, text in spans if op != "=")
    kept = sum(len(text.split()) for op, text in spans if op == "=")
    assert count >= least
    islands = (count - least) // 2
    assert kept + islands == (len(old) + len(new) - least) // 2


SENTENCE = st.tuples(
    st.lists(st.sampled_from([piece for piece in PIECES if piece not in "“”.,"]), min_size=1, max_size=6).map(" ".join),
    st.sampled_from([".", "?", "!", ".”", "…"]),
).map("".join)
SENTENCES = st.lists(SENTENCE, max_size=7)
BETWEEN = st.sampled_from([" ", "  ", "\n\n"])


@given(SENTENCES.flatmap(lambda old: st.tuples(st.just(old), st.permutations(old))), BETWEEN)
def test_a_new_order_of_sentences_marks_no_word_as_changed(both, between):
    old, new = (between.join(sentences) for sentences in both)
    spans = diff(old, new)
    assert (old_side(spans), new_side(spans)) == (old, new)
    assert not [text for op, text in spans if op in "-+" and text.strip()]
    assert only_moved(spans) == (both[0] != list(both[1]))


@given(SENTENCES, SENTENCES, st.randoms(use_true_random=False), BETWEEN)
def test_moves_name_the_two_places_of_the_same_words(kept, others, random, between):
    old, new = kept + others[:2], kept + others[2:]
    random.shuffle(new)
    one, other = between.join(old), " ".join(new)
    spans = diff(one, other)
    found = moves(spans)
    assert (old_side(spans), new_side(spans)) == (one, other)
    assert sorted(place for move in found for place in (move.from_, move.to)) == [
        place for place, (op, _) in enumerate(spans) if op in "<>"
    ]
    for move in found:
        assert spans[move.from_].op == "<"
        assert spans[move.to].op == ">"
        assert fold(spans[move.from_].text) == fold(spans[move.to].text)
    assert {op for op, _ in plain(spans)} <= set("=-+")


@given(SENTENCES, SENTENCES, st.randoms(use_true_random=False))
def test_the_way_back_of_a_move_is_the_mirror(kept, others, random):
    new = kept + others
    random.shuffle(new)
    one, other = " ".join(kept + others[1:]), " ".join(new)
    turned = {"=": "=", "-": "+", "+": "-", "<": ">", ">": "<"}
    assert sorted((turned[op], text) for op, text in diff(one, other)) == sorted(diff(other, one))


FOUR = [
    "The crane rusts in winter.",
    "Boats leak often, they say!",
    "Is the pier safe at night?",
    "Fees pay for dredging within 45 days.",
]


def test_a_moved_sentence_is_told_from_changed_words():
    new = [FOUR[3], FOUR[0], FOUR[1], "Is the jetty safe at night?"]
    assert diff(" ".join(FOUR), " ".join(new)) == [
        (">", f"{FOUR[3]} "),
        ("=", f"{FOUR[0]} {FOUR[1]} Is the "),
        ("-", "pier"),
        ("+", "jetty"),
        ("=", " safe at night?"),
        ("<", f" {FOUR[3]}"),
    ]


def test_sentences_that_move_together_are_one_move_and_the_shorter_part_moves():
    spans = diff("\n\n".join(FOUR), "\n\n".join([*FOUR[2:], *FOUR[:2]]))
    assert spans == [
        ("<", f"{FOUR[0]}\n\n{FOUR[1]}\n\n"),
        ("=", f"{FOUR[2]}\n\n{FOUR[3]}"),
        (">", f"\n\n{FOUR[0]}\n\n{FOUR[1]}"),
    ]
    assert moves(spans) == [Move(0, 2)]


def test_numbers_of_a_moved_sentence_have_not_changed_and_others_have():
    old = f"{FOUR[3]} {FOUR[0]} {FOUR[1]} Repairs take 10 days."
    new = f"{FOUR[0]} {FOUR[1]} Repairs take 90 days. {FOUR[3]}"
    assert quantity_changes(old, new) == [QuantityChange("10 days", "90 days")]
    replaced = f"Nobody else has to give a penny in 60 days. {FOUR[0]} {FOUR[1]} {FOUR[3]}"
    assert quantity_changes(f"{FOUR[3]} {FOUR[0]} {FOUR[1]}", replaced) == []


def test_a_sentence_that_the_shortest_script_mostly_keeps_has_not_moved():
    one, other = "The old crane rusts in winter and in spring.", "The old crane rusts in winter and in autumn."
    middle = "Boats leak often, they say, and nobody minds."
    assert diff(f"{one} {middle}", f"{other} {middle} {one}") == [
        ("=", "The old crane rusts in winter and in "),
        ("-", "spring"),
        ("+", "autumn"),
        ("=", f". {middle}"),
        ("+", f" {one}"),
    ]


@pytest.mark.parametrize(
    ("first", "between", "second"),
    [("船很旧。", "", "港口很大的。"), ("First things", "\n\n", "The second and longer things")],
)
def test_sentences_without_a_space_and_paragraphs_without_a_stop_move_too(first, between, second):
    spans = diff(f"{first}{between}{second}", f"{second}{between}{first}")
    assert only_moved(spans)
    assert [text.strip() for op, text in spans if op != "="] == [first, first]


def test_a_repeated_sentence_moves_with_its_neighbours():
    a, b, c, d = FOUR
    again = "See below."
    spans = diff(f"{a} {again} {b} {again} {c} {d}", f"{c} {d} {a} {again} {b} {again}")
    assert [text.strip() for op, text in spans if op == "<"] in ([f"{c} {d}"], [f"{a} {again} {b} {again}"])


def test_long_shared_beginnings_hide_no_move():
    start = "The harbour board of the northern bay has said again and again in each of its letters of last year that"
    one, other = f"{start} cranes rust.", f"{start} ferries leak."
    assert only_moved(diff(f"{one} {other}", f"{other} {one}"))


def test_text_too_long_for_a_script_is_not_searched_for_moves(monkeypatch):
    monkeypatch.setattr("app.domain.worddiff._LARGEST", 0)
    assert {op for op, _ in diff(" ".join(FOUR), " ".join(FOUR[::-1]))} == {"-", "+", "="}


def test_a_sentence_put_in_or_taken_out_ends_with_its_own_full_stop():
    short, long = f"{FOUR[0]} Boats leak.", f"{FOUR[0]} Boats leak. Gulls bite."
    assert marked(diff(short, long)) == [("+", " Gulls bite.")]
    assert marked(diff(long, short)) == [("-", " Gulls bite.")]
    assert marked(diff("It rusts. So it is. Yes.", "It rusts. They all say. So it is. Yes.")) == [
        ("+", "They all say. ")
    ]


def test_one_word():
    assert diff("The bureau loses mail", "The bureau loses parcels") == [
        Span("=", "The bureau loses "),
        Span("-", "mail"),
        Span("+", "parcels"),
    ]


def test_a_span_in_json_is_a_pair():
    assert msgspec.json.encode(diff("a", "b")) == b'[["-","a"],["+","b"]]'


def test_words_put_in_and_taken_out():
    assert diff("It inspects cranes.", "It no longer inspects cranes.") == [
        Span("=", "It "),
        Span("+", "no longer "),
        Span("=", "inspects cranes."),
    ]
    assert diff("All fees rose a lot.", "All fees rose.") == [
        Span("=", "All fees rose"),
        Span("-", " a lot"),
        Span("=", "."),
    ]


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("a report within 45 days of the order", "a report within 90 days of the order", ["45 days", "90 days"]),
        ("It handles 99 percent of it all", "It handles 99 per cent of it all", ["99 percent", "99 per cent"]),
        ("paid on June 25, 2011 in full", "paid on June 26, 2011 in full", ["June 25, 2011", "June 26, 2011"]),
        ("a fee of $1,200 for all", "a fee of $1,300 for all", ["$1,200", "$1,300"]),
        ("for two weeks at most", "for three weeks at most", ["two weeks", "three weeks"]),
        ("kept for 45 days by law", "kept for 45 hours by law", ["45 days", "45 hours"]),
        ("a grant of €3m in all", "a grant of €4m in all", ["€3m", "€4m"]),
        ("paid 1 000 euros each", "paid 1 200 euros each", ["1 000", "1 200"]),
        ("all 2011 300 boats", "all 2012 300 boats", ["2011", "2012"]),
        ("opens at 10:30 daily", "opens at 11:30 daily", ["10:30", "11:30"]),
        ("about 3,5 % of it", "about 4,5 % of it", ["3,5 %", "4,5 %"]),
        ("港口在45天内开放", "港口在90天内开放", ["45", "90"]),
        ("यह ४५ दिन में", "यह ९० दिन में", ["४५", "९०"]),
    ],
)
def test_numbers_and_dates_are_whole(old, new, changed):
    assert [text for _, text in marked(diff(old, new))] == changed


def test_overlapping_units_are_one():
    spans = diff("open from 5 to 10 days in May", "open from 5 to 12 days in May")
    assert all(text.strip(" ").count("days") <= 1 for _, text in spans)
    assert new_side(spans) == "open from 5 to 12 days in May"


def test_an_edge_that_leaves_a_date_for_a_number_of_the_other_text_leaves_that_as_well():
    old, new = "It was said on March 5 that 2012 weeks passed.", "It was said on March 5 2012 weeks passed."
    changed = [(one.op, one.text) for one in diff(old, new) if one.op != "="]
    assert changed == [("-", "March 5 that 2012 weeks"), ("+", "March 5 2012 weeks")]


def test_units_that_share_a_token_are_one():
    changed = marked(diff("At 30 piers keep two'three days", "At 30 piers keep two'four days"))
    assert changed == [("-", "two'three days"), ("+", "two'four days")]


def test_a_small_island_is_joined_and_a_large_one_stays():
    joined = diff("paint cranes of iron today", "wash ships of steel today")
    assert marked(joined) == [("-", "paint cranes of iron"), ("+", "wash ships of steel")]
    kept = diff("paint the old northern cranes today", "wash the old northern ships today")
    assert marked(kept) == [("-", "paint"), ("+", "wash"), ("-", "cranes"), ("+", "ships")]


@pytest.mark.parametrize("turned", [False, True])
def test_a_number_that_came_or_went_is_read_by_itself(turned):
    texts = ["It is kept 45 days by law now", "It is kept soon by order now"]
    assert ("=", " by ") in diff(*(texts[::-1] if turned else texts))


def test_a_mark_alone_is_no_island():
    assert marked(diff("for all of them. Cranes rust", "for some ships. Boats sink")) == [
        ("-", "all of them. Cranes rust"),
        ("+", "some ships. Boats sink"),
    ]


def test_an_island_longer_than_its_neighbours_stays():
    spans = diff("a internationally b x", "c internationally d x")
    assert ("=", " internationally ") in spans


def test_many_marks_are_no_island():
    spans = diff("a ........ b x", "c ........ d x")
    assert ("=", " ........ ") in spans


def test_quotes_alone_are_matched_and_shown():
    assert diff("He said “yes” now", 'He said "yes" later') == [
        Span("=", "He said "),
        Span("-", "“"),
        Span("+", '"'),
        Span("=", "yes"),
        Span("-", "” now"),
        Span("+", '" later'),
    ]


def test_white_space_alone_is_matched_and_shown():
    assert diff("one two\n\nthree", "one two three") == [
        Span("=", "one two"),
        Span("-", "\n\n"),
        Span("+", " "),
        Span("=", "three"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("a b c d e f", "a b x d y f", [("-", "c d e"), ("+", "x d y")]),
        ("x b c", "y b d", [("-", "x b c"), ("+", "y b d")]),
        ("a b", "a b c d", [("+", " c d")]),
        ("a a", "a a a", [("+", " a")]),
    ],
)
def test_texts_too_long_for_the_shortest_script_are_compared_by_their_ends(monkeypatch, old, new, changed):
    monkeypatch.setattr("app.domain.worddiff._LARGEST", 0)
    spans = diff(old, new)
    assert [(op, text.rstrip()) for op, text in marked(spans)] == changed
    assert (old_side(spans), new_side(spans)) == (old, new)


def test_which_quantities_changed():
    old = "A report within 45 days, then 2 reports a year, and 10 staff in June 2011."
    new = "A report within 90 days, then 4 reports a year, and 10 staff in June 2012."
    assert quantity_changes(old, new) == [
        QuantityChange("45 days", "90 days"),
        QuantityChange("2", "4"),
        QuantityChange("June 2011", "June 2012"),
    ]
    assert quantity_changes(old, new, diff(old, new)) == quantity_changes(old, new)
    assert msgspec.json.encode(quantity_changes(old, new)[:1]) == b'[{"from":"45 days","to":"90 days"}]'


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("no number", "none at all", []),
        ("nationwide by 2013", "nationwide by 2015", [("2013", "2015")]),
        ("in fiscal year 2010", "in 2010", [("fiscal year 2010", "2010")]),
        ("within 45 days", "soon", []),
        ("soon", "within 45 days", []),
        ("kept 45 days", "kept 45 days", []),
        ("45 days for 3 ships", "3 ships have 50 days", [("45 days", "50 days")]),
        ("takes 6 weeks", "takes 45 days", [("6 weeks", "45 days")]),
        ("takes 6 weeks", "takes 45 days and 3 hours", []),
        ("takes 6 weeks to answer every letter", "is read by 45 people of great skill and patience", []),
        ("for those under 45 years", "for those aged 12", []),
        ("It has 2 piers", "It has 4 piers", [("2", "4")]),
        ("There are two sorts of boats in use now", "They chose 7 as the lucky number of the fleet", []),
        ("It was five percent then", "It was 7 percent then", [("five percent", "7 percent")]),
    ],
)
def test_only_quantities_that_replace_one_another_are_changes(old, new, changes):
    assert [(change.from_, change.to) for change in quantity_changes(old, new)] == changes


@given(TEXTS, TEXTS)
def test_quantity_changes_mirror(old, new):
    there = {(change.from_, change.to) for change in quantity_changes(old, new)}
    back = {(change.to, change.from_) for change in quantity_changes(new, old)}
    assert there == back


NUMBERS = """
zero one Two three, (four) five six seven eight nine ten eleven thirteen ninety-nine forty hundred thousand million
dozen twice thrice the first every second their third tenth fifteen eighty 7 days weeks ships
"""
NUMBERISH = st.lists(st.sampled_from(NUMBERS.split()), max_size=6).map(" ".join)


@given(NUMBERISH)
def test_the_quick_look_for_numbers_misses_no_quantity(text):
    windows = windows_near(text, [(0, len(text))])
    assert sorted(quantities_in(text, windows)) == sorted(quantity.range for quantity in find_quantities(text))


def test_windows_lie_near_the_places_and_cut_no_word():
    filler = "lorem ipsum dolor sit amet " * 8
    text = f"5 days {filler}6 days {filler}7 days on June 3, 2012 {filler}8 days"
    place = text.index("7 days")
    windows = windows_near(text, [(place, place + 6)])
    assert len(windows) == 1
    first, last = windows[0]
    assert text[first - 1] == " "
    assert text[last] == " "
    assert [text[slice(*where)] for where in quantities_in(text, windows)] == ["7 days", "June 3, 2012"]
    assert len(windows_near(text, [(place, place + 1), (place + 6, place + 7)])) == 1
    assert windows_near(filler, [(20, 30)]) == []


@pytest.mark.parametrize("apart", [1, 79, 80, 81, 300])
@pytest.mark.parametrize(("gone", "come"), [("loses", "mislays"), ("within 45 days", "within 90 days"), ("\n\n", " ")])
def test_what_lies_far_from_a_change_is_not_looked_at_and_changes_nothing(apart, gone, come):
    before, after = "“Well,  kept is kept.”\n\n " * apart, "\n It don’t matter; two of 5  remain." * apart
    spans = diff(f"{before}x {gone} y{after}", f"{before}x {come} y{after}")
    assert (old_side(spans), new_side(spans)) == (f"{before}x {gone} y{after}", f"{before}x {come} y{after}")
    assert marked(spans) == marked(diff(f"x {gone} y", f"x {come} y"))
    assert all(one.op != other.op for one, other in pairwise(spans))


@pytest.mark.parametrize("one", ["a ", "a, b  ", "a\n\n", "a,"])
def test_a_repeated_stretch_is_taken_out_as_a_whole(one):
    assert "".join(text for _, text in marked(diff(one * 400, one * 390))).split() == (one * 10).split()


@given(TEXTS, TEXTS, st.integers(0, 40), st.integers(0, 40))
def test_long_shared_ends_cut_no_token(old, new, before, after):
    head, tail = "one  two\n\n" * before, "  three. four" * after
    spans = diff(head + old + tail, head + new + tail)
    assert (old_side(spans), new_side(spans)) == (head + old + tail, head + new + tail)


@given(NUMBERISH, NUMBERISH, st.sampled_from(["ships of iron sail on", "on June 25, 2011, in", "section 5 of the law"]))
def test_a_changed_number_is_found_where_only_words_beside_it_changed(left, right, middle):
    words = f"{left} {middle} {right}".split()
    for place in range(len(words)):
        other = [*words[:place], "boats", *words[place + 1 :]]
        runs, _ = runs_with_numbers(words, other, [(place, place + 1, place, place + 1)])
        starts = [sum(len(word) + 1 for word in words[:at]) for at in range(len(words) + 1)]
        touched = [
            quantity.range
            for quantity in find_quantities(" ".join(words))
            if quantity.range[0] < starts[place + 1] - 1 and quantity.range[1] > starts[place]
        ]
        reached = [(starts[first], starts[last]) for first, last in runs]
        assert all(first <= start and end <= last for start, end in touched for first, last in reached)
        assert reached or not touched


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("x the 12/12/2012 y", "x FY 12/12/2012 y", ["the 12/12/2012", "FY 12/12/2012"]),
        ("It takes 45 days.", "It takes 45 business days.", ["45 days", "45 business days"]),
        ("45 days", "45 working days", ["45 days", "45 working days"]),
        ("They left. 45 days passed", "They left us. 45 days passed", [" us"]),
        ("45 days", "45", ["45 days", "45"]),
        ("days", "45 days", ["days", "45 days"]),
    ],
)
def test_a_number_is_cut_on_neither_side(old, new, changed):
    assert [text for _, text in marked(diff(old, new))] == changed


@pytest.mark.parametrize(
    ("old", "new", "spans"),
    [
        ("b .", "c b . .", [("+", "c "), ("=", "b ."), ("+", " .")]),
        ("c . . b", "a  c . b", [("+", "a  "), ("=", "c . "), ("-", ". "), ("=", "b")]),
        ("b . . !", "c b . !", [("+", "c "), ("=", "b . "), ("-", ". "), ("=", "!")]),
        ("% 6", "% . 6 %", [("=", "% "), ("-", "6"), ("+", ". 6 %")]),
        ("5 a ", "x , a 5 5 a x", [("-", "5"), ("+", "x , a 5 5"), ("=", " a "), ("+", "x")]),
        (". c", "! . . b a b a a", [("-", ". c"), ("+", "! . . b a b a a")]),
        ("a cc ! a ! c b c ", "b", [("-", "a cc ! a ! c b c "), ("+", "b")]),
        ("a ! ", "b a", [("-", "a ! "), ("+", "b a")]),
        ("c a", "a b", [("-", "c "), ("=", "a"), ("+", " b")]),
        ("c a", "a !", [("-", "c "), ("=", "a"), ("+", " !")]),
        ("a ! ! ! ! ! ! b", "c ! ! ! ! ! ! d", [("-", "a ! ! ! ! ! ! b"), ("+", "c ! ! ! ! ! ! d")]),
        (
            "c b b ! c c c\n\n! c",
            "c\n\nb b ! c c c !c",
            [
                ("-", "c "),
                (">", "c\n\n"),
                ("=", "b b ! c c c"),
                ("-", "\n\n"),
                ("+", " "),
                ("=", "!"),
                ("<", " c"),
                ("+", "c"),
            ],
        ),
        ("b", "days b 5 ", [("+", "days "), ("=", "b"), ("+", " 5 ")]),
        (
            "5\n\n5b b 5 days",
            "5 b b 5 a ",
            [("=", "5"), ("-", "\n\n5b "), ("+", " "), ("=", "b "), ("-", "5 days"), ("+", "b 5 a ")],
        ),
        (
            "It rusts. 5 days pass. Yes.  ",
            "The old crane rusts in winter.\n\nYes. It rusts. ",
            [
                ("-", "It rusts. 5 days pass."),
                ("+", "The old crane rusts in winter.\n\n"),
                (">", "Yes. "),
                ("-", " "),
                ("+", "It rusts. "),
                ("<", "Yes.  "),
            ],
        ),
    ],
)
def test_the_edges_of_changes_are_exact(old, new, spans):
    assert diff(old, new) == spans


@pytest.mark.parametrize(
    ("old", "new", "spans"),
    [
        (",a b ,", "5 b,", [("-", ",a"), ("+", "5"), ("=", " b"), ("-", " "), ("=", ",")]),
        (", ?", ".,? ", [("+", "."), ("=", ","), ("-", " "), ("=", "?"), ("+", " ")]),
        ("two 5", "5 ", [("-", "two "), ("=", "5"), ("+", " ")]),
    ],
)
def test_the_ends_of_texts_too_long_for_a_script_are_exact(monkeypatch, old, new, spans):
    monkeypatch.setattr("app.domain.worddiff._LARGEST", 0)
    assert diff(old, new) == spans
