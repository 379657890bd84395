"""WARC files: what copies are in one, and what is refused, with the record at fault."""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.archive_rows import base32_sha1
from app.domain.errors import Rejected
from app.services import warc as reading
from app.services.apart import read_copies, read_list
from app.services.archive_kinds import is_warc
from app.services.warc import copies, unpacked
from tests.factories.warcs import record, warc

PAGE = b"<!doctype html><p>Fiction: The bureau loses mail.</p><p>FACT: It does not.</p>"
URL = "http://mail.example/facts"
DAY = "2011-06-25T10:11:12Z"
FILE = warc(
    record(URL, DAY, PAGE),
    record(URL, "2011-06-26T00:30:00+02:00", PAGE, kind="revisit"),
    record(f"{URL}.pdf", DAY, b"%PDF-1.4 x", kind="resource", http=None, media_type="application/pdf"),
    record(f"{URL}?packed", DAY, gzip.compress(PAGE, mtime=0), headers={"Content-Encoding": "gzip"}),
    record(f"{URL}?brotli", DAY, b"\x0b\x02\x80ab\x03", headers={"Content-Encoding": "br"}),
    record(f"{URL}?empty", DAY, b""),
    record(f"{URL}?request", DAY, b"", kind="request", http="GET / HTTP/1.1"),
    record(f"{URL}?gone", DAY, PAGE, http="HTTP/1.1 404 Not Found"),
    record(
        f"{URL}?chunks",
        DAY,
        b"5\r\n<p>Fa\r\n6\r\nct</p>\r\n0\r\n\r\n",
        headers={"Transfer-Encoding": "chunked", "Memento-Datetime": "Sat, 01 Jan 2005 00:00:00 GMT"},
    ),
)


@pytest.mark.parametrize("data", [FILE, gzip.decompress(FILE), gzip.compress(gzip.decompress(FILE), mtime=0)])
def test_what_servers_answered_is_read(data: bytes) -> None:
    """This holds for a file packed record by record, for a plain one, and for one packed as a whole."""
    assert is_warc(data)
    found = {copy.row.address.removeprefix(URL): copy for copy in copies(data)}
    first = [copy for copy in copies(data) if copy.row.address == URL]
    page, again = first
    assert (page.data, page.row.status, page.row.media_type, page.row.timestamp) == (
        *(PAGE, 200, "text/html", "20110625101112"),
    )
    assert page.row.digest == base32_sha1(PAGE)
    assert re.fullmatch(r"record 2 at byte \d{3}", page.row.place)
    assert (str(again.row.captured), again.row.repeats) == ("2011-06-25", True)
    assert again.why_not == "the archive kept no bytes of its own here"
    assert (found[".pdf"].data, found[".pdf"].row.media_type) == (b"%PDF-1.4 x", "application/pdf")
    assert found["?packed"].data == PAGE
    assert found["?brotli"].why_not == "it is packed in a way that can’t be read (br)"
    assert found["?empty"].why_not == "it is empty"
    assert found["?gone"].row.status == 404
    assert found["?chunks"].data == b"<p>Fact</p>"
    archived = found["?chunks"].archived
    assert archived is not None
    assert str(archived.captured) == "2005-01-01"
    assert "?request" not in found


def test_a_process_apart_reads_the_same() -> None:
    """With the days that archives name, which are of a type of our own."""
    assert read_copies(FILE, range(1, 100)) == list(copies(FILE))
    assert [one.row for one in read_list(FILE).rows] == [one.row for one in copies(FILE)]


def refused(data: bytes) -> str:
    with pytest.raises(Rejected) as caught:
        list(copies(data))
    assert caught.value.field == "file"
    return str(caught.value)


def test_a_file_that_is_cut_off_is_refused_with_the_record_at_fault() -> None:
    assert re.search(r"cut off in its packed piece 3, which begins at byte \d{3}\.", refused(_until_piece(3)[:-20]))
    plain = gzip.decompress(FILE)
    begin = plain.index(b"WARC/", plain.index(URL.encode()))
    assert f"at record 3, which begins at byte {begin:,} (unpacked)" in refused(plain[: begin + 220])
    assert f"at record 3, which begins at byte {begin:,}" in refused(plain[: begin + 40])


def _until_piece(number: int) -> bytes:
    begin = 0
    for _ in range(number):
        inner = zlib.decompressobj(31)
        inner.decompress(FILE[begin:])
        begin = len(FILE) - len(inner.unused_data)
    return FILE[:begin]


def test_a_damaged_file_is_refused_with_the_record_at_fault() -> None:
    plain = gzip.decompress(FILE)
    length = b"Content-Length: "
    at = plain.index(length, plain.index(b"WARC-Type: response")) + len(length)
    assert "damaged at record 2" in refused(plain[:at] + b"9" + plain[at + 1 :])
    assert "damaged at record 2" in refused(plain.replace(b"WARC-Date: 2011-06-25T10", b"WARC-Date: yesterdayT10", 1))
    assert "damaged in its packed piece 1, which begins at byte 0" in refused(FILE[:30] + b"\xff" * 30 + FILE[60:])
    assert "damaged in its packed piece" in refused(FILE + b"no gzip")
    assert len(list(copies(FILE + b"\0" * 512))) == len(list(copies(FILE)))


@pytest.mark.parametrize(
    "data", [b"", b"<p>Fact</p>", b"\x1f\x8b", b"\x1f\x8bnonsense", gzip.compress(b"<p>Fact</p>", mtime=0)]
)
def test_a_page_is_no_warc(data: bytes) -> None:
    assert not is_warc(data)
    assert refused(data)


def test_a_bomb_is_refused() -> None:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2011-06-25T10:11:12Z\r\nContent-Length: 999999999\r\n\r\n"
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = packer.compress(head) + b"".join(packer.compress(bytes(1 << 20)) for _ in range(3)) + packer.flush()
    assert "unpacks to over 100 times its size in its packed piece 1, which begins at byte 0" in refused(bomb)
    piece = gzip.compress(bytes(1 << 20), mtime=0)
    assert "unpacks to more than 200 MB" in refused(gzip.compress(head, mtime=0) + piece * 200)


def test_pages_that_servers_packed_are_unpacked_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = {"Content-Encoding": "gzip"}
    bomb = record(URL, DAY, gzip.compress(bytes(1 << 21), mtime=0), headers=packed)
    assert [one.why_not for one in copies(warc(bomb))] == ["it unpacks to over 100 times its size"]
    large = record(URL, DAY, gzip.compress(hashlib.sha512(PAGE).digest() * 128, mtime=0), headers=packed)
    monkeypatch.setattr(reading, "LARGEST_UNPACKED", 1 << 14)
    assert len(list(copies(warc(large, large)))) == 2
    assert "pages of the file are over" in refused(warc(large, large, large))


def test_blank_lines_without_end_and_too_many_records_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = gzip.decompress(FILE)
    cut = plain.index(b"WARC/", 10)
    assert "damaged at record 1" in refused(plain[:cut] + b"\r\n" * 100_000 + plain[cut:])
    assert "damaged at record 1" in refused(plain[: cut - 4] + plain[cut:])
    monkeypatch.setattr(reading, "MOST_RECORDS", 3)
    assert "more than 3 records" in refused(FILE)


def test_a_page_of_more_than_25_mb_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE", 20)
    assert next(copies(FILE)).why_not == "it is larger than 0 MB"


@settings(max_examples=200)
@given(seed=st.integers(0, 2**32), packed=st.booleans())
def test_whatever_is_broken_in_a_file_it_is_read_or_refused(*, seed: int, packed: bool) -> None:
    rng = Random(seed)  # noqa: S311  # it breaks a file, and need not be secret
    data = bytearray(FILE if packed else gzip.decompress(FILE))
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data))
        data[at : at + rng.randint(0, 3)] = rng.randbytes(rng.randint(0, 3))
    try:
        found = list(copies(bytes(data)))
    except Rejected:
        return
    assert all(copy.row.number for copy in found)


def test_a_file_that_is_not_packed_is_given_as_it_is() -> None:
    with unpacked(b"WARC/1.0") as file:
        assert file.read() == b"WARC/1.0"
