"""Sending a report, and the private page on which its reader finds the answer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import Rejected, TooMany
from app.domain.reports import demand_timely, sender_digest
from app.services.reports import add_message, report_of, send_report
from app.storage.queries.reports.reports import messages_of
from app.web.databases import reports
from app.web.errors import STATUS
from app.web.origin import base_url
from app.web.reports.forms import MessageForm, ReaderForm, ReportForm, first_data
from app.web.reports.stamps import daily_salt, new_stamp, seconds_since, token_of

SEE_OTHER = 303


def new() -> ResponseReturnValue:
    """Ask for a report and take it; lead on to its private page."""
    form, code = ReportForm(data=first_data()), 200
    if form.validate_on_submit():
        try:
            return redirect(url_for("reports.status", token=_send(form)), SEE_OTHER)
        except (Rejected, TooMany) as error:
            code = _refused(form, error)
    if not form.stamp.data or form.stamp.errors:
        form.stamp.data = new_stamp(_secret())
    return render_template("reports/new.html", form=form), code


def status(token: str) -> ResponseReturnValue:
    """Show a report to whoever holds its token; let them add to it."""
    form, code = MessageForm(), 200
    report = report_of(reports(), token)
    if form.validate_on_submit():
        try:
            add_message(reports(), report, form.text.data or "", datetime.now(UTC))
            return redirect(url_for("reports.status", token=token, _anchor="messages"), SEE_OTHER)
        except (Rejected, TooMany) as error:
            code = _refused(form, error)
    here = base_url() + url_for("reports.status", token=token)
    messages = messages_of(reports(), report.id)
    return render_template("reports/status.html", report=report, messages=messages, form=form, here=here), code


def _send(form: ReportForm) -> str:
    """Send what the form holds; return the token that finds it again."""
    now, stamp = datetime.now(UTC), form.stamp.data or ""
    fields = form.fields()
    demand_timely(seconds_since(_secret(), stamp, now))
    token = token_of(_secret(), stamp)
    sender = sender_digest(request.remote_addr, daily_salt(Path(current_app.instance_path), now.date()))
    send_report(reports(), fields, token=token, sender=sender, now=now)
    return token


def _refused(form: ReaderForm, error: Rejected | TooMany) -> int:
    """Undo what was begun and put the sentence in the form; return the answer's status."""
    reports().rollback()
    form.refuse(error)
    return STATUS[type(error)]


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
