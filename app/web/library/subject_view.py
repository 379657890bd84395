"""The view model of a pair, a safeguard or a concern: all that its page shows, by three statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from app.domain.records import Claimant, ConcernRecord, Judged, PairRecord, SafeguardRecord, decode
from app.storage.queries.library.subjects import Found, Related
from app.web.library.commitment_views import Around, CommitmentView, commitment_views
from app.web.library.drift import DriftView, drift_views
from app.web.library.judged import (
    CorrectionView,
    EvidenceView,
    FindingView,
    Html,
    LinkView,
    SourceView,
    correction_views,
    evidence_views,
    finding_views,
    link_views,
    names_in,
    sources_of,
    topic_views,
)
from app.web.library.kin_views import GoneView, gone_since, others_in
from app.web.library.passage_views import PassageView, passages_in
from app.web.library.wording_views import (
    ProvenanceView,
    StepView,
    WordsView,
    keys_of,
    provenance,
    steps,
    words_view,
)
from app.web.reading.language import gettext
from app.web.reading.shelf import shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectView:
    """All that the page of a pair, safeguard or concern shows. Only a pair has a claimant, only the others promise.

    `words` are the newest; `gone` tells since when the page no longer has them. `judged` are
    those that a finding was made on, by the id of their capture.
    """

    kind: str
    slug: str
    title: str
    agency: str
    reviewed: str
    retracted: str | None
    claimant: Claimant | None
    claimant_source: SourceView | None
    words: WordsView | None
    provenance: ProvenanceView | None
    passages: list[PassageView]
    evidence: list[EvidenceView]
    findings: list[FindingView]
    commitments: list[CommitmentView]
    drifts: list[DriftView]
    links: list[LinkView]
    topics: list[LinkView]
    corrections: list[CorrectionView]
    history: list[StepView]
    gone: GoneView | None
    judged: dict[str, WordsView]
    note: Markup

    @property
    def on_whole(self) -> list[EvidenceView]:
        """The evidence on the words as a whole."""
        return [one for one in self.evidence if not one.passage and not one.commitment]

    @property
    def parted(self) -> list[StepView]:
        """The captures that joined it with others or split it, and still had words of it."""
        return [step for step in self.history if step.partings and step.words]

    def count(self, stance: str) -> int:
        """Count the evidence of a stance."""
        return sum(one.stance == stance for one in self.evidence)


def subject_view(found: Found, today: date) -> SubjectView:
    """Gather what a subject's page shows, with two more statements."""
    record = decode(found.record.body)
    assert isinstance(record, PairRecord | SafeguardRecord | ConcernRecord)  # noqa: S101  # stored under these kinds
    html = Html(found.record.html)
    claimant = record.claimant if isinstance(record, PairRecord) else None
    seen = shelf().seen(found)
    wordings = [one.wording for one in seen if one.wording]
    newest = wordings[-1] if wordings else None
    ids = _ids(record, claimant, newest.capture_id if newest else None)
    rows = shelf().related(record.id, ids | others_in(seen))
    near = {row.id: row for row in rows}
    gone = gone_since(found.record.kind, seen, near)
    sources, captured = sources_of(rows), keys_of(wordings)
    evidence = evidence_views(record, html, sources, captured)
    passages = passages_in(record, newest, evidence, captured)
    page_slug = found.page.slug if found.page else ""
    findings = finding_views(record, html, captured, passages)
    on = {one.capture for one in findings}
    return SubjectView(
        kind=found.record.kind,
        slug=record.slug,
        title=record.title,
        agency=found.agency.title if found.agency else gettext("the agency"),
        reviewed=record.reviewed,
        retracted=found.record.retracted,
        claimant=claimant,
        claimant_source=sources.get((claimant.source if claimant else None) or ""),
        words=words_view(newest, page_slug, passages) if newest else None,
        provenance=provenance(_row(rows, newest.capture_id), found.page) if newest else None,
        passages=passages,
        evidence=evidence,
        findings=findings,
        commitments=commitment_views(record, html, Around(sources, evidence, wordings, gone), today),
        drifts=drift_views(wordings),
        links=link_views(record, html, rows),
        topics=topic_views(record, rows),
        corrections=correction_views(record, html),
        history=steps(found.record.kind, seen, page_slug, near),
        gone=gone,
        judged={row.capture_id: words_view(row, page_slug, passages) for row in wordings if row.capture_id in on},
        note=html("note"),
    )


def _ids(record: Judged, claimant: Claimant | None, capture: str | None) -> set[str]:
    return names_in(record, claimant.source if claimant else None) | ({capture} if capture else set())


def _row(rows: Iterable[Related], subject: str) -> Related | None:
    return next((row for row in rows if row.id == subject), None)
