"""The WebSub hub is told of what was published once that is answered, by a thread that nobody waits for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Event, Lock, Thread

from flask import Flask, Response, current_app
from sqlalchemy.exc import SQLAlchemyError

from app.services.hub import Told, hub_from, tell_hub

LOG = logging.getLogger("app.hub")
WAITS_S = (30.0, 120.0, 600.0, 3600.0)
"""How long it is let alone after it was away once, twice, and so on; something new is told at once."""


class Teller:
    """Tells the hub in a thread, which ends when nothing is due."""

    def __init__(self, tell: Callable[[], Told], waits: Sequence[float] = WAITS_S) -> None:
        self.tell = tell
        self.waits = waits
        self._wanted = Event()
        self._lock = Lock()
        self._at_work = False

    def soon(self) -> None:
        """Let the hub be told of what is new."""
        with self._lock:
            self._wanted.set()
            if not self._at_work:
                self._at_work = True
                Thread(target=self._work, name="hub", daemon=True).start()

    def _work(self) -> None:
        failures = 0
        while True:
            self._wanted.clear()
            if self._is_told():
                failures = 0
                with self._lock:
                    if not self._wanted.is_set():
                        self._at_work = False
                        return
            else:
                self._wanted.wait(self.waits[min(failures, len(self.waits) - 1)])
                failures += 1

    def _is_told(self) -> bool:
        try:
            late = self.tell().late
        except SQLAlchemyError:
            late = "The database is out of reach."
        if late is not None:
            LOG.warning("the hub is told later", extra={"facts": {"why": late}})
        return late is None


def install_hub(app: Flask) -> None:
    """Read the settings once, so that one that can't be understood is told at the start."""
    hub = hub_from(app.config)
    if hub is not None:
        desk = app.extensions["rejoinder-databases"].desk
        app.extensions["rejoinder-hub"] = Teller(lambda: tell_hub(desk, hub, datetime.now(UTC)))


def tell_after(response: Response) -> None:
    """Let the hub be told once this answer, which says that something was published, is sent."""
    teller: Teller | None = current_app.extensions.get("rejoinder-hub")
    if teller is not None:
        response.call_on_close(teller.soon)
