"""Hold the coverage of a whole run against the house's floors. Usage: coverage_floor.py .coverage.json

Lines and branches count alike. `app/domain` and `app/feeds` are covered whole; everything else in `app` together to
90 %. A pragma that takes code out of the count fails too: the floor would say nothing.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PRAGMA = re.compile(r"#\s*pragma:\s*no\s*(cover|branch)", re.IGNORECASE)
FLOORS = {"app/domain": 100.0, "app/feeds": 100.0, "app (the rest)": 90.0}
REST = "app (the rest)"
SHOWN = 20


def room_of(name: str) -> str | None:
    """Return which floor a file falls under; None for a file that is no part of the application."""
    parts = Path(name).parts
    if parts[:1] != ("app",):
        return None
    room = "/".join(parts[:2])
    return room if room in FLOORS else REST


def tally(files: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Count, for each floor, what was covered and what there is."""
    counts = dict.fromkeys(FLOORS, (0, 0))
    for name, file in files.items():
        room = room_of(name)
        if room is None:
            continue
        summary = file["summary"]
        covered, total = counts[room]
        counts[room] = (
            covered + summary["covered_lines"] + summary["covered_branches"],
            total + summary["num_statements"] + summary["num_branches"],
        )
    return counts


def gaps(files: dict[str, Any]) -> list[str]:
    """Name what is not covered in the files that are to be covered whole."""
    found = []
    for name, file in sorted(files.items()):
        if FLOORS.get(room_of(name) or "") != 100.0:
            continue
        lines = [str(line) for line in file["missing_lines"]]
        branches = [f"{start}→{end if end > 0 else 'exit'}" for start, end in file["missing_branches"]]
        if lines or branches:
            rows = lines + branches
            more = f" … {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
            found.append(f"  {name}: {' '.join(rows[:SHOWN])}{more}")
    return found


def pragmas(folder: Path) -> list[str]:
    """Find the pragmas that take code out of the count."""
    return [
        f"  {path.relative_to(folder.parent)}:{number}: {line.strip()}"
        for path in sorted(folder.rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if PRAGMA.search(line)
    ]


def main(report: Path, folder: Path = ROOT / "app") -> int:
    """Print a line a floor and what is missing; return 1 where a floor is not reached."""
    files: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))["files"]
    failed = False
    for room, (covered, total) in tally(files).items():
        reached = 100.0 * covered / total if total else 100.0
        short = reached < FLOORS[room]
        failed |= short
        verdict = "  SHORT" if short else ""
        print(f"{room:<16}{reached:7.2f} % of {total:>5} lines and branches, floor {FLOORS[room]:.0f} %{verdict}")
    for title, rows in (("Not covered:", gaps(files)), ("Taken out of the count:", pragmas(folder))):
        if rows:
            failed = True
            print(title, *rows, sep="\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
