"""Finding the page that a capture belongs to, or making it with its agency."""

from __future__ import annotations

from sqlalchemy import select

from app.domain.errors import NotFound
from app.domain.slugs import slug_of
from app.services.agencies import AgencyFields, PageFields, create_agency, create_page, demand_link
from app.services.desk import Desk
from app.storage.models.desk import Agency, Page, PageAddress


def page_for(desk: Desk, name: str, *, agency: str | None = None, title: str | None = None) -> Page:
    """Return the page of an address or slug; make it, and its agency, where `agency` names one.

    Raise NotFound where there is no such page and no agency was named, Rejected where a new page has no address.
    """
    query = select(Page).where((Page.slug == name) | Page.address_rows.any(PageAddress.url == name))
    page = desk.session.scalars(query.order_by(Page.created_at)).first()
    if page is not None:
        return page
    if agency is None:
        raise NotFound(f"There is no page {name} here; name its agency with --agency to make one.")
    demand_link(name, "page")
    addresses: list[dict[str, str | None]] = [{"url": name, "since": None, "until": None}]
    fields = PageFields(title=title or name, agency_id=agency_for(desk, agency).id, addresses=addresses)
    return create_page(desk, fields)


def agency_for(desk: Desk, name: str) -> Agency:
    """Return the agency of that name or slug, made if need be."""
    query = select(Agency).where((Agency.title == name) | (Agency.slug == slug_of(name)))
    found = desk.session.scalars(query.order_by(Agency.created_at)).first()
    return found or create_agency(desk, AgencyFields(title=name))
