"""The lists of the queue in one table: what each is called, how it is found, what may be done with many at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.domain.permissions import MAY, Action, Actor
from app.services.batches import NOW
from app.storage.queries.desk import overdue, queue, sources, upstream
from app.storage.queries.desk.queue import Cut, Key, Waiting
from app.storage.queries.reports.reports import count_of_open_reports, open_reports
from app.web.clock import today
from app.web.desk.step_words import BUTTONS
from app.web.reading.paging import cursor_of, cursor_text, number_of

PLACE = re.compile(r"[0-9T:.+-]{10,32}", re.ASCII)
"""What the lists are ordered by: a moment with its zone, or a day."""
MINE, ALL = "mine", "all"
WHOSE = {"": "What waits for you", MINE: "Yours alone", ALL: "Everybody’s"}
NEEDED = {NOW: Action.PUBLISH}


@dataclass(frozen=True)
class QueueList:
    """One list: `rows` names the macro that shows its rows, `acts` what may be done with many of them at once."""

    name: str
    heading: str
    calm: str
    rows: str
    find: Callable[[Session, Actor, Cut], Sequence[Any]]
    count: Callable[..., int]
    acts: tuple[str, ...] = ()
    own: bool = False
    hint: str = ""
    asks: Action | None = None

    def mine(self, whose: str) -> bool:
        """Tell whether only what is this person's own is listed: as they asked, or as this list is by itself."""
        return whose == MINE or (whose != ALL and self.own)

    def offered(self, actor: Actor) -> list[tuple[str, str]]:
        """List what this person may do with many of its rows, in words; each record is asked for itself again."""
        return [(act, BUTTONS[act]) for act in self.acts if NEEDED.get(act, act) in MAY[actor.role]]


@dataclass(frozen=True)
class Section:
    """A list with its rows, as the page shows it."""

    list: QueueList
    rows: Sequence[Any]
    count: int
    next: str | None


def _waiting(waiting: Waiting) -> dict[str, Any]:
    def find(session: Session, actor: Actor, cut: Cut) -> Sequence[Any]:
        return queue.works(session, actor, waiting, cut)

    def count(session: Session, actor: Actor, *, mine: bool) -> int:
        return queue.count_of_works(session, actor, waiting, mine=mine)

    return {"name": waiting.value, "rows": "works", "find": find, "count": count}


def _overdue(session: Session, actor: Actor, cut: Cut) -> Sequence[Any]:
    return overdue.overdue(session, actor, today(), cut)


def _count_of_overdue(session: Session, actor: Actor, *, mine: bool) -> int:
    return overdue.count_of_overdue(session, actor, today(), mine=mine)


def _reports(session: Session, _actor: Actor, cut: Cut) -> Sequence[Any]:
    after = (queue.moment_of(cut.after), number_of(cut.after.second) or 0) if cut.after else None
    return open_reports(session, cut.limit, after)


def _count_of_reports(session: Session, _actor: Actor, *, mine: bool) -> int:  # noqa: ARG001  # a report is nobody's own
    return count_of_open_reports(session)


LISTS = (
    QueueList(
        **_waiting(Waiting.REVIEW),
        heading="To review",
        calm="nothing to review",
        acts=(Action.APPROVE, Action.REQUEST_CHANGES),
    ),
    QueueList(
        **_waiting(Waiting.APPROVED),
        heading="Approved, waiting to be published",
        calm="nothing to publish",
        acts=(Action.PUBLISH,),
    ),
    QueueList(
        **_waiting(Waiting.CAPTURES),
        heading="Captures with accepted records, to be published",
        calm="no captures to publish",
        acts=(Action.PUBLISH,),
    ),
    QueueList(
        name="reports",
        heading="Readers’ reports",
        calm="no readers’ reports",
        rows="reports",
        find=_reports,
        count=_count_of_reports,
        asks=Action.HANDLE_REPORTS,
    ),
    QueueList(
        name="proposals",
        heading="Captures with open proposals",
        calm="no open proposals",
        rows="proposals",
        find=queue.proposed,
        count=queue.count_of_proposed,
    ),
    QueueList(
        name="upstream",
        heading="Changed upstream",
        calm="nothing changed upstream",
        rows="upstream",
        find=upstream.changed_upstream,
        count=upstream.count_of_changed_upstream,
        hint="The agency words it otherwise now than when it was judged. Nothing is bound anew by itself.",
    ),
    QueueList(
        name="links",
        heading="Broken source links",
        calm="no broken source links",
        rows="links",
        find=sources.broken_links,
        count=sources.count_of_broken_links,
        hint="As “rejoinder sources check” last found them. An archived address, or a new one, settles it.",
    ),
    QueueList(
        name="overdue",
        heading="Overdue commitments",
        calm="no overdue commitments",
        rows="overdue",
        find=_overdue,
        count=_count_of_overdue,
        hint="The day has passed and nobody has looked since. Somebody should.",
    ),
    QueueList(
        **_waiting(Waiting.DRAFTS),
        heading="Drafts",
        calm="no drafts",
        acts=(Action.SUBMIT, NOW),
        own=True,
    ),
)
NAMED = {one.name: one for one in LISTS}


def section(session: Session, actor: Actor, one: QueueList, cut: Cut) -> Section:
    """Read a list's rows, its count, and where it goes on."""
    rows = one.find(session, actor, cut._replace(limit=cut.limit + 1))
    more = write_key(key_of(rows[cut.limit - 1])) if len(rows) > cut.limit else None
    return Section(one, rows[: cut.limit], one.count(session, actor, mine=cut.mine), more)


def key_of(row: Any) -> Key:
    """Return a row's place in its list."""
    return row.key if hasattr(row, "key") else Key(row.at.isoformat(), str(row.id))


def write_key(key: Key) -> str:
    """Write a place for an address."""
    return cursor_text(*key)


def read_key(text: str | None) -> Key | None:
    """Read a place from an address. Raise Rejected for what is none."""
    found = cursor_of(text, PLACE)
    return Key(*found) if found is not None else None


def known_whose(text: str) -> str:
    """Return whose rows are asked for; what is none of the choices is the first."""
    return text if text in WHOSE else ""
