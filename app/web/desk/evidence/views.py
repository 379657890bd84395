"""Evidence: attach a source to words, edit it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask.typing import ResponseReturnValue

from app.services.agencies import create_source
from app.services.judgements import create_evidence, revise_evidence
from app.services.report_answers import report_becomes_evidence
from app.services.revisions import load
from app.storage.models.desk import Evidence, Statement
from app.storage.models.reports import Report
from app.storage.queries.desk.captures import wordings_of
from app.storage.queries.desk.judgements import judged_of
from app.web.databases import get_desk_session
from app.web.desk.answers import confirm, done, kept, page
from app.web.desk.evidence.forms import ONWARD, EvidenceForm, NewEvidenceForm
from app.web.desk.evidence.onward import Onward, onward
from app.web.desk.passages import commitments_of, first_data, place_of
from app.web.desk.reports.about import evidence_data, report_asked
from app.web.desk.statements.wordings import Shown, shown
from app.web.desk.versions import data_of
from app.web.people import actor, desk


def add(statement_id: str) -> ResponseReturnValue:
    """Attach a source, chosen or new, to selected words, to a commitment or to the whole."""
    statement = load(desk(), Statement, statement_id)
    session = get_desk_session()
    wordings = shown(wordings_of(session, actor(), statement.id), judged_of(session, actor(), statement.id))
    report = report_asked()
    form = NewEvidenceForm(data={**first_data(wordings), **evidence_data(report)})
    following = onward(statement, wordings) if report is None else None
    filled = False
    if form.validate_on_submit():
        with form.saving():
            if not form.is_to_be_filled():
                return _attached(form, statement, wordings, report, following)
            form, filled = NewEvidenceForm(formdata=None, data=form.filled()), True
    form.commitment_id.choices = commitments_of(statement)
    return page(
        "desk/evidence/edit.html",
        form,
        subject=None,
        kind="evidence",
        statement=statement,
        wordings=wordings,
        report=report,
        onward=following,
        filled=filled,
    )


def _attached(
    form: NewEvidenceForm,
    statement: Statement,
    wordings: Sequence[Shown],
    report: Report | None,
    following: Onward | None,
) -> ResponseReturnValue:
    """Attach the evidence, with its source where that is new, and go on."""
    place = place_of(form, wordings)
    source_id = form.source_id.data or create_source(desk(), form.new_source()).id
    evidence = create_evidence(desk(), statement.id, form.fields(source_id), place)
    if report is not None:
        report_becomes_evidence(desk(), report.id, evidence.id)
    if following is not None and ONWARD in request.form:
        confirm(f"The evidence for “{statement.title}” is saved.")
        return done(following.address)
    return kept(evidence)


def edit(subject_id: str) -> ResponseReturnValue:
    """Edit evidence; it stays bound to the words that it was judged against."""
    evidence = load(desk(), Evidence, subject_id)
    form = EvidenceForm(data=data_of(EvidenceForm, evidence))
    if form.validate_on_submit():
        with form.saving():
            return kept(revise_evidence(desk(), evidence.id, form.fields(), form.base))
    wordings = shown(wordings_of(get_desk_session(), actor(), evidence.statement_id), [evidence])
    return page(
        "desk/evidence/edit.html",
        form,
        subject=evidence,
        kind="evidence",
        statement=evidence.statement,
        wordings=wordings,
    )
