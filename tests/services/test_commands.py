"""The commands that look after a site: what they say, what they refuse, and that a failure is one line."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from app.cli import COMMANDS, root

PAGE = "Kites\n\nMyth: Kites are banned.\n\nFact: They are not.\n\nMyth: Kites bite.\n\nFact: Kites have no teeth.\n"
ADDRESS = "https://kites.example/facts"


@pytest.fixture(autouse=True)
def instance(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("REJOINDER_DATABASE_URL", "REJOINDER_LIBRARY_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REJOINDER_INSTANCE_PATH", str(tmp_path / "site"))
    return tmp_path / "site"


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "kites.txt"
    path.write_text(PAGE, encoding="utf-8")
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(root, list(arguments))


def failed(result: Result) -> str:
    assert result.exit_code == 1, (result.output, result.exception)
    assert result.stderr.count("\n") == 1
    return str(result.stderr)


def test_help_names_every_command_in_its_own_words_and_imports_none() -> None:
    program = (
        "import sys; from app.cli import COMMANDS, root; root(['--help'], standalone_mode=False); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    shown, _, loaded = done.stdout.rstrip().rpartition("\n")
    heavy = {"sqlalchemy", "flask", "flask_security", "alembic", "msgspec", "selectolax", "app.domain.extraction"}
    assert {"click", "app.cli"} <= set(loaded.split())
    assert not heavy & set(loaded.split())
    context = click.Context(root)
    for name, (_, told) in COMMANDS.items():
        command = root.get_command(context, name)
        assert command is not None
        assert " ".join((command.help or "").split()).startswith(told)
        assert f"  {name}  " in shown


def test_a_site_is_made_filled_and_checked(file: str) -> None:
    assert "newest version" in run("db", "upgrade").output
    added = run("capture", "add", file, "--page", ADDRESS, "--date", "2011-06", "--agency", "Kite Board")
    assert added.output.startswith("Kites, June 2011: 2 pairs, 0 safeguards, 0 concerns proposed")
    assert "here already" in failed(run("capture", "add", file, "--page", ADDRESS, "--date", "2011-06"))
    assert json.loads(run("ledger", "verify", "--json").output)["faults"] == []
    assert run("library", "rebuild").output == "The library was derived from 0 entries.\n"
    assert run("library", "verify").output == "The library is what the ledger gives.\n"


def test_a_page_must_be_known_or_have_an_address_and_an_agency(file: str) -> None:
    run("db", "upgrade")
    assert "--agency" in failed(run("capture", "add", file, "--page", ADDRESS, "--date", "2011"))
    assert "no web address" in failed(run("capture", "add", file, "--page", "kites", "--date", "2011", "--agency", "A"))
    assert "no day 2011-02-30" in failed(
        run("capture", "add", file, "--page", ADDRESS, "--date", "2011-02-30", "--agency", "A")
    )


def test_tampering_is_told_and_nothing_is_derived_from_it(instance: Path) -> None:
    run("db", "upgrade")
    database = sqlite3.connect(instance / "rejoinder.sqlite")
    database.execute("UPDATE ledger_counter SET seq = 3")
    database.commit()
    database.close()
    checked = run("ledger", "verify", "--head", f"3:{'a' * 64}")
    assert checked.exit_code == 1
    assert "the ledger ends before the head that was kept" in checked.stderr
    assert "tampered" in failed(run("library", "rebuild"))
    assert run("ledger", "verify", "--head", "nonsense").exit_code == 2


@pytest.mark.parametrize("command", [("ledger", "verify"), ("library", "rebuild"), ("library", "verify")])
def test_a_site_that_is_not_there_is_not_made(command: tuple[str, ...], instance: Path) -> None:
    assert "rejoinder db upgrade" in failed(run(*command))
    assert not (instance / "rejoinder.sqlite").exists()


def test_a_database_that_can_not_be_used_is_one_line(monkeypatch: pytest.MonkeyPatch, instance: Path) -> None:
    instance.mkdir()
    (instance / "rejoinder.sqlite").write_bytes(b"this is no database" * 100)
    assert "database can't be used" in failed(run("ledger", "verify"))
    monkeypatch.setenv("REJOINDER_DATABASE_URL", "mysql://nobody@localhost/none")
    assert "use SQLite or PostgreSQL" in failed(run("ledger", "verify"))
    monkeypatch.setenv("REJOINDER_DATABASE_URL", "rubbish")
    assert "can't be read" in failed(run("ledger", "verify"))


def test_a_demo_on_a_busy_port_changes_nothing(instance: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"port {port} is taken" in failed(run("demo", "--port", str(port)))
    assert not (instance / "demo").exists()
    assert run("serve", "--port", "99999").exit_code == 2
