"""How each kind of page and API call grows with the site: draws docs/images/growth.svg.

`python -m bench.growth` measures p50 on sites of 1,000, 10,000 and 100,000 pairs in turn, without a cache, and draws
how many times that of the smallest site each one is. Right of the line at 1.3 is what grows more than it should.
"""

from __future__ import annotations

from html import escape
from math import log10
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.pages import FLAT, measured
from bench.sites import ADDRESSES, sampled, site

SIZES, ROUNDS = (1_000, 10_000, 100_000), 5
PLOT = Path(__file__).parents[1] / "docs" / "images" / "growth.svg"
LEFT, WIDTH, ROW, TOP, RIGHT = 250, 420, 22, 58, 150
LEAST, MOST = 0.5, 20.0
TICKS = (0.5, 1, 1.3, 2, 5, 10, 20)
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1b1b1b}.quiet{fill:#5a5a5a}.grid{stroke:#ddd}.goal{stroke:#b3261e;"
    "stroke-dasharray:4 3}.span{stroke:#8aa4c8;stroke-width:2}.middle{fill:#fff;stroke:#27508b;stroke-width:2}"
    ".large{fill:#27508b}.more{fill:#b3261e}"
)


class Growth(NamedTuple):
    """A kind's p50 in milliseconds on each site."""

    kind: str
    p50: list[float]

    def times(self, size: int) -> float:
        """Return how many times the smallest site's p50 another's is."""
        return self.p50[size] / self.p50[0]


def main() -> None:
    """Measure, print, draw."""
    found = []
    apps = [site(size) for size in SIZES]
    for kind in ADDRESSES:
        addresses = [(app, sampled(app, kind)) for app in apps]
        rounds = [[measured(app, some).p50 for app, some in addresses] for _ in range(ROUNDS)]
        one = Growth(kind, [median(taken) for taken in zip(*rounds, strict=True)])
        found.append(one)
        print(f"{kind:30} " + " ".join(f"{ms:8.2f}" for ms in one.p50) + f" ms {one.times(-1):6.2f}x", flush=True)
    within = sum(one.times(-1) <= FLAT for one in found)
    print(f"{within} of {len(found)} grow by {FLAT} times at most.")
    PLOT.write_text(drawn(found), encoding="utf-8")


def drawn(found: list[Growth]) -> str:
    """Draw a row a kind: a ring for the middle site, a disc for the large one."""
    height = TOP + ROW * len(found) + 30
    total = LEFT + WIDTH + RIGHT
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} {height}" role="img" '
            f'aria-label="Growth of each kind of page and API call with the size of the site"><style>{STYLE}</style>'
        ),
        f'<rect width="{total}" height="{height}" fill="#fff"/>',
        '<text x="12" y="20">p50 at 10,000 pairs (ring) and at 100,000 (disc), as times that at 1,000</text>',
    ]
    for tick in TICKS:
        kind = "goal" if tick == FLAT else "grid"
        x = place(tick)
        parts.append(f'<line class="{kind}" x1="{x}" x2="{x}" y1="{TOP - 10}" y2="{height - 24}"/>')
        parts.append(f'<text class="quiet" text-anchor="middle" x="{x}" y="{height - 8}">{tick:g}×</text>')
    for number, one in enumerate(found):
        y, (middle, large) = TOP + ROW * number + 6, (place(one.times(1)), place(one.times(2)))
        more = " more" if one.times(2) > FLAT else ""
        parts += [
            f'<text text-anchor="end" x="{LEFT - 12}" y="{y + 4}">{escape(one.kind)}</text>',
            f'<line class="span" x1="{place(1)}" x2="{large}" y1="{y}" y2="{y}"/>',
            f'<circle class="middle" cx="{middle}" cy="{y}" r="4"/>',
            f'<circle class="large{more}" cx="{large}" cy="{y}" r="5"/>',
            f'<text class="quiet" x="{LEFT + WIDTH + 14}" y="{y + 4}">{one.p50[0]:.1f} → {one.p50[2]:.1f} ms</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])


def place(times: float) -> float:
    """Return where a ratio stands, on an axis of logarithms."""
    share = log10(min(max(times, LEAST), MOST) / LEAST) / log10(MOST / LEAST)
    return round(LEFT + share * WIDTH, 1)


if __name__ == "__main__":
    main()
