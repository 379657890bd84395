"""A site on both databases with its web, and a ledger that is filled without a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import Client

from app.services.desk import COMMAND, Desk
from app.storage.blobs import Blobs
from tests.factories.site import METHODOLOGY, Site, make_site
from tests.support.json_feed import faults

START = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def app_settings(database_url: str, tmp_path: Path) -> dict[str, Any]:
    return {
        "INSTANCE_PATH": str(tmp_path / "instance"),
        "DATABASE_URL": database_url,
        "SECRET_KEY": "a key for tests alone",
        "TESTING": True,
        "METHODOLOGY": METHODOLOGY,
    }


@pytest.fixture
def desk_of(session: Session, tmp_path: Path) -> Callable[..., Desk]:
    """`desk_of()` is a desk at which the command line sits, a minute after the last one."""
    blobs, now = Blobs(tmp_path / "blobs"), START

    def sit() -> Desk:
        nonlocal now
        now += timedelta(minutes=1)
        return Desk(session=session, actor=COMMAND, now=now, blobs=blobs, methodology=METHODOLOGY)

    return sit


@pytest.fixture
def site(desk_of: Callable[..., Desk]) -> Site:
    return make_site(desk_of)


@pytest.fixture
def reader(asking: Client) -> Client:
    """A stranger's program."""
    return asking


@pytest.fixture
def feed_pages(reader: Client) -> Callable[[str], Iterator[dict[str, Any]]]:
    """`feed_pages(address)` follows a feed to its end, and holds each page against the checker."""

    def pages(address: str) -> Iterator[dict[str, Any]]:
        seen = set()
        following: str | None = address
        while following is not None:
            assert following not in seen
            seen.add(following)
            answer = reader.get(following)
            assert answer.status_code == 200
            assert faults(answer.data) == []
            page = answer.get_json(force=True)
            yield page
            following = page.get("next_url")

    return pages
