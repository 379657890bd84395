"""`rejoinder publish-due`: publish what was planned for a time that has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import click
import msgspec

from app.cli.files import print_json
from app.cli.site import Failure, failing_clearly, site_desk, site_engine
from app.services.hub import Told


class Published(msgspec.Struct, frozen=True):
    """What was published."""

    kind: str
    name: str
    seq: int


class Refused(msgspec.Struct, frozen=True):
    """What was not, and why."""

    kind: str
    name: str
    why: str


class Report(msgspec.Struct, frozen=True):
    """What became of all that was due."""

    published: list[Published]
    refused: list[Refused]
    hub: Told | None = None
    """What the WebSub hub was told; None where there is none."""


@click.command("publish-due")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def publish_due(as_json: bool) -> None:  # noqa: FBT001  # click's flag
    """Publish what was planned on the desk for a time that has come. Let a timer run it every few minutes.

    What can't be published is told, and tried again at the next run; the exit status is 1 then. A WebSub hub
    (REJOINDER_HUB) is told of all feeds that changed since it was last told, by whoever published.
    """
    from app.services.plans import publish_due as publish_all  # noqa: PLC0415  # so that `--help` starts fast

    with site_desk() as desk:
        done = publish_all(desk, lambda actor: replace(desk, actor=actor))
    report = Report(
        [Published(one.kind, one.name, one.seq) for one in done if one.seq is not None],
        [Refused(one.kind, one.name, one.refused) for one in done if one.refused is not None],
    )
    report = msgspec.structs.replace(report, hub=_tell_hub())
    if as_json:
        print_json(report)
    else:
        for one in report.published:
            click.echo(f"Published the {one.kind} “{one.name}” as entry {one.seq}.")
        for other in report.refused:
            click.echo(f"The {other.kind} “{other.name}” was not published: {other.why}", err=True)
        _say(report.hub)
    if report.refused and not as_json:
        raise Failure(f"{len(report.refused)} of {len(done)} that were due could not be published.")
    if report.refused:
        raise SystemExit(1)


def _tell_hub() -> Told | None:
    """Tell the hub of what is committed; one that is away is told at the next run, and nothing fails for that."""
    from app.cli.fetching import command_hub  # noqa: PLC0415  # so that `--help` starts fast
    from app.services.hub import tell_hub  # noqa: PLC0415  # the same

    with failing_clearly():
        hub = command_hub()
        if hub is None:
            return None
        with site_engine() as engine:
            return tell_hub(engine, hub, datetime.now(UTC))


def _say(hub: Told | None) -> None:
    if hub is None:
        return
    if hub.topics:
        click.echo(f"The hub was told of {len(hub.topics)} feeds.")
    if hub.refused:
        click.echo(f"The hub would not hear of {len(hub.refused)} feeds.", err=True)
    if hub.late is not None:
        click.echo(f"The hub is told later: {hub.late}", err=True)
