"""The other end of `readers.py`: a process that reads one thing after another for the site, and nothing else.

It holds itself to the limits that come with each order, where the system can: seconds of a processor (the system ends
it then) and memory (Python says so). Its parent holds it to the time on the clock, on every system.
"""

from __future__ import annotations

import os
import struct
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, Any

import msgspec

from app.domain.errors import Rejected
from app.services.readers import (
    BROKEN,
    PART,
    READY,
    REFUSED,
    ROOM,
    WHOLE,
    Limits,
    Order,
    write_answer,
)

if sys.platform != "win32":  # which has no such limits; the parent's clock is there
    import resource

MEGABYTE = 1024 * 1024
HEADROOM = 32
"""So many megabytes may always be taken, whatever is held already."""
MEMORY = Path("/proc/self/statm")
TOO_DEEP = "This nests too deep to be read; nothing was stored. Give its text alone."
Task = Callable[..., Iterable[Any]]


def serve(tasks: Mapping[str, Task], inlet: IO[bytes], outlet: IO[bytes]) -> None:
    """Do what is ordered until no more comes."""
    write_answer(outlet, READY)
    while head := inlet.read(8):
        order = msgspec.msgpack.decode(inlet.read(*struct.unpack("!Q", head)), type=Order)
        kind, body = _done(tasks[order.task], order, inlet.read(order.size), outlet)
        write_answer(outlet, kind, body)


def _done(task: Task, order: Order, data: bytes, outlet: IO[bytes]) -> tuple[bytes, bytes]:
    """Do one thing within its limits, telling what is found as it is found; return how it ended."""
    try:
        _hold(order.limits)
        for found in task(data, **order.given):
            write_answer(outlet, PART, msgspec.msgpack.encode(found, enc_hook=str))
    except Rejected as error:
        return REFUSED, msgspec.msgpack.encode((str(error), error.field))
    except RecursionError:
        return REFUSED, msgspec.msgpack.encode((TOO_DEEP, None))
    except MemoryError:
        _hold(Limits(None, None, None))
        return ROOM, b""
    except Exception:  # noqa: BLE001  # the site logs it as its own fault
        return BROKEN, traceback.format_exc().encode(errors="replace")
    return WHOLE, b"%d" % (_held()[1] // MEGABYTE)


def _hold(limits: Limits) -> None:
    """Hold this process to limits from now on; what it did before does not count."""
    if sys.platform == "win32":
        return
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    seconds = most if limits.seconds is None else int(time.process_time()) + limits.seconds
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, most))
    if MEMORY.exists():
        held, in_memory = _held()
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        room = most
        if limits.megabytes is not None:
            room = held + max(limits.megabytes * MEGABYTE - in_memory, HEADROOM * MEGABYTE)
        resource.setrlimit(resource.RLIMIT_AS, (room, most))


def _held() -> tuple[int, int]:
    """Return the bytes that this process has asked for, and those that are in memory; 0 where the system is silent."""
    if sys.platform == "win32" or not MEMORY.exists():
        return 0, 0
    asked, in_memory = MEMORY.read_bytes().split()[:2]
    return int(asked) * resource.getpagesize(), int(in_memory) * resource.getpagesize()


def main(tasks: Mapping[str, Task]) -> None:
    """Serve on standard input and output, which nothing else can reach from now on."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    inlet, outlet = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    try:
        serve(tasks, inlet, outlet)
    except BrokenPipeError:  # nobody waits any more
        os._exit(0)
