"""What was retracted keeps its address, under a notice that gives the reason."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from app.services import publishing
from app.services.desk import COMMAND, Desk
from app.storage.blobs import Blobs
from app.storage.engine import make_engine
from tests.factories.site import TEXT, make_site


def test_a_retracted_capture_keeps_its_address(app: Flask, sqlite_url: str, tmp_path: Path) -> None:
    engine = make_engine(sqlite_url)
    with Session(engine) as session:
        rng = random.Random(7)  # noqa: S311  # ids need to differ, not to be secret

        def sit(_name: str = "edda", **_changes: object) -> Desk:
            return Desk(session, COMMAND, datetime(2024, 5, 1, tzinfo=UTC), Blobs(tmp_path / "blobs"), rng=rng)

        site = make_site(sit)
        later = site.capture_of(TEXT.replace("312", "400"), "2022-03")
        publishing.publish(sit(), later.id)
        publishing.retract(sit(), later.id, "The copy was doctored.")
        session.commit()
        page, pair = site.page.slug, site.pair.slug
    engine.dispose()
    client = app.test_client()
    shown = client.get(f"/pages/{page}/captures/2022-03")
    assert shown.status_code == 200
    assert "The copy was doctored." in shown.text
    assert "licensed 400 red kites" in shown.text
    assert "400" not in client.get(f"/pairs/{pair}").text
    assert client.get(f"/pages/{page}").status_code == 200
    assert client.get(f"/pages/{page}/captures/2022-04").status_code == 404
