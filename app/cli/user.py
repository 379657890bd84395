"""`rejoinder user`: the people who may sign in."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from sqlalchemy.orm import Session

from app.cli.site import failing_clearly, site_engine
from app.domain.vocabulary import Role


@click.group()
def user() -> None:
    """Add people who may sign in to the desk."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="The name that stands beside every edit.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.EDITOR.value, show_default=True)
@click.option("--ask", is_flag=True, help="Ask for the password instead of making one.")
def add(email: str, name: str, role: str, ask: bool) -> None:  # noqa: FBT001  # click's flag
    """Add the person EMAIL, with a password that is shown once (or asked for)."""
    from app.services.people import add_user, new_password  # noqa: PLC0415  # only this command needs it

    password = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask else new_password()
    with failing_clearly(), site_engine() as engine, Session(engine) as session:
        added = add_user(session, email, name, role, password, datetime.now(UTC))
        line = f"{added.email} may sign in as {role}."
        session.commit()
    click.echo(line if ask else f"{line} Password, shown this once: {password}")
