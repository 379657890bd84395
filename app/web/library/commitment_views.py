"""View models of commitments: where each stands today, and how its parameters drifted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from markupsafe import Markup

from app.domain.board import Standing, standing
from app.domain.quantity_changes import quantity_changes
from app.domain.records import CommitmentRecord, ConcernRecord, Judged, ObservationRecord, SafeguardRecord
from app.domain.vocabulary import BoardState
from app.storage.models.library import LibraryWording
from app.web.library.judged import EvidenceView, Html, SourceView
from app.web.reading.addresses import Key

SIGNS = {
    BoardState.KEPT: "✓",
    BoardState.LATE: "!",
    BoardState.MISSED: "✕",
    BoardState.BROKEN: "✕",
    BoardState.PENDING: "…",
    BoardState.NOT_YET_REVIEWED: "?",
    BoardState.NO_EVIDENCE_FOUND: "?",
    BoardState.SUPERSEDED: "→",
}


@dataclass(frozen=True, slots=True)
class ObservationView:
    """A dated note on how a commitment fared."""

    result: str
    observed: str
    done: str | None
    source: SourceView | None
    note: Markup


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """A promise and where it stands today. `behind` is the observation that its state rests on."""

    id: str
    kind: str
    text: str
    due: str | None
    due_from: str | None
    by: str | None
    to: str | None
    state: BoardState
    days_late: int
    behind: ObservationView | None
    earlier: list[ObservationView]
    evidence: list[EvidenceView]

    @property
    def sign(self) -> str:
        """A mark that reads without colour."""
        return SIGNS[self.state]


@dataclass(frozen=True, slots=True)
class DriftView:
    """The values that one number took through the captures, each with the capture where it was first read."""

    values: list[tuple[Key, str]]


def commitment_views(
    record: Judged, html: Html, sources: dict[str, SourceView], evidence: Sequence[EvidenceView], today: date
) -> list[CommitmentView]:
    """Return the commitments of a safeguard or concern; a pair has none."""
    if not isinstance(record, SafeguardRecord | ConcernRecord):
        return []
    return [
        commitment_view(one, html.under("commitments", one.id), sources, evidence, today) for one in record.commitments
    ]


def commitment_view(
    one: CommitmentRecord,
    html: Html,
    sources: dict[str, SourceView],
    evidence: Sequence[EvidenceView],
    today: date,
) -> CommitmentView:
    """Show one commitment; `html` is its own part of the record's."""
    now: Standing = standing(one, today)
    seen = {
        observation.id: _observation(observation, html("observations", observation.id, "note"), sources)
        for observation in one.observations
    }
    behind = now.observation.id if now.observation else None
    earlier = [seen[other.id] for other in reversed(one.observations) if other.id != behind]
    return CommitmentView(
        id=one.id,
        kind=one.kind,
        text=one.text,
        due=one.due,
        due_from=one.base,
        by=one.by,
        to=one.to,
        state=now.state,
        days_late=now.days_late,
        behind=seen.get(behind or ""),
        earlier=earlier,
        evidence=[view for view in evidence if view.commitment == one.id],
    )


def _observation(one: ObservationRecord, note: Markup, sources: dict[str, SourceView]) -> ObservationView:
    return ObservationView(one.result, one.observed, one.done, sources.get(one.source or ""), note)


def drift(wordings: Sequence[LibraryWording]) -> list[DriftView]:
    """Follow each number that changed from capture to capture: 45 days, then 90 days."""
    chains: list[list[tuple[Key, str]]] = []
    for old, new in pairwise(wordings):
        for change in quantity_changes(_words(old), _words(new)):
            chain = next((one for one in chains if one[-1][1] == change.from_), None)
            if chain is None:
                chain = [(_first_with(change.from_, wordings, old), change.from_)]
                chains.append(chain)
            chain.append((Key(new.captured, new.number), change.to))
    return [DriftView(chain) for chain in chains]


def _words(wording: LibraryWording) -> str:
    return "\n\n".join(part for part in (wording.claim, wording.rebuttal) if part)


def _first_with(amount: str, wordings: Sequence[LibraryWording], last: LibraryWording) -> Key:
    """Return the earliest capture, without a gap up to `last`, whose words hold the amount."""
    first = last
    for row in reversed(wordings[: wordings.index(last) + 1]):
        if amount not in _words(row):
            break
        first = row
    return Key(first.captured, first.number)
