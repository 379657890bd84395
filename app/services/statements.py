"""Pairs, safeguards and concerns on the desk, and the links between them."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from app.domain.errors import Rejected
from app.domain.partial_dates import PartialDate
from app.domain.slugs import slug_of
from app.domain.vocabulary import CommitmentKind, LinkKind
from app.services.desk import Desk
from app.services.names import free_slug
from app.services.revisions import create, demand_fields, demand_standing, load, revise
from app.storage.models.desk import (
    Commitment,
    Concern,
    Evidence,
    Link,
    Observation,
    Pair,
    Safeguard,
    Source,
    Statement,
    Topic,
)

TITLE_LENGTH = 120


class PairFields(msgspec.Struct, frozen=True, kw_only=True):
    """What an editor says of a pair; its words are the captures'. `claimant_name` None is "not identified"."""

    title: str
    claimant_name: str | None = None
    claimant_source_id: str | None = None
    topics: list[str] = []
    note: str = ""


class CommitmentFields(msgspec.Struct, frozen=True, kw_only=True):
    """A commitment as an editor gives it; `id` None is a new one. `due` is a partial date, `base` names its base."""

    kind: str
    text: str
    id: str | None = None
    value: float | None = None
    unit: str | None = None
    due: str | None = None
    base: str | None = None
    by: str | None = None
    to: str | None = None


class MeasureFields(msgspec.Struct, frozen=True, kw_only=True):
    """What an editor says of a safeguard or a concern."""

    title: str
    commitments: list[CommitmentFields] = []
    topics: list[str] = []
    note: str = ""


class LinkFields(msgspec.Struct, frozen=True, kw_only=True):
    """A relation from one statement to another."""

    from_id: str
    to_id: str
    relation: str
    note: str = ""


def create_pair(desk: Desk, page_id: str, fields: PairFields) -> Pair:
    """Put a new pair on the desk."""
    _check(desk, fields.title, fields.topics)
    values = _pair(desk, fields, None)
    return create(desk, Pair(page_id=page_id), {**values, "slug": _slug(desk, "pair", fields.title)})


def revise_pair(desk: Desk, pair_id: str, fields: PairFields, base_version: int, reason: str = "") -> Pair:
    """Save a pair over the revision that the person saw."""
    _check(desk, fields.title, fields.topics)
    pair = load(desk, Pair, pair_id)
    return revise(desk, pair, _pair(desk, fields, pair.claimant_source_id), base_version, reason)


def create_safeguard(desk: Desk, page_id: str, fields: MeasureFields, parent_id: str | None = None) -> Safeguard:
    """Put a new safeguard on the desk, nested in `parent_id` where that is given."""
    values = {**_measure(desk, fields), "slug": _slug(desk, "safeguard", fields.title), "parent_id": parent_id}
    return create(desk, Safeguard(page_id=page_id), values)


def create_concern(desk: Desk, page_id: str, fields: MeasureFields) -> Concern:
    """Put a new concern on the desk."""
    values = {**_measure(desk, fields), "slug": _slug(desk, "concern", fields.title)}
    return create(desk, Concern(page_id=page_id), values)


def revise_measure(
    desk: Desk, subject_id: str, fields: MeasureFields, base_version: int, reason: str = ""
) -> Safeguard | Concern:
    """Save a safeguard or concern over the revision that the person saw."""
    subject = load(desk, Statement, subject_id)
    if not isinstance(subject, Safeguard | Concern):
        raise Rejected("Only safeguards and concerns hold commitments.")
    values = _measure(desk, fields)
    _demand_kept(desk, subject, {one["id"] for one in values["commitments"]})
    return revise(desk, subject, values, base_version, reason)


def _demand_kept(desk: Desk, subject: Statement, ids: set[str]) -> None:
    """Raise Rejected where a commitment would go that others speak of, or where one is named that is not its own."""
    own = {row.id: row for row in subject.commitment_rows}
    known = set(desk.session.scalars(select(Commitment.id).where(Commitment.id.in_(ids))))
    if known - own.keys():
        raise Rejected("A commitment of another record was named; reload the page and try again.", "commitments")
    for gone in own.keys() - ids:
        spoken_of = select(Observation.id).where(Observation.commitment_id == gone)
        evidence = select(Evidence.id).where(Evidence.commitment_id == gone)
        if desk.session.scalar(spoken_of.limit(1)) or desk.session.scalar(evidence.limit(1)):
            raise Rejected(
                f"Observations or evidence speak of “{shortened(own[gone].text)}”; it can't be taken out.",
                "commitments",
            )


def create_link(desk: Desk, fields: LinkFields) -> Link:
    """Link two statements. Raise Rejected for a link to itself, one that is there already, or no such relation."""
    if fields.from_id == fields.to_id:
        raise Rejected("A record can't be linked to itself.", "to_id")
    if fields.relation not in set(LinkKind):
        raise Rejected(f"“{fields.relation}” is no relation; choose one of {', '.join(LinkKind)}.", "relation")
    demand_standing(load(desk, Statement, fields.from_id))
    load(desk, Statement, fields.to_id)
    same = select(Link).where(
        Link.from_id == fields.from_id, Link.to_id == fields.to_id, Link.relation == fields.relation
    )
    if desk.session.scalar(same) is not None:
        raise Rejected("These two are linked in that way already.", "to_id")
    link = Link(from_id=fields.from_id, to_id=fields.to_id)
    return create(desk, link, {"relation": fields.relation, "note": fields.note})


def shortened(text: str) -> str:
    """Cut a text to a title, at a word."""
    flat = " ".join(text.split())
    if len(flat) <= TITLE_LENGTH:
        return flat
    return flat[: TITLE_LENGTH - 1].rsplit(" ", 1)[0].rstrip(".,;:") + "…"


def _slug(desk: Desk, kind: str, title: str) -> str:
    return free_slug(desk, kind, slug_of(title))


def _check(desk: Desk, title: str, topics: list[str]) -> None:
    demand_fields(title=title)
    for topic in topics:
        load(desk, Topic, topic)


def _pair(desk: Desk, fields: PairFields, kept_source_id: str | None) -> dict[str, Any]:
    if fields.claimant_source_id and fields.claimant_source_id != kept_source_id:
        demand_standing(load(desk, Source, fields.claimant_source_id))
    values = msgspec.structs.asdict(fields)
    values["topics"] = sorted(set(fields.topics))
    return values


def _measure(desk: Desk, fields: MeasureFields) -> dict[str, Any]:
    _check(desk, fields.title, fields.topics)
    commitments = []
    for one in fields.commitments:
        if one.kind not in set(CommitmentKind):
            raise Rejected(f"“{one.kind}” is no kind of commitment.", "commitments")
        demand_fields(commitments=one.text)
        if one.due:
            PartialDate.parse(one.due, "commitments")
        if one.due and not one.base:
            raise Rejected("Say which day the due date is counted from, or where it is stated.", "commitments")
        values = msgspec.structs.asdict(one)
        commitments.append({**values, "id": one.id or desk.new_id()})
    return {
        "title": fields.title,
        "commitments": commitments,
        "topics": sorted(set(fields.topics)),
        "note": fields.note,
    }
