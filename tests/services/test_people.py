"""The people of the desk on both databases: roles, the last admin, links that work once, tries that are counted."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, NotFound, Rejected, TooManyTries
from app.domain.permissions import Actor
from app.domain.vocabulary import PeopleAct, Role
from app.services import invitations, people
from app.services.desk import COMMAND, Desk
from app.services.invitations import Joining
from app.services.signing_in import MOST_TRIES, WINDOW, demand_tries_left, note_success, note_try
from app.storage.blobs import Blobs
from app.storage.models.desk import Invitation, PeopleEvent, User
from app.storage.queries.desk.people import open_invitations, people_events, people_with_last_sign_in

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def person(session: Session, name: str, role: str) -> User:
    user = people.new_user(session, f"{name}@desk.example", name.title(), role, "no hash", NOW)
    session.commit()
    return user


def desk_of(session: Session, user: User | None, now: datetime = NOW) -> Desk:
    actor = COMMAND if user is None else Actor(id=user.id, name=user.name, role=people.role_of(user))
    return Desk(session=session, actor=actor, now=now, blobs=Blobs(Path("never-written")), came_from=HERE)


def acts(session: Session) -> list[str]:
    return list(session.scalars(select(PeopleEvent.act).order_by(PeopleEvent.id)))


def at_once(engine: Engine, number: int, work: Callable[[Session, int], object]) -> list[object]:
    """Run the work in so many threads at the same moment, each with its session; return what came or was raised."""
    barrier = Barrier(number)

    def one(which: int) -> object:
        barrier.wait(60)
        try:
            with Session(engine) as session:
                done = work(session, which)
                session.commit()
                return done
        except DomainError as error:
            return error

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


# Roles and access


@pytest.mark.parametrize("act", [people.deactivate, lambda desk, one: people.change_role(desk, one, "editor")])
def test_the_last_active_admin_stays(session: Session, act: Callable[[Desk, int], User]) -> None:
    ada, former = person(session, "ada", "admin"), person(session, "former", "admin")
    people.deactivate(desk_of(session, ada), former.id)
    with pytest.raises(Rejected, match="Ada is the last active admin; make somebody else an admin first"):
        act(desk_of(session, ada), ada.id)
    people.change_role(desk_of(session, ada), person(session, "edda", "editor").id, "admin")
    act(desk_of(session, ada), ada.id)


@pytest.mark.parametrize("act", [people.deactivate, lambda desk, one: people.change_role(desk, one, "contributor")])
def test_of_two_admins_who_depose_each_other_at_once_one_stays(
    engine: Engine, session: Session, act: Callable[[Desk, int], User]
) -> None:
    pair = [person(session, name, "admin") for name in ("ada", "alma")]
    actors = [desk_of(session, one).actor for one in pair]
    ids = [one.id for one in pair]
    session.rollback()
    done = at_once(
        engine, 2, lambda own, which: act(replace(desk_of(own, None), actor=actors[which]), ids[1 - which]) and "done"
    )
    assert done.count("done") == 1
    assert [str(one) for one in done if isinstance(one, Rejected)]


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda desk, one: people.change_role(desk, one, "editor"), PeopleAct.ROLE_CHANGED),
        (people.deactivate, PeopleAct.DEACTIVATED),
        (people.end_sessions, PeopleAct.SESSIONS_ENDED),
        (
            lambda desk, _one: people.set_password(desk.session, "cleo@desk.example", "nine herons, one rope", NOW),
            PeopleAct.PASSWORD_CHANGED,
        ),
    ],
)
def test_what_changes_access_ends_all_sessions_and_is_told(
    session: Session, act: Callable[[Desk, int], User], told: PeopleAct
) -> None:
    ada, cleo = person(session, "ada", "admin"), person(session, "cleo", "contributor")
    before = cleo.fs_uniquifier
    act(desk_of(session, ada), cleo.id)
    session.expire_all()
    assert cleo.fs_uniquifier != before
    assert acts(session) == [told]


def test_what_changes_nothing_is_not_told(session: Session) -> None:
    ada, cleo = person(session, "ada", "admin"), person(session, "cleo", "contributor")
    desk, before = desk_of(session, ada), cleo.fs_uniquifier
    people.change_role(desk, cleo.id, "contributor")
    people.reactivate(desk, cleo.id)
    people.rename(desk_of(session, cleo), " Cleo ")
    assert (cleo.fs_uniquifier, acts(session)) == (before, [])
    people.deactivate(desk, cleo.id)
    people.deactivate(desk, cleo.id)
    people.reactivate(desk, cleo.id)
    people.rename(desk_of(session, cleo), "Cleo Marsh")
    assert acts(session) == [PeopleAct.DEACTIVATED, PeopleAct.REACTIVATED, PeopleAct.RENAMED]


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR])
@pytest.mark.parametrize(
    "act",
    [
        lambda desk, one: people.change_role(desk, one, "admin"),
        people.deactivate,
        people.reactivate,
        people.end_sessions,
        lambda desk, _one: invitations.invite(desk, "new@desk.example", "editor"),
        invitations.withdraw,
    ],
)
def test_who_is_no_admin_finds_nothing_of_it(session: Session, act: Callable[[Desk, int], Any], role: Role) -> None:
    ada, other = person(session, "ada", "admin"), person(session, "other", role)
    with pytest.raises(NotFound):
        act(desk_of(session, other), ada.id)
    assert acts(session) == []


def test_everybody_ends_their_own_sessions(session: Session) -> None:
    cleo = person(session, "cleo", "contributor")
    before = cleo.fs_uniquifier
    people.end_sessions(desk_of(session, cleo), cleo.id)
    assert cleo.fs_uniquifier != before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nowhere"}, "email"),
        ({"email": "a@b\u202ec.example"}, "email"),
        ({"email": "ADA@desk.example "}, "email"),
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "Ann\u0007"}, "name"),
        ({"role": "owner"}, "role"),
        ({"password": "short"}, "password"),
        ({"password": "new person 2026 desk"}, "password"),
    ],
)
def test_what_is_no_person_is_refused_at_its_field(session: Session, change: dict[str, str], field: str) -> None:
    person(session, "ada", "admin")
    given = {"email": "new@desk.example", "name": "New Person", "role": "editor", "password": "nine herons, one rope"}
    with pytest.raises(Rejected) as refused:
        people.add_user(session, now=NOW, **(given | change))
    assert refused.value.field == field


# Passwords


def test_a_password_is_found_by_its_hash_alone() -> None:
    kept = people.hashed("nine hérons, one rope")
    assert people.password_matches(kept, "nine he\u0301rons, one rope")
    assert not people.password_matches(kept, "nine herons, one rope")
    assert not people.password_matches(None, "nine herons, one rope")
    assert not people.password_matches("no hash", "nine herons, one rope")


# Invitations


def joining(name: str = "Nora", now: datetime = NOW) -> Joining:
    return Joining(name=name, password_hash="a hash", came_from=HERE, now=now)


def test_an_invitation_is_kept_by_the_digest_of_its_token_and_used_once(session: Session) -> None:
    ada = person(session, "ada", "admin")
    invitation, token = invitations.invite(desk_of(session, ada), "Nora@Desk.example", "editor")
    session.commit()
    assert invitation.token_sha256 == sha256(token.encode()).hexdigest()
    assert all(token not in str(value) for value in vars(invitation).values())
    assert invitations.open_invitation(session, token, NOW).used_at is None
    assert [one.email for one, _ in open_invitations(session, NOW)] == ["nora@desk.example"]
    nora = invitations.join(session, token, joining())
    assert (nora.email, people.role_of(nora), nora.active) == ("nora@desk.example", Role.EDITOR, True)
    for again in (
        lambda: invitations.open_invitation(session, token, NOW),
        lambda: invitations.join(session, token, joining("Mallory")),
    ):
        with pytest.raises(NotFound, match="used already, was withdrawn, or is older"):
            again()
    assert acts(session) == [PeopleAct.INVITED, PeopleAct.JOINED]


def test_an_invitation_ends_after_seven_days_or_when_it_is_withdrawn_or_renewed(session: Session) -> None:
    desk = desk_of(session, person(session, "ada", "admin"))
    _, late = invitations.invite(desk, "late@desk.example", "editor")
    withdrawn, token = invitations.invite(desk, "nora@desk.example", "editor")
    invitations.withdraw(desk, withdrawn.id)
    _, old = invitations.invite(desk, "otto@desk.example", "admin")
    _, new = invitations.invite(desk, "otto@desk.example", "contributor")
    last = NOW + timedelta(days=7) - timedelta(seconds=1)
    assert invitations.open_invitation(session, late, last)
    for gone, now in ((late, NOW + timedelta(days=7)), (token, NOW), (old, NOW), ("no token at all", NOW)):
        with pytest.raises(NotFound):
            invitations.join(session, gone, joining(now=now))
    with pytest.raises(NotFound, match="not open"):
        invitations.withdraw(desk, withdrawn.id)
    assert people.role_of(invitations.join(session, new, joining())) == Role.CONTRIBUTOR


def test_who_is_here_is_not_invited_and_an_address_taken_meanwhile_wastes_no_invitation(session: Session) -> None:
    desk = desk_of(session, person(session, "ada", "admin"))
    with pytest.raises(Rejected, match="already"):
        invitations.invite(desk, "Ada@desk.example", "editor")
    _, token = invitations.invite(desk, "nora@desk.example", "editor")
    session.commit()
    person(session, "nora", "editor")
    with pytest.raises(Rejected, match="already"):
        invitations.join(session, token, joining())
    session.rollback()
    assert invitations.open_invitation(session, token, NOW)


def test_of_many_who_use_a_link_at_once_one_joins(engine: Engine, session: Session) -> None:
    _, token = invitations.invite(desk_of(session, person(session, "ada", "admin")), "nora@desk.example", "editor")
    session.commit()
    done = at_once(engine, 4, lambda own, which: invitations.join(own, token, joining(f"Nora {which}")).name)
    assert len([one for one in done if isinstance(one, str)]) == 1
    assert len([one for one in done if isinstance(one, NotFound)]) == 3
    assert session.scalar(select(func.count()).where(User.email == "nora@desk.example")) == 1
    assert session.scalars(select(Invitation)).one().user_id is not None


def test_two_links_for_one_address_make_one_person(engine: Engine, session: Session) -> None:
    tokens = []
    for number in range(2):
        tokens.append(f"token {number}")
        session.add(
            Invitation(
                token_sha256=sha256(tokens[-1].encode()).hexdigest(),
                email="nora@desk.example",
                role="editor",
                at=NOW,
                expires=NOW + timedelta(days=1),
            )
        )
    session.commit()
    done = at_once(engine, 2, lambda own, which: invitations.join(own, tokens[which], joining()).name)
    assert {type(one) for one in done} == {str, Rejected}


# Tries


def try_once(session: Session, email: str, came_from: str = HERE, now: datetime = NOW, *, good: bool = False) -> None:
    """What signing in does around the password; `good` says that it was right."""
    event = note_try(session, email, came_from, now)
    session.commit()
    try:
        demand_tries_left(session, event)
        if good:
            note_success(session, event, signing_in=True)
    finally:
        session.commit()


def test_after_ten_tries_one_waits_until_the_first_is_five_minutes_old(session: Session) -> None:
    for second in range(MOST_TRIES):
        try_once(session, "ada@desk.example", now=NOW + timedelta(seconds=second))
    with pytest.raises(TooManyTries, match="Please wait 5 minutes") as refused:
        try_once(session, "ada@desk.example", now=NOW + timedelta(seconds=10))
    assert refused.value.wait == 290
    for _ in range(20):  # whoever goes on is not made to wait the longer
        with pytest.raises(TooManyTries):
            try_once(session, "ada@desk.example", now=NOW + WINDOW - timedelta(seconds=1))
    try_once(session, "ada@desk.example", now=NOW + WINDOW)
    assert acts(session).count(PeopleAct.TOO_MANY_TRIES) == 1


def test_tries_are_counted_by_the_person_from_wherever_they_come(session: Session) -> None:
    for number in range(MOST_TRIES):
        try_once(session, "ada@desk.example", f"192.0.2.{number}")
    with pytest.raises(TooManyTries):
        try_once(session, "ada@desk.example", ELSEWHERE)
    try_once(session, "edda@desk.example", ELSEWHERE)


def test_tries_are_counted_by_the_network_address_whomever_they_name(session: Session) -> None:
    for number in range(MOST_TRIES):
        try_once(session, f"somebody{number}@desk.example")
    with pytest.raises(TooManyTries):
        try_once(session, "ada@desk.example")
    try_once(session, "ada@desk.example", ELSEWHERE)


def test_a_stranger_elsewhere_keeps_nobody_out_of_where_they_sign_in(session: Session) -> None:
    person(session, "ada", "admin")
    try_once(session, "ada@desk.example", HERE, NOW - timedelta(days=29), good=True)
    for _ in range(MOST_TRIES):
        try_once(session, "ada@desk.example", ELSEWHERE)
    with pytest.raises(TooManyTries):
        try_once(session, "ada@desk.example", "203.0.113.9")
    try_once(session, "ada@desk.example", HERE)
    for _ in range(MOST_TRIES - 1):
        try_once(session, "ada@desk.example", HERE)
    with pytest.raises(TooManyTries):
        try_once(session, "ada@desk.example", HERE)


def test_signing_in_well_is_no_try(session: Session) -> None:
    person(session, "ada", "admin")
    for _ in range(MOST_TRIES + 5):
        try_once(session, "ada@desk.example", good=True)
    assert people_with_last_sign_in(session)[0][1] == NOW


def test_a_hundred_tries_at_once_do_not_outrun_the_limit(engine: Engine, session: Session) -> None:
    def attempt(own: Session, _which: int) -> str:
        try_once(own, "ada@desk.example")
        return "checked"

    done = [one for _ in range(4) for one in at_once(engine, 5, attempt)]
    assert 0 < done.count("checked") <= MOST_TRIES
    assert acts(session).count(PeopleAct.FAILED_TRY) == done.count("checked")


# The log


def test_the_log_is_paged_from_below_a_line(session: Session) -> None:
    ada, cleo = person(session, "ada", "admin"), person(session, "cleo", "contributor")
    for number in range(7):
        people.rename(desk_of(session, cleo), f"Cleo {number}")
    people.end_sessions(desk_of(session, ada), cleo.id)
    seen, before = [], None
    while page := people_events(session, 3, before):
        seen += [event.id for event, _, _ in page]
        before = page[-1][0].id
        note_try(session, "late@desk.example", HERE, NOW)  # a line that comes meanwhile moves nothing
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 8
    (event, whom, by), *_ = people_events(session, 20, of=cleo.id)
    assert (event.act, whom, by, event.address) == (PeopleAct.SESSIONS_ENDED, "Cleo 6", "Ada", HERE)
    assert people_events(session, 20, of=ada.id) == []
    assert len(people_events(session, 20, of=ada.id, by=ada.id)) == 1
