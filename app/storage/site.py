"""Where a site keeps what it writes."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The checkout: beside the code lie `templates/`, `static/` and `instance/`."""

LAST_BACKUP = "last_backup.json"
"""Beside the database: when the newest backup was taken, for `rejoinder doctor`."""


def instance_folder() -> Path:
    """Return the run-time folder: `REJOINDER_INSTANCE_PATH`, or `instance/` beside the code.

    Where it is not there yet it is made, for us alone.
    """
    folder = Path(os.environ.get("REJOINDER_INSTANCE_PATH") or ROOT / "instance").resolve()
    folder.mkdir(0o700, parents=True, exist_ok=True)
    return folder
