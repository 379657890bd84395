"""Bring a database to the newest migration; tell whether it is there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from app.domain.errors import Rejected
from app.storage.base import Base

FOLDER = Path(__file__).parent / "migrations"
LOCK = 7_013_331
"""The number of PostgreSQL's advisory lock: of several migrations started at once, one works and the others wait."""


def configuration() -> Config:
    """Return Alembic's configuration; no alembic.ini is needed."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def heads() -> tuple[str, ...]:
    """Return the newest migrations; there must be one."""
    return tuple(ScriptDirectory.from_config(configuration()).get_heads())


def is_ours(name: str | None, _kind: str, _parents: object) -> bool:
    """Tell Alembic to leave the full-text index's own tables and indexes alone."""
    return not (name or "").startswith(("library_search", "ix_library_search"))


def upgrade(engine: Engine) -> None:
    """Run every migration that has not run, in one transaction."""
    config = configuration()
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def differences(engine: Engine) -> list[object]:
    """Return what Alembic would change to bring the database to the models: nothing, if migrations are whole."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours, "compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def current_heads(engine: Engine) -> tuple[str, ...]:
    """Return the migrations that the database is at; none where it holds no table of ours yet."""
    with engine.connect() as connection:
        return tuple(MigrationContext.configure(connection).get_current_heads())


def demand_current(engine: Engine) -> None:
    """Raise Rejected, with what to do, unless the database is at the newest migration."""
    if set(current_heads(engine)) != set(heads()):
        raise Rejected("The database is not at the newest version; run `rejoinder db upgrade`.")
