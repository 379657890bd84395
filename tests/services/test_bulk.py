"""Publishing many at once gives what publishing one by one gives; the large demo comes out the same each time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from app.domain.errors import Rejected
from app.domain.records import AgencyRecord, CaptureRecord, PairRecord, Record, RetractionRecord
from app.services import bulk, ledger, library, library_facets
from app.services.bulk import New, publish_new
from app.services.demo.many import START, Maker, records_in
from app.storage.models.library import LibraryChange, LibraryDocument, LibraryFinding, LibraryRecord
from app.storage.search import Facets, search
from tests.factories.site import METHODOLOGY
from tests.support.statements import noted


def publish(session: Session, pairs: int, seed: int = 1) -> int:
    return list(publish_new(session, Maker(seed).site(pairs), METHODOLOGY))[-1]


def news(*records: Record) -> Iterator[New]:
    for number, record in enumerate(records):
        yield New(record, START + timedelta(days=900, seconds=number), b"salt" * 4)


def rows_of(session: Session) -> dict[str, list[str]]:
    session.expire_all()
    tables = {one.__tablename__: one.__table__ for one in library.DERIVED}
    return {name: sorted(map(repr, session.execute(select(table)).all())) for name, table in tables.items()}


def derive_one_by_one(session: Session) -> None:
    for table in library.DERIVED:
        session.execute(delete(table))
    session.expire_all()
    for entry, _salt, body in ledger.rows(session):
        assert body is not None
        library.derive(session, entry, library.decode(body))
    library_facets.fill(session)


def test_it_gives_the_rows_that_publishing_one_by_one_gives(engine: Engine, session: Session) -> None:
    assert publish(session, 120) == records_in(120)
    assert ledger.check(session).faults == []
    at_once = rows_of(session)
    derive_one_by_one(session)
    assert rows_of(session) == at_once
    with noted(engine) as sent:
        assert library.rebuild(session) == records_in(120) > len(sent), "an entry has no statements of its own"
    assert rows_of(session) == at_once
    assert session.scalar(select(func.count()).select_from(LibraryRecord).where(LibraryRecord.kind == "pair")) == 120
    assert session.scalar(select(func.count()).where(LibraryChange.real)) == 6
    (claim,) = session.scalars(select(LibraryDocument.title).where(LibraryDocument.kind == "pair").limit(1))
    assert search(session, f'"{claim}"', Facets(kind="pair"), 5)


def test_where_a_batch_ends_changes_nothing(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 7)
    counts = list(publish_new(session, Maker(1).site(60), METHODOLOGY))
    assert counts[:3] == [7, 14, 21]
    assert counts[-1] == records_in(60)
    assert library.differing(session) == []
    in_small = ledger.head(session)
    session.rollback()
    monkeypatch.setattr(bulk, "AT_ONCE", 1_000)
    publish(session, 60)
    assert ledger.head(session) == in_small


def test_a_later_capture_brings_published_pairs_their_newest_words(session: Session) -> None:
    publish(session, 10)
    newest = session.scalars(select(LibraryRecord).where(LibraryRecord.kind == "capture")).all()[-1]
    record = library.decode(newest.body)
    assert isinstance(record, CaptureRecord)
    text = record.text.replace("Fiction: ", "Fiction: Zeppelins! ", 1).replace("Fiction and fact", "fact")
    first = record.wordings[0].subject
    words = [one for one in record.wordings if one.subject == first]
    assert words[0].claim_range
    moved = msgspec.structs.replace(record, id="zeppelin0001", captured="2040", text=text, wordings=words)
    list(publish_new(session, news(moved)))
    (title,) = session.scalars(select(LibraryDocument.title).where(LibraryDocument.subject_id == first))
    assert title == text[slice(*words[0].claim_range)]
    at_once = rows_of(session)
    derive_one_by_one(session)
    assert rows_of(session) == at_once


def test_what_is_not_new_is_refused(session: Session) -> None:
    agency = AgencyRecord(id="agencymoon01", slug="moon", name="Moon")
    list(publish_new(session, news(agency)))
    with pytest.raises(Rejected, match="agencymoon01 was published before"):
        list(publish_new(session, news(agency)))
    other = AgencyRecord(id="agencymoon02", slug="moon-2", name="Moon")
    with pytest.raises(Rejected, match="published before"):
        list(publish_new(session, news(other, other)))
    gone = RetractionRecord(id="agencymoon01x", kind="agency", reason="x")
    with pytest.raises(Rejected, match="retraction"):
        list(publish_new(session, news(gone)))


def test_a_finding_of_a_site_without_a_methodology_is_refused(session: Session) -> None:
    with pytest.raises(Rejected, match="sets REJOINDER_METHODOLOGY"):
        list(publish_new(session, Maker(1).site(60)))
    assert session.scalar(select(func.count()).select_from(LibraryFinding)) == 0


def test_an_older_capture_is_refused(session: Session) -> None:
    publish(session, 5)
    row = session.scalars(select(LibraryRecord).where(LibraryRecord.kind == "capture")).first()
    assert row is not None
    record = library.decode(row.body)
    assert isinstance(record, CaptureRecord)
    older = msgspec.structs.replace(record, id="capturelate1", captured="2001")
    with pytest.raises(Rejected, match="oldest on"):
        list(publish_new(session, news(older)))


def test_a_seed_makes_one_site() -> None:
    one, two = list(Maker().site(130)), list(Maker().site(130))
    assert [(new.record, new.salt) for new in one] == [(new.record, new.salt) for new in two]
    assert len({new.record.id for new in one}) == len(one) == records_in(130)
    assert sum(isinstance(new.record, PairRecord) for new in one) == 130


def test_the_large_demo_tells_its_rate(tmp_path: Path) -> None:
    def load() -> str:
        settings = {**os.environ, "REJOINDER_INSTANCE_PATH": str(tmp_path)}
        command = [sys.executable, "-c", "from app.cli import main; main()", "demo", "--size", "1000", "--load-only"]
        return subprocess.run(command, env=settings, capture_output=True, text=True, check=True).stdout

    told = (
        r"1,000 pairs \(1,311 records\) were published in \d+ s, [\d,]+ records a second, the database has \d+ MB\.\n"
    )
    assert re.fullmatch(told, load())
    assert load() == "", "it is there already"
