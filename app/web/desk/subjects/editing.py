"""The notice of who else has a form open."""

from __future__ import annotations

from flask import Response, g, request

from app.domain.partial_dates import spoken_time
from app.services.editing import keep_editing, others_editing, stop_editing
from app.services.revisions import load
from app.storage.models.desk import Subject
from app.web.desk.takes import takes
from app.web.people import desk


@takes("left")
def note(subject_id: str) -> Response:
    """Note that this person has the form open, or has left it; answer with the notice of who else has."""
    subject = load(desk(), Subject, subject_id)
    if request.form.get("left"):
        stop_editing(desk(), subject.id)
        g.cookie_stays = True
    else:
        keep_editing(desk(), subject.id)
    return Response(editors_notice(subject), mimetype="text/plain")


def editors_notice(subject: Subject) -> str:
    """Say who else is editing the subject; empty where nobody is."""
    others = others_editing(desk(), subject.id)
    told = [f"{one.name} is editing this since {spoken_time(one.since)}" for one in others]
    return f"{'; '.join(told)}." if told else ""
