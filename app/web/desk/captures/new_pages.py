"""The page of a copy that comes in, made where it is new."""

from __future__ import annotations

from app.domain.vocabulary import State
from app.services.agencies import create_page
from app.services.captures import Taken
from app.services.intake import agency_for, demand_first_copy, page_at, twin_of
from app.web.databases import get_desk_session
from app.web.desk.answers import confirm
from app.web.desk.captures.forms import PageChoice
from app.web.desk.places import address_of
from app.web.people import desk


def page_of(form: PageChoice, taken: Taken) -> str | None:
    """Return the page that was chosen, or make it, and its agency where none of that name is here.

    Where none was chosen and nothing said of a new one, it is the page that has the copy's address. None, with the
    sentence on the form, where that page, or one of the agency, may be meant instead of a new one. Raise Duplicate
    where another page holds the very copy, and nobody said that it is kept all the same.
    """
    if form.page_id.data:
        return str(form.page_id.data)
    known = page_at(desk(), taken.fields.address) if taken.fields.address else None
    if known is not None and known.state != State.RETRACTED and form.suggested.data != known.id:
        if not form.names_new_page():
            confirm(f"The address is that of “{known.title}” ({known.agency.title}), so it is a copy of that page.")
            form.page_id.data = known.id
            return known.id
        form.suggest(known)
        get_desk_session().rollback()
        return None
    if not taken.fields.again:
        demand_first_copy(desk(), taken.data)
    agency_id = form.agency_id.data or agency_for(desk(), form.new_agency().title).id
    fields = form.new_page(agency_id, taken)
    twin = twin_of(desk(), fields)
    if twin is None:
        return create_page(desk(), fields).id
    form.refuse_twin(twin.title, address_of(twin))
    get_desk_session().rollback()
    return None
