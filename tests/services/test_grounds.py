"""What a judgement rests on: words that readers see, in the place where they were quoted, and nothing retracted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Rejected
from app.domain.records import decode
from app.domain.vocabulary import State
from app.services import (
    agencies,
    batches,
    finding_check,
    judgements,
    library,
    proposals,
    publishing,
    revisions,
    statements,
    workflow,
)
from app.services.agencies import PageFields, SourceFields
from app.services.captures import CaptureFields, add_capture
from app.services.desk import Desk
from app.services.judgements import EvidenceFields, FindingFields, ObservationFields, PassageFields, Place, ReplyFields
from app.services.statements import CommitmentFields, LinkFields, MeasureFields, PairFields
from app.storage.models.desk import Capture, Finding, Passage, Proposal, Safeguard, Statement
from app.storage.models.ledger import LedgerEntry
from app.storage.models.library import LibraryFinding, LibraryRecord
from tests.factories.site import TEXT, Site, make_page

MORE = TEXT + "\nFiction: Kites need a passport.\n\nFACT: They do not need one.\n"


def record_of(session: Session, subject_id: str) -> Any:
    return decode(session.get_one(LibraryRecord, subject_id).body)


def accepted_after_publication(session: Session, site: Site) -> tuple[Capture, Statement]:
    """A published capture in which a pair was accepted afterwards."""
    capture = site.capture_of(MORE, "2022")
    late = session.scalars(
        select(Proposal).where(Proposal.capture_id == capture.id, Proposal.kind == "pair").order_by(Proposal.position)
    ).all()[-1]
    proposals.reopen(site.desk_of(), late.id)
    publishing.publish(site.desk_of(), capture.id)
    return capture, proposals.accept(site.desk_of(), late.id)


def test_words_accepted_after_a_capture_was_published_are_not_public_words(session: Session, site: Site) -> None:
    capture, pair = accepted_after_publication(session, site)
    workflow.bring_to_approved(site.desk_of(), pair.id)
    session.commit()
    with pytest.raises(Rejected, match="No published capture holds the words"):
        publishing.publish(site.desk_of(), pair.id)
    session.rollback()
    publishing.publish(site.desk_of(), capture.id)
    publishing.publish(site.desk_of(), pair.id)
    assert record_of(session, pair.id).title == "Kites need a passport."


def test_evidence_on_words_accepted_after_publication_waits_for_them(session: Session, site: Site) -> None:
    capture, pair = accepted_after_publication(session, site)
    publishing.publish(site.desk_of(), capture.id)
    site.publish(pair)
    later = site.capture_of(MORE.replace("312", "400"), "2023")
    late = session.scalars(
        select(Proposal).where(Proposal.capture_id == later.id, Proposal.subject_id == pair.id)
    ).one()
    proposals.reopen(site.desk_of(), late.id)
    publishing.publish(site.desk_of(), later.id)
    proposals.accept(site.desk_of(), late.id)
    place = site.place("They do not need one.", statement=pair, capture=later)
    fields = EvidenceFields(source_id=site.source.id, stance="counters", quote="They do.")
    evidence = judgements.create_evidence(site.desk_of(), pair.id, fields, place)
    with pytest.raises(Rejected, match=r"capture of 2023, which was published without these words; publish .* anew"):
        site.publish(evidence)


def test_the_words_of_a_retracted_capture_are_not_public_words(site: Site) -> None:
    publishing.retract(site.desk_of(), site.capture.id, "Doctored.")
    with pytest.raises(Rejected, match="No published capture holds the words"):
        site.publish(site.other)


def test_a_passage_stands_word_for_word_in_its_place(session: Session, site: Site) -> None:
    evidence = site.evidence()
    row = session.get_one(Passage, evidence.passage_id)
    row.start, row.end = row.start + 3, row.end + 3
    with pytest.raises(Rejected, match=r"“No colour is banned\.” do not stand where they were marked .* 25 June 2021"):
        site.publish(evidence)


def _unpublished(session: Session, site: Site) -> Finding:
    capture = site.capture_of(TEXT.replace("312", "400"), "2022")
    assert session
    return site.finding(place=site.place("licensed 400", capture=capture))


def _without_its_words(session: Session, site: Site) -> Finding:
    capture = site.capture_of(TEXT.replace("312", "400"), "2022")
    again = session.scalars(
        select(Proposal).where(Proposal.capture_id == capture.id, Proposal.subject_id == site.pair.id)
    ).one()
    proposals.reopen(site.desk_of(), again.id)
    publishing.publish(site.desk_of(), capture.id)
    proposals.accept(site.desk_of(), again.id)
    return site.finding(place=site.place("licensed 400", capture=capture))


def _misquoted(session: Session, site: Site) -> Finding:
    finding = site.finding()
    session.get_one(Passage, finding.passage_id).start += 3
    return finding


def _retracted_capture(session: Session, site: Site) -> Finding:
    capture = site.capture_of(TEXT.replace("312", "400"), "2022")
    publishing.publish(site.desk_of(), capture.id)
    finding = site.finding(place=site.place("licensed 400", capture=capture))
    publishing.retract(site.desk_of(), capture.id, "Doctored.")
    assert session
    return finding


def _retracted_pair(session: Session, site: Site) -> Finding:
    finding = site.finding()
    publishing.retract(site.desk_of(), site.pair.id, "A hoax page.")
    assert session
    return finding


def _evidence_beside_it(session: Session, site: Site) -> Finding:
    evidence = site.evidence("In 2020 the Board licensed 312 red kites.")
    workflow.bring_to_approved(site.desk_of(), evidence.id)
    row = session.get_one(Passage, evidence.passage_id)
    row.start += 3
    return site.finding()


@pytest.mark.parametrize(
    ("broken", "words", "field"),
    [
        (_unpublished, "The finding “The Board bans no colour.” is bound to the capture of 2022; publish that", None),
        (_without_its_words, "which was published without these words; publish that capture anew first", None),
        (_misquoted, "“No colour is banned.” do not stand where they were marked", "binding"),
        (_retracted_capture, "was retracted; nothing new can rest on it", "binding"),
        (_retracted_pair, "The pair “The Board bans red kites.” is retracted", None),
        (_evidence_beside_it, "“In 2020 the Board licensed 312 red kites.” do not stand where", "binding"),
    ],
)
def test_what_publishing_would_refuse_the_check_says_before(
    session: Session, site: Site, broken: Callable[[Session, Site], Finding], words: str, field: str | None
) -> None:
    finding = broken(session, site)
    session.flush()
    lack = finding_check.lacks_of(site.desk_of(), finding)[0]
    assert words in lack.sentence
    assert lack.field == field
    assert lack.subject is not None
    with pytest.raises(Rejected) as refused:
        site.publish(finding)
    assert str(refused.value) == lack.sentence


def test_what_is_judged_has_words_in_the_capture_that_is_named(site: Site) -> None:
    desk_of = site.desk_of
    agency_id = site.page.agency_id
    elsewhere = agencies.create_page(desk_of(), PageFields(title="Another", agency_id=agency_id))
    foreign = add_capture(desk_of(), elsewhere.id, TEXT.encode(), CaptureFields(captured="2021"))
    proposals.accept_all(desk_of(), foreign.id)
    fields = FindingFields(claim_reviewed="It bans none.", verdict="mixed", reasoning="It does.")
    passage = PassageFields(capture_id=foreign.id, side="rebuttal", start=0, end=5)
    for place in (Place(capture_id=foreign.id), Place(passage=passage)):
        with pytest.raises(Rejected, match="The capture of 2021 holds no words of this record"):
            judgements.create_finding(desk_of(), site.pair.id, fields, place)


def test_nothing_new_rests_on_what_was_retracted(site: Site) -> None:
    desk_of, words = site.desk_of, EvidenceFields(source_id=site.source.id, stance="context", quote="Hm.")
    later = site.capture_of(TEXT.replace("312", "400"), "2022")
    publishing.publish(desk_of(), later.id)
    waiting = judgements.create_evidence(desk_of(), site.pair.id, words, site.place("licensed 400", capture=later))
    kept = site.evidence()
    site.publish(kept)
    publishing.retract(desk_of(), site.source.id, "A forgery.")
    with pytest.raises(Rejected, match="The source “Gazette” was retracted; nothing new can rest on it"):
        site.evidence()
    with pytest.raises(Rejected, match="source “Gazette” was retracted"):
        site.publish(waiting)
    seen = ObservationFields(result="kept", observed="2022", source_id=site.source.id)
    with pytest.raises(Rejected, match="source “Gazette” was retracted"):
        judgements.create_observation(desk_of(), site.safeguard.commitments[0]["id"], seen)
    with pytest.raises(Rejected, match="source “Gazette” was retracted"):
        statements.create_pair(desk_of(), site.page.id, PairFields(title="One", claimant_source_id=site.source.id))
    changed = EvidenceFields(
        source_id=site.source.id, stance="counters", quote="Red was banned in May.", note="Forged."
    )
    assert judgements.revise_evidence(desk_of(), kept.id, changed, kept.version).note == "Forged."
    publishing.retract(desk_of(), later.id, "Doctored.")
    new = agencies.create_source(desk_of(), SourceFields(title="Herald"))
    with pytest.raises(Rejected, match=r"capture “.*2022.*” was retracted"):
        judgements.create_evidence(
            desk_of(),
            site.pair.id,
            EvidenceFields(source_id=new.id, stance="context", quote="Hm."),
            Place(capture_id=later.id),
        )
    publishing.retract(desk_of(), site.pair.id, "A hoax page.")
    with pytest.raises(Rejected, match=r"pair “.*” was retracted"):
        site.finding()
    with pytest.raises(Rejected, match=r"pair “.*” was retracted"):
        statements.create_link(desk_of(), LinkFields(from_id=site.pair.id, to_id=site.other.id, relation="repeats"))


def test_what_stands_in_a_retracted_pair_can_be_retracted_too(session: Session, site: Site) -> None:
    finding, evidence, unpublished = site.finding(), site.evidence(), site.evidence(quote="not yet")
    site.publish(finding)
    site.publish(evidence)
    workflow.bring_to_approved(site.desk_of(), unpublished.id)
    publishing.retract(site.desk_of(), site.pair.id, "A hoax page.")
    publishing.retract(site.desk_of(), finding.id, "We misread it.")
    row = session.get_one(LibraryRecord, site.pair.id)
    assert (row.retracted, row.event) == ("A hoax page.", "retracted")
    record = record_of(session, site.pair.id)
    assert [one.retracted for one in record.findings] == ["We misread it."]
    assert [one.quote for one in record.evidence] == ["Red was banned in May."]
    assert session.get_one(LibraryFinding, finding.id).retracted is True
    events = session.scalars(select(LedgerEntry.event).order_by(LedgerEntry.seq.desc()).limit(3)).all()
    assert events == ["retracted", "corrected", "retracted"]
    assert library.differing(session) == []


def test_a_retraction_takes_nothing_else_along(session: Session, site: Site) -> None:
    finding, evidence = site.finding(), site.evidence()
    site.publish(finding)
    site.publish(evidence)
    revisions.revise(site.desk_of(), finding, {"verdict": "unsupported"}, finding.version)
    workflow.bring_to_approved(site.desk_of(), finding.id)
    publishing.retract(site.desk_of(), evidence.id, "Forged.")
    record = record_of(session, site.pair.id)
    assert (record.evidence, record.findings[0].verdict) == ([], "mixed")
    assert finding.state == "approved"


def test_a_retraction_withdraws_an_approval_that_was_not_used(session: Session, site: Site) -> None:
    finding, evidence = site.finding(), site.evidence()
    site.publish(finding)
    revisions.revise(site.desk_of(), finding, {"verdict": "unsupported"}, finding.version)
    workflow.bring_to_approved(site.desk_of(), finding.id)
    publishing.retract(site.desk_of(), finding.id, "We misread it.")
    site.publish(evidence)
    (shown,) = record_of(session, site.pair.id).findings
    assert (shown.verdict, shown.retracted) == ("mixed", "We misread it.")


def test_a_child_of_what_lost_its_words_can_be_retracted(session: Session, site: Site) -> None:
    evidence = site.evidence()
    site.publish(evidence)
    publishing.retract(site.desk_of(), site.capture.id, "Doctored.")
    publishing.retract(site.desk_of(), evidence.id, "It was judged by a doctored copy.")
    assert record_of(session, site.pair.id).evidence == []


def test_what_was_never_published_is_not_corrected(session: Session, site: Site) -> None:
    finding = site.finding()
    workflow.bring_to_approved(site.desk_of(), finding.id)
    with pytest.raises(Rejected, match="never published, so there is nothing to correct"):
        publishing.publish(site.desk_of(), finding.id, correction="We were wrong.")
    assert record_of(session, site.pair.id).corrections == []


NESTED = """The Kite Board: Fiction and Fact

These additional safeguards will protect the public:

  • Line Rule: No line may be longer than 90 metres.

Fiction: The Board bans red kites.

FACT: No colour is banned.
"""


def test_a_nested_safeguard_waits_for_the_one_that_holds_it(session: Session, desk_of: Callable[..., Desk]) -> None:
    page = make_page(desk_of)
    capture = add_capture(desk_of(), page.id, NESTED.encode(), CaptureFields(captured="2021"))
    proposals.accept_all(desk_of(), capture.id)
    child = session.scalars(select(Safeguard)).one()
    parent = statements.create_safeguard(desk_of(), page.id, MeasureFields(title="Rules"))
    child.parent_id = parent.id
    revisions.revise(desk_of(), child, {"note": "nested"}, child.version)
    publishing.publish(desk_of(), capture.id)
    session.commit()
    with pytest.raises(Rejected, match="Publish the safeguard “Rules” first; this is part of it"):
        batches.publish_now(desk_of(), child.id)


def test_an_observation_waits_for_its_commitment(session: Session, site: Site) -> None:
    safeguard = site.safeguard
    kept = [CommitmentFields(**one) for one in safeguard.commitments]
    fields = MeasureFields(title=safeguard.title, commitments=[*kept, CommitmentFields(kind="limit", text="new")])
    statements.revise_measure(site.desk_of(), safeguard.id, fields, safeguard.version)
    new = next(one["id"] for one in safeguard.commitments if one["text"] == "new")
    seen = judgements.create_observation(site.desk_of(), new, ObservationFields(result="kept", observed="2022"))
    words = EvidenceFields(source_id=site.source.id, stance="context", quote="Hm.")
    evidence = judgements.create_evidence(site.desk_of(), safeguard.id, words, Place(commitment_id=new))
    session.commit()
    for one in (seen, evidence):
        with pytest.raises(Rejected, match="a commitment that stands in a draft of “Line Rule” alone; publish that"):
            site.publish(one)
        session.rollback()
    link = statements.create_link(
        site.desk_of(), LinkFields(from_id=safeguard.id, to_id=site.concern.id, relation="answers")
    )
    publishing.publish(site.desk_of(), link.id)
    assert (seen.state, seen.published_seq) == (State.DRAFT, None)
    assert record_of(session, safeguard.id).evidence == []
    site.publish(safeguard)
    site.publish(seen)
    assert record_of(session, safeguard.id).commitments[-1].observations[0].result == "kept"


def test_a_reply_waits_for_its_finding(site: Site) -> None:
    finding = site.finding()
    reply = ReplyFields(author="Kite Board", text="We disagree.", received="2024-05-02")
    made = judgements.create_reply(site.desk_of(), finding.id, reply)
    with pytest.raises(Rejected, match=r"Publish the finding “The Board bans no colour\.” first"):
        site.publish(made)


def test_the_number_of_a_finding_tells_of_no_draft(session: Session, site: Site) -> None:
    drafts = [site.finding(reasoning=f"draft {number}") for number in range(3)]
    site.publish(drafts[2])
    site.publish(drafts[0])
    assert [one.number for one in drafts] == [2, 3, 1]
    found = record_of(session, site.pair.id).findings
    assert {one.number: one.reasoning for one in found} == {1: "draft 2", 2: "draft 0"}
    publishing.retract(site.desk_of(), drafts[2].id, "Wrong.")
    site.publish(drafts[1])
    assert [one.number for one in drafts] == [2, 3, 1]
    assert site.finding().number == 4
