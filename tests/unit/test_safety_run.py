"""`make test-safety` tells which promises hold: what fails, is skipped or is not there breaks one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from tests.safety import run
run.PROMISES = {name: (sys.argv.pop(1),) for name in ("kept", "broken", "skipped")}
sys.exit(run.main())
"""


def test_the_table_says_which_hold_with_their_figures(tmp_path: Path) -> None:
    bodies = {
        "kept": "def test_it(record_property): record_property('figure', '0 of 9')\n",
        "broken": "def test_it(): assert False\n",
        "skipped": "import pytest\ndef test_it(): pytest.skip('not here')\n",
    }
    for name, body in bodies.items():
        (tmp_path / f"test_{name}.py").write_text(body)
    paths = [f"test_{name}.py" for name in bodies]
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", PROGRAM, *paths, "-c", "/dev/null", "-p", "no:cacheprovider"]
    done = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(root)}, capture_output=True, text=True, check=False
    )
    lines = done.stdout.splitlines()
    assert done.returncode == 1, done.stderr
    assert "holds   kept: 1 tests, 0 failed" in lines, done.stdout
    assert "        0 of 9" in lines
    assert "BROKEN  broken: 0 tests, 1 failed" in lines
    assert "BROKEN  skipped: 0 tests, 1 failed" in lines
    assert lines[-1] == "1 passed, 2 failed"
