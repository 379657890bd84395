"""Proposals: accept, drop, reopen, join, split, relabel, correct, add by hand, undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import Rejected
from app.domain.segments import segments
from app.services import proposal_steps, proposals, reshaping
from app.services.desk import Desk
from app.services.proposals import Also, locate
from app.services.reshaping import Cut
from app.services.revisions import load
from app.storage.models.desk import Capture, Proposal
from app.storage.queries.desk.captures import proposals_of
from app.web.databases import get_desk_session
from app.web.desk.answers import confirm, done, page
from app.web.desk.captures.marks import around, marked_text, number_of, part_with, parts_of
from app.web.desk.proposals.forms import KINDS, ProposalForm, SplitForm
from app.web.desk.takes import takes
from app.web.people import desk


@takes("action", "continues", "repeats", "terms")
def decide(proposal_id: str) -> ResponseReturnValue:
    """Accept, drop, reopen, join or relabel a proposal, by the button that was pressed."""
    proposal = proposals.find(desk(), proposal_id)
    action, _, detail = request.form.get("action", "").partition(":")
    if action == "look":
        return done(_place(proposal, look=f"{proposal.id}:{request.form.get('continues', '')}"))
    if action not in DECISIONS:
        raise Rejected("Choose to accept, drop or reopen it.")
    after, number, other = _next_open(proposal), number_of(proposal), _joined_with(proposal)
    DECISIONS[action](desk(), proposal.id, detail)
    confirm(_told(action, proposal, number, other), undoable=True)
    return done(_place(after if action in {"accept", "drop"} and after else proposal))


def _accept(desk: Desk, proposal_id: str, _detail: str) -> None:
    also = Also(repeats=request.form.getlist("repeats"), terms=request.form.get("terms") == "yes")
    proposals.accept(desk, proposal_id, request.form.get("continues") or None, also)


DECISIONS: dict[str, Callable[[Desk, str, str], Any]] = {
    "accept": _accept,
    "drop": lambda desk, proposal_id, _detail: proposals.drop(desk, proposal_id),
    "reopen": lambda desk, proposal_id, _detail: proposals.reopen(desk, proposal_id),
    "join": lambda desk, proposal_id, _detail: reshaping.join(desk, proposal_id),
    "relabel": reshaping.relabel,
    "terms": lambda desk, proposal_id, _detail: proposals.take_new_terms(desk, proposal_id),
}


def _told(action: str, proposal: Proposal, number: str, other: tuple[str, int] | None) -> str:
    """Say what was done; `number` is the proposal's sign before, `other` that of the one it was joined with."""
    if action == "join" and other is not None:
        _, over = proposal.fields.get("rebuttal_range", (0, 0))
        between = proposal.kind == "pair" and proposal.fields["rebuttal_range"][0] < other[1] < over
        goes_on = " The answer goes on over all that stands between, for a side is one piece of the page."
        return f"{number} and {other[0]} are joined.{goes_on if between else ''}"
    if action == "relabel":
        return f"{number} is a {proposal.kind} now, {number_of(proposal)}."
    return {
        "accept": f"{number} is accepted.",
        "drop": f"{number} is dropped.",
        "reopen": f"{number} is open again.",
        "terms": f"The new terms of {number} are in the record.",
    }[action]


def _joined_with(proposal: Proposal) -> tuple[str, int] | None:
    """Return the sign of the proposal that this one would be joined with, and where its claim begins."""
    other = reshaping.next_alike(list(proposals_of(get_desk_session(), proposal.capture_id)), proposal)
    return (number_of(other), other.fields.get("claim_range", (0,))[0]) if other is not None else None


def edit(proposal_id: str) -> ResponseReturnValue:
    """Correct where a proposal's words begin and end, with the page's text beside."""
    proposal = proposals.find(desk(), proposal_id)
    form = ProposalForm(proposal.kind, data=proposal.fields)
    if form.validate_on_submit():
        with form.saving():
            reshaping.edit(desk(), proposal.id, form.fields())
            confirm(f"{number_of(proposal)} is saved.", undoable=True)
            return done(_place(proposal))
    return page("desk/proposals/edit.html", form, **_beside(proposal))


def split(proposal_id: str) -> ResponseReturnValue:
    """Split a proposal in two at a sentence, or at words that are typed."""
    proposal = proposals.find(desk(), proposal_id)
    capture = load(desk(), Capture, proposal.capture_id)
    starts, answers = _cuts(capture, proposal)
    form = SplitForm(proposal.kind, starts, answers)
    if form.validate_on_submit():
        with form.saving():
            one, other = reshaping.split(desk(), proposal.id, _cut(form, capture, proposal))
            confirm(f"Split in two: {number_of(one)} and {number_of(other)}.", undoable=True)
            return done(_place(proposal))
    return page("desk/proposals/split.html", form, **_beside(proposal))


def add(capture_id: str) -> ResponseReturnValue:
    """Add a pair, safeguard or concern by hand, or make a pair of words that stood alone."""
    capture = load(desk(), Capture, capture_id)
    kind = request.args.get("kind", "pair")
    if kind not in reshaping.KINDS:
        raise Rejected("Choose what it is: a pair, a safeguard or a concern.")
    form = ProposalForm(kind, data=_of_orphan(capture) if kind == "pair" else {})
    if form.validate_on_submit():
        with form.saving():
            added = reshaping.add(desk(), capture.id, kind, form.fields())
            confirm(f"{number_of(added)} is added.", undoable=True)
            return done(_place(added))
    parts = parts_of(capture.text)
    part = parts[part_with(parts, form.near.data or 0) - 1]
    if "part" in request.args:
        part = parts[min(max(request.args.get("part", 1, type=int), 1), len(parts)) - 1]
    return page(
        "desk/proposals/new.html",
        form,
        capture=capture,
        kind=kind,
        kinds=KINDS,
        parts=parts,
        part=part,
        paragraphs=marked_text(capture, proposals_of(get_desk_session(), capture.id), part),
    )


@takes("step")
def undo(subject_id: str) -> ResponseReturnValue:
    """Undo the last act on a capture's proposals, if that is still the one that the person saw."""
    capture = load(desk(), Capture, subject_id)
    step = proposal_steps.undo(desk(), capture.id, request.form.get("step", 0, type=int))
    confirm(f"Undone: {step.act} {_quoted(step.before['told'])}".strip() + ".")
    first = next((row["id"] for row in step.before["proposals"]), None)
    anchor = f"proposal-{first}" if first else None
    return done(url_for("desk.capture", subject_id=capture.id, _anchor=anchor))


def _quoted(told: str) -> str:
    return f"“{told}”" if told else ""


def _place(proposal: Proposal, look: str | None = None) -> str:
    return url_for("desk.capture", subject_id=proposal.capture_id, look=look, _anchor=f"proposal-{proposal.id}")


def _next_open(proposal: Proposal) -> Proposal | None:
    """Return the open proposal after this one in the order of the page, which a person will look at next."""
    rows = proposals_of(get_desk_session(), proposal.capture_id)
    ordered = sorted(rows, key=lambda row: proposal_steps.span_of(row.fields))
    here = [row.id for row in ordered].index(proposal.id)
    return next((row for row in [*ordered[here + 1 :], *ordered[:here]] if row.state == "open"), None)


def _beside(proposal: Proposal) -> dict[str, Any]:
    """Gather the page's text around a proposal."""
    capture = load(desk(), Capture, proposal.capture_id)
    part = around(capture, proposal)
    return {
        "proposal": proposal,
        "capture": capture,
        "paragraphs": marked_text(capture, [proposal], part),
        "cut_short": part is not None,
        "part_start": part.start if part else 0,
    }


def _cuts(capture: Capture, proposal: Proposal) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """List where a second part, and the answer to it, may begin: at each sentence but the first of its side."""
    fields = proposal.fields
    if proposal.kind != "pair":
        return _sentences(capture, fields["range"]), []
    answers = _sentences(capture, fields["rebuttal_range"])
    return [*_sentences(capture, fields["claim_range"]), *answers], answers


def _sentences(capture: Capture, place: list[int]) -> list[tuple[str, str]]:
    return [(str(start), capture.text[start:end]) for start, end in segments(capture.text, *place)[1:]]


def _cut(form: SplitForm, capture: Capture, proposal: Proposal) -> Cut:
    """Return where the editor cuts: at typed words where there are some, else at the sentence that was chosen."""
    start = _position(form, capture, proposal, "start")
    answer = _position(form, capture, proposal, "answer") if "answer" in form else None
    return Cut(start=start, answer=answer)


def _position(form: SplitForm, capture: Capture, proposal: Proposal, name: str) -> int | None:
    first, last = proposal_steps.span_of(proposal.fields)
    words, chosen = form[f"{name}_words"].data, form[name].data or ""
    if words:
        start, _ = locate(capture.text[first:last], words, 0, f"{name}_words")
        return first + start
    return int(chosen) if chosen.isdecimal() else None


def _of_orphan(capture: Capture) -> dict[str, Any]:
    """Return what a new pair begins with: the words that stood alone, as the address names them."""
    orphans = capture.extracted.get("orphans", [])
    number = request.args.get("orphan", type=int)
    if number is None or not 0 <= number < len(orphans):
        return {}
    one = orphans[number]
    side = one["side"]
    near = {"claim": "near", "rebuttal": "near_rebuttal"}[side]
    return {side: one["text"], f"{side}_label": one["label"], near: one["range"][0]}
