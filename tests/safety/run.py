"""`make test-safety`: shows every promise in full and prints the table of them, with the figures just measured."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field

os.environ["SAFETY"] = "full"
os.environ.setdefault("CHANGES", "10000")

import pytest

PROMISES: dict[str, tuple[str, ...]] = {
    "no acknowledged edit is lost to a kill": ("tests/safety/test_kills.py",),
    "what is acknowledged is on the disk": ("tests/safety/test_disks.py",),
    "no script of others runs": ("tests/safety/test_scripts.py",),
    "no draft is seen": ("tests/web/test_canaries.py", "tests/web/test_route_permissions.py"),
    "the change feed is whole": ("tests/interchange/test_changes_under_writers.py",),
    "tampering shows": ("tests/unit/test_ledger.py", "tests/services/test_verify_ledger.py"),
    "nobody overwrites anybody": ("tests/web/test_desk_race.py",),
    "no request leaves for inside": ("tests/services/test_fetching.py", "tests/unit/test_web_addresses.py"),
    "a bomb is refused": ("tests/safety/test_bombs.py", "tests/services/test_warc.py"),
    "a restore equals its source": ("tests/services/test_backup.py",),
    "nobody is sent an old page": ("tests/safety/test_stale.py",),
    "nothing that is read holds up the server": ("tests/services/test_readers.py",),
    "what is packed is unpacked within bounds": ("tests/services/test_packed_site.py",),
    "whatever is sent is read or refused": ("tests/safety/test_fuzz.py",),
    "faults are told, and nothing is lost": (
        "tests/safety/test_faults.py",
        "tests/storage/test_migrations.py",
        "tests/web/test_transactions.py",
    ),
    "forged hosts, sessions and lines are refused": (
        "tests/web/test_hosts.py",
        "tests/web/test_signing_in.py",
        "tests/web/test_auth.py",
        "tests/web/test_logs.py",
    ),
}


@dataclass(eq=False)  # pytest keeps its plugins in a set
class Watch:
    """What pytest ran: how each file's tests ended, and what they measured."""

    passed: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    figures: dict[str, list[str]] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a result; a test that was skipped shows nothing, and so fails here."""
        file = report.nodeid.split("::")[0]
        if report.when == "call" and report.passed:
            self.passed[file] = self.passed.get(file, 0) + 1
            self.figures.setdefault(file, []).extend(
                str(words) for name, words in report.user_properties if name == "figure"
            )
        elif not report.passed:
            self.failed[file] = self.failed.get(file, 0) + 1

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a file that can't be read."""
        if report.failed:
            self.failed[report.nodeid] = 1


def main() -> int:
    """Run all of them; print the table; return the exit status."""
    watch = Watch()
    files = [file for files in PROMISES.values() for file in files if os.path.exists(file)]  # noqa: PTH110  # as pytest
    status = pytest.main(["-q", "-p", "no:randomly", "--no-header", *sys.argv[1:], *files], plugins=[watch])
    good = 0
    print()
    for promise, own in PROMISES.items():
        failed = sum(watch.failed.get(file, 0) for file in own)
        passed = sum(watch.passed.get(file, 0) for file in own)
        holds = passed > 0 and not failed
        good += holds
        print(f"{'holds ' if holds else 'BROKEN'}  {promise}: {passed} tests, {failed} failed")
        for words in [one for file in own for one in watch.figures.get(file, ())]:
            print(f"        {words}")
    print(f"{good} passed, {len(PROMISES) - good} failed")
    return 0 if good == len(PROMISES) and status == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
