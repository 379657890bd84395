"""Sources: list, new, edit, and the copy that is kept of one."""

from __future__ import annotations

import mimetypes

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound
from app.domain.hosts import mixed_scripts
from app.domain.slugs import slug_of
from app.services.agencies import create_source, revise_source
from app.services.captures import media_type_of
from app.services.revisions import load
from app.storage.models.desk import Source
from app.storage.queries.desk.sources import check_of, sources
from app.web.databases import get_desk_session
from app.web.desk.answers import done, page
from app.web.desk.sources.forms import SourceForm
from app.web.desk.sources.links import LinkTold, link_told
from app.web.desk.versions import data_of
from app.web.people import actor, desk

TEMPLATE = "desk/sources/edit.html"


def show_all() -> str:
    """List the sources."""
    rows = sources(get_desk_session(), actor())
    return render_template(
        "desk/subjects/list.html", rows=rows, plural="sources", singular="source", new="desk.source_new"
    )


def add() -> ResponseReturnValue:
    """Put a new source on the desk, or fill its fields from what was pasted."""
    form = SourceForm()
    if form.validate_on_submit():
        with form.saving():
            form.keep_upload(desk().blobs)
            if "fill" in request.form:
                return _filled(form, None)
            return done(create_source(desk(), form.fields()))
    return page(TEMPLATE, form, subject=None, kind="source", warnings=[], link=None)


def edit(subject_id: str) -> ResponseReturnValue:
    """Edit a source."""
    source = load(desk(), Source, subject_id)
    form = SourceForm(data=data_of(SourceForm, source))
    if form.validate_on_submit():
        with form.saving():
            form.keep_upload(desk().blobs)
            if "fill" in request.form:
                return _filled(form, source)
            fields = form.fields(source.csl, source.file_sha256)
            return done(revise_source(desk(), source.id, fields, form.base))
    return page(TEMPLATE, form, subject=source, kind="source", warnings=_warnings(source), link=link_of(source))


def file(subject_id: str) -> Response:
    """Hand out the copy that is kept of a source: as a download that no browser opens here."""
    source = load(desk(), Source, subject_id)
    if source.file_sha256 is None:
        raise NotFound("No copy of this source is kept here.")
    data = desk().blobs.read(source.file_sha256)
    kind = mimetypes.guess_extension(media_type_of(data, None)) or ".bin"
    answer = Response(data, mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug_of(source.title)}{kind}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _filled(form: SourceForm, source: Source | None) -> ResponseReturnValue:
    """Show the form with the fields of the pasted citation. Nothing is saved."""
    shown = SourceForm(formdata=None, data=form.filled())
    return page(TEMPLATE, shown, subject=source, kind="source", warnings=[], filled=True, link=None)


def link_of(source: Source) -> LinkTold | None:
    """Return what became of the source's address; None where it was not asked yet."""
    check = check_of(get_desk_session(), source)
    return link_told(check) if check is not None else None


def _warnings(source: Source) -> list[str]:
    """Say where an address may deceive the eye."""
    found = [mixed_scripts(url) for url in (source.url, source.archived_url)]
    return [
        f"The host “{host}” mixes {' and '.join(scripts)} letters; make sure that it is the one you mean."
        for host, scripts in filter(None, found)
    ]
