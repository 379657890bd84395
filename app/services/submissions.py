"""Forms by the key that each carries: what comes twice is taken once, what came too late is kept for its author.

Keys are remembered for 24 hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.storage.models.desk import HeldForm, Submission, User

KEPT = timedelta(hours=24)
MOST_HELD = 10
PENDING = 0

Pairs = Sequence[tuple[str, str]]


class Sent(NamedTuple):
    """A form as it came: whose, its key, where it was sent, and the digest of its content."""

    user_id: int
    key: str
    address: str
    digest: str


def claim(session: Session, sent: Sent, now: datetime) -> Submission | None:
    """Take a key for this transaction: None where it is ours now, else what was taken under it before.

    Of two at the same moment the second waits until the first has committed, and then finds it. A transaction that is
    rolled back gives its key free.
    """
    forget_old(session, now)
    try:
        with session.begin_nested():
            session.add(Submission(**sent._asdict(), status=PENDING, at=now))
    except IntegrityError:
        return session.scalars(_of(sent)).one()
    return None


def settle(session: Session, sent: Sent, status: int, location: str, now: datetime) -> None:
    """Note what was answered, to answer the same again."""
    row = session.scalar(_of(sent))
    if row is None:  # the use case undid its first try, and the key with it
        row = Submission(**sent._asdict(), at=now)
        session.add(row)
    row.status, row.location = status, location
    session.flush()


def release(session: Session, sent: Sent) -> None:
    """Give a key free: nothing was done under it."""
    session.execute(delete(Submission).where(Submission.user_id == sent.user_id, Submission.key == sent.key))


def hold(session: Session, sent: Sent, fields: Pairs, now: datetime) -> bool:
    """Keep what somebody had typed, for them alone; the newest ten. Return False where there is no such person."""
    user_id, key, address, _ = sent
    person = session.get(User, user_id)
    if person is None or not person.active:
        return False
    forget_old(session, now)
    drop(session, user_id, key)
    older = select(HeldForm.id).where(HeldForm.user_id == user_id).order_by(HeldForm.id.desc()).offset(MOST_HELD - 1)
    session.execute(delete(HeldForm).where(HeldForm.id.in_(session.scalars(older).all())))
    session.add(HeldForm(user_id=user_id, key=key, address=address, fields=[list(pair) for pair in fields], at=now))
    session.flush()
    return True


def held(session: Session, user_id: int, key: str, now: datetime) -> HeldForm | None:
    """Return what is kept for this person under a key."""
    query = select(HeldForm).where(HeldForm.user_id == user_id, HeldForm.key == key, HeldForm.at > now - KEPT)
    return session.scalar(query)


def drop(session: Session, user_id: int, key: str) -> None:
    """Forget what was kept, for it was sent again."""
    session.execute(delete(HeldForm).where(HeldForm.user_id == user_id, HeldForm.key == key))


def forget_old(session: Session, now: datetime) -> None:
    """Delete keys and kept forms of more than 24 hours ago."""
    for table in (Submission, HeldForm):
        session.execute(delete(table).where(table.at <= now - KEPT))


def _of(sent: Sent) -> Select[Submission]:
    return select(Submission).where(Submission.user_id == sent.user_id, Submission.key == sent.key)
