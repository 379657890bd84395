"""Replies: keep the agency's answer to a finding."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue

from app.services.judgements import create_reply, revise_reply
from app.services.revisions import fields_at, load, snapshot
from app.storage.models.desk import Finding, Reply
from app.web.desk.answers import kept, page
from app.web.desk.previews import rendered
from app.web.desk.replies.forms import ReplyForm
from app.web.desk.versions import data_of
from app.web.people import desk


def add(finding_id: str) -> ResponseReturnValue:
    """Keep a reply."""
    finding = load(desk(), Finding, finding_id)
    form = ReplyForm()
    if form.validate_on_submit():
        with form.saving():
            return kept(create_reply(desk(), finding.id, form.fields()))
    return page("desk/replies/edit.html", form, subject=None, kind="reply", **_around(finding))


def edit(subject_id: str) -> ResponseReturnValue:
    """Edit a reply."""
    reply = load(desk(), Reply, subject_id)
    form = ReplyForm(data=data_of(ReplyForm, reply))
    if form.validate_on_submit():
        with form.saving():
            return kept(revise_reply(desk(), reply.id, form.fields(), form.base))
    return page("desk/replies/edit.html", form, subject=reply, kind="reply", **_around(reply.finding))


def _around(finding: Finding) -> dict[str, Any]:
    """Return the finding that is replied to: as readers see it, or as it is where they don't yet."""
    version = finding.published_version
    said = fields_at(desk(), finding.id, version) if version else snapshot(finding)
    return {
        "finding": finding,
        "public": version is not None,
        "said": {**said, "reasoning_html": rendered(said["reasoning"])},
    }
