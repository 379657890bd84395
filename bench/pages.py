"""Every kind of reader page on a small and on a large site: p50 and p95, and whether pages grow slower with the site.

Time is processor time of the whole application, from the address to the bytes, without a cache.
"""

from __future__ import annotations

import gc
import time
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from bench.measuring import Row
from bench.sites import ADDRESSES, LARGE, SMALL, sampled, site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

FLAT = 1.3
"""So many times the p50 of the small site may a page of the large one take."""


class Taken(NamedTuple):
    """What the pages of a kind took on one site, in milliseconds."""

    p50: float
    p95: float


def rows(rounds: int) -> Iterator[Row]:
    """Measure each kind of page on both sites in turn."""
    small, large = site(SMALL), site(LARGE)
    for kind in ADDRESSES:
        row = Row(f"{kind}: {LARGE:,} against {SMALL:,} pairs", "our smaller site", round(1 / FLAT, 3))
        addresses = [(app, sampled(app, kind)) for app in (small, large)]
        taken = [[measured(app, some) for app, some in addresses] for _ in range(rounds)]
        row.ratios = [before.p50 / after.p50 for before, after in taken]
        best = min(after for _, after in taken)
        row.unit = f"times as fast; p50 {best.p50:.1f} ms, p95 {best.p95:.1f} ms"
        yield row


def measured(app: Flask, addresses: list[str]) -> Taken:
    """Return what these pages took, each asked for once after the first was asked for to be warm."""
    client = app.test_client()
    client.get(addresses[0]).get_data()
    gc.freeze()  # as `rejoinder serve` does once it has begun
    taken = []
    for address in addresses:
        start = time.process_time()
        answer = client.get(address)
        answer.get_data()
        taken.append((time.process_time() - start) * 1000)
        if answer.status_code != 200:  # noqa: PLR2004
            raise RuntimeError(f"{address} answered {answer.status_code}")
    taken.sort()
    return Taken(taken[len(taken) // 2], taken[ceil(len(taken) * 0.95) - 1])
