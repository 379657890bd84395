"""Replies: keep the agency's answer to a finding."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.services.judgements import create_reply, revise_reply
from app.services.revisions import load
from app.storage.models.desk import Finding, Reply
from app.web.desk.answers import done, page
from app.web.desk.places import parent_address
from app.web.desk.replies.forms import ReplyForm
from app.web.desk.versions import data_of
from app.web.people import desk


def add(finding_id: str) -> ResponseReturnValue:
    """Keep a reply."""
    finding = load(desk(), Finding, finding_id)
    form = ReplyForm()
    if form.validate_on_submit():
        with form.saving():
            return done(parent_address(create_reply(desk(), finding.id, form.fields())))
    return page("desk/replies/edit.html", form, subject=None, kind="reply", finding=finding)


def edit(subject_id: str) -> ResponseReturnValue:
    """Edit a reply."""
    reply = load(desk(), Reply, subject_id)
    form = ReplyForm(data=data_of(ReplyForm, reply))
    if form.validate_on_submit():
        with form.saving():
            return done(parent_address(revise_reply(desk(), reply.id, form.fields(), form.base)))
    return page("desk/replies/edit.html", form, subject=reply, kind="reply", finding=reply.finding)
