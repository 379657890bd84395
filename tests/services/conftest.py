"""A desk on both databases, with a clock that moves on and people of each role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.domain.vocabulary import Role
from app.services.desk import Desk
from app.storage.blobs import Blobs
from app.storage.models.desk import User
from tests.factories.site import METHODOLOGY, Site, make_site

START = datetime(2024, 5, 1, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def people(session: Session) -> dict[str, Actor]:
    actors = {}
    for name, role in (
        ("cleo", Role.CONTRIBUTOR),
        ("carl", Role.CONTRIBUTOR),
        ("edda", Role.EDITOR),
        ("emil", Role.EDITOR),
        ("ada", Role.ADMIN),
    ):
        user = User(email=f"{name}@desk.example", name=name, password="x", fs_uniquifier=name, created_at=START)
        session.add(user)
        session.flush()
        actors[name] = Actor(id=user.id, name=name, role=role)
    session.commit()
    return actors


@pytest.fixture
def desk_of(session: Session, people: dict[str, Actor], tmp_path: Path) -> Callable[..., Desk]:
    """`desk_of("edda")` is a desk at which Edda sits, a minute after the last one."""
    clock, blobs = Clock(), Blobs(tmp_path / "blobs")

    def sit(name: str = "edda", **changes: object) -> Desk:
        desk = Desk(session=session, actor=people[name], now=clock.tick(), blobs=blobs, methodology=METHODOLOGY)
        return replace(desk, **changes)  # type: ignore[arg-type]

    return sit


@pytest.fixture
def site(desk_of: Callable[..., Desk]) -> Site:
    """An agency's page with one published capture and its pair, safeguard and concern published."""
    return make_site(desk_of)
