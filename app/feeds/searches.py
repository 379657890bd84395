"""The stream of a search: the records that hold the words, the newest first."""

from __future__ import annotations

from typing import Any

from app.feeds.addresses import SEGMENTS, record_address
from app.feeds.entries import Entry, permanent_id, seconds
from app.feeds.items import FoundItem
from app.feeds.markup import escaped, shortened

NAME_LENGTH = 300
EXCERPT_LENGTH = 1_000


def found_entry(item: FoundItem, base: str) -> Entry:
    """Tell of a record that a search found as an entry of a feed."""
    record, text = item.record, shortened(" ".join(item.excerpt.split()), EXCERPT_LENGTH)
    name = shortened(record.name, NAME_LENGTH)
    url = record_address(base, item.kind, record.slug) if item.kind in SEGMENTS else f"{base}/sources/{record.id}"
    agency = shortened(item.agency, NAME_LENGTH) if item.agency else None
    facts: dict[str, Any] = {"type": item.kind, "id": record.id, "agency": agency}
    return Entry(
        id=permanent_id(item.kind, record.id),
        url=url,
        title=name,
        html=f"<p>{escaped(text or name)}</p>",
        text=text or name,
        published=seconds(item.published),
        modified=seconds(item.modified),
        tags=[item.kind, agency] if agency else [item.kind],
        facts=facts,
        cursor=item.cursor,
    )
