"""Readers apart: what goes beyond its limits ends its reader, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import msgspec
import pytest

from app.domain.errors import Rejected, TooMany
from app.services import readers
from app.services.readers import Limits, Order, ReaderBroke, Readers

STAND_IN = """
import os, signal, time
from app.domain.errors import Rejected
from app.services.reader_process import main

def busy(data):
    until = int(time.process_time()) + 1.2
    while time.process_time() < until:
        pass
    yield "read"

def greedy(data):
    held = [bytearray(32_000_000) for _ in range(16)]
    yield "read"

def slow(data):
    time.sleep(0.6)
    yield "read"

def deep(data):
    yield deep(data) and next(deep(data))

def refuses(data):
    raise Rejected("Not this.", "file")
    yield

def dies(data):
    yield "half"
    os.kill(os.getpid(), signal.SIGSEGV)

def fails(data):
    raise KeyError("a fault of ours")
    yield

def who(data):
    yield [os.getpid(), sorted(name for name in os.environ if name.startswith("REJOINDER_")), len(data)]

main({one.__name__: one for one in (busy, greedy, slow, deep, refuses, dies, fails, who)})
"""
NO_LIMITS = Limits(None, None, None)


@pytest.fixture(scope="module")
def asked() -> Iterator[Readers]:
    made = Readers([sys.executable, "-c", STAND_IN])
    yield made
    made.close()


def ask(asked: Readers, task: str, limits: Limits = NO_LIMITS, data: bytes = b"x") -> list[object]:
    found = asked.ask(Order(task=task, size=len(data), limits=limits), data)
    return [msgspec.msgpack.decode(one) for one in found]


@pytest.mark.parametrize(
    ("task", "limits", "sentence"),
    [
        ("busy", Limits(seconds=1, megabytes=None, wall=None), "longer than 1 seconds"),
        ("greedy", Limits(seconds=None, megabytes=200, wall=None), "more than 200 MB of memory"),
        ("slow", Limits(seconds=None, megabytes=None, wall=0.05), "longer than 0.05 seconds"),
    ],
)
def test_what_goes_beyond_a_limit_is_ended_and_told_and_without_the_limit_goes_on(
    asked: Readers, task: str, limits: Limits, sentence: str
) -> None:
    with pytest.raises(Rejected, match=f"^Reading this took {sentence}, so it was ended; nothing was stored. Give"):
        ask(asked, task, limits)
    assert ask(asked, task) == ["read"]
    (before,), (after,) = (ask(asked, "who", one) for one in (NO_LIMITS, Limits(seconds=1, megabytes=200, wall=20)))
    assert before == after  # what was done before does not count


def test_what_is_refused_breaks_or_nests_is_told_and_the_next_is_read(asked: Readers) -> None:
    with pytest.raises(Rejected, match=r"^Not this\.$") as caught:
        ask(asked, "refuses")
    assert caught.value.field == "file"
    with pytest.raises(Rejected, match=r"^This nests too deep"):
        ask(asked, "deep")
    with pytest.raises(Rejected, match="came to grief; nothing was stored"):
        ask(asked, "dies")
    with pytest.raises(ReaderBroke, match="a fault of ours"):
        ask(asked, "fails")
    assert ask(asked, "who", data=b"y" * 3_000_000)[0][2] == 3_000_000


def test_a_reader_has_no_setting_of_the_site(asked: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REJOINDER_SECRET_KEY", "a secret")
    asked.close()
    assert ask(asked, "who")[0][1] == []


def test_a_reader_that_somebody_ended_while_it_waited_is_replaced(asked: Readers) -> None:
    [[first, *_]] = ask(asked, "who")
    waiting = asked._idle[0].process
    os.kill(waiting.pid, signal.SIGKILL)
    waiting.wait()
    assert ask(asked, "who")[0][0] != first
    [[second, *_]] = ask(asked, "who")
    asked.close()
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_what_finds_no_reader_free_is_told_to_come_again(asked: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "PATIENCE", 0)
    for _ in range(readers.MOST):
        asked._places.acquire()
    with pytest.raises(TooMany, match="try again in a minute"):
        asked.ask(Order(task="who", size=0, limits=NO_LIMITS), b"", 0)
    for _ in range(readers.MOST):
        asked._places.release()


def test_a_reader_that_can_t_begin_is_a_fault_of_the_site() -> None:
    with pytest.raises(ReaderBroke, match="can't be started"):
        ask(Readers([sys.executable, "-c", "pass"]), "who")


def test_a_copy_of_a_process_begins_readers_of_its_own() -> None:
    code = f"""
import os, sys
from app.services.readers import Limits, Order, READERS
READERS.command = [sys.executable, "-c", {STAND_IN!r}]
def who():
    [one] = READERS.ask(Order(task="who", size=0, limits=Limits(None, None, None)), b"")
    return one
first = who()
if os.fork() == 0:
    sys.exit(who() == first)
sys.exit(os.waitstatus_to_exitcode(os.wait()[1]) or who() != first)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
