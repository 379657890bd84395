"""The stream of corrections: where we were wrong, the newest first."""

from __future__ import annotations

from app.feeds.addresses import record_address
from app.feeds.entries import Entry, permanent_id, seconds
from app.feeds.items import CorrectionItem
from app.feeds.markup import absolute_links, plain_text, shortened

NAME_LENGTH = 300


def correction_entry(item: CorrectionItem, base: str) -> Entry:
    """Tell a correction as an entry of a feed."""
    subject = record_address(base, item.subject_kind, item.subject.slug)
    name = shortened(item.subject.name, NAME_LENGTH)
    html = absolute_links(item.html, base)
    return Entry(
        id=permanent_id("correction", item.id),
        url=f"{subject}#{item.id}",
        title=f"Correction: {name}",
        html=html,
        text=plain_text(html),
        published=seconds(item.published),
        modified=seconds(item.published),
        tags=["Correction", shortened(item.agency.name, NAME_LENGTH)],
        facts={
            "type": "correction",
            "id": item.id,
            "subject": {"type": item.subject_kind, "id": item.subject.id, "title": name, "url": subject},
            "agency": {
                "id": item.agency.id,
                "name": shortened(item.agency.name, NAME_LENGTH),
                "url": record_address(base, "agency", item.agency.slug),
            },
        },
        cursor=item.cursor,
    )
