"""Telling by its first bytes what a file of others is, so that whoever brings it need not say so."""

from __future__ import annotations

import re
from enum import StrEnum

from app.domain.errors import Rejected
from app.services.archive_kinds import GZIP_MAGIC, is_list

PIECE = 100_000
BIBTEX = re.compile(rb"^\s*@[A-Za-z]{1,30}\s*[{(]", re.MULTILINE)
ZIP = b"PK\x03\x04"
UNKNOWN = (
    "This is none of the files that are taken here: ClaimReviews (JSON-LD), a table (CSV), CSL-JSON, BibTeX, WARC or "
    "CDX. Nothing was imported."
)


class ImportKind(StrEnum):
    """What a file holds that the desk can take in."""

    REVIEWS = "ClaimReviews"
    TABLE = "table"
    WORKS = "works"
    COPIES = "copies"


def kind_of(data: bytes) -> ImportKind:
    """Tell what a file is. Raise Rejected for one that is empty, packed, or none of what is taken."""
    if not data.strip():
        raise Rejected("The file is empty. Nothing was imported.", "file")
    if data.startswith(ZIP):
        raise Rejected(
            "This is a packed file. Unpack it first; a bundle of a whole site is taken by `rejoinder import bundle`.",
            "file",
        )
    if is_list(data):
        return ImportKind.COPIES
    text = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"{", b"[", b"<")):
        return ImportKind.REVIEWS if b"ClaimReview" in data or text.startswith(b"<") else ImportKind.WORKS
    if BIBTEX.search(text[:PIECE]):
        return ImportKind.WORKS
    first = text[:PIECE].partition(b"\n")[0]
    if not data.startswith(GZIP_MAGIC) and any(mark in first for mark in (b",", b";", b"\t", b"|")):
        return ImportKind.TABLE
    raise Rejected(UNKNOWN, "file")
