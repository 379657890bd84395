"""`rejoinder doctor` on whole sites: quiet where all is well, one line for each thing that is not; it changes none."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text

from app.cli import root, serve
from app.services import doctor
from app.services.desk import moment
from app.storage import engine as engines
from tests.factories.site import Site

Doctor = Callable[[], tuple[int, list[dict[str, Any]]]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "instance"
    made.mkdir(0o700)
    (made / "blobs").symlink_to(tmp_path / "blobs")
    return made


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, folder: Path, database_url: str) -> Doctor:
    monkeypatch.setenv("REJOINDER_INSTANCE_PATH", str(folder))
    monkeypatch.setenv("REJOINDER_DATABASE_URL", database_url)
    monkeypatch.setenv("REJOINDER_BASE_URL", "https://facts.example")
    monkeypatch.setenv("REJOINDER_PROXIES", "1")
    if database_url.startswith("sqlite"):
        Path(database_url.removeprefix("sqlite:///")).chmod(0o600)

    def invoked() -> tuple[int, list[dict[str, Any]]]:
        done = CliRunner().invoke(root, ["doctor", "--json"])
        report = json.loads(done.stdout)
        unsafe = [one for one in report["remarks"] if one["unsafe"]]
        assert (done.exit_code, report["safe"]) == ((1, False) if unsafe else (0, True))
        return done.exit_code, [one for one in unsafe if "off and may lose" not in one["message"]]

    return invoked


@pytest.fixture
def backed_up(folder: Path, site: Site) -> Site:
    note = {"at": moment(datetime.now(UTC) - timedelta(hours=3)), "seq": 1}
    (folder / doctor.LAST_BACKUP).write_text(json.dumps(note))
    site.capture_of("<!doctype html><p>Kites are free.</p>", "2020")  # its file is not its text
    site.desk_of().session.commit()
    return site


def abouts(run: Doctor) -> list[str]:
    return [one["about"] for one in run()[1]]


def test_a_sound_site_is_safe_and_the_tests_own_postgresql_is_not(run: Doctor, backed_up: Site, engine: Engine) -> None:
    backed_up.desk_of().session.commit()
    status, found = run()
    assert found == []
    assert status == (engine.dialect.name == "postgresql")  # the tests' server is told that it runs with fsync=off


def test_each_thing_that_is_wrong_is_told(
    run: Doctor, backed_up: Site, engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.begin() as connection:
        future = moment(datetime.now(UTC) + timedelta(days=1))
        connection.execute(
            text("UPDATE ledger_entry SET at = :at WHERE seq = (SELECT seq FROM ledger_counter)"), {"at": future}
        )
        connection.execute(text("UPDATE library_state SET seq = 2"))
    assert abouts(run) == ["ledger", "library", "clock"]
    with engine.begin() as connection:
        connection.execute(text("UPDATE ledger_entry SET at = 'noon' WHERE seq = (SELECT seq FROM ledger_counter)"))
    assert abouts(run) == ["ledger", "library"]
    with engine.connect() as connection:
        query = text("SELECT sha256 FROM desk_capture WHERE sha256 != text_sha256")
        [digest] = connection.execute(query).scalars()
    backed_up.desk_of().blobs.path(digest).unlink()
    assert "files" in abouts(run)
    (folder / doctor.LAST_BACKUP).write_text("{")
    (folder / "secret_key").write_text("x")
    (folder / "secret_key").chmod(0o640)
    folder.chmod(0o755)
    monkeypatch.setattr(engines, "SAFE_SQLITE", (99, 0, 0))
    expected = ["folder", "secret key", *(["SQLite"] if engine.dialect.name == "sqlite" else []), "ledger"]
    assert abouts(run)[: len(expected)] == expected
    assert abouts(run)[-1] == "backup"


def test_an_sqlite_with_the_bug_is_told_at_each_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str
) -> None:
    monkeypatch.setenv("REJOINDER_INSTANCE_PATH", str(tmp_path))
    monkeypatch.setenv("REJOINDER_DATABASE_URL", sqlite_url)
    monkeypatch.setattr(serve, "run", lambda *_where, **_how: None)
    for safe, words in (((99, 0, 0), "can corrupt this database (mended in 3.51.3)"), ((3, 0, 0), "")):
        monkeypatch.setattr(engines, "SAFE_SQLITE", safe)
        told = CliRunner().invoke(root, ["serve"])
        assert (told.exit_code, bool(told.stderr)) == (0, bool(words))
        assert words in told.stderr


def test_many_faults_are_counted(run: Doctor, backed_up: Site, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "TOLD", 2)
    assert backed_up
    with engine.begin() as connection:
        connection.execute(text("UPDATE ledger_entry SET version = 9"))
    assert [one["message"] for one in run()[1]][-1].startswith("The ledger has 6 faults")


def test_an_older_database_is_told(run: Doctor, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    [found] = run()[1]
    assert "run `rejoinder db upgrade`" in found["message"]


def told(monkeypatch: pytest.MonkeyPatch, folder: Path, url: str) -> tuple[int, str]:
    monkeypatch.setenv("REJOINDER_INSTANCE_PATH", str(folder))
    monkeypatch.setenv("REJOINDER_DATABASE_URL", url)
    done = CliRunner().invoke(root, ["doctor"])
    assert "Traceback" not in done.output
    return done.exit_code, done.output


def test_what_is_no_site_yet_or_no_database_is_told(
    monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path, sqlite_url: str
) -> None:
    status, said = told(monkeypatch, folder, f"sqlite:///{tmp_path / 'none.sqlite'}")
    assert status == 0
    assert "There is no site in" in said
    assert not (tmp_path / "none.sqlite").exists()
    (tmp_path / "empty.sqlite").touch(0o600)
    status, said = told(monkeypatch, folder, f"sqlite:///{tmp_path / 'empty.sqlite'}")
    assert status == 0
    assert "holds no site yet" in said
    assert said.endswith("Nothing unsafe was found.\n")
    for url, sentence in [
        ("mysql://x", "unsafe: database: mysql is no database that Rejoinder runs on"),
        ("postgresql://nobody@127.0.0.1:1/x", "unsafe: database: The database can’t be used (connection failed"),
    ]:
        status, said = told(monkeypatch, folder, url)
        assert status == 1
        assert sentence in said
    spoilt = Path(sqlite_url.removeprefix("sqlite:///"))
    whole = spoilt.read_bytes()
    spoilt.write_bytes(whole[:4096] + b"\x07" * 40_000 + whole[44_096:])
    status, said = told(monkeypatch, folder, sqlite_url)
    assert status == 1
    assert "unsafe: database: The database" in said
    spoilt.write_bytes(b"no database at all" * 1000)
    status, said = told(monkeypatch, folder, sqlite_url)
    assert status == 1
    assert "file is not a database" in said
