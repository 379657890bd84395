"""Checked before? Nearest pairs on all pages, kept up with every acceptance, for those who may see them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services import agencies, captures, checked, proposal_steps, proposals
from app.services.agencies import AgencyFields, PageFields
from app.services.captures import CaptureFields
from app.services.desk import Desk
from app.storage.models.desk import Capture, ClaimStem, ClaimText, Pair, Proposal

DeskOf = Callable[..., Desk]
BUREAU = "Fiction: The bureau has lost no parcel.\n\nFACT: It has not.\n\nFiction: Letters are opened.\n\nFACT: No.\n"
OFFICE = "Fiction: We never lose parcels\n\nFACT: Indeed.\n"


def take_in(desk: Desk, agency: str, text: str, date: str = "2021", page: str = "") -> Capture:
    if not page:
        made = agencies.create_agency(desk, AgencyFields(title=agency))
        page = agencies.create_page(desk, PageFields(title=f"Facts of {agency}", agency_id=made.id)).id
    return captures.add_capture(desk, page, text.encode(), CaptureFields(captured=date))


def found(desk: Desk, claim: str) -> list[str]:
    return [one.claim for one in checked.nearest(desk, {"x": claim}).get("x", [])]


def test_a_claim_of_another_agency_in_other_words_is_found(session: Session, desk_of: DeskOf) -> None:
    bureau = take_in(desk_of(), "Bureau", BUREAU)
    assert found(desk_of(), "We never lose parcels") == []
    proposals.accept_all(desk_of(), bureau.id)
    office = take_in(desk_of(), "Office", OFFICE)
    (proposal,) = session.scalars(select(Proposal).where(Proposal.capture_id == office.id))
    (near,) = checked.nearest(desk_of(), {proposal.id: proposal.fields["claim"]})[proposal.id]
    assert (near.claim, near.pair.page.agency.title) == ("The bureau has lost no parcel.", "Bureau")
    pair = proposals.accept(desk_of(), proposal.id)
    (near,) = checked.nearest_to_pair(desk_of(), pair.id)
    assert not near.linked
    checked.link_as_repeats(desk_of(), pair.id, near.pair.id)
    assert [one.linked for one in checked.nearest_to_pair(desk_of(), pair.id)] == [True]
    assert [one.linked for one in checked.nearest_to_pair(desk_of(), near.pair.id)] == [True]


def test_what_claims_hold_goes_with_their_wordings(session: Session, desk_of: DeskOf) -> None:
    bureau = take_in(desk_of(), "Bureau", BUREAU)
    proposals.accept_all(desk_of(), bureau.id)
    later = take_in(desk_of(), "", BUREAU.replace("no parcel", "no parcel or cheese"), "2022", bureau.page_id)
    proposals.accept_all(desk_of(), later.id)
    assert found(desk_of(), "Cheese is lost") == ["The bureau has lost no parcel or cheese."]
    row = session.scalars(select(Proposal).where(Proposal.capture_id == later.id, Proposal.position == 1)).one()
    proposals.reopen(desk_of(), row.id)
    assert found(desk_of(), "Parcels are lost") == ["The bureau has lost no parcel."]
    for capture in (later, later, bureau):
        step = proposal_steps.last_step(desk_of(), capture.id)
        assert step is not None
        proposal_steps.undo(desk_of(), capture.id, step.id)
    assert session.scalars(select(Pair)).all() == []
    assert session.scalars(select(ClaimText)).all() == session.scalars(select(ClaimStem)).all() == []


def test_what_was_loaded_without_acceptance_is_known_after_the_next_intake(session: Session, desk_of: DeskOf) -> None:
    bureau = take_in(desk_of(), "Bureau", BUREAU)
    proposals.accept_all(desk_of(), bureau.id)
    checked.forget_claims(desk_of(), session.scalars(select(Pair.id)).all())
    assert found(desk_of(), "We never lose parcels") == []
    take_in(desk_of(), "Office", OFFICE)
    assert found(desk_of(), "We never lose parcels") == ["The bureau has lost no parcel."]


def test_what_was_indexed_or_went_while_a_page_was_read_is_left_as_it_is(session: Session, desk_of: DeskOf) -> None:
    bureau = take_in(desk_of(), "Bureau", BUREAU)
    proposals.accept_all(desk_of(), bureau.id)
    pair = session.scalars(select(Pair.id)).first()
    assert pair is not None
    checked.forget_claims(desk_of(), [pair])
    read = checked.unindexed(desk_of())
    assert [one.subject_id for one in read] == [pair]
    checked.index_also(desk_of(), [read[0]._replace(text="Meanwhile.")])
    checked.index_also(desk_of(), [*read, read[0]._replace(subject_id="gone")])
    assert session.scalars(select(ClaimText.text).where(ClaimText.subject_id == pair)).all() == ["Meanwhile."]


def test_an_undone_record_is_forgotten_by_what_was_thought_to_continue_it(session: Session, desk_of: DeskOf) -> None:
    bureau = take_in(desk_of(), "Bureau", BUREAU)
    proposals.accept_all(desk_of(), bureau.id)
    later = take_in(desk_of(), "", BUREAU + "\n", "2022", bureau.page_id)
    row = session.scalars(select(Proposal).where(Proposal.capture_id == later.id, Proposal.position == 1)).one()
    assert row.continues_id is not None
    proposals.drop(desk_of(), row.id)
    for capture in (bureau, later):
        step = proposal_steps.last_step(desk_of(), capture.id)
        assert step is not None
        proposal_steps.undo(desk_of(), capture.id, step.id)
    session.expire_all()
    assert (row.state, row.continues_id) == ("open", None)


def test_nobody_is_shown_a_draft_that_they_may_not_see(desk_of: DeskOf) -> None:
    bureau = take_in(desk_of("carl"), "Bureau", BUREAU)
    proposals.accept_all(desk_of("carl"), bureau.id)
    assert found(desk_of("carl"), "We never lose parcels") == ["The bureau has lost no parcel."]
    assert found(desk_of("edda"), "We never lose parcels") == ["The bureau has lost no parcel."]
    assert found(desk_of("cleo"), "We never lose parcels") == []


def test_a_page_asks_few_statements_for_all_its_claims(session: Session, desk_of: DeskOf) -> None:
    bureau = take_in(desk_of(), "Bureau", BUREAU)
    proposals.accept_all(desk_of(), bureau.id)
    asked: list[str] = []
    bind = session.get_bind()
    sa.event.listen(bind, "before_cursor_execute", lambda *given: asked.append(given[2]))
    checked.nearest(desk_of(), {str(number): f"Parcel {number} is lost" for number in range(20)})
    assert len(asked) <= 22


@pytest.mark.parametrize("claim", ["", "is it so?", "' OR 1=1 --", "ḱ" * 500, "a\tb % _"])
def test_any_words_may_be_looked_for(desk_of: DeskOf, claim: str) -> None:
    assert found(desk_of(), claim) == []
