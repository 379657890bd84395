"""What long work tells of itself: what is done, how much of it, and of how much."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
