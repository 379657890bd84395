"""Rows of the library and the ledger as the items that `app.feeds` writes."""

from __future__ import annotations

import msgspec

from app.domain.records import Claimant, CommitmentRecord, FindingRecord, PassageRecord
from app.domain.vocabulary import Event
from app.feeds import cursors
from app.feeds.items import (
    Capture,
    ChangeItem,
    ChangeLine,
    CorrectionItem,
    FindingBrief,
    FindingItem,
    LedgerItem,
    Named,
    ObservationItem,
    PairItem,
    ReplyItem,
    WordingItem,
)
from app.storage.models.library import LibraryWording
from app.storage.queries.ledger.changes import EntryRow
from app.storage.queries.library.feeds import ChangeRow, FindingRow, PairRow
from app.storage.queries.library.streams import CorrectionRow, ObservationRow


class JudgedPart(msgspec.Struct, frozen=True):
    """What a finding needs of the record that holds it."""

    passages: list[PassageRecord] = []


class PairPart(msgspec.Struct, frozen=True):
    """What a list of pairs needs of a pair's record."""

    claimant: Claimant = Claimant()
    findings: list[FindingBrief] = []


def finding_item(row: FindingRow) -> FindingItem:
    """Fill a finding from its row."""
    finding = row.finding
    record = msgspec.convert(finding.record, FindingRecord)
    passages = msgspec.json.decode(row.subject_body, type=JudgedPart).passages
    return FindingItem(
        id=finding.id,
        number=finding.number,
        verdict=finding.verdict,
        claim_reviewed=finding.claim_reviewed,
        html=finding.html.get("reasoning", ""),
        subject_kind=finding.subject_kind,
        subject=Named(id=finding.subject_id, slug=row.subject_slug, name=row.subject_title),
        agency=Named(id=finding.agency_id, slug=row.agency_slug, name=row.agency_title),
        published=finding.at,
        modified=row.subject_at,
        cursor=cursors.written(cursors.FindingCursor(finding.at, finding.id)),
        quote=next((one.exact for one in passages if one.id == record.passage), None),
        retracted=record.retracted if row.subject_retracted is None else row.subject_retracted,
        replies=[
            ReplyItem(
                author=reply.author, received=reply.received, html=finding.html.get(f"replies/{reply.id}/text", "")
            )
            for reply in record.replies
        ],
    )


def change_item(row: ChangeRow) -> ChangeItem:
    """Fill a change from its row."""
    return ChangeItem(
        old=Capture(id=row.before_id, captured=row.before_captured, number=row.before_number),
        new=Capture(id=row.capture_id, captured=row.captured, number=row.number),
        page=Named(id=row.page_id, slug=row.page_slug, name=row.page_title),
        agency=Named(id=row.agency_id, slug=row.agency_slug, name=row.agency_title),
        lines=msgspec.convert(row.lines, list[ChangeLine]),
        published=row.first_at,
        modified=max(row.at, row.before_at, row.first_at),
        cursor=cursors.written(cursors.ChangeCursor(row.first_seq)),
    )


def correction_item(row: CorrectionRow) -> CorrectionItem:
    """Fill a correction from its row."""
    one = row.correction
    return CorrectionItem(
        id=one.id,
        html=one.html,
        subject_kind=row.kind,
        subject=Named(id=one.subject_id, slug=row.slug, name=row.title),
        agency=Named(id=row.agency_id, slug=row.agency_slug, name=row.agency_title),
        published=one.at,
        cursor=cursors.written(cursors.CorrectionCursor(one.at, one.id)),
    )


def observation_item(row: ObservationRow) -> ObservationItem:
    """Fill an observation from its row."""
    commitment = msgspec.convert(row.commitment.record, CommitmentRecord)
    seen = next(one for one in commitment.observations if one.id == row.id)
    return ObservationItem(
        id=row.id,
        commitment=commitment.id,
        kind=commitment.kind,
        text=commitment.text,
        due=commitment.due,
        result=seen.result,
        observed=seen.observed,
        done=seen.done,
        source=seen.source,
        html=row.commitment.html.get(f"observations/{row.id}/note", ""),
        subject_kind=row.kind,
        subject=Named(id=row.commitment.subject_id, slug=row.slug, name=row.title),
        agency=Named(id=row.commitment.agency_id, slug=row.agency_slug, name=row.agency_title),
        published=row.at,
        modified=row.subject_at,
        cursor=cursors.written(cursors.ObservationCursor(row.at, row.id)),
    )


def pair_item(row: PairRow) -> PairItem:
    """Fill a pair from its row."""
    part = msgspec.json.decode(row.body, type=PairPart)
    return PairItem(
        pair=Named(id=row.id, slug=row.slug, name=row.title),
        agency=Named(id=row.agency_id, slug=row.agency_slug, name=row.agency_title),
        page=Named(id=row.page_id, slug=row.page_slug, name=row.page_title),
        wording=wording_item(row.wording) if row.wording else None,
        findings=part.findings,
        published=row.first_at,
        modified=row.at,
        seq=row.seq,
        claimant=part.claimant.name,
        retracted=row.retracted,
    )


def wording_item(row: LibraryWording) -> WordingItem:
    """Fill a wording from its row."""
    return WordingItem(
        capture=Capture(id=row.capture_id, captured=row.captured, number=row.number),
        claim=row.claim,
        rebuttal=row.rebuttal,
        claim_label=row.claim_label,
        rebuttal_label=row.rebuttal_label,
        verdict_label=row.verdict_label,
    )


def ledger_item(row: EntryRow, record: bytes | None) -> LedgerItem:
    """Fill an entry of the ledger from its row."""
    return LedgerItem(
        seq=row.seq,
        subject=row.subject,
        kind=row.kind,
        event=row.event,
        at=row.at,
        version=row.version,
        digest=row.digest,
        previous=row.previous,
        hash=row.hash,
        deleted=row.event == Event.RETRACTED or row.size is None,
        record=record,
    )
