"""`docs/import.md` says what is so: its commands run in order on one site. `GOLDEN=write` writes the answers anew."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import root

DOCS = Path(__file__).parents[2] / "docs/import.md"
FILE = re.compile(r"^`([a-z]+\.[a-z]+)`:\n\n```[a-z]+\n(.*?)```", re.MULTILINE | re.DOTALL)
RUN = re.compile(r"```console\n\$ rejoinder ([^\n]+)\n(.*?)```", re.DOTALL)


def test_every_command_in_the_docs_gets_the_answer_that_is_there(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REJOINDER_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("REJOINDER_INSTANCE_PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    written = DOCS.read_text(encoding="utf-8")
    for name, text in FILE.findall(written):
        Path(name).write_text(text, encoding="utf-8")

    def answered(match: re.Match[str]) -> str:
        done = CliRunner().invoke(root, shlex.split(match[1]), prog_name="rejoinder")
        assert done.exit_code in {0, 1}, done.output
        assert isinstance(done.exception, SystemExit | None), done.exception
        return f"```console\n$ rejoinder {match[1]}\n{done.output}```"

    real, count = RUN.subn(answered, written)
    if os.environ.get("GOLDEN") == "write":
        DOCS.write_text(real, encoding="utf-8")
    assert count == written.count("$ rejoinder")
    assert real == DOCS.read_text(encoding="utf-8")
