"""Passages on the desk: marked where they were quoted, and looked for in the newest wording. Nothing is re-bound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.anchoring import Anchoring, anchor_passage
from app.storage.models.desk import Evidence, Finding
from app.web.desk.rebinding.told import quoted
from app.web.desk.statements.wordings import Shown


def anchored(judged: Iterable[Evidence | Finding], wordings: Sequence[Shown]) -> dict[str, Anchoring]:
    """Map what was judged by an older wording to where its passage stands in the newest one."""
    if not wordings:
        return {}
    newest = wordings[0]
    texts = {side.side: side.text for side in newest.sides}
    return {
        one.id: anchor_passage(quoted(one.passage), texts[one.passage.side])
        for one in judged
        if one.passage is not None and one.passage.capture_id != newest.capture.id and one.passage.side in texts
    }
