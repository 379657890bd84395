"""Where on the desk a subject is edited, and where readers see it."""

from __future__ import annotations

from flask import url_for

from app.domain.vocabulary import SubjectKind
from app.storage.models.desk import Capture, Evidence, Finding, Link, Observation, Page, Reply, Source, Subject
from app.storage.queries.desk.judgements import commitment
from app.web.databases import get_desk_session

PLURALS = {
    SubjectKind.AGENCY: "agencies",
    SubjectKind.TOPIC: "topics",
    SubjectKind.SOURCE: "sources",
    SubjectKind.PAGE: "pages",
    SubjectKind.CAPTURE: "captures",
    SubjectKind.PAIR: "pairs",
    SubjectKind.SAFEGUARD: "safeguards",
    SubjectKind.CONCERN: "concerns",
    SubjectKind.EVIDENCE: "evidence",
    SubjectKind.FINDING: "findings",
    SubjectKind.REPLY: "replies",
    SubjectKind.OBSERVATION: "observations",
    SubjectKind.LINK: "links",
}
STATEMENTS = {SubjectKind.PAIR, SubjectKind.SAFEGUARD, SubjectKind.CONCERN}


def address_of(subject: Subject) -> str:
    """Return the desk address where a subject is edited; a link is edited where it starts."""
    kind = SubjectKind(subject.kind)
    if isinstance(subject, Link):
        start = get_desk_session().get_one(Subject, subject.from_id)
        return f"{address_of(start)}#links"
    if kind in STATEMENTS:
        return url_for("desk.statement", plural=PLURALS[kind], subject_id=subject.id)
    return url_for(f"desk.{kind}", subject_id=subject.id)


def address_by(kind: str, subject_id: str, parent_kind: str | None = None, parent_id: str | None = None) -> str:
    """Return the same of a subject of which no more is at hand than a list shows; `parent_…` is where a link starts."""
    if kind == SubjectKind.LINK and parent_kind and parent_id:
        return f"{address_by(parent_kind, parent_id)}#links"
    if kind in STATEMENTS:
        return url_for("desk.statement", plural=PLURALS[SubjectKind(kind)], subject_id=subject_id)
    return url_for(f"desk.{kind}", subject_id=subject_id)


def parent_address(subject: Subject) -> str:
    """Return the desk address of what a subject belongs to, at its place there; or of itself."""
    if isinstance(subject, Evidence | Finding):
        parent: Subject = subject.statement
    elif isinstance(subject, Reply):
        parent = subject.finding.statement
    elif isinstance(subject, Observation):
        row = commitment(get_desk_session(), subject.commitment_id)
        assert row is not None  # noqa: S101  # a foreign key says so
        parent = get_desk_session().get_one(Subject, row.subject_id)
    else:
        return address_of(subject)
    return f"{address_of(parent)}#judged-{subject.id}"


def public_address(subject: Subject) -> str | None:
    """Return where readers see a subject that was published; None where it has no address of its own."""
    if subject.published_seq is None:
        return None
    if isinstance(subject, Capture):
        number = f".{subject.number}" if subject.number > 1 else ""
        return f"/pages/{subject.page.slug}/captures/{subject.captured}{number}"
    if isinstance(subject, Finding):
        return f"/pairs/{subject.statement.slug}/findings/{subject.number}"
    if isinstance(subject, Source):
        return f"/sources/{subject.id}"
    if isinstance(subject, Page) or subject.slug:
        return f"/{PLURALS[SubjectKind(subject.kind)]}/{subject.slug}"
    return None
