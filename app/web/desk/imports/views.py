"""Importing a file of others: give it, see what would become of it and how it is read, and only then take it in."""

from __future__ import annotations

from typing import cast

import msgspec
from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from app.domain.errors import NotFound, Rejected
from app.services import apart
from app.services.checked import index_also, unindexed
from app.services.desk_imports import GivenFile, Wish, read_items, take_items
from app.services.import_kinds import ImportKind, kind_of
from app.services.import_reading import ReadTable
from app.services.imports import Report, demand_importer
from app.web.clock import today
from app.web.databases import begin_writing, databases
from app.web.desk.answers import done, page
from app.web.desk.captures.lists import list_address
from app.web.desk.imports.forms import FileForm, ReviewsForm, TableForm, WorksForm
from app.web.people import actor, desk

TOLD = 200
"""How many changes, and how many refusals, a page tells one by one."""
AnyForm = WorksForm | ReviewsForm | TableForm


def add() -> ResponseReturnValue:
    """Take a file, and go on to what it holds; a list of an archive's copies is chosen from as such lists are."""
    demand_importer(desk())
    form = FileForm()
    if form.validate_on_submit():
        with form.saving():
            data, name = form.given()
            kind = kind_of(data)
            if kind is ImportKind.COPIES:
                return done(list_address(data, name, {}))
            _demand_readable(GivenFile(data, name, kind))
            key = _serializer("file").dumps([databases().waiting.add(data), name, kind])
            return done(url_for("desk.import_file", key=key))
    return page("desk/imports/new.html", form)


def show(key: str) -> ResponseReturnValue:
    """Show what would become of a file, and how it is read; take it in."""
    demand_importer(desk())
    sha256, name, kind = _signed("file", key)
    file = GivenFile(databases().waiting.read(sha256), name, ImportKind(kind))
    table = apart.read_table(file.data) if file.kind is ImportKind.TABLE else None
    form = _form_for(file, table)
    if form.validate_on_submit():
        with form.saving():
            return done(url_for("desk.import_report", key=_taken(file, form.wish())))
    report, lacking = _tried(file, form.wish()) if not form.errors else (None, "")
    return page("desk/imports/file.html", form, file=file, table=table, report=report, lacking=lacking, told=TOLD)


def report(key: str) -> str:
    """Show what became of a file."""
    demand_importer(desk())
    sha256, kind = _signed("report", key)
    found = msgspec.json.decode(databases().waiting.read(sha256), type=Report)
    return render_template("desk/imports/report.html", report=found, kind=ImportKind(kind), told=TOLD)


def _form_for(file: GivenFile, table: ReadTable | None) -> AnyForm:
    if table is not None:
        return TableForm(table.columns, data={**table.guess, "captured": str(today())})
    return ReviewsForm(data={"captured": str(today())}) if file.kind is ImportKind.REVIEWS else WorksForm()


def _demand_readable(file: GivenFile) -> None:
    """Raise Rejected for a file that can't be read, at once: it is not kept."""
    try:
        if file.kind is ImportKind.TABLE:
            apart.read_table(file.data)
        else:
            read_items(file, Wish(captured=""))
    except Rejected as error:
        raise Rejected(str(error), "file") from None


def _tried(file: GivenFile, wish: Wish) -> tuple[Report | None, str]:
    """Return what would become of a file; or what is still to be said before that can be told."""
    try:
        return take_items(desk(), file, wish, read_items(file, wish), dry_run=True), ""
    except Rejected as error:
        return None, str(error)


def _taken(file: GivenFile, wish: Wish) -> str:
    """Take a file in: read it first, which takes a while, and only then begin to write; return its report's key."""
    items, missing = read_items(file, wish), unindexed(desk())
    begin_writing()
    acting = desk()
    index_also(acting, missing)
    told = take_items(acting, file, wish, items, dry_run=False)
    return _serializer("report").dumps([databases().waiting.add(msgspec.json.encode(told)), file.kind])


def _serializer(what: str) -> URLSafeSerializer:
    """Sign which file, or report, it is, so that nobody but its giver opens it."""
    return URLSafeSerializer(cast("str", current_app.secret_key), salt=f"import's {what} of {actor().id}")


def _signed(what: str, key: str) -> list[str]:
    try:
        return cast("list[str]", _serializer(what).loads(key))
    except BadSignature:
        raise NotFound(f"There is no such {what} here; whoever imports it can open it for a day.") from None
