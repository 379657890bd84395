"""Findings: write one on selected words or on the whole answer, edit it."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.services.finding_check import lacks_of, unseen_evidence
from app.services.judgements import create_finding, revise_finding
from app.services.revisions import load
from app.storage.models.desk import Finding, Statement
from app.storage.queries.desk.captures import wordings_of
from app.storage.queries.desk.judgements import evidence_of, judged_of
from app.web.databases import get_desk_session
from app.web.desk.answers import kept, page
from app.web.desk.findings.forms import FindingForm, NewFindingForm
from app.web.desk.passages import first_data, place_of
from app.web.desk.statements.wordings import shown
from app.web.desk.versions import data_of
from app.web.people import actor, desk


def add(statement_id: str) -> ResponseReturnValue:
    """Write a finding."""
    statement = load(desk(), Statement, statement_id)
    session = get_desk_session()
    wordings = shown(wordings_of(session, actor(), statement.id), judged_of(session, actor(), statement.id))
    form = NewFindingForm(data=first_data(wordings))
    if form.validate_on_submit():
        with form.saving():
            place = place_of(form, wordings)
            return kept(create_finding(desk(), statement.id, form.fields(), place))
    evidence = evidence_of(session, actor(), statement.id)
    return page(
        "desk/findings/edit.html",
        form,
        subject=None,
        kind="finding",
        statement=statement,
        wordings=wordings,
        evidence=evidence,
        lacks=[],
    )


def edit(subject_id: str) -> ResponseReturnValue:
    """Edit a finding; it stays bound to the words that it was judged against."""
    finding = load(desk(), Finding, subject_id)
    form = FindingForm(data=data_of(FindingForm, finding))
    if form.validate_on_submit():
        with form.saving():
            return kept(revise_finding(desk(), finding.id, form.fields(), form.base))
    session = get_desk_session()
    return page(
        "desk/findings/edit.html",
        form,
        subject=finding,
        kind="finding",
        statement=finding.statement,
        wordings=shown(wordings_of(session, actor(), finding.statement_id), [finding]),
        evidence=evidence_of(session, actor(), finding.statement_id),
        lacks=lacks_of(desk(), finding),
        unseen=unseen_evidence(desk(), finding),
    )
