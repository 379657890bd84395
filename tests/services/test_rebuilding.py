"""The library is derived from the ledger, whatever a court had blanked in it and whoever publishes meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.services import agencies, ledger, library, publishing
from app.services.agencies import TopicFields
from app.services.desk import Desk
from app.storage.models.ledger import LedgerEntry, LedgerRecord
from app.storage.models.library import LibraryRecord, LibraryState
from tests.factories.site import TEXT, Site


@pytest.fixture
def app_settings(app_settings: dict[str, Any], database_url: str) -> dict[str, Any]:
    """The application on the same database as the services."""
    return {**app_settings, "DATABASE_URL": database_url}


def blank(session: Session, subject_id: str) -> None:
    """Do what a court ordered: the entries stay, what they speak of is gone."""
    entries = select(LedgerEntry.seq).where(LedgerEntry.subject == subject_id, LedgerEntry.event != "retracted")
    for row in session.scalars(select(LedgerRecord).where(LedgerRecord.seq.in_(entries))):
        row.salt = row.body = None
    session.flush()


@pytest.mark.parametrize("kind", ["agency", "page", "capture", "pair", "safeguard", "source"])
def test_the_site_stands_without_what_was_blanked(app: Flask, session: Session, site: Site, kind: str) -> None:
    site.publish(site.evidence())
    site.publish(site.finding())
    later = site.capture_of(TEXT.replace("312", "400"), "2022")
    publishing.publish(site.desk_of(), later.id)
    publishing.retract(site.desk_of(), site.capture.id, "Doctored.")
    chosen = session.scalars(select(LibraryRecord.id).where(LibraryRecord.kind == kind)).first()
    assert chosen is not None
    shown = [f"/{row.kind}s/{row.slug}" for row in session.scalars(select(LibraryRecord)) if row.kind == "pair"]
    blank(session, chosen)
    library.rebuild(session)
    session.commit()
    assert session.get(LibraryRecord, chosen) is None
    assert session.get_one(LibraryState, 1).seq == ledger.head(session)[0]
    assert library.differing(session) == []
    client = app.test_client()
    addresses = ["/", "/search?q=kites", "/safeguards", "/timeline", "/corrections", "/ledger", "/sitemap.xml", *shown]
    addresses += [f"/pages/{site.page.slug}", f"/safeguards/{site.safeguard.slug}", "/api/v1/captures"]
    addresses += ["/feeds/findings.json", "/feeds/changes.json", "/api/v1/pairs", "/api/v1/changes"]
    broken = {one: code for one in addresses if (code := client.get(one).status_code) not in {200, 404}}
    assert broken == {}
    assert client.get("/").status_code == 200


def test_the_library_has_read_a_last_entry_that_was_blanked(session: Session, site: Site) -> None:
    blank(session, site.concern.id)
    library.rebuild(session)
    state = session.get_one(LibraryState, 1)
    assert (state.seq, state.head) == ledger.head(session)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite lets one write at a time anyhow
def test_a_rebuild_waits_for_a_publication(
    engine: Engine, session: Session, site: Site, desk_of: Callable[..., Desk]
) -> None:
    topic = agencies.create_topic(desk_of(), TopicFields(title="Wind"))
    publishing.publish(desk_of(), topic.id)
    done = Event()

    def rebuild() -> None:
        with Session(engine) as own, own.begin():
            library.rebuild(own)
        done.set()

    worker = Thread(target=rebuild)
    worker.start()
    assert not done.wait(0.5)
    session.commit()
    worker.join(120)
    assert done.is_set()
    assert session.get(LibraryRecord, topic.id) is not None
    assert session.get(LibraryRecord, site.pair.id) is not None
    assert library.differing(session) == []
