"""Whatever is sent is read or refused in a sentence; nothing else comes of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import Rejected
from app.domain.reading import read
from tests.safety.full import FULL
from tests.safety.fuzz.targets import TARGETS, fuzzed, manifest

EXAMPLES = 5_000 if FULL else 25
PIECES = (
    *(b"<p>", b"<div ", b"</", b"<table><tr><td>", b"<!--", b"<script>", b"&#x110000;", b"&lt", b"<li>", b"<details>"),
    *(
        b"Fiction: ",
        b"FACT:",
        b"\nQuestion. ",
        b"Safeguards",
        b"within 45 days",
        b"99 percent",
        b"June 31, 2011",
        b"FY2010",
    ),
    *(
        b"# ",
        b"* ",
        b"> ",
        b"[a](",
        b"javascript:x)",
        b"|a|b|\n|-|-|\n",
        b"```\n",
        b"---\nlang: x\n---\n",
        b"\n\n",
        b"\r",
        b"\f",
    ),
    *(
        b'{"@type":"ClaimReview",',
        b'"claimReviewed":',
        b'"itemReviewed":',
        b"[" * 3_000,
        b'"',
        b"null",
        b"1e999",
        b"}",
        b"]",
    ),
    *(b"@article{a,", b"title={", b"author = ", b'"\\"o', b"claim,fact\n", b";", b'""', b"2011-06-25", b"00000000"),
    *(
        b"WARC/1.0\r\nWARC-Type: response\r\n",
        b"Content-Length: 5\r\n\r\n",
        b"com,example)/ 20110625101112 http://a.b/ text/html",
    ),
    *(
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\0",
        b"\xed\xa0\x80",
        b"\x1f\x8b\x08",
        b"%PDF-1.4\n",
        b"utf-16\n",
        b"unicode_escape\n",
    ),
)
INPUTS = st.lists(st.sampled_from(PIECES) | st.binary(max_size=20), max_size=12).map(b"".join)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=EXAMPLES)
@given(data=INPUTS)
def test_it_is_read_or_refused(name: str, data: bytes) -> None:
    fuzzed(TARGETS[name], data)


FOUND = (
    ("page", b"\nA\n>\x90\xbb\n\n/Q\n>\n=======\n>\xbb\n\nA\nA?\n>\xbb\n\nA\n"),
    ("page", b"\x02Fiction: A bird sings.\n\n-----\n\nIt flies.\n\nFACT: It is so.\n"),
)
"""What `make fuzz` found, mended since: a line drawn through a claim was in its range and not in its words."""


@pytest.mark.parametrize(("name", "data"), FOUND)
def test_what_fuzzing_found_is_mended(name: str, data: bytes) -> None:
    fuzzed(TARGETS[name], data)


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "raw_unicode_escape", "punycode", "idna", "undefined"])
def test_a_character_set_that_no_page_has_is_not_used(charset: str) -> None:
    """Some of Python's own make characters that can't be stored, and one takes the square of the time."""
    data = b"Fiction: \\ud800 and +2AA- stand here. FACT: They do."
    assert read(data, None, f"text/plain; charset={charset}").text == data.decode()


def test_a_manifest_that_nests_deep_is_refused() -> None:
    with pytest.raises(Rejected, match="can't be read"):
        manifest(b"[" * 100_000)
