"""Checking a password on the web: how often one may try, and no transaction while the hash is computed."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import request

from app.services import second_step
from app.services.people import password_hash_of, password_matches
from app.services.signing_in import demand_tries_left, note_success, note_try
from app.storage.models.desk import PeopleEvent
from app.web.auth.model import Person
from app.web.databases import get_desk_session

LONGEST_TYPED = 512
"""Far above the longest password, for some keyboards type a letter and its marks one by one."""

CODE_MISSING = "This account asks for a code, too: enter the one that your app shows, or a recovery code."


class CodeWantedError(Exception):
    """The password is right, and the code is missing or wrong; the sentence says which."""


def person_by_password(email: str, password: str, *, signing_in: bool, code: str = "") -> Person | None:
    """Return the active person of that address and password; None, after as long, for anybody else.

    The try is committed to the log before it is checked. Raise TooManyTries where it is one too many, and
    CodeWantedError where the password is right and a code is asked for at signing in, which is missing or wrong.
    """
    session, now = get_desk_session(), datetime.now(UTC)
    event_id = note_try(session, email, request.remote_addr, now).id
    session.commit()
    try:
        demand_tries_left(session, session.get_one(PeopleEvent, event_id))
    finally:
        session.commit()
    kept = password_hash_of(session, email)
    session.rollback()
    if not password_matches(kept, password):
        return None
    event = session.get_one(PeopleEvent, event_id)
    person = session.get(Person, event.user_id)
    if person is None or not person.active or person.password != kept:
        return None  # somebody was faster
    if signing_in and second_step.is_asked(session, person.id):
        if not second_step.take_code(session, person, code, now, request.remote_addr):
            session.rollback()
            raise CodeWantedError(second_step.WRONG if code.strip() else CODE_MISSING)
        session.commit()
        event, person = session.get_one(PeopleEvent, event_id), session.get_one(Person, event.user_id)
    note_success(session, event, signing_in=signing_in)
    session.commit()
    return person
