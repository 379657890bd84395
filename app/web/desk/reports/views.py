"""Readers' reports on the desk: read one, take it up, answer, close, and make evidence or a correction of it."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound
from app.domain.reports import ReportState
from app.services.report_answers import answer_report, report_begins_correction, report_for, take_report
from app.storage.models.desk import Capture, Evidence, Finding, Page, Statement, Subject
from app.storage.models.reports import Report
from app.storage.queries.desk.addressed import correctable
from app.storage.queries.reports.reports import all_reports, messages_of
from app.web.databases import get_desk_session
from app.web.desk.answers import confirm, done
from app.web.desk.forms import options
from app.web.desk.places import address_of
from app.web.desk.reports.about import may_handle_reports, subject_at
from app.web.desk.reports.forms import AnswerForm, CorrectForm
from app.web.desk.takes import takes
from app.web.people import desk
from app.web.reading.paging import number_of

PAGE = 50
BAD = 400


def show_all() -> str:
    """List all reports, the newest first."""
    if not may_handle_reports():
        raise NotFound("There is no such page on the desk.")
    rows = all_reports(get_desk_session(), PAGE + 1, number_of(request.args.get("before")))
    older = url_for("desk.reports", before=rows[PAGE - 1].id) if len(rows) > PAGE else None
    return render_template("desk/reports/list.html", rows=rows[:PAGE], older=older)


def show(report_id: int) -> ResponseReturnValue:
    """Show a report with all that can be made of it; take an answer."""
    report = report_for(desk(), report_id)
    form = AnswerForm()
    if form.validate_on_submit():
        with form.saving():
            close, was_closed = request.form.get("act") == "close", report.state == ReportState.CLOSED
            answer_report(desk(), report.id, form.text.data or "", close=close)
            again = " The report is open again, and they can write back." if was_closed else ""
            confirm("The report is closed." if close else f"The reader will find your answer on their page.{again}")
            return done(url_for("desk.report", report_id=report.id))
    return _page(report, form), BAD if form.errors else 200


@takes()
def take(report_id: int) -> ResponseReturnValue:
    """Take a report up, or open it again."""
    report = take_report(desk(), report_id)
    confirm("The reader sees that an editor looks into it.")
    return done(url_for("desk.report", report_id=report.id))


@takes("subject_id")
def correct(report_id: int) -> ResponseReturnValue:
    """Begin a correction for the sake of a report, at the record that is wrong."""
    form = CorrectForm()
    subject = report_begins_correction(desk(), report_id, form.subject_id.data or "")
    confirm("Mend the record here, then publish it as a correction; the reader is told when you do.")
    return done(subject)


def _page(report: Report, form: AnswerForm) -> str:
    about = subject_at(report.address)
    mended = CorrectForm()
    rows = correctable(get_desk_session(), about) if about else []
    mended.subject_id.choices = options((row.id, f"{row.kind.capitalize()}: {row.name}") for row in rows)
    return render_template(
        "desk/reports/show.html",
        report=report,
        messages=messages_of(get_desk_session(), report.id),
        form=form,
        about=about,
        statement=_statement_of(about),
        mended=mended,
        became=_became(report),
    )


def _statement_of(subject: Subject | None) -> Statement | None:
    """Return the statement to which evidence could be attached."""
    if isinstance(subject, Finding | Evidence):
        return subject.statement
    return subject if isinstance(subject, Statement) else None


def _became(report: Report) -> str | None:
    """Return the desk address of what a report became, or is becoming."""
    subject = get_desk_session().get(Subject, report.became_id) if report.became_id else None
    return address_of(subject) if subject is not None and not isinstance(subject, Page | Capture) else None
