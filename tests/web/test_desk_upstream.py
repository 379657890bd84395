"""What became of judged words: each case in its own sentence, and the sides that changed, rightly marked."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string

from app.domain.anchoring import passage_of
from app.domain.vocabulary import Side
from app.storage.models.desk import Passage
from app.web.desk.rebinding.told import changed

CLAIM, ANSWER = "The bureau loses mail.", "It delivers 99 percent of parcels within 45 days."
OLD = {Side.CLAIM: CLAIM, Side.REBUTTAL: ANSWER}
NEW_CLAIM, NEW_ANSWER = "The bureau loses parcels.", "It delivers 99 percent of parcels within 90 days."
BOTH_CHANGED = {Side.CLAIM: NEW_CLAIM, Side.REBUTTAL: NEW_ANSWER}


def quoting(words: str, side: Side = Side.REBUTTAL) -> Passage:
    start = OLD[side].index(words)
    quoted = passage_of(OLD[side], start, start + len(words))
    return Passage(
        side=side,
        exact=quoted.exact,
        prefix=quoted.prefix,
        suffix=quoted.suffix,
        start=quoted.start,
        end=quoted.end,
    )


PERCENT = "99 percent of parcels"


@pytest.mark.parametrize(
    ("words", "new", "state", "told", "sides"),
    [
        # The claim alone changed: the words of the answer stand, and no neighbour of them is blamed.
        (PERCENT, {**OLD, Side.CLAIM: NEW_CLAIM}, "found", "Its words stand unchanged. The claim changed.", ["claim"]),
        (None, {**OLD, Side.CLAIM: NEW_CLAIM}, "reworded", "judged as a whole. The claim changed.", ["claim"]),
        # The answer alone.
        (
            PERCENT,
            {**OLD, Side.REBUTTAL: NEW_ANSWER},
            "found",
            "Its words stand there still; what stands around them changed.",
            ["answer"],
        ),
        (None, {**OLD, Side.REBUTTAL: NEW_ANSWER}, "reworded", "as a whole. The agency’s answer changed.", ["answer"]),
        ("within 45 days", {**OLD, Side.REBUTTAL: NEW_ANSWER}, "moved", "A number changed: 45 days → 90", ["answer"]),
        # Both.
        (PERCENT, BOTH_CHANGED, "found", "around them changed. The claim changed.", ["claim", "answer"]),
        (None, BOTH_CHANGED, "reworded", "The claim and the agency’s answer changed.", ["claim", "answer"]),
        # Gone: the answer, the claim, the words alone, everything; and come.
        (PERCENT, {**OLD, Side.REBUTTAL: ""}, "orphaned", "The agency’s answer is gone.", ["answer"]),
        (None, {**OLD, Side.REBUTTAL: ""}, "reworded", "as a whole. The agency’s answer is gone.", ["answer"]),
        (PERCENT, {**OLD, Side.REBUTTAL: "Ask us."}, "orphaned", "Its words are gone from the newest", ["answer"]),
        (None, {}, "reworded", "The claim and the agency’s answer are gone.", ["claim", "answer"]),
        # Nothing but its setting.
        (None, {**OLD, Side.CLAIM: "The bureau  loses\nmail."}, "reworded", "Only its setting changed", []),
    ],
)
def test_each_change_is_told_for_what_it_is(
    words: str | None, new: dict[str, str], state: str, told: str, sides: list[str]
) -> None:
    became = changed(quoting(words) if words else None, OLD, new)
    assert became.state == state
    assert told in became.told
    assert [name.rpartition(" ")[2].rpartition("’s ")[2] for name, _ in became.sides] == sides


def test_an_answer_that_came_is_new() -> None:
    became = changed(None, {Side.CLAIM: CLAIM}, OLD)
    assert became.told == "It was judged as a whole. The agency’s answer is new."


def test_a_sentence_that_moved_is_shown_as_moved_at_both_places(app: Flask) -> None:
    first, second, third = "Every parcel is counted twice.", "The count is public.", "It is printed on Mondays."
    became = changed(None, {Side.TEXT: f"{first} {second} {third}"}, {Side.TEXT: f"{second} {third} {first}"})
    with app.test_request_context("/desk"):
        html = render_template_string(
            '{% import "desk/macros.html" as desk with context %}{{ desk.changed_sides(changed) }}', changed=became
        )
    assert html.count('class="moved"') == 2
    assert "moved down from here" in html
    assert "moved down to here" in html
    assert "<del>" not in html
