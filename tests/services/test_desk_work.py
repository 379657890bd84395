"""What people leave beside the records: notices of editing, kept forms, keys. On both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.services import submissions
from app.services.agencies import TopicFields, create_topic
from app.services.desk import Desk
from app.services.editing import keep_editing, others_editing, stop_editing
from app.services.submissions import Sent
from app.storage.models.desk import Editing, HeldForm, User

DeskOf = Callable[..., Desk]


def test_a_notice_of_editing_stands_while_somebody_is_heard_of(desk_of: DeskOf, session: Session) -> None:
    topic = create_topic(desk_of("edda"), TopicFields(title="Parcels"))
    begun = desk_of("edda")
    keep_editing(begun, topic.id)
    assert others_editing(desk_of("edda"), topic.id) == []
    [seen] = others_editing(desk_of("emil"), topic.id)
    assert (seen.name, seen.since) == ("edda", begun.now)
    keep_editing(replace(begun, now=begun.now + timedelta(minutes=2)), topic.id)
    [seen] = others_editing(desk_of("emil"), topic.id)
    assert seen.since == begun.now
    late = replace(desk_of("emil"), now=begun.now + timedelta(minutes=5))
    assert others_editing(late, topic.id) == []
    keep_editing(late, topic.id)
    assert session.scalar(select(func.count()).select_from(Editing)) == 1
    stop_editing(late, topic.id)
    assert session.scalar(select(func.count()).select_from(Editing)) == 0


def test_nobody_is_told_of_what_they_may_not_see(desk_of: DeskOf) -> None:
    topic = create_topic(desk_of("edda"), TopicFields(title="Parcels"))
    with pytest.raises(NotFound):
        keep_editing(desk_of("cleo"), topic.id)


def test_a_kept_form_is_its_authors_alone_for_a_day(desk_of: DeskOf, session: Session) -> None:
    edda, emil = desk_of("edda"), desk_of("emil")
    user, other = edda.actor.id, emil.actor.id
    assert user is not None
    assert other is not None
    for number in range(12):
        sent = Sent(user, f"key {number}", "/desk/topics/new", "digest")
        assert submissions.hold(session, sent, [("note", f"Text {number}.")], edda.now)
    assert session.scalar(select(func.count()).select_from(HeldForm)) == 10
    assert submissions.held(session, user, "key 0", edda.now) is None
    kept = submissions.held(session, user, "key 11", edda.now)
    assert kept is not None
    assert kept.fields == [["note", "Text 11."]]
    assert submissions.held(session, other, "key 11", edda.now) is None
    assert submissions.held(session, user, "key 11", edda.now + timedelta(hours=24)) is None
    submissions.forget_old(session, edda.now + timedelta(hours=24))
    assert session.scalar(select(func.count()).select_from(HeldForm)) == 0


def test_nothing_is_kept_for_nobody(desk_of: DeskOf, session: Session) -> None:
    edda = desk_of("edda")
    assert not submissions.hold(session, Sent(4711, "key", "/desk", "digest"), [("note", "x")], edda.now)
    assert edda.actor.id is not None
    session.get_one(User, edda.actor.id).active = False
    assert not submissions.hold(session, Sent(edda.actor.id, "key", "/desk", "digest"), [("note", "x")], edda.now)


def test_a_key_is_free_again_where_nothing_was_done(desk_of: DeskOf, session: Session) -> None:
    edda = desk_of("edda")
    assert edda.actor.id is not None
    sent = Sent(edda.actor.id, "key", "/desk/topics/new", "digest")
    assert submissions.claim(session, sent, edda.now) is None
    submissions.release(session, sent)
    assert submissions.claim(session, sent, edda.now) is None
    submissions.settle(session, sent, 303, "/desk/topics/1", edda.now)
    taken = submissions.claim(session, sent, edda.now)
    assert taken is not None
    assert (taken.status, taken.location) == (303, "/desk/topics/1")
    submissions.release(session, sent)
    submissions.settle(session, sent, 303, "/desk/topics/2", edda.now)
    taken = submissions.claim(session, sent, edda.now)
    assert taken is not None
    assert taken.location == "/desk/topics/2"
