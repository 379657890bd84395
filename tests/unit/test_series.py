"""The history of one page over many captures."""

from __future__ import annotations

from app.domain.kin import Parting
from app.domain.series import extend, history
from app.domain.wording import Wording


def capture(*entries):
    return [
        (subject, Wording(position=place, head=head, body=body, verdict_label=verdict))
        for place, (subject, head, body, verdict) in enumerate(
            ((*entry, *("", "", None)[len(entry) - 1 :]) for entry in entries), 1
        )
    ]


CAPTURES = [
    capture(("mail", "It loses mail."), ("fees", "Fees pay for a villa.", "No."), ("gulls", "Gulls bite.")),
    capture(("mail", "It loses mail."), ("fees", "Fees pay for a villa.", "No."), ("gulls", "Gulls bite.")),
    capture(("mail", "It loses parcels."), ("ferry", "It sank."), ("fees", "Fees pay for a villa.", "No, never.")),
    capture(("fees", "Fees pay for a villa.", "No, never."), ("mail", "It loses parcels."), ("ferry", "It sank.")),
    capture(("gulls", "Gulls bite."), ("mail", "It loses parcels.", "", "FICTION"), ("ferry", "It sank.")),
]


def states(series):
    return {row.subject_id: [cell.state for cell in row.cells] for row in series.rows}


def test_each_cell_speaks_of_the_capture_before():
    assert states(history(CAPTURES)) == {
        "mail": ["added", "same", "reworded", "same", "same"],
        "ferry": ["absent", "absent", "added", "same", "same"],
        "fees": ["added", "same", "same", "moved", "gone"],
        "gulls": ["added", "same", "gone", "absent", "added"],
    }


def test_rows_stand_where_they_came_in():
    assert [row.subject_id for row in history(CAPTURES).rows] == ["mail", "ferry", "fees", "gulls"]
    first = history([CAPTURES[0], capture(("new", "At the top."), *[("mail", "It loses mail.")])])
    assert [row.subject_id for row in first.rows] == ["new", "mail", "fees", "gulls"]


def test_rebuttals_verdicts_and_moves_stand_beside_the_state():
    rows = {row.subject_id: row for row in history(CAPTURES).rows}
    assert [cell.rebuttal_changed for cell in rows["fees"].cells] == [False, False, True, False, False]
    assert [cell.moved for cell in rows["fees"].cells] == [False, False, False, True, False]
    assert [cell.changed for cell in rows["fees"].cells] == [True, False, True, False, True]
    assert rows["fees"].cells[-1].wording is None
    assert rows["fees"].latest.body == "No, never."
    mail = [("mail", Wording(position=1, head="It loses mail.", body="", verdict_label=word)) for word in ("A", "B")]
    assert history([mail[:1], mail[1:]]).rows[0].cells[1].verdict_changed


def test_the_degree_tells_how_much_of_the_words_went_or_came():
    long = "The office keeps every single umbrella that anybody ever leaves behind on a ferry."
    told = history(
        [
            capture(("one", "It is so.", long)),
            capture(("one", "It is so.", long.replace("single ", ""))),
            capture(("one", "It is so.", "Nothing is kept, whoever asks.")),
            capture(("two", "It came.")),
        ]
    )
    (one,) = (row for row in told.rows if row.subject_id == "one")
    none, little, much, gone = (cell.degree for cell in one.cells)
    assert none == gone == 0
    assert 0 < little < 0.1
    assert 0.8 < much <= 1


def test_which_captures_truly_changed():
    series = history(CAPTURES)
    assert series.captures == 5
    assert series.changes == [False, False, True, False, True]


def test_a_new_capture_extends_the_table():
    assert extend(history(CAPTURES[:-1]), CAPTURES[-1]) == history(CAPTURES)
    assert history([]).rows == history([]).changes == []


def test_an_empty_capture_lets_all_go():
    series = history([CAPTURES[0], [], CAPTURES[0]])
    assert set(map(tuple, states(series).values())) == {("added", "gone", "added")}


MAIL, BILLS, ALL = ("mail", "It loses mail."), ("bills", "It loses bills."), ("all", "It loses all.")
JOINED = {"bills": [Parting("joined into", [("mail", "It loses mail and bills.")])]}


def test_what_became_part_of_another_is_within_it_until_it_is_apart_again():
    both = ("mail", "It loses mail and bills.")
    split = {"bills": [Parting("split off", [("mail", "")])], "mail": [Parting("split into", [("bills", "")])]}
    series = history([capture(MAIL, BILLS), *[capture(both)] * 2, capture(MAIL, BILLS)], [{}, JOINED, {}, split])
    assert states(series) == {
        "mail": ["added", "reworded", "same", "reworded"],
        "bills": ["added", "joined", "within", "split"],
    }
    (bills,) = (row for row in series.rows if row.subject_id == "bills")
    assert [cell.within for cell in bills.cells] == [None, "mail", "mail", None]
    assert [cell.changed for cell in bills.cells] == [True, True, False, True]
    assert series.rows[0].cells[3].partings == split["mail"]


def test_what_is_within_another_goes_where_that_one_goes():
    onward = {"mail": [Parting("joined into", [("all", "It loses all.")])]}
    captures = [capture(MAIL, BILLS), capture(("mail", "Both."), ALL), capture(ALL), [], []]
    assert states(history(captures, [{}, JOINED, onward, {}, {}]))["bills"] == [
        "added",
        "joined",
        "within",
        "gone",
        "absent",
    ]
