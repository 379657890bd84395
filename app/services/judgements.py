"""Evidence, findings, replies and observations: what editors judge, bound to the wording they judged."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import func, select

from app.domain.anchoring import passage_of
from app.domain.errors import NotFound, Rejected
from app.domain.partial_dates import PartialDate
from app.domain.vocabulary import ObservationResult, Side, Stance, Verdict
from app.services.desk import Desk
from app.services.revisions import create, demand_fields, demand_standing, load, revise
from app.storage.models.desk import (
    Capture,
    Commitment,
    Evidence,
    Finding,
    Observation,
    Passage,
    Reply,
    Source,
    Statement,
    Wording,
)

CLAIM_REVIEWED = 75


class PassageFields(msgspec.Struct, frozen=True, kw_only=True):
    """Which words are quoted: a range, in code points, of one side of a statement's wording in a capture."""

    capture_id: str
    side: str
    start: int
    end: int


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What is judged: a passage, a commitment, or (neither) the whole statement as worded in a capture."""

    passage: PassageFields | None = None
    commitment_id: str | None = None
    capture_id: str | None = None


WHOLE = Place()


class EvidenceFields(msgspec.Struct, frozen=True, kw_only=True):
    """How a source stands to a passage, a commitment, or (neither given) the whole statement."""

    source_id: str
    stance: str
    quote: str
    locator: str | None = None
    note: str = ""


class FindingFields(msgspec.Struct, frozen=True, kw_only=True):
    """The editors' verdict, in their own words of what was reviewed (at most 75 characters)."""

    claim_reviewed: str
    verdict: str
    reasoning: str


class ReplyFields(msgspec.Struct, frozen=True, kw_only=True):
    """The agency's answer. `received` is a partial date."""

    author: str
    text: str
    received: str


class ObservationFields(msgspec.Struct, frozen=True, kw_only=True):
    """How a commitment fared. `observed` and `done` are partial dates."""

    result: str
    observed: str
    done: str | None = None
    source_id: str | None = None
    note: str = ""


def add_passage(desk: Desk, statement_id: str, fields: PassageFields) -> Passage:
    """Keep a quoted part of a wording; the same part twice is one passage. Raise Rejected for an empty selection."""
    text = side_text(desk, statement_id, fields.capture_id, fields.side)
    if not 0 <= fields.start < fields.end <= len(text) or not text[fields.start : fields.end].strip():
        raise Rejected("Select some words of the wording first.", "passage")
    known = select(Passage).where(
        Passage.subject_id == statement_id,
        Passage.capture_id == fields.capture_id,
        Passage.side == fields.side,
        Passage.start == fields.start,
        Passage.end == fields.end,
    )
    row = desk.session.scalar(known)
    if row is None:
        quoted = passage_of(text, fields.start, fields.end)
        row = Passage(
            id=desk.new_id(),
            subject_id=statement_id,
            capture_id=fields.capture_id,
            side=fields.side,
            exact=quoted.exact,
            prefix=quoted.prefix,
            suffix=quoted.suffix,
            start=quoted.start,
            end=quoted.end,
        )
        desk.session.add(row)
        desk.session.flush()
    return row


def side_text(desk: Desk, statement_id: str, capture_id: str, side: str) -> str:
    """Return the words of one side of a statement's wording in a capture. Raise NotFound where it has none there."""
    if side not in set(Side):
        raise Rejected(f"“{side}” is no side of a wording.", "passage")
    wording = desk.session.scalar(
        select(Wording).where(Wording.subject_id == statement_id, Wording.capture_id == capture_id)
    )
    if wording is None:
        raise NotFound("That capture holds no wording of this record.")
    start, end = wording.start, wording.end
    if side == Side.REBUTTAL:
        if wording.rebuttal_start is None or wording.rebuttal_end is None:
            raise NotFound("That wording has no rebuttal.")
        start, end = wording.rebuttal_start, wording.rebuttal_end
    return load(desk, Capture, capture_id).text[start:end]


def create_evidence(desk: Desk, statement_id: str, fields: EvidenceFields, place: Place = WHOLE) -> Evidence:
    """Attach a source to what is judged."""
    statement = load(desk, Statement, statement_id)
    demand_standing(statement)
    values = _evidence(desk, fields)
    if place.commitment_id is not None:
        _demand_commitment(desk, statement_id, place.commitment_id)
    where = {**_where(desk, statement_id, place), "commitment_id": place.commitment_id}
    return create(desk, Evidence(statement_id=statement.id), {**values, **where})


def revise_evidence(desk: Desk, evidence_id: str, fields: EvidenceFields, base_version: int) -> Evidence:
    """Save evidence over the revision that the person saw; it stays bound to its wording."""
    evidence = load(desk, Evidence, evidence_id)
    return revise(desk, evidence, _evidence(desk, fields, evidence.source_id), base_version)


def create_finding(desk: Desk, statement_id: str, fields: FindingFields, place: Place = WHOLE) -> Finding:
    """Write a finding on a passage, or on the whole rebuttal. Its number counts within the statement."""
    statement = load(desk, Statement, statement_id, lock=True)
    demand_standing(statement)
    _check_finding(fields)
    last = desk.session.scalar(select(func.max(Finding.number)).where(Finding.statement_id == statement.id))
    finding = Finding(statement_id=statement.id, number=(last or 0) + 1)
    return create(desk, finding, {**msgspec.structs.asdict(fields), **_where(desk, statement_id, place)})


def revise_finding(desk: Desk, finding_id: str, fields: FindingFields, base_version: int) -> Finding:
    """Save a finding over the revision that the person saw."""
    _check_finding(fields)
    return revise(desk, load(desk, Finding, finding_id), msgspec.structs.asdict(fields), base_version)


def create_reply(desk: Desk, finding_id: str, fields: ReplyFields) -> Reply:
    """Keep the agency's answer to a finding."""
    load(desk, Finding, finding_id)
    return create(desk, Reply(finding_id=finding_id), _reply(fields))


def revise_reply(desk: Desk, reply_id: str, fields: ReplyFields, base_version: int) -> Reply:
    """Save a reply over the revision that the person saw."""
    return revise(desk, load(desk, Reply, reply_id), _reply(fields), base_version)


def create_observation(desk: Desk, commitment_id: str, fields: ObservationFields) -> Observation:
    """Note how a commitment fared."""
    commitment = desk.session.get(Commitment, commitment_id)
    if commitment is None:
        raise NotFound("There is no such commitment on the desk.")
    demand_standing(load(desk, Statement, commitment.subject_id))
    return create(desk, Observation(commitment_id=commitment_id), _observation(desk, fields))


def revise_observation(desk: Desk, observation_id: str, fields: ObservationFields, base_version: int) -> Observation:
    """Save an observation over the revision that the person saw."""
    observation = load(desk, Observation, observation_id)
    return revise(desk, observation, _observation(desk, fields, observation.source_id), base_version)


def _where(desk: Desk, statement_id: str, place: Place) -> dict[str, Any]:
    """Return the passage, made if need be, and the capture whose wording was judged."""
    capture_id = place.passage.capture_id if place.passage is not None else place.capture_id
    if capture_id is not None:
        _demand_wording(desk, statement_id, capture_id)
    passage_id = add_passage(desk, statement_id, place.passage).id if place.passage is not None else None
    return {"passage_id": passage_id, "capture_id": capture_id}


def _demand_wording(desk: Desk, statement_id: str, capture_id: str) -> None:
    """Raise Rejected where the capture, of another page perhaps, holds no words of the statement, or was retracted."""
    capture = load(desk, Capture, capture_id)
    demand_standing(capture)
    if all(row.subject_id != statement_id for row in capture.wording_rows):
        raise Rejected(f"The capture of {capture.captured.spoken} holds no words of this record; choose one that does.")


def _evidence(desk: Desk, fields: EvidenceFields, kept_source_id: str | None = None) -> dict[str, Any]:
    if fields.stance not in set(Stance):
        raise Rejected("Choose whether the source supports, counters or gives context.", "stance")
    if not fields.source_id:
        raise Rejected("Choose a source.", "source_id")
    demand_fields(quote=fields.quote)
    _demand_source(desk, fields.source_id, kept_source_id)
    return msgspec.structs.asdict(fields)


def _demand_source(desk: Desk, source_id: str, kept_source_id: str | None) -> None:
    """Raise Rejected for a retracted source, unless it is the one that an edit leaves as it was."""
    if source_id != kept_source_id:
        demand_standing(load(desk, Source, source_id))


def _demand_commitment(desk: Desk, statement_id: str, commitment_id: str) -> None:
    row = desk.session.get(Commitment, commitment_id)
    if row is None or row.subject_id != statement_id:
        raise NotFound("There is no such commitment in this record.")


def _check_finding(fields: FindingFields) -> None:
    """Raise Rejected for what can't be kept. A draft may lack verdict and reasons; publishing asks for them."""
    demand_fields(claim_reviewed=fields.claim_reviewed)
    if len(fields.claim_reviewed) > CLAIM_REVIEWED:
        raise Rejected(
            f"Say what is reviewed in at most {CLAIM_REVIEWED} characters; these are {len(fields.claim_reviewed)}.",
            "claim_reviewed",
        )
    if fields.verdict and fields.verdict not in set(Verdict):
        raise Rejected("Choose one of the verdicts that are offered.", "verdict")


def _reply(fields: ReplyFields) -> dict[str, Any]:
    demand_fields(author=fields.author, text=fields.text)
    return {**msgspec.structs.asdict(fields), "received": PartialDate.parse(fields.received, "received")}


def _observation(desk: Desk, fields: ObservationFields, kept_source_id: str | None = None) -> dict[str, Any]:
    if fields.result not in set(ObservationResult):
        raise Rejected("Choose what was seen.", "result")
    if fields.source_id:
        _demand_source(desk, fields.source_id, kept_source_id)
    values = msgspec.structs.asdict(fields)
    observed = PartialDate.parse(fields.observed, "observed")
    done = PartialDate.parse(fields.done, "done") if fields.done else None
    if observed.first_day > desk.now.date():
        raise Rejected(f"{observed.spoken} lies ahead; an observation is of a day that has been.", "observed")
    if done is not None and done.first_day > observed.last_day:
        raise Rejected(f"It can't be seen on {observed.spoken} that it was done on {done.spoken}.", "done")
    return {**values, "observed": observed, "done": done}
