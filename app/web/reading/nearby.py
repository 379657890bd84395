"""What a mistyped address may have meant."""

from __future__ import annotations

from typing import Any

from flask import g
from rapidfuzz import process

from app.storage.queries.library.addresses import beginning_with
from app.web.databases import library

LETTERS = 2  # that must be right, so that an unknown address costs a look at few names
LOOKED_AT = 500
OFFERED = 3
LIKENESS = 70


def note_nearby(kind: str, slug: str) -> None:
    """Remember for the page that tells an error the subjects whose names are like the one that was asked for."""
    known = {one.slug: one for one in beginning_with(library(), kind, slug[:LETTERS], LOOKED_AT)}
    best = process.extract(slug[:80], list(known), limit=OFFERED, score_cutoff=LIKENESS)
    g.nearby = [known[name] for name, _, _ in best]


def nearby_view() -> dict[str, Any]:
    """Give templates `nearby`: (kind, slug, title) of what may have been meant."""
    return {"nearby": g.get("nearby", [])}
