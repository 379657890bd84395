"""Publishing at a set time: what was planned, as it was planned, by who still may, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import MovedOn, NotPermitted, Rejected
from app.domain.permissions import Actor
from app.domain.vocabulary import Role
from app.services import judgements, plans, publishing, revisions, workflow
from app.services.desk import Desk
from app.services.judgements import EvidenceFields, ReplyFields
from app.storage.models.desk import Evidence, Plan, RoleRow, User
from tests.factories.site import Site

DAY = timedelta(days=1)


@pytest.fixture
def approved(session: Session, site: Site) -> Evidence:
    """Evidence that is approved; the people have their roles in the tables too."""
    evidence = site.evidence()
    workflow.bring_to_approved(site.desk_of(), evidence.id)
    editor = session.scalar(select(RoleRow).where(RoleRow.name == "editor"))
    editor = editor or RoleRow(name="editor")
    for name in ("edda", "emil"):
        user = session.scalars(select(User).where(User.name == name)).one()
        user.active = True
        user.roles = [editor]
    session.flush()
    return evidence


def due(desk: Desk, after: timedelta = 2 * DAY) -> list[plans.Done]:
    later = replace(desk, now=desk.now + after)
    return plans.publish_due(later, lambda actor: replace(later, actor=actor))


def test_what_was_planned_is_published_when_its_time_has_come(session: Session, site: Site, approved: Evidence) -> None:
    desk = site.desk_of()
    plans.plan(desk, approved.id, approved.version, desk.now + DAY)
    assert due(site.desk_of(), DAY / 2) == []
    assert approved.published_seq is None
    (done,) = due(site.desk_of())
    assert (done.kind, done.refused, done.seq) == ("evidence", None, approved.published_seq)
    assert approved.state == "published"
    assert session.scalars(select(Plan)).all() == []
    assert due(site.desk_of()) == []


def test_whoever_edits_it_meanwhile_stops_it(session: Session, site: Site, approved: Evidence) -> None:
    desk = site.desk_of()
    plans.plan(desk, approved.id, approved.version, desk.now + DAY)
    revisions.revise(site.desk_of(), approved, {"note": "Hm."}, approved.version)
    workflow.bring_to_approved(site.desk_of(), approved.id)
    assert plans.plan_of(desk, approved) is None
    assert due(site.desk_of()) == []
    assert approved.published_seq is None
    assert session.scalars(select(Plan)).all() == []


def test_a_later_plan_takes_the_place_and_a_plan_can_be_given_up(
    session: Session, site: Site, approved: Evidence
) -> None:
    desk = site.desk_of()
    plans.plan(desk, approved.id, approved.version, desk.now + DAY)
    second = plans.plan(desk, approved.id, approved.version, desk.now + 9 * DAY)
    assert session.scalars(select(Plan)).all() == [second] == [plans.plan_of(desk, approved)]
    assert due(site.desk_of()) == []
    plans.withdraw(site.desk_of(), approved.id)
    assert due(site.desk_of(), 10 * DAY) == []


def test_what_can_not_be_published_then_is_told_and_tried_again(
    session: Session, site: Site, approved: Evidence
) -> None:
    finding = site.finding()
    workflow.bring_to_approved(site.desk_of(), finding.id)
    reply = ReplyFields(author="Kite Board", text="We disagree.", received="2024-05-02")
    answer = judgements.create_reply(site.desk_of(), finding.id, reply)
    workflow.bring_to_approved(site.desk_of(), answer.id)
    desk = site.desk_of()
    plans.plan(desk, answer.id, answer.version, desk.now + DAY)
    plans.plan(desk, approved.id, approved.version, desk.now + DAY)
    revisions.revise(site.desk_of(), finding, {"reasoning": "Counted anew."}, finding.version)
    told = {one.kind: one.refused for one in due(site.desk_of())}
    assert told["evidence"] is None
    assert told["reply"] is not None
    assert "Publish the finding" in told["reply"]
    assert answer.published_seq is None
    site.publish(finding)
    assert answer.state == "published"  # with the finding's record
    assert due(site.desk_of()) == []
    assert session.scalars(select(Plan)).all() == []


def test_it_needs_somebody_who_may_publish_then_and_now(session: Session, site: Site, approved: Evidence) -> None:
    contributor = replace(site.desk_of(), actor=Actor(id=approved.created_by, name="Cleo", role=Role.CONTRIBUTOR))
    with pytest.raises(NotPermitted):
        plans.plan(contributor, approved.id, approved.version, contributor.now + DAY)
    desk = site.desk_of("emil")
    plans.plan(desk, approved.id, approved.version, desk.now + DAY)
    session.scalars(select(User).where(User.name == "emil")).one().active = False
    session.flush()
    (done,) = due(site.desk_of())
    assert done.refused == "emil, who planned it, is not active any more; somebody else must publish it."
    assert approved.published_seq is None


@pytest.mark.usefixtures("approved")
def test_what_belongs_to_a_record_waits_for_it_or_is_planned_no_earlier(site: Site) -> None:
    other, words = site.other, "Inspectors measure every line twice a year."
    fields = EvidenceFields(source_id=site.source.id, stance="counters", quote="Nobody came in May.")
    evidence = judgements.create_evidence(site.desk_of(), other.id, fields, site.place(words, other))
    for one in (other, evidence):
        workflow.bring_to_approved(site.desk_of(), one.id)
    desk = site.desk_of()
    with pytest.raises(Rejected, match=r"The pair “Nobody inspects the lines\.”, to which this belongs, is not public"):
        plans.plan(desk, evidence.id, evidence.version, desk.now + DAY)
    plans.plan(desk, other.id, other.version, desk.now + DAY)
    with pytest.raises(Rejected, match="for the same time or an earlier one"):
        plans.plan(desk, evidence.id, evidence.version, desk.now + DAY / 2)
    plans.plan(desk, evidence.id, evidence.version, desk.now + DAY)
    assert [(one.kind, one.refused) for one in due(site.desk_of())] == [("pair", None)]
    assert evidence.state == "published"  # with the pair's record


def test_what_is_no_plan_is_refused(site: Site, approved: Evidence) -> None:
    desk = site.desk_of()
    with pytest.raises(Rejected, match="That time has passed"):
        plans.plan(desk, approved.id, approved.version, desk.now)
    with pytest.raises(MovedOn):
        plans.plan(desk, approved.id, approved.version - 1, desk.now + DAY)
    draft = site.evidence("In 2020 the Board licensed 312 red kites.")
    with pytest.raises(Rejected, match="can't be published"):
        plans.plan(desk, draft.id, draft.version, desk.now + DAY)
    finding = site.finding()
    site.publish(finding)
    revisions.revise(site.desk_of(), finding, {"verdict": "unsupported"}, finding.version)
    workflow.bring_to_approved(site.desk_of(), finding.id)
    with pytest.raises(Rejected, match="publish it now, as a correction"):
        plans.plan(desk, finding.id, finding.version, desk.now + DAY)
    publishing.publish(site.desk_of(), approved.id)
    assert plans.plan_of(desk, approved) is None
