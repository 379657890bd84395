"""Commitments: kind, value, unit, due, and who promised what to whom. All text is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.commitments import Base, _sentence_starts, find_commitments

WORDS = "within|no more than|every|5 days|2013|will|by|not|.|A|annual|report|each year".split("|")  # noqa: SIM905
DATED = Base(published="2011-06-17", effective="2011-07-01")
KINDS = {
    "The report will come within 45 days.": ("deadline", 45, "day", "2011-08-01"),
    "The report will come in no more than two weeks.": ("deadline", 2, "week", "2011-07-01"),
    "A review will end within six months of the effective date.": ("deadline", 6, "month", "2012-01-01"),
    "It will end within 45 days of this announcement.": ("deadline", 45, "day", "2011-08-01"),
    "It will end within 10 days of August 1, 2011.": ("deadline", 10, "day", "2011-08-11"),
    "Complaints are answered within 10 days of receipt.": ("deadline", 10, "day", None),
    "Calls are answered within 24 hours.": ("deadline", 24, "hour", None),
    "The office will reply in 30 business days.": ("deadline", 30, "business day", None),
    "It will end within 2 quarters.": ("deadline", 2, "quarter", "2011-12-17"),
    "It will end within 2.5 years.": ("deadline", 2.5, "year", None),
    "No boat is held for more than 48 hours.": ("limit", 48, "hour", None),
    "Boats are held no longer than 48 hours.": ("limit", 48, "hour", None),
    "Fines will not exceed $500.": ("limit", 500, "USD", None),
    "Records will be kept for at least five years.": ("limit", 5, "year", None),
    "The office will publish an audit every 90 days.": ("recurrence", 90, "day", None),
    "There is an ongoing quarterly review.": ("recurrence", 1, "quarter", None),
    "The board publishes its figures quarterly.": ("recurrence", 1, "quarter", None),
    "The board will meet twice a year.": ("recurrence", 6, "month", None),
    "The board will report each month.": ("recurrence", 1, "month", None),
    "Se publicará un informe trimestral.": ("recurrence", 1, "quarter", None),
    "It will be in force nationwide by 2013.": ("target", None, None, "2013"),
    "All harbours are to be covered by the end of fiscal year 2013.": ("target", None, None, "FY2013"),
    "The rules will reach all harbours by June 2013.": ("target", None, None, "2013-06"),
    "The office will publish it by June 2013.": ("deadline", None, None, "2013-06"),
    "The office will act no later than June 30, 2013.": ("deadline", None, None, "2013-06-30"),
    "It will report within a month.": ("deadline", 1, "month", "2011-07-17"),
    "The first audit will be finished within half a year.": ("deadline", 6, "month", "2011-12-17"),
    "The board will answer within a fortnight.": ("deadline", 2, "week", "2011-07-01"),
    "Der Bericht wird innerhalb eines Monats vorgelegt.": ("deadline", 1, "month", "2011-07-17"),
    "El informe se publicará en un mes.": ("deadline", 1, "month", "2011-07-17"),
    "It will end within an hour of receipt.": ("deadline", 1, "hour", None),
    "It will end 90 days from today.": ("deadline", 90, "day", "2011-09-15"),
    "Its first report goes out within 60 days.": ("deadline", 60, "day", "2011-08-16"),
    "Over the next two years, all stations will be refitted.": ("deadline", 2, "year", "2013-06-17"),
    "All officers will be trained within 90 days.": ("deadline", 90, "day", "2011-09-15"),
    "Each request is answered within 10 days.": ("deadline", 10, "day", None),  # a standing rule
    "Complaints will be answered within a week.": ("deadline", 1, "week", None),
    "Refunds are paid within 14 days.": ("deadline", 14, "day", None),
    "Menus will be posted every Friday.": ("recurrence", 1, "week", None),
    "The board meets every other month.": ("recurrence", 2, "month", None),
    "La junta se reunirá cada mes.": ("recurrence", 1, "month", None),
    "Der Ausschuss tagt jeden Monat.": ("recurrence", 1, "month", None),
    "La commission se réunit tous les mois.": ("recurrence", 1, "month", None),
    "Owners are told at least 14 days before a visit.": ("limit", 14, "day", None),
    "A dog may be kept for up to 72 hours.": ("limit", 72, "hour", None),
    "No fee above $40 is charged.": ("limit", 40, "USD", None),
    "Pictures are deleted after 30 days.": ("limit", 30, "day", None),
    "Não se guardam imagens por mais de 30 dias.": ("limit", 30, "day", None),
    "La tasa no podrá superar 20 euros.": ("limit", 20, "EUR", None),
    "Les images sont conservées 30 jours au maximum.": ("limit", 30, "day", None),
    "The lane opens no later than December 31, 2018.": ("deadline", None, None, "2018-12-31"),
    "Der Bericht wird spätestens am 1. März 2012 gezeigt.": ("deadline", None, None, "2012-03-01"),
    "The lane will open by the summer of 2013.": ("target", None, None, "2013"),
}
NONE = [
    "The office receives an annual appropriation.",
    "It is continuing to grow each year.",
    "More than 10 million boats are counted.",
    "It removed more boats by 2010 than before.",
    "They meet three times a week.",
    "It has 45 boats.",
    "It took 45 days.",
    "Families waited up to 30 days.",
    "The school has been open for at least 10 years.",
    "The board chose a day of the week.",
]


@pytest.mark.parametrize("text", KINDS)
def test_kind_and_due(text: str) -> None:
    (one,) = [each for each in find_commitments(text, DATED) if each.kind != "deliverable"]
    assert (one.kind, one.value, one.unit, one.due) == KINDS[text]
    assert " ".join(text[slice(*one.range)].split()) == one.text


@pytest.mark.parametrize("text", NONE)
def test_no_promise(text: str) -> None:
    assert find_commitments(text, DATED) == []


def test_due_needs_a_known_day() -> None:
    (one,) = find_commitments("The report is due within 45 days.")
    assert (one.due, one.base) == (None, None)
    (one,) = find_commitments("The report is due within 45 days.", Base(published="2011-06"))
    assert (one.due, one.base) == (None, None)
    (one,) = find_commitments("The report is due within 45 days.", Base(effective="2011-06-17"))
    assert (one.due, one.base) == ("2011-08-01", "2011-06-17")
    (one,) = find_commitments("It is due within 45 days of the effective date.", Base(published="2011-06-17"))
    assert one.base == "2011-06-17"


def test_who_and_to_whom() -> None:
    active = find_commitments("The board will report to the Harbour Council within 45 days.")[0]
    assert (active.by, active.to) == ("The board", "the Harbour Council")
    passive = find_commitments("The report will be delivered to the Director by the Harbour Board within 45 days.")[0]
    assert (passive.by, passive.to) == ("the Harbour Board", "the Director")
    neither = find_commitments("As the office grows, replies come within 45 days.")[0]
    assert (neither.by, neither.to) == (None, None)


def test_a_deliverable_has_no_date_and_stands_only_where_nothing_else_is_promised() -> None:
    found = find_commitments(
        "The office will establish a board. It will publish a list within 5 days. Dr. Oak is glad."
    )
    assert [(one.kind, one.text) for one in found] == [
        ("deliverable", "establish a board"),
        ("deadline", "publish a list within 5 days"),
    ]


def test_overlapping_promises_are_one() -> None:
    found = find_commitments("The office will act by June 30, 2013 and every 2 years.")
    assert [one.kind for one in found] == ["deadline", "recurrence"]
    assert len(find_commitments("It must be done in no more than 5 days.")) == 1
    (one,) = find_commitments("The board must meet no more than four times a year.")
    assert (one.kind, one.text) == ("limit", "meet no more than four times a year")


def test_a_sentence_without_end_is_read_in_parts() -> None:
    found = find_commitments("it will be done within 5 days and " * 400)
    assert len(found) >= 399  # one may be cut in two


PHRASES = {
    # A limit carries what makes it one, from its negation on.
    "Officers are told not to hold a boat for more than 48 hours.": "not to hold a boat for more than 48 hours",
    "A boat cannot be held for more than 48 hours, by law.": "cannot be held for more than 48 hours",
    "The office will not hold a boat over 48 hours.": "will not hold a boat over 48 hours",
    "We don’t hold boats for more than 48 hours.": "don’t hold boats for more than 48 hours",
    "Nobody is held without charge for more than 48 hours.": "Nobody is held without charge for more than 48 hours",
    "It keeps none for more than 48 hours.": "none for more than 48 hours",
    "Boats stay 14 days at most.": "Boats stay 14 days at most",
    "Fines will be at most $50 a day.": "be at most $50 a day",
    "No boat, whatever its flag, will be seized before June 30, 2013.": "seized before June 30, 2013",
    "In any case, no boat may be seized before June 30, 2013, it must.": "no boat may be seized before June 30, 2013",
    # A phrase begins at the verb of what is promised.
    "The first report of the panel will be delivered to the Warden within 45 days of the storm, and read.": (
        "delivered to the Warden within 45 days of the storm"
    ),
    "The report, as planned, comes within 45 days.": "within 45 days",
    "The office will also answer within 10 days after August 1, 2011, or pay.": (
        "answer within 10 days after August 1, 2011"
    ),
    "The office will answer within 10 days of this notice and will be glad.": "answer within 10 days of this notice",
    "The office will answer within 10 days of the U.S. move.": "answer within 10 days",
    "Boats that are old are told of it within 10 days.": "told of it within 10 days",
    "The rule will not be changed before June 30, 2013.": "will not be changed before June 30, 2013",
    "The office will train guards in knots, in ropes, in the reading of the sky, in the keeping of the light, "
    "in the use of the horn and in all else that a guard needs within 90 days.": "within 90 days",
    # What recurs is named.
    "The office will issue a quarterly statistical report of its work.": "issue a quarterly statistical report",
    "The county visits the pier weekly.": "visits the pier weekly",
    "An annual training and a test are held.": "annual training",
    "The board meets weekly, and reports.": "meets weekly",
    "Every 90 days, the board will meet.": "Every 90 days",
    "ICE is currently on track to be there by 2013, and glad.": "on track to be there by 2013",
}


@pytest.mark.parametrize("text", PHRASES)
def test_a_text_can_be_read_alone(text: str) -> None:
    (one,) = [each for each in find_commitments(text, DATED) if each.kind != "deliverable"]
    assert one.text == PHRASES[text]


def test_a_phrase_stops_at_its_neighbours() -> None:
    found = find_commitments("The office will answer within 10 days, send a note within 5 days and report each month.")
    assert [one.text for one in found] == ["answer within 10 days", "within 5 days", "report each month"]


def test_a_deliverable_is_a_sentence_or_whole_clauses() -> None:
    board = "establish a board that will advise the Warden of the U.S. harbour on ways to mend its $2,000 lamps"
    long = f"{board}, including advice on how to best focus on storms that pose a true danger to the town"
    assert [one.text for one in find_commitments(f"The office will {long}.")] == [long]
    gulls = "and to the gulls of the eastern pier and of the western one and to all who live there or hope to do so"
    longer = f"The office will {long} ({gulls}, {gulls})."
    assert [one.text for one in find_commitments(longer)] == [long]
    (one,) = find_commitments(f"The office will establish a board; {board}.")
    assert one.text == "establish a board"
    endless = "establish a board " + "of wise and able folk " * 30
    (one,) = find_commitments(f"The office will {endless}")
    assert one.text == endless.strip()


def test_the_cut_of_an_endless_sentence_cuts_no_word() -> None:
    text = "harbour " * 700 + "and the office will establish a board."
    assert all(text[at - 1] == " " for at in _sentence_starts(text)[1:])


@given(
    st.lists(
        st.sampled_from(WORDS),
        max_size=30,
    )
)
def test_ranges_slice_to_the_quoted_text(words: list[str]) -> None:
    text = " ".join(words)
    for one in find_commitments(text, DATED):
        assert " ".join(text[slice(*one.range)].split()) == one.text
