"""Agencies: list, new, edit."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.services.agencies import create_agency, revise_agency
from app.services.revisions import load
from app.storage.models.desk import Agency
from app.storage.queries.desk.agencies import agencies
from app.web.databases import get_desk_session
from app.web.desk.agencies.forms import AgencyForm
from app.web.desk.answers import done, page
from app.web.desk.versions import data_of
from app.web.people import actor, desk


def show_all() -> str:
    """List the agencies."""
    rows = agencies(get_desk_session(), actor())
    return render_template(
        "desk/subjects/list.html", rows=rows, plural="agencies", singular="agency", new="desk.agency_new"
    )


def add() -> ResponseReturnValue:
    """Put a new agency on the desk."""
    form = AgencyForm()
    if form.validate_on_submit():
        with form.saving():
            return done(create_agency(desk(), form.fields()))
    return page("desk/subjects/edit.html", form, subject=None, kind="agency")


def edit(subject_id: str) -> ResponseReturnValue:
    """Edit an agency."""
    agency = load(desk(), Agency, subject_id)
    form = AgencyForm(data=data_of(AgencyForm, agency))
    if form.validate_on_submit():
        with form.saving():
            return done(revise_agency(desk(), agency.id, form.fields(), form.base))
    return page("desk/subjects/edit.html", form, subject=agency, kind="agency")
