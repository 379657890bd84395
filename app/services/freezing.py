"""From the desk to a record: a subject's approved revision with its approved children, frozen.

Nothing that is not approved gets in: every field comes from the revision that was approved, never from the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from sqlalchemy import func, select

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
from app.services.grounds import Judged, demand_none, lacking_grounds, public_wordings
from app.services.revisions import demand_standing, fields_at
from app.storage.models.desk import (
    Agency,
    Capture,
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
Frozen = list[tuple[Child, dict[str, Any]]]
Version = Literal["approved_version", "published_version"]


def freeze(desk: Desk, subject: Subject) -> tuple[Record, list[Subject]]:
    """Return the subject's record, and the children that are in it, all as they were approved.

    Raise Rejected where a child rests on words that are not public, or on what was retracted.
    """
    assert subject.approved_version is not None  # noqa: S101  # the caller demands it
    fields = fields_at(desk, subject.id, subject.approved_version)
    if not isinstance(subject, Statement):
        return _plain(subject, fields), []
    parts = _parts(desk, subject, fields, "approved_version")
    _demand_grounds(desk, subject, parts)
    return _record(desk, subject, fields, parts), parts.children


def freeze_again(desk: Desk, statement: Statement) -> tuple[Record, list[Subject]]:
    """Return the record as readers have it, less what was retracted since, and the children that are in it."""
    assert statement.published_version is not None  # noqa: S101  # what is taken back was published
    fields = fields_at(desk, statement.id, statement.published_version)
    parts = _parts(desk, statement, fields, "published_version")
    return _record(desk, statement, fields, parts), parts.children


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


@dataclass(frozen=True)
class _Parts:
    """What a statement's record holds, each child with the fields of the revision that is frozen."""

    evidence: Frozen[Evidence]
    findings: Frozen[Finding]
    replies: Frozen[Reply]
    observations: Frozen[Observation]
    links: Frozen[Link]

    @property
    def children(self) -> list[Subject]:
        """All of them."""
        groups = (self.evidence, self.findings, self.replies, self.observations, self.links)
        return [one for group in groups for one, _ in group]

    @property
    def judged(self) -> Sequence[Judged]:
        """What was judged by the words of a capture."""
        return [*self.evidence, *self.findings]


def _parts(desk: Desk, statement: Statement, fields: dict[str, Any], version: Version) -> _Parts:
    """Gather the children, each by that version; what speaks of a commitment that the record lacks stays out."""
    promised = {one["id"] for one in fields.get("commitments", ())}
    evidence = _children(desk, Evidence, Evidence.statement_id == statement.id, version)
    findings = _children(desk, Finding, Finding.statement_id == statement.id, version, keep_retracted=True)
    return _Parts(
        evidence=[(one, said) for one, said in evidence if said["commitment_id"] in {None, *promised}],
        findings=findings,
        replies=_children(desk, Reply, Reply.finding_id.in_([one.id for one, _ in findings]), version),
        observations=_children(desk, Observation, Observation.commitment_id.in_(promised), version),
        links=_children(desk, Link, Link.from_id == statement.id, version),
    )


def _demand_grounds(desk: Desk, statement: Statement, parts: _Parts) -> None:
    """Raise Rejected where a part rests on words that readers can't see just so; a new one, on what was retracted."""
    demand_none(lacking_grounds(desk, public_wordings(desk, statement.id), parts.judged))
    for one, said in parts.observations:
        if one.published_seq is None and said["source_id"]:
            demand_standing(desk.session.get_one(Subject, said["source_id"]))


def judged_with(desk: Desk, statement: Statement) -> Sequence[Judged]:
    """Return the approved evidence and findings that go public with a statement's record, as they were approved."""
    if statement.approved_version is None:
        return []
    fields = fields_at(desk, statement.id, statement.approved_version)
    return _parts(desk, statement, fields, "approved_version").judged


def _record(desk: Desk, statement: Statement, fields: dict[str, Any], parts: _Parts) -> Record:
    common: dict[str, Any] = {
        "id": statement.id,
        "slug": fields["slug"],
        "agency": _published_agency(desk, statement.page),
        "page": statement.page_id,
        "title": fields["title"],
        "reviewed": _reviewed(desk, [statement.id, *(child.id for child in parts.children)]),
        "topics": fields["topics"],
        "passages": [_passage(row) for row in _passages(desk, parts)],
        "evidence": [_evidence(desk, one, child) for one, child in parts.evidence],
        "findings": [_finding(desk, one, child, parts.replies) for one, child in parts.findings],
        "links": [_link(one, said) for one, said in parts.links],
        "corrections": _corrections(desk, statement.id),
        "note": fields["note"],
    }
    if statement.kind == "pair":
        return PairRecord(
            **common, claimant=Claimant(name=fields["claimant_name"], source=fields["claimant_source_id"])
        )
    common["commitments"] = [_commitment(desk, one, parts.observations) for one in fields["commitments"]]
    if isinstance(statement, Safeguard):
        return SafeguardRecord(**common, parent=fields["parent_id"])
    assert isinstance(statement, Concern)  # noqa: S101  # no other kind of statement
    return ConcernRecord(**common)


def _published_agency(desk: Desk, page: Page) -> str:
    """Return whose page it is by the page's published revision; a draft may name another agency."""
    assert page.published_version is not None  # noqa: S101  # a statement's page is published before it
    return str(fields_at(desk, page.id, page.published_version)["agency_id"])


def _children(
    desk: Desk, kind: type[Child], condition: Any, version: Version, *, keep_retracted: bool = False
) -> Frozen[Child]:
    """Return the children that have such a version, each with the fields of it."""
    query = (
        select(kind, Revision.fields)
        .join(Revision, (Revision.subject_id == kind.id) & (Revision.version == getattr(kind, version)))
        .where(condition)
        .order_by(kind.created_at, kind.id)
    )
    if not keep_retracted:
        query = query.where(kind.state != State.RETRACTED)
    return [(child, dict(fields)) for child, fields in desk.session.execute(query).all()]


def _reviewed(desk: Desk, ids: list[str]) -> str:
    newest = desk.session.scalar(
        select(func.max(Step.at)).where(Step.subject_id.in_(ids), Step.to_state == State.APPROVED)
    )
    return moment(newest or desk.now)


def _first_published(desk: Desk, subject: Subject) -> str:
    return moment(subject.published_at or desk.now)


def _passages(desk: Desk, parts: _Parts) -> list[Passage]:
    """Return the passages that the parts speak of, in their order."""
    ids = {said["passage_id"] for _, said in parts.judged if said["passage_id"]}
    return list(desk.session.scalars(select(Passage).where(Passage.id.in_(ids)).order_by(Passage.start, Passage.id)))


def _passage(row: Passage) -> PassageRecord:
    return PassageRecord(
        id=row.id,
        capture=row.capture_id,
        side=row.side,
        exact=row.exact,
        prefix=row.prefix,
        suffix=row.suffix,
        start=row.start,
        end=row.end,
    )


def _link(link: Link, fields: dict[str, Any]) -> LinkRecord:
    return LinkRecord(id=link.id, kind=fields["relation"], to=link.to_id, note=fields["note"])


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


def _finding(desk: Desk, finding: Finding, fields: dict[str, Any], replies: Frozen[Reply]) -> FindingRecord:
    return FindingRecord(
        id=finding.id,
        number=finding.number,
        claim_reviewed=fields["claim_reviewed"],
        verdict=fields["verdict"],
        reasoning=fields["reasoning"],
        at=_first_published(desk, finding),
        passage=fields["passage_id"],
        capture=fields["capture_id"],
        retracted=retraction_reason(desk, finding) if finding.state == State.RETRACTED else None,
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


def retraction_reason(desk: Desk, subject: Subject) -> str:
    """Return why a subject was retracted, in the editor's words."""
    query = select(Step.reason).where(Step.subject_id == subject.id, Step.to_state == State.RETRACTED)
    return desk.session.scalar(query.order_by(Step.id.desc()).limit(1)) or ""


def _commitment(desk: Desk, fields: dict[str, Any], observations: Frozen[Observation]) -> CommitmentRecord:
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
