"""The units of `docs/deploy` run commands that there are, and write only where the note says."""

from __future__ import annotations

import re
import shlex
from configparser import ConfigParser
from pathlib import Path

import click
import pytest

from app.cli import root

FOLDER = Path(__file__).parents[2] / "docs" / "deploy"
UNITS = sorted(FOLDER.glob("*.service"))
COMMAND = re.compile(r"/srv/rejoinder/\.venv/bin/rejoinder ([^'$]*)")


def read(path: Path) -> ConfigParser:
    unit = ConfigParser(interpolation=None, strict=True)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's names are in capitals
    unit.read_string(path.read_text(encoding="utf-8"))
    return unit


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_there_is_with_options_that_it_has(path: Path) -> None:
    service = read(path)["Service"]
    (words,) = COMMAND.findall(service["ExecStart"])
    given, command, context = shlex.split(words), root, click.Context(root)
    while isinstance(command, click.Group):
        found = command.get_command(context, given.pop(0))
        assert found is not None
        command, context = found, click.Context(found)  # type: ignore[assignment]
    command.make_parser(context).parse_args(given)
    assert (service["ProtectSystem"], service["NoNewPrivileges"], service["UMask"]) == ("strict", "true", "0077")
    assert service["ReadWritePaths"].split()[0] == "/var/lib/rejoinder"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.timer")), ids=lambda path: path.name)
def test_a_timer_has_its_service(path: Path) -> None:
    assert path.with_suffix(".service") in UNITS
    assert read(path)["Timer"]["Persistent"] == "true"
