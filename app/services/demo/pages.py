"""Act one: the agency, its two pages and five captures come in; what they hold is accepted and published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from app.domain.vocabulary import Obtained
from app.services import agencies, captures, proposals, publishing, statements
from app.services.agencies import AgencyFields, PageFields, TopicFields
from app.services.captures import CaptureFields
from app.services.demo.stage import Stage
from app.storage.models.desk import Capture, Proposal

FOLDER = Path(__file__).parent
CUSTODY = "https://tides.merrow.example/umbrellas/fiction-and-fact"
BELL = "https://tides.merrow.example/bell/rumour-control"
CUSTODY_CAPTURES = (
    ("2021-03-04", "custody-2021-03-04.txt", "copied by hand from a terminal on Pier Two"),
    ("2021-11", "custody-2021-11.txt", "copied by a reader, who noted the month and no day"),
    ("2022-09-15", "custody-2022-09-15.html", "saved from a browser"),
    ("2023-10-02", "custody-2023-10-02.html", "saved from a browser"),
)
REWORDED = {"The Office shares the names on tags to follow passengers.": "The Office reads name tags"}
"""What alignment can't know: the editor says that this claim continues that one."""


def take_in(stage: Stage, tell: Callable[[str], None]) -> None:
    """Bring in both pages and publish all that they state."""
    tell("the agency and its pages")
    agency = agencies.create_agency(
        stage.desk(),
        AgencyFields(
            title="Office of Tides and Umbrellas",
            short_name="OTU",
            jurisdiction="Free Port of Merrow (invented)",
            homepage="https://tides.merrow.example/",
            note="An invented agency of an invented port. It rings the tide bell and keeps lost umbrellas.",
        ),
    )
    topics = [
        agencies.create_topic(stage.desk(), TopicFields(title=title, note=note))
        for title, note in (
            ("Lost property", "What becomes of things that passengers leave behind."),
            ("Fees", "Who pays for what."),
            ("Privacy", "What is known about whom, and who may know it."),
            ("Harbour safety", "Tides, bells and high water."),
        )
    ]
    custody = agencies.create_page(
        stage.desk(),
        PageFields(
            title="Umbrella Custody: Fiction and Fact",
            slug="umbrella-custody",
            agency_id=agency.id,
            addresses=[
                {"url": "https://www.merrow.example/otu/umbrellas.html", "since": "2021-03", "until": "2022-06"},
                {"url": CUSTODY, "since": "2022-06", "until": None},
            ],
        ),
    )
    bell = agencies.create_page(
        stage.desk(),
        PageFields(
            title="The Tide Bell: Rumour Control",
            slug="tide-bell",
            agency_id=agency.id,
            addresses=[{"url": BELL, "since": "2023", "until": None}],
        ),
    )
    for date, name, note in CUSTODY_CAPTURES:
        tell(f"the capture of {date}")
        _capture(stage, custody.id, date, name, note)
    tell("the capture of 2023-05-20")
    _capture(stage, bell.id, "2023-05-20", "bell-2023-05-20.html", "saved from a browser")
    _sort_into_topics(stage, [topic.id for topic in topics])
    _date_the_deadline(stage)
    for capture in stage.captures.values():
        publishing.publish(stage.desk(), capture.id)
    for statement in sorted(stage.statements.values(), key=lambda one: one.created_at):
        tell(f"publishing “{statement.title}”")
        stage.publish(statement)


def _capture(stage: Stage, page_id: str, date: str, name: str, note: str) -> Capture:
    """Take in one capture and accept what is proposed, with the editor's word where alignment could not tell."""
    address = CUSTODY if name.startswith("custody") else BELL
    fields = CaptureFields(captured=date, obtained=Obtained.UPLOADED, filename=name, address=address, note=note)
    desk = stage.desk()
    capture = captures.add_capture(desk, page_id, (FOLDER / name).read_bytes(), fields)
    stage.captures[date] = capture
    query = select(Proposal).where(Proposal.capture_id == capture.id).order_by(Proposal.kind, Proposal.position)
    for proposal in desk.session.scalars(query).all():
        continues = REWORDED.get(proposal.fields.get("claim", ""))
        chosen = stage.statement(continues).id if continues else None
        statement = proposals.accept(stage.desk(), proposal.id, chosen)
        stage.statements.setdefault(statement.title, statement)
    return capture


def _sort_into_topics(stage: Stage, ids: list[str]) -> None:
    lost, fees, privacy, safety = ids
    for title, statement in stage.statements.items():
        if statement.kind != "pair":
            continue
        topics = [lost] if "umbrella" in title or "store" in title else []
        topics += [fees] if "fee" in title or "sells" in title or "paid" in title else []
        topics += [privacy] if "name tags" in title else []
        topics += [safety] if "bell" in title.lower() or "tide" in title else []
        fields = statements.PairFields(title=title, topics=topics, claimant_name=CLAIMANTS.get(title))
        statements.revise_pair(stage.desk(), statement.id, fields, statement.version, "sorted into topics")


CLAIMANTS = {
    "The Office sells umbrellas that nobody has claimed.": "The Merrow Ferry Courier, 20 February 2021",
    "The tide bell rings at random.": "Letters to the Lower Quay Gazette, spring 2023",
}


def _date_the_deadline(stage: Stage) -> None:
    """Say what the page shows elsewhere: the measures were announced on 4 March 2021, so 45 days end on 18 April."""
    panel = stage.statement("Custody Panel")
    commitments = [
        statements.CommitmentFields(**{**one, "due": "2021-04-18", "base": "announced 2021-03-04"})
        if one["kind"] == "deadline"
        else statements.CommitmentFields(**one)
        for one in panel.commitments
    ]
    fields = statements.MeasureFields(title=panel.title, commitments=commitments)
    statements.revise_measure(stage.desk(), panel.id, fields, panel.version, "the announcement is dated")
