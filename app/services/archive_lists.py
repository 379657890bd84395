"""What an archive holds of a page: a WARC file with the bytes, or a CDX list that says where they are.

Desk and command line read both by this module; which rows become captures is an editor's choice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from app.domain.archive_rows import Listed, Row, Unread, listed
from app.domain.cdx import is_cdx, parse_cdx
from app.domain.errors import NotFound, Rejected
from app.domain.mementos import archived
from app.domain.permissions import Actor
from app.domain.vocabulary import Obtained
from app.services.captures import CaptureFields
from app.services.fetching import FetchRules, fetch_page
from app.services.warc import WarcCopy, base32_sha1, beginning, copies, is_warc, unpacked
from app.storage.blobs import Blobs
from app.storage.models.desk import Capture
from app.storage.queries.desk.visibility import visible_to

ARCHIVE = "https://web.archive.org/web/{timestamp}id_/{url}"
"""Where the bytes of a row are, unless the setting `ARCHIVE_ADDRESS` names another archive."""
NO_LIST = "This is neither a WARC file nor a CDX list."
MOST_COMPARED = 500


@dataclass(frozen=True)
class ArchiveList:
    """A list as it was given: its rows, what of it can't be read, and whether it holds the bytes itself.

    `own` are the digests of such bytes as they are once they are unpacked; archives name them as they were sent.
    """

    rows: list[Listed]
    unread: list[Unread] = field(default_factory=list)
    holds_bytes: bool = False
    own: dict[int, str] = field(default_factory=dict)

    @property
    def offered(self) -> list[Listed]:
        """The rows that can become captures."""
        return [one for one in self.rows if one.is_offered]

    def digest_of(self, row: Row) -> str:
        """Return the digest by which a row's bytes would be known here; empty for none."""
        return self.own.get(row.number) or row.digest or ""

    def chosen(self, numbers: Collection[int]) -> list[Row]:
        """Return the rows of these numbers. Raise Rejected for one that is not offered."""
        known = {one.row.number: one.row for one in self.offered}
        if not known.keys() >= set(numbers):
            raise Rejected("The list was not sent as it was shown; reload it and choose again.", "rows")
        return [known[number] for number in sorted(set(numbers))]


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of a row, and what is known of them."""

    row: Row
    data: bytes
    fields: CaptureFields
    as_listed: bool = True
    """Whether the bytes are those that the list names by their digest (where it names any)."""


def is_list(data: bytes) -> bool:
    """Tell whether a file is a WARC or a CDX list, packed or not."""
    begin = beginning(data)
    return is_warc(data) or is_cdx(begin.decode("utf-8", errors="replace"))


def read_list(data: bytes) -> ArchiveList:
    """Read a WARC or a CDX list. Raise Rejected for a damaged one, and for what is neither."""
    if is_warc(data):
        return _warc_list(copies(data))
    with unpacked(data) as file:
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeError:
            raise Rejected(f"{NO_LIST} It is no UTF-8 text.", "list") from None
    rows = parse_cdx(text)
    return ArchiveList(listed(rows.rows), rows.unread)


def _warc_list(found: Iterator[WarcCopy]) -> ArchiveList:
    rows: list[Row] = []
    why: dict[int, str | None] = {}
    own: dict[int, str] = {}
    for copy in found:
        rows.append(copy.row)
        why[copy.row.number] = copy.why_not
        own[copy.row.number] = base32_sha1(copy.data) if copy.data else ""
    return ArchiveList([_told(one, why[one.row.number]) for one in listed(rows)], holds_bytes=True, own=own)


def _told(one: Listed, why_not: str | None) -> Listed:
    if one.why_not is not None or one.same_as is not None or why_not is None:
        return one
    return msgspec.structs.replace(one, why_not=why_not)


def warc_copies(data: bytes, numbers: Collection[int], filename: str | None) -> Iterator[Copy]:
    """Give the chosen records of a WARC, with where they come from."""
    for copy in copies(data):
        if copy.row.number in numbers:
            yield Copy(row=copy.row, data=copy.data, fields=_warc_fields(copy, filename))


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
    return template.replace("{timestamp}", row.timestamp).replace("{url}", row.address)


def fetched_row(rules: FetchRules, template: str, row: Row) -> Copy:
    """Fetch a row's bytes from its archive. Raise Rejected, with why, where they can't be had."""
    answer = fetch_page(rules, archive_address(template, row))
    if not answer.data:
        raise Rejected("The archive gives an empty page.")
    said = archived(answer.headers)
    fields = CaptureFields(
        captured=str(said.captured if said else row.captured),
        obtained=Obtained.IMPORTED.value,
        address=row.address,
        note=f"Fetched from an archive: <{answer.address}>.",
        declared=answer.declared or None,
    )
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
