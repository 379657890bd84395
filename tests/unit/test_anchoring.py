"""Where a passage stands in a new wording."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.anchoring import Passage, anchor, anchor_passage, passage_of
from app.domain.errors import Rejected
from app.domain.folding import fold

CASES = Path(__file__).parents[2].parent / "shared" / "data" / "anchoring.json"
OLD = "The museum opens at nine. Guards check every bag at the door and keep a list. Visitors pay nothing on Mondays."
PASSAGE = "Guards check every bag at the door and keep a list."
START = OLD.index(PASSAGE)


def look(new, old=OLD, passage=PASSAGE):
    start = old.index(passage)
    return anchor(old, start, start + len(passage), new)


def quoted(found, new):
    return None if found.start is None else new[found.start : found.end]


def overlap(one, other):
    inner = min(one[1], other[1]) - max(one[0], other[0])
    return inner / (max(one[1], other[1]) - min(one[0], other[0]))


@pytest.mark.skipif(not CASES.is_file(), reason="the shared anchoring cases are not beside this checkout")
def test_the_shared_cases():
    wrong = []
    for case in json.loads(CASES.read_text(encoding="utf-8"))["cases"]:
        found = anchor(case["old_wording"], case["start"], case["end"], case["new_wording"])
        right = found.state == case["expect"]
        if right and case["at"]:
            at = (found.start, found.end)
            right = list(at) == case["at"] if found.state == "found" else overlap(at, case["at"]) >= 0.85
        if not right:
            wrong.append((case["name"], found))
    assert wrong == []


def test_a_passage_quotes_its_context():
    passage = passage_of(OLD, START, START + len(PASSAGE))
    assert passage == Passage(
        exact=PASSAGE,
        prefix="The museum opens at nine. ",
        suffix=" Visitors pay nothing on Mondays",
        start=START,
        end=START + len(PASSAGE),
    )
    assert len(passage.suffix) == 32


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (4, 4), (5, 4), (0, len(OLD) + 1), (25, 26)])
def test_a_range_without_words_is_rejected(start, end):
    with pytest.raises(Rejected, match="holds no words") as rejected:
        passage_of(OLD, start, end)
    assert rejected.value.field == "start"


def test_an_empty_quote_is_orphaned():
    found = anchor_passage(Passage(exact=" ", prefix="", suffix="", start=0, end=1), OLD)
    assert (found.state, found.notes) == ("orphaned", ["the passage holds no words"])


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        "New director since May. " + OLD,
        OLD.replace(" ", "\n  "),
        OLD + " And the café is closed.",
        f"Guards wear green. {PASSAGE} Visitors pay nothing on Mondays.",
        f"The museum opens at nine. {PASSAGE}",
        f"It opens at nine. {PASSAGE} They are old.",
    ],
)
def test_found(new):
    found = look(new)
    assert found.state == "found"
    assert fold(quoted(found, new)) == PASSAGE
    assert (found.score, found.turned_round, found.numbers, found.places, found.notes) == (1.0, False, [], [], [])


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("It closes late. Guards check every bag at the door and keep a list. Mondays are free.", PASSAGE),
        ("Guards inspect every bag at the door and keep a list.", None),
        ("Guards no longer check every bag at the door and keep a list.", None),
        ("Guards, who are trained in May, check every bag at the door and keep a list.", None),
        ("Guards check every bag at the door. They also keep a list.", None),
        ("The museum opens at nine and guards check every bag at the door and keep a list.", PASSAGE.lower()),
        ("Guards check every bag at the door and write a register.", None),
        (
            "At nine the staff check every bag at the door and keep a list.",
            "staff check every bag at the door and keep a list",
        ),
        (
            "Guards check each bag at the main door, and keep a list!",
            "Guards check each bag at the main door, and keep",
        ),
        (f"{PASSAGE} They are old.", PASSAGE),
        ("It always, by its own account, lets guards check every bag at the door and keep a list.", PASSAGE.lower()),
    ],
)
def test_moved(new, words):
    found = look(new)
    assert found.state == "moved"
    assert 0.5 <= found.score < 1
    start = new.lower().index(words.lower()) if words else 0
    assert overlap((found.start, found.end), (start, start + len(words or new))) >= 0.85


@pytest.mark.parametrize(
    "new",
    [
        "",
        "...",
        "The museum opens at nine. Visitors pay nothing on Mondays.",
        "The palace opens at ten. Guests leave a bag at the door and a name on a list. Children pay nothing.",
        "A list of doors was kept by the guards.",
    ],
)
def test_orphaned(new):
    found = look(new)
    assert (found.state, found.start, found.end, found.score) == ("orphaned", None, None, None)
    assert found.notes == ["its words are not in the new wording"]


def test_ambiguous_names_all_places():
    new = f"In May: {PASSAGE} In June: {PASSAGE}"
    found = look(new)
    assert (found.state, found.start) == ("ambiguous", None)
    assert [new[slice(*place)] for place in found.places] == [PASSAGE, PASSAGE]
    assert found.notes == ["2 places, and what stands beside them does not decide"]


def test_context_decides_between_equal_words():
    old = "North gate: open daily. South gate: closed on Fridays."
    new = "West gate: open daily. North gate: open daily. South gate: closed."
    found = look(new, old, "open daily.")
    assert (found.state, found.start) == ("found", new.rindex("open daily."))


def test_prefix_for_one_and_suffix_for_the_other_decide_nothing():
    new = f"The museum opens at nine. {PASSAGE} Elsewhere too. {PASSAGE} Visitors pay nothing on Mondays."
    assert look(new).state == "ambiguous"


def test_equal_words_in_a_strange_place_beside_a_likeness_in_the_old_one_are_ambiguous():
    old = "Staff are trained twice a year in Oldport. Dogs are not."
    new = "Dogs are trained twice a year. Staff are trained, briefly, twice a month or year in Oldport."
    found = look(new, old, "trained twice a year")
    assert found.state == "ambiguous"
    assert len(found.places) == 2


def test_two_likenesses_are_ambiguous_unless_context_decides():
    one = "Guards check every bag at the gate and keep a list."
    other = "Guards check every bag at the desk and keep a list."
    assert look(f"{one} {other}").state == "ambiguous"
    new = f"{one} The museum opens at nine. {other} Visitors pay nothing on Mondays."
    found = look(new)
    assert (found.state, quoted(found, new)) == ("moved", other)


def test_a_word_inside_another_is_no_place():
    assert look("The untrained stay home.", "Staff are trained.", "trained").state == "orphaned"
    assert look("All staff is trained. Untrained staff stays.", "Our staff is trained.", "trained").state == "found"
    assert look("The list: retrained", "It was retrained.", "trained").state != "orphaned"
    assert look("Nothing unthinkable here", "An unthinking man.", "unthink").state != "orphaned"


def test_scripts_without_space_have_no_words_to_cut():
    assert look("博物館は毎日開いています", "毎日開いています", "毎日開いて").state in {"found", "moved"}


def test_a_short_passage_is_looked_for_in_its_context_only():
    old = "Staff are trained twice a year in Oldport."
    assert look("Trainers left. Nobody is training here.", old, "trained").state == "orphaned"
    found = look("Staff get training twice a year in Oldport.", old, "trained")
    assert (found.state, found.score) == ("moved", 0.99)
    alone = look("Only the well trained stay.", old, "trained")
    assert (alone.state, alone.score) == ("moved", 0.6)
    assert alone.notes == ["what stood beside it is gone"]


def test_only_joining_words_beside_it_are_no_neighbour():
    old = "On Sundays the pier is closed to cars."
    new = "In winter the shop that is closed to cars."
    assert look(new, old, "closed to cars").state == "moved"
    assert look("The pier is closed to cars.", old, "closed to cars").state == "found"


def test_the_whole_wording_has_no_neighbours_to_lose():
    found = look(f"News: {PASSAGE} More.", PASSAGE)
    assert (found.state, found.notes) == ("found", [])


@pytest.mark.parametrize(
    ("old", "new", "passage", "note"),
    [
        (OLD, "Guards do not check every bag at the door and keep a list.", PASSAGE, "came in"),
        (OLD, "Guards don’t check every bag at the door and keep a list.", PASSAGE, "came in"),
        ("It never pays fines on Mondays at all.", "It pays fines on Mondays at all.", "never pays fines", "went out"),
        ("It inspects cranes each year.", "It no longer inspects cranes each year.", "inspects cranes", "came in"),
        ("Das Amt prüft Kräne im Mai.", "Das Amt prüft Kräne nicht im Mai.", "prüft Kräne", "came in"),
        ("El puerto cobra la tasa en mayo.", "El puerto no cobra la tasa en mayo.", "cobra la tasa", "came in"),
    ],
)
def test_a_negation_is_named(old, new, passage, note):
    found = look(new, old, passage)
    assert found.state in {"found", "moved"}
    assert found.turned_round
    assert f"turned round: a negation {note}" in found.notes


@pytest.mark.parametrize("new", ["Not so. " + OLD, OLD + " Not on Fridays.", "No. It says: " + OLD])
def test_a_negation_in_another_sentence_is_none(new):
    assert not look(new).turned_round


def test_a_changed_number_is_named():
    old = "The desk answers within 45 days and keeps a copy of each letter."
    new = "The desk answers within 90 days and keeps a copy of each letter."
    found = look(new, old, "answers within 45 days and keeps a copy")
    assert found.state == "moved"
    assert [(change.from_, change.to) for change in found.numbers] == [("45 days", "90 days")]
    assert found.notes == ["a number changed: 45 days → 90 days"]


def test_marks_around_the_passage_are_taken_in():
    old = "They say “guards check every bag at the door” on Mondays."
    new = "They say “guards inspect every bag at the door” on Mondays."
    found = look(new, old, "“guards check every bag at the door”")
    assert quoted(found, new) == "“guards inspect every bag at the door”"
    without = look(
        "They say guards inspect every bag at the door on Mondays.", old, "“guards check every bag at the door”"
    )
    assert without.start == len("They say ")


def test_the_ends_of_a_passage_are_kept_across_words_put_in():
    old = "They say it inspects 70 percent of cranes for us. Ask."
    new = "It no longer inspects 70 percent of cranes in the northern harbour for us. Ask."
    found = look(new, old, "it inspects 70 percent of cranes for us")
    assert quoted(found, new) == new.removesuffix(". Ask.")


def test_ranges_count_the_code_points_of_the_text_as_stored():
    new = unicodedata.normalize("NFD", "Café ☕☕ — ") + OLD
    found = look(new)
    assert quoted(found, new) == PASSAGE


def test_only_the_quote_and_its_context_are_used():
    passage = passage_of(OLD, START, START + len(PASSAGE))
    elsewhere = Passage(exact=passage.exact, prefix=passage.prefix, suffix=passage.suffix, start=900, end=950)
    assert anchor_passage(passage, OLD) == anchor_passage(elsewhere, OLD)


def test_a_long_wording_is_searched_in_a_few_windows():
    filler = "Boats of many kinds come and go, and guards wave at them from the door of the old house. " * 400
    new = f"{filler}Guards inspect every bag at the door and keep a list. {filler}"
    found = look(new)
    assert quoted(found, new) == "Guards inspect every bag at the door and keep a list."


def test_a_very_long_passage_is_found_by_its_very_words_alone():
    passage = "boats come and go " * 1_300 + "here"
    old = f"In May {passage} again."
    assert look(old, old, passage).state == "found"
    assert look(old.replace("come", "came"), old, passage).state == "orphaned"


VOCABULARY = "guards check every bag door list not never the a and 45 days “open” café . , : museum Mondays"
TEXT = st.lists(st.sampled_from(VOCABULARY.split()), min_size=1, max_size=14).map(" ".join)


BEFORE = (
    "Cranes rust and ferries leak and pilots sleep and gulls bite and the mayor pays and the county waits and smiths "
    "hammer and divers dive and clerks write and "
)
AFTER = (
    " and owners complain and nobody minds and boats are moored and rings are cast and fees rise and letters come "
    "and all is well"
)
READ_BY_EYE = [  # old and new wording, the passage and its places in brackets; state and score
    (
        "Inspectors draw a fixed salary. It is told to the [council each] quarter. They do.",
        "Inspectors draw a fixed salary. It is told never to the [council of the town, and each] year. They do.",
        "moved",
        0.73,
    ),
    (
        "No gull has been harmed by the lamps, [and none will be]. A form is on our site.",
        "No gull has been harmed by the lamps, and we hope that none will be. A form is on our site.",
        "orphaned",
        None,
    ),
    (
        "Fishing is allowed from May to October [with a licence of] $25. It is cheap.",
        "Fishing is allowed from May to October [with the licence of] $30. It is cheap.",
        "moved",
        0.9,
    ),
    (
        "[Fishing is allowed from May to October with a licence of $25]. It is cheap.",
        "[Fishing is allowed from May to October with a licence]. It is cheap.",
        "moved",
        0.94,
    ),
    ("[Pilots rest for 12 hours]. It is the law.", "[Pilots rest for 9 hours]. It is the law.", "moved", 0.84),
    ("[Pilots rest for 12 hours]. It is the law.", "[Pilots rest for days]. It is the law.", "moved", 0.74),
    (
        "A form is on our site. [It is painted each spring by smiths of the town.] Gulls bite.",
        "Gulls bite. It, if no war is on, [is painted each spring by smiths of the town.] A form is on our site.",
        "moved",
        0.99,
    ),
    (
        "[Divers look at each hull. Lamps are lit at dusk.] Gulls bite.",
        "[Divers look at each hull, and lamps are lit at dusk.] Gulls bite.",
        "moved",
        0.99,
    ),
    (
        "[Divers look at each hull, and lamps are lit at dusk.] Gulls bite.",
        "[Divers look at each hull. Lamps are lit at dusk.] Gulls bite.",
        "moved",
        0.99,
    ),
    (
        "We say so. [Lamps are lit at dusk on the northern pier], and boats are moored.",
        "We say so. " + BEFORE + "[lamps are lit at dawn on the northern pier]" + AFTER,
        "moved",
        0.82,
    ),
    (
        "Boats that leak a[re] towed. Divers dive. Boats that leak are towed. Gates close.",
        "Boats that leak a[re] towed. Gates close. Boats that leak a[re] towed.",
        "ambiguous",
        None,
    ),
    (
        "Who pays? [The town pays.] Who waits? The town pays. Who knows?",
        "Who waits? The town pays. Who pays? [The town pays.] Who knows?",
        "found",
        1.0,
    ),
    (
        "Who pays? [The town pays.] Who waits? The town waits.",
        "[The town pays.] Who waits? The town waits. Who pays? [The town pays.]",
        "ambiguous",
        None,
    ),
    (
        "Is the [pier] safe at night? Is the pier safe at night?",
        "Is the [pier] safe at night? Is the pier safe at night? Boats leak.",
        "found",
        1.0,
    ),
    (
        "It is so. [Ships pay by weight, whatever flag they fly.] Gates close.",
        "[Ships pay by length, whatever flag they fly.] Lamps glow. [Ships pay by weight, whatever colour they fly.]",
        "ambiguous",
        None,
    ),
    ("[They do]. Gates close.", "[They do]. Lamps are lit.", "moved", 0.6),
    ("[They do]. Gates close.", "Lamps are lit, and they do.", "orphaned", None),
    (
        "Lamps are lit. [The old crane was sold to a northern town]. Rings rust.",
        "Smiths hammer. The new crane was lent to a northern town. Clerks write.",
        "orphaned",
        None,
    ),
    (
        "Lamps are lit. [The old crane was sold to a northern town]. Rings rust.",
        "Lamps are lit. The new crane was lent to some northern port. Clerks write.",
        "orphaned",
        None,
    ),
    ("About 9[9 percent of parcels] arrive.", "Boats leak. About 9[9 percent of parcels] arrive.", "found", 1.0),
    ("It is paid [within 45 days of the order] in full.", "It is paid [within 45 days] in full.", "moved", 0.75),
    (
        "It is paid [within 45 days of the order] in full.",
        "It is paid in full within ninety days of the new order.",
        "orphaned",
        None,
    ),
    ("“[Fees rose by a third,]” he said (in May).", "He wrote “[fees rose by a third,]” in May.", "moved", 0.99),
    (
        "The county pays [the other half of it]. Gates close.",
        "The county, which is rich, pays [the half]. Gates close.",
        "moved",
        0.56,
    ),
    (
        "The harbour [board tells the council of every fine that it sets] and why. Lamps glow.",
        "The [board tells the mayor, and not the council, of every fine]. Lamps glow.",
        "moved",
        0.79,
    ),
    (
        "We say so. [Lamps are lit at dusk on the pier].",
        BEFORE + "[lamps were lit at dusk upon the pier]" + AFTER + ". Lamps are dear. Piers are long.",
        "moved",
        0.86,
    ),
    (
        "[The lamps are lit. The gates close.] We say so.",
        "Boats leak. [The lamps are lit, the old gates close.] We say so.",
        "moved",
        0.9,
    ),
    (
        "Who is it? [The smiths of the town repair iron rings] in the basin.",
        "[The smiths rest. In the town of the north, smiths repair old iron rings] in the basin.",
        "moved",
        0.59,
    ),
    (
        "He told [the old council of the northern town] of it.",
        "He told that [old, wise council of the town], of course, of it.",
        "moved",
        0.75,
    ),
    (
        "Rings are [cast by the smiths of the town] in iron.",
        "Rings are [made by the many smiths of our town] in iron.",
        "moved",
        0.6,
    ),
    (
        "Boats [are towed to the north basin] at once.",
        "Boats [towed, by hand, to the very old north basin] at once.",
        "moved",
        0.73,
    ),
    (
        "Fees pay for it. [We keep the books open.]",
        "Fees pay. We keep it. The books, we think, stay open. [Keep the books open.]",
        "moved",
        0.98,
    ),
    (
        "The inspectors of the harbour see [every crane before a storm of any kind].",
        "The inspectors of the harbour see cranes: [every crane, after or before a storm, of any kind].",
        "moved",
        0.97,
    ),
    (
        "Shipowners of boats in this harbour [pay nothing]. Gates close.",
        "Lamps glow. Tars of boats in this harbour pay nothing. Shipowners of boats in this harbour [pay nothing].",
        "found",
        1.0,
    ),
    (
        "They [pay nothing] in this harbour of the shipowners.",
        "They pay nothing in this harbour of the sailors. They [pay nothing] in this harbour of the shipowners.",
        "found",
        1.0,
    ),
    (
        "Shipowners of boats in this harbour [pay nothing]. Gates close.",
        "Shipwrights of boats in this harbour [pay nothing]. Lamps glow. Tars of boats in this harbour [pay nothing].",
        "ambiguous",
        None,
    ),
    (
        "Who knows? [The town pays.] Gates close.",
        "Ships wait. [The town pays.] Lamps glow. [The town pays.] Boats leak. [The town pays.] Cranes rust.",
        "ambiguous",
        None,
    ),
    ("It is a red [lamp] of iron.", "It is a red lamps of iron.", "orphaned", None),
    ("Look at the [northern harb]our now.", "Boats leak. Look at the [northern harb]our now.", "found", 1.0),
    ("Boats that leak [always a]re towed.", "Gates close. Boats that leak [always a]re towed.", "found", 1.0),
    (
        "Lamps are lit. [The old crane was sold to a town]. Rings rust.",
        "Boats leak. [The old crane was sold to a town]. Gulls bite. The new crane was sold to a town. Gates close.",
        "moved",
        0.95,
    ),
]


@pytest.mark.parametrize(("old", "new", "state", "score"), READ_BY_EYE)
def test_where_a_reader_would_look(old, new, state, score):
    start, end = old.index("["), old.index("]") - 1
    found = anchor(re.sub(r"[][]", "", old), start, end, re.sub(r"[][]", "", new))
    ranges = found.places or ([(found.start, found.end)] if found.start is not None else [])
    assert (found.state, found.score) == (state, score)
    assert ranges == [
        (bracket.start() - 2 * place, bracket.end() - 2 * place - 2)
        for place, bracket in enumerate(re.finditer(r"\[[^]]*]", new))
    ]


@given(TEXT, TEXT, st.data())
def test_any_answer_is_well_formed(old, new, data):
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    if not fold(old[start:end]):
        return
    found = anchor(old, start, end, new)
    if found.state in {"found", "moved"}:
        assert 0 <= found.start < found.end <= len(new)
        assert 0 < found.score <= 1
    else:
        assert found.start is found.end is found.score is None
    if found.state == "found":
        assert fold(new[found.start : found.end]) == fold(old[start:end])
    assert (len(found.places) > 1) == (found.state == "ambiguous")


@given(TEXT, TEXT, TEXT)
def test_what_stands_in_its_whole_context_is_never_lost(before, words, after):
    old = f"{before} {words} {after}"
    start = len(before) + 1
    found = anchor(old, start, start + len(words), old)
    assert found.state in {"found", "ambiguous", "moved"}
    if found.state == "found":
        assert fold(old[found.start : found.end]) == fold(words)
