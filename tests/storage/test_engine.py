"""The engines: what SQLite and PostgreSQL promise us, and what the public's engine can't do."""

from __future__ import annotations

import builtins
import importlib.util
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Engine,
    Integer,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError
from sqlalchemy.orm import Session

from app.domain.partial_dates import PartialDate
from app.storage import engine as engines
from app.storage import models  # noqa: F401  # loads every table into the metadata
from app.storage.base import Base, PartialDateType, UtcMoment
from app.storage.engine import make_engine, reading

ADD_ROLE = text("INSERT INTO desk_role (name) VALUES ('guest')")
COUNT_ROLES = text("SELECT count(*) FROM desk_role")


@pytest.fixture
def sqlite_engine(sqlite_url: str) -> Iterator[Engine]:
    made = make_engine(sqlite_url)
    yield made
    made.dispose()


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


# What each connection is set to


@pytest.mark.parametrize(
    ("name", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)]
)
@pytest.mark.parametrize("read_only", [False, True])
def test_sqlite_is_as_safe_as_the_design_says(sqlite_url: str, name: str, value: object, *, read_only: bool) -> None:
    engine = make_engine(sqlite_url, read_only=read_only)
    assert pragma(engine, name) == value
    engine.dispose()


def test_a_new_sqlite_file_is_in_wal_from_the_first_connection(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'new.sqlite'}")
    assert pragma(engine, "journal_mode") == "wal"
    engine.dispose()


def test_postgresql_commits_are_on_the_disk_when_they_are_acknowledged(postgresql_url: str) -> None:
    engine = make_engine(postgresql_url)
    with engine.connect() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"
    engine.dispose()


def test_a_server_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    engine = make_engine(f"postgresql://rejoinder@/none?host={tmp_path}")
    with pytest.raises(OperationalError):
        engine.connect()
    engine.dispose()


def test_the_sqlite_in_use_has_no_known_corruption_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pysqlite3", reason="no build of pysqlite3 for this platform")
    assert engines.sqlite_is_safe()
    monkeypatch.setattr(engines.sqlite_module, "sqlite_version_info", (3, 51, 2))
    assert not engines.sqlite_is_safe()


def test_without_pysqlite3_the_standard_module_serves(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object) -> ModuleType:
        if name == "pysqlite3":
            raise ImportError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    spec = importlib.util.spec_from_file_location("engine_without_pysqlite3", engines.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(builtins, "__import__", without)
    spec.loader.exec_module(module)
    monkeypatch.undo()
    assert module.sqlite_module is sqlite3
    engine = module.make_engine(sqlite_url)
    assert pragma(engine, "synchronous") == 2
    engine.dispose()


def test_the_default_is_one_file_in_the_instance_folder(tmp_path: Path) -> None:
    assert make_url(engines.default_url(tmp_path)).database == str(tmp_path / "rejoinder.sqlite")


# Who can write, and who waits for whom


def test_the_public_engine_reads_and_can_not_write(engine: Engine, read_only_engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(ADD_ROLE)
    with read_only_engine.connect() as connection:
        assert connection.execute(COUNT_ROLES).scalar() == 4


def test_what_is_read_once_is_not_mapped(sqlite_engine: Engine, sqlite_url: str) -> None:
    assert pragma(sqlite_engine, "journal_mode") == "wal", "the file is there"
    public = make_engine(sqlite_url, read_only=True)
    with public.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA mmap_size").scalar() == engines.MAPPED
        engines.read_once(connection)
        assert connection.exec_driver_sql("PRAGMA mmap_size").scalar() == 0
    public.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO desk_role (name) VALUES ('guest')",
        "UPDATE ledger_counter SET seq = 9",
        "DELETE FROM desk_role",
        "DROP TABLE desk_role",
        "CREATE TABLE more (id integer)",
    ],
)
def test_every_statement_that_writes_fails_on_the_public_engine(
    engine: Engine, read_only_engine: Engine, statement: str
) -> None:
    with (
        read_only_engine.connect() as connection,
        pytest.raises(DBAPIError, match=r"(?i)readonly|read-only"),
    ):
        connection.execute(text(statement))
    with engine.connect() as connection:
        assert connection.execute(COUNT_ROLES).scalar() == 3
        assert not inspect(connection).has_table("more")


def test_a_reading_request_waits_for_no_writer(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect() as writer:
        writer.execute(ADD_ROLE)
        reading.set(True)
        with sqlite_engine.connect() as reader:
            assert reader.execute(COUNT_ROLES).scalar() == 3
        writer.commit()


def test_the_public_engine_waits_for_no_writer(sqlite_engine: Engine, sqlite_url: str) -> None:
    public = make_engine(sqlite_url, read_only=True)
    with sqlite_engine.connect() as writer:
        writer.execute(ADD_ROLE)
        with public.connect() as reader:
            assert reader.execute(COUNT_ROLES).scalar() == 3
    public.dispose()


def test_a_writer_takes_the_lock_as_it_begins_and_not_half_way(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_MS", 1)
    engine = make_engine(sqlite_url)
    with engine.connect() as first:
        first.execute(COUNT_ROLES)  # reads, yet holds the lock: what it reads can't change before it writes
        with engine.connect() as second, pytest.raises(OperationalError, match="locked"):
            second.execute(COUNT_ROLES)
    engine.dispose()


def test_a_foreign_key_that_leads_nowhere_is_refused(session: Session) -> None:
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
        session.execute(text("INSERT INTO ledger_record (seq) VALUES (77)"))


def test_the_roles_are_there_from_the_first_migration(session: Session) -> None:
    assert sorted(session.scalars(text("SELECT name FROM desk_role"))) == ["admin", "contributor", "editor"]


# Types


@pytest.fixture
def trial(engine: Engine) -> Table:
    table = Table(
        "trial",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("at", UtcMoment),
        Column("day", PartialDateType),
    )
    table.create(engine)
    return table


def kept(session: Session, trial: Table, **values: object) -> object:
    session.execute(insert(trial).values(**values))
    (name,) = values
    return session.scalars(select(trial.c[name])).one()


NOON = datetime(2026, 11, 24, 12, 30, 1, 234567, tzinfo=UTC)


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=-8)), timezone(timedelta(hours=5, minutes=45))])
def test_a_moment_comes_back_as_the_same_moment_in_utc(session: Session, trial: Table, zone: timezone) -> None:
    read = kept(session, trial, at=NOON.astimezone(zone))
    assert read == NOON
    assert isinstance(read, datetime)
    assert read.tzinfo is UTC


def test_postgresql_gives_utc_whatever_zone_the_server_is_in(postgresql_url: str) -> None:
    engine = make_engine(postgresql_url)
    with engine.connect() as connection:
        connection.execute(text("SET TIME ZONE 'Asia/Kathmandu'"))
        read = connection.execute(select(func.now(type_=UtcMoment))).scalar_one()
    assert read.tzinfo is UTC
    engine.dispose()


def test_a_moment_without_a_zone_is_refused(session: Session, trial: Table) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        kept(session, trial, at=NOON.replace(tzinfo=None))


@pytest.mark.parametrize("name", ["at", "day"])
def test_no_value_stays_none(session: Session, trial: Table, name: str) -> None:
    assert kept(session, trial, **{name: None}) is None


@pytest.mark.parametrize("text_", ["2011", "2011-06", "2011-06-25"])
def test_a_partial_date_keeps_its_precision(session: Session, trial: Table, text_: str) -> None:
    read = kept(session, trial, day=PartialDate.parse(text_))
    assert isinstance(read, PartialDate)
    assert str(read) == text_


def test_partial_dates_sort_in_the_database_as_in_python(session: Session, trial: Table) -> None:
    dates = [PartialDate.parse(one) for one in ("2012", "2011-06-25", "2011-06", "2010-12-31", "2011")]
    session.execute(insert(trial), [{"day": one} for one in dates])
    assert list(session.scalars(select(trial.c.day).order_by(trial.c.day))) == sorted(dates)


def test_every_moment_and_partial_date_of_the_models_has_our_types() -> None:
    bare = [
        str(column)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, DateTime | Date)
    ]
    assert bare == []


def test_every_constraint_has_a_name() -> None:
    nameless = [
        f"{table.name}: {constraint!r}"
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert nameless == []
