"""Rows of ratios, and how time is taken: processor time, in rounds in which each side has its turn."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent
PEERS = FOLDER / ".venv" / "bin" / "python"


class Row(msgspec.Struct):
    """One measure: a ratio for each round, larger is better; `goal` is None where there is none.

    `missing` says why there is no ratio.
    """

    name: str
    peer: str
    goal: float | None
    unit: str = "times as fast"
    ratios: list[float] = []
    missing: str = ""

    def result(self) -> dict[str, Any]:
        """Return the row as results.json has it."""
        ratios = [round(ratio, 3) for ratio in self.ratios]
        return {
            "name": self.name,
            "ratio": round(median(ratios), 3) if ratios else None,
            "goal": self.goal,
            "min": min(ratios, default=None),
            "max": max(ratios, default=None),
            "unit": self.unit,
            "peer": self.peer,
        }


class Missing(Exception):  # noqa: N818  # no error: the row says so
    """A peer is not there; says why."""


class Peer:
    """A peer in a process of its own, that answers a line of JSON with a line of JSON."""

    def __init__(self, script: str) -> None:
        if not PEERS.exists():
            raise Missing("its environment, bench/.venv, was not made")
        self._process = subprocess.Popen(
            [PEERS, FOLDER / "peers" / script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._read()

    def ask(self, **request: object) -> dict[str, Any]:
        """Send a request and wait for its answer."""
        self._stdin.write(json.dumps(request) + "\n")
        self._stdin.flush()
        return self._read()

    def close(self) -> None:
        """End the process."""
        self._stdin.close()
        self._process.wait(timeout=60)

    @property
    def _stdin(self) -> Any:
        return self._process.stdin

    def _read(self) -> dict[str, Any]:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            errors = self._process.stderr.read().strip() if self._process.stderr else ""
            raise Missing(errors.splitlines()[-1] if errors else "it ended without a word")
        answer: dict[str, Any] = json.loads(line)
        return answer


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """Return the median processor time of the work, done so many times."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return median(taken)


def own_memory() -> int:
    """Return the bytes that this process has for itself; what the system maps of a file can be taken back any time."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) * 1024
