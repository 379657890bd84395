"""The second step of signing in: a code of six digits that an app makes each half-minute (TOTP, RFC 6238).

A code is taken once, and none that is older than the newest taken. Ten recovery codes, shown once, sign in where the
app is lost; each works once. Tries are counted with those of passwords, in `signing_in`.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from datetime import datetime
from urllib.parse import quote

import msgspec
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Rejected
from app.domain.vocabulary import PeopleAct
from app.services.desk import ALPHABET, Desk
from app.services.people_log import entry, note
from app.storage.models.desk import RecoveryCode, SecondStep, User

DIGITS, PERIOD = 6, 30
NEARBY = (0, -1, 1)
"""Clocks differ: the code of the half-minute before, and that after, is taken too."""
SECRET_BYTES = 20
RECOVERY_CODES, RECOVERY_LENGTH, RECOVERY_GROUP = 10, 16, 4
_CODE = re.compile(r"[0-9]{6}", re.ASCII)
WRONG = "That code is wrong, or was used already; wait until the app shows the next one."


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a person's second step stands: whether it is on, the secret of one that is begun, recovery codes left."""

    is_on: bool = False
    secret: str | None = None
    codes_left: int = 0


def standing(session: Session, user_id: int) -> Standing:
    """Tell how a person's second step stands."""
    row = session.get(SecondStep, user_id)
    if row is None:
        return Standing()
    if row.confirmed_at is None:
        return Standing(secret=row.secret)
    left = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == user_id)
    return Standing(is_on=True, codes_left=session.scalar(left) or 0)


def begin(desk: Desk) -> None:
    """Make a secret for this person's app, unless one waits to be confirmed. Raise Rejected where it is on already."""
    row = _row_of(desk)
    if row is not None and row.confirmed_at is not None:
        raise Rejected("Codes are switched on already.")
    if row is None:
        secret = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
        desk.session.add(SecondStep(user_id=_me(desk).id, secret=secret, last_step=0))
        desk.session.flush()


def confirm(desk: Desk, code: str) -> list[str]:
    """Switch codes on, once the app has shown a right one. Return the recovery codes, to be shown this once."""
    row = _row_of(desk)
    if row is None or row.confirmed_at is not None:
        raise Rejected("There is nothing to confirm; begin once more.")
    step = _step_of(row.secret, code, desk.now)
    if step is None:
        raise Rejected(WRONG, "code")
    row.confirmed_at, row.last_step = desk.now, step
    note(desk, PeopleAct.SECOND_STEP_ON, _me(desk))
    return _new_codes(desk)


def renew_codes(desk: Desk) -> list[str]:
    """Make new recovery codes; the old ones work no longer."""
    row = _row_of(desk)
    if row is None or row.confirmed_at is None:
        raise Rejected("Codes are not switched on.")
    note(desk, PeopleAct.RECOVERY_CODES_RENEWED, _me(desk))
    return _new_codes(desk)


def switch_off(desk: Desk) -> None:
    """Ask this person for no code any more, and forget the secret."""
    if _forget(desk.session, _me(desk)):
        note(desk, PeopleAct.SECOND_STEP_OFF, _me(desk))


def reset(session: Session, user: User, now: datetime) -> bool:
    """Ask a person who lost their app for no code any more. Tell whether they were asked for any."""
    was_on = _forget(session, user)
    if was_on:
        entry(session, PeopleAct.SECOND_STEP_OFF, now, None, user=user, detail="by the command line")
    return was_on


def is_asked(session: Session, user_id: int) -> bool:
    """Tell whether a person is asked for a code when they sign in."""
    query = select(SecondStep.user_id).where(SecondStep.user_id == user_id, SecondStep.confirmed_at.is_not(None))
    return session.scalar(query) is not None


def take_code(session: Session, user: User, typed: str, now: datetime, came_from: str | None) -> bool:
    """Tell whether a code is right, and use it up: of two that come at once, one is told no.

    Nothing may have been read in this transaction before, so that it is the first to write or waits its turn.
    """
    secret = session.scalar(select(SecondStep.secret).where(SecondStep.user_id == user.id))
    user_id = user.id
    session.rollback()
    step = _step_of(secret or "", typed, now)
    if step is not None:
        newer = update(SecondStep).where(SecondStep.user_id == user_id, SecondStep.last_step < step)
        return bool(session.execute(newer.values(last_step=step)).rowcount)  # type: ignore[attr-defined]  # a cursor's
    digest = _digest(user_id, typed)
    mine = delete(RecoveryCode).where(RecoveryCode.user_id == user_id, RecoveryCode.sha256 == digest)
    used = bool(session.execute(mine).rowcount)  # type: ignore[attr-defined]  # the same
    if used:
        known = session.get_one(User, user_id)
        entry(session, PeopleAct.RECOVERY_CODE_USED, now, came_from, user=known).by_id = user_id
    return used


def app_address(secret: str, email: str, site: str) -> str:
    """Return the address that a QR code gives to the app."""
    names = f"{quote(site, safe='')}:{quote(email, safe='')}"
    return f"otpauth://totp/{names}?secret={secret}&issuer={quote(site, safe='')}"


def _step_of(secret: str, typed: str, now: datetime) -> int | None:
    """Return the half-minute whose code was typed; None where it is that of none nearby."""
    code = "".join(typed.split())
    if not _CODE.fullmatch(code) or not secret:
        return None
    made = TOTP(base64.b32decode(secret), DIGITS, SHA1(), PERIOD)  # noqa: S303  # what apps know; HMAC is not hurt  # nosec B303
    here = int(now.timestamp()) // PERIOD
    for step in (here + one for one in NEARBY):
        try:
            made.verify(code.encode(), step * PERIOD)
        except InvalidToken:
            continue
        return step
    return None


def _new_codes(desk: Desk) -> list[str]:
    me = _me(desk)
    desk.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == me.id))
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    desk.session.add_all(RecoveryCode(sha256=_digest(me.id, one), user_id=me.id) for one in codes)
    desk.session.flush()
    groups = range(0, RECOVERY_LENGTH, RECOVERY_GROUP)
    return ["-".join(one[at : at + RECOVERY_GROUP] for at in groups) for one in codes]


def _digest(user_id: int, typed: str) -> str:
    kept = "".join(one for one in typed.lower() if one.isalnum())
    return hashlib.sha256(f"{user_id}:{kept}".encode()).hexdigest()


def _forget(session: Session, user: User) -> bool:
    was_on = is_asked(session, user.id)
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    session.execute(delete(SecondStep).where(SecondStep.user_id == user.id))
    return was_on


def _me(desk: Desk) -> User:
    assert desk.actor.id is not None  # noqa: S101  # a command signs in nowhere
    return desk.session.get_one(User, desk.actor.id)


def _row_of(desk: Desk) -> SecondStep | None:
    query = select(SecondStep).where(SecondStep.user_id == desk.actor.id).with_for_update()
    return desk.session.scalar(query.execution_options(populate_existing=True))
