"""Captures: taking a page in, making records of what is in it, publishing them together."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.permissions import Action, demand
from app.domain.reading import TOO_LONG
from app.services import batches
from app.services.alignments import continuing, differences
from app.services.captures import Taken, keep_capture, read_capture, revise_capture
from app.services.checked import index_also, nearest, unindexed
from app.services.proposal_steps import span_of, step_to_undo
from app.services.proposals import accept_all
from app.services.revisions import load
from app.services.terms import with_other_terms
from app.storage.models.desk import Capture, Page, Proposal
from app.storage.queries.desk import captures as queries
from app.web.clock import today
from app.web.databases import begin_writing, get_desk_session
from app.web.desk.answers import confirm, done, page
from app.web.desk.captures.forms import CaptureForm, PageChoice, ProvenanceForm, QuickForm
from app.web.desk.captures.lists import list_address
from app.web.desk.captures.marks import Part, marked_text, part_with, parts_of
from app.web.desk.captures.new_pages import page_of
from app.web.desk.captures.outward import outward
from app.web.desk.captures.proposals import Known, listed, untold
from app.web.desk.places import public_address
from app.web.desk.takes import takes, versions_seen
from app.web.desk.versions import data_of
from app.web.people import actor, desk

TOLD = 3
"""So many records are named in a message."""
CHECKED_AT_ONCE = 40
"""How many new claims of a capture are looked for among all that is on the desk; the next ones as these are decided."""


def add() -> ResponseReturnValue:
    """Take in a copy of a page that may be new, as its agency may."""
    form = QuickForm(data={"page_id": request.args.get("page", ""), **_begun()})
    if form.validate_on_submit():
        with form.saving():
            if given := form.list_given():
                return done(list_address(*given, form.chosen()))
            taken = _read(form)
            page_id = page_of(form, taken)
            if page_id:
                return done(keep_capture(desk(), page_id, taken))
    return page("desk/captures/quick.html", form)


def _read(form: CaptureForm) -> Taken:
    """Fetch and read what was given, which takes a while; only then begin to write: others save meanwhile."""
    demand(actor(), Action.CREATE)
    data, fields = form.copy(today())
    taken, missing = read_capture(data, fields, today()), unindexed(desk())
    begin_writing()
    index_also(desk(), missing)
    return taken


def _begun() -> dict[str, str]:
    """Return what a list of copies, and its giver, say of one that is to be pasted."""
    names = ("captured", "address", "obtained", *PageChoice.NAMES)
    return {name: request.args[name] for name in names if name in request.args}


def add_to_page(page_id: str) -> ResponseReturnValue:
    """Take in a copy of a page that is here."""
    row = load(desk(), Page, page_id)
    form = CaptureForm(data=_begun())
    if form.validate_on_submit():
        with form.saving():
            if given := form.list_given():
                return done(list_address(*given, {"page_id": row.id}))
            return done(keep_capture(desk(), page_id, _read(form)))
    return page("desk/captures/new.html", form, row=row)


def show(subject_id: str) -> ResponseReturnValue:
    """Show the page's own text with the proposals marked in it, and beside it what each holds and continues."""
    capture = load(desk(), Capture, subject_id)
    session = get_desk_session()
    proposals = queries.proposals_of(session, capture.id)
    known = _known(capture, proposals)
    rows = listed(proposals, known)
    parts = parts_of(capture.text)
    chosen = min(max(request.args.get("part", 1, type=int), 1), len(parts))
    return render_template(
        "desk/captures/show.html",
        capture=capture,
        rows=rows,
        paragraphs=marked_text(capture, proposals, parts[chosen - 1]),
        parts=parts,
        part=parts[chosen - 1],
        words_at=lambda proposal: _words_at(proposal, parts, chosen),
        orphans=untold(capture, proposals),
        too_long=TOO_LONG in capture.warnings,
        last_step=step_to_undo(desk(), capture),
        open_number=sum(one.state == "open" for one in proposals),
        exact_number=sum(
            row.proposal.state == "open" and row.compared is not None and row.compared.exact for row in rows
        ),
        outward=outward(capture),
    )


def _words_at(proposal: Proposal, parts: Sequence[Part], shown: int) -> str:
    """Return where a proposal's words are marked: on this page, or in another part of a long text."""
    number, anchor = part_with(parts, span_of(proposal.fields)[0]), f"words-{proposal.id}"
    if number == shown:
        return f"#{anchor}"
    return url_for("desk.capture", subject_id=proposal.capture_id, part=number, _anchor=anchor)


def _known(capture: Capture, proposals: Sequence[Proposal]) -> Known:
    """Gather what the page's list compares its proposals with; `look` in the address chooses another record."""
    statements = queries.statements_of_page(get_desk_session(), actor(), capture.page_id)
    kinds = {one.id: one.kind for one in statements}
    name, _, record = request.args.get("look", "").partition(":")
    looked_at = {one.id: record for one in proposals if one.id == name and kinds.get(record) == one.kind}
    chosen = continuing(one for one in proposals if one.state == "open")
    chosen |= {one.id: (one, looked_at[one.id]) for one in proposals if one.id in looked_at}
    here = {row.subject_id for row in capture.wording_rows}
    unknown = [one for one in proposals if one.state == "open" and one.kind == "pair" and not one.continues_id]
    claims = {one.id: one.fields["claim"] for one in unknown[:CHECKED_AT_ONCE]}
    near = nearest(desk(), claims, here)
    return Known(capture, statements, differences(desk(), capture, chosen), looked_at, near, claims.keys())


def edit(subject_id: str) -> ResponseReturnValue:
    """Edit what is known of where a capture comes from."""
    capture = load(desk(), Capture, subject_id)
    form = ProvenanceForm(data=data_of(ProvenanceForm, capture))
    if form.validate_on_submit():
        with form.saving():
            return done(revise_capture(desk(), capture.id, form.fields(), form.base))
    return page("desk/subjects/edit.html", form, subject=capture, kind="capture")


@takes("only")
def accept_proposals(subject_id: str) -> ResponseReturnValue:
    """Accept every open proposal as it is proposed, or those alone that repeat their record word for word."""
    capture = load(desk(), Capture, subject_id)
    number = accept_all(desk(), capture.id, exact=request.form.get("only") == "exact")
    confirm(f"{number} accepted. Readers see none of it until it is published.{_told_of_terms(capture.id)}")
    return done(url_for("desk.capture", subject_id=capture.id))


def _told_of_terms(capture_id: str) -> str:
    """Name the records whose promises the capture words otherwise, for accepting a wording takes none of them."""
    names = [f"“{one.name}”" for one in with_other_terms(desk(), capture_id)]
    if not names:
        return ""
    shown = ", ".join(names[:TOLD]) + (f" and {len(names) - TOLD} more" if len(names) > TOLD else "")
    return f" The page has new terms for {shown}: “Take the new terms” below, where they are right."


@takes()
def submit(subject_id: str) -> ResponseReturnValue:
    """Ask for review of the capture's records that are drafts still."""
    capture = load(desk(), Capture, subject_id)
    number = batches.submit_records(desk(), capture.id)
    confirm(f"{number} submitted for review.")
    return done(url_for("desk.capture", subject_id=capture.id))


@takes("records", "seen")
def publish(subject_id: str) -> ResponseReturnValue:
    """Publish the capture and the records that have their words in it, each by the steps that it still lacks."""
    capture = load(desk(), Capture, subject_id)
    batches.publish_capture(desk(), capture.id, with_records=request.form.get("records") == "yes", seen=versions_seen())
    confirm("Published.", public_address(capture))
    return done(url_for("desk.capture", subject_id=capture.id))
