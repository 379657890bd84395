"""Where a reader goes on: opaque to it, a typed key to us.

A cursor is the base64url form of a JSON array that begins with the name of its list, so that a cursor of one list is
never taken for one of another. Keys don't change while an item lives, so a reader that follows the cursors sees each
item once, whatever is published meanwhile.
"""

from __future__ import annotations

import base64
from typing import Annotated, TypeVar

import msgspec

from app.domain.errors import Rejected
from app.feeds.asked import Query, Text

Number = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
Id = Annotated[str, msgspec.Meta(pattern=r"\A[0-9A-Za-z_-]{1,12}\Z")]
Moment = Annotated[str, msgspec.Meta(pattern=r"\A[0-9T:.Z-]{20,27}\Z")]
Hash = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{16}\Z")]
LONGEST = 200
"""Characters of a cursor that are looked at; ours are shorter."""


class FindingCursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, tag="findings"):
    """After the finding that was first published at this moment and has this id."""

    at: Moment
    id: Id


class ChangeCursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, tag="changes"):
    """After the capture that this entry of the ledger first published."""

    first_seq: Number


class CorrectionCursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, tag="corrections"):
    """After the correction that was made at this moment and has this id."""

    at: Moment
    id: Id


class ObservationCursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, tag="commitments"):
    """After the observation that was first published at this moment and has this id."""

    at: Moment
    id: Id


class SubjectCursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, tag="subject"):
    """After the finding, change or observation that was first published at this moment and has this id."""

    at: Moment
    id: Id


class ReviewCursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, tag="reviews"):
    """After the finding that was first published at this moment and has this id."""

    at: Moment
    id: Id


class ClaimCursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, tag="claims"):
    """After the finding that was first published at this moment and has this id."""

    at: Moment
    id: Id


class SearchCursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, tag="search"):
    """After the record that this entry of the ledger first published."""

    first_seq: Number


class PairCursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, tag="pairs"):
    """After the pair that this entry of the ledger first published."""

    first_seq: Number


class RecordCursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, tag="records"):
    """After the record of this kind that this entry of the ledger first published."""

    kind: str
    first_seq: Number


class LedgerCursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, tag="ledger"):
    """After this entry of the ledger; `head` is the beginning of its hash, so that another ledger is noticed."""

    seq: Number
    head: Hash


Cursor = TypeVar("Cursor", bound=msgspec.Struct)
FORM = "^[A-Za-z0-9_-]*$"
CURSOR = Text(name="cursor", told="Where to go on: an answer's cursor.", pattern=FORM, longest=LONGEST)
SINCE = Text(name="since", told="Where to go on: the last answer's cursor.", pattern=FORM, longest=LONGEST)
PAGE_TOKEN = Text(name="pageToken", told="The last answer's nextPageToken.", pattern=FORM, longest=LONGEST)


def written(cursor: msgspec.Struct) -> str:
    """Write a cursor as a query string holds it, without padding."""
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode("ascii").rstrip("=")


def asked(kind: type[Cursor], parameter: Text, query: Query) -> Cursor | None:
    """Read the cursor of a query, None where there is none. Raise Rejected for one that this list never gave."""
    text = parameter.text(query)
    return read(kind, text) if text else None


def read(kind: type[Cursor], text: str) -> Cursor:
    """Read a cursor. Raise Rejected for one that this list never gave."""
    try:
        begun = text[:LONGEST]
        body = base64.b64decode(begun + "=" * (-len(begun) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(body, type=kind)
    except ValueError:
        raise Rejected("The cursor is none of this list; leave it out to start anew.", "cursor") from None
