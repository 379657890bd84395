"""What a search asks for, as the addresses of its page and of its feeds hold it."""

from __future__ import annotations

from flask import request

from app.domain.errors import Rejected
from app.domain.partial_dates import PartialDate
from app.domain.vocabulary import Stance, Verdict
from app.storage.search import Facets

LONGEST_QUERY = 200
KINDS = {
    "pair": "Claims and answers",
    "safeguard": "Safeguards",
    "concern": "Concerns",
    "source": "Sources",
    "page": "Pages",
    "agency": "Agencies",
    "topic": "Topics",
}


def asked_for() -> tuple[str, Facets]:
    """Read the words and what narrows them. Raise Rejected for too many words, and for a value that no facet has."""
    query = request.args.get("q", "").strip()
    if len(query) > LONGEST_QUERY:
        raise Rejected(f"The words to search for may have {LONGEST_QUERY} characters at most; leave some out.", "q")
    asked = {name: request.args.get(name, "").strip() or None for name in Facets._fields}
    for name, known in (("kind", KINDS), ("stance", list(Stance)), ("verdict", list(Verdict))):
        if asked[name] and asked[name] not in known:
            raise Rejected(f"“{str(asked[name])[:40]}” is no {name}; choose one from the list.", name)
    for name in ("since", "until"):
        if asked[name]:
            asked[name] = str(PartialDate.parse(str(asked[name]), name))
    return query, Facets(**asked)
