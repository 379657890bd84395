"""A file that is none of what a command reads: one sentence on standard error, status 1, nothing written, no trace."""

from __future__ import annotations

import gzip
import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli import root
from app.storage.engine import make_engine
from app.storage.models.desk import Subject
from tests.factories.malformed import MALFORMED as OWN
from tests.factories.malformed import WAYS

MAPPED = ("--map", "claim=a", "--map", "rebuttal=b", "--page", "https://x.example/", "--agency", "X")
COMMANDS = [
    ("claimreview",),
    ("claimreview", "--as", "evidence"),
    ("csv", *MAPPED),
    ("csl",),
    ("bibtex",),
    ("bundle",),
    ("warc", "--agency", "X"),
    ("cdx", "--agency", "X", "--dry-run"),
]


def bomb() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("manifest.json", bytes(30_000_000))
    return packed.getvalue()


MALFORMED = {
    "empty": b"",
    "only a byte-order mark": b"\xef\xbb\xbf",
    "NULs": bytes(1_000),
    "UTF-16": '{"@type":"ClaimReview"}'.encode("utf-16"),
    "another encoding": "a,b\nß,ü\n".encode("latin-1"),
    "10,000 lists in one another": b"[" * 10_000 + b"]" * 10_000,
    "10,000 open braces": b"@book{a, title = " + b"{" * 10_000,
    "a huge line": b"a,b\n" + b"x" * 5_000_000,
    "a huge text without an end": b'{"a":"' + b"x" * 5_000_000,
    "scripts without an end": b'<script type="application/ld+json">' * 20_000,
    "entries without an end": b"@a{" * 20_000,
    "a zip bomb": bomb(),
    "a gzip bomb": gzip.compress(bytes(30_000_000)),
    "a truncated feed": b'{"@type": "DataFeed", "dataFeedElement": [{"item": {"@type": "ClaimReview", "url": "https',
    "a truncated archive": gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\n")[:-9],
    "a number of 5,000 digits": b'[{"title":"A","volume":' + b"9" * 5_000 + b"}]",
    "wrong types": json.dumps(
        [
            {
                "@type": "ClaimReview",
                "url": 5,
                "claimReviewed": [{}],
                "reviewRating": [[1]],
                "title": {"a": 1},
                "issued": [1],
            }
        ]
    ).encode(),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_each_command_refuses_it_in_one_sentence(
    what: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REJOINDER_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("REJOINDER_INSTANCE_PATH", str(tmp_path))
    file = tmp_path / "file"
    file.write_bytes(MALFORMED[what])
    for name, *options in COMMANDS:
        done = CliRunner().invoke(root, ["import", name, str(file), *options])
        assert isinstance(done.exception, SystemExit), (name, done.exception)
        assert done.exit_code == 1, (name, done.output)
        (told,) = done.stderr.splitlines()
        assert told.endswith(".")
        assert len(told) < 500
        if not done.stdout:
            assert told.startswith("rejoinder: "), "the file as a whole"
        else:
            assert ": refused: " in told, "all that is in it"
            assert ", 0 taken, " in done.stdout
    engine = make_engine(sqlite_url)
    with Session(engine) as session:
        assert session.scalar(select(Subject.id).limit(1)) is None
    engine.dispose()


OPTIONS: dict[str, tuple[str, ...]] = {"csv": MAPPED, "warc": ("--agency", "X"), "cdx": ("--agency", "X", "--dry-run")}
PLACE = re.compile(r"[a-z]+ \d+( at byte \d+)?: refused: ")


@pytest.mark.parametrize("way", WAYS)
def test_what_is_almost_a_file_of_its_own_is_told_in_one_clear_report(
    way: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REJOINDER_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("REJOINDER_INSTANCE_PATH", str(tmp_path))
    file = tmp_path / "file"
    for importer, files in OWN.items():
        file.write_bytes(files[way])
        done = CliRunner().invoke(root, ["import", importer, str(file), *OPTIONS.get(importer, ())])
        assert isinstance(done.exception, SystemExit), (importer, done.exception)
        assert done.exit_code == 1, (importer, done.output)
        told = done.stderr.splitlines()
        assert all(line.endswith(".") and len(line) < 500 for line in told), importer
        if done.stdout:
            assert done.stdout == f"file: {len(told)} read, 0 taken, 0 here already, {len(told)} refused.\n"
            assert all(map(PLACE.match, told)), importer
        else:
            (sentence,) = told
            assert sentence.startswith("rejoinder: "), importer
    engine = make_engine(sqlite_url)
    with Session(engine) as session:
        assert session.scalar(select(Subject.id).limit(1)) is None
    engine.dispose()
