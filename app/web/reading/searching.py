"""What a search asks for, as the addresses of its page and of its feeds hold it."""

from __future__ import annotations

from flask import request

from app.domain.errors import Rejected
from app.domain.partial_dates import PartialDate
from app.domain.sentences import Sentence
from app.domain.vocabulary import Stance, Verdict
from app.storage.search import Facets
from app.web.reading.language import sentence

LONGEST_QUERY = 200
KINDS = {
    "pair": sentence("Claims and answers"),
    "safeguard": sentence("Safeguards"),
    "concern": sentence("Concerns"),
    "source": sentence("Sources"),
    "page": sentence("Pages"),
    "agency": sentence("Agencies"),
    "topic": sentence("Topics"),
}


def asked_for() -> tuple[str, Facets]:
    """Read the words and what narrows them. Raise Rejected for too many words, and for a value that no facet has."""
    query = request.args.get("q", "").strip()
    if len(query) > LONGEST_QUERY:
        raise Rejected(
            Sentence(
                "The words to search for may have %(most)s characters at most; leave some out.", most=LONGEST_QUERY
            ),
            "q",
        )
    asked = {name: request.args.get(name, "").strip() or None for name in Facets._fields}
    for name, known in (("kind", KINDS), ("stance", list(Stance)), ("verdict", list(Verdict))):
        if asked[name] and asked[name] not in known:
            given, what = str(asked[name])[:40], Sentence(name)
            raise Rejected(
                Sentence("“%(given)s” is no %(what)s; choose one from the list.", given=given, what=what), name
            )
    for name in ("since", "until"):
        if asked[name]:
            asked[name] = str(PartialDate.parse(str(asked[name]), name))
    return query, Facets(**asked)


def asked_values(query: str, facets: Facets) -> dict[str, str]:
    """Return what is asked for as an address holds it, without what is empty."""
    return {name: value for name, value in (("q", query), *facets._asdict().items()) if value}
