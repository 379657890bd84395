from __future__ import annotations

import json
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import records
from app.domain.records import AnyRecord, decode, encode

AT = "2026-11-24T09:30:00.000000Z"
JUDGED: dict[str, Any] = {
    "slug": "one",
    "agency": "a1",
    "page": "p1",
    "reviewed": AT,
    "topics": ["t1"],
    "passages": [
        records.PassageRecord(
            id="q1", capture="k1", side="rebuttal", exact="99 percent", prefix="delivers ", suffix=".", start=12, end=22
        )
    ],
    "evidence": [
        records.EvidenceRecord(
            id="e1", source="s1", stance="counters", quote="It was 91.", at=AT, passage="q1", capture="k1"
        )
    ],
    "findings": [
        records.FindingRecord(
            id="f1",
            number=1,
            claim_reviewed="It delivers 99 percent",
            verdict="mostly unsupported",
            reasoning="*Ninety-one*, by its own count.",
            at=AT,
            passage="q1",
            replies=[records.ReplyRecord(id="r1", author="The Bureau", text="Not so.", received="2026-11", at=AT)],
        )
    ],
    "links": [records.LinkRecord(id="l1", kind="repeats", to="x2")],
    "corrections": [records.CorrectionRecord(id="n1", text="We wrote 90.", at=AT)],
}
COMMITMENTS = [
    records.CommitmentRecord(
        id="c1",
        kind="limit",
        text="no more than 1.5 hours",
        value=1.5,
        unit="hour",
        observations=[records.ObservationRecord(id="o1", result="broken", observed="2026-11-24", at=AT, source="s1")],
    ),
    records.CommitmentRecord(id="c2", kind="deadline", text="within 45 days", value=45, unit="day", due="2011-08-01"),
]
SAMPLES: list[records.Record] = [
    records.AgencyRecord(id="a1", slug="bureau", name="Bureau of Örtliches", homepage="https://bureau.example/"),
    records.TopicRecord(id="t1", slug="mail", name="Mail"),
    records.SourceRecord(id="s1", title="A report", csl={"issued": {"date-parts": [[2011, 6]]}, "author": []}),
    records.PageRecord(
        id="p1",
        slug="facts",
        agency="a1",
        title="Facts",
        addresses=[records.Address(url="https://bureau.example/f", since="2009")],
    ),
    records.CaptureRecord(
        id="k1",
        page="p1",
        captured="2011-06-25",
        number=1,
        obtained="pasted",
        media_type="text/plain",
        sha256="0" * 64,
        text="Fiction: “we” lose 📮.\u2028FACT: we don’t.",
        text_sha256="1" * 64,
        wordings=[
            records.WordingRecord(subject="x1", kind="pair", position=1, claim_range=(9, 22), rebuttal_range=(29, 38)),
            records.WordingRecord(subject="g1", kind="safeguard", position=2, label="Board", range=(40, 50)),
        ],
    ),
    records.PairRecord(id="x1", title="Loses mail", claimant=records.Claimant(name="Critics", source="s1"), **JUDGED),
    records.SafeguardRecord(id="g1", title="Board", parent="g0", commitments=COMMITMENTS, **JUDGED),
    records.ConcernRecord(id="n9", title="Civil rights", commitments=COMMITMENTS, **JUDGED),
    records.RetractionRecord(id="x1", kind="pair", reason="It was not theirs."),
]


def test_there_is_a_sample_of_every_record() -> None:
    assert {type(one) for one in SAMPLES} == set(get_args(AnyRecord))


@pytest.mark.parametrize("record", SAMPLES, ids=lambda record: type(record).__name__)
def test_a_record_is_read_back_as_it_was(record: records.Record) -> None:
    body = encode(record)
    assert decode(body) == record
    assert encode(decode(body)) == body


@pytest.mark.parametrize("record", SAMPLES, ids=lambda record: type(record).__name__)
def test_its_bytes_are_canonical(record: records.Record) -> None:
    body = encode(record)
    fields = json.loads(body)
    assert fields["type"] == type(record).__struct_config__.tag
    assert body == json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@given(name=st.text(), note=st.text())
def test_any_text_comes_back_unchanged(name: str, note: str) -> None:
    record = records.TopicRecord(id="t1", slug="t", name=name, note=note)
    assert decode(encode(record)) == record


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b'{"type":"pair"}',
        b'{"type":"draft","id":"x1"}',
        b'{"type":"topic","id":1,"slug":"t","name":"T"}',
    ],
)
def test_bytes_that_are_no_record_are_refused(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(body)


@pytest.mark.parametrize("value", [2**53, float("nan"), float("inf")])
def test_a_number_that_json_can_not_hold_exactly_is_refused(value: float) -> None:
    record = records.CommitmentRecord(id="c1", kind="limit", text="many", value=value)
    with pytest.raises(ValueError, match=r".+"):
        encode(records.ConcernRecord(id="n9", title="T", commitments=[record], **JUDGED))
