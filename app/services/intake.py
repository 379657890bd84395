"""Finding the page that a capture belongs to, or making it with its agency."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.domain.archive_rows import address_key
from app.domain.errors import Duplicate, NotFound
from app.domain.permissions import Action, may
from app.domain.vocabulary import State
from app.domain.web_addresses import demand_link
from app.services.agencies import AgencyFields, PageFields, create_agency, create_page
from app.services.desk import Desk
from app.services.revisions import facts_of
from app.storage.models.desk import Agency, Capture, Page
from app.storage.queries.desk.pages import pages_with
from app.storage.queries.desk.visibility import visible_to


def page_at(desk: Desk, address: str) -> Page | None:
    """Return the page that has, or had, an address, however that is written: with `www.` or without, http or https."""
    key = address_key(address)
    return next((page for url, page in pages_with(desk.session, desk.actor, key) if address_key(url) == key), None)


def page_named(desk: Desk, name: str) -> Page | None:
    """Return the page of a slug or an address."""
    query = select(Page).where(Page.slug == name, visible_to(desk.actor))
    return desk.session.scalars(query).first() or page_at(desk, name)


def demand_makeable(name: str, agency: str | None) -> str:
    """Return the agency of a page that is to be made. Raise NotFound, or Rejected, where it can't be."""
    if agency is None:
        raise NotFound(f"There is no page {name} here; name its agency with --agency to make one.")
    demand_link(name, "page")
    return agency


def page_for(desk: Desk, name: str, *, agency: str | None = None, title: str | None = None) -> Page:
    """Return the page of an address or slug; make it, and its agency, where `agency` names one.

    Raise NotFound where there is no such page and no agency was named, Rejected where a new page has no address.
    """
    return page_named(desk, name) or make_page(desk, name, demand_makeable(name, agency), title)


def make_page(desk: Desk, address: str, agency: str, title: str | None = None) -> Page:
    """Make the page of an address, and its agency where none of that name is here."""
    addresses: list[dict[str, str | None]] = [{"url": address, "since": None, "until": None}]
    fields = PageFields(title=title or address, agency_id=agency_for(desk, agency).id, addresses=addresses)
    return create_page(desk, fields)


def agency_for(desk: Desk, name: str) -> Agency:
    """Return the agency of that name or slug, made if need be."""
    known = desk.session.scalars(select(Agency).order_by(Agency.created_at)).all()
    seen = [one for one in known if may(desk.actor, Action.READ, facts_of(desk, one))]
    found = [one for one in seen if one.title == name]
    found += [one for one in seen if _folded(one.title) == _folded(name) or one.slug == name]
    return found[0] if found else create_agency(desk, AgencyFields(title=name))


def twin_of(desk: Desk, fields: PageFields) -> Page | None:
    """Return the page of the same agency that has the new page's title, or one of its addresses, already."""
    addresses = {one["url"] for one in fields.addresses}
    known = select(Page).where(Page.agency_id == fields.agency_id, Page.state != State.RETRACTED)
    known = known.options(selectinload(Page.address_rows))
    for one in desk.session.scalars(known.order_by(Page.created_at)):
        alike = _folded(one.title) == _folded(fields.title) or any(row.url in addresses for row in one.address_rows)
        if alike and may(desk.actor, Action.READ, facts_of(desk, one)):
            return one
    return None


def demand_first_copy(desk: Desk, data: bytes) -> None:
    """Raise Duplicate where a page holds these very bytes already: a copy is seldom of a page that is new."""
    alike = select(Capture).where(Capture.sha256 == hashlib.sha256(data).hexdigest())
    for one in desk.session.scalars(alike.order_by(Capture.captured, Capture.number)):
        if may(desk.actor, Action.READ, facts_of(desk, one)):
            raise Duplicate(
                f"“{one.page.title}” holds this very copy already, of {one.captured.spoken} (same SHA-256). Choose "
                "that page, or say below that it is kept, as a copy of a page of its own.",
                one.id,
                elsewhere=True,
            )


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
