"""How each published capture differs from the one before it on its page, kept ready for readers and feeds."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from app.domain.comparison import Difference, describe, summary
from app.domain.ledger import Entry
from app.domain.records import CaptureRecord
from app.domain.wording import Wording
from app.storage.models.library import LibraryChange, LibraryWording

KINDS = ("pair", "safeguard", "concern")


def refresh(session: Session, entry: Entry, record: CaptureRecord, agency_id: str) -> None:
    """Compare a capture with the one before it, and the one after it with this one."""
    session.execute(delete(LibraryChange).where(LibraryChange.capture_id == record.id))
    session.add(
        LibraryChange(
            capture_id=record.id,
            page_id=record.page,
            agency_id=agency_id,
            captured=record.captured,
            number=record.number,
            at=entry.at,
            seq=entry.seq,
            real=False,
            summary={},
            lines=[],
        )
    )
    session.flush()
    before, here, after = _around(session, record.page, (record.captured, record.number))
    _compare(session, before, here[0])
    for row in after:
        _compare(session, here[0], row)
    session.flush()


def forget(session: Session, capture_id: str) -> None:
    """Leave a retracted capture out: the one after it is compared with the one before it."""
    gone = session.get_one(LibraryChange, capture_id)
    before, _, after = _around(session, gone.page_id, (gone.captured, gone.number))
    session.delete(gone)
    for row in after:
        _compare(session, before, row)
    session.flush()


def _around(
    session: Session, page_id: str, place: tuple[str, int]
) -> tuple[LibraryChange | None, list[LibraryChange], list[LibraryChange]]:
    """Return the row before a place on the page's line of captures, the row there, and the row after it."""
    here = tuple_(LibraryChange.captured, LibraryChange.number)
    on_page = select(LibraryChange).where(LibraryChange.page_id == page_id)
    forward = (LibraryChange.captured, LibraryChange.number)
    before = on_page.where(here < place).order_by(*(column.desc() for column in forward)).limit(1)
    after = on_page.where(here > place).order_by(*forward).limit(1)
    return (
        session.scalar(before),
        list(session.scalars(on_page.where(here == place))),
        list(session.scalars(after)),
    )


def _compare(session: Session, before: LibraryChange | None, row: LibraryChange) -> None:
    """Fill a row with how its capture differs from the one before; the first of a page has changed nothing."""
    row.before_id = before.capture_id if before else None
    lines: list[dict[str, Any]] = []
    counts: dict[str, Any] = {}
    for kind in KINDS:
        differences, names = compared(session, row.before_id, row.capture_id, kind)
        counts[kind + "s"] = msgspec.to_builtins(summary(differences))
        lines += [line for one in differences if (line := _line(kind, one, names)) is not None]
    row.summary = counts
    row.lines = lines if before else []
    row.real = bool(row.lines)


def compared(
    session: Session, old_id: str | None, new_id: str, kind: str
) -> tuple[list[Difference], dict[tuple[str, int], str]]:
    """Describe the differences of one kind between two captures, joined by subject.

    The second part maps ("old" or "new", position in that list from 1) to the subject's id.
    """
    old = _wordings(session, old_id, kind) if old_id else []
    new = _wordings(session, new_id, kind)
    place = {row.subject_id: index for index, row in enumerate(new)}
    continues = {index: place[row.subject_id] for index, row in enumerate(old) if row.subject_id in place}
    differences = describe(_in_order(old), _in_order(new), continues)
    names = {("old", index): row.subject_id for index, row in enumerate(old, 1)}
    names |= {("new", index): row.subject_id for index, row in enumerate(new, 1)}
    return differences, names


def _in_order(rows: list[LibraryWording]) -> list[Wording]:
    """Give the wordings of one kind positions from 1, whatever stood between them on the page."""
    return [
        Wording(
            position=index,
            head=row.claim if row.kind == "pair" else row.label,
            body=(row.rebuttal or "") if row.kind == "pair" else row.claim,
            verdict_label=row.verdict_label,
        )
        for index, row in enumerate(rows, 1)
    ]


def _wordings(session: Session, capture_id: str, kind: str) -> list[LibraryWording]:
    query = select(LibraryWording).where(LibraryWording.capture_id == capture_id, LibraryWording.kind == kind)
    return list(session.scalars(query.order_by(LibraryWording.position)))


def _line(kind: str, one: Difference, names: dict[tuple[str, int], str]) -> dict[str, Any] | None:
    """Say in one object what changed of a subject; None where nothing did."""
    verdict = one.verdict.from_ != one.verdict.to
    if one.kind == "same" and not (one.moved or one.body_changed or verdict):
        return None
    wording = one.new or one.old
    assert wording is not None  # noqa: S101  # a difference has at least one side
    return {
        "subject": names["new" if one.new else "old", wording.position],
        "kind": kind,
        "change": one.kind,
        "moved": one.moved,
        "body_changed": one.body_changed,
        "from_position": one.old.position if one.old else None,
        "to_position": one.new.position if one.new else None,
        "from": one.old.head if one.old else None,
        "to": one.new.head if one.new else None,
        "verdict": [one.verdict.from_, one.verdict.to] if verdict else None,
        "quantities": msgspec.to_builtins(one.quantities),
    }
