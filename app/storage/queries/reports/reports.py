"""Reports by their readers' tokens, their messages, and how many came in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from app.domain.reports import Became, ReportState
from app.storage.models.reports import Report, ReportMessage

WAITING = (ReportState.NEW, ReportState.TAKEN)


def report_by_token(session: Session, token_sha256: str) -> Report | None:
    """Return the report whose reader holds the token with this digest."""
    return session.scalar(select(Report).where(Report.token_sha256 == token_sha256))


def messages_of(session: Session, report_id: int) -> Sequence[ReportMessage]:
    """List the messages under a report, the oldest first."""
    query = select(ReportMessage).where(ReportMessage.report_id == report_id)
    return session.scalars(query.order_by(ReportMessage.id)).all()


def count_of_readers_messages(session: Session, report_id: int) -> int:
    """Count the messages that the reader left under a report."""
    query = select(func.count(ReportMessage.id)).where(
        ReportMessage.report_id == report_id, ReportMessage.author_name.is_(None)
    )
    return session.scalar(query) or 0


def count_since(session: Session, since: datetime, sender_sha256: str | None = None) -> int:
    """Count the reports that came in since a moment, of one sender or of all."""
    query = select(func.count(Report.id)).where(Report.at > since)
    if sender_sha256 is not None:
        query = query.where(Report.sender_sha256 == sender_sha256)
    return session.scalar(query) or 0


def open_reports(session: Session, limit: int, after: tuple[datetime, int] | None = None) -> Sequence[Report]:
    """List the reports that wait for an editor, the longest waiting first."""
    query = select(Report).where(Report.state.in_(WAITING))
    if after is not None:
        query = query.where(tuple_(Report.at, Report.id) > after)
    return session.scalars(query.order_by(Report.at, Report.id).limit(limit)).all()


def count_of_open_reports(session: Session) -> int:
    """Count the reports that wait for an editor."""
    return session.scalar(select(func.count(Report.id)).where(Report.state.in_(WAITING))) or 0


def all_reports(session: Session, limit: int, before: int | None = None) -> Sequence[Report]:
    """List all reports, the newest first."""
    query = select(Report)
    if before is not None:
        query = query.where(Report.id < before)
    return session.scalars(query.order_by(Report.id.desc()).limit(limit)).all()


def reports_to_become_corrections(session: Session) -> Sequence[Report]:
    """List the reports whose errors are being mended, the oldest first."""
    query = select(Report).where(Report.became_kind == Became.CORRECTING)
    return session.scalars(query.order_by(Report.id)).all()
