"""The command line: `rejoinder`. A module a command group; heavy imports wait until a command runs."""

from __future__ import annotations

import importlib
import sys

import click

COMMANDS: dict[str, tuple[str, str]] = {
    "backup": (
        "app.cli.backup:backup",
        "Write the whole site into FILE: the desk, the ledger, readers' reports and the stored files.",
    ),
    "capture": (
        "app.cli.capture:capture",
        "Bring captured pages to the desk.",
    ),
    "db": (
        "app.cli.database:db",
        "Look after the database.",
    ),
    "demo": (
        "app.cli.serve:demo",
        "Serve an invented agency's pages on 127.0.0.1, in a folder of their own.",
    ),
    "doctor": (
        "app.cli.doctor:doctor",
        "Tell what is unsafe about this site and its settings, with what to do; exit with 1 where anything is.",
    ),
    "export": (
        "app.cli.export:export",
        "Write what is published, for other places.",
    ),
    "import": (
        "app.cli.importing:importing",
        "Bring to this site what others, or another Rejoinder, wrote.",
    ),
    "ledger": (
        "app.cli.database:ledger",
        "Look after the ledger.",
    ),
    "library": (
        "app.cli.database:library",
        "Look after the library.",
    ),
    "publish-due": (
        "app.cli.publish_due:publish_due",
        "Publish what was planned on the desk for a time that has come.",
    ),
    "restore": (
        "app.cli.backup:restore",
        "Fill this empty site from FILE, on SQLite or PostgreSQL, whichever it was made from.",
    ),
    "sources": (
        "app.cli.sources:sources",
        "Look after what findings rest on.",
    ),
    "serve": (
        "app.cli.serve:serve",
        "Serve this site.",
    ),
    "extract": (
        "app.cli.extract:extract",
        "List the pairs, concerns and safeguards in FILE (HTML, Markdown, plain text or PDF).",
    ),
    "compare": (
        "app.cli.compare:compare",
        "Compare two captures of a page, claim by claim: OLD and NEW are files.",
    ),
    "user": (
        "app.cli.users:user",
        "Look after the people who may sign in to the desk.",
    ),
}
"""Each command: where it is, and what it says of itself, so that `--help` need import none of them."""


class LazyGroup(click.Group):
    """A group that imports a command's module when that command is asked for, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command there is."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command of that name, or None."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101  # the table above names commands alone
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands by what the table says of each."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


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
