"""A list of copies that an archive holds: which of them are new here, and taking some of them in."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import msgspec
from flask import current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from app.domain.archive_rows import ArchiveList, Listed, Row, address_key
from app.domain.errors import NotFound, Rejected
from app.domain.permissions import Action, demand
from app.services.apart import read_list
from app.services.archive_lists import (
    Copy,
    archive_address,
    fetched_row,
    held_digests,
    warc_copies,
)
from app.services.captures import CaptureFields, Taken, keep_capture, read_capture
from app.services.checked import index_also, unindexed
from app.services.intake import page_at
from app.services.revisions import load
from app.storage.models.desk import Capture, Page
from app.web.clock import today
from app.web.databases import begin_writing, databases, get_desk_session
from app.web.desk.answers import confirm, done, page
from app.web.desk.captures.forms import ListForm, PageChoice
from app.web.desk.captures.new_pages import page_of
from app.web.desk.places import address_of
from app.web.fetching import fetch_rules
from app.web.people import actor, desk

SHOWN, TOLD = 200, 50
"""How many copies that can be taken in are shown, and how many of what can't be."""
MOST_READ, MOST_FETCHED = 20, 5
"""How many copies are taken in at once."""
PATIENCE = 40
"""For how many seconds further copies are asked for; whoever stands in front gives up after sixty."""
LOOKED_FOR = 50
"""How many addresses of a list are looked for among those of pages."""
REFUSED = "refused"


@dataclass(frozen=True)
class Kept:
    """A list that was given, as it waits for a choice."""

    data: bytes
    filename: str | None
    list: ArchiveList

    @property
    def most(self) -> int:
        """How many copies of it may be taken in at once; none where they would have to be fetched, and that is off."""
        if self.list.holds_bytes:
            return MOST_READ
        return MOST_FETCHED if fetch_rules() is not None else 0


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


def _kept(key: str) -> Kept:
    try:
        sha256, filename = _serializer().loads(key)
    except BadSignature:
        raise NotFound("There is no such list here; whoever gave it can open it for a day.") from None
    data = databases().waiting.read(sha256)
    return Kept(data, filename, read_list(data))


def show(key: str) -> ResponseReturnValue:
    """Show what a list holds, and take in the copies that were chosen."""
    kept = _kept(key)
    said = {name: request.args[name] for name in PageChoice.NAMES if name in request.args}
    form = ListForm(data=said or {"page_id": _page_like(kept.list)})
    if form.validate_on_submit():
        with form.saving():
            answer = _take(form, kept)
            if answer is not None:
                return answer
    offered = kept.list.offered
    held = _held(form.page_id.data)
    template = current_app.config["ARCHIVE_ADDRESS"]
    return page(
        "desk/captures/list.html",
        form,
        kept=kept,
        offered=offered[:SHOWN],
        number=len(offered),
        folded=[one for one in kept.list.rows if one.same_as],
        others=[one for one in kept.list.rows if one.why_not],
        told=TOLD,
        holder=lambda one: held.get(kept.list.digest_of(one.row)),
        archive=lambda one: archive_address(template, one.row),
        paste=_paste_address,
        page_id=form.page_id.data or "",
    )


def _paste_address(one: Listed) -> str:
    """Return where a copy is pasted by hand, with what the list knows of it."""
    chosen = request.args.get("page_id")
    known: dict[str, Any] = {"captured": str(one.row.captured), "address": one.row.address, "obtained": "imported"}
    if chosen:
        return url_for("desk.capture_new", page_id=chosen, **known)
    return url_for("desk.capture_quick", **known)


def _page_like(found: ArchiveList) -> str:
    """Return the page that has an address of the list; empty where none has."""
    keys = {address_key(one.row.address): one.row.address for one in found.offered}
    return next((page.id for address in [*keys.values()][:LOOKED_FOR] if (page := page_at(desk(), address))), "")


def _held(page_id: str | None) -> dict[str, Capture]:
    """Return the page's copies by their digests in archives."""
    return held_digests(get_desk_session(), actor(), databases().blobs, page_id) if page_id else {}


def _take(form: ListForm, kept: Kept) -> ResponseReturnValue | None:
    """Get and read the chosen copies, and only then begin to write: others can save meanwhile."""
    demand(actor(), Action.CREATE)
    if not kept.most:
        raise Rejected("Fetching is off on this site, so copies of this list come in by hand.")
    if form.page_id.data:
        load(desk(), Page, form.page_id.data)
    rows = kept.list.chosen(form.rows.data or [])
    if not rows:
        raise Rejected("Choose at least one copy.", "rows")
    if len(rows) > kept.most:
        raise Rejected(f"Up to {kept.most} copies are taken in at once; choose fewer.", "rows")
    refused: list[str] = []
    taken = list(_read(kept, rows, refused, again=bool(form.again.data)))
    if not taken:
        raise Rejected(" ".join(refused))
    missing = unindexed(desk())
    begin_writing()
    index_also(desk(), missing)
    page_id = page_of(form, taken[0])
    return _kept_as_captures(page_id, taken, refused) if page_id else None


def _read(kept: Kept, rows: Sequence[Row], refused: list[str], *, again: bool) -> Iterator[Taken]:
    """Give the copies as they are read; note those that can't be had."""
    for row, copy in _copies(kept, rows, refused):
        try:
            fields = copy.fields if not again else _again(copy)
            yield read_capture(copy.data, fields, today())
        except Rejected as error:
            refused.append(f"{row.captured.spoken}: {error}")


def _again(copy: Copy) -> CaptureFields:
    return msgspec.structs.replace(copy.fields, again=True)


def _copies(kept: Kept, rows: Sequence[Row], refused: list[str]) -> Iterator[tuple[Row, Copy]]:
    if kept.list.holds_bytes:
        for copy in warc_copies(kept.data, {row.number for row in rows}, kept.filename):
            yield copy.row, copy
        return
    rules = fetch_rules()
    assert rules is not None  # noqa: S101  # nothing is taken from such a list otherwise
    until = time.monotonic() + PATIENCE
    for row in rows:
        if time.monotonic() > until:
            refused.append(f"{row.captured.spoken}: not asked, for the archive is slow today; choose it once more.")
            continue
        try:
            yield row, fetched_row(rules, current_app.config["ARCHIVE_ADDRESS"], row)
        except Rejected as error:
            refused.append(f"{row.captured.spoken}: {error}")


def _kept_as_captures(page_id: str, taken: Sequence[Taken], refused: list[str]) -> ResponseReturnValue:
    """Keep the copies, the oldest first; tell of those that the page has already."""
    made = []
    for one in sorted(taken, key=lambda one: str(one.captured)):
        try:
            made.append(keep_capture(desk(), page_id, one))
        except Rejected as error:
            refused.append(f"{one.captured.spoken}: {error}")
    if not made:
        raise Rejected(" ".join(refused))
    for sentence in refused:
        flash(sentence, REFUSED)
    confirm(f"{len(made)} {'copy was' if len(made) == 1 else 'copies were'} taken in.")
    return done(made[0] if len(made) == 1 else address_of(load(desk(), Page, page_id)))
