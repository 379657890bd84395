"""What a judgement rests on: words that readers can see, quoted as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from app.domain.errors import Rejected
from app.domain.partial_dates import PartialDate
from app.domain.vocabulary import Side, State
from app.services.desk import Desk
from app.services.revisions import nothing_new_on
from app.services.statements import shortened
from app.storage.models.desk import Capture, Evidence, Finding, Passage, Revision, Statement, Subject, Wording

BINDING = "binding"
"""Not a field of the form: which words it is bound to, which a page of its own asks."""
Judged = tuple[Evidence | Finding, Mapping[str, Any]]
"""What was judged, and the fields of the revision that speaks."""


class Lack(NamedTuple):
    """What stands against publishing: a sentence, and where it is mended: a record, or a field of its form.

    Without a subject the field is one of the finding that is checked.
    """

    sentence: str
    field: str | None = None
    subject: Subject | None = None


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


def lacking_words(words: Mapping[str, PublicWording], statement: Statement) -> list[Lack]:
    """Return what is lacking unless a published capture, that was not retracted, holds the statement's words."""
    if any(one.state != State.RETRACTED for one in words.values()):
        return []
    sentence = f"No published capture holds the words of “{statement.name}”; publish its capture first."
    return [Lack(sentence, subject=statement)]


def lacking_grounds(desk: Desk, words: Mapping[str, PublicWording], judged: Iterable[Judged]) -> list[Lack]:
    """Return what was judged by words that readers can't see just so, or, if it is new, rests on what was retracted."""
    return [lack for one, said in judged for lack in _lacking(desk, words, one, said)]


def demand_none(lacks: Sequence[Lack]) -> None:
    """Raise Rejected with the first thing that is lacking, if any is."""
    if lacks:
        raise Rejected(lacks[0].sentence)


def _lacking(
    desk: Desk, words: Mapping[str, PublicWording], one: Evidence | Finding, said: Mapping[str, Any]
) -> Iterator[Lack]:
    passage = desk.session.get_one(Passage, said["passage_id"]) if said["passage_id"] else None
    capture_id = passage.capture_id if passage else said["capture_id"]
    if capture_id is not None and capture_id not in words:
        yield _hidden(one, desk.session.get_one(Capture, capture_id))
    elif passage is not None and not _quoted(desk, words[passage.capture_id], passage):
        yield Lack(
            f"The words “{shortened(passage.exact)}” do not stand where they were marked in the capture of "
            f"{words[passage.capture_id].captured.spoken}; mark them anew.",
            BINDING,
            one,
        )
    for id_ in (said.get("source_id"), said.get("capture_id")) if one.published_seq is None else ():
        rested_on = desk.session.get_one(Subject, id_) if id_ else None
        if rested_on is not None and rested_on.state == State.RETRACTED:
            yield Lack(nothing_new_on(rested_on), BINDING if isinstance(rested_on, Capture) else "source_id", one)


def _hidden(one: Evidence | Finding, capture: Capture) -> Lack:
    """Tell of a capture that readers can't see, or see without the words."""
    bound = f"The {one.kind} “{shortened(one.name)}” is bound to the capture of {capture.captured.spoken}"
    if capture.published_seq is None:
        return Lack(f"{bound}; publish that capture first.", subject=capture)
    return Lack(f"{bound}, which was published without these words; publish that capture anew first.", subject=capture)


def _quoted(desk: Desk, wording: PublicWording, passage: Passage) -> bool:
    """Tell whether the public wording holds the passage's exact words in their place."""
    start, end = wording.fields["rebuttal_range" if passage.side == Side.REBUTTAL else "range"] or (0, 0)
    text = desk.session.get_one(Capture, passage.capture_id).text[start:end]
    return text[passage.start : passage.end] == passage.exact
