"""Numbers that all processes of a server add to: a row of doubles for each, in memory that they share.

The server makes the memory before it forks and gives each worker a region; a worker that ends leaves its counts to the
one that takes its region. Every process declares the same series in the same order, so a series has one place in all.
A program that shares nothing counts for itself.
"""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock

ROOM = 16_384
"""Doubles in a region: the series of some hundred routes take a third of it."""
BYTES = 8


class Memory:
    """So many regions, and which of them this process adds to."""

    def __init__(self, regions: int = 1) -> None:
        self.regions = [
            memoryview(mmap.mmap(-1, ROOM * BYTES)).cast("d")  # shared with whatever is forked
            for _ in range(regions)
        ]
        self.own = self.regions[0]

    def take(self, region: int) -> None:
        """Let this process add to a region."""
        self.own = self.regions[region]


@dataclass(frozen=True)
class Series:
    """A metric's numbers for one set of labels; a histogram has a place for each bucket, the rest, and the sum."""

    first: int
    bounds: tuple[float, ...] = ()


@dataclass
class Metric:
    """A metric: what it is called, what it says, and its series by their labels."""

    name: str
    kind: str
    told: str
    bounds: tuple[float, ...] = ()
    series: dict[tuple[tuple[str, str], ...], Series] = field(default_factory=dict)


class Tallies:
    """The metrics of a program."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._metrics: dict[str, Metric] = {}
        self._taken = 0
        self._lock = Lock()

    def metric(self, name: str, kind: str, told: str, bounds: tuple[float, ...] = ()) -> Metric:
        """Declare a metric: a `counter`, a `gauge` or a `histogram`."""
        made = self._metrics[name] = Metric(name, kind, told, bounds)
        return made

    def series(self, metric: Metric, **labels: str) -> Series:
        """Declare a series of a metric, or return it."""
        key = tuple(labels.items())
        if key not in metric.series:
            metric.series[key] = Series(self._taken, metric.bounds)
            self._taken += len(metric.bounds) + 2 if metric.kind == "histogram" else 1
            if self._taken > ROOM:
                raise ValueError(f"there is no room for more series than {ROOM} numbers hold")
        return metric.series[key]

    def add(self, one: Series, amount: float = 1) -> None:
        """Add to a counter."""
        with self._lock:
            self._memory.own[one.first] += amount

    def set(self, one: Series, value: float) -> None:
        """Set what a gauge shows of this process."""
        self._memory.own[one.first] = value

    def note(self, one: Series, value: float) -> None:
        """Note a value in a histogram."""
        place, own = one.first + bisect_left(one.bounds, value), self._memory.own
        with self._lock:
            own[place] += 1
            own[one.first + len(one.bounds) + 1] += value

    def forget_gauges(self) -> None:
        """Set the gauges of this process to nothing: its region may be that of one which ended."""
        for metric in self._metrics.values():
            for one in metric.series.values() if metric.kind == "gauge" else ():
                self.set(one, 0)

    def lines(self) -> Iterator[str]:
        """Write all metrics that were ever counted, summed over the processes, as Prometheus reads them."""
        for metric in self._metrics.values():
            yield from head_of(metric.name, metric.kind, metric.told)
            for labels, one in metric.series.items():
                if metric.kind == "histogram":
                    yield from self._histogram(metric, dict(labels), one)
                elif (value := self.total(one.first)) or metric.kind == "gauge":
                    yield line(metric.name, dict(labels), value)

    def total(self, place: int) -> float:
        """Return a number, summed over the processes."""
        return sum(region[place] for region in self._memory.regions)

    def _histogram(self, metric: Metric, labels: Mapping[str, str], one: Series) -> Iterator[str]:
        counts = [self.total(one.first + index) for index in range(len(one.bounds) + 1)]
        if not any(counts):
            return
        below = 0.0
        for bound, count in zip((*one.bounds, float("inf")), counts, strict=True):
            below += count
            yield line(f"{metric.name}_bucket", {**labels, "le": _number(bound)}, below)
        yield line(f"{metric.name}_sum", labels, self.total(one.first + len(one.bounds) + 1))
        yield line(f"{metric.name}_count", labels, below)


def head_of(name: str, kind: str, told: str) -> Iterator[str]:
    """Write what a metric is."""
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} {kind}"


def line(name: str, labels: Mapping[str, str], value: float) -> str:
    """Write one number of a metric."""
    pairs = ",".join(f'{key}="{_escaped(given)}"' for key, given in labels.items())
    return f"{name}{{{pairs}}} {_number(value)}" if pairs else f"{name} {_number(value)}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    if value == float("inf"):
        return "+Inf"
    return str(int(value)) if value == int(value) else repr(value)


shared: Memory | None = None
"""What `rejoinder serve` lets its workers count in; None where each application counts for itself."""
