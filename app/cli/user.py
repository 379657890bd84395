"""`rejoinder user`: the people who may sign in."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from app.domain.errors import DomainError
from app.domain.vocabulary import Role


@click.group()
def user() -> None:
    """Add people who may sign in to the desk."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="The name that stands beside every edit.")
@click.option("--role", type=click.Choice([*Role]), default=Role.EDITOR, show_default=True)
@click.option("--ask", is_flag=True, help="Ask for the password instead of making one.")
def add(email: str, name: str, role: str, ask: bool) -> None:  # noqa: FBT001  # click gives options by name
    """Add the person EMAIL, with a password that is shown once (or asked for)."""
    from sqlalchemy.orm import Session  # noqa: PLC0415  # fast start

    from app.services.people import add_user, new_password  # noqa: PLC0415  # the same
    from app.web.factory import create_app  # noqa: PLC0415  # the same

    password = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask else new_password()
    engine = create_app().extensions["rejoinder-databases"].desk
    try:
        with Session(engine) as session:
            added = add_user(session, email, name, role, password, datetime.now(UTC))
            line = f"{added.email} may sign in as {role}."
            session.commit()
    except DomainError as error:
        raise click.ClickException(str(error)) from None
    click.echo(line if ask else f"{line} Password, shown this once: {password}")
