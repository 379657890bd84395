"""`rejoinder sources`: look after what findings rest on."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import click
import msgspec

from app.cli.files import print_json
from app.cli.site import failing_clearly, site_engine


class Told(msgspec.Struct, frozen=True):
    """What became of one source's address."""

    id: str
    title: str
    url: str
    state: str
    status: int | None
    told: str
    final_url: str | None


class Report(msgspec.Struct, frozen=True):
    """What became of all that were asked."""

    asked: int
    states: dict[str, int]
    broken: list[Told]


@click.group()
def sources() -> None:
    """Look after what findings rest on."""


@sources.command("check")
@click.option("--older-than", type=click.IntRange(0), metavar="DAYS", help="Leave out what was asked in these days.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Ask at most so many, the longest waiting first.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def sources_check(older_than: int | None, limit: int | None, as_json: bool) -> None:  # noqa: FBT001  # click's flag
    """Ask each source's address whether it is still there, and the same.

    Each host is asked slowly, and nothing twice. What is broken stands in the desk's queue, with what to do next.
    """
    with failing_clearly():
        report = _check(older_than, limit)
    if as_json:
        print_json(report)
        return
    for one in report.broken:
        click.echo(f"{one.title}: {one.told} ({one.url})")
    told = ", ".join(f"{number:,} {state}" for state, number in report.states.items())
    click.echo(f"{report.asked:,} asked{': ' if told else ''}{told}.")
    if report.broken:
        click.echo("What to do with them stands at /desk/queue/links.")


def _check(older_than: int | None, limit: int | None) -> Report:
    """Ask, and keep each answer as it comes: what was kept stays when the command is stopped."""
    from sqlalchemy.orm import Session  # noqa: PLC0415  # so that `--help` starts fast

    from app.cli.fetching import demanded_rules  # noqa: PLC0415  # the same
    from app.cli.progress import told as progress_told  # noqa: PLC0415  # the same
    from app.domain.source_links import told  # noqa: PLC0415  # the same
    from app.services.source_checks import asked_of, check_all, keep_check  # noqa: PLC0415  # the same
    from app.storage.blobs import Blobs  # noqa: PLC0415  # the same
    from app.storage.engine import only_reading  # noqa: PLC0415  # the same
    from app.storage.queries.desk.sources import sources_to_check  # noqa: PLC0415  # the same
    from app.storage.site import instance_folder  # noqa: PLC0415  # the same

    rules, blobs = demanded_rules(), Blobs(instance_folder() / "blobs")
    states: Counter[str] = Counter()
    broken = []
    with site_engine() as engine, progress_told() as progress:
        before = datetime.now(UTC) - timedelta(days=older_than) if older_than is not None else None
        with only_reading(), Session(engine) as session:
            rows = sources_to_check(session, before, limit)
            titles = {source.id: source.title for source, _ in rows}
            asked = [asked_of(source, check, blobs) for source, check in rows]
        for number, found in enumerate(check_all(rules, asked), 1):
            with Session(engine) as session, session.begin():
                keep_check(session, found, datetime.now(UTC))
            progress("Asking the sources", number, len(asked))
            states[found.state.value] += 1
            if found.state.is_broken:
                one = found.asked
                words = told(found.state, found.status, found.cause, found.final_url)
                status, final = found.status, found.final_url
                broken.append(
                    Told(one.source_id, titles[one.source_id], one.url, found.state.value, status, words, final)
                )
    return Report(len(asked), dict(states), sorted(broken, key=lambda one: one.title))
