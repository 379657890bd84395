"""Sources: list, new, edit."""

from __future__ import annotations

import msgspec
from flask import render_template
from flask.typing import ResponseReturnValue

from app.services.agencies import create_source, revise_source
from app.services.revisions import load
from app.storage.models.desk import Source
from app.storage.queries.desk.sources import sources
from app.web.databases import get_desk_session
from app.web.desk.answers import done, page
from app.web.desk.sources.forms import SourceForm
from app.web.desk.versions import data_of
from app.web.people import actor, desk


def show_all() -> str:
    """List the sources."""
    rows = sources(get_desk_session(), actor())
    return render_template("desk/subjects/list.html", rows=rows, plural="sources", new="desk.source_new")


def add() -> ResponseReturnValue:
    """Put a new source on the desk."""
    form = SourceForm()
    if form.validate_on_submit():
        with form.saving():
            return done(create_source(desk(), form.fields()))
    return page("desk/subjects/edit.html", form, subject=None, kind="source")


def edit(subject_id: str) -> ResponseReturnValue:
    """Edit a source."""
    source = load(desk(), Source, subject_id)
    form = SourceForm(data=data_of(SourceForm, source))
    if form.validate_on_submit():
        with form.saving():
            fields = msgspec.structs.replace(form.fields(source.csl), file_sha256=source.file_sha256)
            return done(revise_source(desk(), source.id, fields, form.base))
    return page("desk/subjects/edit.html", form, subject=source, kind="source")
