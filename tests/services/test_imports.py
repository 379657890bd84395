"""Importers: what is taken, changed and refused; twice is once; a kill leaves whole batches."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Rejected
from app.services import import_pairs, imports, judgements, ledger, publishing, workflow
from app.services.backup import missing_files
from app.services.checked import nearest
from app.services.desk import Desk
from app.services.import_files import Reviews, Rows, read_works
from app.services.import_pairs import take_pairs
from app.services.import_sources import take_evidence, take_works
from app.services.imports import Report
from app.services.judgements import FindingFields, PassageFields, Place
from app.services.revisions import fields_at, snapshot
from app.storage.engine import make_engine
from app.storage.models.desk import (
    Agency,
    Capture,
    ClaimStem,
    Evidence,
    Page,
    Pair,
    Revision,
    Source,
    Statement,
    Subject,
    Wording,
)
from tests.factories.site import Site

DAY = "2024-04-30"
CSV = """Myth,Fact,Link,Notes
The moon is cheese.,It is rock.,https://moon.example/facts,x
"The moon is ""far"".","It is near, by rocket.",https://moon.example/facts,
,Nobody says so.,https://moon.example/facts,
Ice melts.,It does not.,ftp://moon.example/,
"""
BIBTEX = r"""
@techreport{a, title = {The {Moon} Audit}, author = {Quill, Iris and others}, year = 2020, institution = {Moon Office}}
@online{b, title = {Craters}, url = {https://moon.example/craters}, year = 2021}
@misc{c, author = {Nobody}}
"""


def review(number: int = 1, **changes: Any) -> dict[str, Any]:
    fields = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"https://moon.example/reviews/{number}",
        "claimReviewed": f"The moon is cheese, kind {number}.",
        "author": {"@type": "Organization", "name": "Moon Facts"},
        "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Iris Quill"}},
        "reviewRating": {"ratingValue": 1, "bestRating": 5, "worstRating": 1, "alternateName": "False"},
        "reviewBody": f"It is rock, kind {number}.",
        "datePublished": "2023-05-06",
    }
    return {name: value for name, value in {**fields, **changes}.items() if value is not None}


def take(desk: Desk, *reviews: dict[str, Any], dry_run: bool = False) -> Report:
    report = Report(file="moon.json", dry_run=dry_run)
    data = json.dumps(list(reviews)).encode()
    for _ in take_pairs(desk, Reviews(data).pairs("moon.json"), report, DAY):
        desk.session.rollback() if dry_run else desk.session.commit()
    return report


def counts(session: Session) -> dict[str, int]:
    tables = (Agency, Page, Capture, Pair, Wording, Revision, ClaimStem, Source, Evidence)
    return {table.__name__: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


# As pairs


def test_what_is_imported_is_what_an_editor_would_have_made(desk_of: Callable[..., Desk], session: Session, site: Site):
    """Each row is one that the desk itself makes: the revisions hold the fields, the ranges the words."""
    begun = site.page.created_at
    report = take(desk_of(), review(1), review(2), review(2, claimReviewed="It is far.", reviewBody="It is near."))
    assert (report.read, report.taken, report.known, report.changed, report.refused) == (3, 3, 0, 0, 0)
    made = session.scalars(select(Subject).where(Subject.created_at > begun)).all()
    new = [one for one in made if one.version == 1 and one.state == "draft" and not one.published_seq]
    ids = session.scalars(select(Capture.id).where(Capture.obtained == "imported")).all()
    assert len(ids) == len(set(ids)) == 2 > len({one[:4] for one in ids}), "ids of one import lie together"
    assert {"agency", "page", "capture", "pair"} <= {one.kind for one in new}
    for one in new:
        assert snapshot(one) == fields_at(desk_of(), one.id, 1), one.kind
    pages = session.scalars(select(Page).where(Page.address_rows.any())).all()
    assert sorted(page.addresses[0]["url"] or "" for page in pages) == [
        f"https://moon.example/reviews/{n}" for n in (1, 2)
    ]
    pair = session.scalars(select(Pair).where(Pair.title == "It is far.")).one()
    (wording,) = session.scalars(select(Wording).where(Wording.subject_id == pair.id))
    capture = session.get_one(Capture, wording.capture_id)
    assert capture.text[wording.start : wording.end] == "It is far."
    assert capture.text[wording.rebuttal_start : wording.rebuttal_end] == "It is near."
    assert (wording.position, wording.verdict_label, pair.claimant_name) == (2, "False", "Iris Quill")
    assert "item 2: a ClaimReview of Moon Facts, published 2023-05-06" in capture.note
    found = nearest(desk_of(), {"x": "The moon is a cheese of kind 1"})["x"]
    assert found[0].claim == "The moon is cheese, kind 1."


def test_it_can_be_judged_and_published(desk_of: Callable[..., Desk], session: Session):
    take(desk_of(), review(1))
    capture, pair = session.scalars(select(Capture)).one(), session.scalars(select(Pair)).one()
    publishing.publish(desk_of(), capture.id)
    fields = FindingFields(claim_reviewed="The moon is rock.", verdict="supported", reasoning="It was weighed.")
    place = Place(passage=PassageFields(capture_id=capture.id, side="rebuttal", start=0, end=5))
    finding = judgements.create_finding(desk_of(), pair.id, fields, place)
    for one in (pair, finding):
        workflow.bring_to_approved(desk_of(), one.id)
        publishing.publish(desk_of(), one.id)
    report = ledger.check(session, blobs=desk_of().blobs)
    assert (report.faults, report.seq) == ([], 5), "agency, page, capture, pair, pair with its finding"


def test_twice_is_once_and_a_change_is_a_new_capture(desk_of: Callable[..., Desk], session: Session):
    take(desk_of(), review(1), review(2))
    before = counts(session)
    again = take(desk_of(), review(2), review(1))
    assert (again.taken, again.known) == (0, 2)
    assert counts(session) == before
    changed = take(desk_of(), review(1), review(2, reviewBody="It is ice."))
    assert (changed.taken, changed.known, changed.changed) == (1, 1, 1)
    assert counts(session) == {**before, "Capture": 3, "Wording": 3, "Revision": before["Revision"] + 1}
    assert session.scalar(select(func.max(Capture.number))) == 2
    assert (take(desk_of(), review(2, reviewBody="It is ice.")).known, counts(session)["Capture"]) == (1, 3)


def test_a_dry_run_tells_the_same_and_writes_nothing(desk_of: Callable[..., Desk], session: Session):
    reviews = [
        review(1),
        review(1),
        review(2, url="no address"),
        review(3, reviewRating={"ratingValue": "4", "alternateName": "T"}),
    ]
    dry = take(desk_of(), *reviews, dry_run=True)
    assert counts(session)["Pair"] == 0
    wet = take(desk_of(), *reviews)
    wet.dry_run = True
    assert dry == wet
    assert [(one.place, one.reason) for one in dry.refusals] == [("item 3", "it has no url that is a web address")]
    assert [one.place for one in dry.changes] == ["item 4"]
    assert (dry.known, counts(session)["Pair"]) == (1, 2)


def test_what_of_one_address_is_scattered_is_refused(desk_of: Callable[..., Desk], session: Session, monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 2)
    report = take(
        desk_of(), review(1), review(2), review(1, claimReviewed="More."), review(3), review(3, claimReviewed="x")
    )
    assert [one.place for one in report.refusals] == ["item 3"]
    assert "must stand together" in report.refusals[0].reason
    assert counts(session)["Capture"] == 3, "and a page is not cut by the end of a batch"


def test_names_of_addresses_are_unique_and_long_words_fit(desk_of: Callable[..., Desk], session: Session):
    same = [
        review(n, claimReviewed="The same claim.", author={"name": "x" * 300}, headline="h" * 400) for n in range(3)
    ]
    long = review(
        9, reviewRating={"alternateName": "v" * 100}, inLanguage="x" * 40, itemReviewed={"author": {"name": "c" * 300}}
    )
    report = take(desk_of(), *same, long)
    assert report.taken == 4
    slugs = session.scalars(select(Pair.slug)).all()
    assert len(set(slugs)) == 4
    assert "the-same-claim" in slugs
    take(desk_of(), review(10, claimReviewed="The same claim."))
    assert len(set(session.scalars(select(Pair.slug)))) == 5


def test_a_day_that_lies_ahead_and_a_text_beyond_reading_are_refused(desk_of: Callable[..., Desk], monkeypatch):
    desk = desk_of()
    for day in ("2090-01-01", "yesterday"):
        with pytest.raises(Rejected):
            next(take_pairs(desk, [], Report(file="x", dry_run=False), day))
    monkeypatch.setattr(import_pairs, "LONGEST_TEXT", 10)
    assert take(desk_of(), review(1)).refused == 1


KILLED = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy.orm import Session
from app.services import imports
from app.services.desk import COMMAND, Desk
from app.services.import_files import Reviews
from app.services.import_pairs import take_pairs
from app.storage.blobs import Blobs
from app.storage.engine import make_engine

imports.AT_ONCE, imports.HELD = 20, 0
with Session(make_engine(sys.argv[1])) as session:
    desk = Desk(session=session, actor=COMMAND, now=datetime.now(UTC), blobs=Blobs(Path(sys.argv[2])))
    reviews = Reviews(Path(sys.argv[3]).read_bytes())
    for done in take_pairs(desk, reviews.pairs("x"), imports.Report(file="x", dry_run=False), "2024"):
        if done == 60:
            print("half-way", flush=True)
            sys.stdin.read()
        session.commit()
"""


def test_killed_half_way_and_run_again_there_is_no_duplicate(database_url: str, tmp_path: Path):
    """A real process, killed within its third batch: two are there, and the next run takes the rest once."""
    path = tmp_path / "reviews.json"
    path.write_text(json.dumps([review(n) for n in range(120)]), encoding="utf-8")
    arguments = [sys.executable, "-c", KILLED, database_url, str(tmp_path), str(path)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"half-way\n"
        child.send_signal(signal.SIGKILL)
        child.wait()
    engine = make_engine(database_url)
    with Session(engine) as session:
        assert counts(session)["Pair"] == counts(session)["Capture"] == 40
    done = subprocess.run([*arguments], input=b"", capture_output=True, check=True)
    assert done.stdout == b"half-way\n"
    with Session(engine) as session:
        assert counts(session) | {"ClaimStem": 0} == {
            "Agency": 1, "Page": 120, "Capture": 120, "Pair": 120, "Wording": 120, "Revision": 361, "ClaimStem": 0,
            "Source": 0, "Evidence": 0,
        }  # fmt: skip
        assert len(set(session.scalars(select(Statement.title)))) == 120
    engine.dispose()


# As evidence, from tables, as sources


def test_reviews_are_evidence_on_the_pair_that_has_their_claim(
    desk_of: Callable[..., Desk], session: Session, site: Site
):
    def run(*reviews: dict[str, Any], dry_run: bool = False) -> Report:
        report = Report(file="x", dry_run=dry_run)
        list(take_evidence(desk_of(), Reviews(json.dumps(list(reviews)).encode()), report))
        return report

    false = review(1, claimReviewed="The Board bans red  kites.")
    other = review(2, claimReviewed="Nobody has said this anywhere.")
    true = review(
        3, claimReviewed="The Board bans red kites.", reviewRating={"ratingValue": 5, "alternateName": "True"}
    )
    assert (run(false, other, dry_run=True).taken, counts(session)["Source"]) == (2, 1)
    report = run(false, other, true, review(4, url=None))
    assert (report.taken, report.changed, report.refused) == (3, 1, 1)
    assert "the source alone is taken" in report.changes[0].reason
    rows = session.scalars(select(Evidence).order_by(Evidence.stance)).all()
    assert [(row.stance, row.statement_id, row.quote) for row in rows] == [
        ("counters", site.pair.id, "It is rock, kind 3."),
        ("supports", site.pair.id, "It is rock, kind 1."),
    ]
    assert {row.state for row in rows} == {"draft"}
    assert run(false, other, true).known == 3
    assert counts(session)["Evidence"] == 2
    take(desk_of(), *(review(number, claimReviewed="Ice is warm.") for number in range(5, 9)))
    assert run(review(9, claimReviewed="Ice is  warm.")).taken == 1
    assert counts(session)["Evidence"] == 6


def test_a_table_is_taken_by_its_mapping(desk_of: Callable[..., Desk], session: Session):
    rows = Rows(CSV.encode(), {"claim": "Myth", "rebuttal": "Fact", "url": "Link"}, {"agency": "Moon Office"})
    report = Report(file="moon.csv", dry_run=False)
    list(take_pairs(desk_of(), rows.pairs("moon.csv"), report, DAY))
    assert len(rows) == report.read == 4
    assert (report.taken, [one.place for one in report.refusals]) == (2, ["line 4", "line 5"])
    assert report.refusals[0].reason == "its claim is empty"
    capture = session.scalars(select(Capture)).one()
    assert capture.text.startswith('Myth: The moon is cheese.\n\nFact: It is rock.\n\nMyth: The moon is "far".')
    assert [row.claim_label for row in session.scalars(select(Wording))] == ["Myth", "Myth"]


def test_what_a_table_has_too_long_of_is_cut_and_told(desk_of: Callable[..., Desk], session: Session):
    table = f"Myth,Fact,Link,Said\nIt is cheese.,It is rock.,https://moon.example/facts,{'a' * 300}\n"
    mapping = {"claim": "Myth", "rebuttal": "Fact", "url": "Link", "claimant": "Said"}
    report = Report(file="moon.csv", dry_run=False)
    list(take_pairs(desk_of(), Rows(table.encode(), mapping, {"agency": "Moon Office"}).pairs("m"), report, DAY))
    assert (report.taken, report.changed) == (1, 1)
    assert session.scalars(select(Pair)).one().claimant_name == "a" * 199 + "…"
    assert session.scalars(select(Capture)).one().sha256 not in missing_files(session, desk_of().blobs)


def test_works_become_sources_once(desk_of: Callable[..., Desk], session: Session):
    def run(data: bytes, *, dry_run: bool = False) -> Report:
        report = Report(file="x", dry_run=dry_run)
        list(take_works(desk_of(), read_works(data), report))
        return report

    dry = run(BIBTEX.encode(), dry_run=True)
    assert (dry.taken, counts(session)["Source"]) == (2, 0)
    report = run(BIBTEX.encode())
    assert (report.read, report.taken, report.refused) == (3, 2, 1)
    assert (report.refusals[0].place, report.refusals[0].reason) == ("work 3", "it has no title")
    audit = session.scalars(select(Source).where(Source.title == "The Moon Audit")).one()
    assert (audit.csl["publisher"], audit.csl["author"]) == ("Moon Office", [{"family": "Quill", "given": "Iris"}])
    csl = [
        {"title": "The moon audit", "author": [{"family": "quill"}], "issued": {"date-parts": [[2020, 5]]}},
        {"title": "Other words", "URL": "https://moon.example/craters"},
        {"title": "New", "DOI": "10.1234/x"},
        {"title": "Newer", "DOI": "https://doi.org/10.1234/X"},
        {"title": "No\0l"},
    ]
    again = run(json.dumps(csl).encode())
    assert (again.taken, again.known, again.refused) == (1, 3, 1)
