"""The clock of the web: views read it and hand the day on, for the domain has none."""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """Return the day in UTC."""
    return datetime.now(UTC).date()
