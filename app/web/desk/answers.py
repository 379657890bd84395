"""How a desk page answers: the form again with what was wrong, the conflict page, or a redirect after a save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.storage.models.desk import Subject
from app.storage.queries.desk.subjects import newest_revision
from app.web.databases import get_desk_session
from app.web.desk.conflicts import conflict_of
from app.web.desk.forms import DeskForm, VersionedForm
from app.web.desk.places import address_of, parent_address
from app.web.desk.subjects.talk import talk_of
from app.web.people import actor

SEE_OTHER = 303
BAD, STALE = 400, 409
REFUSED, POINTED_OUT, UNDOABLE, TOLD, LONGEST_TOLD = "refused", "at a field", "undoable", 3, 300
"""How many refusals are told one by one, and how much of each: they travel in a cookie."""


def page(template: str, form: DeskForm, **context: Any) -> ResponseReturnValue:
    """Show a page with its form: 200 at first, 400 with what was wrong, 409 with what somebody else saved."""
    if context.get("subject") is not None:
        context["talk"] = talk_of(context["subject"])
    if form.conflict is not None and isinstance(form, VersionedForm):
        conflict = conflict_of(form, form.conflict)
        saved = newest_revision(get_desk_session(), context["subject"].id)
        own = saved.author_id is not None and saved.author_id == actor().id
        return render_template(
            "desk/conflict.html", conflict=conflict, saved=saved, own=own, form=conflict.form, **context
        ), STALE
    return render_template(template, form=form, **context), BAD if form.errors else 200


def point_out(field: str, sentence: str, typed: str) -> None:
    """Say on the next page of the desk, in lines, at which field what was refused, and what was typed there."""
    flash("\n".join([field, sentence, " ".join(typed.split())[:LONGEST_TOLD]]), POINTED_OUT)


def confirm(words: str, address: str | None = None, *, undoable: bool = False) -> None:
    """Say on the next page of the desk what was done, and where readers see it, or that it can be undone there."""
    seen = Markup(' Readers see it at <a href="{0}">{0}</a>.').format(address) if address else ""
    flash(Markup("{}{}").format(words, seen), UNDOABLE if undoable else "desk")


def tell_refused(sentences: Sequence[str], one: str, many: str) -> None:
    """Say on the next page, in one message of several lines, how many were refused, and why the first of them."""
    if not sentences:
        return
    folded = [" ".join(sentence.split()) for sentence in sentences]
    first = [line if len(line) <= LONGEST_TOLD else f"{line[: LONGEST_TOLD - 1]}…" for line in folded[:TOLD]]
    more = [f"And {len(folded) - TOLD} more."] if len(folded) > TOLD else []
    head = f"1 {one} was refused" if len(folded) == 1 else f"{len(folded)} {many} were refused"
    flash("\n".join([head, *first, *more]), REFUSED)


def kept(subject: Subject) -> ResponseReturnValue:
    """Say that what belongs to a record is saved, and go on to its place there."""
    confirm(f"The {subject.kind} is saved as a draft; readers don’t see it yet.")
    return done(parent_address(subject))


def done(target: Subject | str) -> ResponseReturnValue:
    """Go on to a subject's page, or to an address, so that a reload posts nothing again."""
    return redirect(target if isinstance(target, str) else address_of(target), SEE_OTHER)
