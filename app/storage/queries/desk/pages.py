"""Pages on the desk, and what is known of each."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.archive_rows import address_key
from app.domain.permissions import Actor
from app.storage.models.desk import Page, PageAddress
from app.storage.queries.desk.visibility import visible_to


def pages(session: Session, actor: Actor) -> Sequence[Page]:
    """List the pages that this person may see, with their agencies, by title."""
    query = select(Page).options(joinedload(Page.agency, innerjoin=True)).where(visible_to(actor))
    return session.scalars(query.order_by(Page.title, Page.id)).all()


def pages_with(session: Session, actor: Actor, words: str) -> Sequence[tuple[str, Page]]:
    """List the addresses that hold these words, host and path, with their pages; those made first come first."""
    host, _, path = words.partition("/")
    query = select(PageAddress.url, Page).join(Page, Page.id == PageAddress.page_id)
    query = query.where(PageAddress.url.icontains(host, autoescape=True), visible_to(actor))
    query = query.where(PageAddress.url.icontains(path, autoescape=True))
    return [(url, page) for url, page in session.execute(query.order_by(Page.created_at, Page.id))]


def has_pages(session: Session, actor: Actor) -> bool:
    """Tell whether there is any page that this person may see."""
    return session.scalar(select(Page.id).where(visible_to(actor)).limit(1)) is not None


def pages_by_address(session: Session, actor: Actor) -> dict[str, str]:
    """Map the addresses, as `address_key` folds them, of the pages that this person may see to the pages' ids.

    Where two pages have one address, the first by title has it.
    """
    query = select(PageAddress.url, Page.id).join(Page, Page.id == PageAddress.page_id).where(visible_to(actor))
    found: dict[str, str] = {}
    for url, page_id in session.execute(query.order_by(Page.title, Page.id, PageAddress.id)):
        found.setdefault(address_key(url), page_id)
    return found
