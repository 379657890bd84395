"""`rejoinder import`: bring what others, or another Rejoinder, wrote. A module a command."""

from __future__ import annotations

import importlib

import click

COMMANDS = {
    "bibtex": "app.cli.import_files:import_bibtex",
    "bundle": "app.cli.import_bundle:import_bundle",
    "cdx": "app.cli.import_archives:import_cdx",
    "claimreview": "app.cli.import_files:import_claimreview",
    "csl": "app.cli.import_files:import_csl",
    "csv": "app.cli.import_files:import_csv",
    "warc": "app.cli.import_archives:import_warc",
}


class Importers(click.Group):
    """A group that loads an importer when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Name every importer."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # the same
        """Load the importer of that name, or return None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101  # the table above names commands alone
        return command


@click.group(cls=Importers)
def importing() -> None:
    """Bring to this site what others, or another Rejoinder, wrote."""
