"""A small library for tests of the reader pages: an invented bureau, two pages, three captures of one of them."""

from __future__ import annotations

from hashlib import sha256
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app.domain.ledger import GENESIS, Entry, make_entry
from app.domain.records import (
    Address,
    AgencyRecord,
    CaptureRecord,
    Claimant,
    CommitmentRecord,
    ConcernRecord,
    CorrectionRecord,
    EvidenceRecord,
    FindingRecord,
    LinkRecord,
    ObservationRecord,
    PageRecord,
    PairRecord,
    PassageRecord,
    Record,
    ReplyRecord,
    RetractionRecord,
    SafeguardRecord,
    SourceRecord,
    TopicRecord,
    WordingRecord,
    encode,
)
from app.services import library
from app.storage.models.ledger import LedgerCounter, LedgerEntry, LedgerRecord

AT = "2026-03-0{}T09:30:00.000000Z"
LOST = (
    "The Bureau delivers 99 percent of all parcels within 3 days. Every loss is published in a quarterly report.\n\n"
    "No parcel is written off before a search of 45 days."
)
LOST_LATER = (
    "The Bureau delivers 96 percent of all parcels within 5 days. Every loss is published in a yearly report.\n\n"
    "No parcel is written off before a search of 45 days."
)
FEES = "There is no fee that is not in the published tariff. The tariff is on our website."
PANEL = (
    "An independent Parcel Panel will advise the Director. Its first report is due within {} days. "
    "A hall may hold a parcel for no more than 48 hours."
)
FIRST = [
    ("pairlost0001", "The Bureau loses thousands of parcels and hides it.", LOST),
    ("pairpric0002", "There are secret fees on foreign parcels.", FEES),
    ("pairstaf0004", "Nobody inspects the sorting halls.", "Two independent inspectors visit each hall."),
]
LATER = [
    ("pairpric0002", "There are secret fees on foreign parcels.", FEES),
    ("pairlost0001", "The Bureau loses parcels and hides it.", LOST_LATER),
    ("pairopen0003", "The Bureau opens private letters.", "No letter is opened without a warrant."),
]
TEXTS = [
    ("2024-06-25", FIRST, PANEL.format(45)),
    ("2025-03-03", LATER, PANEL.format(90)),
    ("2025-03-03", LATER, PANEL.format(90)),
]


class Ledger:
    """Appends made-up entries and lets the library read each."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.sequence = count(1)
        self.head = GENESIS
        self.versions: dict[str, int] = {}
        self.day: str | None = None

    def publish(self, record: Record, event: str = "published", kind: str | None = None) -> None:
        seq = next(self.sequence)
        name = kind or str(type(record).__struct_config__.tag)
        self.versions[record.id] = self.versions.get(record.id, 0) + 1
        entry: Entry = make_entry(
            seq=seq,
            at=f"{self.day or f'2026-03-{1 + seq // 10:02}'}T09:{seq % 60:02}:00.000000Z",
            event=event,
            kind=name,
            subject=record.id,
            version=self.versions[record.id],
            digest=sha256(record.id.encode()).hexdigest(),
            previous=self.head,
        )
        self.head = entry.hash
        values: dict[str, Any] = {name: getattr(entry, name) for name in entry.__struct_fields__}
        self.session.add(LedgerEntry(**values))
        self.session.flush()
        self.session.add(LedgerRecord(seq=seq, salt=b"for tests alone", body=encode(record)))
        library.apply(self.session, entry, record)
        counter = self.session.get_one(LedgerCounter, 1)
        counter.seq, counter.head = seq, entry.hash


def fill(session: Session, ledger: Ledger | None = None) -> None:
    """Publish the sample. The caller commits."""
    ledger = ledger or Ledger(session)
    for record in [*_ground(), *_captures(), _lost(), _fees(), _letters(), _inspectors(), *_measures()]:
        ledger.publish(record)
    ledger.publish(
        RetractionRecord(id="pairstaf0004", kind="pair", reason="We filed this under the wrong page."),
        "retracted",
        "pair",
    )


def _ground() -> list[Record]:
    return [
        AgencyRecord(
            id="agencyfpb001",
            slug="federal-parcel-bureau",
            name="Federal Parcel Bureau",
            short_name="FPB",
            jurisdiction="The Republic of Ruritania",
            homepage="https://parcels.example/",
            note="An invented agency. It delivers parcels, or says so.",
        ),
        TopicRecord(id="topicdeliv01", slug="delivery-times", name="Delivery times"),
        PageRecord(
            id="pagefacts001",
            slug="fact-vs-fiction",
            agency="agencyfpb001",
            title="Parcels: Fact vs Fiction",
            addresses=[Address(url="https://parcels.example/fact-vs-fiction", since="2024")],
        ),
        PageRecord(id="pagerumor002", slug="rumor-control", agency="agencyfpb001", title="Rumor Control"),
        SourceRecord(
            id="sourceaudit1",
            title="Audit of parcel delivery, fiscal year 2024",
            csl={"type": "report", "publisher": "Court of Audit", "issued": {"date-parts": [[2025, 2, 11]]}},
            url="https://audit.example/parcels-2024.pdf",
            archived_url="https://archive.example/2025/parcels-2024.pdf",
        ),
        SourceRecord(
            id="sourcenews02",
            title="A winter of missing parcels",
            csl={
                "type": "article-newspaper",
                "author": [{"family": "Okafor", "given": "Ada"}],
                "container-title": "The Strelsau Courier",
                "issued": {"date-parts": [[2024, 1, 20]]},
            },
            url="https://courier.example/missing-parcels",
        ),
        SourceRecord(id="sourcetarif3", title="Tariff of the Federal Parcel Bureau", url="https://parcels.example/t"),
    ]


def _captures() -> list[Record]:
    return [_capture(index, *one) for index, one in enumerate(TEXTS)]


def _capture(index: int, captured: str, pairs: list[tuple[str, str, str]], panel: str) -> CaptureRecord:
    text = "Parcels: Fact vs Fiction\n\nMuch is said about parcels. Here is what is true.\n\n"
    wordings = []
    for position, (subject, claim, rebuttal) in enumerate(pairs, 1):
        text += "Fiction: "
        first = (len(text), len(text) + len(claim))
        text += claim + "\n\nFACT: "
        second = (len(text), len(text) + len(rebuttal))
        text += rebuttal + "\n\n"
        wordings.append(
            WordingRecord(
                subject=subject,
                kind="pair",
                position=position,
                claim_label="Fiction",
                rebuttal_label="FACT",
                claim_range=first,
                rebuttal_range=second,
            )
        )
    text += "To keep your trust, we have new safeguards:\n\n• Parcel Panel: "
    wordings.append(
        WordingRecord(
            subject="safepanel001",
            kind="safeguard",
            position=len(pairs) + 1,
            label="Parcel Panel",
            range=(len(text), len(text) + len(panel)),
        )
    )
    text += panel + "\n"
    number = 1 + sum(one[0] == captured for one in TEXTS[:index])
    return CaptureRecord(
        id=f"capture00{index:03}",
        page="pagefacts001",
        captured=captured,
        number=number,
        obtained="fetched" if index else "pasted",
        media_type="text/html" if index else "text/plain",
        sha256=sha256(text.encode()).hexdigest(),
        text=text,
        text_sha256=sha256(text.encode()).hexdigest(),
        address="https://parcels.example/fact-vs-fiction",
        language="en",
        title="Parcels: Fact vs Fiction",
        note="Copied from a printed page; **undated** online." if not index else "",
        wordings=wordings,
    )


def _lost() -> PairRecord:
    rebuttal = LOST
    first, second = "delivers 99 percent of all parcels within 3 days", "Every loss is published in a quarterly report"
    third = "No parcel is written off before a search of 45 days"
    return PairRecord(
        id="pairlost0001",
        slug="lost-parcels",
        agency="agencyfpb001",
        page="pagefacts001",
        title="Lost parcels",
        reviewed=AT.format(5),
        topics=["topicdeliv01"],
        claimant=Claimant(name="The Strelsau Courier", source="sourcenews02"),
        passages=[
            _passage("passage00001", rebuttal, first),
            _passage("passage00002", rebuttal, second),
            _passage("passage00003", rebuttal, third),
        ],
        evidence=[
            EvidenceRecord(
                id="evidence0001",
                source="sourceaudit1",
                stance="counters",
                quote="In the year under audit 91.4 percent of parcels arrived within three days.",
                locator="p. 14",
                at=AT.format(1),
                note="The Court counted *all* parcels; the Bureau leaves out those from abroad.",
                passage="passage00001",
                capture="capture00000",
            ),
            EvidenceRecord(
                id="evidence0002",
                source="sourcenews02",
                stance="context",
                quote="Nobody at the Bureau would say how many parcels were missing.",
                at=AT.format(1),
                passage="passage00001",
                capture="capture00000",
            ),
            EvidenceRecord(
                id="evidence0003",
                source="sourceaudit1",
                stance="supports",
                quote="The search of 45 days was kept in every case of our sample.",
                locator="p. 22",
                at=AT.format(2),
                passage="passage00003",
                capture="capture00000",
            ),
            EvidenceRecord(
                id="evidence0004",
                source="sourceaudit1",
                stance="counters",
                quote="We found no report of losses after the third quarter of 2023.",
                at=AT.format(2),
            ),
        ],
        findings=[
            FindingRecord(
                id="finding00001",
                number=1,
                claim_reviewed="99 percent of parcels arrive within three days",
                verdict="mostly unsupported",
                reasoning="The Court found **91.4 percent**. The Bureau’s figure leaves out parcels from abroad.",
                at=AT.format(3),
                passage="passage00001",
                capture="capture00000",
                replies=[
                    ReplyRecord(
                        id="reply0000001",
                        author="Press office, Federal Parcel Bureau",
                        text="Parcels from abroad are not in our hands until they are cleared.",
                        received="2025-04-02",
                        at=AT.format(4),
                    )
                ],
            ),
            FindingRecord(
                id="finding00002",
                number=2,
                claim_reviewed="No parcel is written off before a search of 45 days",
                verdict="supported",
                reasoning="The audit’s sample bears it out.",
                at=AT.format(3),
                passage="passage00003",
                capture="capture00000",
            ),
        ],
        links=[
            LinkRecord(id="link00000001", kind="repeats", to="pairpric0002", note="The same sentence on the tariff."),
        ],
        corrections=[
            CorrectionRecord(
                id="correct00001",
                text="We first gave the audit’s figure as 94.1 percent. It is 91.4 percent.",
                at=AT.format(5),
            )
        ],
    )


def _passage(name: str, text: str, exact: str) -> PassageRecord:
    start = text.index(exact)
    end = start + len(exact)
    return PassageRecord(
        id=name,
        capture="capture00000",
        side="rebuttal",
        exact=exact,
        prefix=text[max(0, start - 20) : start],
        suffix=text[end : end + 20],
        start=start,
        end=end,
    )


def _fees() -> PairRecord:
    return PairRecord(
        id="pairpric0002",
        slug="secret-fees",
        agency="agencyfpb001",
        page="pagefacts001",
        title="Secret fees",
        reviewed=AT.format(4),
        evidence=[
            EvidenceRecord(
                id="evidence0005",
                source="sourcetarif3",
                stance="supports",
                quote="All fees are listed.",
                at=AT.format(2),
            )
        ],
        findings=[
            FindingRecord(
                id="finding00003",
                number=1,
                claim_reviewed="Every fee is in the published tariff",
                verdict="unverifiable",
                reasoning="Old tariffs are not kept online.",
                at=AT.format(4),
            )
        ],
    )


def _letters() -> PairRecord:
    return PairRecord(
        id="pairopen0003",
        slug="opening-letters",
        agency="agencyfpb001",
        page="pagefacts001",
        title="Opening letters",
        reviewed=AT.format(4),
    )


def _inspectors() -> PairRecord:
    return PairRecord(
        id="pairstaf0004",
        slug="no-inspectors",
        agency="agencyfpb001",
        page="pagefacts001",
        title="Inspectors",
        reviewed=AT.format(4),
    )


def _measures() -> list[Record]:
    return [
        ConcernRecord(
            id="concerntrus1",
            slug="public-trust",
            agency="agencyfpb001",
            page="pagefacts001",
            title="Public trust",
            reviewed=AT.format(4),
        ),
        SafeguardRecord(
            id="safepanel001",
            slug="parcel-panel",
            agency="agencyfpb001",
            page="pagefacts001",
            title="Parcel Panel",
            reviewed=AT.format(4),
            topics=["topicdeliv01"],
            links=[LinkRecord(id="link00000002", kind="answers", to="concerntrus1")],
            commitments=[
                CommitmentRecord(
                    id="commit000001",
                    kind="deadline",
                    text="Its first report is due within 45 days",
                    value=45,
                    unit="day",
                    due="2024-08-09",
                    base="2024-06-25",
                    to="the Director",
                    observations=[
                        ObservationRecord(
                            id="observe00001",
                            result="not done",
                            observed="2024-08-20",
                            at=AT.format(1),
                            note="Not yet.",
                        ),
                        ObservationRecord(
                            id="observe00002",
                            result="kept",
                            observed="2024-12-10",
                            done="2024-11-30",
                            source="sourceaudit1",
                            at=AT.format(2),
                            note="The report is dated **30 November 2024**.",
                        ),
                    ],
                ),
                CommitmentRecord(id="commit000002", kind="limit", text="no more than 48 hours", value=48, unit="hour"),
            ],
        ),
    ]
