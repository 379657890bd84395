"""What all subjects have: steps from state to state, the history, and bringing an earlier revision back."""

from __future__ import annotations

from collections.abc import Callable

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.domain.errors import MovedOn, NotFound, Rejected
from app.domain.permissions import Action, may
from app.domain.vocabulary import State
from app.services import batches, comments, publishing, revisions, workflow
from app.services.batches import CORRECT_NOW, DISCARD, NOW, WITH_EVIDENCE
from app.services.desk import Desk
from app.services.ledger import queue_up
from app.services.report_answers import reports_become_corrections
from app.services.revisions import facts_of, load
from app.storage.models.desk import Subject
from app.storage.queries.desk.subjects import quotes_of, revisions_of, steps_of, subjects_of
from app.web.databases import get_desk_session
from app.web.desk.answers import confirm, done
from app.web.desk.places import PLURALS, address_of, parent_address, public_address
from app.web.desk.step_words import told_of_one
from app.web.desk.subjects.fields import compared, ids_in
from app.web.desk.subjects.talk import talk_address, talk_of
from app.web.desk.takes import takes, versions_seen
from app.web.people import actor, desk

TAKEN: dict[str, Callable[[Desk, str, str], object]] = {
    Action.SUBMIT: workflow.submit,
    Action.REQUEST_CHANGES: workflow.request_changes,
    Action.APPROVE: workflow.approve,
    Action.PUBLISH: lambda desk, one, reason: publishing.publish(desk, one, reason=reason),
    Action.CORRECT: lambda desk, one, notice: publishing.publish(desk, one, correction=notice),
    Action.RETRACT: publishing.retract,
    NOW: batches.publish_now,
    CORRECT_NOW: batches.correct_now,
    WITH_EVIDENCE: lambda desk, one, reason: batches.publish_with_evidence(desk, one, reason, versions_seen()),
    DISCARD: batches.discard_draft,
}
PUBLIC = {State.PUBLISHED, State.CORRECTED}
SEEN = {Action.PUBLISH, Action.CORRECT, Action.RETRACT, NOW, CORRECT_NOW, WITH_EVIDENCE, DISCARD}


@takes("version", "action", "reason", "seen")
def step(subject_id: str) -> ResponseReturnValue:
    """Take the step whose button was pressed: submit, send back, approve, publish, correct, retract."""
    action, reason = request.form.get("action", ""), request.form.get("reason", "")
    if action not in TAKEN:
        raise Rejected("Choose one of the steps that are offered.")
    if action in SEEN:
        queue_up(get_desk_session())
    subject = load(desk(), Subject, subject_id, lock=True)
    if request.form.get("version", type=int) != subject.version:
        raise MovedOn([subject.name])
    TAKEN[action](desk(), subject.id, reason)
    if action in {Action.CORRECT, CORRECT_NOW}:
        reports_become_corrections(desk(), subject.id, reason)
    public = public_address(subject) or public_address(publishing.parent_of(desk(), subject))
    confirm(told_of_one(action, subject), public if action in SEEN else None)
    return done(parent_address(subject))


@takes("version", "text", "field")
def comment(subject_id: str) -> ResponseReturnValue:
    """Say something of a subject's revision; others see it below the subject."""
    subject = load(desk(), Subject, subject_id)
    version = request.form.get("version", 0, type=int)
    comments.comment(desk(), subject.id, version, request.form.get("text", ""), request.form.get("field") or None)
    confirm("Your comment stands below.")
    return done(f"{talk_address(subject)}#review")


def history(plural: str, subject_id: str) -> str:
    """List a subject's revisions and steps; compare two revisions field by field."""
    subject = _of(plural, subject_id)
    session = get_desk_session()
    rows = revisions_of(session, actor(), subject.id)
    by_version = {row.version: row for row in rows}
    newest, before = (rows[0].version, rows[min(1, len(rows) - 1)].version) if rows else (0, 0)
    old = by_version.get(request.args.get("from", before, type=int))
    new = by_version.get(request.args.get("to", newest, type=int))
    if old is None or new is None:
        raise NotFound("There is no such revision.")
    ids = ids_in(old.fields) | ids_in(new.fields)
    named = [one for one in subjects_of(session, ids) if may(actor(), Action.READ, facts_of(desk(), one))]
    unseen = dict.fromkeys(ids, "a record that you may not see")
    names = {**unseen, **quotes_of(session, ids), **{one.id: one.name for one in named}}
    steps = steps_of(session, actor(), subject.id)
    return render_template(
        "desk/subjects/history.html",
        subject=subject,
        plural=plural,
        revisions=rows,
        talk=talk_of(subject),
        public={step.version for step in steps if step.to_state in PUBLIC} | {subject.published_version},
        old=old,
        new=new,
        changes=compared(old.fields, new.fields, names, {one.id: address_of(one) for one in named}),
    )


@takes("version", "base_version")
def restore(plural: str, subject_id: str) -> ResponseReturnValue:
    """Bring an earlier revision's fields back, as a new revision."""
    subject = _of(plural, subject_id)
    version, base = request.form.get("version", 0, type=int), request.form.get("base_version", 0, type=int)
    revisions.restore(desk(), subject, version, base)
    confirm(f"What revision {version} held is back, as revision {subject.version}.")
    return done(subject)


def _of(plural: str, subject_id: str) -> Subject:
    subject = load(desk(), Subject, subject_id)
    if PLURALS.get(subject.kind) != plural:  # type: ignore[call-overload]  # kinds are strings
        raise NotFound("There is no such record on the desk.")
    return subject
