"""Binding what was judged to other words: a person decides it, and it is a new revision like any other."""

from __future__ import annotations

from app.domain.errors import Rejected
from app.services.desk import Desk
from app.services.judgements import Place, add_passage
from app.services.revisions import load, revise
from app.storage.models.desk import Capture, Evidence, Finding, Subject


def rebind(desk: Desk, subject_id: str, place: Place, base_version: int, reason: str = "") -> Subject:
    """Bind evidence or a finding to a passage of another wording, or to the whole of it.

    The old binding stays in the history; what readers see stays as it is until the new revision is published.
    Raise StaleRevision where somebody else saved it meanwhile.
    """
    judged = load(desk, Subject, subject_id)
    if not isinstance(judged, Evidence | Finding):
        raise Rejected("Only evidence and findings are bound to words.")
    if place.passage is not None:
        row = add_passage(desk, judged.statement_id, place.passage)
        values: dict[str, str | None] = {"passage_id": row.id, "capture_id": row.capture_id}
    elif place.capture_id is not None:
        values = {"passage_id": None, "capture_id": load(desk, Capture, place.capture_id).id}
    else:
        raise Rejected("Choose the capture whose words it is bound to.", "place")
    return revise(desk, judged, values, base_version, reason or "bound anew")
