"""Processes apart that read what others wrote, each held to seconds of a processor, memory and time.

A reader is begun when it is first needed, reads one thing at a time, and one is kept for the next. What goes beyond
its limits ends its reader and nothing else: whoever gave it is told, and the next thing is read by a new one.
`reader_process.py` is the other end; `docs/adr/0007-readers-apart.md` says why it is so.
"""

from __future__ import annotations

import atexit
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any

import msgspec

from app.domain.errors import Rejected, TooMany

COMMAND = (sys.executable, "-P", "-m", "app.services.reading_tasks")
MOST = 2
"""How many read at once in one process of the server; others wait."""
KEPT = 1
GROWN = 200
"""A reader that still holds so many megabytes when it is done is not kept."""
PATIENCE = 30.0
ENDS_WITHIN = 5.0
HEAD = struct.Struct("!cQ")
"""How each answer begins: what it is, and how many bytes follow."""
READY, PART, WHOLE, REFUSED, ROOM, BROKEN = b"r", b"+", b".", b"!", b"m", b"?"
_INSTEAD = "nothing was stored. Give its text alone, or a part of it."
BUSY = "Too much is being read at this moment. Nothing was stored; please try again in a minute."
LIMIT_OF_SECONDS = getattr(signal, "SIGXCPU", 0)


class Limits(msgspec.Struct, frozen=True):
    """What reading one thing may take: seconds of a processor, megabytes in all, seconds of time. None is no limit."""

    seconds: int | None
    megabytes: int | None
    wall: float | None


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done with the bytes that follow, by the name of a task in `reading_tasks.py`."""

    task: str
    size: int
    limits: Limits
    given: dict[str, Any] = {}


class ReaderBroke(RuntimeError):  # noqa: N818  # named for what happened
    """The reader has a fault of its own, and so has the site: this is nobody's input."""


def write_answer(outlet: IO[bytes], kind: bytes, body: bytes = b"") -> None:
    """Write one answer."""
    outlet.write(HEAD.pack(kind, len(body)) + body)
    outlet.flush()


def _exactly(inlet: IO[bytes], size: int) -> bytes:
    found = inlet.read(size)
    if len(found) < size:
        raise EOFError
    return found


def read_answer(inlet: IO[bytes]) -> tuple[bytes, bytes]:
    """Read one answer. Raise EOFError where the reader has ended."""
    kind, size = HEAD.unpack(_exactly(inlet, HEAD.size))
    return kind, _exactly(inlet, size)


@dataclass
class _Reader:
    """One process that reads. It has no setting of the site, and no terminal."""

    process: subprocess.Popen[bytes]
    overdue: bool = False
    spent: bool = False
    """Whether it is of no more use: it was ended, or has grown."""

    @classmethod
    def begun(cls, command: Sequence[str]) -> _Reader:
        settings = {name: value for name, value in os.environ.items() if not name.startswith("REJOINDER_")}
        made = cls(
            subprocess.Popen(  # noqa: S603  # our own command line
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=settings,
                start_new_session=True,
            )
        )
        try:
            with made.within(PATIENCE):
                read_answer(made.outlet)
        except EOFError:
            made.end()
            raise ReaderBroke(
                "the process that reads files can't be started; `rejoinder doctor` may know why"
            ) from None
        return made

    @property
    def outlet(self) -> IO[bytes]:
        assert self.process.stdout is not None  # noqa: S101  # it was begun so
        return self.process.stdout

    @property
    def inlet(self) -> IO[bytes]:
        assert self.process.stdin is not None  # noqa: S101  # the same
        return self.process.stdin

    def within(self, wall: float | None) -> _Until:
        """End the reader where the block takes longer."""
        return _Until(self, wall)

    def answers(self, order: Order, data: bytes) -> Iterator[bytes]:
        """Give what the task found. Raise Rejected for what it refuses, and for what goes beyond the limits."""
        try:
            with self.within(order.limits.wall):
                head = msgspec.msgpack.encode(order)
                self.inlet.write(struct.pack("!Q", len(head)) + head)
                self.inlet.write(data)
                self.inlet.flush()
                while (answer := read_answer(self.outlet))[0] == PART:
                    yield answer[1]
        except (EOFError, BrokenPipeError):
            raise Rejected(self._why(order.limits)) from None
        kind, body = answer
        if kind == REFUSED:
            raise Rejected(*msgspec.msgpack.decode(body, type=tuple[str, str | None]))
        self.spent = kind != WHOLE or int(body) > GROWN
        if kind == ROOM:
            raise Rejected(_too_much(order.limits))
        if kind == BROKEN:
            raise ReaderBroke(body.decode())

    def _why(self, limits: Limits) -> str:
        """Say why the reader has ended."""
        self.spent = True
        self.process.kill()
        status = self.process.wait()
        if self.overdue or (LIMIT_OF_SECONDS and status == -LIMIT_OF_SECONDS):
            seconds = limits.wall if self.overdue else limits.seconds
            return f"Reading this took longer than {seconds:g} seconds, so it was ended; {_INSTEAD}"
        if LIMIT_OF_SECONDS and status == -signal.SIGKILL and limits.megabytes:
            return _too_much(limits)
        return f"This can’t be read: the program that read it came to grief; {_INSTEAD}"

    def end(self, *, kindly: bool = False) -> None:
        """End it: at once, or as it ends by itself where it waits for nothing more."""
        with self.process:
            with suppress(BrokenPipeError):
                self.inlet.close()
            try:
                self.process.wait(ENDS_WITHIN if kindly else 0)
            except subprocess.TimeoutExpired:
                self.process.kill()


def _too_much(limits: Limits) -> str:
    return f"Reading this took more than {limits.megabytes} MB of memory, so it was ended; {_INSTEAD}"


class _Until:
    """Kills a reader when its time is over."""

    def __init__(self, reader: _Reader, wall: float | None) -> None:
        self._reader = reader
        self._timer = None if wall is None else threading.Timer(wall, self._over)

    def _over(self) -> None:
        self._reader.overdue = True
        self._reader.process.kill()

    def __enter__(self) -> None:
        if self._timer is not None:
            self._timer.daemon = True
            self._timer.start()

    def __exit__(self, *_raised: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()


@dataclass
class Readers:
    """The readers of this process, for all its threads."""

    command: Sequence[str] = COMMAND
    _idle: list[_Reader] = field(default_factory=list)
    _places: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(MOST))

    def ask(self, order: Order, data: bytes, patience: float | None = PATIENCE) -> list[bytes]:
        """Have it done apart; return what was found.

        Raise Rejected for what is refused or goes beyond the limits, TooMany where all readers stay busy.
        """
        if not self._places.acquire(timeout=patience):
            raise TooMany(BUSY)
        try:
            return self._ask(order, data)
        finally:
            self._places.release()

    def _ask(self, order: Order, data: bytes) -> list[bytes]:
        reader = self._ready() or _Reader.begun(self.command)
        try:
            found = list(reader.answers(order, data))
        except Rejected:
            self._keep(reader)
            raise
        except BaseException:
            reader.end()
            raise
        self._keep(reader)
        return found

    def _ready(self) -> _Reader | None:
        """Take a reader that waits; whatever ended meanwhile is let go."""
        while self._idle:
            try:
                reader = self._idle.pop()
            except IndexError:  # another thread was faster
                break
            if reader.process.poll() is None:
                return reader
            reader.end()
        return None

    def _keep(self, reader: _Reader) -> None:
        if reader.overdue or reader.spent or len(self._idle) >= KEPT:
            reader.end()
        else:
            self._idle.append(reader)

    def close(self) -> None:
        """End those that wait."""
        while (reader := self._ready()) is not None:
            reader.end(kindly=True)

    def forget(self) -> None:
        """Let go of what belongs to another process, of which this one is a copy."""
        self._idle.clear()
        self._places = threading.BoundedSemaphore(MOST)


READERS = Readers()
atexit.register(READERS.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=READERS.forget)
