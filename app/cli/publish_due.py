"""`rejoinder publish-due`: publish what was planned for a time that has come."""

from __future__ import annotations

from dataclasses import replace

import click
import msgspec

from app.cli.files import print_json
from app.cli.site import Failure, site_desk


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


@click.command("publish-due")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def publish_due(as_json: bool) -> None:  # noqa: FBT001  # click's flag
    """Publish what was planned on the desk for a time that has come. Let a timer run it every few minutes.

    What can't be published is told, and tried again at the next run; the exit status is 1 then.
    """
    from app.services.plans import publish_due as publish_all  # noqa: PLC0415  # so that `--help` starts fast

    with site_desk() as desk:
        done = publish_all(desk, lambda actor: replace(desk, actor=actor))
    report = Report(
        [Published(one.kind, one.name, one.seq) for one in done if one.seq is not None],
        [Refused(one.kind, one.name, one.refused) for one in done if one.refused is not None],
    )
    if as_json:
        print_json(report)
    else:
        for one in report.published:
            click.echo(f"Published the {one.kind} “{one.name}” as entry {one.seq}.")
        for other in report.refused:
            click.echo(f"The {other.kind} “{other.name}” was not published: {other.why}", err=True)
    if report.refused and not as_json:
        raise Failure(f"{len(report.refused)} of {len(done)} that were due could not be published.")
    if report.refused:
        raise SystemExit(1)
