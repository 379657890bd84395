"""From the desk to the ledger to the library: what gets in, what does not, and that all of it can be derived anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from app.domain.errors import NotFound, NotPermitted, Rejected, StaleRevision
from app.domain.records import AgencyRecord, PairRecord, SafeguardRecord, decode
from app.services import (
    agencies,
    captures,
    judgements,
    ledger,
    library,
    proposals,
    publishing,
    reshaping,
    revisions,
    statements,
    workflow,
)
from app.services.agencies import AgencyFields, TopicFields
from app.services.captures import CaptureFields
from app.services.desk import Desk
from app.services.judgements import ObservationFields, ReplyFields
from app.services.statements import CommitmentFields, LinkFields, MeasureFields, PairFields
from app.services.steps_for_many import NOW, Chosen, take_steps
from app.storage.models.desk import Proposal
from app.storage.models.ledger import LedgerEntry, LedgerRecord
from app.storage.models.library import LibraryChange, LibraryFinding, LibraryRecord, LibraryWording
from tests.factories.site import TEXT, Site

DeskOf = Callable[..., Desk]


def record_of(session: Session, subject_id: str) -> Any:
    return decode(session.get_one(LibraryRecord, subject_id).body)


def rows_of(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the library, by table."""
    session.expire_all()
    return {
        table.__tablename__: sorted(
            tuple(map(repr, row)) for row in session.execute(select(*table.__table__.columns)).all()
        )
        for table in library.DERIVED
    }


def test_a_published_pair_is_read_from_the_library(session: Session, site: Site) -> None:
    record = record_of(session, site.pair.id)
    assert isinstance(record, PairRecord)
    assert record.slug == "the-board-bans-red-kites"
    wording = session.scalar(select(LibraryWording).where(LibraryWording.subject_id == site.pair.id))
    assert wording is not None
    assert wording.claim == "The Board bans red kites."
    assert wording.rebuttal == "No colour is banned. In 2020 the Board licensed 312 red kites."


@pytest.mark.usefixtures("site")
def test_what_rests_on_other_records_publishes_them_first(session: Session) -> None:
    kinds = session.scalars(select(LedgerEntry.kind).order_by(LedgerEntry.seq)).all()
    assert kinds == ["agency", "page", "capture", "pair", "safeguard", "concern"]


def test_drafts_of_children_and_of_the_pair_itself_stay_out(session: Session, site: Site) -> None:
    site.evidence(quote="draft evidence")
    site.finding(reasoning="draft finding")
    published = site.evidence(quote="approved evidence")
    desk = site.desk_of()
    revisions.revise(desk, site.pair, {"note": "draft note"}, site.pair.version)
    site.publish(published)
    record = record_of(session, site.pair.id)
    assert [one.quote for one in record.evidence] == ["approved evidence"]
    assert record.findings == []
    assert record.note == ""
    assert site.pair.state == "draft"


def test_an_edit_of_published_evidence_is_public_only_after_its_own_review(session: Session, site: Site) -> None:
    evidence = site.evidence(quote="first")
    site.publish(evidence)
    revisions.revise(site.desk_of(), evidence, {"quote": "second"}, evidence.version)
    site.publish(site.finding())
    assert [one.quote for one in record_of(session, site.pair.id).evidence] == ["first"]
    site.publish(evidence)
    assert [one.quote for one in record_of(session, site.pair.id).evidence] == ["second"]


def test_evidence_on_an_unpublished_capture_blocks_publishing(site: Site) -> None:
    later = site.capture_of(TEXT.replace("312", "400"), "2022-01-01")
    fields = judgements.EvidenceFields(source_id=site.source.id, stance="counters", quote="No.")
    place = site.place("licensed 400", capture=later)
    evidence = judgements.create_evidence(site.desk_of(), site.pair.id, fields, place)
    workflow.bring_to_approved(site.desk_of(), evidence.id)
    with pytest.raises(Rejected, match="capture of 1 January 2022; publish that capture first"):
        publishing.publish(site.desk_of(), evidence.id)


def test_a_child_waits_for_its_parent(site: Site) -> None:
    fields = judgements.EvidenceFields(source_id=site.source.id, stance="context", quote="Hm.")
    evidence = judgements.create_evidence(site.desk_of(), site.other.id, fields)
    workflow.bring_to_approved(site.desk_of(), evidence.id)
    with pytest.raises(Rejected, match=r"Publish the pair “Nobody inspects the lines\.” first"):
        publishing.publish(site.desk_of(), evidence.id)


def test_a_pair_waits_for_a_published_capture_with_its_words(site: Site) -> None:
    desk = site.desk_of()
    pair = statements.create_pair(desk, site.page.id, PairFields(title="Made by hand"))
    workflow.bring_to_approved(desk, pair.id)
    with pytest.raises(Rejected, match="No published capture holds the words"):
        publishing.publish(desk, pair.id)


def test_a_draft_is_not_published(site: Site) -> None:
    finding = site.finding()
    with pytest.raises(Rejected, match="finding is a draft and can't be published; it can be submitted"):
        publishing.publish(site.desk_of(), finding.id)


def test_a_new_capture_publishes_the_capture_record_alone(session: Session, site: Site) -> None:
    before = ledger.head(session)[0]
    later = site.capture_of(TEXT.replace("312", "400").replace("45 days", "90 days"), "2022-01-01")
    assert publishing.publish(site.desk_of(), later.id) == before + 1
    wordings = session.scalars(
        select(LibraryWording.rebuttal)
        .where(LibraryWording.subject_id == site.pair.id)
        .order_by(LibraryWording.captured)
    ).all()
    assert [one.count("400") for one in wordings if one] == [0, 1]
    change = session.get_one(LibraryChange, later.id)
    assert change.before_id == site.capture.id
    assert [(line["kind"], line["quantities"]) for line in change.lines] == [
        ("pair", [{"from": "312", "to": "400"}]),
        ("safeguard", [{"from": "45 days", "to": "90 days"}]),
    ]


def test_an_earlier_capture_that_comes_late_is_compared_on_both_sides(session: Session, site: Site) -> None:
    publishing.publish(site.desk_of(), site.capture_of(TEXT.replace("312", "400"), "2023").id)
    between = site.capture_of(TEXT.replace("312", "350"), "2022")
    publishing.publish(site.desk_of(), between.id)
    rows = session.scalars(select(LibraryChange).order_by(LibraryChange.captured)).all()
    assert [[line["quantities"] for line in row.lines] for row in rows] == [
        [],
        [[{"from": "312", "to": "350"}]],
        [[{"from": "350", "to": "400"}]],
    ]


def test_a_retracted_capture_leaves_the_history_of_its_page(session: Session, site: Site) -> None:
    between = site.capture_of(TEXT.replace("312", "350"), "2022")
    publishing.publish(site.desk_of(), between.id)
    publishing.publish(site.desk_of(), site.capture_of(TEXT.replace("312", "400"), "2023").id)
    publishing.retract(site.desk_of(), between.id, "The copy was doctored.")
    rows = session.scalars(select(LibraryChange).order_by(LibraryChange.captured)).all()
    assert [[line["quantities"] for line in row.lines] for row in rows] == [[], [[{"from": "312", "to": "400"}]]]
    wordings = session.scalars(select(LibraryWording.capture_id).where(LibraryWording.subject_id == site.pair.id))
    assert between.id not in set(wordings)
    before = rows_of(session)
    library.rebuild(session)
    assert rows_of(session) == before


def test_a_correction_is_dated_and_stands_in_the_record(session: Session, site: Site) -> None:
    finding = site.finding(reasoning="In 2019.")
    site.publish(finding)
    revisions.revise(site.desk_of(), finding, {"reasoning": "In 2020."}, finding.version)
    site.publish(finding, correction="The year was wrong.")
    record = record_of(session, site.pair.id)
    assert [one.text for one in record.corrections] == ["The year was wrong."]
    assert record.findings[0].reasoning == "In 2020."
    assert finding.state == "corrected"
    assert session.get_one(LibraryRecord, site.pair.id).event == "corrected"


def test_a_retracted_pair_keeps_its_last_record_under_the_reason(session: Session, site: Site) -> None:
    body = session.get_one(LibraryRecord, site.pair.id).body
    publishing.retract(site.desk_of(), site.pair.id, "It was a hoax page.")
    row = session.get_one(LibraryRecord, site.pair.id)
    assert (row.retracted, row.event, row.body) == ("It was a hoax page.", "retracted", body)
    with pytest.raises(Rejected, match="retracted"):
        revisions.revise(site.desk_of(), site.pair, {"note": "more"}, site.pair.version)


def test_a_retracted_finding_keeps_its_address_and_its_evidence_stays(session: Session, site: Site) -> None:
    finding, evidence = site.finding(), site.evidence()
    site.publish(evidence)
    site.publish(finding)
    publishing.retract(site.desk_of(), finding.id, "We misread the table.")
    record = record_of(session, site.pair.id)
    assert [one.retracted for one in record.findings] == ["We misread the table."]
    assert len(record.evidence) == 1
    assert session.get_one(LibraryFinding, finding.id).retracted is True
    publishing.retract(site.desk_of(), evidence.id, "A forged page.")
    assert record_of(session, site.pair.id).evidence == []


def test_retracting_asks_for_a_reason_and_for_something_public(site: Site) -> None:
    with pytest.raises(Rejected, match="Say why"):
        publishing.retract(site.desk_of(), site.pair.id, "  ")
    with pytest.raises(Rejected, match="nothing to retract"):
        publishing.retract(site.desk_of(), site.finding().id, "never mind")


def test_observations_replies_and_links_are_published_in_their_parent(session: Session, site: Site) -> None:
    commitment = site.safeguard.commitments[0]["id"]
    seen = ObservationFields(result="kept", observed="2022-02", done="2021-08-01", source_id=site.source.id)
    site.publish(judgements.create_observation(site.desk_of(), commitment, seen))
    finding = site.finding()
    site.publish(finding)
    reply = ReplyFields(author="Kite Board", text="We disagree.", received="2024-05-02")
    site.publish(judgements.create_reply(site.desk_of(), finding.id, reply))
    link = statements.create_link(
        site.desk_of(), LinkFields(from_id=site.safeguard.id, to_id=site.concern.id, relation="answers")
    )
    publishing.publish(site.desk_of(), link.id)
    safeguard = record_of(session, site.safeguard.id)
    assert isinstance(safeguard, SafeguardRecord)
    observations = [one.observations for one in safeguard.commitments]
    assert [[seen.done for seen in group] for group in observations if group] == [["2021-08-01"]]
    assert [(one.kind, one.to) for one in safeguard.links] == [("answers", site.concern.id)]
    assert [one.author for one in record_of(session, site.pair.id).findings[0].replies] == ["Kite Board"]


def test_a_link_to_what_is_not_public_is_refused(site: Site) -> None:
    fields = LinkFields(from_id=site.pair.id, to_id=site.other.id, relation="repeats")
    link = statements.create_link(site.desk_of(), fields)
    with pytest.raises(Rejected, match=r"“Nobody inspects the lines\.”, which is not published"):
        publishing.publish(site.desk_of(), link.id)


def test_rebuilding_the_library_gives_equal_rows(session: Session, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    finding = site.finding()
    site.publish(site.evidence())
    site.publish(finding)
    publishing.publish(site.desk_of(), site.capture_of(TEXT.replace("312", "400"), "2023").id)
    publishing.publish(site.desk_of(), site.capture_of(TEXT.replace("312", "350"), "2022").id)
    site.publish(site.other)
    publishing.retract(site.desk_of(), site.other.id, "a reason")
    revisions.revise(site.desk_of(), finding, {"reasoning": "Better."}, finding.version)
    site.publish(finding, correction="It was worse.")
    revisions.revise(site.desk_of(), site.page, {"title": "Kites, anew", "slug": "anew"}, site.page.version)
    publishing.publish(site.desk_of(), site.page.id)
    publishing.publish(site.desk_of(), site.capture_of(TEXT.replace("312", "500"), "2024").id)
    before = rows_of(session)
    seen: list[int] = []
    assert library.rebuild(session, seen.append) == ledger.head(session)[0] == seen[-1]
    after = rows_of(session)
    assert after == before
    assert sum(map(len, after.values())) > 20
    monkeypatch.setattr(library, "AT_ONCE", 3)
    library.rebuild(session)
    assert rows_of(session) == before, "wherever a batch ends"


@pytest.mark.usefixtures("site")
def test_the_ledger_verifies_and_a_changed_entry_shows(session: Session) -> None:
    assert ledger.check(session).faults == []
    head = ledger.head(session)
    entry = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "pair")).one()
    entry.event = "corrected"
    session.flush()
    assert [one.seq for one in ledger.check(session, head).faults] == [entry.seq]
    session.rollback()
    assert ledger.check(session, head).faults == []


def test_sequence_numbers_are_gapless_and_ordered_by_commit_under_concurrent_writers(
    engine: Engine, session: Session, desk_of: DeskOf
) -> None:
    first = desk_of()
    session.commit()

    def write(worker: int) -> None:
        for number in range(6):
            with Session(engine) as own:
                desk = Desk(session=own, actor=first.actor, now=first.now, blobs=first.blobs)
                topic = agencies.create_topic(desk, TopicFields(title=f"topic {worker} {number}"))
                publishing.publish(desk, topic.id)
                if number % 3 == 2:
                    own.rollback()
                else:
                    own.commit()

    workers = [Thread(target=write, args=(number,)) for number in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    session.rollback()
    assert session.scalars(select(LedgerEntry.seq).order_by(LedgerEntry.seq)).all() == list(range(1, 17))
    assert ledger.check(session).faults == []


def test_a_stale_save_tells_base_theirs_and_yours(desk_of: DeskOf) -> None:
    agency = agencies.create_agency(desk_of(), AgencyFields(title="Board", note="base"))
    agencies.revise_agency(desk_of("emil"), agency.id, AgencyFields(title="Board", note="theirs"), 1)
    with pytest.raises(StaleRevision) as caught:
        agencies.revise_agency(desk_of(), agency.id, AgencyFields(title="Board", note="yours"), 1)
    error = caught.value
    assert [one["note"] for one in (error.base, error.theirs, error.yours)] == ["base", "theirs", "yours"]
    assert error.version == agency.version == 2
    assert agency.note == "theirs"


def test_of_many_saves_over_one_revision_one_wins(engine: Engine, session: Session, desk_of: DeskOf) -> None:
    first = desk_of()
    agency_id = agencies.create_agency(first, AgencyFields(title="Board")).id
    session.commit()
    outcomes: list[str] = []

    def save(number: int) -> None:
        with Session(engine) as own:
            desk = Desk(session=own, actor=first.actor, now=first.now, blobs=first.blobs)
            fields = AgencyFields(title="Board", note=f"note {number}")
            try:
                agencies.revise_agency(desk, agency_id, fields, 1)
            except StaleRevision:
                outcomes.append("stale")
            else:
                own.commit()
                outcomes.append("saved")

    workers = [Thread(target=save, args=(number,)) for number in range(12)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(outcomes) == ["saved"] + ["stale"] * 11


def test_a_revision_can_be_restored(desk_of: DeskOf) -> None:
    agency = agencies.create_agency(desk_of(), AgencyFields(title="Board", note="first"))
    agencies.revise_agency(desk_of(), agency.id, AgencyFields(title="Board", note="second"), 1)
    revisions.restore(desk_of(), agency, 1, 2)
    assert (agency.note, agency.version) == ("first", 3)
    with pytest.raises(NotFound, match="no revision 9"):
        revisions.restore(desk_of(), agency, 9, 3)
    for version, base in ((10**30, 3), (1, 10**30), (-1, 3)):
        with pytest.raises(NotFound, match="no such revision"):
            revisions.restore(desk_of(), agency, version, base)


def test_a_name_in_addresses_is_not_restored_from_its_new_owner(desk_of: DeskOf) -> None:
    agency = agencies.create_agency(desk_of(), AgencyFields(title="Board"))
    agencies.revise_agency(desk_of(), agency.id, AgencyFields(title="Board", slug="old-board"), 1)
    assert agencies.create_agency(desk_of(), AgencyFields(title="Board")).slug == "board"
    with pytest.raises(Rejected, match="Another agency is called “board” in addresses by now"):
        revisions.restore(desk_of(), agency, 1, 2)


def test_saving_without_a_change_makes_no_revision(desk_of: DeskOf) -> None:
    agency = agencies.create_agency(desk_of(), AgencyFields(title="Board"))
    agencies.revise_agency(desk_of(), agency.id, AgencyFields(title="Board"), 1)
    assert agency.version == 1


def test_a_contributor_submits_their_own_and_sees_no_other_draft(site: Site) -> None:
    fields = judgements.FindingFields(claim_reviewed="Red is banned.", verdict="mixed", reasoning="So it seems.")
    mine = judgements.create_finding(site.desk_of("cleo"), site.pair.id, fields)
    workflow.submit(site.desk_of("cleo"), mine.id)
    with pytest.raises(NotPermitted, match="contributor may not approve"):
        workflow.approve(site.desk_of("cleo"), mine.id)
    with pytest.raises(NotFound):
        judgements.revise_finding(site.desk_of("carl"), mine.id, fields, mine.version)
    with pytest.raises(Rejected, match="Say what should be changed"):
        workflow.request_changes(site.desk_of("edda"), mine.id, " ")
    workflow.request_changes(site.desk_of("edda"), mine.id, "Name the month.")
    assert mine.state == "draft"


def test_a_site_can_demand_a_second_person(site: Site) -> None:
    finding = site.finding()
    workflow.submit(site.desk_of(), finding.id)
    with pytest.raises(NotPermitted, match="somebody other than the last editor"):
        workflow.approve(site.desk_of(second_person_required=True), finding.id)
    workflow.approve(site.desk_of("emil", second_person_required=True), finding.id)
    assert finding.state == "approved"


def test_proposals_continue_the_records_of_the_earlier_capture(session: Session, site: Site) -> None:
    later = site.capture_of(TEXT.replace("bans red kites", "forbids red kites"), "2022")
    assert {row.subject_id for row in later.wording_rows} == {
        site.pair.id,
        site.other.id,
        site.safeguard.id,
        site.concern.id,
    }
    scores = {
        row.subject_id: row.score for row in session.scalars(select(Proposal).where(Proposal.capture_id == later.id))
    }
    assert scores[site.other.id] == 1
    reworded = scores[site.pair.id]
    assert reworded is not None
    assert 0 < reworded < 1


def test_a_proposal_is_edited_word_for_word_dropped_and_reopened(session: Session, site: Site) -> None:
    text = TEXT + "\nFiction: Kites need a passport.\n\nFACT: They do not. Ask at the desk.\n"
    desk = site.desk_of()
    made = site.capture_of(text, "2022")
    proposal = session.scalars(
        select(Proposal).where(Proposal.capture_id == made.id, Proposal.kind == "pair").order_by(Proposal.position)
    ).all()[-1]
    with pytest.raises(Rejected, match="accepted already"):
        proposals.drop(desk, proposal.id)
    proposals.reopen(desk, proposal.id)
    fields = reshaping.ProposalFields(claim="Kites need a  passport.", rebuttal="They do not.", claim_label="Fiction")
    reshaping.edit(desk, proposal.id, fields)
    assert proposal.fields["rebuttal"] == "They do not."
    with pytest.raises(Rejected, match="does not stand in the captured text"):
        reshaping.edit(desk, proposal.id, reshaping.ProposalFields(claim="Kites need a visa.", rebuttal="No."))
    proposals.drop(desk, proposal.id)
    assert proposal.state == "dropped"
    proposals.reopen(desk, proposal.id)
    proposals.accept(desk, proposal.id, proposals.NEW)
    assert len(made.wording_rows) == 5


def test_a_wording_that_was_judged_is_not_taken_back(session: Session, site: Site) -> None:
    later = site.capture_of(TEXT.replace("312", "400"), "2022")
    place = site.place("licensed 400", capture=later)
    fields = judgements.FindingFields(claim_reviewed="It licensed 400.", verdict="mixed", reasoning="It did not.")
    judgements.create_finding(site.desk_of(), site.pair.id, fields, place)
    accepted = session.scalars(select(Proposal).where(Proposal.capture_id == later.id)).all()
    proposal = next(one for one in accepted if one.subject_id == site.pair.id)
    with pytest.raises(Rejected, match=r"can't be taken back, .* rests on it: “It licensed 400\.”\."):
        proposals.reopen(site.desk_of(), proposal.id)
    assert proposal.state == "accepted"
    assert len(later.wording_rows) == 4
    other = next(one for one in accepted if one.subject_id == site.other.id)
    assert proposals.reopen(site.desk_of(), other.id).state == "open"


def test_a_record_has_one_wording_in_a_capture(session: Session, site: Site) -> None:
    made = site.capture_of(TEXT + "\nFiction: Kites are taxed.\n\nFACT: They are not taxed at all.\n", "2022")
    proposal = session.scalars(
        select(Proposal).where(Proposal.capture_id == made.id, Proposal.kind == "pair").order_by(Proposal.position)
    ).all()[-1]
    proposals.reopen(site.desk_of(), proposal.id)
    with pytest.raises(Rejected, match="has a wording in this capture already"):
        proposals.accept(site.desk_of(), proposal.id, site.pair.id)


def test_an_agency_is_published_by_an_editor_without_review(session: Session, desk_of: DeskOf) -> None:
    agency = agencies.create_agency(desk_of(), AgencyFields(title="Board", note="*New*"))
    publishing.publish(desk_of(), agency.id)
    assert isinstance(record_of(session, agency.id), AgencyRecord)
    assert session.get_one(LibraryRecord, agency.id).html == {"note": "<p><em>New</em></p>"}
    agencies.revise_agency(desk_of(), agency.id, AgencyFields(title="The Board", slug="the-board"), agency.version)
    assert record_of(session, agency.id).name == "Board"
    publishing.publish(desk_of(), agency.id)
    assert session.get_one(LibraryRecord, agency.id).slug == "the-board"


def test_a_public_finding_is_not_rewritten_quietly(session: Session, site: Site) -> None:
    finding = site.finding(reasoning="It was banned.")
    site.publish(finding)
    revisions.revise(site.desk_of(), finding, {"verdict": "unsupported"}, finding.version)
    with pytest.raises(Rejected, match="say in a correction what was wrong"):
        site.publish(finding)
    session.refresh(finding)
    site.publish(finding, correction="We wrote mixed; it is unsupported.")
    assert record_of(session, site.pair.id).findings[0].verdict == "unsupported"


def test_what_is_public_is_retracted_while_a_newer_draft_is_open(session: Session, site: Site) -> None:
    finding = site.finding()
    site.publish(finding)
    revisions.revise(site.desk_of(), finding, {"reasoning": "a draft"}, finding.version)
    publishing.retract(site.desk_of(), finding.id, "We misread it.")
    (shown,) = record_of(session, site.pair.id).findings
    assert (shown.retracted, shown.reasoning) == ("We misread it.", "It was banned.")


def test_every_kind_of_tampering_with_a_record_shows(session: Session, site: Site) -> None:
    blobs = site.desk_of().blobs
    assert ledger.check(session, blobs=blobs) == ledger.Report(*ledger.head(session), [], [])
    row = session.get_one(LedgerRecord, 4)
    assert row.body is not None
    row.body = row.body.replace(b"red", b"tan")
    session.flush()
    assert [one.seq for one in ledger.check(session).faults] == [4]
    row.body = row.salt = None
    session.flush()
    report = ledger.check(session)
    assert (report.blanked, report.faults) == ([4], [])
    row.body = b"no record"
    session.flush()
    assert [one.seq for one in ledger.check(session, blobs=blobs).faults] == [4]
    session.rollback()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL lets no cell change its type
def test_a_cell_that_became_text_is_checked_all_the_same(session: Session, site: Site) -> None:
    entry = session.scalars(select(LedgerEntry).where(LedgerEntry.subject == site.pair.id)).one()
    session.execute(
        text("UPDATE ledger_record SET body = replace(CAST(body AS text), 'red', 'tan') WHERE seq = :seq"),
        {"seq": entry.seq},
    )
    assert [one.seq for one in ledger.check(session).faults] == [entry.seq]


def test_a_changed_or_missing_file_of_a_capture_shows(session: Session, site: Site) -> None:
    blobs = site.desk_of().blobs
    fields = CaptureFields(captured="2021-07", filename="page.html")
    page = captures.add_capture(site.desk_of(), site.page.id, b"<p>Kites are <b>free</b>.</p>", fields)
    publishing.publish(site.desk_of(), page.id)
    for capture, missing in ((page, True), (site.capture, False)):  # the bytes of the second are the text of its record
        path = blobs.path(capture.sha256)
        kept = path.read_bytes()
        path.write_bytes(b"another page")
        assert ["was changed" in one.message for one in ledger.check(session, blobs=blobs).faults] == [True]
        path.unlink()
        assert ["is missing" in one.message for one in ledger.check(session, blobs=blobs).faults] == [True] * missing
        path.write_bytes(kept)


def test_a_falsified_library_shows_and_is_left_as_it_is(session: Session, site: Site) -> None:
    assert library.differing(session) == []
    wording = session.scalars(select(LibraryWording).where(LibraryWording.subject_id == site.pair.id)).one()
    wording.rebuttal = "Red is banned."
    session.flush()
    assert library.differing(session) == ["library_wording"]
    session.refresh(wording)
    assert wording.rebuttal == "Red is banned."


@pytest.mark.parametrize(
    ("seen", "message"),
    [
        (ObservationFields(result="kept", observed="2010-01-01", done="2011-09-15"), "can't be seen on 1 January 2010"),
        (ObservationFields(result="kept", observed="2031-05"), "May 2031 lies ahead"),
        (ObservationFields(result="kept", observed="2010-02-30"), "There is no day 2010-02-30"),
        (ObservationFields(result="splendid", observed="2010"), "Choose what was seen"),
    ],
)
def test_an_impossible_observation_is_refused(site: Site, seen: ObservationFields, message: str) -> None:
    with pytest.raises(Rejected, match=message):
        judgements.create_observation(site.desk_of(), site.safeguard.commitments[0]["id"], seen)


def test_a_changed_finding_does_not_slip_out_with_something_else(session: Session, site: Site) -> None:
    finding = site.finding()
    site.publish(finding)
    revisions.revise(site.desk_of(), finding, {"verdict": "unsupported"}, finding.version)
    workflow.bring_to_approved(site.desk_of(), finding.id)
    evidence = site.evidence()
    workflow.bring_to_approved(site.desk_of(), evidence.id)
    session.commit()
    with pytest.raises(Rejected, match="awaits its correction"):
        publishing.publish(site.desk_of(), evidence.id)
    session.rollback()
    publishing.publish(site.desk_of(), finding.id, correction="We wrote mixed; it is unsupported.")
    assert record_of(session, site.pair.id).findings[0].verdict == "unsupported"


def test_an_approval_is_withdrawn_by_an_edit(session: Session, site: Site) -> None:
    finding = site.finding(reasoning="libel")
    workflow.bring_to_approved(site.desk_of(), finding.id)
    revisions.revise(site.desk_of(), finding, {"reasoning": "clean"}, finding.version)
    site.publish(site.evidence())
    assert record_of(session, site.pair.id).findings == []


def test_a_link_that_is_edited_stands_as_published_meanwhile(session: Session, site: Site) -> None:
    fields = LinkFields(from_id=site.safeguard.id, to_id=site.concern.id, relation="answers", note="so it says")
    link = statements.create_link(site.desk_of(), fields)
    publishing.publish(site.desk_of(), link.id)
    revisions.revise(site.desk_of(), link, {"note": "a draft"}, link.version)
    revisions.revise(site.desk_of(), site.safeguard, {"note": "new"}, site.safeguard.version)
    site.publish(site.safeguard)
    assert [one.note for one in record_of(session, site.safeguard.id).links] == ["so it says"]


def test_a_retraction_stands_against_a_publication_at_the_same_time(
    engine: Engine, session: Session, site: Site
) -> None:
    evidence, finding = site.evidence(), site.finding()
    site.publish(evidence)
    workflow.bring_to_approved(site.desk_of(), finding.id)
    desk, ids = site.desk_of(), (evidence.id, finding.id)
    session.commit()

    def act(subject_id: str, *, take_back: bool) -> None:
        with Session(engine) as own, own.begin():
            mine = replace(desk, session=own)
            if take_back:
                publishing.retract(mine, subject_id, "Forged.")
            else:
                publishing.publish(mine, subject_id)

    both = [Thread(target=act, args=(one,), kwargs={"take_back": one == ids[0]}) for one in ids]
    for one in both:
        one.start()
    for one in both:
        one.join()
    session.expire_all()
    record = record_of(session, site.pair.id)
    assert (len(record.evidence), len(record.findings)) == (0, 1)


def test_an_edited_safeguard_is_in_the_library_as_the_ledger_has_it(session: Session, site: Site) -> None:
    revisions.revise(site.desk_of(), site.safeguard, {"note": "new"}, site.safeguard.version)
    site.publish(site.safeguard)
    assert library.differing(session) == []


def test_a_published_address_is_given_to_nobody_else(session: Session, desk_of: DeskOf) -> None:
    first = agencies.create_agency(desk_of(), AgencyFields(title="Board", slug="board"))
    publishing.publish(desk_of(), first.id)
    agencies.revise_agency(desk_of(), first.id, AgencyFields(title="Board", slug="old-board"), first.version)
    during = agencies.create_agency(desk_of(), AgencyFields(title="Board"))
    publishing.publish(desk_of(), first.id)
    after = agencies.create_agency(desk_of(), AgencyFields(title="Board"))
    for one in (during, after):
        publishing.publish(desk_of(), one.id)
    assert [session.get_one(LibraryRecord, one.id).slug for one in (first, during, after)] == [
        "old-board",
        "board-2",
        "board-3",
    ]


def test_a_promise_that_others_speak_of_stays(site: Site) -> None:
    safeguard = site.safeguard
    commitment = safeguard.commitments[0]["id"]
    seen = ObservationFields(result="kept", observed="2022-02")
    judgements.create_observation(site.desk_of(), commitment, seen)
    with pytest.raises(Rejected, match="it can't be taken out"):
        statements.revise_measure(site.desk_of(), safeguard.id, MeasureFields(title="Line Rule"), safeguard.version)
    foreign = MeasureFields(title="Noise", commitments=[CommitmentFields(id=commitment, kind="limit", text="mine")])
    with pytest.raises(Rejected, match="another record"):
        statements.revise_measure(site.desk_of(), site.concern.id, foreign, site.concern.version)


def test_no_revision_of_a_capture_is_restored(site: Site) -> None:
    with pytest.raises(Rejected, match="one by one"):
        revisions.restore(site.desk_of(), site.capture, 1, site.capture.version)


@pytest.mark.parametrize("methodology", ["", " \n"])
def test_a_site_that_does_not_say_how_it_judges_publishes_no_finding(
    session: Session, site: Site, desk_of: DeskOf, methodology: str
) -> None:
    finding = site.finding()
    workflow.bring_to_approved(desk_of(), finding.id)
    with session.begin_nested() as attempt:
        with pytest.raises(Rejected, match="sets REJOINDER_METHODOLOGY, which is shown under /about"):
            publishing.publish(desk_of(methodology=methodology), finding.id)
        attempt.rollback()
    revisions.revise(desk_of(), site.pair, {"title": "Red kites"}, site.pair.version)
    workflow.bring_to_approved(desk_of(), site.pair.id)
    with session.begin_nested() as attempt:  # nor does it slip out with its pair
        with pytest.raises(Rejected, match="REJOINDER_METHODOLOGY"):
            publishing.publish(desk_of(methodology=methodology), site.pair.id)
        attempt.rollback()
    assert record_of(session, site.pair.id).findings == []
    publishing.publish(desk_of(), finding.id)
    (public,) = record_of(session, site.pair.id).findings
    assert public.id == finding.id
    publishing.retract(desk_of(methodology=methodology), finding.id, "We misread it.")  # taking back needs none


def test_many_steps_at_once_publish_no_finding_without_a_methodology(
    session: Session, site: Site, desk_of: DeskOf
) -> None:
    finding, evidence = site.finding(), site.evidence()
    chosen = [Chosen(one.id, one.version) for one in (finding, evidence)]
    taken = take_steps(desk_of(methodology=""), NOW, chosen)
    assert taken.done == 1
    ((name, sentence),) = taken.refused
    assert name == finding.name
    assert "REJOINDER_METHODOLOGY" in sentence
    record = record_of(session, site.pair.id)
    assert (len(record.evidence), len(record.findings)) == (1, 0)
