"""The demo comes out the same each time, and `rejoinder compare` finds in it just what its author put in."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.cli import root
from app.domain.board import standing
from app.domain.errors import Rejected
from app.domain.records import CommitmentRecord
from app.services import demo, ledger
from app.services.demo.pages import FOLDER
from app.storage.blobs import Blobs
from app.storage.engine import make_engine
from app.storage.models.library import LibraryCommitment, LibraryCorrection, LibraryFinding, LibraryRecord

GOLDEN = json.loads((Path(__file__).parents[1] / "golden/demo/compare.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def loaded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Two sites into which the demo was loaded."""
    sites = []
    for number in (1, 2):
        folder = tmp_path_factory.mktemp(f"demo{number}")
        shutil.copyfile(sqlite_template, folder / "site.sqlite")
        engine = make_engine(f"sqlite:///{folder / 'site.sqlite'}")
        with Session(engine) as session:
            demo.load(session, Blobs(folder / "blobs"))
            session.commit()
        sites.append(engine)
    yield sites
    for engine in sites:
        engine.dispose()


@pytest.mark.parametrize("name", GOLDEN)
def test_compare_says_what_the_author_put_in(name: str) -> None:
    old, _, new = name.partition("..")
    done = CliRunner().invoke(root, ["compare", str(FOLDER / old), str(FOLDER / new), "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    keys = ("from_claim", "to_claim", "rebuttal_changed")
    assert [shape(one, keys) for one in found["changes"]] == GOLDEN[name]["changes"]
    keys = ("from_label", "to_label", "text_changed")
    for kind in ("safeguards", "concerns"):
        changed = [shape(one, keys) for one in found[kind] if one["kind"] != "same" or one["text_changed"]]
        assert changed == GOLDEN[name][kind]


def shape(change: dict[str, Any], keys: tuple[str, str, str]) -> list[Any]:
    quantities = [f"{one['from']} -> {one['to']}" for one in change["quantities"]]
    return [change["kind"], change["moved"], *(change[key] for key in keys), quantities]


def test_two_loads_give_the_same_ledger(loaded: list[Engine]) -> None:
    heads = []
    for engine in loaded:
        with Session(engine) as session:
            assert ledger.check(session).faults == []
            heads.append(ledger.head(session))
    assert heads[0] == heads[1]
    assert heads[0][0] > 30


def test_it_shows_what_a_site_can_hold(loaded: list[Engine]) -> None:
    with Session(loaded[0]) as session:
        kinds = Counter(session.scalars(select(LibraryRecord.kind)))
        assert kinds == Counter(agency=1, page=2, capture=5, pair=10, safeguard=5, concern=2, topic=4, source=6)
        verdicts = set(session.scalars(select(LibraryFinding.verdict)))
        assert verdicts == {"supported", "mostly unsupported", "mixed", "unsupported", "unverifiable"}
        assert len(session.scalars(select(LibraryCorrection)).all()) == 1
        standings = {
            standing(msgspec.convert(row.record, CommitmentRecord), date(2026, 1, 1)).state
            for row in session.scalars(select(LibraryCommitment))
        }
        assert {"late", "broken", "not yet reviewed"} <= standings


def test_it_is_loaded_into_an_empty_site_alone(session: Session, tmp_path: Path) -> None:
    demo.load(session, Blobs(tmp_path / "blobs"))
    with pytest.raises(Rejected, match="not empty"):
        demo.load(session, Blobs(tmp_path / "blobs"))
