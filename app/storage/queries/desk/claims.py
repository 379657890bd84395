"""Claims on the desk by the words that they hold."""

from __future__ import annotations

import math
from collections.abc import Collection

from sqlalchemy import Subquery, case, func, literal, select, union_all
from sqlalchemy.orm import Session, joinedload

from app.domain.permissions import Actor
from app.storage.models.desk import ClaimStem, ClaimText, Link, Page, Pair, Statement, Subject
from app.storage.queries.desk.visibility import visible_to

COUNTED = 5_000
"""How far holders of a stem are counted: a more common one finds nothing in particular."""
STEMS_AT_ONCE = 200
CANDIDATES = 30


def stem_counts(session: Session, stems: Collection[str]) -> dict[str, int]:
    """Count the claims that hold each stem, up to `COUNTED`."""
    ordered = sorted(stems)
    found: dict[str, int] = {}
    for start in range(0, len(ordered), STEMS_AT_ONCE):
        counted = [
            select(literal(stem), select(func.count()).select_from(_holders(stem)).scalar_subquery())
            for stem in ordered[start : start + STEMS_AT_ONCE]
        ]
        found |= dict(session.execute(union_all(*counted)).all())
    return found


def claims_holding(session: Session, counts: dict[str, int], without: Collection[str]) -> list[tuple[str, str]]:
    """List the claims that hold most of these stems, the rarer the better: ids and words. `counts` names the stems."""
    weight = case({stem: 1 + math.log(COUNTED / count) for stem, count in counts.items()}, value=ClaimStem.stem)
    best = (
        select(ClaimStem.subject_id, func.sum(weight).label("weight"))
        .where(ClaimStem.stem.in_(counts), ClaimStem.subject_id.not_in(without))
        .group_by(ClaimStem.subject_id)
        .order_by(func.sum(weight).desc(), ClaimStem.subject_id)
        .limit(CANDIDATES)
        .subquery()
    )
    query = select(ClaimText.subject_id, ClaimText.text).join(best, best.c.subject_id == ClaimText.subject_id)
    return [(subject, text) for subject, text in session.execute(query)]


def claims_with(session: Session, stems: Collection[str]) -> dict[str, str]:
    """Map the pairs whose claims hold any of these stems to the claims' words."""
    ordered = sorted(stems)
    found: dict[str, str] = {}
    for start in range(0, len(ordered), STEMS_AT_ONCE):
        query = select(ClaimText.subject_id, ClaimText.text).join(
            ClaimStem, ClaimStem.subject_id == ClaimText.subject_id
        )
        query = query.where(ClaimStem.stem.in_(ordered[start : start + STEMS_AT_ONCE])).distinct()
        found |= dict(session.execute(query).all())
    return found


def pairs_of(session: Session, actor: Actor, ids: Collection[str]) -> dict[str, Pair]:
    """Map ids to the pairs that this person may see, with their pages and agencies."""
    query = select(Pair).options(joinedload(Statement.page, innerjoin=True).joinedload(Page.agency, innerjoin=True))
    query = query.where(visible_to(actor), Subject.id.in_(ids))
    return {row.id: row for row in session.scalars(query)}


def linked_with(session: Session, subject_id: str) -> set[str]:
    """Return the records that a record is linked to, in either direction."""
    query = select(Link.from_id, Link.to_id).where((Link.from_id == subject_id) | (Link.to_id == subject_id))
    return {other for row in session.execute(query) for other in row if other != subject_id}


def claim_of(session: Session, subject_id: str) -> str | None:
    """Return a pair's newest claim."""
    return session.scalar(select(ClaimText.text).where(ClaimText.subject_id == subject_id))


def _holders(stem: str) -> Subquery:
    return select(ClaimStem.subject_id).where(ClaimStem.stem == stem).limit(COUNTED).subquery()
