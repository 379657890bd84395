"""Golden files: what was written once, looked at by a person, and must be written again."""

from __future__ import annotations

import os
import re
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parents[1] / "golden"


def assert_golden(name: str, body: bytes) -> None:
    """Compare JSON with `tests/golden/<name>`, indented. `GOLDEN=write` writes the file anew."""
    assert_golden_text(name, msgspec.json.format(body, indent=2).decode() + "\n")


def assert_golden_xml(name: str, body: bytes) -> None:
    """Compare XML with a golden file, each tag on a line of its own."""
    assert_golden_text(name, xml_lines(body) + "\n")


def xml_lines(body: bytes) -> str:
    """Begin a line between a tag and the next one."""
    return re.sub(r">(?=<)", ">\n", body.decode())


def assert_golden_text(name: str, shown: str) -> None:
    """Compare text with a golden file."""
    path = FOLDER / name
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
