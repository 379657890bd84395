"""Bind evidence or a finding to the words of a newer capture: the page that shows both wordings and asks where."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.anchoring import Anchoring
from app.domain.errors import Rejected
from app.services.rebinding import rebind
from app.services.revisions import load
from app.storage.models.desk import Evidence, Finding
from app.storage.queries.desk.captures import wordings_of
from app.web.databases import get_desk_session
from app.web.desk.answers import confirm, done
from app.web.desk.places import parent_address
from app.web.desk.rebinding.forms import BindingForm, Range
from app.web.desk.rebinding.told import Changed, changed
from app.web.desk.statements.wordings import Shown, shown
from app.web.people import actor, desk

STALE, BAD = 409, 400
MEANWHILE = "Somebody else saved it after you opened this page. Look at it once more, then bind it."


def bind_evidence(subject_id: str) -> ResponseReturnValue:
    """Bind evidence where a person says."""
    return _bind(load(desk(), Evidence, subject_id))


def bind_finding(subject_id: str) -> ResponseReturnValue:
    """Bind a finding where a person says."""
    return _bind(load(desk(), Finding, subject_id))


def _bind(judged: Evidence | Finding) -> ResponseReturnValue:
    """Show where the words stood and where they may stand now; bind it there where that was said."""
    wordings = shown(wordings_of(get_desk_session(), actor(), judged.statement_id), [judged])
    if not wordings:
        raise Rejected("No capture holds the words of this record yet.")
    newest = wordings[0]
    old = next((one for one in wordings if one.capture.id == judged.capture_id), None)
    became = _became(judged, old, newest)
    there = became.there if became else None
    side, places = judged.passage.side if judged.passage else None, _places(there)
    first = f"{places[0][0]}-{places[0][1]}" if there is not None and there.state == "found" else None
    form = BindingForm(data={"capture_id": newest.capture.id, "base_version": judged.version, "place": first})
    form.offer(newest, side, places)
    if form.validate_on_submit():
        with form.saving():
            place = form.chosen(newest, side, places)
            rebind(desk(), judged.id, place, form.base_version.data or 0, form.reason.data or "")
            confirm("It is bound to the newest wording. Readers see that once it is published.")
            return done(parent_address(judged))
    code = BAD if form.errors else 200
    if form.conflict is not None:
        form.form_errors.append(MEANWHILE)
        form.base_version.data, code = form.conflict.version, STALE
    return render_template(
        "desk/rebinding.html",
        form=form,
        subject=judged,
        old=old,
        newest=newest,
        became=became,
    ), code


def _became(judged: Evidence | Finding, old: Shown | None, newest: Shown) -> Changed | None:
    """Tell what became of what was judged; None where it is bound to the newest wording already."""
    if old is None or judged.capture_id == newest.capture.id:
        return None
    before, now = ({side.side: side.text for side in one.sides} for one in (old, newest))
    return changed(judged.passage, before, now)


def _places(there: Anchoring | None) -> list[Range]:
    if there is None:
        return []
    if there.start is not None and there.end is not None:
        return [(there.start, there.end)]
    return there.places
