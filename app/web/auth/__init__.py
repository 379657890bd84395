"""Signing in and out, by Flask-Security."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Install Flask-Security over the desk's people."""
