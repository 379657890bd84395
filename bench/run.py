"""`make bench`: measures Rejoinder against its peers in one run, prints the ratios, writes bench/results.json."""

from __future__ import annotations

import argparse
import json
import os
import platform
import time

from bench import checking, comparing, exporting, importing, pages, searching, serving
from bench.measuring import FOLDER, Row

GROUPS = {
    "comparing": comparing.rows,
    "serving": serving.rows,
    "searching": searching.rows,
    "exporting": exporting.rows,
    "checking": checking.rows,
    "pages": pages.rows,
    "importing": importing.rows,
}
ON_REQUEST = {"million": searching.at_a_million}
"""What takes long, or much room: SIZE=1m makes a site of a million pairs, and asks it."""
ROUNDS = 5


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds a row (default: 5)")
    parser.add_argument("--only", choices={**GROUPS, **ON_REQUEST}, help="measure one group, and write no results")
    parser.set_defaults(million=os.environ.get("SIZE") == "1m")
    options = parser.parse_args()
    rows: list[Row] = []
    print(f"{'':48} {'median':>9} {'min':>9} {'max':>9} {'goal':>9}  against")
    for name, group in {**GROUPS, **ON_REQUEST}.items():
        if options.only == name or (options.only is None and (name in GROUPS or options.million)):
            start = time.monotonic()
            for row in group(options.rounds):
                rows.append(row)
                print(_line(row), flush=True)
            print(f"{name} took {time.monotonic() - start:.0f} seconds.\n")
    if options.only is None:
        _write(rows)
    reached = [row for row in rows if row.goal and row.ratios and row.result()["ratio"] >= row.goal]
    print(f"{len(reached)} of {sum(1 for row in rows if row.goal)} goals reached; all ratios: larger is better.")


def _line(row: Row) -> str:
    result = row.result()
    numbers = " ".join(f"{_number(result[key]):>9}" for key in ("ratio", "min", "max", "goal"))
    return f"{row.name[:48]:48} {numbers}  {row.peer} ({row.missing or row.unit})"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


def _write(rows: list[Row]) -> None:
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    text = json.dumps({"machine": machine, "rows": [row.result() for row in rows]}, indent=2, ensure_ascii=False)
    (FOLDER / "results.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
