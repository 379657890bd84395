"""The editors' side of readers' reports: take one up, answer, close, and let it become evidence or a correction."""

from __future__ import annotations

from sqlalchemy import select

from app.domain.errors import NotFound, Rejected
from app.domain.permissions import Action, may
from app.domain.reports import LONGEST, Became, ReportState
from app.domain.workflow import REVIEWED
from app.services.desk import Desk
from app.services.publishing import parent_of
from app.services.revisions import load
from app.storage.models.desk import Correction, Evidence, Subject
from app.storage.models.reports import Report, ReportMessage


def report_for(desk: Desk, report_id: int) -> Report:
    """Return a report. Raise NotFound where there is none, and to who may not know of any."""
    report = desk.session.get(Report, report_id) if may(desk.actor, Action.HANDLE_REPORTS) else None
    if report is None:
        raise NotFound("There is no such report.")
    return report


def take_report(desk: Desk, report_id: int) -> Report:
    """Take up a new report: its reader sees that somebody looks into it. One that is closed is opened again."""
    report = report_for(desk, report_id)
    _move(desk, report, ReportState.TAKEN)
    return report


def answer_report(desk: Desk, report_id: int, text: str, *, close: bool = False) -> Report:
    """Answer the reader, or close the report with or without an answer."""
    report = report_for(desk, report_id)
    words = text.strip()
    if not words and not close:
        raise Rejected("Write an answer; the reader sees it on their page.", "text")
    if len(words) > LONGEST:
        raise Rejected(f"Write at most {LONGEST:,} characters; these are {len(words):,}.", "text")
    if words:
        _say(desk, report, words)
    _move(desk, report, ReportState.CLOSED if close else ReportState.ANSWERED)
    return report


def report_becomes_evidence(desk: Desk, report_id: int, evidence_id: str) -> Report:
    """Note that a report became evidence on the desk."""
    report = report_for(desk, report_id)
    evidence = load(desk, Evidence, evidence_id)
    report.became_kind, report.became_id, report.subject_id = Became.EVIDENCE, evidence.id, evidence.statement_id
    if report.state == ReportState.NEW:
        report.state = ReportState.TAKEN
    _move(desk, report, ReportState(report.state))
    return report


def report_begins_correction(desk: Desk, report_id: int, subject_id: str) -> Subject:
    """Note which published record is to be corrected because of a report."""
    report = report_for(desk, report_id)
    subject = load(desk, Subject, subject_id)
    if subject.published_seq is None or subject.kind not in REVIEWED:
        raise Rejected("Only a published record of what was said or judged is corrected.", "subject_id")
    report.became_kind, report.became_id, report.subject_id = Became.CORRECTING, subject.id, subject.id
    _move(desk, report, ReportState.TAKEN)
    return subject


def reports_become_corrections(desk: Desk, subject_id: str, notice: str) -> list[Report]:
    """Tell the readers who reported an error in a record that its correction is published now."""
    waiting = select(Report).where(Report.became_kind == Became.CORRECTING, Report.became_id == subject_id)
    found = list(desk.session.scalars(waiting.order_by(Report.id)))
    if not found:
        return []
    parent = parent_of(desk, load(desk, Subject, subject_id))
    newest = select(Correction.id).where(Correction.subject_id == parent.id).order_by(Correction.at.desc())
    correction = desk.session.scalars(newest.limit(1)).first()
    for report in found:
        report.became_kind, report.became_id = Became.CORRECTION, correction
        _say(desk, report, f"We published a correction: {notice.strip()}")
        _move(desk, report, ReportState.ANSWERED)
    return found


def _say(desk: Desk, report: Report, text: str) -> None:
    message = ReportMessage(report_id=report.id, text=text, at=desk.now, author_name=desk.actor.name)
    desk.session.add(message)


def _move(desk: Desk, report: Report, state: ReportState) -> None:
    report.state, report.updated_at = state, desk.now
    desk.session.flush()
