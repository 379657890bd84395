"""The stream of commitments: how agencies' promises fared, one entry an observation, the newest first.

Those of a safeguard or concern that was retracted leave the stream; the ledger tells of the retraction.
"""

from __future__ import annotations

from typing import Any

from app.domain.errors import Rejected
from app.domain.partial_dates import PartialDate
from app.feeds.addresses import record_address
from app.feeds.entries import Entry, permanent_id, seconds
from app.feeds.items import ObservationItem
from app.feeds.markup import absolute_links, escaped, plain_text, shortened

NAME_LENGTH = 300
TEXT_LENGTH = 1_000


def observation_entry(item: ObservationItem, base: str) -> Entry:
    """Tell an observation as an entry of a feed."""
    said = item.result.capitalize()
    html = absolute_links(_html(item, said), base)
    return Entry(
        id=permanent_id("observation", item.id),
        url=f"{record_address(base, item.subject_kind, item.subject.slug)}#{item.commitment}",
        title=shortened(f"{said}: {item.text}", NAME_LENGTH),
        html=html,
        text=plain_text(html),
        published=seconds(item.published),
        modified=seconds(item.modified),
        tags=[said, shortened(item.agency.name, NAME_LENGTH)],
        facts=_facts(item, base),
        cursor=item.cursor,
    )


def _html(item: ObservationItem, said: str) -> str:
    due = f" Due {_spoken(item.due)}." if item.due else ""
    done = f" Done {_spoken(item.done)}." if item.done else ""
    parts = [
        f"<p>{escaped(item.agency.name)} promised:{due}</p>",
        f"<blockquote><p>{escaped(shortened(item.text, TEXT_LENGTH))}</p></blockquote>",
        f"<p><strong>{escaped(said)}</strong> (observed {_spoken(item.observed)}).{done}</p>",
        item.html,
    ]
    if item.source:
        parts.append(f'<p><a href="/sources/{escaped(item.source)}">The source of this observation</a></p>')
    return "\n".join(part for part in parts if part)


def _spoken(date: str) -> str:
    """Print a date; one that is none of ours (FY2012) stays as the agency has it."""
    try:
        return PartialDate.parse(date).spoken
    except Rejected:
        return escaped(date)


def _facts(item: ObservationItem, base: str) -> dict[str, Any]:
    return {
        "type": "observation",
        "id": item.id,
        "result": item.result,
        "observed": item.observed,
        "done": item.done,
        "commitment": {
            "id": item.commitment,
            "type": item.kind,
            "text": shortened(item.text, TEXT_LENGTH),
            "due": item.due,
        },
        "subject": {
            "type": item.subject_kind,
            "id": item.subject.id,
            "title": shortened(item.subject.name, NAME_LENGTH),
            "url": record_address(base, item.subject_kind, item.subject.slug),
        },
        "agency": {
            "id": item.agency.id,
            "name": shortened(item.agency.name, NAME_LENGTH),
            "url": record_address(base, "agency", item.agency.slug),
        },
    }
