"""What an editor makes of proposals: joined, split, relabelled, added, accepted with more; and each act undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound, NotPermitted, Rejected
from app.services import captures, judgements, proposal_steps, proposals, publishing, reshaping, statements
from app.services.captures import CaptureFields
from app.services.desk import Desk
from app.services.judgements import FindingFields, Place
from app.services.proposals import Also
from app.services.reshaping import Cut, ProposalFields
from app.storage.models.desk import Capture, Link, Pair, Proposal, Revision, Statement, Subject
from tests.factories.site import TEXT, Site, make_page

DeskOf = Callable[..., Desk]
PAIRS = """Facts

Fiction: Boats are banned.

FACT: They are not. Boats cost a fee, they say. There is no fee.

Fiction: Boats are counted.

FACT: Nobody counts them.
"""


@pytest.fixture
def capture(desk_of: DeskOf) -> Capture:
    page = make_page(desk_of)
    return captures.add_capture(desk_of(), page.id, PAIRS.encode(), CaptureFields(captured="2021"))


def rows(session: Session, capture: Capture, kind: str = "pair") -> list[Proposal]:
    query = select(Proposal).where(Proposal.capture_id == capture.id, Proposal.kind == kind)
    return list(session.scalars(query.order_by(Proposal.position)))


def all_rows(session: Session, capture: Capture) -> list[dict[str, Any]]:
    found = session.scalars(select(Proposal).where(Proposal.capture_id == capture.id).order_by(Proposal.id)).all()
    return [{name: getattr(one, name) for name in proposal_steps.KEPT} for one in found]


def undo(desk: Desk, capture: Capture) -> None:
    step = proposal_steps.last_step(desk, capture.id)
    assert step is not None
    proposal_steps.undo(desk, capture.id, step.id)


def sides(proposal: Proposal) -> tuple[str, str]:
    return proposal.fields["claim"], proposal.fields["rebuttal"]


def test_an_act_is_undone_though_none_of_its_proposals_is_there(
    session: Session, desk_of: DeskOf, capture: Capture
) -> None:
    before = all_rows(session, capture)
    first = rows(session, capture)[0]
    proposals.drop(desk_of(), first.id)
    session.delete(first)
    session.flush()
    undo(desk_of(), capture)
    session.expire_all()
    assert all_rows(session, capture) == before


def test_two_pairs_are_joined_to_one_whose_answer_goes_on(session: Session, desk_of: DeskOf, capture: Capture) -> None:
    before = all_rows(session, capture)
    first, second = rows(session, capture)
    joined = reshaping.join(desk_of(), first.id)
    assert sides(joined)[0] == "Boats are banned."
    assert sides(joined)[1].startswith("They are not.")
    assert sides(joined)[1].endswith("Nobody counts them.")
    assert [one.id for one in rows(session, capture)] == [first.id]
    with pytest.raises(Rejected, match="no open pair after this one"):
        reshaping.join(desk_of(), first.id)
    with pytest.raises(NotFound):
        proposals.drop(desk_of(), second.id)
    undo(desk_of(), capture)
    session.expire_all()
    assert all_rows(session, capture) == before


def test_a_pair_is_split_where_its_answer_holds_another_claim(
    session: Session, desk_of: DeskOf, capture: Capture
) -> None:
    before = all_rows(session, capture)
    first = rows(session, capture)[0]
    text = capture.text
    with pytest.raises(Rejected, match="where the second claim begins"):
        reshaping.split(desk_of(), first.id, Cut(start=None))
    with pytest.raises(Rejected, match="where the answer to the second claim begins"):
        reshaping.split(desk_of(), first.id, Cut(start=text.index("Boats cost")))
    with pytest.raises(Rejected, match="leaves words for both parts"):
        reshaping.split(desk_of(), first.id, Cut(start=text.index("They are not"), answer=text.index("There is")))
    reshaping.split(desk_of(), first.id, Cut(start=text.index("Boats cost"), answer=text.index("There is no fee")))
    found = rows(session, capture)
    assert [sides(one) for one in found] == [
        ("Boats are banned.", "They are not."),
        ("Boats cost a fee, they say.", "There is no fee."),
        ("Boats are counted.", "Nobody counts them."),
    ]
    assert [one.position for one in found] == [1, 2, 3]
    undo(desk_of(), capture)
    session.expire_all()
    assert all_rows(session, capture) == before


def test_two_claims_in_one_may_share_their_answer_or_part_it(session: Session, desk_of: DeskOf, site: Site) -> None:
    text = TEXT + "\nFiction: Kites are taxed. Kites are rare.\n\nFACT: There is no tax. There are many.\n"
    made = captures.add_capture(desk_of(), site.page.id, text.encode(), CaptureFields(captured="2022"))
    last = rows(session, made)[-1]
    reshaping.split(desk_of(), last.id, Cut(start=text.index("Kites are rare.")))
    one, other = rows(session, made)[-2:]
    assert sides(one) == ("Kites are taxed.", "There is no tax. There are many.")
    assert sides(other) == ("Kites are rare.", "There is no tax. There are many.")
    undo(desk_of(), made)
    reshaping.split(desk_of(), last.id, Cut(start=text.index("Kites are rare."), answer=text.index("There are many")))
    assert [sides(one)[1] for one in rows(session, made)[-2:]] == ["There is no tax.", "There are many."]


@pytest.mark.parametrize("answer", [None, "There are many"])
def test_what_stands_side_by_side_is_joined_claim_with_claim_and_answer_with_answer(
    session: Session, desk_of: DeskOf, site: Site, answer: str | None
) -> None:
    text = TEXT + "\nFiction: Kites are taxed. Kites are rare.\n\nFACT: There is no tax. There are many.\n"
    made = captures.add_capture(desk_of(), site.page.id, text.encode(), CaptureFields(captured="2022"))
    last = rows(session, made)[-1]
    whole = dict(last.fields)
    cut = Cut(start=text.index("Kites are rare."), answer=text.index(answer) if answer else None)
    reshaping.split(desk_of(), last.id, cut)
    joined = reshaping.join(desk_of(), last.id)
    assert sides(joined) == ("Kites are taxed. Kites are rare.", "There is no tax. There are many.")
    assert joined.fields == whole


def test_measures_are_joined_and_split_with_their_promises(session: Session, desk_of: DeskOf, site: Site) -> None:
    made = captures.add_capture(desk_of(), site.page.id, TEXT.encode() + b" ", CaptureFields(captured="2022"))
    safeguard = rows(session, made, "safeguard")[0]
    reshaping.split(desk_of(), safeguard.id, Cut(start=made.text.index("The first inspection")))
    one, other = rows(session, made, "safeguard")
    assert one.fields["text"] == "No line may be longer than 90 metres."
    assert [row["kind"] for row in other.fields["commitments"]] == ["deadline"]
    start, end = other.fields["commitments"][0]["range"]
    assert made.text[start:end] == other.fields["commitments"][0]["text"]
    reshaping.join(desk_of(), one.id)
    (whole,) = rows(session, made, "safeguard")
    assert whole.fields["text"].endswith("within 45 days.")
    assert whole.fields["label"] == "Line Rule"


def test_a_proposal_becomes_another_kind_and_back(session: Session, desk_of: DeskOf, site: Site) -> None:
    made = captures.add_capture(desk_of(), site.page.id, TEXT.encode() + b" ", CaptureFields(captured="2022"))
    concern = rows(session, made, "concern")[0]
    assert concern.continues_id == site.concern.id
    reshaping.relabel(desk_of(), concern.id, "safeguard")
    assert concern.continues_id is None
    assert [one.position for one in rows(session, made, "safeguard")] == [1, 2]
    reshaping.relabel(desk_of(), concern.id, "pair")
    assert sides(concern)[0] == "Noise"
    assert sides(concern)[1].startswith("Some neighbours have said")
    reshaping.relabel(desk_of(), concern.id, "concern")
    assert concern.fields["label"] == "Noise"
    with pytest.raises(Rejected, match="It is a concern already"):
        reshaping.relabel(desk_of(), concern.id, "concern")
    with pytest.raises(Rejected, match="Choose what it is"):
        reshaping.relabel(desk_of(), concern.id, "agency")
    for _ in range(3):
        undo(desk_of(), made)
    assert (concern.kind, concern.continues_id) == ("concern", site.concern.id)


def test_a_measure_without_a_label_in_the_page_is_a_pair_by_its_first_sentence(
    desk_of: DeskOf, capture: Capture
) -> None:
    made = reshaping.add(desk_of(), capture.id, "safeguard", ProposalFields(text="They are not. Boats cost"))
    reshaping.relabel(desk_of(), made.id, "pair")
    assert sides(made) == ("They are not.", "Boats cost")
    short = reshaping.add(desk_of(), capture.id, "concern", ProposalFields(text="There is no fee."))
    with pytest.raises(Rejected, match="A pair needs a claim and an answer"):
        reshaping.relabel(desk_of(), short.id, "pair")


def test_a_pair_is_added_by_hand_from_the_captures_words_alone(
    session: Session, desk_of: DeskOf, capture: Capture
) -> None:
    fields = ProposalFields(claim="Boats cost a fee", rebuttal="There is no fee.", near=90)
    made = reshaping.add(desk_of(), capture.id, "pair", fields)
    assert capture.text[slice(*made.fields["claim_range"])] == "Boats cost a fee"
    statement = proposals.accept(desk_of(), made.id)
    assert statement.title == "Boats cost a fee"
    with pytest.raises(Rejected, match="does not stand in the captured text"):
        reshaping.add(desk_of(), capture.id, "pair", ProposalFields(claim="Boats are free.", rebuttal="They are not."))
    with pytest.raises(Rejected, match="can't share words"):
        reshaping.add(desk_of(), capture.id, "pair", ProposalFields(claim="They are not.", rebuttal="are not. Boats"))
    with pytest.raises(Rejected, match="Choose what it is"):
        reshaping.add(desk_of(), capture.id, "agency", fields)
    undo(desk_of(), capture)
    undo(desk_of(), capture)
    assert len(rows(session, capture)) == 2
    assert session.scalar(select(func.count()).select_from(Statement)) == 0


def test_undoing_an_acceptance_leaves_nothing_of_it(session: Session, desk_of: DeskOf, capture: Capture) -> None:
    subjects = session.scalar(select(func.count()).select_from(Subject))
    before = all_rows(session, capture)
    assert proposals.accept_all(desk_of(), capture.id) == 2
    assert len(capture.wording_rows) == 2
    assert proposals.accept_all(desk_of(), capture.id) == 0
    undo(desk_of(), capture)
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(Subject)) == subjects
    assert capture.wording_rows == []
    assert all_rows(session, capture) == before
    proposals.accept(desk_of(), rows(session, capture)[0].id)
    assert session.scalars(select(Pair)).one().slug == "boats-are-banned"
    reasons = session.scalars(select(Revision.reason).where(Revision.subject_id == capture.id).order_by(Revision.id))
    assert reasons.all() == ["captured", "accepted 2 proposals", "undone: accepted all", "accepted “Boats are banned.”"]


def test_what_was_worked_on_since_is_not_undone(session: Session, desk_of: DeskOf, capture: Capture) -> None:
    pair = proposals.accept(desk_of(), rows(session, capture)[0].id)
    session.commit()
    fields = FindingFields(claim_reviewed="Boats", verdict="mixed", reasoning="So.")
    finding = judgements.create_finding(desk_of(), pair.id, fields, Place(capture_id=capture.id))
    with pytest.raises(Rejected, match="what was judged rests on it: “Boats”"):
        undo(desk_of(), capture)
    session.rollback()
    assert finding not in session
    statements.revise_pair(desk_of(), pair.id, statements.PairFields(title="Better"), pair.version)
    with pytest.raises(Rejected, match="“Better” was worked on since"):
        undo(desk_of(), capture)
    session.rollback()
    other = proposals.accept(desk_of(), rows(session, capture)[1].id)
    step = proposal_steps.last_step(desk_of(), capture.id)
    session.commit()
    statements.create_link(desk_of(), statements.LinkFields(from_id=pair.id, to_id=other.id, relation="narrows"))
    assert step is not None
    with pytest.raises(Rejected, match="was worked on since"):
        proposal_steps.undo(desk_of(), capture.id, step.id)
    session.rollback()
    proposals.reopen(desk_of(), rows(session, capture)[1].id)
    with pytest.raises(Rejected, match="Something else was done meanwhile"):
        proposal_steps.undo(desk_of(), capture.id, step.id)


def test_what_readers_see_is_not_undone_but_what_came_later_is(session: Session, site: Site) -> None:
    text = TEXT + "\nFiction: Kites are taxed.\n\nFACT: They are not taxed at all.\n"
    made = captures.add_capture(site.desk_of(), site.page.id, text.encode(), CaptureFields(captured="2022"))
    proposals.accept_all(site.desk_of(), made.id)
    taxed = rows(session, made)[-1]
    proposals.reopen(site.desk_of(), taxed.id)
    publishing.publish(site.desk_of(), made.id)
    proposals.accept(site.desk_of(), taxed.id)
    undo(site.desk_of(), made)
    assert taxed.state == "open"
    with pytest.raises(Rejected, match="published; its wordings can't be taken back"):
        proposals.reopen(site.desk_of(), rows(session, made)[0].id)
    undo(site.desk_of(), made)
    assert taxed.state == "accepted"
    with pytest.raises(Rejected, match="published; its wordings can't be taken back"):
        undo(site.desk_of(), made)


def test_a_wording_taken_back_is_offered_to_its_record_again(
    session: Session, desk_of: DeskOf, capture: Capture
) -> None:
    first = rows(session, capture)[0]
    pair = proposals.accept(desk_of(), first.id)
    proposals.reopen(desk_of(), first.id)
    assert first.continues_id == pair.id
    assert proposals.accept(desk_of(), first.id) is pair
    undo(desk_of(), capture)
    undo(desk_of(), capture)
    assert [row.subject_id for row in capture.wording_rows] == [pair.id]
    assert first.state == "accepted"


def test_only_the_very_same_words_are_accepted_at_once(session: Session, site: Site) -> None:
    text = TEXT.replace("Inspectors measure", "Some inspectors measure").replace("hum at night", "hum all night")
    made = captures.add_capture(site.desk_of(), site.page.id, text.encode(), CaptureFields(captured="2022"))
    assert proposals.accept_all(site.desk_of(), made.id, exact=True) == 2
    assert {row.subject_id for row in made.wording_rows} == {site.pair.id, site.safeguard.id}
    assert sum(row["state"] == "open" for row in all_rows(session, made)) == 2
    assert proposals.accept_all(site.desk_of(), made.id, exact=True) == 0


def test_new_terms_are_taken_with_the_acceptance_or_after_and_undone(session: Session, site: Site) -> None:
    text = TEXT.replace("45 days", "90 days")
    made = captures.add_capture(site.desk_of(), site.page.id, text.encode(), CaptureFields(captured="2022"))
    safeguard = rows(session, made, "safeguard")[0]
    old = {row.id: row.value for row in site.safeguard.commitment_rows}
    proposals.accept(site.desk_of(), safeguard.id)
    assert {row.id: row.value for row in site.safeguard.commitment_rows} == old
    proposals.take_new_terms(site.desk_of(), safeguard.id)
    assert sorted(row.value or 0 for row in site.safeguard.commitment_rows) == [90, 90]
    assert {row.id for row in site.safeguard.commitment_rows} == old.keys()
    with pytest.raises(Rejected, match="holds the terms of this capture already"):
        proposals.take_new_terms(site.desk_of(), safeguard.id)
    undo(site.desk_of(), made)
    session.expire_all()
    assert {row.id: row.value for row in site.safeguard.commitment_rows} == old
    undo(site.desk_of(), made)
    proposals.accept(site.desk_of(), safeguard.id, also=Also(terms=True))
    assert sorted(row.value or 0 for row in site.safeguard.commitment_rows) == [90, 90]
    statements.revise_measure(
        site.desk_of(), site.safeguard.id, statements.MeasureFields(title="Other"), site.safeguard.version
    )
    with pytest.raises(Rejected, match="“Other” was edited since"):
        undo(site.desk_of(), made)


def test_a_repeated_claim_is_linked_with_the_acceptance(session: Session, site: Site) -> None:
    text = TEXT + "\nFiction: Red kites are not allowed.\n\nFACT: They are.\n"
    made = captures.add_capture(site.desk_of(), site.page.id, text.encode(), CaptureFields(captured="2022"))
    pair = proposals.accept(site.desk_of(), rows(session, made)[-1].id, also=Also(repeats=[site.pair.id]))
    link = session.scalars(select(Link)).one()
    assert (link.from_id, link.to_id, link.relation, link.state) == (pair.id, site.pair.id, "repeats", "draft")
    undo(site.desk_of(), made)
    assert session.scalar(select(func.count()).select_from(Link)) == 0


def test_who_may_not_work_on_a_capture_changes_none_of_its_proposals(session: Session, site: Site) -> None:
    row = rows(session, site.capture)[0]
    step = proposal_steps.last_step(site.desk_of(), site.capture.id)
    assert step is not None
    for act in (
        lambda desk: reshaping.join(desk, row.id),
        lambda desk: reshaping.split(desk, row.id, Cut(start=1)),
        lambda desk: reshaping.relabel(desk, row.id, "concern"),
        lambda desk: reshaping.add(desk, site.capture.id, "pair", ProposalFields()),
        lambda desk: proposals.accept_all(desk, site.capture.id),
        lambda desk: proposals.take_new_terms(desk, row.id),
        lambda desk: proposal_steps.undo(desk, site.capture.id, step.id),
    ):
        with pytest.raises((NotPermitted, NotFound)):
            act(site.desk_of("carl"))


def test_a_copy_that_was_taken_in_before_an_earlier_one_was_accepted_is_aligned_with_it(
    desk_of: DeskOf, capture: Capture
) -> None:
    later = captures.add_capture(
        desk_of(),
        capture.page_id,
        PAIRS.replace("a fee, they", "five crowns, they").encode(),
        CaptureFields(captured="2022"),
    )
    desk = desk_of()
    dropped = rows(desk.session, later)[1]
    proposals.drop(desk, dropped.id)
    assert proposals.accept_all(desk_of(), capture.id) == 2
    session = desk_of().session
    wanted = [one.subject_id for one in rows(session, capture)]
    assert [one.continues_id for one in rows(session, later)] == [wanted[0], None]
    assert proposals.accept_all(desk_of(), later.id) == 1
    session = desk_of().session
    assert session.scalar(select(func.count()).select_from(Pair)) == 2
    undo(desk_of(), later)
    undo(desk_of(), capture)
    assert [one.continues_id for one in rows(desk_of().session, later)] == [None, None]
