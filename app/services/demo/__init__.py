"""The demo: an invented agency, its pages, and what invented editors made of them. Loaded through the services alone.

Nothing in it is real: there is no Free Port of Merrow, and its web addresses end in `.example` (RFC 2606). It is
deterministic: ids, salts and moments come from a seed and a clock of its own, so two loads give the same ledger.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Rejected
from app.domain.permissions import Actor
from app.domain.vocabulary import Role
from app.services.demo.judging import judge
from app.services.demo.pages import take_in
from app.services.demo.reports import write_in
from app.services.demo.stage import Stage
from app.services.desk import Desk
from app.storage.blobs import Blobs
from app.storage.models.desk import Subject

SEED = 1802
START = datetime(2024, 1, 8, 9, 0, tzinfo=UTC)
STEP = timedelta(minutes=7)
METHODOLOGY = (
    "This is a demo. Its agency, its pages and its editors are invented.\n\n"
    "We quote an agency word for word, by capture, and say when the capture was made and how it was obtained. "
    "A finding names the words that it judges, the evidence for and against them, and its reasoning.\n\n"
    "A second person reads each finding before it is published. When we were wrong we say so in a correction."
)


def load(session: Session, blobs: Blobs, progress: Callable[[str], None] | None = None) -> None:
    """Load the demo into an empty site; the caller commits. Raise Rejected where the desk is not empty."""
    if session.scalar(select(func.count()).select_from(Subject)):
        raise Rejected("This site is not empty; the demo is loaded into an empty one only.")
    tell = progress or (lambda _line: None)
    rng = random.Random(SEED)  # noqa: S311  # the demo must come out the same each time; nothing in it is secret
    moments = iter(START + number * STEP for number in range(10_000))
    editor = Actor(id=None, name="Iris Quill", role=Role.EDITOR)

    def desk() -> Desk:
        return Desk(session, editor, next(moments), blobs, rng=rng, methodology=METHODOLOGY)

    stage = Stage(desk=desk)
    take_in(stage, tell)
    judge(stage, tell)
    write_in(stage, tell)
