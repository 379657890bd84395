"""Whether, and by which rules, this site asks other servers."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from app.services.fetching import FetchRules, rules_from


def install_fetching(app: Flask) -> None:
    """Read the rules once, so that a setting that can't be understood is told at the start."""
    app.extensions["rejoinder-fetching"] = rules_from(app.config)


def fetch_rules() -> FetchRules | None:
    """Return the rules; None where fetching is off, as it is until somebody configures it."""
    return cast("FetchRules | None", current_app.extensions["rejoinder-fetching"])
