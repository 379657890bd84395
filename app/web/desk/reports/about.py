"""What a report speaks of, and what desk pages of that record make of it."""

from __future__ import annotations

from typing import Any, cast

from flask import current_app, g, request
from werkzeug.exceptions import HTTPException

from app.domain.partial_dates import day_of
from app.domain.permissions import Action, may
from app.services.report_answers import report_for
from app.storage.models.desk import Source, Subject
from app.storage.models.reports import Report
from app.storage.queries.desk.addressed import capture_by_key, finding_by_number, subject_by_slug
from app.storage.queries.reports.reports import reports_to_become_corrections
from app.web.databases import get_desk_session
from app.web.people import actor, desk
from app.web.reading.paging import number_of

NO_REPORT = "The address names no report by its number; go back to the report, and follow its link once more."
BY_SLUG = {
    "library.pair": "pair",
    "library.safeguard": "safeguard",
    "library.concern": "concern",
    "library.agency": "agency",
    "library.topic": "topic",
    "library.page": "page",
    "compare.pairs": "pair",
    "compare.choose": "page",
    "compare.captures": "page",
}


def subject_at(address: str) -> Subject | None:
    """Return the record that a public address shows, None where it shows none in particular."""
    try:
        endpoint, names = current_app.url_map.bind("").match(address.partition("?")[0], "GET")
    except HTTPException:
        return None
    session = get_desk_session()
    if endpoint in BY_SLUG:
        return subject_by_slug(session, BY_SLUG[endpoint], names["slug"])
    if endpoint == "library.finding":
        return finding_by_number(session, names["slug"], names["number"])
    if endpoint == "library.source":
        return session.get(Source, names["source_id"])
    if endpoint == "library.capture":
        captured, _, number = names["key"].partition(".")
        return capture_by_key(session, names["slug"], captured, int(number) if number.isdecimal() else 1)
    return None


def report_asked() -> Report | None:
    """Return the report that this form is filled in for, if the address names one."""
    number = number_of(request.args.get("report"), NO_REPORT)
    return None if number is None else report_for(desk(), number)


def evidence_data(report: Report | None) -> dict[str, Any]:
    """Return what a form for new evidence takes from a report. The reader's own text is not for publication."""
    if report is None:
        return {}
    return {"words": report.exact, "source_url": report.source_url}


def may_handle_reports() -> bool:
    """Tell whether this person may read and answer readers' reports."""
    return may(actor(), Action.HANDLE_REPORTS)


def correcting() -> dict[str, list[Report]]:
    """Map the ids of records to the reports for whose sake they are being corrected."""
    if "correcting" not in g:
        g.correcting = {}
        if may_handle_reports():
            for report in reports_to_become_corrections(get_desk_session()):
                g.correcting.setdefault(report.became_id, []).append(report)
    return cast("dict[str, list[Report]]", g.correcting)


def notice_begun(subject: Subject) -> str:
    """Return how a correction's notice may begin where readers reported the error."""
    waiting = correcting().get(subject.id)
    if not waiting:
        return ""
    words = f" in “{waiting[0].exact}”" if waiting[0].exact else ""
    return f"On {day_of(waiting[0].at).spoken} a reader pointed out an error{words}. "
