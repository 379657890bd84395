"""Claims with their answers as files of others have them: what readers hand to the importer of pairs."""

from __future__ import annotations

import msgspec

from app.domain.errors import Rejected


class PairIn(msgspec.Struct, kw_only=True, tag=True):
    """A claim with its answer, as a file has it; `place` is where in the file."""

    place: str
    url: str
    agency: str
    claim: str
    rebuttal: str
    title: str = ""
    claim_label: str = "Claim"
    rebuttal_label: str = "Review"
    verdict: str | None = None
    claimant: str | None = None
    language: str | None = None
    note: str = ""
    changes: list[str] = []


class RefusedIn(msgspec.Struct, frozen=True, tag=True):
    """What stands in the file and can't be taken."""

    place: str
    reason: Rejected
    url: str = ""


AnyIn = PairIn | RefusedIn
