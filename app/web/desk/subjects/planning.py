"""Publishing at a set time: a person plans it for the revision that they see, or gives the plan up."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import get_flashed_messages, request
from flask.typing import ResponseReturnValue

from app.domain.errors import Rejected
from app.domain.partial_dates import spoken_moment
from app.domain.permissions import Action
from app.services import plans
from app.services.revisions import load
from app.storage.models.desk import Plan, Subject
from app.web.desk.answers import POINTED_OUT, confirm, done, point_out
from app.web.desk.places import address_of
from app.web.desk.subjects.steps import may_take
from app.web.desk.submissions import leave_key_free
from app.web.desk.takes import takes
from app.web.people import desk

SHAPE = "%Y-%m-%dT%H:%M"


@takes("version", "at", "withdraw")
def plan(subject_id: str) -> ResponseReturnValue:
    """Plan a subject's publication, or give the plan up."""
    subject = load(desk(), Subject, subject_id)
    if request.form.get("withdraw"):
        plans.withdraw(desk(), subject.id)
        confirm("It will not be published by itself.")
        return done(address_of(subject))
    try:
        at = _moment(request.form.get("at", ""))
        plans.plan(desk(), subject.id, request.form.get("version", 0, type=int), at)
    except Rejected as error:
        if error.field != "at":
            raise
        leave_key_free()
        point_out(f"plan-{subject.id}", str(error), request.form.get("at", ""))
        return done(address_of(subject))
    confirm(f"It will be published on {spoken_moment(at)}, as it is now.")
    return done(address_of(subject))


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text.strip()[: len("2011-06-25T09:00")], SHAPE).replace(tzinfo=UTC)
    except ValueError:
        raise Rejected("Say when: a day and a time in UTC, as 2011-06-25T09:00.", "at") from None


def refused_at(field: str) -> tuple[str, str] | None:
    """Return what was refused at a field of the page that is shown: the sentence, and what was typed."""
    lines = (str(one).split("\n") for one in get_flashed_messages(category_filter=[POINTED_OUT]))
    return next(((sentence, typed) for id_, sentence, typed in lines if id_ == field), None)


def planned(subject: Subject) -> Plan | None:
    """Return the plan for a subject, for templates."""
    return plans.plan_of(desk(), subject)


def plan_has_passed(planned: Plan) -> bool:
    """Tell whether a plan's time has come, and it was not done."""
    return planned.at <= desk().now


def may_plan(subject: Subject) -> bool:
    """Tell whether this person may let the subject be published at a set time."""
    return may_take(subject, Action.PUBLISH)
