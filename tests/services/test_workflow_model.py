"""The workflow beside a model of it: whatever three people do in whatever order, no step is skipped."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.permissions import Action, Actor, Facts, may
from app.domain.records import PairRecord, decode
from app.domain.vocabulary import Role
from app.services import judgements, ledger, library, publishing, revisions, workflow
from app.services.desk import Desk
from app.services.judgements import EvidenceFields, FindingFields
from app.storage.blobs import Blobs
from app.storage.engine import make_engine
from app.storage.models.desk import Subject, User
from app.storage.models.library import LibraryRecord
from tests.factories.site import Site, make_site
from tests.services.conftest import START

PEOPLE = {"cleo": Role.CONTRIBUTOR, "edda": Role.EDITOR, "ada": Role.ADMIN}
SAID = {"finding": "reasoning", "evidence": "quote"}
STEPS = {
    Action.SUBMIT: ("draft", "in review"),
    Action.REQUEST_CHANGES: ("in review", "draft"),
    Action.APPROVE: ("in review", "approved"),
}
MOST = 3
subjects = Bundle("subjects")
who, words = st.sampled_from(sorted(PEOPLE)), st.sampled_from("abc")


@dataclass
class Believed:
    """What the model holds of a subject. `approved` and `public` are texts; None is never."""

    kind: str
    owner: str
    editor: str
    text: str
    state: str = "draft"
    approved: list[str] = field(default_factory=list)
    public: str | None = None

    @property
    def rewritten(self) -> bool:
        """Whether it is a finding that readers have seen say something else."""
        return self.kind == "finding" and self.public is not None and self.public != self.text


class Workflow(RuleBasedStateMachine):
    """Findings and evidence on one pair. Each rule is tried for real, and done just where the model allows it."""

    session: ClassVar[Session]
    site: ClassVar[Site]
    actors: ClassVar[dict[str, Actor]]
    second = False

    def __init__(self) -> None:
        super().__init__()
        self.example = self.session.begin_nested()
        self.believed: dict[str, Believed] = {}
        self.order: list[str] = []
        self.verified = 0

    def teardown(self) -> None:
        self.example.rollback()
        self.session.expire_all()

    @initialize(second=st.booleans())
    def demand_a_second_person(self, second: bool) -> None:  # noqa: FBT001  # hypothesis gives it by name
        self.second = second

    def desk(self, name: str) -> Desk:
        return replace(self.site.desk_of(name), second_person_required=self.second)

    def allowed(self, name: str, action: Action, one: Believed) -> bool:
        facts = Facts(
            own=one.owner == name, last_edited_by_actor=one.editor == name, second_person_required=self.second
        )
        return may(self.actors[name], action, facts)

    @contextmanager
    def expecting(self, done: bool) -> Iterator[None]:  # noqa: FBT001  # what is expected, said by the name
        """Run a use case as a request would, undoing all of it where it is refused; it is done just if expected."""
        refused = None
        try:
            with self.session.begin_nested():
                yield
        except DomainError as error:
            refused = error
            self.session.expire_all()
        assert done is (refused is None), refused or "it was done, and should have been refused"

    @rule(target=subjects, name=who, kind=st.sampled_from(sorted(SAID)), text=words)
    def create(self, name: str, kind: str, text: str) -> Any:
        if len(self.believed) == MOST:
            return multiple()
        pair = self.site.pair.id
        made: Subject
        if kind == "finding":
            said = FindingFields(claim_reviewed="It bans none.", verdict="mixed", reasoning=text)
            made = judgements.create_finding(self.desk(name), pair, said)
        else:
            given = EvidenceFields(source_id=self.site.source.id, stance="context", quote=text)
            made = judgements.create_evidence(self.desk(name), pair, given)
        self.believed[made.id] = Believed(kind, name, name, text)
        return made.id

    @rule(one=subjects, name=who, text=words)
    def revise(self, one: str, name: str, text: str) -> None:
        model, row = self.believed[one], self.session.get_one(Subject, one)
        with self.expecting(self.allowed(name, Action.REVISE, model) and model.state != "retracted"):
            revisions.revise(self.desk(name), row, {SAID[model.kind]: text}, row.version)
            if text != model.text:
                model.text, model.editor, model.state = text, name, "draft"

    @rule(one=subjects, name=who, action=st.sampled_from(list(STEPS)))
    def step(self, one: str, name: str, action: Action) -> None:
        model = self.believed[one]
        before, after = STEPS[action]
        take = {
            Action.SUBMIT: workflow.submit,
            Action.REQUEST_CHANGES: workflow.request_changes,
            Action.APPROVE: workflow.approve,
        }[action]
        with self.expecting(self.allowed(name, action, model) and model.state == before):
            take(self.desk(name), one, "a reason")
            model.state = after
            if action is Action.APPROVE:
                assert not (self.second and model.editor == name)
                model.approved.append(model.text)

    @rule(one=subjects, text=words)
    def bring_to_approved(self, one: str, text: str) -> None:
        """Take the steps that seldom follow each other by chance, each as the others do."""
        self.revise(one, "edda", text)
        self.step(one, "edda", Action.SUBMIT)
        self.step(one, "ada", Action.APPROVE)

    @rule(one=subjects, text=words)
    def bring_to_readers(self, one: str, text: str) -> None:
        """Go on from there to where readers see it."""
        self.bring_to_approved(one, text)
        self.publish(one, "edda")
        self.correct(one, "ada")

    @rule(one=subjects, name=who)
    def publish(self, one: str, name: str) -> None:
        model = self.believed[one]
        stands = model.state == "published" and model.public == model.text
        good = model.state == "approved" and not model.rewritten and not self.awaiting(one)
        with self.expecting(self.allowed(name, Action.PUBLISH, model) and (good or stands)):
            publishing.publish(self.desk(name), one)
            if good:
                self.went_public(one, "published")

    @rule(one=subjects, name=who)
    def correct(self, one: str, name: str) -> None:
        model = self.believed[one]
        good = model.state == "approved" and model.public is not None and not self.awaiting(one)
        with self.expecting(self.allowed(name, Action.CORRECT, model) and good):
            publishing.publish(self.desk(name), one, correction="We were wrong.")
            self.went_public(one, "corrected")

    @rule(one=subjects, name=who)
    def retract(self, one: str, name: str) -> None:
        model = self.believed[one]
        good = model.public is not None and model.state != "retracted"
        with self.expecting(self.allowed(name, Action.RETRACT, model) and good):
            publishing.retract(self.desk(name), one, "It was a mistake.")
            model.state = "retracted"

    def awaiting(self, one: str) -> list[str]:
        """The other findings that are approved and may go out with a correction alone."""
        return [
            other
            for other, model in self.believed.items()
            if other != one and model.state == "approved" and model.rewritten
        ]

    def went_public(self, one: str, state: str) -> None:
        """Note that a subject is public, and all that is approved beside it."""
        for other, model in self.believed.items():
            if other == one or model.state == "approved":
                if model.public is None and model.kind == "finding":
                    self.order.append(other)
                model.public, model.state = model.text, state if other == one else "published"

    @invariant()
    def the_desk_is_as_believed(self) -> None:
        for one, model in self.believed.items():
            row = self.session.get_one(Subject, one)
            assert (row.state, getattr(row, SAID[model.kind])) == (model.state, model.text)
            assert (row.published_version is None) == (model.public is None)

    @invariant()
    def readers_have_what_was_approved_and_nothing_else(self) -> None:
        record = decode(self.session.get_one(LibraryRecord, self.site.pair.id).body)
        assert isinstance(record, PairRecord)
        shown = {one.id: one.reasoning for one in record.findings} | {one.id: one.quote for one in record.evidence}
        assert shown == {
            one: model.public
            for one, model in self.believed.items()
            if model.public is not None and (model.state != "retracted" or model.kind == "finding")
        }
        assert all(text in self.believed[one].approved for one, text in shown.items())
        assert {one.id for one in record.findings if one.retracted} == {
            one for one, model in self.believed.items() if model.kind == "finding" and model.state == "retracted"
        }
        numbers = {one.id: one.number for one in record.findings}
        assert sorted(numbers.values()) == list(range(1, len(self.order) + 1))

    @invariant()
    def the_ledger_is_whole(self) -> None:
        seq, _ = ledger.head(self.session)
        if seq != self.verified:
            assert ledger.check(self.session).faults == []
            self.verified = seq


def test_no_step_is_skipped_and_nobody_exceeds_their_role(sqlite_url: str, tmp_path: Path) -> None:
    engine, clock = make_engine(sqlite_url), [START]
    rng = random.Random(7)  # noqa: S311  # ids need to differ, not to be secret
    with Session(engine) as session:
        for name in PEOPLE:
            mail = f"{name}@desk.example"
            session.add(User(email=mail, name=name, password="x", fs_uniquifier=name, created_at=START))
        session.flush()
        known = {user.name: user.id for user in session.query(User)}
        Workflow.actors = {name: Actor(id=known[name], name=name, role=role) for name, role in PEOPLE.items()}

        def sit(name: str = "edda", **_changes: object) -> Desk:
            clock[0] += timedelta(seconds=1)
            return Desk(session, Workflow.actors[name], clock[0], Blobs(tmp_path / "blobs"), rng=rng, methodology="x")

        Workflow.session, Workflow.site = session, make_site(sit)
        publishing.publish(sit(), Workflow.site.source.id)
        bounds = settings(max_examples=100, stateful_step_count=20, suppress_health_check=list(HealthCheck))
        run_state_machine_as_test(Workflow, settings=bounds)  # type: ignore[no-untyped-call]
        assert library.differing(session) == []
    engine.dispose()
