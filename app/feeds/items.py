"""What feeds and the API are made of: small frozen values that `web/feeds` fills from the library and the ledger.

Moments are RFC 3339 in UTC as the ledger holds them (`2026-11-24T04:18:10.000000Z`), partial dates `YYYY[-MM[-DD]]`.
Whatever is named `html` was sanitised when it was published; all else is plain text and is escaped when written.
`cursor` is where a reader goes on after the item.
"""

from __future__ import annotations

import msgspec


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Enough of a record to name it and to link to it."""

    id: str
    slug: str
    name: str


class ReplyItem(msgspec.Struct, frozen=True, kw_only=True):
    """The agency's answer to a finding. `received` is a partial date."""

    author: str
    received: str
    html: str


class FindingItem(msgspec.Struct, frozen=True, kw_only=True):
    """A finding with its subject and agency. `quote` is the passage that it judges, None for the whole rebuttal.

    `retracted` is the reason, where the finding or its subject was retracted. `modified` is when the record that
    holds it was last published: never earlier than a change of the finding.
    """

    id: str
    number: int
    verdict: str
    claim_reviewed: str
    html: str
    subject_kind: str
    subject: Named
    agency: Named
    published: str
    modified: str
    cursor: str
    quote: str | None = None
    retracted: str | None = None
    replies: list[ReplyItem] = []


class CorrectionItem(msgspec.Struct, frozen=True, kw_only=True):
    """A correction of our own error, with the record that it corrects."""

    id: str
    html: str
    subject_kind: str
    subject: Named
    agency: Named
    published: str
    cursor: str


class ObservationItem(msgspec.Struct, frozen=True, kw_only=True):
    """How a commitment fared on the day it was looked at. `text` is the promise in the agency's words.

    `observed`, `done` and `due` are partial dates; `source` is a source's id.
    """

    id: str
    commitment: str
    kind: str
    text: str
    due: str | None
    result: str
    observed: str
    done: str | None
    source: str | None
    html: str
    subject_kind: str
    subject: Named
    agency: Named
    published: str
    modified: str
    cursor: str


class Quantity(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """A number with its unit that took the place of another one, each in the page's words."""

    from_: str
    to: str


class ChangeLine(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """What changed of one pair, safeguard or concern, as `LibraryChange.lines` holds it.

    `change` (same, reworded, added, removed) speaks of the claim or the label alone, `body_changed` of the rebuttal
    or the text. `from_` and `to` are the claims or labels; `verdict` the agency's own verdict before and after, where
    it changed. One whose words became part of another's is *removed*, with the subject that holds them in
    `joined_into`; one that came by a split is *added*, with the one that held its words in `split_off`. `joined_from`
    and `split_into` name, on these others, all the parts, themselves among them.
    """

    subject: str
    kind: str
    change: str
    moved: bool
    body_changed: bool
    from_: str | None
    to: str | None
    verdict: tuple[str | None, str | None] | None
    quantities: list[Quantity]
    joined_into: str | None = None
    joined_from: list[str] = []
    split_off: str | None = None
    split_into: list[str] = []

    @property
    def parted(self) -> bool:
        """Whether it was joined with others or split."""
        return bool(self.joined_into or self.joined_from or self.split_off or self.split_into)


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """A capture's place on its page: its date, and which of that date it is, from 1."""

    id: str
    captured: str
    number: int

    @property
    def key(self) -> str:
        """Write it as addresses do: 2011-06-25, or 2011-06-25.2 for the second of that day."""
        return self.captured + (f".{self.number}" if self.number > 1 else "")


class ChangeItem(msgspec.Struct, frozen=True, kw_only=True):
    """How a published capture differs from the published one before it on its page."""

    old: Capture
    new: Capture
    page: Named
    agency: Named
    lines: list[ChangeLine]
    published: str
    modified: str
    cursor: str


class FindingBrief(msgspec.Struct, frozen=True, kw_only=True):
    """A finding as a list of pairs names it."""

    id: str
    number: int
    verdict: str
    claim_reviewed: str
    at: str
    retracted: str | None = None


class WordingItem(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a pair in one capture."""

    capture: Capture
    claim: str
    rebuttal: str | None
    claim_label: str | None
    rebuttal_label: str | None
    verdict_label: str | None


class PairItem(msgspec.Struct, frozen=True, kw_only=True):
    """A published pair with its newest wording. `claimant` None is "not identified by the agency"."""

    pair: Named
    agency: Named
    page: Named
    wording: WordingItem | None
    findings: list[FindingBrief]
    published: str
    modified: str
    seq: int
    claimant: str | None = None
    retracted: str | None = None


class LedgerItem(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the ledger. `deleted` where its subject was retracted, or the record was blanked by a court.

    `record` holds the record's canonical bytes, where they were asked for and are still there. All but these two is
    what the chain hashes, and its hash.
    """

    seq: int
    subject: str
    kind: str
    event: str
    at: str
    version: int
    digest: str
    previous: str
    hash: str
    deleted: bool
    record: bytes | None = None


class FoundItem(msgspec.Struct, frozen=True, kw_only=True):
    """A record that a search found."""

    kind: str
    record: Named
    agency: str | None
    excerpt: str
    published: str
    modified: str
    cursor: str
