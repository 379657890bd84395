"""What became of the parameters of a measure's promises."""

from __future__ import annotations

import pytest

from app.domain.promise_changes import PromiseChange, promise_changes

PANEL = "The first report will be delivered to the Director within {}. "
HELD = "A hall may hold a parcel for no more than 48 hours. "


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        (PANEL.format("45 days"), PANEL.format("90 days"), [("deadline", "45 days", "90 days")]),
        (PANEL.format("45 days") + HELD, PANEL.format("45 days"), [("limit", "48 hours", None)]),
        (HELD, PANEL.format("a month") + HELD, [("deadline", None, "1 month")]),
        (
            "The count is published quarterly.",
            "The count is published every six months.",
            [("recurrence", "every quarter", "every 6 months")],
        ),
        (
            "It will be nationwide by 2013.",
            "It will be nationwide by FY2015.",
            [("target", "2013", "FY2015")],
        ),
        (
            "The report will be finished by June 2012.",
            "The report will be finished by 1 March 2013.",
            [("deadline", "June 2012", "1 March 2013")],
        ),
        ("The cost will not exceed $4,000.", "The cost will not exceed $5,500.", [("limit", "$4,000", "$5,500")]),
        (HELD + PANEL.format("45 days"), PANEL.format("45 days") + HELD, []),
        ("The office will publish a list.", "The office will publish a book.", []),
    ],
)
def test_parameters_are_told_as_they_were_and_as_they_are(
    old: str, new: str, changes: list[tuple[str, str | None, str | None]]
) -> None:
    assert promise_changes(old, new) == [PromiseChange(*one) for one in changes]
    assert promise_changes(new, old) == [PromiseChange(kind, after, before) for kind, before, after in changes]


def test_of_two_alike_the_one_that_changed_is_told() -> None:
    old = PANEL.format("45 days") + PANEL.format("10 days").replace("first", "second")
    assert promise_changes(old, old.replace("10 days", "20 days")) == [PromiseChange("deadline", "10 days", "20 days")]
