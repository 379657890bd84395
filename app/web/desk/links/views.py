"""Links: how one record stands to another."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.errors import Rejected
from app.services.checked import link_as_repeats
from app.services.revisions import load
from app.services.statements import create_link
from app.storage.models.desk import Statement
from app.storage.queries.desk.judgements import linkable
from app.web.databases import get_desk_session
from app.web.desk.answers import confirm, done, page
from app.web.desk.forms import options
from app.web.desk.links.forms import LinkForm
from app.web.desk.places import address_of
from app.web.desk.takes import takes
from app.web.people import actor, desk


@takes("to_id")
def repeat(statement_id: str) -> ResponseReturnValue:
    """Say, as a draft, that a pair repeats another that was found near it."""
    statement = load(desk(), Statement, statement_id)
    link_as_repeats(desk(), statement.id, request.form.get("to_id", ""))
    confirm("Linked, as a draft.")
    return done(f"{address_of(statement)}#links")


def add(statement_id: str) -> ResponseReturnValue:
    """Link a record to another."""
    statement = load(desk(), Statement, statement_id)
    form = LinkForm()
    others = linkable(get_desk_session(), actor(), statement.id)
    form.to_id.choices = options(((one.id, f"{one.kind}: {one.title}") for one in others), "Choose a record")
    if form.validate_on_submit():
        with form.saving():
            if not form.to_id.data:
                raise Rejected("Choose the record that it is linked to.", "to_id")
            create_link(desk(), form.fields(statement.id))
            return done(f"{address_of(statement)}#links")
    return page("desk/links/edit.html", form, statement=statement)
