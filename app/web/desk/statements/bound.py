"""Passages on the desk: marked where they were quoted, and looked for in the newest wording. Nothing is re-bound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.anchoring import Anchoring, anchor_passage
from app.domain.anchoring import Passage as Quoted
from app.storage.models.desk import Evidence, Finding, Passage
from app.web.desk.statements.wordings import Shown


def anchored(judged: Iterable[Evidence | Finding], wordings: Sequence[Shown]) -> dict[str, Anchoring]:
    """Map what was judged by an older wording to where its passage stands in the newest one."""
    if not wordings:
        return {}
    newest = wordings[0]
    texts = {side.side: side.text for side in newest.sides}
    return {
        one.id: anchor_passage(_quoted(one.passage), texts[one.passage.side])
        for one in judged
        if one.passage is not None and one.passage.capture_id != newest.capture.id and one.passage.side in texts
    }


def _quoted(row: Passage) -> Quoted:
    return Quoted(exact=row.exact, prefix=row.prefix, suffix=row.suffix, start=row.start, end=row.end)
