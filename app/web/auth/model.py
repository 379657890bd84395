"""The desk's person as Flask-Security knows it."""

from __future__ import annotations

from flask_security import UserMixin

from app.storage.models.desk import User


class Person(UserMixin, User):  # type: ignore[misc]  # flask_security is untyped
    """A `User` with the methods that signing in asks for; it maps the same table."""
