"""A small invented site, made through the services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from app.services import agencies, captures, judgements, proposals, publishing, workflow
from app.services.agencies import AgencyFields, PageFields, SourceFields
from app.services.captures import CaptureFields
from app.services.desk import Desk
from app.services.judgements import EvidenceFields, FindingFields, PassageFields, Place
from app.storage.models.desk import Capture, Evidence, Finding, Page, Source, Statement, Subject

METHODOLOGY = "We quote the Board word for word, and say what speaks for and against."
TEXT = """The Kite Board: Fiction and Fact

The Board is committed to addressing concerns that have been raised about its work, including:

  • Noise: Some neighbours have said that kites hum at night. The Board is training flyers to land before ten.

These additional safeguards will protect the public:

  • Line Rule: No line may be longer than 90 metres. The first inspection report will be delivered within 45 days.

Fiction: The Board bans red kites.

FACT: No colour is banned. In 2020 the Board licensed 312 red kites.

Fiction: Nobody inspects the lines.

FACT: Inspectors measure every line twice a year.
"""


@dataclass
class Site:
    """What was made. `desk` sits an editor down."""

    desk_of: Callable[..., Desk]
    page: Page
    capture: Capture
    source: Source
    pair: Statement
    other: Statement
    safeguard: Statement
    concern: Statement

    def publish(self, subject: Subject, **how: str) -> int:
        if subject.state != "approved":
            workflow.bring_to_approved(self.desk_of(), subject.id)
        return publishing.publish(self.desk_of(), subject.id, **how)  # type: ignore[arg-type]

    def place(self, words: str, statement: Statement | None = None, capture: Capture | None = None) -> Place:
        capture = capture or self.capture
        text = judgements.side_text(self.desk_of(), (statement or self.pair).id, capture.id, "rebuttal")
        start = text.index(words)
        return Place(passage=PassageFields(capture_id=capture.id, side="rebuttal", start=start, end=start + len(words)))

    def evidence(self, words: str = "No colour is banned.", quote: str = "Red was banned in May.") -> Evidence:
        fields = EvidenceFields(source_id=self.source.id, stance="counters", quote=quote)
        return judgements.create_evidence(self.desk_of(), self.pair.id, fields, self.place(words))

    def finding(
        self, words: str = "No colour is banned.", reasoning: str = "It was banned.", place: Place | None = None
    ) -> Finding:
        fields = FindingFields(claim_reviewed="The Board bans no colour.", verdict="mixed", reasoning=reasoning)
        return judgements.create_finding(self.desk_of(), self.pair.id, fields, place or self.place(words))

    def capture_of(self, text: str, date: str) -> Capture:
        made = captures.add_capture(self.desk_of(), self.page.id, text.encode(), CaptureFields(captured=date))
        proposals.accept_all(self.desk_of(), made.id)
        return made


def make_page(desk_of: Callable[..., Desk]) -> Page:
    agency = agencies.create_agency(desk_of(), AgencyFields(title="Kite Board", short_name="KB"))
    return agencies.create_page(desk_of(), PageFields(title="Fiction and Fact", agency_id=agency.id))


def make_site(desk_of: Callable[..., Desk], text: str = TEXT) -> Site:
    page = make_page(desk_of)
    capture = captures.add_capture(desk_of(), page.id, text.encode(), CaptureFields(captured="2021-06-25"))
    proposals.accept_all(desk_of(), capture.id)
    source = agencies.create_source(desk_of(), SourceFields(title="Gazette", url="https://gazette.example/1"))
    publishing.publish(desk_of(), capture.id)
    found = {one.title: one for one in desk_of().session.scalars(select(Statement))}
    site = Site(
        desk_of=desk_of,
        page=page,
        capture=capture,
        source=source,
        pair=found["The Board bans red kites."],
        other=found["Nobody inspects the lines."],
        safeguard=found["Line Rule"],
        concern=found["Noise"],
    )
    for one in (site.pair, site.safeguard, site.concern):
        site.publish(one)
    desk_of().session.commit()
    return site
