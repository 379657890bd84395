"""Where this site is, for addresses that are read elsewhere."""

from __future__ import annotations

from flask import current_app, request


def base_url() -> str:
    """Return the site's address without a slash at its end: the setting `BASE_URL`, else what was asked for."""
    return str(current_app.config.get("BASE_URL") or request.url_root).rstrip("/")
