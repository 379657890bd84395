"""What an archive holds of a page: a WARC file with the bytes, or a CDX list that says where they are.

Desk and command line read both by this module; which rows become captures is an editor's choice.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from app.domain.archive_rows import Row, WarcCopy, base32_sha1
from app.domain.errors import NotFound, Rejected
from app.domain.permissions import Actor
from app.domain.vocabulary import Obtained
from app.services.apart import read_copies
from app.services.captures import CaptureFields
from app.services.fetch_rules import FetchRules
from app.services.fetched_copies import archive_fields
from app.services.fetching import fetch_page
from app.storage.blobs import Blobs
from app.storage.models.desk import Capture
from app.storage.queries.desk.visibility import visible_to

ARCHIVE = "https://web.archive.org/web/{timestamp}id_/{url}"
"""Where the bytes of a row are, unless the setting `ARCHIVE_ADDRESS` names another archive."""
MOST_COMPARED = 500
NOON = "120000"


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of a row, and what is known of them."""

    row: Row
    data: bytes
    fields: CaptureFields
    as_listed: bool = True
    """Whether the bytes are those that the list names by their digest (where it names any)."""


def warc_copies(data: bytes, numbers: Collection[int], filename: str | None) -> list[Copy]:
    """Return the chosen records of a WARC, with where they come from."""
    found = read_copies(data, numbers)
    return [Copy(row=copy.row, data=copy.data, fields=_warc_fields(copy, filename)) for copy in found]


def _warc_fields(copy: WarcCopy, filename: str | None) -> CaptureFields:
    """Say of a record where it comes from; a copy of a copy is of the day, and the address, that the archive says."""
    memento = copy.archived
    named = f"the WARC file “{filename}”" if filename else "a WARC file"
    note = f"Taken from {named}, {copy.row.place}."
    if memento is not None:
        note = f"{note} The crawler had it from <{copy.row.address}>."
    return CaptureFields(
        captured=str(memento.captured if memento else copy.row.captured),
        obtained=Obtained.IMPORTED.value,
        address=memento.original if memento and memento.original else copy.row.address,
        note=note,
        declared=copy.declared,
    )


def archive_template(setting: str | None) -> str:
    """Return where an archive hands out bytes. Raise Rejected for a setting that names no place for the address."""
    template = setting or ARCHIVE
    if not template.startswith(("http://", "https://")) or "{url}" not in template or "{timestamp}" not in template:
        raise Rejected(
            "REJOINDER_ARCHIVE_ADDRESS must be a web address with {timestamp} and {url} where those of a copy go."
        )
    return template


def archive_address(template: str, row: Row) -> str:
    """Return where an archive hands out a row's bytes."""
    return _address_in(template, row.timestamp, row.address)


def archive_page(template: str, address: str, day: date) -> str:
    """Return where an archive shows people its copy of an address that is nearest to a day."""
    return _address_in(template.replace("id_/", "/"), f"{day:%Y%m%d}{NOON}", address)


def _address_in(template: str, timestamp: str, address: str) -> str:
    return template.replace("{timestamp}", timestamp).replace("{url}", address)


def fetched_row(rules: FetchRules, template: str, row: Row) -> Copy:
    """Fetch a row's bytes from its archive. Raise Rejected, with why, where they can't be had."""
    answer = fetch_page(rules, archive_address(template, row))
    if not answer.data:
        raise Rejected("The archive gives an empty page.")
    fields = archive_fields(answer, row.captured, row.address)
    as_listed = row.digest is None or base32_sha1(answer.data) == row.digest
    return Copy(row=row, data=answer.data, fields=fields, as_listed=as_listed)


def held_digests(session: Session, actor: Actor, blobs: Blobs, page_id: str) -> dict[str, Capture]:
    """Map the digests by which archives know bytes to the page's captures of those bytes, the newest 500."""
    query = select(Capture).options(load_only(Capture.sha256, Capture.captured, Capture.number, Capture.page_id))
    query = query.where(visible_to(actor), Capture.page_id == page_id)
    found: dict[str, Capture] = {}
    for capture in session.scalars(query.order_by(Capture.captured.desc()).limit(MOST_COMPARED)):
        try:
            found[base32_sha1(blobs.read(capture.sha256))] = capture
        except NotFound:  # `rejoinder ledger verify` tells of it
            continue
    return found
