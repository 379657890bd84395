"""Names in addresses: unique within a kind, and given to nobody else once they were public."""

from __future__ import annotations

from sqlalchemy import select

from app.services.desk import Desk
from app.storage.models.desk import Subject
from app.storage.models.library import LibrarySlug


def free_slug(desk: Desk, kind: str, wanted: str, own_id: str | None = None) -> str:
    """Return the slug, with a number behind it where another subject of the kind has it, or ever had it in public.

    Addresses that were published are kept for ever, so an old one is never given to somebody else.
    """
    slug, number = wanted, 1
    while is_taken(desk, kind, slug, own_id):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def is_taken(desk: Desk, kind: str, slug: str, own_id: str | None) -> bool:
    """Tell whether another subject of the kind has the slug, or ever had it in public."""
    held = select(Subject.id).where(Subject.kind == kind, Subject.slug == slug, Subject.id != (own_id or ""))
    public = select(LibrarySlug.subject_id).where(
        LibrarySlug.kind == kind, LibrarySlug.slug == slug, LibrarySlug.subject_id != (own_id or "")
    )
    return desk.session.scalar(held.limit(1)) is not None or desk.session.scalar(public.limit(1)) is not None
