"""View models of commitments: where each stands today, and how its parameters drifted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from app.domain.board import Standing, standing
from app.domain.records import CommitmentRecord, ConcernRecord, Judged, ObservationRecord, SafeguardRecord
from app.domain.vocabulary import BoardState
from app.storage.models.library import LibraryWording
from app.web.library.drift import FateView, fate_view
from app.web.library.judged import EvidenceView, Html, SourceView
from app.web.library.kin_views import GoneView

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
    fate: FateView

    @property
    def sign(self) -> str:
        """A mark that reads without colour."""
        return SIGNS[self.state]


@dataclass(frozen=True, slots=True)
class Around:
    """What commitments of one record are shown with: sources, evidence, its wordings, and since when it is gone."""

    sources: dict[str, SourceView]
    evidence: Sequence[EvidenceView] = ()
    wordings: Sequence[LibraryWording] = ()
    gone: GoneView | None = None


def commitment_views(record: Judged, html: Html, around: Around, today: date) -> list[CommitmentView]:
    """Return the commitments of a safeguard or concern; a pair has none."""
    if not isinstance(record, SafeguardRecord | ConcernRecord):
        return []
    return [commitment_view(one, html.under("commitments", one.id), around, today) for one in record.commitments]


def commitment_view(one: CommitmentRecord, html: Html, around: Around, today: date) -> CommitmentView:
    """Show one commitment; `html` is its own part of the record's."""
    now: Standing = standing(one, today)
    seen = {
        observation.id: _observation(observation, html("observations", observation.id, "note"), around.sources)
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
        evidence=[view for view in around.evidence if view.commitment == one.id],
        fate=fate_view(one, around.wordings, around.gone, now.observation.observed if now.observation else None),
    )


def _observation(one: ObservationRecord, note: Markup, sources: dict[str, SourceView]) -> ObservationView:
    return ObservationView(one.result, one.observed, one.done, sources.get(one.source or ""), note)
