"""Whether, and by which rules, this site asks other servers."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from app.services.archive_lists import archive_template
from app.services.fetch_rules import FetchRules, rules_from


def install_fetching(app: Flask) -> None:
    """Read the settings once, so that one that can't be understood is told at the start."""
    app.extensions["rejoinder-fetching"] = rules_from(app.config)
    app.config["ARCHIVE_ADDRESS"] = archive_template(app.config["ARCHIVE_ADDRESS"])


def fetch_rules() -> FetchRules | None:
    """Return the rules; None where fetching is off, as it is until somebody configures it."""
    return cast("FetchRules | None", current_app.extensions["rejoinder-fetching"])
