"""`rejoinder export ndjson|csv`: the bytes that the API serves, in constant memory, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.cli import root
from app.feeds.records import PLURALS, csv_rows
from app.storage.queries.library.bulk import all_bodies
from tests.factories.ledger_lines import Press
from tests.support.memory import peak_of


@pytest.fixture
def pressed(session: Session, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Session:
    """A site with sixty long pairs, named by the settings."""
    monkeypatch.setenv("REJOINDER_DATABASE_URL", database_url)
    monkeypatch.setenv("REJOINDER_INSTANCE_PATH", str(tmp_path))
    press = Press(session)
    press.ground()
    for number in range(60):
        press.pair(number, note=f"=1+{number} " + "long words " * 20_000)
    session.commit()
    session.expunge_all()
    return session


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("pressed")
def test_the_commands_write_what_the_api_serves(app, tmp_path: Path):
    client = app.test_client()
    for form in ("ndjson", "csv"):
        for plural in PLURALS:
            served = client.get(f"/api/v1/{plural}.{form}").data
            assert CliRunner().invoke(root, ["export", form, plural]).stdout_bytes == served
            file = tmp_path / f"{plural}.{form}"
            assert CliRunner().invoke(root, ["export", form, plural, str(file)]).output == ""
            assert file.read_bytes() == served
    assert "pairs" in CliRunner().invoke(root, ["export", "csv", "kites"]).stderr


def test_a_table_is_written_in_constant_memory(pressed: Session):
    next(csv_rows("pair", all_bodies(pressed, "pair")))
    sizes: list[int] = []
    peak = peak_of(lambda: sizes.append(sum(len(row) for row in csv_rows("pair", all_bodies(pressed, "pair")))))
    assert sizes[0] > 13_000_000
    assert peak < 9_000_000


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_failure_leaves_the_file_as_it_was(pressed: Session, tmp_path: Path):
    file = tmp_path / "pairs.csv"
    file.write_text("as it was", encoding="utf-8")
    pressed.execute(text("UPDATE library_record SET body = :body WHERE kind = 'pair'"), {"body": b"{"})
    pressed.commit()
    assert CliRunner().invoke(root, ["export", "csv", "pairs", str(file)]).exit_code == 1
    assert [one.name for one in tmp_path.iterdir() if "pairs" in one.name] == ["pairs.csv"]
    assert file.read_text(encoding="utf-8") == "as it was"
