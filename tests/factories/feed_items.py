"""Items of feeds and of the API, as literals."""

from __future__ import annotations

from app.feeds.items import (
    Capture,
    ChangeItem,
    ChangeLine,
    CorrectionItem,
    FindingBrief,
    FindingItem,
    LedgerItem,
    Named,
    ObservationItem,
    PairItem,
    Quantity,
    ReplyItem,
    WordingItem,
)

BASE = "https://rejoinder.example"
AGENCY = Named(id="agencykite01", slug="kite-board", name="Kite Board")
PAGE = Named(id="pagefact0001", slug="fiction-and-fact", name="Fiction & Fact")
PAIR = Named(id="pairred00001", slug="red-kites", name="The Board bans red kites.")
OLD = Capture(id="captureold01", captured="2021-06-25", number=1)
NEW = Capture(id="capturenew02", captured="2022-03", number=2)
FIRST, LATER = "2026-03-01T09:30:00.000000Z", "2026-03-04T10:00:00.500000Z"


def finding(**changes: object) -> FindingItem:
    fields: dict[str, object] = {
        "id": "findingred01",
        "number": 1,
        "verdict": "mostly unsupported",
        "claim_reviewed": "The Board bans no colour & never did.",
        "html": '<p>It was <a href="/sources/x" rel="nofollow noopener">banned in May</a>.</p>',
        "subject_kind": "pair",
        "subject": PAIR,
        "agency": AGENCY,
        "published": FIRST,
        "modified": LATER,
        "cursor": "next1",
        "quote": "No colour is <banned>.",
        "replies": [ReplyItem(author="Ms O’Hara & Co", received="2026-03", html="<p>We regret the order.</p>")],
    }
    return FindingItem(**{**fields, **changes})  # type: ignore[arg-type]


def correction(**changes: object) -> CorrectionItem:
    fields: dict[str, object] = {
        "id": "correctred01",
        "html": '<p>We first wrote <em>blue</em>; see <a href="/sources/x">the order</a>.</p>',
        "subject_kind": "pair",
        "subject": PAIR,
        "agency": AGENCY,
        "published": LATER,
        "cursor": "next3",
    }
    return CorrectionItem(**{**fields, **changes})  # type: ignore[arg-type]


def observation(**changes: object) -> ObservationItem:
    fields: dict[str, object] = {
        "id": "observekite1",
        "commitment": "commitkite01",
        "kind": "deadline",
        "text": "The first report is due within 45 days & not later.",
        "due": "2021-08-09",
        "result": "not done",
        "observed": "2021-08-20",
        "done": None,
        "source": "sourceaudit1",
        "html": "<p>Not yet.</p>",
        "subject_kind": "safeguard",
        "subject": Named(id="safeline0001", slug="line-rule", name="Line Rule"),
        "agency": AGENCY,
        "published": FIRST,
        "modified": LATER,
        "cursor": "next4",
    }
    return ObservationItem(**{**fields, **changes})  # type: ignore[arg-type]


def line(**changes: object) -> ChangeLine:
    fields: dict[str, object] = {
        "subject": PAIR.id,
        "kind": "pair",
        "change": "same",
        "moved": False,
        "body_changed": False,
        "from_": "The Board bans red kites.",
        "to": "The Board bans red kites.",
        "verdict": None,
        "quantities": [],
    }
    return ChangeLine(**{**fields, **changes})  # type: ignore[arg-type]


def change(**changes: object) -> ChangeItem:
    fields: dict[str, object] = {
        "old": OLD,
        "new": NEW,
        "page": PAGE,
        "agency": AGENCY,
        "lines": [
            line(change="reworded", to="The Board bans <all> kites.", body_changed=True),
            line(subject="pairlines002", body_changed=True, quantities=[Quantity("45 days", "90 days")]),
            line(subject="pairgone0003", change="removed", to=None),
            line(subject="paircome0004", change="added", from_=None, verdict=(None, "FICTION")),
            line(subject="pairverd0005", moved=True, verdict=(None, "FICTION")),
            line(subject="rulelines001", kind="safeguard", from_="Line Rule", to="Line Rule", moved=True),
        ],
        "published": FIRST,
        "modified": FIRST,
        "cursor": "next2",
    }
    return ChangeItem(**{**fields, **changes})  # type: ignore[arg-type]


def wording(capture: Capture = NEW, **changes: object) -> WordingItem:
    fields: dict[str, object] = {
        "capture": capture,
        "claim": "The Board bans red kites.",
        "rebuttal": "No colour is banned.",
        "claim_label": "Fiction",
        "rebuttal_label": "FACT",
        "verdict_label": None,
    }
    return WordingItem(**{**fields, **changes})  # type: ignore[arg-type]


def pair(**changes: object) -> PairItem:
    fields: dict[str, object] = {
        "pair": PAIR,
        "agency": AGENCY,
        "page": PAGE,
        "wording": wording(),
        "findings": [
            FindingBrief(id="findingred01", number=1, verdict="mixed", claim_reviewed="No colour is banned.", at=FIRST),
            FindingBrief(
                id="findingred02", number=2, verdict="mixed", claim_reviewed="Wrong.", at=FIRST, retracted="x"
            ),
        ],
        "published": FIRST,
        "modified": LATER,
        "seq": 9,
    }
    return PairItem(**{**fields, **changes})  # type: ignore[arg-type]


def entry(seq: int, **changes: object) -> LedgerItem:
    fields: dict[str, object] = {
        "seq": seq,
        "subject": PAIR.id,
        "kind": "pair",
        "event": "published",
        "at": FIRST,
        "digest": f"{seq:x}" * 64,
        "deleted": False,
    }
    return LedgerItem(**{**fields, **changes})  # type: ignore[arg-type]
