"""Entries of the ledger, and the library after each, without a desk: many and fast."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from app.domain.records import (
    AgencyRecord,
    CaptureRecord,
    FindingRecord,
    PageRecord,
    PairRecord,
    Record,
    RetractionRecord,
    TopicRecord,
    WordingRecord,
)
from app.domain.vocabulary import Event
from app.services import ledger, library

START = datetime(2024, 5, 1, 12, tzinfo=UTC)
AGENCY, PAGE = "agencykite01", "pagefact0001"


class Press:
    """Publishes records; each a second after the last."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.now = START
        self.captures = 0

    def publish(self, record: Record, kind: str, event: Event = Event.PUBLISHED) -> int:
        self.now += timedelta(seconds=1)
        entry = ledger.append(
            self.session, record=record, event=event, kind=kind, version=1, at=self.now, salt=b"salt" * 4
        )
        library.apply(self.session, entry, record)
        return entry.seq

    def ground(self) -> None:
        """Publish an agency and a page of its."""
        self.publish(AgencyRecord(id=AGENCY, slug="kite-board", name="Kite Board"), "agency")
        self.publish(PageRecord(id=PAGE, slug="facts", agency=AGENCY, title="Facts"), "page")

    def topic(self, number: int) -> int:
        return self.publish(TopicRecord(id=f"topic{number:07}", slug=f"t{number}", name=f"Topic {number}"), "topic")

    def pair(self, number: int, findings: int = 0, note: str = "") -> int:
        at = self.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return self.publish(pair(number, findings, at, note), "pair")

    def capture(self, text: str) -> int:
        """Publish the next capture of the page; its only wording is that of pair 0: the first word, and the rest."""
        self.captures += 1
        return self.publish(capture(self.captures, text), "capture")

    def retract(self, subject: str, kind: str) -> int:
        return self.publish(RetractionRecord(id=subject, kind=kind, reason="An error."), kind, Event.RETRACTED)


def pair(number: int, findings: int, at: str, note: str = "") -> PairRecord:
    return PairRecord(
        id=f"pair{number:08}",
        slug=f"pair-{number}",
        agency=AGENCY,
        page=PAGE,
        reviewed=at,
        title=f"Pair {number}",
        note=note,
        findings=[
            FindingRecord(
                id=f"find{number:05}{index:03}",
                number=index,
                claim_reviewed=f"Claim {number}.{index}",
                verdict="mixed",
                reasoning="It is *so*.",
                at=at,
            )
            for index in range(1, findings + 1)
        ],
    )


def capture(number: int, text: str) -> CaptureRecord:
    split = text.index(" ")
    return CaptureRecord(
        id=f"capt{number:08}",
        page=PAGE,
        captured=f"20{number // 336 + 10}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}",
        number=1,
        obtained="pasted",
        media_type="text/plain",
        sha256=sha256(text.encode()).hexdigest(),
        text=text,
        text_sha256=sha256(text.encode()).hexdigest(),
        wordings=[
            WordingRecord(
                subject="pair00000000",
                kind="pair",
                position=1,
                claim_range=(0, split),
                rebuttal_range=(split + 1, len(text)),
            )
        ],
    )
