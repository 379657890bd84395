"""A bundle's lines and manifest, read back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec import structs

from app.domain import bundle
from app.domain.bundle import blob_of, lines_of, read_line, read_manifest, record_of, write_line
from app.domain.errors import Rejected
from app.domain.ledger import GENESIS, make_entry
from app.domain.records import CaptureRecord, SourceRecord, TopicRecord, encode

TOPIC = TopicRecord(id="topickites01", slug="kites", name="Kites")
ENTRY = make_entry(
    seq=1,
    at="2026-03-01T09:00:00.000000Z",
    event="published",
    kind="topic",
    subject=TOPIC.id,
    version=1,
    digest="0" * 64,
    previous=GENESIS,
)


def test_a_line_is_read_as_it_was_written():
    whole, blanked = (ENTRY, b"salt", encode(TOPIC)), (ENTRY, None, None)
    assert [read_line(write_line(*row), 1) for row in (whole, blanked)] == [whole, blanked]
    assert write_line(*whole).startswith(bundle.LINE_START)
    assert write_line(*whole).endswith(b',"record":' + encode(TOPIC) + b"}\n")


@pytest.mark.parametrize(
    "line", [b"", b"{", b"[]", b"{}", b"\xff", b"[" * 100_000, write_line(ENTRY, b"salt", b"{}").replace(b'"73', b'"7')]
)
def test_what_is_no_line_is_told_by_its_number(line: bytes):
    with pytest.raises(Rejected, match="Line 7 of the bundle"):
        read_line(line, 7)


@pytest.mark.parametrize("size", [1, 2, 11, 10_000])
def test_lines_are_cut_out_of_any_chunks(size: int):
    lines = [write_line(ENTRY, b"salt", encode(TOPIC)) for _ in range(3)]
    data = b"".join(lines)

    def chunks(end: int) -> Iterator[bytes]:
        return (data[start : min(start + size, end)] for start in range(0, end, size))

    assert [line + b"\n" for line in lines_of(chunks(len(data)))] == lines
    with pytest.raises(Rejected, match="Line 3 of the bundle's ledger is cut off"):
        list(lines_of(chunks(len(data) - 1)))


def test_a_line_that_is_too_long_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bundle, "LONGEST_LINE", 100)
    endless = iter([bundle.LINE_START, *[b" " * 60] * 3])
    with pytest.raises(Rejected, match="Line 1"):
        list(lines_of(endless))
    assert len(list(endless)) == 1


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"\xff\xfe", b'{"format":1}', b"{" * 100_000, b'{"format":"rejoinder-bundle","version":1}']
)
def test_what_is_no_manifest(data: bytes):
    with pytest.raises(Rejected, match="its manifest can't be read"):
        read_manifest(data)


def test_the_stored_files_that_records_name():
    capture = CaptureRecord(
        id="c",
        page="p",
        captured="2020",
        number=1,
        obtained="pasted",
        media_type="text/plain",
        sha256="a" * 64,
        text="",
        text_sha256="b" * 64,
    )
    pasted = structs.replace(capture, sha256="b" * 64)
    source = SourceRecord(id="s", title="S", file_sha256="c" * 64)
    assert [blob_of(one) for one in (capture, pasted, source, TOPIC)] == ["a" * 64, None, "c" * 64, None]
    with pytest.raises(Rejected, match="Entry 1 holds no record"):
        record_of(ENTRY, b"[" * 100_000)
