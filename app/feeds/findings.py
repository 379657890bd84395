"""The stream of findings: the editors' verdicts, the newest first, each with its reasoning and the replies to it.

A retracted finding keeps its place and its id, and says why: who reads feeds learns of it where they read the finding.
"""

from __future__ import annotations

from typing import Any

from app.domain.partial_dates import PartialDate
from app.domain.vocabulary import Verdict
from app.feeds.addresses import finding_address, record_address
from app.feeds.entries import Entry, permanent_id, seconds
from app.feeds.items import FindingItem
from app.feeds.markup import absolute_links, escaped, plain_text, shortened

BEST = 5
QUOTE_LENGTH = 1_000
NAME_LENGTH = 300


def finding_entry(item: FindingItem, base: str) -> Entry:
    """Tell a finding as an entry of a feed."""
    verdict = Verdict(item.verdict)
    html = absolute_links(_retracted(item) if item.retracted is not None else _standing(item, verdict), base)
    said = "Retracted" if item.retracted is not None else verdict.label
    return Entry(
        id=permanent_id("finding", item.id),
        url=finding_address(base, item.subject_kind, item.subject.slug, item.number, item.id),
        title=shortened(f"{said}: {item.claim_reviewed}", NAME_LENGTH),
        html=html,
        text=plain_text(html),
        published=seconds(item.published),
        modified=seconds(item.modified),
        tags=[said, shortened(item.agency.name, NAME_LENGTH)],
        facts=_facts(item, verdict, base),
        cursor=item.cursor,
        retracted=item.retracted,
    )


def _standing(item: FindingItem, verdict: Verdict) -> str:
    rating = "" if verdict.rating is None else f" ({verdict.rating} of {BEST})"
    parts = []
    if item.quote is not None:
        parts.append(f"<p>{escaped(item.agency.name)} says:</p>")
        parts.append(f"<blockquote><p>{escaped(shortened(item.quote, QUOTE_LENGTH))}</p></blockquote>")
    parts.append(f"<p><strong>{verdict.label}</strong>{rating}: {escaped(item.claim_reviewed)}</p>")
    parts.append(item.html)
    for reply in item.replies:
        day = PartialDate.parse(reply.received).spoken
        parts.append(f"<h3>Reply by {escaped(reply.author)}, received {day}</h3>{reply.html}")
    return "\n".join(parts)


def _retracted(item: FindingItem) -> str:
    return f"<p><strong>Retracted</strong>: {escaped(item.retracted or 'no reason is given any more.')}</p>"


def _facts(item: FindingItem, verdict: Verdict, base: str) -> dict[str, Any]:
    subject, standing = item.subject, item.retracted is None
    return {
        "type": "finding",
        "id": item.id,
        "number": item.number,
        "verdict": verdict.value if standing else None,
        "rating": verdict.rating if standing else None,
        "claim_reviewed": shortened(item.claim_reviewed, NAME_LENGTH),
        "retracted": None if standing else shortened(item.retracted or "", QUOTE_LENGTH),
        "subject": {
            "type": item.subject_kind,
            "id": subject.id,
            "title": shortened(subject.name, NAME_LENGTH),
            "url": record_address(base, item.subject_kind, subject.slug),
        },
        "agency": {
            "id": item.agency.id,
            "name": shortened(item.agency.name, NAME_LENGTH),
            "url": record_address(base, "agency", item.agency.slug),
        },
    }
