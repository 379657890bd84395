"""What a newer capture changed: evidence and findings whose words stand otherwise in the newest wording."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Row, Select, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.domain.partial_dates import PartialDate
from app.domain.permissions import Actor
from app.domain.vocabulary import Side, State, SubjectKind
from app.storage.models.desk import Capture, Evidence, Finding, Passage, Source, Statement, Subject, Wording
from app.storage.queries.desk.queue import Cut, Key, behind, is_of, moment_of
from app.storage.queries.desk.visibility import visible_to


class Words(NamedTuple):
    """A wording's words in one capture: those of the claim (or the only ones), and those of the rebuttal."""

    captured: PartialDate
    kind: str
    text: str
    rebuttal: str

    @property
    def sides(self) -> dict[str, str]:
        """The words by their sides: a claim and its rebuttal, or the one text of what is no pair."""
        if self.kind != SubjectKind.PAIR:
            return {Side.TEXT: self.text}
        return {Side.CLAIM: self.text, Side.REBUTTAL: self.rebuttal}


class Upstream(NamedTuple):
    """A judgement that was made on other words than the agency's newest. `passage` is None where it is on the whole."""

    id: str
    kind: str
    name: str
    state: str
    statement: str
    passage: Passage | None
    old: Words
    new: Words
    taken_in: datetime
    key: Key


def changed_upstream(session: Session, actor: Actor, cut: Cut) -> list[Upstream]:
    """List what was judged by an older wording, where the newest one has other words; the newest capture first."""
    query, new = _changed(actor, mine=cut.mine)
    if cut.after is not None:
        place = (moment_of(cut.after), cut.after.second)
        query = query.where(behind(new.c.created_at, Subject.id, place, descending=True))
    rows = session.execute(query.order_by(new.c.created_at.desc(), Subject.id.desc()).limit(cut.limit))
    return [_upstream(row) for row in rows]


def count_of_changed_upstream(session: Session, actor: Actor, *, mine: bool) -> int:
    """Count what was judged by an older wording, where the newest one has other words."""
    query, _ = _changed(actor, mine=mine)
    return session.scalar(select(func.count()).select_from(query.with_only_columns(Subject.id).subquery())) or 0


def _changed(actor: Actor, *, mine: bool) -> tuple[Select[Any], Any]:
    evidence, finding = Evidence.__table__, Finding.__table__
    judged = union_all(
        *(
            select(one.c.id, one.c.statement_id, one.c.capture_id, one.c.passage_id).where(
                one.c.capture_id.is_not(None)
            )
            for one in (evidence, finding)
        )
    ).cte("judged")
    moved = _moved(judged, actor)
    old_wording, new_wording = Wording.__table__.alias("old_wording"), Wording.__table__.alias("new_wording")
    old_capture, new_capture = Capture.__table__.alias("old_capture"), Capture.__table__.alias("new_capture")
    taken_in = Subject.__table__.alias("taken_in")
    statement, source = Statement.__table__, Source.__table__
    query = (
        select(
            Subject.id,
            Subject.kind,
            Subject.state,
            statement.c.title,
            finding.c.claim_reviewed,
            evidence.c.stance,
            source.c.title.label("cited"),
            old_capture.c.captured.label("old_captured"),
            new_capture.c.captured.label("new_captured"),
            old_wording.c.kind.label("worded"),
            _text(old_capture, old_wording).label("old_text"),
            _rebuttal(old_capture, old_wording).label("old_rebuttal"),
            _text(new_capture, new_wording).label("new_text"),
            _rebuttal(new_capture, new_wording).label("new_rebuttal"),
            taken_in.c.created_at,
            Passage,
        )
        .select_from(judged)
        .join(moved, (moved.c.subject_id == judged.c.statement_id) & (moved.c.capture_id == judged.c.capture_id))
        .join(Subject, Subject.id == judged.c.id)
        .join(statement, statement.c.id == judged.c.statement_id)
        .join(old_wording, old_wording.c.id == moved.c.old_id)
        .join(new_wording, new_wording.c.id == moved.c.new_id)
        .join(old_capture, old_capture.c.id == old_wording.c.capture_id)
        .join(new_capture, new_capture.c.id == new_wording.c.capture_id)
        .join(taken_in, taken_in.c.id == new_capture.c.id)
        .outerjoin(evidence, evidence.c.id == judged.c.id)
        .outerjoin(finding, finding.c.id == judged.c.id)
        .outerjoin(source, source.c.id == evidence.c.source_id)
        .outerjoin(Passage, Passage.id == judged.c.passage_id)
        .where(visible_to(actor), Subject.state != State.RETRACTED, *([is_of(actor)] if mine else []))
    )
    return query, taken_in


def _moved(judged: CTE, actor: Actor) -> CTE:
    """Select the wordings that something is judged by, each with the newest of its record, where their words differ.

    Each pair of wordings is compared once, however much is judged by it.
    """
    wording, capture, subject = Wording.__table__, Capture.__table__, Subject.__table__
    newest_first = (capture.c.captured.desc(), capture.c.number.desc())
    place = func.row_number().over(partition_by=wording.c.subject_id, order_by=newest_first).label("place")
    ranked = (
        select(wording.c.subject_id, wording.c.id, place)
        .join(capture, capture.c.id == wording.c.capture_id)
        .join(subject, subject.c.id == capture.c.id)
        .where(subject.c.state != State.RETRACTED, visible_to(actor, subject.c))
    ).subquery("ranked")
    used = select(judged.c.statement_id, judged.c.capture_id).distinct().subquery("used")
    old, new = wording.alias("old"), wording.alias("new")
    old_capture, new_capture = capture.alias("by"), capture.alias("now")
    differ = or_(
        _text(old_capture, old) != _text(new_capture, new),
        _rebuttal(old_capture, old) != _rebuttal(new_capture, new),
    )
    return (
        select(old.c.subject_id, old.c.capture_id, old.c.id.label("old_id"), new.c.id.label("new_id"))
        .select_from(used)
        .join(old, (old.c.subject_id == used.c.statement_id) & (old.c.capture_id == used.c.capture_id))
        .join(ranked, (ranked.c.subject_id == old.c.subject_id) & (ranked.c.place == literal(1)))
        .join(new, new.c.id == ranked.c.id)
        .join(old_capture, old_capture.c.id == old.c.capture_id)
        .join(new_capture, new_capture.c.id == new.c.capture_id)
        .where(old.c.id != new.c.id, differ)
    ).cte("moved")


def _text(capture: Any, wording: Any) -> ColumnElement[str]:
    return func.substr(capture.c.text, wording.c.start + 1, wording.c.end - wording.c.start, type_=capture.c.text.type)


def _rebuttal(capture: Any, wording: Any) -> ColumnElement[str]:
    length = wording.c.rebuttal_end - wording.c.rebuttal_start
    cut = func.substr(capture.c.text, wording.c.rebuttal_start + 1, length, type_=capture.c.text.type)
    return func.coalesce(cut, "")


def _upstream(row: Row[Any]) -> Upstream:
    return Upstream(
        id=row.id,
        kind=row.kind,
        name=row.claim_reviewed or f"{row.cited} ({row.stance})",
        state=row.state,
        statement=row.title,
        passage=row.Passage,
        old=Words(row.old_captured, row.worded, row.old_text, row.old_rebuttal),
        new=Words(row.new_captured, row.worded, row.new_text, row.new_rebuttal),
        taken_in=row.created_at,
        key=Key(row.created_at.isoformat(), row.id),
    )
