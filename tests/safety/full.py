"""In which numbers promises are shown: in full by `make test-safety` (`SAFETY=full`), in small ones elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable

FULL = os.environ.get("SAFETY") == "full"
Figure = Callable[[str], None]
"""Is told what was measured, in words; the table of promises shows it."""
