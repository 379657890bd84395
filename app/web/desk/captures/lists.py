"""A list of copies that an archive holds: which of them are new here, and taking some of them in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

from flask import current_app, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from app.domain.archive_rows import ArchiveList, Listed, address_key
from app.domain.errors import NotFound, Rejected
from app.domain.permissions import Action, demand
from app.services.apart import read_list
from app.services.archive_lists import archive_address, held_digests
from app.services.archive_takes import GivenList, keep_copies, read_copies
from app.services.checked import index_also, unindexed
from app.services.revisions import load
from app.storage.models.desk import Capture, Page
from app.storage.queries.desk.pages import pages_by_address
from app.web.clock import today
from app.web.databases import begin_writing, databases, get_desk_session
from app.web.desk.answers import confirm, done, page, tell_refused
from app.web.desk.captures.forms import ListForm, PageChoice
from app.web.desk.captures.new_pages import page_of
from app.web.desk.places import address_of
from app.web.fetching import fetch_rules
from app.web.people import actor, desk

SHOWN, TOLD = 200, 50
"""How many copies that can be taken in are shown, and how many of what can't be."""


def list_address(data: bytes, filename: str | None, chosen: Mapping[str, Any]) -> str:
    """Keep a list for a day; return the address at which its giver chooses from it. Raise Rejected for a bad one.

    `chosen` is what the giver said of the page already, by the fields of `ListForm`.
    """
    demand(actor(), Action.CREATE)
    try:
        read_list(data)
    except Rejected as error:
        raise Rejected(str(error), "file" if filename else "text") from None
    key = _serializer().dumps([databases().waiting.add(data), filename])
    return url_for("desk.capture_list", key=key, **chosen)


def _serializer() -> URLSafeSerializer:
    """Sign which list it is, so that nobody but its giver opens it."""
    return URLSafeSerializer(cast("str", current_app.secret_key), salt=f"list of {actor().id}")


def _given(key: str) -> GivenList:
    try:
        sha256, filename = _serializer().loads(key)
    except BadSignature:
        raise NotFound("There is no such list here; whoever gave it can open it for a day.") from None
    data = databases().waiting.read(sha256)
    return GivenList(data, filename, read_list(data), fetch_rules(), current_app.config["ARCHIVE_ADDRESS"])


def show(key: str) -> ResponseReturnValue:
    """Show what a list holds, and take in the copies that were chosen."""
    given = _given(key)
    said = {name: request.args[name] for name in PageChoice.NAMES if name in request.args}
    alike = _page_like(given.list)
    form = ListForm(data={**(said or {"page_id": alike}), "suggested": alike})
    if form.validate_on_submit():
        with form.saving():
            answer = _take(form, given)
            if answer is not None:
                return answer
    offered = given.list.offered
    held = _held(form.page_id.data)
    return page(
        "desk/captures/list.html",
        form,
        kept=given,
        offered=offered[:SHOWN],
        number=len(offered),
        folded=[one for one in given.list.rows if one.same_as],
        others=[one for one in given.list.rows if one.why_not],
        told=TOLD,
        holder=lambda one: held.get(given.list.digest_of(one.row)),
        archive=lambda one: archive_address(given.template, one.row),
        paste=partial(_paste_address, form),
        page_id=form.page_id.data or "",
    )


def _paste_address(form: ListForm, one: Listed) -> str:
    """Return where a copy is pasted by hand, with what the list knows of it and what was said of its page."""
    known: dict[str, Any] = {"captured": str(one.row.captured), "address": one.row.address, "obtained": "imported"}
    said: dict[str, Any] = form.chosen()
    chosen = said.pop("page_id", None)
    if chosen:
        return url_for("desk.capture_new", page_id=chosen, **known)
    return url_for("desk.capture_quick", **known, **said)


def _page_like(found: ArchiveList) -> str:
    """Return the page that has an address of the list; empty where none has."""
    known = pages_by_address(get_desk_session(), actor())
    keys = (address_key(one.row.address) for one in found.offered)
    return next((known[key] for key in keys if key in known), "")


def _held(page_id: str | None) -> dict[str, Capture]:
    """Return the page's copies by their digests in archives."""
    return held_digests(get_desk_session(), actor(), databases().blobs, page_id) if page_id else {}


def _take(form: ListForm, given: GivenList) -> ResponseReturnValue | None:
    """Get and read the chosen copies, and only then begin to write: others can save meanwhile."""
    again = bool(form.again.data)
    read = read_copies(desk(), given, form.page_id.data, form.rows.data or [], today(), again=again)
    missing = unindexed(desk())
    begin_writing()
    index_also(desk(), missing)
    page_id = page_of(form, read.taken[0])
    if page_id is None:
        return None
    made = keep_copies(desk(), page_id, read)
    confirm(f"{len(made)} {'copy was' if len(made) == 1 else 'copies were'} taken in.")
    tell_refused(read.refused, "copy", "copies")
    return done(made[0] if len(made) == 1 else address_of(load(desk(), Page, page_id)))
