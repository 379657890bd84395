"""`docs/verify_ledger.py` runs on Python alone and says of each tampered ledger what `rejoinder ledger verify` says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.bundle import write_line
from app.domain.ledger import verify
from app.services.bundle_export import export_bundle
from app.services.ledger import check
from app.storage.blobs import Blobs
from app.storage.signing import sign_head
from app.web.factory import create_app
from tests.factories.tampering import HEAD, ROWS, TAMPERINGS, UNSEEN_WITHOUT_A_HEAD, Row

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_ledger.py"
KEY = "5a" * 32
DAY = date(2026, 11, 24)
RECORDS_ALONE = {
    "edit a record",
    "edit a salt",
    "edit a record and hide its salt",
    "delete a record and leave its salt",
    "swap two records",
}
"""What can't show where no records are read: the digests are those that were published."""


def run(*command: object) -> tuple[int, str, str]:
    """Run the script as anybody would: isolated from whatever is installed here."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", SCRIPT, *map(str, command)], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def script() -> SimpleNamespace:
    """The script's functions, without starting Python for each."""
    names: dict[str, Any] = {"__name__": "verify_ledger"}
    exec(compile(SCRIPT.read_text(encoding="utf-8"), str(SCRIPT), "exec"), names)  # noqa: S102  # our own file
    return SimpleNamespace(**names)


def as_changes(rows: list[Row]) -> dict[str, Any]:
    """Write entries as /api/v1/changes does."""
    results = []
    for entry, _, body in rows:
        fields = msgspec.structs.asdict(entry)
        kind, subject = fields.pop("kind"), fields.pop("subject")
        results.append({**fields, "type": kind, "id": subject, "deleted": body is None})
    return {"results": results, "pending": 0, "cursor": ""}


@pytest.mark.parametrize("name", TAMPERINGS)
@pytest.mark.parametrize("kept", [HEAD, None], ids=["with a head", "without"])
def test_a_tampered_bundle_has_the_faults_that_the_program_finds(
    script: SimpleNamespace, name: str, kept: tuple[int, str] | None
) -> None:
    rows = TAMPERINGS[name]()
    ours = [(one.seq, one.message) for one in verify(rows, kept)]
    assert list(script.verify(script.of_lines([write_line(*row) for row in rows]), kept)) == ours
    assert bool(ours) is (kept is not None or name not in UNSEEN_WITHOUT_A_HEAD)
    bare = [(one.seq, one.message) for one in verify([(entry, None, None) for entry, _, _ in rows], kept)]
    changes = json.loads(json.dumps(as_changes(rows)))
    assert list(script.verify(script.of_changes(changes), kept)) == bare
    if kept is not None:
        assert bool(bare) is (name not in RECORDS_ALONE)


@pytest.fixture
def app_of_site(database_url: str, tmp_path: Path) -> Iterator[FlaskClient]:
    app = create_app({"INSTANCE_PATH": str(tmp_path / "instance"), "DATABASE_URL": database_url})
    yield app.test_client()
    databases = app.extensions["rejoinder-databases"]
    for engine in (databases.desk, databases.library, databases.reports):
        engine.dispose()


def test_anybody_can_run_it_on_a_site_s_bundle_and_changes(
    tmp_path: Path, site: Any, session: Session, app_of_site: FlaskClient
) -> None:
    assert site
    export_bundle(session, Blobs(tmp_path / "blobs"), tmp_path / "site.zip")
    report = check(session)
    session.rollback()
    answer = app_of_site.get("/api/v1/changes?limit=1000")
    (tmp_path / "changes.json").write_bytes(answer.data)
    head = app_of_site.get("/ledger/head.json")
    (tmp_path / "head.json").write_bytes(head.data)
    assert head.headers["Access-Control-Allow-Origin"] == "*"
    assert (head.json["seq"], head.json["hash"]) == (report.seq, report.head)
    whole = f"{report.seq} entries, head {report.seq}:{report.head}: whole\n"
    for name in ("site.zip", "changes.json"):
        told = run(tmp_path / name, "--head", tmp_path / "head.json", "--key", head.json["key"])
        assert told == (0, whole, "")
    document = json.loads(answer.data)
    document["results"][1]["version"] = 9
    (tmp_path / "changes.json").write_text(json.dumps(document))
    status, said, faults = run(tmp_path / "changes.json", "--json")
    assert (status, json.loads(said)["faults"]) == (1, [{"seq": 2, "message": "was changed after it was written"}])
    assert faults == ""
    assert run(tmp_path / "changes.json")[2] == "entry 2: was changed after it was written\n"


def test_what_it_can_t_read_is_one_line(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.ndjson"
    lines = b"".join(write_line(*row) for row in ROWS)
    ledger.write_bytes(lines[:-40])
    for command, sentence in [
        ((ledger,), "this is no ledger, or it was cut off"),
        ((tmp_path / "nowhere",), "No such file"),
        ((ledger, "--head", "12"), "--head takes SEQ:HASH"),
    ]:
        status, said, told = run(*command)
        assert (status, said, told.count("\n")) == (1, "", 1)
        assert sentence in told


def test_the_head_is_signed_and_no_byte_of_it_can_change(script: SimpleNamespace, tmp_path: Path) -> None:
    kept = tmp_path / "head.json"
    signed = msgspec.structs.asdict(sign_head(KEY, *HEAD, "2026-11-24T09:10:00.000000Z", DAY))
    kept.write_text(json.dumps(signed))
    assert script.kept_head(str(kept), signed["key"]) == HEAD
    with pytest.raises(SystemExit, match="another key"):
        script.kept_head(str(kept), "0" * 64)
    other = {"seq": 9, "hash": "0" * 64, "at": None, "day": "2026-11-25", "key": "0" * 64, "signature": "0" * 128}
    for name, value in other.items():
        kept.write_text(json.dumps({**signed, name: value}))
        with pytest.raises(SystemExit, match="does not bear"):
            script.kept_head(str(kept), None)
    kept.write_text(json.dumps({**signed, "signature": "x"}))
    with pytest.raises(SystemExit, match="this is neither"):
        script.kept_head(str(kept), None)


@pytest.mark.parametrize(  # RFC 8032, section 7.1
    ("key", "message", "signature"),
    [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ],
)
def test_signatures_are_those_of_the_standard(script: SimpleNamespace, key: str, message: str, signature: str) -> None:
    given = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)
    assert script.is_signed(*given)
    assert not script.is_signed(given[0], given[1] + b"!", given[2])
    assert not script.is_signed(given[0], given[1], given[2][:32] + bytes(32))
    order = script.ORDER + int.from_bytes(given[2][32:], "little")  # the same signature, written otherwise
    assert not script.is_signed(given[0], given[1], given[2][:32] + order.to_bytes(32, "little"))
