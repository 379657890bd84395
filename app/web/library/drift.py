"""What became of a commitment's words, for the board and the pages of safeguards and concerns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.drift import Drift, Worded, drifts, fate_of
from app.domain.records import CommitmentRecord
from app.storage.models.library import LibraryWording
from app.web.library.kin_views import GoneView
from app.web.reading.addresses import Key


@dataclass(frozen=True, slots=True)
class DriftView:
    """The values that one number took through the captures, each with the capture where it was first read."""

    values: list[tuple[Key, str]]


@dataclass(frozen=True, slots=True)
class FateView:
    """What the page says of a commitment now; `gone` tells since when its safeguard or concern is gone.

    The others are those of `domain.drift.Fate`.
    """

    gone: GoneView | None = None
    left: bool = False
    says: str | None = None
    drift: DriftView | None = None
    reworded: Key | None = None


def fate_view(
    one: CommitmentRecord, wordings: Sequence[LibraryWording], gone: GoneView | None, observed: str | None
) -> FateView:
    """Follow a commitment through the wordings of its safeguard or concern, the oldest first."""
    if not wordings:
        return FateView(gone)
    fate = fate_of(one.text, [_worded(row) for row in wordings], observed)
    return FateView(
        gone=gone,
        left=fate.left,
        says=fate.says,
        drift=_view(fate.drift) if fate.drift else None,
        reworded=_key(fate.reworded) if fate.reworded else None,
    )


def drift_views(wordings: Sequence[LibraryWording]) -> list[DriftView]:
    """Follow each number that changed from capture to capture."""
    return [_view(one) for one in drifts([_worded(row) for row in wordings])]


def _worded(row: LibraryWording) -> Worded:
    return Worded(row.captured, row.number, "\n\n".join(part for part in (row.claim, row.rebuttal) if part))


def _view(drift: Drift) -> DriftView:
    return DriftView([(_key(worded), value) for worded, value in drift.values])


def _key(worded: Worded) -> Key:
    return Key(worded.captured, worded.number)
