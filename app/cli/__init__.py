"""The command line: `rejoinder`. A module a command group; heavy imports wait until a command runs."""

from __future__ import annotations

import importlib
import sys

import click

COMMANDS = {
    "backup": "app.cli.backup:backup",
    "capture": "app.cli.capture:capture",
    "db": "app.cli.database:db",
    "demo": "app.cli.serve:demo",
    "doctor": "app.cli.doctor:doctor",
    "export": "app.cli.export:export",
    "import": "app.cli.importing:importing",
    "ledger": "app.cli.database:ledger",
    "library": "app.cli.database:library",
    "publish-due": "app.cli.publish_due:publish_due",
    "restore": "app.cli.backup:restore",
    "sources": "app.cli.sources:sources",
    "serve": "app.cli.serve:serve",
    "extract": "app.cli.extract:extract",
    "compare": "app.cli.compare:compare",
    "user": "app.cli.users:user",
}


class LazyGroup(click.Group):
    """A group that imports a command's module when that command is asked for, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command there is."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command of that name, or None."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101  # the table above names commands alone
        return command


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rejoinder")
def root() -> None:
    """Keep what an agency said, judge it with evidence, and show how it changes."""


def main() -> None:
    """Run `rejoinder`; a failure is one line on standard error and exit status 1 (2 for usage)."""
    try:
        root(prog_name="rejoinder")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
