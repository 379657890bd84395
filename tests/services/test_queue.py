"""The queue's lists on both databases: what is in them, in what order, cut by keyset, by a fixed number of SELECTs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from app.domain.errors import Rejected
from app.domain.permissions import Actor
from app.services import agencies, judgements, workflow
from app.services.agencies import SourceFields
from app.services.desk import Desk
from app.services.judgements import EvidenceFields, FindingFields, ObservationFields, Place, ReplyFields
from app.services.publishing import publish
from app.services.statements import CommitmentFields, LinkFields, MeasureFields, create_link, revise_measure
from app.storage.models.desk import Safeguard, Subject
from app.storage.models.reports import Report
from app.storage.queries.desk.overdue import count_of_overdue, overdue
from app.storage.queries.desk.queue import Cut, Waiting, count_of_proposed, count_of_works, proposed, works
from app.storage.queries.desk.upstream import changed_upstream, count_of_changed_upstream
from app.web.desk.queue.lists import LISTS, NAMED, read_key, section
from tests.factories.site import TEXT, Site

ALL = Cut(50)
TODAY = date(2024, 5, 2)
Sit = Callable[..., Desk]


def edda(desk_of: Sit) -> Actor:
    return desk_of().actor


@contextmanager
def counting(engine: Engine) -> Iterator[list[str]]:
    """Note the SELECTs that are sent."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip("(").upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def one_of_each(site: Site) -> dict[str, Subject]:
    """Put a draft of every kind of child on the desk."""
    sit = site.desk_of
    evidence, finding = site.evidence(), site.finding()
    reply = judgements.create_reply(sit(), finding.id, ReplyFields(author="Kite Board", text="No.", received="2024-04"))
    commitment = site.safeguard.commitment_rows[0]
    seen = ObservationFields(result="not done", observed="2023-01-01")
    observation = judgements.create_observation(sit(), commitment.id, seen)
    link = create_link(sit(), LinkFields(from_id=site.safeguard.id, to_id=site.concern.id, relation="answers"))
    return {one.kind: one for one in (evidence, finding, reply, observation, link)}


def test_every_kind_is_named_and_says_where_it_belongs(site: Site, desk_of: Sit) -> None:
    made = one_of_each(site)
    session = desk_of().session
    found = {row.kind: row for row in works(session, edda(desk_of), Waiting.DRAFTS, ALL) if row.id != site.other.id}
    assert {kind: (row.name, row.parent) for kind, row in found.items()} == {
        "evidence": ("Gazette (counters)", "The Board bans red kites."),
        "finding": ("The Board bans no colour.", "The Board bans red kites."),
        "reply": ("Reply of Kite Board", "The Board bans red kites."),
        "observation": ("not done, 1 January 2023", "Line Rule"),
        "link": ("answers “Noise”", "Line Rule"),
        "source": ("Gazette", None),
    }
    assert {row.name for kind, row in found.items() if kind != "link"} == {
        one.name for kind, one in {**made, "source": site.source}.items() if kind != "link"
    }
    assert all(row.version == made[kind].version for kind, row in found.items() if kind in made)


def test_each_state_has_its_list_the_longest_waiting_first(site: Site, desk_of: Sit) -> None:
    first, second = site.evidence(), site.finding()
    session = desk_of().session
    for one in (second, first):
        workflow.submit(desk_of(), one.id)
    assert [row.id for row in works(session, edda(desk_of), Waiting.REVIEW, ALL)] == [second.id, first.id]
    workflow.approve(desk_of(), first.id)
    assert [row.id for row in works(session, edda(desk_of), Waiting.APPROVED, ALL)] == [first.id]
    assert count_of_works(session, edda(desk_of), Waiting.REVIEW, mine=False) == 1


def test_mine_is_what_i_began_or_edited_and_contributors_see_their_own_alone(site: Site, desk_of: Sit) -> None:
    session, cleo = desk_of().session, desk_of("cleo").actor
    agencies.create_source(desk_of("cleo"), SourceFields(title="Cleo's clipping"))
    agencies.create_source(desk_of("emil"), SourceFields(title="Emil's ledger"))

    def names(who: str, *, mine: bool) -> set[str]:
        rows = works(session, desk_of(who).actor, Waiting.DRAFTS, whose(mine=mine))
        return {row.name for row in rows if row.kind == "source"}

    assert names("emil", mine=True) == {"Emil's ledger"}
    assert names("emil", mine=False) == {"Emil's ledger", "Cleo's clipping", "Gazette"}
    assert names("cleo", mine=False) == {"Cleo's clipping"}
    assert count_of_works(session, cleo, Waiting.DRAFTS, mine=False) == 1
    assert site


def whose(*, mine: bool) -> Cut:
    return Cut(50, None, mine)


def test_a_list_is_walked_by_keyset_without_losing_or_repeating_a_row(site: Site, desk_of: Sit) -> None:
    made = [agencies.create_source(desk_of(), SourceFields(title=f"Source {n}")) for n in range(7)]
    same = desk_of()
    made += [agencies.create_source(same, SourceFields(title=f"At once {n}")) for n in range(5)]
    session, person = desk_of().session, edda(desk_of)
    everything = [row.id for row in works(session, person, Waiting.DRAFTS, ALL)]
    assert {one.id for one in made} <= set(everything)
    walked, after = [], None
    while True:
        shown = section(session, person, NAMED["drafts"], Cut(3, read_key(after)))
        walked += [row.id for row in shown.rows]
        assert shown.count == len(everything)
        after = shown.next
        if after is None:
            break
    assert walked == everything
    assert site


@pytest.mark.parametrize("text", ["yesterday", "~x", "x~", "2024-05-01~a;b", "nothing~abc", "2024-05-01~abc"])
@pytest.mark.parametrize("name", ["drafts", "proposals", "upstream", "reports"])
def test_a_place_that_is_none_is_refused(session: Session, people: dict[str, Actor], name: str, text: str) -> None:
    with pytest.raises(Rejected, match=r"begin (again )?at (the|its) first page"):
        section(session, people["edda"], NAMED[name], Cut(3, read_key(text)))


def test_no_report_has_a_number_as_large_as_that(session: Session, people: dict[str, Actor]) -> None:
    with pytest.raises(Rejected, match=r"begin (again )?at (the|its) first page"):
        section(session, people["edda"], NAMED["reports"], Cut(3, read_key(f"2024-05-01T00:00:00+00:00~{10**20}")))


def test_captures_with_open_proposals(site: Site, desk_of: Sit) -> None:
    from app.services import captures  # noqa: PLC0415  # slow to import, and needed here alone
    from app.services.captures import CaptureFields  # noqa: PLC0415  # the same

    made = captures.add_capture(desk_of(), site.page.id, f"{TEXT}\n".encode(), CaptureFields(captured="2023-01-01"))
    session, person = desk_of().session, edda(desk_of)
    found = proposed(session, person, ALL)
    assert [(row.id, row.name, row.open) for row in found] == [(made.id, "Fiction and Fact, 1 January 2023", 4)]
    assert count_of_proposed(session, person, mine=True) == 1
    assert count_of_proposed(session, desk_of("emil").actor, mine=True) == 0


# What changed upstream


def test_what_was_judged_by_other_words_than_the_newest_is_listed_until_it_is_bound_anew(
    site: Site, desk_of: Sit
) -> None:
    session, person = desk_of().session, edda(desk_of)
    evidence = site.evidence()
    whole = judgements.create_finding(
        desk_of(),
        site.pair.id,
        FindingFields(claim_reviewed="All of it.", verdict="mixed", reasoning="Because."),
        Place(capture_id=site.capture.id),
    )
    elsewhere = judgements.create_evidence(
        desk_of(),
        site.safeguard.id,
        EvidenceFields(source_id=site.source.id, stance="context", quote="Ninety."),
        Place(capture_id=site.capture.id),
    )
    site.capture_of(TEXT.replace("\n\nFiction: The", "\n\n\nFiction: The"), "2022-01-01")
    assert changed_upstream(session, person, ALL) == []
    newer = TEXT.replace("No colour is banned.", "Hardly any colour is banned.")
    site.capture_of(newer, "2023-01-01")
    found = changed_upstream(session, person, ALL)
    assert {row.id for row in found} == {evidence.id, whole.id}
    assert elsewhere.id not in {row.id for row in found}
    assert count_of_changed_upstream(session, person, mine=False) == 2
    row = next(row for row in found if row.id == evidence.id)
    assert row.passage is not None
    assert (row.passage.exact, row.statement, row.name) == ("No colour is banned.", site.pair.title, evidence.name)
    assert row.old.rebuttal.startswith("No colour")
    assert row.new.rebuttal.startswith("Hardly any")
    assert (str(row.old.captured), str(row.new.captured)) == ("2021-06-25", "2023-01-01")
    site.capture_of(f"{TEXT}\n", "2023-06-01")  # the agency took it back
    assert count_of_changed_upstream(session, person, mine=False) == 0


# What somebody should look at


@pytest.mark.parametrize(
    ("due", "observed", "result", "listed"),
    [
        ("2024-05-01", None, None, True),
        ("2024-05-02", None, None, False),
        ("2024-04", None, None, True),
        ("2024-05", None, None, False),
        ("2023", None, None, True),
        ("2024", None, None, False),
        ("2023-06-01", "2023-05-31", "not done", True),
        ("2023-06-01", "2023-06-01", "not done", False),
        ("2023-06", "2023-06-10", "not done", True),
        ("2023-06", "2023-07", "no evidence found", False),
        ("2023-06-01", "2023", "not done", True),
        ("2023-06-01", "2023-01-01", "kept", False),
    ],
)
def test_a_commitment_is_overdue_when_its_day_has_passed_and_nobody_looked_since(  # noqa: PLR0913  # a table's row
    site: Site, desk_of: Sit, due: str, observed: str | None, result: str | None, *, listed: bool
) -> None:
    session, person = desk_of().session, edda(desk_of)
    safeguard = site.safeguard
    assert isinstance(safeguard, Safeguard)
    row = safeguard.commitment_rows[0]
    given = CommitmentFields(id=row.id, kind=row.kind, text=row.text, due=due, base="stated in the text")
    revise_measure(desk_of(), safeguard.id, MeasureFields(title="Line Rule", commitments=[given]), safeguard.version)
    if observed and result:
        judgements.create_observation(desk_of(), row.id, ObservationFields(result=result, observed=observed))
    found = overdue(session, person, TODAY, ALL)
    assert [(one.id, one.due, one.statement) for one in found] == ([(row.id, due, "Line Rule")] if listed else [])
    assert count_of_overdue(session, person, TODAY, mine=False) == len(found)


# The number of statements


def fill(site: Site, desk_of: Sit, times: int) -> None:
    session = desk_of().session
    for _ in range(times):
        evidence, finding = site.evidence(), site.finding()
        workflow.submit(desk_of(), evidence.id)
        workflow.bring_to_approved(desk_of(), finding.id)
        site.evidence(words="No colour")
    for number in range(times):
        now = desk_of().now
        report = {"token_sha256": f"{now}{number}", "sender_sha256": "x", "state": "new", "at": now, "updated_at": now}
        session.add(Report(kind="error", address="/", text="An error, I think.", **report))
    site.capture_of(TEXT.replace("No colour", f"In {times} years no colour"), f"2023-01-{times:02}")
    session.commit()


def test_the_queue_takes_the_same_statements_however_full_it_is(site: Site, desk_of: Sit, engine: Engine) -> None:
    def statements() -> tuple[int, int]:
        session = desk_of().session
        session.expire_all()
        with counting(engine) as seen:
            rows = [section(session, edda(desk_of), one, Cut(8)).rows for one in LISTS]
        return len(seen), sum(map(len, rows))

    fill(site, desk_of, 1)
    few, rows = statements()
    fill(site, desk_of, 6)
    many, more = statements()
    assert more > rows + 20
    assert many == few == 2 * len(LISTS)


def test_a_contributor_is_told_of_no_capture_that_they_may_not_see(site: Site, desk_of: Sit) -> None:
    fields = EvidenceFields(source_id=site.source.id, stance="counters", quote="Red was banned in May.")
    publish(desk_of(), site.source.id)
    own = judgements.create_evidence(desk_of("cleo"), site.pair.id, fields, site.place("No colour is banned."))
    capture = site.capture_of(TEXT.replace("No colour", "Hardly any colour"), "2023-01-01")
    session, cleo = desk_of().session, desk_of("cleo").actor
    assert count_of_changed_upstream(session, edda(desk_of), mine=False) == 1
    assert changed_upstream(session, cleo, ALL) == []
    publish(desk_of(), capture.id)
    assert [row.id for row in changed_upstream(session, cleo, ALL)] == [own.id]
