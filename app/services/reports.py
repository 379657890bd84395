"""The reader's side of reports: sending one, coming back to it by its token, adding to it.

It works on a session that reaches the tables of reports alone; what editors do with a report is in `report_answers`.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import msgspec
from sqlalchemy.orm import Session

from app.domain.errors import NotFound, Rejected, TooMany
from app.domain.reports import MESSAGES, ReportFields, ReportState, demand_room, demand_sound, demand_words
from app.domain.sentences import Sentence
from app.storage.models.reports import Report, ReportMessage
from app.storage.queries.reports.reports import count_of_readers_messages, count_since, report_by_token

CONTENT = ("kind", "address", "text", "exact", "source_url", "contact")
SENT_ALREADY = "This form was sent already. What you wrote is kept below; send it once more to make a second report."


def send_report(session: Session, fields: ReportFields, *, token: str, sender: str, now: datetime) -> Report:
    """Keep a report; `token` finds it again. The same form sent twice is one report.

    Raise Rejected for what can't be taken, or for other words sent with the same form; TooMany where too many came in.
    """
    demand_sound(fields)
    known = report_by_token(session, digest_of(token))
    if known is not None:
        if any(getattr(known, name) != getattr(fields, name) for name in CONTENT):
            raise Rejected(SENT_ALREADY, "stamp")
        return known
    demand_room(
        count_since(session, now - timedelta(hours=1), sender),
        count_since(session, now - timedelta(days=1)),
    )
    report = Report(
        **msgspec.structs.asdict(fields),
        token_sha256=digest_of(token),
        sender_sha256=sender,
        state=ReportState.NEW,
        at=now,
        updated_at=now,
    )
    session.add(report)
    session.flush()
    return report


def report_of(session: Session, token: str) -> Report:
    """Return the report that a token finds. Raise NotFound for any other token."""
    report = report_by_token(session, digest_of(token))
    if report is None:
        raise NotFound("There is no report at this address. It may have been copied without its end.")
    return report


def add_message(session: Session, report: Report, text: str, now: datetime) -> ReportMessage:
    """Let the reader add to a report; one that was answered waits for an editor again.

    Raise Rejected for a report that is closed, or a text that can't be taken; TooMany where it has enough of them.
    """
    demand_words(text, "text")
    if report.state == ReportState.CLOSED:
        raise Rejected("This report is closed; send a new one.", "text")
    if count_of_readers_messages(session, report.id) >= MESSAGES:
        raise TooMany(Sentence("A report holds at most %(most)s messages of yours; send a new one.", most=MESSAGES))
    message = ReportMessage(report_id=report.id, text=text, at=now, author_name=None)
    session.add(message)
    report.updated_at = now
    if report.state == ReportState.ANSWERED:
        report.state = ReportState.TAKEN
    session.flush()
    return message


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
