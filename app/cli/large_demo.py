"""The large demo: so many invented pairs, published in batches, with the rate and the size told."""

from __future__ import annotations

import time
from pathlib import Path

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.cli.progress import told as progress_told
from app.services.bulk import publish_new
from app.services.demo import METHODOLOGY
from app.services.demo.many import Maker, records_in

MEGABYTE = 1_000_000


def load_many(engine: Engine, pairs: int) -> None:
    """Publish a large site with so many pairs; commit after each batch, and tell how fast it went."""
    begun = time.monotonic()
    total, done = records_in(pairs), 0
    with Session(engine) as session, progress_told() as progress:
        for done in publish_new(session, Maker().site(pairs), METHODOLOGY):
            session.commit()
            progress("Publishing invented records", done, total)
    seconds = max(time.monotonic() - begun, 0.001)
    size = _size(engine)
    told = f", the database has {size / MEGABYTE:,.0f} MB" if size else ""
    rate = f"{seconds:,.0f} s, {done / seconds:,.0f} records a second"
    click.echo(f"{pairs:,} pairs ({done:,} records) were published in {rate}{told}.")


def _size(engine: Engine) -> int:
    """Return the bytes of an SQLite file with its log; 0 of any other database."""
    name = engine.url.database or ""
    if engine.dialect.name != "sqlite":
        return 0
    return sum(path.stat().st_size for path in (Path(name), Path(f"{name}-wal")) if path.exists())
