"""The editor of a pair, a safeguard or a concern: its words beside the form, and all that is judged of it below."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue

from app.domain.due_dates import PageDay
from app.domain.errors import NotFound
from app.services.checked import nearest_to_pair
from app.services.revisions import load
from app.services.statements import revise_measure, revise_pair
from app.storage.models.desk import Pair, Statement
from app.storage.queries.desk import judgements
from app.storage.queries.desk.captures import wordings_of
from app.web.databases import get_desk_session
from app.web.desk.answers import done, page
from app.web.desk.places import PLURALS
from app.web.desk.statements.bound import anchored
from app.web.desk.statements.forms import MeasureForm, PairForm
from app.web.desk.statements.wordings import shown
from app.web.desk.versions import data_of
from app.web.people import actor, desk

COUNTED = {"published": "the page was published", "effective": "its policy took effect"}
"""What happened on the days of a page from which its periods are counted."""


def edit(plural: str, subject_id: str) -> ResponseReturnValue:
    """Edit a pair, a safeguard or a concern."""
    statement = load(desk(), Statement, subject_id)
    if PLURALS.get(statement.kind) != plural:  # type: ignore[call-overload]  # kinds are strings
        raise NotFound("There is no such record on the desk.")
    if isinstance(statement, Pair):
        pair_form = PairForm(data=data_of(PairForm, statement))
        if pair_form.validate_on_submit():
            with pair_form.saving():
                return done(revise_pair(desk(), statement.id, pair_form.fields(), pair_form.base))
        return page("desk/statements/edit.html", pair_form, **_around(statement))
    form = MeasureForm(data=data_of(MeasureForm, statement))
    form.page_days = _page_days(statement)
    if form.validate_on_submit():
        with form.saving():
            return done(revise_measure(desk(), statement.id, form.fields(), form.base))
    return page("desk/statements/edit.html", form, **_around(statement))


def _page_days(statement: Statement) -> list[PageDay]:
    """Return the days that the newest capture of the words gives to count from."""
    captures = [capture for _, capture in wordings_of(get_desk_session(), actor(), statement.id)]
    dates = captures[0].extracted.get("dates", []) if captures else []
    return [PageDay(one["date"], COUNTED[one["role"]]) for one in dates if one["role"] in COUNTED]


def _around(statement: Statement) -> dict[str, Any]:
    """Gather what stands beside and below the form."""
    session, person = get_desk_session(), actor()
    findings = judgements.findings_of(session, person, statement.id)
    evidence = judgements.evidence_of(session, person, statement.id)
    wordings = shown(wordings_of(session, person, statement.id), [*evidence, *findings])
    return {
        "subject": statement,
        "kind": statement.kind,
        "wordings": wordings,
        "anchors": anchored([*evidence, *findings], wordings),
        "evidence": evidence,
        "findings": findings,
        "replies": judgements.replies_of(session, person, [one.id for one in findings]),
        "observations": judgements.observations_of(session, person, statement.id),
        "links": judgements.links_of(session, person, statement.id),
        "near": nearest_to_pair(desk(), statement.id) if isinstance(statement, Pair) else [],
    }
