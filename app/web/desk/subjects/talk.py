"""What was said and done with a subject, in order: comments, and steps with their reasons."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask import url_for

from app.domain.vocabulary import SubjectKind
from app.storage.models.desk import Capture, Link, Subject
from app.storage.queries.desk.subjects import comments_of, steps_of
from app.web.databases import get_desk_session
from app.web.desk.places import PLURALS, address_of
from app.web.desk.subjects.fields import label_of
from app.web.people import actor


class Said(NamedTuple):
    """One comment or step: when, who, of which revision; `about` is a field or the step's two states."""

    at: datetime
    who: str
    version: int
    text: str
    about: str
    is_step: bool


def talk_of(subject: Subject) -> list[Said]:
    """List a subject's comments and steps, oldest first."""
    session = get_desk_session()
    said = [
        Said(one.at, one.author_name, one.version, one.text, label_of(one.field) if one.field else "", is_step=False)
        for one in comments_of(session, actor(), subject.id)
    ]
    done = [
        Said(one.at, one.author_name, one.version, one.reason, f"{one.from_state} → {one.to_state}", is_step=True)
        for one in reversed(steps_of(session, actor(), subject.id))
    ]
    return sorted([*said, *done], key=lambda one: one.at)


def talk_address(subject: Subject) -> str:
    """Return the page that shows what was said of a subject: its own, or its history where it has none with that."""
    if isinstance(subject, Capture | Link):
        return url_for("desk.history", plural=PLURALS[SubjectKind(subject.kind)], subject_id=subject.id)
    return address_of(subject)
