"""A library of what is long, many, foreign or alone: records as a careful reader of pages will meet them one day."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.domain.records import (
    AgencyRecord,
    CaptureRecord,
    EvidenceRecord,
    FindingRecord,
    PageRecord,
    PairRecord,
    PassageRecord,
    Record,
    SourceRecord,
    WordingRecord,
)
from tests.factories.sample_library import Ledger

PIECES, WORDS = 40, 5_000
LONG = "\n\n".join(
    " ".join(f"The hall number {hall} keeps its register open, and word {word} of it says so." for word in range(10))
    for hall in range(1 + WORDS // 150)
)
UNBROKEN = "https://parcels.example/" + "a-very-long-address-without-any-break-" * 6
ARABIC = ("تفتح الهيئة الرسائل الخاصة.", "لا تفتح الهيئة أي رسالة من دون أمر قضائي، ومدة الحفظ 45 يوما.")
CHINESE = (
    "邮政局丢失了数千个包裹并隐瞒事实。",
    "邮政局在三天之内投递百分之九十九的包裹。每季度公布一份报告，四十五天之内完成查询。",
)
NAMES = {
    "en": ("Harbour Post", "harbour-post", "The Office hides its register, " + UNBROKEN, LONG),
    "ar": ("هيئة البريد", "arabic-post", *ARABIC),
    "zh-Hans": ("邮政局", "chinese-post", *CHINESE),
}


def fill_extremes(session: Session) -> None:
    """Publish them. The caller commits."""
    ledger = Ledger(session)
    for record in records():
        ledger.publish(record)


def records() -> Iterator[Record]:
    """Yield three agencies, each with a page of one capture with one pair; the first has the longest and the most."""
    for number, (language, (name, slug, claim, rebuttal)) in enumerate(NAMES.items()):
        yield AgencyRecord(id=f"agencyextr{number:02}", slug=slug, name=name)
        yield PageRecord(id=f"pageextrem{number:02}", slug=f"{slug}-page", agency=f"agencyextr{number:02}", title=name)
        yield _capture(number, language, claim, rebuttal)
    yield from (
        SourceRecord(id=f"sourceext{number:03}", title=f"Register of hall {number}, {UNBROKEN}", url=UNBROKEN)
        for number in range(PIECES)
    )
    for number, (language, (_, slug, claim, rebuttal)) in enumerate(NAMES.items()):
        yield _pair(number, slug, claim, rebuttal, pieces=PIECES if language == "en" else 1)


def _capture(number: int, language: str, claim: str, rebuttal: str) -> CaptureRecord:
    text = f"{claim}\n\n{rebuttal}"
    return CaptureRecord(
        id=f"captureext{number:02}",
        page=f"pageextrem{number:02}",
        captured="2025-03",
        number=1,
        obtained="pasted",
        media_type="text/plain",
        sha256="0" * 64,
        text=text,
        text_sha256="0" * 64,
        address=UNBROKEN,
        language=language,
        wordings=[
            WordingRecord(
                subject=f"pairextrem{number:02}",
                kind="pair",
                position=1,
                claim_range=(0, len(claim)),
                rebuttal_range=(len(claim) + 2, len(text)),
            )
        ],
    )


def _pair(number: int, slug: str, claim: str, rebuttal: str, pieces: int) -> PairRecord:
    capture = f"captureext{number:02}"
    end = rebuttal.index(" ", 20) if " " in rebuttal else 8
    passage = PassageRecord(
        id=f"passageex{number:03}",
        capture=capture,
        side="rebuttal",
        exact=rebuttal[:end],
        prefix="",
        suffix=rebuttal[end : end + 20],
        start=0,
        end=end,
    )
    return PairRecord(
        id=f"pairextrem{number:02}",
        slug=f"{slug}-pair",
        agency=f"agencyextr{number:02}",
        page=f"pageextrem{number:02}",
        title=claim[:120],
        reviewed="2026-03-04T09:30:00.000000Z",
        passages=[passage],
        evidence=[
            EvidenceRecord(
                id=f"evidext{number:02}{piece:03}",
                source=f"sourceext{piece:03}",
                stance=("counters", "supports", "context")[piece % 3],
                quote=f"{rebuttal[:80]} ({piece})",
                locator=f"p. {piece}",
                at="2026-03-04T09:30:00.000000Z",
                passage=passage.id if piece % 2 else None,
                capture=capture if piece % 2 else None,
            )
            for piece in range(pieces)
        ],
        findings=[
            FindingRecord(
                id=f"findextre{number:03}",
                number=1,
                claim_reviewed="N" * 75,
                verdict="mixed",
                reasoning=LONG[:2_000],
                at="2026-03-04T09:30:00.000000Z",
                passage=passage.id,
                capture=capture,
            )
        ],
    )
