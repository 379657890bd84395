"""A bundle makes the same site elsewhere, on the other database; what was tampered with, or is none, is refused."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as struct_replace
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.bundle import FORMAT, LEDGER, MANIFEST, write_line
from app.domain.errors import Rejected
from app.domain.ledger import GENESIS, digest_of, make_entry
from app.domain.records import Record, TopicRecord, encode
from app.services import agencies, bundle_import, captures, ledger, library, packed_site, publishing
from app.services.agencies import SourceFields
from app.services.bulk import publish_new
from app.services.bundle_export import export_bundle
from app.services.bundle_import import import_bundle
from app.services.captures import CaptureFields
from app.services.demo.many import Maker
from app.storage.blobs import Blobs
from app.storage.engine import make_engine
from app.storage.models.ledger import LedgerEntry, LedgerRecord
from app.storage.models.library import LibraryRecord
from tests.factories.canaries import PROBE, World, make_public, make_secret
from tests.factories.ledger_lines import Press
from tests.factories.site import Site
from tests.support.memory import peak_of

DOCS = Path(__file__).parents[2] / "docs/bundle.md"
OTHER = {"sqlite": "postgresql_url", "postgresql": "sqlite_url"}
COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]


@contextmanager
def session_on(url: str) -> Iterator[Session]:
    engine = make_engine(url)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def other(request: pytest.FixtureRequest, session: Session) -> Iterator[Session]:
    """An empty site on the database that `session` is not on."""
    with session_on(request.getfixturevalue(OTHER[session.get_bind().dialect.name])) as made:
        yield made


@pytest.fixture
def made(session: Session, tmp_path: Path) -> Blobs:
    """A site that holds every kind of record in every state, a blanked one, and a source's file."""
    blobs = Blobs(tmp_path / "blobs")
    world, site = make_public(session, blobs, "x")
    add_files(world, site)
    make_secret(world, site)
    last = session.scalars(select(LedgerEntry.seq).where(LedgerEntry.kind == "topic")).first()
    session.execute(update(LedgerRecord).where(LedgerRecord.seq == last).values(salt=None, body=None))
    library.rebuild(session)
    session.commit()
    return blobs


def add_files(world: World, site: Site) -> None:
    """Publish captures and a source that have files; what was pasted is its own text, and needs none."""
    for day in ("2021-07-01", "2021-07-02"):
        fields = CaptureFields(captured=day, filename="page.html")
        page = captures.add_capture(world.sit(), site.page.id, f"<p>Kites are <b>free</b> {day}.</p>".encode(), fields)
        publishing.publish(world.sit(), page.id)
    digest = world.blobs.add(b"%PDF-1.4 of the gazette")
    source = agencies.create_source(world.sit(), SourceFields(title="Gazette", file_sha256=digest))
    publishing.publish(world.sit(), source.id)


@pytest.fixture(scope="module")
def small(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of a site that holds every kind of record."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "site.sqlite").write_bytes(sqlite_template.read_bytes())
    with session_on(f"sqlite:///{folder / 'site.sqlite'}") as session:
        add_files(*make_public(session, Blobs(folder / "blobs"), "x"))
        export_bundle(session, Blobs(folder / "blobs"), folder / "small.zip")
    return folder / "small.zip"


def all_of(session: Session) -> dict[str, list[Any]]:
    entries = session.execute(select(*LedgerEntry.__table__.columns).order_by(LedgerEntry.seq)).all()
    records = session.execute(select(*LedgerRecord.__table__.columns).order_by(LedgerRecord.seq)).all()
    return {"entries": list(entries), "records": list(records), **library._all_rows(session)}


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def changed(bundle: Path, **files: Callable[[bytes], bytes] | bytes | None) -> Path:
    """Return a copy of a bundle with files changed, added or left out; `ledger` is ledger.ndjson, and so on."""
    names = {"ledger": LEDGER, "manifest": MANIFEST}
    wanted = {names.get(name, name): change for name, change in files.items()}
    out = bundle.with_name(f"changed-{bundle.name}")
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = wanted.pop(name, bytes)
            if change is not None:
                new.writestr(name, change if isinstance(change, bytes) else change(old.read(name)))
        for name, data in wanted.items():
            assert isinstance(data, bytes)
            new.writestr(name, data)
    return out


def manifest_with(**changes: Any) -> Callable[[bytes], bytes]:
    return lambda data: json.dumps({**json.loads(data), **changes}).encode()


def refusal(session: Session, path: Path, kept: tuple[int, str] | None = None) -> str:
    """Return why a bundle is refused, and see that nothing of it was taken in."""
    folder = path.parent / "refused"
    with pytest.raises(Rejected) as refused:
        import_bundle(session, Blobs(folder), path, kept)
    session.rollback()
    assert ledger.head(session)[0] == 0
    assert session.scalar(select(LedgerEntry.seq).limit(1)) is None
    return str(refused.value)


# There and back


def test_it_makes_the_same_site_on_the_other_database(made: Blobs, session: Session, other: Session, tmp_path: Path):
    first, second, there = tmp_path / "first.zip", tmp_path / "second.zip", Blobs(tmp_path / "there")
    manifest = export_bundle(session, made, first)
    assert (manifest.ledger.blanked, manifest.blobs.missing) == (1, 0)
    assert manifest.blobs.count == 3
    import_bundle(other, there, first)
    other.commit()
    assert ledger.head(other) == ledger.head(session) == (manifest.ledger.seq, manifest.ledger.head)
    assert ledger.check(other, blobs=there).faults == []
    assert all_of(other) == all_of(session)
    kept, all_kept = files_in(there.folder), files_in(made.folder)
    assert kept == {name: all_kept[name] for name in kept}
    assert len(kept) == manifest.blobs.count < len(all_kept), "those of captures that are drafts stay"
    export_bundle(other, there, second)
    assert second.read_bytes() == first.read_bytes()
    with zipfile.ZipFile(first) as bundle:
        text = b"".join(bundle.read(name) for name in bundle.namelist())
    assert PROBE.encode() in text, "what is public is there"
    assert b"zqpair" not in text, "and no draft"
    for taken in (session, other):
        with pytest.raises(Rejected, match="holds records already; a bundle is imported into an empty one"):
            import_bundle(taken, there, first)


def test_the_program_of_the_docs_checks_a_bundle(small: Path):
    (program,) = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {"__name__": "docs"}
    exec(program, names)  # noqa: S102  # our own docs
    part = json.loads(zipfile.ZipFile(small).read(MANIFEST))["ledger"]
    assert names["check"](small) == f"{part['seq']}:{part['head']}"
    for tampered in (b'"Kite Board"', b'"agency"', b"2026-03-02T09"):
        with pytest.raises((AssertionError, KeyError)):
            names["check"](changed(small, ledger=lambda data: data.replace(tampered, tampered.swapcase(), 1)))  # noqa: B023  # called at once


def test_a_site_may_go_on_where_a_bundle_ends(small: Path, other: Session, tmp_path: Path):
    import_bundle(other, Blobs(tmp_path / "there"), small)
    before = ledger.head(other)[0]
    list(publish_new(other, Maker().site(3), "We read with care."))
    report = ledger.check(other)
    assert report.faults == []
    assert report.seq > before


# Refused


@pytest.fixture
def empty(postgresql_url: str) -> Iterator[Session]:
    with session_on(postgresql_url) as made:
        yield made


def test_what_was_tampered_with_is_refused(small: Path, empty: Session):
    def lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
        return lambda data: b"".join(change(data.splitlines(keepends=True)))

    tampered = {
        "its record was changed": lines(lambda all_: [all_[0].replace(b'"Kite Board"', b'"Kite Bored"'), *all_[1:]]),
        "was changed after it was written": lines(
            lambda all_: [all_[0].replace(b'"published"', b'"corrected"', 1), *all_[1:]]
        ),
        "is missing or out of order": lines(lambda all_: [all_[0], *all_[2:]]),
        "does not end at the head": lines(lambda all_: all_[:-1]),
        "can't be read": lines(lambda all_: [all_[0][:-9] + b"\n", *all_[1:]]),
        "is cut off": lambda data: data[:-1],
    }
    for told, change in tampered.items():
        with zipfile.ZipFile(small) as bundle:
            data = change(bundle.read(LEDGER))
            part = json.loads(bundle.read(MANIFEST))["ledger"]
        part = {**part, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        path = changed(small, ledger=data, manifest=manifest_with(ledger=part))
        assert told in refusal(empty, path)
    assert "not as long as" in refusal(empty, changed(small, ledger=lambda data: data + b"\n"))


def test_a_stored_file_that_is_changed_missing_or_too_many_is_refused(small: Path, empty: Session):
    with zipfile.ZipFile(small) as bundle:
        name = next(one for one in bundle.namelist() if one.startswith("blobs/"))
        parts = json.loads(bundle.read(MANIFEST))["blobs"]
        size = len(bundle.read(name))
    assert "was changed" in refusal(empty, changed(small, **{name: lambda data: data[:-1] + b"?"}))
    assert "not those that its manifest counts" in refusal(empty, changed(small, **{name: None}))
    fewer = {**parts, "count": parts["count"] - 1, "bytes": parts["bytes"] - size}
    path = changed(small, **{name: None}, manifest=manifest_with(blobs=fewer))
    assert "not those that its records name" in refusal(empty, path)
    more = {**parts, "count": parts["count"] + 1, "bytes": parts["bytes"] + 1}
    path = changed(small, **{f"blobs/{'0' * 64}": b"x"}, manifest=manifest_with(blobs=more))
    assert "not those that its records name" in refusal(empty, path)


def test_a_newer_version_another_format_and_another_head_are_refused(small: Path, empty: Session):
    assert "version 2, and this Rejoinder reads up to version 1" in refusal(
        empty, changed(small, manifest=manifest_with(version=2), **{"people.ndjson": b"x"})
    )
    assert "another format" in refusal(empty, changed(small, manifest=manifest_with(format="x")))
    assert "its manifest can't be read" in refusal(empty, changed(small, manifest=b"["))
    assert "holds no manifest" in refusal(empty, changed(small, manifest=None))
    assert "holds no ledger" in refusal(empty, changed(small, ledger=None))
    assert "differs from the head that was kept" in refusal(empty, small, (3, "0" * 64))
    assert "ends before the head that was kept" in refusal(empty, small, (10_000, "0" * 64))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "blobs/../x", "blobs/", f"blobs/{'g' * 64}", "x"])
def test_a_name_that_no_bundle_has_is_refused(small: Path, empty: Session, name: str):
    assert "a file that it should not" in refusal(empty, changed(small, **{name: b"x"}))


def forged(path: Path, *records: tuple[Record, dict[str, Any]]) -> Path:
    """Write a bundle whose chain and digests hold, of records that no desk has published."""
    data, previous = b"", GENESIS
    for seq, (record, other) in enumerate(records, 1):
        fields = {"event": "published", "kind": "topic", "subject": record.id, "version": 1, **other}
        digest = digest_of(b"salt", encode(record))
        entry = make_entry(seq=seq, at="2026-03-01T09:00:00.000000Z", digest=digest, previous=previous, **fields)
        data, previous = data + write_line(entry, b"salt", encode(record)), entry.hash
    part = {"seq": len(records), "head": previous, "blanked": 0, "bytes": len(data)}
    part["sha256"] = hashlib.sha256(data).hexdigest()
    blobs = {"count": 0, "bytes": 0, "missing": 0}
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr(LEDGER, data)
        bundle.writestr(MANIFEST, json.dumps({"format": FORMAT, "version": 1, "ledger": part, "blobs": blobs}))
    return path


def test_records_that_fit_nowhere_are_refused(empty: Session, tmp_path: Path):
    one, two = (TopicRecord(id=f"topickites0{number}", slug="kites", name="Kites") for number in (1, 2))
    assert "Entry 2 does not fit those before it" in refusal(empty, forged(tmp_path / "a.zip", (one, {}), (two, {})))
    other = forged(tmp_path / "b.zip", (one, {"subject": "topickites09"}))
    assert "speaks of topickites09, and its record of topickites01" in refusal(empty, other)
    deep = struct_replace(one, slug="x" * 500)
    assert "Entry 1 does not fit" in refusal(empty, forged(tmp_path / "c.zip", (deep, {})))
    unknown = Unknown(id="ballot000001")
    assert "no record that this version of Rejoinder knows" in refusal(empty, forged(tmp_path / "d.zip", (unknown, {})))


class Unknown(Record, frozen=True, kw_only=True, tag="ballot"):
    """A record of a later Rejoinder."""


def test_files_that_overlap_are_refused(small: Path, empty: Session, monkeypatch: pytest.MonkeyPatch):
    """A bomb may point twice at the same packed bytes."""
    real = zipfile.ZipFile.infolist

    def overlapping(file: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
        infos = real(file)
        infos[1].header_offset = infos[0].header_offset + 5
        return infos

    monkeypatch.setattr(zipfile.ZipFile, "infolist", overlapping)
    assert "overlap" in refusal(empty, small)


def test_a_bomb_is_refused_before_it_is_held(small: Path, empty: Session, tmp_path: Path, monkeypatch):
    length = 300 * 1024 * 1024
    part = {"seq": 1, "head": "0" * 64, "blanked": 0, "bytes": length, "sha256": "0" * 64}
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        with file.open(LEDGER, "w") as member:
            for _ in range(300):
                member.write(bytes(1024 * 1024))
        blobs = {"count": 0, "bytes": 0, "missing": 0}
        manifest = {"format": "rejoinder-bundle", "version": 1, "ledger": part, "blobs": blobs}
        file.writestr(MANIFEST, json.dumps(manifest))
    assert bomb.stat().st_size < 500_000
    tracemalloc.start()
    assert "Line 1 of the bundle's ledger can't be read" in refusal(empty, bomb)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    monkeypatch.setattr(packed_site.shutil, "disk_usage", lambda _folder: type("Usage", (), {"free": 10}))
    assert "unpacks to" in refusal(empty, small)
    monkeypatch.setattr(bundle_import, "LARGEST_FILE", 10)
    assert "not those that its manifest counts" in refusal(empty, small)


def test_a_file_that_was_damaged_is_refused_in_a_sentence(small: Path, sqlite_url: str, tmp_path: Path):
    """Cut off anywhere, or with other bytes anywhere: it is refused, or it is the same all the same."""
    whole = small.read_bytes()
    head = json.loads(zipfile.ZipFile(small).read(MANIFEST))["ledger"]["head"]
    places = st.integers(0, len(whole) - 1) | st.integers(len(whole) - 3_000, len(whole) - 1)

    @settings(max_examples=60)
    @given(places, st.none() | st.binary(min_size=1, max_size=9))
    def damaged(at: int, other: bytes | None) -> None:
        data = whole[:at] if other is None else whole[:at] + other + whole[at + len(other) :]
        (tmp_path / "damaged.zip").write_bytes(data)
        with session_on(sqlite_url) as session:
            told = None
            try:
                import_bundle(session, Blobs(tmp_path / "blobs"), tmp_path / "damaged.zip")
            except Rejected as refused:
                told = str(refused)
            assert told is not None or other is not None, "what was cut off is refused"
            assert ledger.head(session)[1] == (head if told is None else GENESIS)
            assert "\n" not in (told or "")

    damaged()


def test_a_zip_whose_files_lie_before_its_own_beginning_is_refused(small: Path, sqlite_url: str, tmp_path: Path):
    data = bytearray(small.read_bytes())
    field = slice(data.rfind(b"PK\x05\x06") + 16, data.rfind(b"PK\x05\x06") + 20)
    data[field] = (int.from_bytes(data[field], "little") + (1 << 24)).to_bytes(4, "little")
    (tmp_path / "damaged.zip").write_bytes(data)
    with session_on(sqlite_url) as session, pytest.raises(Rejected, match="can't be unpacked"):
        import_bundle(session, Blobs(tmp_path / "blobs"), tmp_path / "damaged.zip")


# Half-way


def test_a_ledger_that_was_tampered_with_is_not_exported(small: Path, sqlite_url: str, tmp_path: Path):
    blobs = Blobs(tmp_path / "blobs")
    with session_on(sqlite_url) as session:
        import_bundle(session, blobs, small)
        session.commit()
        session.execute(update(LedgerRecord).where(LedgerRecord.seq == 2).values(body=b"{}"))
        with pytest.raises(Rejected, match="Entry 2 its record was changed"):
            export_bundle(session, blobs, tmp_path / "a.zip")
        session.rollback()
        path = next(path for path in blobs.folder.rglob("*") if path.is_file())
        path.write_bytes(b"x")
        with pytest.raises(Rejected, match="was changed; nothing was exported"):
            export_bundle(session, blobs, tmp_path / "a.zip")
        path.unlink()
        assert not list(tmp_path.glob("*.zip*"))
        assert export_bundle(session, blobs, tmp_path / "a.zip").blobs.missing == 1
    assert [one.name for one in tmp_path.glob("*.zip*")] == ["a.zip"]


KILLED = """
import sys
from pathlib import Path
from sqlalchemy.orm import Session
from app.services.bundle_import import import_bundle
from app.storage.blobs import Blobs
from app.storage.engine import make_engine

def tell(what, done, of):
    if what == sys.argv[4] and done >= of // 2:
        print("half-way", flush=True)
        sys.stdin.read()

with Session(make_engine(sys.argv[1])) as session, session.begin():
    import_bundle(session, Blobs(Path(sys.argv[2])), Path(sys.argv[3]), None, tell)
"""


@pytest.mark.parametrize("what", ["Keeping the stored files", "Importing", "Making the library"])
def test_killed_half_way_it_leaves_an_empty_site_and_is_run_again(
    database_url: str, tmp_path: Path, small: Path, what: str
):
    """A real process, killed while it writes: what is there then is an empty site, and the next run is whole."""
    there = Blobs(tmp_path / "there")
    arguments = [sys.executable, "-c", KILLED, database_url, str(there.folder), str(small), what]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"half-way\n"
        child.send_signal(signal.SIGKILL)
        child.wait()
    with session_on(database_url) as session:
        assert ledger.head(session)[0] == 0
        assert session.scalar(select(LibraryRecord.id).limit(1)) is None
        manifest = import_bundle(session, there, small)
        session.commit()
        assert ledger.head(session) == (manifest.ledger.seq, manifest.ledger.head)
        assert ledger.check(session, blobs=there).faults == []
        assert library.differing(session) == []


def test_memory_does_not_grow_with_the_ledger(
    sqlite_template: Path, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """What is held is a few entries, whatever their number; batches are so small that both bundles have many."""
    monkeypatch.setattr(library, "LONGEST_BATCH", 128 * 1024)
    out, taken_in = [], []
    for count in (40, 120):
        long = tmp_path / f"{count}.sqlite"
        long.write_bytes(sqlite_template.read_bytes())
        with session_on(f"sqlite:///{long}") as session:
            press = Press(session)
            press.ground()
            for number in range(count):
                press.pair(number, note=f"{number} " + "long words " * 5_000)
            out.append(peak_of(partial(export_bundle, session, Blobs(tmp_path), tmp_path / "a.zip")))
        with session_on(sqlite_url) as session:
            taken_in.append(peak_of(partial(import_bundle, session, Blobs(tmp_path), tmp_path / "a.zip")))
            session.rollback()
    assert out[1] < 1.2 * out[0]
    assert taken_in[1] < 1.2 * taken_in[0]


# The commands


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "REJOINDER_INSTANCE_PATH": str(folder)}
    return subprocess.run([*COMMAND, *arguments], env=settings, capture_output=True, text=True, check=False)


def test_the_commands_tell_the_head(small: Path, tmp_path: Path):
    with zipfile.ZipFile(small) as bundle:
        part = json.loads(bundle.read(MANIFEST))
    head = f"{part['ledger']['seq']}:{part['ledger']['head']}"
    told = f"{part['ledger']['seq']} entries, head {head}, {part['blobs']['count']} stored files.\n"
    assert "There is no site" in run(tmp_path / "new", "import", "bundle", str(small)).stderr
    assert run(tmp_path / "new", "db", "upgrade").returncode == 0
    assert run(tmp_path / "new", "import", "bundle", str(small), "--head", "x").returncode == 2
    taken = run(tmp_path / "new", "import", "bundle", str(small), "--head", head)
    assert (taken.stdout, taken.stderr, taken.returncode) == (f"{small}: {told}", "", 0)
    again = run(tmp_path / "new", "import", "bundle", str(small))
    assert (again.stdout, again.returncode) == ("", 1)
    assert again.stderr == "rejoinder: This site holds records already; a bundle is imported into an empty one.\n"
    out = tmp_path / "out.zip"
    given_back = run(tmp_path / "new", "export", "bundle", str(out))
    assert (given_back.stdout, given_back.stderr, given_back.returncode) == (f"{out}: {told}", "", 0)
    assert out.read_bytes() == small.read_bytes()
