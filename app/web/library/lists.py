"""View models of lists: findings, changes, and cards of records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.domain.folding import same
from app.domain.vocabulary import Verdict
from app.storage.queries.library.captures import ChangeRow
from app.storage.queries.library.findings import FindingRow
from app.storage.queries.library.records import Listed
from app.web.reading.addresses import Key, record_url
from app.web.reading.language import sentence, told
from app.web.reading.quotes import visible
from app.web.reading.sentences import told_counts

CUT = 180
HEADINGS = {
    "page": sentence("Pages"),
    "pair": sentence("Claims and answers"),
    "safeguard": sentence("Safeguards"),
    "concern": sentence("Concerns that it says it answers"),
}


@dataclass(frozen=True, slots=True)
class ListedFinding:
    """A finding in a list."""

    verdict: Verdict
    claim_reviewed: str
    url: str
    subject: str
    subject_kind: str
    subject_url: str
    agency: str
    at: str
    number: int
    retracted: str | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change of a page in a list, with its few most telling lines."""

    page: str
    page_url: str
    agency: str
    url: str
    day: str
    captured: str
    before: str | None
    sentence: str
    amounts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CardView:
    """A record in a list: its newest words, and how many findings stand on it."""

    kind: str
    title: str
    url: str
    retracted: bool
    agency: str | None
    page: str | None
    claim: str | None
    claim_label: str | None
    rebuttal: str | None
    rebuttal_label: str | None
    captured: str | None
    language: str | None
    findings: int

    @property
    def named_by_claim(self) -> bool:
        """Whether its title says what its claim says, so that one of them is enough."""
        return same(self.title.rstrip(" ."), (self.claim or "").rstrip(" ."))


@dataclass(frozen=True, slots=True)
class GroupView:
    """Records of one kind; `more` leads to those that are left out, if any are."""

    kind: str
    heading: str
    cards: list[CardView]
    total: int
    more: str | None


def listed_findings(rows: Iterable[FindingRow]) -> list[ListedFinding]:
    """Show findings in a list."""
    return [_listed(row) for row in rows]


def _listed(row: FindingRow) -> ListedFinding:
    one = row.finding
    subject = record_url(one.subject_kind, row.subject_slug)
    own = url_for("library.finding", slug=row.subject_slug, number=one.number)
    return ListedFinding(
        verdict=Verdict(one.verdict),
        claim_reviewed=one.claim_reviewed,
        url=own if one.subject_kind == "pair" else f"{subject}#{one.id}",
        subject=row.subject_title,
        subject_kind=one.subject_kind,
        subject_url=subject,
        agency=row.agency_title,
        at=one.at,
        number=one.number,
        retracted=one.record.get("retracted"),
    )


def change_views(rows: Iterable[ChangeRow]) -> list[ChangeView]:
    """Show changes in a list."""
    return [_change(row) for row in rows]


def _change(row: ChangeRow) -> ChangeView:
    key = Key(row.change.captured, row.change.number)
    old = Key(row.before_captured, row.before_number or 1) if row.before_captured else None
    compare = url_for("compare.captures", slug=row.page_slug, keys=f"{old.text}..{key.text}") if old else None
    return ChangeView(
        page=row.page_title,
        page_url=url_for("library.page", slug=row.page_slug),
        agency=row.agency_title,
        url=compare or url_for("library.capture", slug=row.page_slug, key=key.text),
        day=key.captured,
        captured=key.spoken,
        before=old.spoken if old else None,
        sentence=told_counts(row.change.summary),
        amounts=amounts_of(row.change.lines),
    )


def amounts_of(lines: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return the quantities that changed."""
    return [(one["from"], one["to"]) for line in lines for one in line.get("quantities", [])]


def groups_by_kind(rows: Sequence[Listed], **facet: str) -> list[GroupView]:
    """Show records in lists by kind, in the order of `HEADINGS`; `facet` leads the search to those left out."""
    groups = []
    for kind, heading in HEADINGS.items():
        kept = [row for row in rows if row.kind == kind]
        if kept:
            total = kept[0].total
            more = url_for("library.search", kind=kind, **facet) if total > len(kept) else None  # type: ignore[arg-type]
            groups.append(GroupView(kind, told(heading), [_card(row) for row in kept], total, more))
    return groups


def _card(row: Listed) -> CardView:
    pair = row.kind == "pair"
    return CardView(
        kind=row.kind,
        title=row.title,
        url=record_url(row.kind, row.slug),
        retracted=row.retracted is not None,
        agency=row.agency_title,
        page=row.page_title if row.page_id != row.id else None,
        claim=cut(row.claim),
        claim_label=row.claim_label if pair else None,
        rebuttal=cut(row.rebuttal),
        rebuttal_label=row.rebuttal_label,
        captured=row.captured,
        language=row.language,
        findings=row.findings,
    )


def cut(text: str | None) -> str | None:
    """Cut a long text at a word."""
    text = visible(" ".join((text or "").split()))
    if len(text) <= CUT:
        return text or None
    return text[:CUT].rsplit(" ", 1)[0].rstrip(" ,;:–—") + " …"
