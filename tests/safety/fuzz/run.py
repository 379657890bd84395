"""`make fuzz`: atheris on every target for SECONDS each (ten minutes, unless told), or on those that are named.

An input that is neither read nor refused is kept in the folder `fuzz-found` with its target's name; it becomes an
example of tests/safety/test_fuzz.py when what it shows is mended.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

SECONDS = os.environ.get("SECONDS_EACH", "600")
FOUND = Path("fuzz-found")
RUNS = re.compile(r"Done (\d+) runs|stat::number_of_executed_units:\s+(\d+)")
LONGEST = "4096"


def one(name: str) -> None:
    """Fuzz one target in this process, which atheris ends."""
    import atheris  # noqa: PLC0415  # only fuzzing needs it, and it is not to be had everywhere

    with atheris.instrument_imports(include=["app"]):
        from tests.safety.fuzz import targets  # noqa: PLC0415  # its imports are what is instrumented

    atheris.Setup(
        [
            sys.argv[0],
            f"-max_total_time={SECONDS}",
            f"-max_len={LONGEST}",
            f"-artifact_prefix={FOUND}/{name}-",
            "-timeout=20",
            "-rss_limit_mb=2048",
            "-print_final_stats=1",
            "-verbosity=0",
        ],
        lambda data: targets.fuzzed(targets.TARGETS[name], data),
    )
    atheris.Fuzz()


def results(names: list[str]) -> Iterator[bool]:
    """Fuzz target after target, each in a process of its own; tell how many inputs it had and what was found."""
    FOUND.mkdir(exist_ok=True)
    for name in names:
        done = subprocess.run(
            [sys.executable, "-m", "tests.safety.fuzz.run", "--one", name],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        runs = max((int(a or b) for a, b in RUNS.findall(done.stderr)), default=0)
        kept = sorted(path.name for path in FOUND.glob(f"{name}-*"))
        good = done.returncode == 0 and not kept
        told = ", ".join(kept) or "nothing found"
        print(f"{'held  ' if good else 'BROKEN'}  {name}: {runs:,} inputs in {SECONDS} s; {told}")
        if not good:
            print(done.stdout[-2_000:] + done.stderr[-2_000:])
        sys.stdout.flush()
        yield good


def main(arguments: list[str]) -> int:
    """Fuzz one target here, or all that are named, or all there are; return the exit status."""
    if arguments[:1] == ["--one"]:
        one(arguments[1])
        return 0
    from tests.safety.fuzz.targets import TARGETS  # noqa: PLC0415  # where one is fuzzed, atheris imports it first

    return 0 if all(list(results(arguments or list(TARGETS)))) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
