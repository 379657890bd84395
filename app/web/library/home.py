"""The home page."""

from __future__ import annotations

from flask import render_template


def show() -> str:
    """Show what is newest, and the ways in."""
    return render_template("library/home.html")
