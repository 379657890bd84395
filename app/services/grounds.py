"""What a judgement rests on: words that readers can see, quoted as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import select

from app.domain.errors import Rejected
from app.domain.partial_dates import PartialDate
from app.domain.vocabulary import Side, State
from app.services.desk import Desk
from app.services.statements import shortened
from app.storage.models.desk import Capture, Passage, Revision, Wording


class PublicWording(NamedTuple):
    """A statement's wording in a capture, as the capture's published revision has it."""

    captured: PartialDate
    state: str
    fields: dict[str, Any]


def public_wordings(desk: Desk, statement_id: str) -> dict[str, PublicWording]:
    """Map captures to the statement's wording in them, as published; words accepted since are in none."""
    query = (
        select(Capture.id, Capture.captured, Capture.state, Revision.fields)
        .join(Wording, Wording.capture_id == Capture.id)
        .join(Revision, (Revision.subject_id == Capture.id) & (Revision.version == Capture.published_version))
        .where(Wording.subject_id == statement_id)
    )
    return {
        capture_id: PublicWording(captured, state, fields)
        for capture_id, captured, state, revision in desk.session.execute(query)
        for fields in revision["wordings"]
        if fields["subject"] == statement_id
    }


def demand_worded(words: Mapping[str, PublicWording], name: str) -> None:
    """Raise Rejected unless a published capture, that was not retracted, holds the words."""
    if all(one.state == State.RETRACTED for one in words.values()):
        raise Rejected(f"No published capture holds the words of “{name}”; publish its capture first.")


def demand_public_captures(desk: Desk, words: Mapping[str, PublicWording], ids: Iterable[str | None]) -> None:
    """Raise Rejected where something was judged by a capture that readers can't see, or see without the words."""
    hidden = sorted({one for one in ids if one} - words.keys())
    if not hidden:
        return
    capture = desk.session.get_one(Capture, hidden[0])
    bound = f"The evidence is bound to the capture of {capture.captured.spoken}"
    if capture.published_seq is None:
        raise Rejected(f"{bound}; publish that capture first.")
    raise Rejected(f"{bound}, which was published without these words; publish that capture anew first.")


def demand_quoted(desk: Desk, words: Mapping[str, PublicWording], passages: Iterable[Passage]) -> None:
    """Raise Rejected where the public wording of a passage's capture does not hold its exact words in their place."""
    for one in passages:
        wording = words[one.capture_id]
        start, end = wording.fields["rebuttal_range" if one.side == Side.REBUTTAL else "range"] or (0, 0)
        text = desk.session.get_one(Capture, one.capture_id).text[start:end]
        if text[one.start : one.end] != one.exact:
            raise Rejected(
                f"The words “{shortened(one.exact)}” do not stand where they were marked in the capture of "
                f"{wording.captured.spoken}; mark them anew."
            )
