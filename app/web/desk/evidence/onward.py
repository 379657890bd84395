"""Where one goes on from attaching evidence: the next record of the copy that has none, or the copy itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for

from app.domain.vocabulary import State
from app.services.statements import shortened
from app.storage.models.desk import Statement
from app.storage.queries.desk.captures import evidence_of_capture, statements_of_capture
from app.web.databases import get_desk_session
from app.web.desk.statements.wordings import Shown
from app.web.people import actor


class Onward(NamedTuple):
    """A button's words, and the address where one goes on."""

    words: str
    address: str


def onward(statement: Statement, wordings: Sequence[Shown]) -> Onward | None:
    """Find the next record of the statement's kind without evidence in its newest copy; None where it has no copy."""
    if not wordings:
        return None
    capture, session = wordings[0].capture, get_desk_session()
    judged = {one.statement_id for one in evidence_of_capture(session, actor(), capture.id)}
    rows = list(statements_of_capture(session, actor(), capture.id))
    place = next((index for index, one in enumerate(rows) if one.id == statement.id), -1)
    others = [one for one in [*rows[place + 1 :], *rows[: max(place, 0)]] if one.kind == statement.kind]
    following = next((one for one in others if one.id not in judged and one.state != State.RETRACTED), None)
    if following is None:
        return Onward("Save, and back to the capture", url_for("desk.capture", subject_id=capture.id))
    address = url_for("desk.evidence_new", statement_id=following.id, capture_id=capture.id)
    return Onward(f"Save, and on to “{shortened(following.title)}”", address)
