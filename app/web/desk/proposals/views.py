"""Proposals: accept, drop, reopen, correct."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import Rejected
from app.services import proposals
from app.services.revisions import load
from app.storage.models.desk import Capture
from app.web.desk.answers import done, page
from app.web.desk.captures.marks import marked_text
from app.web.desk.proposals.forms import ProposalForm
from app.web.desk.takes import takes
from app.web.people import desk


@takes("action", "continues")
def decide(proposal_id: str) -> ResponseReturnValue:
    """Accept, drop or reopen a proposal, by the button that was pressed."""
    proposal = proposals.find(desk(), proposal_id)
    action = request.form.get("action")
    if action == "accept":
        proposals.accept(desk(), proposal.id, request.form.get("continues") or None)
    elif action == "drop":
        proposals.drop(desk(), proposal.id)
    elif action == "reopen":
        proposals.reopen(desk(), proposal.id)
    else:
        raise Rejected("Choose to accept, drop or reopen it.")
    return done(url_for("desk.capture", subject_id=proposal.capture_id, _anchor=f"proposal-{proposal.id}"))


def edit(proposal_id: str) -> ResponseReturnValue:
    """Correct where a proposal's words begin and end, with the page's text beside."""
    proposal = proposals.find(desk(), proposal_id)
    capture = load(desk(), Capture, proposal.capture_id)
    form = ProposalForm(proposal.kind, data=proposal.fields)
    if form.validate_on_submit():
        with form.saving():
            proposals.edit(desk(), proposal.id, form.fields())
            return done(url_for("desk.capture", subject_id=capture.id, _anchor=f"proposal-{proposal_id}"))
    return page(
        "desk/proposals/edit.html",
        form,
        proposal=proposal,
        capture=capture,
        paragraphs=marked_text(capture, [proposal]),
    )
