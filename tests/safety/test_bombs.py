"""A bomb is read, kept unread or refused, in at most 512 MB: its reader ends at 5 seconds of a processor."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.safety.full import FULL, Figure

MEGABYTES = 512
LARGEST = 25 * 1024 * 1024
FAR = 2_000_000_000 if FULL else 200_000_000


# A process's peak begins at that of the one it was begun by, and a test's is large: a small one begins it.
LAUNCHER = """
import json, os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss]), flush=True)
os._exit(0)
"""


def pdf(stream: bytes, filters: str = "/FlateDecode") -> bytes:
    """Write a PDF of one page whose content is the stream."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length %d/Filter %s>>stream\n%s\nendstream" % (len(stream), filters.encode(), stream),
    ]
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(written)
    return written + b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        start,
    )


def packed(size: int, piece: bytes = b" ") -> bytes:
    """Deflate a piece over and over."""
    packer = zlib.compressobj(9)
    block = piece * (1_000_000 // len(piece))
    return b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a PDF that unpacks far": ("x.pdf", lambda: pdf(packed(FAR))),
    "a PDF packed twice": ("x.pdf", lambda: pdf(zlib.compress(packed(FAR)), "[/FlateDecode/FlateDecode]")),
    "a PDF of operators": ("x.pdf", lambda: pdf(packed(60_000_000, b"BT (a) Tj ET "))),
    "a PDF that nests": ("x.pdf", lambda: pdf(zlib.compress(b"[" * 5_000_000))),
    "HTML that nests": ("x.html", lambda: b"<div>" * 1_000_000),
    "HTML of formatting that nests": ("x.html", lambda: b"<b><i>" * 500_000),
    "HTML of one attribute": ("x.html", lambda: b"<p title='" + b"a" * 20_000_000),
    "HTML of attributes": ("x.html", lambda: b"<p " + b"".join(b"a%d=1 " % n for n in range(300_000)) + b">"),
    "HTML of brackets": ("x.html", lambda: b"<" * LARGEST),
    "HTML of tables": ("x.html", lambda: b"<table><tr><td>" * 200_000),
    "HTML of references": ("x.html", lambda: b"&amp" * 700_000),
    "text of labels": ("x.txt", lambda: b"Fiction: \n" * 300_000),
    "text of one word": ("x.txt", lambda: b"a" * 2_900_000),
    "text of spaces": ("x.txt", lambda: b" " * 2_900_000 + b"x"),
    "text of line breaks": ("x.txt", lambda: b"\n" * 2_900_000),
    "text of quotes": ("x.txt", lambda: "“".encode() * 900_000),
    "text of numbers": ("x.txt", lambda: b"45 days 1,000,000 percent " * 100_000),
    "Markdown of brackets": ("x.md", lambda: b"[" * 1_000_000),
    "Markdown of emphasis": ("x.md", lambda: b"*a _a " * 300_000),
    "Markdown of quotes that nest": ("x.md", lambda: b"> " * 500_000 + b"x"),
    "Markdown of lists that nest": ("x.md", lambda: b"".join(b" " * (2 * n) + b"- a\n" for n in range(1_500))),
    "Markdown of links": ("x.md", lambda: b"[a](" * 500_000),
}


def read_apart(path: Path) -> tuple[int, float, float, str]:
    """Run the command on it; return its status, the processor's seconds, megabytes and what it said."""
    command = [sys.executable, "-c", LAUNCHER, Path(sys.executable).parent / "rejoinder", "extract", path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    status, seconds, kilobytes = json.loads(done.stdout)
    return status, seconds, kilobytes / 1024, done.stderr


@pytest.mark.parametrize("name", BOMBS if FULL else list(BOMBS)[::6])
def test_a_bomb_is_read_or_refused_in_little_room(name: str, tmp_path: Path, figure: Figure) -> None:
    filename, make = BOMBS[name]
    path = tmp_path / filename
    path.write_bytes(make())
    status, seconds, megabytes, said = read_apart(path)
    figure(f"{name}: {'read' if status == 0 else 'refused'}, {seconds:.1f} s, {megabytes:.0f} MB. {said}")
    assert status in {0, 1}
    assert "Traceback" not in said
    assert megabytes <= MEGABYTES
