"""`rejoinder user`: the people who may sign in, and the log of what became of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import click
import msgspec

from app.cli.site import site_desk
from app.domain.partial_dates import spoken_moment
from app.domain.vocabulary import Role

ROLES = click.Choice([role.value for role in Role])
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
ASK = click.option("--ask", is_flag=True, help="Ask for the password instead of making one.")


@click.group()
def user() -> None:
    """Look after the people who may sign in to the desk."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="The name that stands beside every edit.")
@click.option("--role", type=ROLES, default=Role.EDITOR.value, show_default=True)
@ASK
def add(email: str, name: str, role: str, ask: bool) -> None:  # noqa: FBT001  # click's flag
    """Add the person EMAIL, with a password that is shown once (or asked for)."""
    from app.services.people import add_user  # noqa: PLC0415  # only this command needs it

    password = _password(ask=ask)
    with site_desk() as desk:
        line = f"{add_user(desk.session, email, name, role, password, desk.now).email} may sign in as {role}."
    click.echo(line if ask else f"{line} Password, shown this once: {password}")


@user.command("list")
@JSON
def list_people(as_json: bool) -> None:  # noqa: FBT001  # click's flag
    """List the people, with their roles and when they last signed in."""
    from app.services.people import role_of  # noqa: PLC0415  # only this command needs it
    from app.storage.queries.desk.people import people_with_last_sign_in  # noqa: PLC0415  # the same

    with site_desk() as desk:
        rows = people_with_last_sign_in(desk.session)
        people = [(one.email, one.name, role_of(one).value, one.active, _moment(last)) for one, last in rows]
    if as_json:
        names = ("email", "name", "role", "active", "last_signed_in")
        _print_json({"people": [dict(zip(names, one, strict=True)) for one in people]})
        return
    _print_table(
        (email, name, role, "" if active else "not active", last or "never")
        for email, name, role, active, last in people
    )


@user.command()
@click.argument("email")
@click.argument("role", type=ROLES)
def role(email: str, role: str) -> None:
    """Give the person EMAIL another ROLE; all their sessions end."""
    from app.services.people import change_role, person_by_address  # noqa: PLC0415  # only this command needs it

    with site_desk() as desk:
        changed = change_role(desk, person_by_address(desk.session, email).id, role)
        line = f"{changed.email} is now {role}."
    click.echo(line)


@user.command()
@click.argument("email")
@ASK
def password(email: str, ask: bool) -> None:  # noqa: FBT001  # click's flag
    """Give the person EMAIL a new password, shown once (or asked for); all their sessions end."""
    from app.services.people import set_password  # noqa: PLC0415  # only this command needs it

    given = _password(ask=ask)
    with site_desk() as desk:
        line = f"{set_password(desk.session, email, given, desk.now).email} has a new password."
    click.echo(line if ask else f"{line} Shown this once: {given}")


@user.command()
@click.argument("email")
def deactivate(email: str) -> None:
    """Let the person EMAIL in no longer; all their sessions end, and what they wrote stays."""
    from app.services import people  # noqa: PLC0415  # only this command needs it

    with site_desk() as desk:
        line = (
            f"{people.deactivate(desk, people.person_by_address(desk.session, email).id).email} can’t sign in any more."
        )
    click.echo(line)


@user.command()
@click.argument("email")
def activate(email: str) -> None:
    """Let the person EMAIL in again, with the password that they had."""
    from app.services import people  # noqa: PLC0415  # only this command needs it

    with site_desk() as desk:
        line = f"{people.reactivate(desk, people.person_by_address(desk.session, email).id).email} may sign in again."
    click.echo(line)


@user.command("reset-totp")
@click.argument("email")
def reset_totp(email: str) -> None:
    """Ask the person EMAIL, who lost their app, for no code any more when they sign in."""
    from app.services import people, second_step  # noqa: PLC0415  # only this command needs it

    with site_desk() as desk:
        person = people.person_by_address(desk.session, email)
        was_on = second_step.reset(desk.session, person, desk.now)
        line = f"{person.email} signs in by the password alone{'' if was_on else ', as before'}."
    click.echo(line)


@user.command("sign-out")
@click.argument("email")
def sign_out(email: str) -> None:
    """End all sessions of the person EMAIL."""
    from app.services import people  # noqa: PLC0415  # only this command needs it

    with site_desk() as desk:
        out = people.end_sessions(desk, people.person_by_address(desk.session, email).id)
        line = f"{out.email} is signed out everywhere."
    click.echo(line)


@user.command()
@click.argument("email")
@click.option("--role", type=ROLES, default=Role.EDITOR.value, show_default=True)
def invite(email: str, role: str) -> None:
    """Invite EMAIL by a link that works once, for seven days. It is shown here, once; no mail is sent."""
    from app.services import invitations  # noqa: PLC0415  # only this command needs it

    with site_desk() as desk:
        invitation, token = invitations.invite(desk, email, role)
        invited, until = invitation.email, invitation.expires
    base = (os.environ.get("REJOINDER_BASE_URL") or "").rstrip("/")
    click.echo(f"{invited} may join as {role} until {spoken_moment(until)} by this link, shown this once:")
    click.echo(f"{base}/join/{token}")
    if not base:
        click.echo("Put your site’s address before it (REJOINDER_BASE_URL is not set).", err=True)


@user.command()
@click.argument("email", required=False)
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True, help="How many lines.")
@JSON
def log(email: str | None, limit: int, as_json: bool) -> None:  # noqa: FBT001  # click's flag
    """Show the log of people, newest first: of all, or of the person EMAIL."""
    from app.services.people import person_by_address  # noqa: PLC0415  # only this command needs it
    from app.storage.queries.desk.people import people_events  # noqa: PLC0415  # the same

    with site_desk() as desk:
        whom = person_by_address(desk.session, email).id if email else None
        lines = [
            {
                "at": _moment(event.at),
                "act": event.act,
                "whom": event.email,
                "name": name,
                "by": by,
                "address": event.address,
                "detail": event.detail,
            }
            for event, name, by in people_events(desk.session, limit, of=whom, by=whom)
        ]
    if as_json:
        _print_json({"log": lines})
        return
    _print_table(
        (one["at"], one["act"], one["whom"], one["by"] or "", one["address"] or "command line", one["detail"])
        for one in lines
    )


def _password(*, ask: bool) -> str:
    from app.services.people import new_password  # noqa: PLC0415  # argon2 is slow to import

    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True)) if ask else new_password()


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None


def _print_json(document: dict[str, Any]) -> None:
    click.echo(msgspec.json.encode(document).decode())


def _print_table(rows: Iterable[Iterable[str | None]]) -> None:
    """Print rows in columns as wide as their widest cell; line breaks in a cell can't make a row."""
    table = [[" ".join((cell or "").split()) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
