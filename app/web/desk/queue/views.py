"""The queue: what waits for this person, list by list; and one step for many records at once."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound, Rejected
from app.domain.permissions import may
from app.services.steps_for_many import Chosen, take_steps
from app.storage.queries.desk.pages import has_pages
from app.storage.queries.desk.queue import Cut
from app.web.databases import get_desk_session
from app.web.desk.answers import confirm, done, tell_refused
from app.web.desk.queue.lists import LISTS, NAMED, WHOSE, known_whose, read_key, section
from app.web.desk.step_words import told_of_many
from app.web.desk.takes import takes
from app.web.people import actor, desk

FIRST, PAGE = 8, 50


def show() -> str:
    """Show the head of every list."""
    session, person = get_desk_session(), actor()
    whose = known_whose(request.args.get("whose", ""))
    asked = [one for one in LISTS if one.asks is None or may(person, one.asks)]
    sections = [section(session, person, one, Cut(FIRST, mine=one.mine(whose))) for one in asked]
    return render_template(
        "desk/queue.html", sections=sections, whose=whose, choices=WHOSE, any_pages=has_pages(session, person)
    )


def show_list(name: str) -> str:
    """Show one list, a page at a time."""
    person = actor()
    one = NAMED.get(name)
    if one is None or (one.asks is not None and not may(person, one.asks)):
        raise NotFound("The queue has no such list.")
    whose = known_whose(request.args.get("whose", ""))
    cut = Cut(PAGE, read_key(request.args.get("after")), one.mine(whose))
    shown = section(get_desk_session(), person, one, cut)
    return render_template("desk/queue/list.html", section=shown, whose=whose, choices=WHOSE)


@takes("one", "action", "reason", "whose", "back")
def take(name: str) -> ResponseReturnValue:
    """Take one step with all records that were ticked; tell how many, and one by one which were refused."""
    action = request.form.get("action", "")
    taken = take_steps(desk(), action, _chosen(request.form.getlist("one")), request.form.get("reason", "").strip())
    if taken.done:
        confirm(told_of_many(action, taken.done))
    tell_refused([f"“{one.name[:80]}”: {one.sentence}" for one in taken.refused], "record", "records")
    whose = known_whose(request.form.get("whose", "")) or None
    if request.form.get("back") == "list":
        return done(url_for("desk.queue_list", name=name, whose=whose))
    return done(url_for("desk.queue", whose=whose))


def _chosen(ticked: Sequence[str]) -> list[Chosen]:
    chosen = []
    for one in ticked:
        subject_id, _, version = one.partition(":")
        if not version.isdecimal():
            raise Rejected("The list was not sent as it was shown; reload it and choose again.")
        chosen.append(Chosen(subject_id, int(version)))
    return chosen
