"""Migrations make exactly the tables of the models, on both databases, once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from app.domain.errors import Rejected
from app.storage import migrate
from app.storage.base import Base
from app.storage.engine import make_engine

VERSIONS = sorted((migrate.FOLDER / "versions").glob("*.py"))


@pytest.fixture
def empty_engine(empty_database_url: str) -> Iterator[Engine]:
    made = make_engine(empty_database_url)
    yield made
    made.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_the_models_equal_the_migrations(engine: Engine) -> None:
    assert migrate.differences(engine) == []


def test_a_table_that_no_model_knows_would_be_seen(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE planted (id integer)"))
        connection.execute(text("ALTER TABLE ledger_counter ADD COLUMN planted integer"))
    assert len(migrate.differences(engine)) == 2


def test_there_is_one_head() -> None:
    assert len(migrate.heads()) == 1


def test_an_upgrade_makes_every_table_and_a_second_one_changes_nothing(empty_engine: Engine) -> None:
    migrate.upgrade(empty_engine)
    assert set(Base.metadata.tables) <= tables(empty_engine)
    with empty_engine.begin() as connection:
        connection.execute(text("UPDATE ledger_counter SET seq = 7"))
    migrate.upgrade(empty_engine)
    with empty_engine.connect() as connection:
        assert connection.execute(text("SELECT seq FROM ledger_counter")).scalars().all() == [7]


def test_a_migration_that_fails_half_way_leaves_no_half(
    empty_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text((migrate.FOLDER / "env.py").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "versions" / "first.py").write_text(
        "from alembic import op\n"
        "revision, down_revision = 'first', None\n"
        "def upgrade():\n"
        "    op.execute('CREATE TABLE half (id integer)')\n"
        "    op.execute('INSERT INTO absent VALUES (1)')\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(migrate, "FOLDER", folder)
    with pytest.raises(DBAPIError, match="absent"):
        migrate.upgrade(empty_engine)
    assert tables(empty_engine) == set()
    monkeypatch.undo()
    migrate.upgrade(empty_engine)
    assert migrate.differences(empty_engine) == []


def test_of_four_upgrades_at_once_one_works_and_none_fails(empty_database_url: str) -> None:
    def upgrade(_number: int) -> None:
        engine = make_engine(empty_database_url)
        try:
            migrate.upgrade(engine)
        finally:
            engine.dispose()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(upgrade, range(4))) == [None] * 4
    engine = make_engine(empty_database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM ledger_counter")).scalar() == 1
    engine.dispose()


def test_a_database_at_the_newest_version_is_taken(engine: Engine) -> None:
    migrate.demand_current(engine)


def test_a_database_that_is_behind_is_refused_with_what_to_do(empty_engine: Engine) -> None:
    with pytest.raises(Rejected, match="rejoinder db upgrade"):
        migrate.demand_current(empty_engine)


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_imports_nothing_of_the_application(path: Path) -> None:
    """A migration says what was true on its day; the models say what is true now."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in imported if name.split(".")[0] == "app" or name.startswith(".")} == set()


def test_the_ledger_begins_empty_at_the_genesis_hash(engine: Engine) -> None:
    with engine.connect() as connection:
        for table in ("ledger_counter", "library_state"):
            row = connection.execute(text(f"SELECT id, seq, head FROM {table}")).one()
            assert tuple(row) == (1, 0, "0" * 64)
