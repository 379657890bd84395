"""A site that holds every kind of subject in every state, two contributors' each, with a secret word in every draft.

`make_public` makes all that readers may see, some of it with a secret in an earlier draft; `make_secret` then adds
drafts, records in review and approved ones, and drafts over what is public. A secret is one word that nothing else
holds; beside it stands `PROBE`, to search for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.domain.source_links import LinkState
from app.domain.vocabulary import LinkKind, Role
from app.services import agencies, captures, judgements, proposals, publishing, revisions, statements, workflow
from app.services.agencies import AgencyFields, PageFields, SourceFields, TopicFields
from app.services.captures import CaptureFields
from app.services.desk import Desk
from app.services.judgements import EvidenceFields, FindingFields, ObservationFields, ReplyFields
from app.services.people import new_user
from app.services.source_checks import Asked, Found, keep_check
from app.services.statements import LinkFields
from app.storage.blobs import Blobs
from app.storage.models.desk import Commitment, Finding, Statement, Subject
from tests.factories.site import METHODOLOGY, Site, make_site

PROBE = "quillfeather"
OWNERS = ("cleo", "carl")
PEOPLE = {"cleo": Role.CONTRIBUTOR, "carl": Role.CONTRIBUTOR, "edda": Role.EDITOR, "ada": Role.ADMIN}
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PAGE = """{name}: Fiction and Fact

The Board is committed to addressing concerns that have been raised about its work, including:

  • Noise {concern}: Some neighbours have said that kites hum at night {concern}. The Board is training flyers.

These additional safeguards will protect the public:

  • Rule {safeguard}: No line may be longer than 90 metres {safeguard}. A report will be delivered within 45 days.

Fiction: The Board bans kites {pair}.

FACT: No kite is banned {pair} {capture}.
"""
UNREVIEWED = {"agency", "topic", "source", "page", "capture", "link"}
EDITED = {
    "agency": "note",
    "topic": "note",
    "source": "note",
    "page": "note",
    "capture": "note",
    "pair": "note",
    "safeguard": "note",
    "concern": "note",
    "evidence": "note",
    "finding": "reasoning",
    "reply": "text",
    "observation": "note",
    "link": "note",
}


@dataclass(frozen=True)
class Canary:
    """A record, whose it is, and the word that only those may see who may see its newest revision."""

    id: str
    kind: str
    owner: str
    stage: str
    secret: str | None


@dataclass
class World:
    """What was made. `sit("cleo")` is a desk at which Cleo sits, a minute after the last one."""

    session: Session
    blobs: Blobs
    actors: dict[str, Actor] = field(default_factory=dict)
    now: datetime = START
    canaries: list[Canary] = field(default_factory=list)
    links: Iterator[int] = field(default_factory=count)

    def sit(self, name: str = "edda", **changes: object) -> Desk:
        self.now += timedelta(minutes=1)
        desk = Desk(self.session, self.actors[name], self.now, self.blobs, methodology=METHODOLOGY)
        return replace(desk, **changes)  # type: ignore[arg-type]

    def note(self, subject: Subject, owner: str, stage: str, secret: str | None = None) -> None:
        self.canaries.append(Canary(subject.id, subject.kind, owner, stage, secret))


def make_public(session: Session, blobs: Blobs, password_hash: str) -> tuple[World, Site]:
    """Make the people, and what readers may see: published, retracted, and published to be edited later."""
    world = World(session, blobs)
    for name, role in PEOPLE.items():
        user = new_user(session, f"{name}@desk.example", name.title(), role, password_hash, START)
        world.actors[name] = Actor(id=user.id, name=user.name, role=role)
    site = make_site(world.sit)
    for subject in (site.other, site.source):
        publish(world, subject)
    site.publish(site.finding())
    for owner in OWNERS:
        for stage in ("published", "reworked", "edited", "retracted"):
            made = _records(world, site, owner, stage, partial("open{2}{0}{1}".format, owner, stage))
            for subject in made:
                publish(world, subject)
            for subject in reversed(made) if stage == "retracted" else ():
                publishing.retract(world.sit(), subject.id, "It was wrong.")
            for subject in made if stage != "edited" else ():
                secret = _rework(world, subject, owner) if stage == "reworked" else None
                world.note(subject, owner, stage, secret)
    session.commit()
    return world, site


def make_secret(world: World, site: Site) -> None:
    """Add what only some may see."""
    for subject in _to_be_edited(world):
        owner = next(name for name in OWNERS if world.actors[name].id == subject.created_by)
        secret = f"zq{subject.kind}{owner}edited"
        name = EDITED[subject.kind]
        revisions.revise(world.sit(owner), subject, {name: f"{PROBE} {secret}"}, subject.version)
        world.note(subject, owner, "edited", secret)
    for owner in OWNERS:
        for stage in ("draft", "in review", "approved"):
            word = partial(_secret, owner, stage)
            for subject in _records(world, site, owner, stage, word):
                reviewed = subject.kind not in UNREVIEWED
                if stage != "draft" and reviewed:
                    workflow.submit(world.sit(owner), subject.id)
                if stage == "approved" and reviewed:
                    workflow.approve(world.sit(), subject.id)
                world.note(subject, owner, stage if reviewed else "draft", _secret(owner, stage, subject.kind))
    world.session.commit()


def _rework(world: World, subject: Subject, owner: str) -> str:
    """Write a secret in a draft, write it over, and publish that: the secret stands in the history alone."""
    secret, name = _secret(owner, "reworked", subject.kind), EDITED[subject.kind]
    for words in (f"{PROBE} {secret}", "Well put."):
        revisions.revise(world.sit(owner), subject, {name: words}, subject.version)
    if subject.kind not in UNREVIEWED:
        workflow.bring_to_approved(world.sit(), subject.id)
    needed = publishing.needs_correction(world.sit(), subject)
    publishing.publish(world.sit(), subject.id, correction="We were wrong." if needed else None)
    return secret


def _secret(owner: str, stage: str, kind: str) -> str:
    return f"zq{kind}{owner}{stage.replace(' ', '')}"


def _to_be_edited(world: World) -> list[Subject]:
    noted = {one.id for one in world.canaries}
    mine = [world.actors[name].id for name in OWNERS]
    rows = world.session.scalars(select(Subject).where(Subject.created_by.in_(mine)).order_by(Subject.created_at))
    return [one for one in rows if one.id not in noted]


def publish(world: World, subject: Subject) -> None:
    """Publish a record, unless it went along with another."""
    world.session.refresh(subject)
    if subject.state == "published":
        return
    if subject.kind not in UNREVIEWED:
        workflow.bring_to_approved(world.sit(), subject.id)
    publishing.publish(world.sit(), subject.id)


def _records(world: World, site: Site, owner: str, stage: str, word: Callable[[str], str]) -> list[Subject]:
    """Make one record of every kind, children after their parents; of a retracted parent the children come first."""
    said = {kind: f"{PROBE} {word(kind)}" for kind in EDITED}
    agency = agencies.create_agency(world.sit(owner), AgencyFields(title=said["agency"], note=said["agency"]))
    topic = agencies.create_topic(world.sit(owner), TopicFields(title=said["topic"]))
    url = f"https://gazette.example/{word('source')}"
    source = agencies.create_source(world.sit(owner), SourceFields(title=said["source"], url=url))
    asked = Asked(source_id=source.id, version=source.version, url=url)
    keep_check(world.session, Found(asked=asked, state=LinkState.GONE, status=404), world.sit(owner).now)
    addresses: list[dict[str, str | None]] = [
        {"url": f"https://kites.example/{word('page')}", "since": None, "until": None}
    ]
    fields = PageFields(title=said["page"], agency_id=site.page.agency_id, addresses=addresses)
    page = agencies.create_page(world.sit(owner), fields)
    text = PAGE.format(name=said["page"], **{kind: said[kind] for kind in ("concern", "safeguard", "pair", "capture")})
    day = f"2021-0{1 + len(stage) % 9}-0{1 + OWNERS.index(owner)}"
    capture = captures.add_capture(world.sit(owner), page.id, text.encode(), CaptureFields(captured=day))
    proposals.accept_all(world.sit(owner), capture.id)
    found: list[Subject] = list(world.session.scalars(select(Statement).where(Statement.page_id == page.id)))
    assert {one.kind for one in found} == {"pair", "safeguard", "concern"}, [one.name for one in found]
    return [agency, topic, source, page, capture, *found, *_judgements(world, site, owner, said)]


def _judgements(world: World, site: Site, owner: str, said: dict[str, str]) -> list[Subject]:
    """Judge the published pair and safeguard of the site; no link is like another."""
    desk = world.sit
    fields = EvidenceFields(source_id=site.source.id, stance="counters", quote=said["evidence"])
    evidence = judgements.create_evidence(desk(owner), site.pair.id, fields, site.place("No colour is banned."))
    verdict = FindingFields(claim_reviewed="The Board bans no colour.", verdict="mixed", reasoning=said["finding"])
    finding = judgements.create_finding(desk(owner), site.pair.id, verdict, site.place("No colour is banned."))
    public = world.session.scalars(select(Finding).where(Finding.number == 1)).one()
    answer = ReplyFields(author="Kite Board", text=said["reply"], received="2026-01-05")
    reply = judgements.create_reply(desk(owner), public.id, answer)
    promise = world.session.scalars(select(Commitment.id).where(Commitment.subject_id == site.safeguard.id)).first()
    assert promise is not None
    seen = ObservationFields(result="kept", observed="2021-08-01", done="2021-07-30", note=said["observation"])
    observation = judgements.create_observation(desk(owner), promise, seen)
    relations = [(kind, one.id) for one in (site.other, site.safeguard, site.concern) for kind in LinkKind]
    relation, target = relations[next(world.links)]
    link = statements.create_link(
        desk(owner), LinkFields(from_id=site.pair.id, to_id=target, relation=relation, note=said["link"])
    )
    return [evidence, finding, reply, observation, link]
