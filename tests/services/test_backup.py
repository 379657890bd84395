"""A backup restores to a site that equals its source, on either database; what does not verify is refused."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from app.cli import root
from app.domain.errors import Rejected
from app.domain.reports import ReportFields
from app.services import agencies, ledger, library, publishing, revisions
from app.services.agencies import TopicFields
from app.services.backup import SEAL, Taken, back_up
from app.services.desk import COMMAND, Desk
from app.services.reports import send_report
from app.services.restore import opened, restore
from app.storage.blobs import Blobs
from app.storage.dump import dumped_tables, lines_of, snapshot
from app.storage.engine import make_engine
from app.storage.migrate import current_heads, upgrade
from app.storage.models.desk import Revision, Subject, Topic
from app.storage.models.ledger import LedgerEntry
from app.storage.site import LAST_BACKUP
from tests.factories.canaries import make_public, make_secret
from tests.safety.full import Figure

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BACKUPS = 3
PAUSE_S = 0.002
UNUSED = {
    "desk_comment",
    "desk_editing",
    "desk_held_form",
    "desk_invitation",
    "desk_people_event",
    "desk_hub_told",
    "desk_plan",
    "desk_recovery_code",
    "desk_second_step",
    "desk_submission",
    "desk_subject_topic",
    "report_message",
}
"""What the invented site has none of."""


@dataclass(frozen=True)
class Source:
    """A site with every kind of record in every state, and the backup of it."""

    engine: Engine
    blobs: Blobs
    path: Path
    taken: Taken


@pytest.fixture(scope="module")
def source(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    folder = tmp_path_factory.mktemp("source")
    shutil.copyfile(sqlite_template, folder / "rejoinder.sqlite")
    engine, blobs = make_engine(f"sqlite:///{folder / 'rejoinder.sqlite'}"), Blobs(folder / "blobs")
    with Session(engine) as session:
        world, site = make_public(session, blobs, "a hash")
        make_secret(world, site)
        site.capture_of("<!doctype html><p>Kites are free.</p>", "2020")
        fields = ReportFields(kind="error", address="/pairs/x", text="A number is wrong.")
        send_report(session, fields, token="t" * 32, sender="s" * 64, now=NOW)
        session.commit()
    yield Source(engine, blobs, folder / "site.backup", back_up(engine, blobs, folder / "site.backup", NOW))
    engine.dispose()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Engine]:
    """An engine on an SQLite file that holds no table yet."""
    made = make_engine(f"sqlite:///{tmp_path / 'target.sqlite'}")
    yield made
    made.dispose()


@pytest.fixture
def empty_postgresql(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine on a PostgreSQL database that holds no table yet."""
    with request.getfixturevalue("cluster").database() as url:
        made = make_engine(url)
        yield made
        made.dispose()


def dumped(engine: Engine) -> dict[str, list[bytes]]:
    with snapshot(engine) as session:
        return {str(one.name): list(lines_of(session, one)) for one in dumped_tables()}


def brought_back(path: Path, engine: Engine, blobs: Blobs, kept: str | None = None) -> None:
    with opened(path, kept) as backup:
        backup.check(lambda *_: None)
        restore(engine, blobs, backup)


def check_equal(source: Source, engine: Engine, blobs: Blobs) -> None:
    """The desk, the ledger and the reports are equal, byte for byte; the library is what the ledger gives."""
    assert dumped(engine) == dumped(source.engine)
    assert list(blobs.names()) == list(source.blobs.names()) != []
    with Session(engine) as session:
        report = ledger.check(session, (source.taken.manifest.seq, source.taken.manifest.head), blobs)
        assert report.faults == []
        assert library.differing(session) == []


@pytest.mark.postgresql
def test_a_backup_goes_round_by_postgresql_and_comes_back_equal(
    source: Source, empty: Engine, empty_postgresql: Engine, tmp_path: Path
) -> None:
    assert {name for name, lines in dumped(source.engine).items() if len(lines) == 1} == UNUSED
    there = Blobs(tmp_path / "there")
    brought_back(source.path, empty_postgresql, there, source.taken.digest)
    check_equal(source, empty_postgresql, there)
    again = back_up(empty_postgresql, there, tmp_path / "again.backup", NOW)
    assert again.manifest == source.taken.manifest
    back = Blobs(tmp_path / "back")
    brought_back(tmp_path / "again.backup", empty, back, again.digest)
    check_equal(source, empty, back)
    for engine in (empty, empty_postgresql):  # numbers that a database hands out go on above those restored
        with Session(engine) as session:
            newest = session.scalars(select(Revision).order_by(Revision.id.desc())).first()
            assert newest is not None
            session.add(Revision(subject_id=newest.subject_id, version=999, fields={}, at=NOW, author_name="A"))
            session.flush()


def test_a_backup_is_for_its_maker_s_eyes_and_stands_whole_or_not_at_all(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stat.S_IMODE(source.path.stat().st_mode) == 0o600
    kept = tmp_path / "kept.backup"
    kept.write_bytes(b"of yesterday")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        back_up(source.engine, source.blobs, kept, NOW)
    assert kept.read_bytes() == b"of yesterday"
    assert list(tmp_path.iterdir()) == [kept]


# What is refused


def refused(path: Path, engine: Engine, tmp_path: Path, sentence: str) -> None:
    with pytest.raises(Rejected, match=sentence):
        brought_back(path, engine, Blobs(tmp_path / "blobs"))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_byte_can_change_and_no_end_be_cut_off_unseen(source: Source, tmp_path: Path, data: st.DataObject) -> None:
    whole = source.path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1) | st.integers(len(whole) - 200, len(whole) - 1))
    how = data.draw(st.sampled_from(["changed", "cut off", "left out", "put in"]))
    other = bytes([whole[place] ^ data.draw(st.integers(1, 255))])
    end = {"changed": other + whole[place + 1 :], "cut off": b"", "left out": whole[place + 1 :]}
    (tmp_path / "other.backup").write_bytes(whole[:place] + end.get(how, other + whole[place:]))
    with pytest.raises(Rejected, match=r"nothing was restored\.$"), opened(tmp_path / "other.backup") as backup:
        backup.check(lambda *_: None)


def forged(source: Source, path: Path, change: Callable[[dict[str, bytes]], None], *, summed: bool = True) -> Path:
    """Write a backup whose files somebody changed, with every digest that can be computed anew computed anew."""
    with ZipFile(source.path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    manifest = json.loads(files["manifest.json"])
    for part in manifest["tables"] if summed else ():
        part["sha256"] = hashlib.sha256(files[f"tables/{part['name']}.ndjson"]).hexdigest()
    files["manifest.json"] = json.dumps(manifest).encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.comment = b"0" * SEAL
    body = path.read_bytes()[:-SEAL]
    path.write_bytes(body + hashlib.sha256(body).hexdigest().encode())
    return path


def replaced(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return change


def left_out(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.pop(name) and None  # type: ignore[func-returns-value]


def blob_changed(files: dict[str, bytes]) -> None:
    name = next(one for one in files if one.startswith("blobs/"))
    files[name] += b"!"


def blob_left_out(files: dict[str, bytes]) -> None:
    del files[next(one for one in files if one.startswith("blobs/"))]


ENTRIES = "tables/ledger_entry.ndjson"
FORGERIES: dict[str, tuple[Callable[[dict[str, bytes]], None], bool, str]] = {
    "a row": (replaced("tables/desk_topic.ndjson", b"topic", b"other"), False, "not as it was written"),
    "a stored file": (blob_changed, True, "not as it was written"),
    "no stored file": (blob_left_out, True, "not as it was written"),
    "another file": (lambda files: files.update({"../x": b""}), True, "not as it was written"),
    "no manifest's format": (replaced("manifest.json", b"-backup", b"-bundle"), True, "names another format"),
    "another version": (replaced("manifest.json", b'"version": 1', b'"version": 9'), True, "is of version 9"),
    "no number": (replaced("manifest.json", b'"seq": ', b'"seq": "x", "s": '), True, "can't be read"),
    "other migrations": (
        replaced("manifest.json", b'"migrations": [', b'"migrations": ["x",'),
        True,
        "Restore it with",
    ),
    "an entry": (
        replaced(ENTRIES, b'"published"', b'"retracted"'),
        True,
        "ledger does not verify: entry 1 was changed",
    ),
    "the head": (replaced("manifest.json", b'"head": "', b'"head": "0'), True, "ledger does not verify"),
    "a reference": (replaced("tables/ledger_record.ndjson", b"\n[1,", b"\n[9999,"), True, "does not fit the others"),
    "other columns": (replaced(ENTRIES, b'"seq"', b'"sec"'), True, "has other columns"),
    "no date": (replaced("tables/desk_subject.ndjson", b'"2026-', b'"20x6-'), True, "desk_subject can't be read"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_backup_restores_nothing(source: Source, empty: Engine, tmp_path: Path, name: str) -> None:
    change, summed, sentence = FORGERIES[name]
    refused(forged(source, tmp_path / "forged.backup", change, summed=summed), empty, tmp_path, sentence)
    if current_heads(empty):
        assert all(
            len(rows) == 1 for table, rows in dumped(empty).items() if table not in {"desk_role", "ledger_counter"}
        )


def test_the_forger_s_hand_alone_is_no_reason(source: Source, empty: Engine, tmp_path: Path) -> None:
    """The control: what was only packed anew restores, unless its digest is asked for."""
    path = forged(source, tmp_path / "packed.backup", lambda _files: None)
    with pytest.raises(Rejected, match="is another than the one whose digest was given"):
        brought_back(path, empty, Blobs(tmp_path / "blobs"), source.taken.digest)
    brought_back(path, empty, Blobs(tmp_path / "blobs"))
    assert dumped(empty) == dumped(source.engine)


def test_a_site_that_is_not_empty_or_old_is_left_alone(source: Source, empty: Engine, tmp_path: Path) -> None:
    upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    refused(source.path, empty, tmp_path, "run `rejoinder db upgrade`")
    with empty.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        connection.execute(
            text("INSERT INTO alembic_version VALUES (:head)"), {"head": source.taken.manifest.migrations[0]}
        )
        connection.execute(text("INSERT INTO ledger_entry VALUES (1, 'a', 'b', 'c', 'd', 1, 'e', 'f', 'g')"))
    refused(source.path, empty, tmp_path, "This site is not empty")


@pytest.fixture
def copied(source: Source, tmp_path: Path) -> Source:
    """The same site, to be spoilt."""
    path, blobs = tmp_path / "copied.sqlite", tmp_path / "copied-blobs"
    with sqlite3.connect(str(source.engine.url.database)) as one, sqlite3.connect(path) as other:
        one.backup(other)
    shutil.copytree(source.blobs.folder, blobs)
    return Source(make_engine(f"sqlite:///{path}"), Blobs(blobs), tmp_path / "x.backup", source.taken)


def test_what_nobody_could_restore_is_not_taken(copied: Source) -> None:
    with copied.engine.connect() as connection:  # a capture whose file is not its text
        [name] = connection.execute(text("SELECT sha256 FROM desk_capture WHERE sha256 != text_sha256")).scalars()
    data = copied.blobs.read(name)
    copied.blobs.path(name).write_bytes(data + b"!")
    with pytest.raises(Rejected, match=f"The stored file {name[:12]}… was changed"):
        back_up(copied.engine, copied.blobs, copied.path, NOW)
    copied.blobs.path(name).unlink()
    taken = back_up(copied.engine, copied.blobs, copied.path, NOW)
    assert taken.manifest.missing == [name]
    with copied.engine.begin() as connection:
        connection.execute(text("UPDATE ledger_entry SET version = 7 WHERE seq = 3"))
    with pytest.raises(Rejected, match="Entry 3 was changed after it was written, so nobody could restore this site"):
        back_up(copied.engine, copied.blobs, copied.path, NOW)
    copied.engine.dispose()


# While others write


def edits(url: str, topic: str, going: Event, done: list[int]) -> None:
    """Revise and publish a topic until told to stop; note the versions whose commits were acknowledged."""
    engine = make_engine(url)
    while going.is_set():
        with Session(engine) as session, session.begin():
            desk = Desk(session=session, actor=COMMAND, now=datetime.now(UTC), blobs=Blobs(Path("nowhere")))
            subject = session.get_one(Subject, topic)
            revisions.revise(desk, subject, {"note": f"note {subject.version + 1}"}, subject.version)
            publishing.publish(desk, topic)
            version = subject.version
        done.append(version)
        time.sleep(PAUSE_S)  # SQLite's lock goes to whoever asks at the right moment
    engine.dispose()


def more(done: list[int], writers: list[Future[None]]) -> None:
    """Come back when another publication was acknowledged."""
    seen = len(done)
    while len(done) == seen and not any(one.done() for one in writers):
        time.sleep(PAUSE_S)


def test_a_backup_taken_while_others_publish_is_the_site_of_one_moment(
    database_url: str, engine: Engine, empty: Engine, tmp_path: Path, figure: Figure
) -> None:
    with Session(engine) as session, session.begin():
        desk = Desk(session=session, actor=COMMAND, now=NOW, blobs=Blobs(tmp_path / "blobs"))
        topics = [agencies.create_topic(desk, TopicFields(title=f"Topic {number}")).id for number in range(2)]
    going, acknowledged = Event(), list[int]()
    going.set()
    with ThreadPoolExecutor(len(topics)) as pool:
        writers = [pool.submit(edits, database_url, topic, going, acknowledged) for topic in topics]
        taken = []
        while len(taken) < BACKUPS:
            reader = make_engine(database_url, read_only=True)
            before = revisions_of(reader)
            path = tmp_path / f"{len(taken)}.backup"
            taken.append((before, path, back_up(reader, Blobs(tmp_path / "blobs"), path, NOW)))
            reader.dispose()
            more(acknowledged, writers)
        going.clear()
        for one in writers:
            one.result()
    ends = [one.manifest.seq for _, _, one in taken]
    assert ends == sorted(set(ends)), "nobody published meanwhile"
    assert len(acknowledged) > ends[-1]
    before, path, last = taken[-1]
    brought_back(path, empty, Blobs(tmp_path / "restored"))
    source, restored = dumped(engine), dumped(empty)
    for name in ("ledger_entry", "ledger_record", "desk_revision", "desk_step"):
        assert restored[name] == source[name][: len(restored[name])]  # what is only ever added to was cut at one moment
    figure(
        f"{engine.dialect.name} to {empty.dialect.name}: {len(taken)} backups during {len(acknowledged)} publications; "
        f"the last is restored up to entry {last.manifest.seq}, with its head"
    )
    assert set(before) <= set(revisions_of(empty))  # with all that had been acknowledged when it began
    assert last.manifest.seq == len(restored["ledger_entry"]) - 1 < len(source["ledger_entry"]) - 1
    with Session(empty) as session:
        assert ledger.check(session, (last.manifest.seq, last.manifest.head)).faults == []
        for topic in topics:  # and no row is of another moment than the others
            subject = session.get_one(Topic, topic)
            newest = session.scalars(
                select(Revision).where(Revision.subject_id == topic).order_by(Revision.version.desc())
            ).first()
            assert newest is not None
            assert (subject.version, subject.note) == (newest.version, newest.fields["note"])
            entry = session.scalars(
                select(LedgerEntry).where(LedgerEntry.subject == topic).order_by(LedgerEntry.seq.desc())
            ).first()
            assert (entry.seq, entry.version) == (subject.published_seq, subject.version) if entry else True


def revisions_of(engine: Engine) -> list[tuple[str, int]]:
    with Session(engine) as session:
        return [tuple(row) for row in session.execute(select(Revision.subject_id, Revision.version))]


# The commands


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """`run(folder, "backup", …)` runs the command line on the site of that folder."""

    def invoked(folder: Path, *command: str) -> Result:
        monkeypatch.setenv("REJOINDER_INSTANCE_PATH", str(folder))
        return CliRunner().invoke(root, list(command))

    return invoked


def test_backup_and_restore_by_command(source: Source, run: Callable[..., Result], tmp_path: Path) -> None:
    instance = Path(str(source.engine.url.database)).parent
    path = tmp_path / "site.backup"
    done = run(instance, "backup", str(path))
    assert done.exit_code == 0, done.output
    digest = done.output.split("digest ")[1].strip()
    assert json.loads((instance / LAST_BACKUP).read_text())["seq"] == source.taken.manifest.seq
    done = run(tmp_path / "new", "restore", str(path), "--digest", digest)
    assert done.exit_code == 0, done.output
    assert f"head {source.taken.manifest.seq}:{source.taken.manifest.head}" in done.output
    done = run(tmp_path / "new", "ledger", "verify")
    assert (done.exit_code, done.output.strip()[-5:]) == (0, "whole")
    for command, status, sentence in [
        (("restore", str(path)), 1, "This site is not empty"),
        (("restore", str(path), "--digest", "1" * 64), 1, "is another than the one"),
        (("restore", str(path), "--digest", "1"), 2, "64 hex digits"),
        (("restore", str(instance / "rejoinder.sqlite")), 1, "This is no backup of Rejoinder"),
        (("backup", str(tmp_path / "nowhere" / "x")), 1, "no such file or directory"),
    ]:
        done = run(tmp_path / "new", *command)
        assert (done.exit_code, "Traceback" in done.output) == (status, False)
        assert sentence in done.output
    done = run(tmp_path / "none", "backup", str(tmp_path / "x"))
    assert (done.exit_code, "There is no site in" in done.output) == (1, True)
