"""From the desk to a record: a subject's approved revision with its approved children, frozen.

Nothing that is not approved gets in: every field comes from the revision that was approved, never from the row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import func, select

from app.domain.errors import Rejected
from app.domain.records import (
    Address,
    AgencyRecord,
    CaptureRecord,
    Claimant,
    CommitmentRecord,
    ConcernRecord,
    CorrectionRecord,
    EvidenceRecord,
    FindingRecord,
    LinkRecord,
    ObservationRecord,
    PageRecord,
    PairRecord,
    PassageRecord,
    Record,
    ReplyRecord,
    SafeguardRecord,
    SourceRecord,
    TopicRecord,
    WordingRecord,
)
from app.domain.vocabulary import State
from app.services.desk import Desk, moment
from app.services.revisions import fields_at
from app.storage.models.desk import (
    Agency,
    Capture,
    Commitment,
    Concern,
    Correction,
    Evidence,
    Finding,
    Link,
    Observation,
    Page,
    Passage,
    Reply,
    Revision,
    Safeguard,
    Source,
    Statement,
    Step,
    Subject,
    Topic,
)

Child = TypeVar("Child", bound=Subject)
Approved = list[tuple[Child, dict[str, Any]]]


def freeze(desk: Desk, subject: Subject) -> tuple[Record, list[Subject]]:
    """Return the subject's record, and the children that are in it.

    Raise Rejected where a child is bound to a capture that is not published.
    """
    assert subject.approved_version is not None  # noqa: S101  # the caller demands it
    fields = fields_at(desk, subject.id, subject.approved_version)
    if isinstance(subject, Statement):
        return _statement(desk, subject, fields)
    return _plain(subject, fields), []


def _plain(subject: Subject, fields: dict[str, Any]) -> Record:
    if isinstance(subject, Agency):
        named = {**fields, "name": fields["title"]}
        del named["title"]
        return AgencyRecord(id=subject.id, **named)
    if isinstance(subject, Topic):
        return TopicRecord(id=subject.id, slug=fields["slug"], name=fields["title"], note=fields["note"])
    if isinstance(subject, Source):
        return SourceRecord(id=subject.id, **fields)
    if isinstance(subject, Page):
        return PageRecord(
            id=subject.id,
            slug=fields["slug"],
            agency=fields["agency_id"],
            title=fields["title"],
            addresses=[Address(**one) for one in fields["addresses"]],
            note=fields["note"],
        )
    assert isinstance(subject, Capture)  # noqa: S101  # no other kind is plain
    return CaptureRecord(
        id=subject.id,
        page=subject.page_id,
        captured=str(subject.captured),
        number=subject.number,
        obtained=fields["obtained"],
        media_type=subject.media_type,
        sha256=subject.sha256,
        text=subject.text,
        text_sha256=subject.text_sha256,
        address=fields["address"],
        language=fields["language"],
        title=subject.title,
        note=fields["note"],
        wordings=[_wording(one) for one in fields["wordings"]],
    )


def _wording(fields: dict[str, Any]) -> WordingRecord:
    pair = fields["kind"] == "pair"
    place = (fields["range"][0], fields["range"][1])
    rebuttal = fields["rebuttal_range"]
    return WordingRecord(
        subject=fields["subject"],
        kind=fields["kind"],
        position=fields["position"],
        label=fields["label"],
        claim_label=fields["claim_label"],
        rebuttal_label=fields["rebuttal_label"],
        verdict_label=fields["verdict_label"],
        claim_range=place if pair else None,
        rebuttal_range=(rebuttal[0], rebuttal[1]) if rebuttal else None,
        range=None if pair else place,
        parent=fields["parent"],
    )


def _statement(desk: Desk, statement: Statement, fields: dict[str, Any]) -> tuple[Record, list[Subject]]:
    evidence = _approved(desk, Evidence, Evidence.statement_id == statement.id)
    findings = _approved(desk, Finding, Finding.statement_id == statement.id, keep_retracted=True)
    replies = _approved(desk, Reply, Reply.finding_id.in_([one.id for one, _ in findings]))
    observations = _approved(
        desk,
        Observation,
        Observation.commitment_id.in_(select(Commitment.id).where(Commitment.subject_id == statement.id)),
    )
    links = _links(desk, statement)
    children: list[Subject] = [one for group in (evidence, findings, replies, observations) for one, _ in group] + [
        one for one, _ in links
    ]
    judged = [*(child for _, child in evidence), *(child for _, child in findings)]
    _demand_published_captures(desk, [one["capture_id"] for one in judged])
    common: dict[str, Any] = {
        "id": statement.id,
        "slug": fields["slug"],
        "agency": _published_agency(desk, statement.page),
        "page": statement.page_id,
        "title": fields["title"],
        "reviewed": _reviewed(desk, [statement.id, *(child.id for child in children)]),
        "topics": fields["topics"],
        "passages": _passages(desk, [one["passage_id"] for one in judged]),
        "evidence": [_evidence(desk, one, child) for one, child in evidence],
        "findings": [_finding(desk, one, child, replies) for one, child in findings],
        "links": [LinkRecord(id=one.id, kind=said["relation"], to=one.to_id, note=said["note"]) for one, said in links],
        "corrections": _corrections(desk, statement.id),
        "note": fields["note"],
    }
    if statement.kind == "pair":
        claimant = Claimant(name=fields["claimant_name"], source=fields["claimant_source_id"])
        return PairRecord(**common, claimant=claimant), children
    common["commitments"] = [_commitment(desk, one, observations) for one in fields["commitments"]]
    if isinstance(statement, Safeguard):
        return SafeguardRecord(**common, parent=fields["parent_id"]), children
    assert isinstance(statement, Concern)  # noqa: S101  # no other kind of statement
    return ConcernRecord(**common), children


def _published_agency(desk: Desk, page: Page) -> str:
    """Return whose page it is by the page's published revision; a draft may name another agency."""
    assert page.published_version is not None  # noqa: S101  # a statement's page is published before it
    return str(fields_at(desk, page.id, page.published_version)["agency_id"])


def _approved(desk: Desk, kind: type[Child], condition: Any, *, keep_retracted: bool = False) -> Approved[Child]:
    """Return the children that were approved, each with the fields of its approved revision."""
    query = (
        select(kind, Revision.fields)
        .join(Revision, (Revision.subject_id == kind.id) & (Revision.version == kind.approved_version))
        .where(condition)
        .order_by(kind.created_at, kind.id)
    )
    if not keep_retracted:
        query = query.where(kind.state != State.RETRACTED)
    return [(child, dict(fields)) for child, fields in desk.session.execute(query).all()]


def _links(desk: Desk, statement: Statement) -> Approved[Link]:
    """Return the links that are published, or are being published, as that revision has them."""
    return _approved(desk, Link, Link.from_id == statement.id)


def _demand_published_captures(desk: Desk, ids: Iterable[str | None]) -> None:
    wanted = {one for one in ids if one}
    if not wanted:
        return
    hidden = desk.session.scalars(
        select(Capture).where(Capture.id.in_(wanted), Capture.published_seq.is_(None))
    ).first()
    if hidden is not None:
        raise Rejected(f"The evidence is bound to the capture of {hidden.captured.spoken}; publish that capture first.")


def _reviewed(desk: Desk, ids: list[str]) -> str:
    newest = desk.session.scalar(
        select(func.max(Step.at)).where(Step.subject_id.in_(ids), Step.to_state == State.APPROVED)
    )
    return moment(newest or desk.now)


def _first_published(desk: Desk, subject: Subject) -> str:
    return moment(subject.published_at or desk.now)


def _passages(desk: Desk, ids: Iterable[str | None]) -> list[PassageRecord]:
    rows = desk.session.scalars(
        select(Passage).where(Passage.id.in_({one for one in ids if one})).order_by(Passage.start, Passage.id)
    )
    return [
        PassageRecord(
            id=row.id,
            capture=row.capture_id,
            side=row.side,
            exact=row.exact,
            prefix=row.prefix,
            suffix=row.suffix,
            start=row.start,
            end=row.end,
        )
        for row in rows
    ]


def _evidence(desk: Desk, evidence: Evidence, fields: dict[str, Any]) -> EvidenceRecord:
    return EvidenceRecord(
        id=evidence.id,
        source=fields["source_id"],
        stance=fields["stance"],
        quote=fields["quote"],
        at=_first_published(desk, evidence),
        locator=fields["locator"],
        note=fields["note"],
        passage=fields["passage_id"],
        commitment=fields["commitment_id"],
        capture=fields["capture_id"],
    )


def _finding(desk: Desk, finding: Finding, fields: dict[str, Any], replies: Approved[Reply]) -> FindingRecord:
    return FindingRecord(
        id=finding.id,
        number=finding.number,
        claim_reviewed=fields["claim_reviewed"],
        verdict=fields["verdict"],
        reasoning=fields["reasoning"],
        at=_first_published(desk, finding),
        passage=fields["passage_id"],
        capture=fields["capture_id"],
        retracted=_retraction_reason(desk, finding) if finding.state == State.RETRACTED else None,
        replies=[
            ReplyRecord(
                id=reply.id,
                author=one["author"],
                text=one["text"],
                received=one["received"],
                at=_first_published(desk, reply),
            )
            for reply, one in replies
            if reply.finding_id == finding.id
        ],
    )


def _retraction_reason(desk: Desk, subject: Subject) -> str:
    query = select(Step.reason).where(Step.subject_id == subject.id, Step.to_state == State.RETRACTED)
    return desk.session.scalar(query.order_by(Step.id.desc()).limit(1)) or ""


def _commitment(desk: Desk, fields: dict[str, Any], observations: Approved[Observation]) -> CommitmentRecord:
    return CommitmentRecord(
        **fields,
        observations=[
            ObservationRecord(
                id=one.id,
                result=seen["result"],
                observed=seen["observed"],
                at=_first_published(desk, one),
                done=seen["done"],
                source=seen["source_id"],
                note=seen["note"],
            )
            for one, seen in observations
            if one.commitment_id == fields["id"]
        ],
    )


def _corrections(desk: Desk, subject_id: str) -> list[CorrectionRecord]:
    query = select(Correction).where(Correction.subject_id == subject_id).order_by(Correction.at, Correction.id)
    return [CorrectionRecord(id=row.id, text=row.text, at=moment(row.at)) for row in desk.session.scalars(query)]
