"""Golden files: what was written once, looked at by a person, and must be written again."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parents[1] / "golden"


def assert_golden(name: str, body: bytes) -> None:
    """Compare JSON with `tests/golden/<name>`, indented. `GOLDEN=write` writes the file anew."""
    path = FOLDER / name
    shown = msgspec.json.format(body, indent=2).decode() + "\n"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
