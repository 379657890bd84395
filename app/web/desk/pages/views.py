"""Pages: list, new, edit with the captures of each."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.domain.errors import Rejected
from app.services.agencies import create_page, revise_page
from app.services.intake import twin_of
from app.services.revisions import load
from app.storage.models.desk import Page
from app.storage.queries.desk.captures import captures_of_page, statements_of_page
from app.storage.queries.desk.pages import pages
from app.web.databases import get_desk_session
from app.web.desk.answers import done, page
from app.web.desk.pages.forms import PageForm
from app.web.desk.places import address_of
from app.web.desk.versions import data_of
from app.web.people import actor, desk


def show_all() -> str:
    """List the pages."""
    rows = pages(get_desk_session(), actor())
    return render_template("desk/subjects/list.html", rows=rows, plural="pages", singular="page", new="desk.page_new")


def add() -> ResponseReturnValue:
    """Put a new page on the desk."""
    form = PageForm(data={"agency_id": request.args.get("agency", "")})
    if form.validate_on_submit():
        with form.saving():
            _demand_agency(form)
            twin = twin_of(desk(), form.fields())
            if twin is None:
                return done(create_page(desk(), form.fields()))
            form.refuse_twin(twin.title, address_of(twin))
    return page("desk/subjects/edit.html", form, subject=None, kind="page")


def edit(subject_id: str) -> ResponseReturnValue:
    """Edit a page; beside it stand its captures and its records."""
    row = load(desk(), Page, subject_id)
    form = PageForm(data=data_of(PageForm, row))
    if form.validate_on_submit():
        with form.saving():
            _demand_agency(form)
            return done(revise_page(desk(), row.id, form.fields(), form.base))
    session = get_desk_session()
    return page(
        "desk/pages/edit.html",
        form,
        subject=row,
        kind="page",
        captures=captures_of_page(session, actor(), row.id),
        statements=statements_of_page(session, actor(), row.id),
    )


def _demand_agency(form: PageForm) -> None:
    if not form.agency_id.data:
        raise Rejected("Choose the agency that publishes the page.", "agency_id")
