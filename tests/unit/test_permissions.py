from __future__ import annotations

import pytest

from app.domain.errors import NotPermitted
from app.domain.permissions import Action, Actor, Facts, demand, may
from app.domain.vocabulary import Role

OWN, OTHERS = Facts(own=True), Facts(own=False)
TABLE = {
    # action: (contributor on own, contributor on others', editor on others', admin on others')
    Action.READ: (True, False, True, True),
    Action.CREATE: (True, True, True, True),
    Action.REVISE: (True, False, True, True),
    Action.SUBMIT: (True, False, True, True),
    Action.REQUEST_CHANGES: (False, False, True, True),
    Action.APPROVE: (False, False, True, True),
    Action.PUBLISH: (False, False, True, True),
    Action.CORRECT: (False, False, True, True),
    Action.RETRACT: (False, False, True, True),
    Action.IMPORT: (False, False, True, True),
    Action.HANDLE_REPORTS: (False, False, True, True),
    Action.MANAGE_USERS: (False, False, False, True),
}


def actor(role: Role) -> Actor:
    return Actor(id=1, name="Ada", role=role)


def test_the_table_names_every_action() -> None:
    assert set(TABLE) == set(Action)


@pytest.mark.parametrize("action", Action)
def test_who_may_do_what(action: Action) -> None:
    asked = (
        may(actor(Role.CONTRIBUTOR), action, OWN),
        may(actor(Role.CONTRIBUTOR), action, OTHERS),
        may(actor(Role.EDITOR), action, OTHERS),
        may(actor(Role.ADMIN), action, OTHERS),
    )
    assert asked == TABLE[action]


@pytest.mark.parametrize("action", [action for action in Action if action is not Action.CREATE])
def test_what_is_published_all_may_read_and_nothing_more(action: Action) -> None:
    published = Facts(own=False, public=True)
    assert may(actor(Role.CONTRIBUTOR), action, published) is (action is Action.READ)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_without_a_record_the_question_is_about_ones_own(role: Role, action: Action) -> None:
    assert may(actor(role), action) is may(actor(role), action, OWN)


@pytest.mark.parametrize(
    ("required", "last", "expected"),
    [(True, True, False), (True, False, True), (False, True, True), (False, False, True)],
)
def test_a_site_can_demand_that_another_person_approves(*, required: bool, last: bool, expected: bool) -> None:
    facts = Facts(second_person_required=required, last_edited_by_actor=last)
    assert may(actor(Role.EDITOR), Action.APPROVE, facts) is expected
    assert may(actor(Role.ADMIN), Action.APPROVE, facts) is expected
    assert may(actor(Role.EDITOR), Action.PUBLISH, facts) is True


def test_a_demand_that_is_met_says_nothing() -> None:
    demand(actor(Role.EDITOR), Action.PUBLISH, OTHERS)


def test_a_demand_that_is_not_met_says_why() -> None:
    with pytest.raises(NotPermitted, match="A contributor may not publish this"):
        demand(actor(Role.CONTRIBUTOR), Action.PUBLISH, OWN)
    with pytest.raises(NotPermitted, match="A contributor may not approve this"):
        demand(actor(Role.CONTRIBUTOR), Action.APPROVE, OWN)
    with pytest.raises(NotPermitted, match="somebody other than the last editor"):
        demand(actor(Role.EDITOR), Action.APPROVE, Facts(second_person_required=True, last_edited_by_actor=True))
