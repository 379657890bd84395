"""Who continues whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.alignment import LINE, align, likeness
from app.domain.wording import Wording

HARBOUR = [
    (
        "The bureau loses a third of all parcels.",
        "It delivers 99 percent on time. Lost ones are traced within 10 days.",
    ),
    (
        "Harbour fees are used to build the mayor's villa.",
        "Fees pay for dredging and for the pilots. The books are open.",
    ),
    ("Inspectors are paid by the number of fines.", "Inspectors draw a fixed salary. No part depends on fines."),
    ("The night ferry was cancelled for ever.", "The night ferry is paused for repairs until June 2014."),
    ("You need a lawyer to appeal a fine.", "Anyone may appeal by letter. A form is on our site."),
    ("Fishing in the north basin is banned.", "Fishing is allowed from May to October with a licence."),
    ("Foreign ships pay nothing.", "Every ship pays by tonnage, whatever flag it flies."),
]
REWORDED = [
    (
        "One parcel in three is lost by the bureau.",
        "It delivers 98 percent on time. Lost ones are traced within 30 days.",
    ),
    ("Harbor fees pay for the mayor's villa.", "Fees pay for dredging and pilots. The books are open."),
    ("Inspectors get a bonus for each fine.", "Inspectors draw a fixed salary, and no part depends on fines."),
    ("The night ferry will never run again.", "The night ferry resumed in July 2014 after repairs."),
    ("Appealing a fine takes a lawyer.", "Anyone may appeal by letter or on our site."),
    ("No fishing is allowed in the north basin.", "Fishing is allowed from April to October with a licence."),
    ("Ships under a foreign flag are free of charge.", "Every ship pays by tonnage, whatever its flag."),
]


def wordings(*pairs):
    return [Wording(position=place, head=head, body=body) for place, (head, body) in enumerate(pairs, 1)]


def pairs_of(alignment):
    return sorted(alignment.continues.items())


def test_equal_claims_continue_wherever_they_stand():
    found = align(wordings(*HARBOUR), wordings(*reversed(HARBOUR)))
    last = len(HARBOUR) - 1
    assert pairs_of(found) == [(i, last - i) for i in range(len(HARBOUR))]
    assert set(found.scores.values()) == {1.0}
    assert found.comparisons == 0


@pytest.mark.parametrize("turned", [False, True])
def test_reworded_claims_continue_across_a_reorder(turned):
    new = list(reversed(REWORDED)) if turned else REWORDED
    found = align(wordings(*HARBOUR), wordings(*new))
    last = len(HARBOUR) - 1
    assert pairs_of(found) == [(i, last - i if turned else i) for i in range(len(HARBOUR))]
    assert all(LINE <= score < 1 for score in found.scores.values())


def test_what_shares_only_a_subject_is_added_and_removed():
    old = wordings(("Are lifeboats free?", "Every boat has to carry one, and pays for it."))
    new = wordings(("Where are lifeboats kept?", "On the upper deck, under green covers, since the rules of spring."))
    assert align(old, new).continues == {}


def test_unrelated_pages_share_nothing():
    other = wordings(
        ("Is the library open on Sundays?", "From noon to six, all year."),
        ("How do I renew a book?", "By telephone or at the desk."),
        ("Are cats allowed in the reading room?", "Only the one that lives there."),
    )
    found = align(wordings(*HARBOUR), other)
    assert found.continues == found.merged == found.split == {}


def test_an_equal_claim_over_another_rebuttal_is_the_same_claim_and_wordings_without_one_are_not():
    found = align(wordings(("What is it?", "Old pilots say.")), wordings(("What is it?", "Ships of the county pay.")))
    assert (found.continues, found.scores, found.comparisons) == ({0: 0}, {0: 1.0}, 0)
    old = Wording(position=1, head=None, body="Cranes rust in winter.")
    assert align([old], [Wording(position=1, head=None, body="Ferries leak at dawn.")]).continues == {}


def test_of_two_equal_claims_the_one_in_the_same_place_stays():
    twice = ("Who pays?", "The state.")
    old = wordings(("A question first?", "Yes."), twice, ("One between?", "No."), twice, ("The last?", "Maybe."))
    without_first = [old[0], *old[2:]]
    without_second = [*old[:3], old[4]]
    assert pairs_of(align(old, without_first)) == [(0, 0), (2, 1), (3, 2), (4, 3)]
    assert pairs_of(align(old, without_second)) == [(0, 0), (1, 1), (2, 2), (4, 3)]
    assert pairs_of(align(old, old)) == [(i, i) for i in range(5)]


def test_equal_claims_are_told_apart_by_their_rebuttals():
    old = wordings(("Who pays?", "The state pays all of it."), ("Who pays?", "Owners of large boats pay a fee."))
    new = wordings(("Who pays?", "Owners of large boats pay."), ("Who pays?", "The state pays all."))
    assert pairs_of(align(old, new)) == [(0, 1), (1, 0)]


def test_many_equal_claims_are_matched_in_order_and_cheaply():
    old = wordings(*(("Who pays?", f"Answer {i}") for i in range(40)))
    found = align(old, old[:30])
    assert pairs_of(found) == [(i, i) for i in range(30)]
    assert found.comparisons == 0


def test_a_claim_turned_round_continues():
    old = wordings(("Antibiotics do not kill viruses.", "They work on bacteria alone."))
    new = wordings(("Antibiotics should not be used against viruses.", "They work against bacteria."))
    assert align(old, new).continues == {0: 0}
    negated = wordings(("Dredging does not harm seals.", "A study found no change."))
    assert align(wordings(("Dredging harms seals.", "A study found no change.")), negated).continues == {0: 0}


def test_a_claim_rewritten_over_a_kept_rebuttal_continues():
    body = "Every ship pays by tonnage, whatever flag it flies, and the list of payments is printed each spring."
    found = align(wordings(("Foreigners pay nothing.", body)), wordings(("Some vessels are exempt from dues.", body)))
    assert found.continues == {0: 0}
    assert found.scores[0] < 0.9


def test_a_short_rebuttal_that_many_share_is_no_evidence():
    old = wordings(("Is the pier lit at night?", "Yes."), ("May dogs come aboard?", "Yes."))
    new = wordings(("Do children travel free?", "Yes."), ("Is there a bar on the ferry?", "Yes."))
    assert align(old, new).continues == {}


def test_a_likeness_just_below_the_line_counts_where_it_alone_is_in_the_same_place():
    first, last = ("The old pier was closed.", "Repairs began."), ("Ships pay nothing.", "They do.")
    one = ("Pilots lamps safe ferry.", "Divers look at it.")
    other = ("Safe pilots lamps harbour.", "Nobody can tell.")
    assert likeness(*wordings(one, other)) == 0.49
    old = wordings(first, one, last)
    between = align(old, wordings(first, other, last))
    assert (between.continues, between.scores[1]) == ({0: 0, 1: 1, 2: 2}, 0.59)
    beside_another = align(old, wordings(first, other, ("Gulls bite children.", "Birds fear people."), last))
    assert (beside_another.continues, beside_another.scores[1]) == ({0: 0, 1: 1, 2: 3}, 0.54)
    assert align(old, wordings(first, last, other)).continues == {0: 0, 2: 1}
    assert align(old, wordings(other, first, last)).continues == {0: 1, 2: 2}


def test_a_term_replaced_everywhere_changes_no_identity():
    old = wordings(
        ("What is the new coronavirus?", "A virus."),
        ("How does the new coronavirus spread?", "By droplets in the air."),
        ("Can pets catch the new coronavirus?", "There is little evidence of it."),
    )
    new = wordings(
        ("Can pets catch COVID-19?", "There is little evidence of that."),
        ("How does COVID-19 spread?", "By droplets in the air."),
        ("What is COVID-19?", "An illness seen first in 2019."),
    )
    assert pairs_of(align(old, new)) == [(0, 2), (1, 1), (2, 0)]


def test_a_replaced_term_that_fits_two_claims_decides_nothing():
    old = wordings(
        ("What is the flood tax?", "Money."),
        ("What was the flood tax?", "Coins."),
        ("Who collects the flood tax from ships?", "Officers in green coats collect it at the gate."),
        ("When is the flood tax due in winter?", "On the first day of each month until the thaw."),
    )
    new = wordings(
        ("Who collects the dyke levy from ships?", "Officers in green coats collect it at the gate."),
        ("When is the dyke levy due in winter?", "On the first day of each month until the thaw."),
        ("And what of the dyke levy?", "See elsewhere."),
    )
    assert pairs_of(align(old, new)) == [(2, 0), (3, 1)]
    found = align([old[0], *old[2:]], new)
    assert pairs_of(found) == [(0, 2), (1, 0), (2, 1)]
    assert found.scores[0] == LINE


def test_a_term_replaced_once_decides_nothing():
    old = wordings(("When is the dyke levy due in winter?", "Yes."), ("How does the dyke levy spread?", ""))
    new = wordings(("When is the flood tax due in winter?", "Money."), ("How does the flood tax spread?", ""))
    found = align(old, new)
    assert (found.continues, found.scores) == ({1: 1}, {1: 0.55})


def test_a_claim_of_the_term_alone_does_not_say_what_was_replaced():
    old = wordings(
        ("When is the dyke levy due in winter?", "There is little evidence."),
        ("Can pets catch the dyke levy?", "Coins."),
        ("What is the dyke levy?", "Yes."),
    )
    new = wordings(
        ("When is the new virus due in winter?", "No: divers look at each hull."),
        ("Can pets catch the new virus?", "Coins."),
        ("What is the new virus?", "Yes."),
    )
    assert pairs_of(align(old, new)) == [(1, 1), (2, 2)]


def test_a_wording_without_the_replaced_term_does_not_continue_by_it():
    divers, officers = "No: divers look at each hull.", "Officers in green coats collect it at the gate."
    old = wordings(
        ("Is the dyke levy fair?", divers),
        ("How does the dyke levy spread?", officers),
        ("Who collects the dyke levy from ships?", "Yes."),
        ("", "One newspaper tells both tales."),
    )
    new = wordings(
        ("What is the new virus?", "There is little evidence."),
        ("When is the new virus due in winter?", "Money."),
        ("Is the new virus fair?", divers),
        ("How does the new virus spread?", officers),
    )
    assert pairs_of(align(old, new)) == [(0, 2), (1, 3)]


def test_a_claim_alone_on_both_pages_scores_for_its_place():
    found = align(wordings(("Is the fee fair?", "")), wordings(("Is the flood fee fair?", "")))
    assert (found.continues, found.scores) == ({0: 0}, {0: 0.97})


SIDE_EFFECTS = [
    ("What are the possible side effects?", "Fever, a swollen arm and a headache are common."),
    ("What should I do about side effects?", "Rest, and call a doctor if they last longer than two days."),
]
ANSWER = "Fever, a swollen arm and a headache are common. Rest, and call a doctor if they last longer than two days."
BOTH = "What are the possible side effects, and what should I do about them?"


@pytest.mark.parametrize("question", [BOTH, "Which side effects are possible, and what should I do about them?"])
def test_two_questions_that_become_one_are_merged(question):
    old = wordings(HARBOUR[3], *SIDE_EFFECTS, HARBOUR[4])
    new = wordings(HARBOUR[3], (question, ANSWER), HARBOUR[4])
    found = align(old, new)
    assert found.merged == {1: [1, 2]}
    assert found.split == {}
    assert sorted(found.continues.values()) == [0, 1, 2]
    back = align(new, old)
    assert back.split == {1: [1, 2]}
    assert back.merged == {}


def test_questions_alone_are_merged_where_each_says_a_part():
    old = wordings(("Are cranes rusty?", ""), ("Do ferries leak in winter?", ""))
    new = wordings(("Are cranes rusty, and do ferries leak in winter?", ""))
    assert align(old, new).merged == {0: [0, 1]}


def test_questions_that_differ_in_joining_words_are_merged_where_the_answer_was_kept():
    old = wordings(
        ("What is a side effect?", "A symptom such as fever, after a dose."),
        ("Why do I have a side effect?", "Defences react to protein, which is normal for days."),
    )
    new = wordings(
        ("What is a side effect and why do I have it?", "Normal defences react to protein; fever is a symptom of it.")
    )
    assert align(old, new).merged == {0: [0, 1]}


def test_a_part_that_adds_nothing_was_not_merged():
    old = wordings(
        ("Do cranes rust in winter?", "They do, as all iron does."), ("Do cranes rust?", "Paint protects steel at sea.")
    )
    new = wordings(("Do our cranes rust in winter?", "They do, as all iron does, unless it is greased."))
    found = align(old, new)
    assert found.continues == {0: 0}
    assert found.merged == {}


def test_a_part_that_is_half_held_was_not_merged():
    old = wordings(("Do gulls sleep?", "On one leg."), ("Do ferries leak in winter?", "Divers look at each hull."))
    new = wordings(("Do ferries leak in winter while gulls watch?", "Divers look at each hull."))
    found = align(old, new)
    assert found.continues == {1: 0}
    assert found.merged == {}


def test_a_part_held_by_two_wholes_counts_for_what_it_explains():
    old = wordings(
        ("Cranes rust.", "No: they are painted in spring."),
        ("Ferries leak.", "No: divers look at each hull."),
        ("Cranes rust in the north.", "A different climate, a different paint."),
    )
    new = wordings(
        ("Cranes rust and ferries leak.", "One newspaper tells both tales."),
        ("Cranes rust in the far north.", "A different climate, a different paint for all."),
    )
    found = align(old, new)
    assert found.continues[2] == 1
    assert found.merged == {0: [0, 1]}


FOUR_PARTS = [
    ("Cranes rust.", "No: they are painted in spring."),
    ("Ferries leak.", "No: divers look at each hull."),
    ("Pilots drink.", "No: a doctor tests them at dawn."),
    ("Gulls bite.", "No: birds fear people."),
]


@pytest.mark.parametrize(
    "whole",
    [
        "Cranes rust, ferries leak, pilots drink and gulls bite.",
        "Gulls bite, pilots drink, ferries leak and cranes rust.",
    ],
)
def test_parts_below_the_line_are_merged_when_together_they_are_the_whole(whole):
    old = wordings(*FOUR_PARTS)
    new = wordings((whole, "All four tales come from one newspaper."))
    found = align(old, new)
    assert found.merged == {0: [0, 1, 2, 3]}
    assert (found.continues, found.scores) == ({0: 0}, {0: 0.37})
    back = align(new, old)
    assert back.continues == {0: 0}
    assert back.split == {0: [0, 1, 2, 3]}
    assert back == found.mirrored()


def test_what_is_merged_below_the_line_has_the_score_of_its_nearest_part():
    old = wordings(("Cranes rust in storms.", "No: they are painted."), *FOUR_PARTS[1:])
    whole = "Cranes rust in storms, ferries leak, pilots drink and gulls bite."
    new = wordings((whole, "All four tales come from one newspaper."))
    assert align(old, new).scores == align(new, old).scores == {0: 0.43}  # the others' is 0.36


def test_parts_are_merged_into_one_whole_only():
    old = wordings(*FOUR_PARTS[:2])
    whole = "Cranes rust and ferries leak"
    new = wordings(
        (f"{whole} often.", "One newspaper tells both tales."), (f"{whole} always.", "Another one is louder still.")
    )
    found = align(old, new)
    assert list(found.merged.values()) == [[0, 1]]


def test_what_is_gone_was_not_merged_into_a_look_alike():
    old = wordings(
        ("Are there side effects for adults?", "Few."), ("Are there side effects for pilots on duty?", "Some.")
    )
    new = wordings(("Are there any side effects for adults?", "Few of them."))
    found = align(old, new)
    assert found.continues == {0: 0}
    assert found.merged == {}


def test_parts_that_leave_much_of_the_whole_unsaid_are_not_merged():
    whole = "Cranes rust, ferries leak, while nobody at the ministry reads letters about safety on northern piers."
    found = align(wordings(*FOUR_PARTS[:2]), wordings((whole, "All of it comes from one newspaper.")))
    assert found.merged == found.continues == {}


def test_safeguards_align_by_label_and_by_text():
    old = [
        Wording(position=1, head="Advisory Board", body="Nine members review each complaint about the fleet."),
        Wording(position=2, head="Hotline", body="Calls are answered day and night by two officers."),
        Wording(position=3, head=None, body="Every quarter the director reports to the council on all fines."),
    ]
    new = [
        Wording(position=1, head=None, body="Every quarter, the director reports to the council on all the fines."),
        Wording(position=2, head="Telephone service", body="Calls are answered day and night by two officers."),
        Wording(position=3, head="Advisory Board", body="It was disbanded."),
    ]
    assert pairs_of(align(old, new)) == [(0, 2), (1, 1), (2, 0)]
    assert align(old, old).continues == {0: 0, 1: 1, 2: 2}


def test_an_empty_capture_aligns_with_nothing():
    assert align([], wordings(*HARBOUR)).continues == {}
    assert align([], []).continues == {}


def test_likeness_of_two_wordings():
    one = Wording(position=1, head="Cranes rust.", body="They do not.")
    assert likeness(one, one) == 1.0
    assert likeness(one, Wording(position=2, head="Cranes  rust.", body="Other.")) == 1.0
    reworded = likeness(one, Wording(position=2, head="Cranes rust quickly.", body="They do not."))
    assert 0.5 < reworded < 1
    assert likeness(one, Wording(position=2, head="Gulls bite.", body="Never.")) == 0.0
    assert likeness(Wording(position=1, head=None, body="a b"), Wording(position=1, head="", body="a b")) == 1.0
    assert (
        likeness(Wording(position=1, head="Ferry", body="A long text"), Wording(position=1, head=None, body="")) == 0.0
    )


VOCABULARY = "crane ferry gull pilot harbour fee fine tax not the a of never 45 90 days paints sinks pays reads"
TEXT = st.lists(st.sampled_from(VOCABULARY.split()), max_size=8).map(" ".join)
PAGE = st.lists(st.tuples(TEXT, TEXT), max_size=8).map(lambda pairs: wordings(*pairs))


@given(PAGE)
def test_a_page_aligns_with_itself(page):
    assert align(page, page).continues == {i: i for i in range(len(page))}


@given(PAGE, PAGE)
def test_the_way_back_is_the_mirror(old, new):
    there, back = align(old, new), align(new, old)
    assert back == there.mirrored()
    assert len(set(there.continues.values())) == len(there.continues)
    assert there.scores.keys() == there.continues.keys()
    assert all(0 <= score <= 1 for score in there.scores.values())


@given(PAGE, PAGE)
def test_parts_and_wholes_are_consistent(old, new):
    found = align(old, new)
    for j, parts in found.merged.items():
        nearest = {i: j for i, j in found.continues.items() if i in parts}
        assert len(parts) > 1
        assert list(nearest.values()) == [j]
    for i, parts in found.split.items():
        assert found.continues[i] in parts
        assert len(parts) > 1


def page_of(count, *, reworded):
    """Make claims of which no two are alike; a reworded page has two words of each changed."""
    pairs = []
    for number in range(count):
        names = [f"w{number}x{part}" for part in range(8)]
        if reworded:
            names[1], names[5] = f"new{number}", f"other{number}"
        pairs.append((f"the {' of '.join(names[:5])}", f"is {' and '.join(names[3:])} for all"))
    return wordings(*pairs)


def test_comparisons_grow_with_the_page_and_not_with_its_square():
    counts = [align(page_of(n, reworded=False), page_of(n, reworded=True)[::-1]) for n in (50, 100, 200)]
    assert [len(found.continues) for found in counts] == [50, 100, 200]
    assert [found.comparisons for found in counts] == [50, 100, 200]


def test_words_that_all_share_bring_no_candidates():
    old = wordings(*((f"Harbour fees rose again {i}a", "") for i in range(90)))
    new = wordings(*((f"Harbour fees rose again {i}b", "") for i in range(90)))
    assert align(old, new).comparisons <= 8 * 90
