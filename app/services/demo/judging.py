"""Act two: sources, evidence for and against, findings, observations, links, a reply and a correction."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.vocabulary import LinkKind, ObservationResult, Obtained, Side, Stance, Verdict
from app.services import agencies, captures, judgements, publishing, statements, workflow
from app.services.agencies import SourceFields
from app.services.captures import CaptureFields
from app.services.demo.pages import BELL, FOLDER
from app.services.demo.stage import Stage
from app.services.judgements import EvidenceFields, FindingFields, ObservationFields, PassageFields, Place, ReplyFields
from app.storage.models.desk import Finding, Source, Statement

SOURCES = {
    "courier": SourceFields(
        title="Six crates of umbrellas under the hammer",
        csl={
            "type": "article-newspaper",
            "author": [{"family": "Fenwick", "given": "Odile"}],
            "container-title": "The Merrow Ferry Courier",
            "issued": {"date-parts": [[2022, 11, 12]]},
            "page": "3",
        },
        url="https://courier.merrow.example/2022/11/12/six-crates",
        archived_url="https://archive.merrow.example/20221113/six-crates",
    ),
    "accounts": SourceFields(
        title="Annual Accounts of the Office of Tides and Umbrellas, 2020",
        csl={
            "type": "report",
            "author": [{"literal": "Harbour Treasury of Merrow"}],
            "issued": {"date-parts": [[2021, 5, 3]]},
            "number-of-pages": "48",
        },
        url="https://treasury.merrow.example/accounts/2020.pdf",
    ),
    "register": SourceFields(
        title="Register of Umbrellas, volume 31",
        csl={
            "type": "book",
            "author": [{"literal": "Office of Tides and Umbrellas"}],
            "issued": {"date-parts": [[2020]]},
        },
        note="Read in the reading room of the central store on 9 and 10 December 2023.",
    ),
    "minutes": SourceFields(
        title="Minutes of the Harbour Council, 30 June 2021",
        csl={
            "type": "report",
            "author": [{"literal": "Harbour Council of Merrow"}],
            "issued": {"date-parts": [[2021, 6, 30]]},
        },
        url="https://council.merrow.example/minutes/2021-06-30",
    ),
    "survey": SourceFields(
        title="What passengers lose, and what comes back",
        csl={
            "type": "article-journal",
            "author": [{"family": "Okonjo", "given": "Tamsin"}, {"family": "Reyes", "given": "Ivo"}],
            "container-title": "Journal of Invented Transport Studies",
            "volume": "7",
            "page": "101-119",
            "issued": {"date-parts": [[2023, 2]]},
        },
        url="https://journal.merrow.example/7/101",
    ),
    "table": SourceFields(
        title="Log of the Bell Keeper, 2022",
        csl={
            "type": "manuscript",
            "author": [{"family": "Thrale", "given": "Bo"}],
            "issued": {"date-parts": [[2022, 12, 31]]},
        },
    ),
}


def judge(stage: Stage, tell: Callable[[str], None]) -> None:
    """Write and publish all that the editors found."""
    tell("sources")
    sources = _sources(stage)
    tell("evidence and findings")
    _sales(stage, sources)
    _profit(stage, sources)
    _returns(stage, sources)
    _others(stage, sources)
    tell("commitments and links")
    _commitments(stage, sources)
    _links(stage)
    _unpublished(stage, sources)


def _sources(stage: Stage) -> dict[str, Source]:
    return {name: agencies.create_source(stage.desk(), one) for name, one in SOURCES.items()}


def _passage(stage: Stage, statement: Statement, date: str, words: str) -> Place:
    """Quote words of a rebuttal as it stood in the capture of that date."""
    capture = stage.captures[date]
    text = judgements.side_text(stage.desk(), statement.id, capture.id, Side.REBUTTAL)
    start = text.index(words)
    place = PassageFields(capture_id=capture.id, side=Side.REBUTTAL, start=start, end=start + len(words))
    return Place(passage=place)


def _evidence(  # noqa: PLR0913, PLR0917  # a source, a stance, a quote, a place: that is evidence
    stage: Stage, statement: Statement, source: Source, stance: Stance, quote: str, place: Place, locator: str = ""
) -> None:
    fields = EvidenceFields(source_id=source.id, stance=stance, quote=quote, locator=locator or None)
    stage.publish(judgements.create_evidence(stage.desk(), statement.id, fields, place))


def _finding(stage: Stage, statement: Statement, verdict: Verdict, words: tuple[str, str], place: Place) -> Finding:
    fields = FindingFields(claim_reviewed=words[0], verdict=verdict, reasoning=words[1])
    finding = judgements.create_finding(stage.desk(), statement.id, fields, place)
    stage.publish(finding)
    return finding


def _sales(stage: Stage, sources: dict[str, Source]) -> None:
    """Judge the disputed one: evidence on both sides, a finding against the agency, its reply."""
    pair = stage.statement("The Office sells umbrellas")
    place = _passage(stage, pair, "2022-09-15", "No umbrella is sold.")
    _evidence(
        stage,
        pair,
        sources["courier"],
        Stance.COUNTERS,
        "Six crates of unclaimed umbrellas went under the hammer on Saturday. The Office banked 912 crowns.",
        place,
        "p. 3",
    )
    _evidence(
        stage,
        pair,
        sources["accounts"],
        Stance.SUPPORTS,
        "Income from the disposal of lost property: none.",
        place,
        "p. 17",
    )
    lent = _passage(stage, pair, "2022-09-15", "In 2020 the Office lent 1,140 umbrellas and sold none.")
    _evidence(
        stage,
        pair,
        sources["register"],
        Stance.SUPPORTS,
        "Lent in the year: one thousand one hundred and forty.",
        lent,
        "last leaf",
    )
    finding = _finding(
        stage,
        pair,
        Verdict.MOSTLY_UNSUPPORTED,
        (
            "The Office of Tides and Umbrellas sells no umbrellas.",
            (
                "The accounts of 2020 show no sale. But on 12 November 2022 the *Courier* reported an auction of six "
                "crates, named the sum and printed a photograph of the receipt. The Office has not denied it.\n\n"
                "A year later the page said “for profit”, which it had not said before."
            ),
        ),
        place,
    )
    reply = ReplyFields(
        author="Office of Tides and Umbrellas, press desk",
        text="The crates were sold at cost to a charity. We do not regard that as a sale in the ordinary sense.",
        received="2024-01-09",
    )
    stage.publish(judgements.create_reply(stage.desk(), finding.id, reply))
    _finding(
        stage,
        pair,
        Verdict.SUPPORTED,
        (
            "In 2020 the Office lent 1,140 umbrellas.",
            "The register's own count and the accounts agree to the umbrella.",
        ),
        lent,
    )


def _profit(stage: Stage, sources: dict[str, Source]) -> None:
    """Judge what the newest wording says instead."""
    pair = stage.statement("The Office sells umbrellas")
    profit = _passage(stage, pair, "2023-10-02", "No umbrella is sold for profit.")
    _evidence(
        stage,
        pair,
        sources["courier"],
        Stance.COUNTERS,
        "The Office banked 912 crowns. The crates had cost it nothing but the storing.",
        profit,
        "p. 3",
    )
    _finding(
        stage,
        pair,
        Verdict.UNSUPPORTED,
        (
            "The Office sells no umbrella for profit.",
            "The umbrellas were found, not bought: what the auction of November 2022 brought in was profit.",
        ),
        profit,
    )


def _returns(stage: Stage, sources: dict[str, Source]) -> None:
    """Judge the one that we got wrong at first, and correct it."""
    pair = stage.statement("Nobody ever gets")
    place = _passage(stage, pair, "2021-11", "In 2020, 71 percent of all umbrellas went home")
    _evidence(
        stage,
        pair,
        sources["survey"],
        Stance.COUNTERS,
        "Of the umbrellas handed in during 2020, 58 to 64 percent were returned to their owners.",
        place,
        "p. 112",
    )
    whole = Place(capture_id=stage.captures["2021-11"].id)
    _evidence(
        stage,
        pair,
        sources["register"],
        Stance.CONTEXT,
        "Entries for 2020 are in two hands; the second begins in October.",
        whole,
    )
    finding = _finding(
        stage,
        pair,
        Verdict.MOSTLY_UNSUPPORTED,
        (
            "71 percent of lost umbrellas were returned in 2020.",
            "The page gave 62 percent in March 2021 and 71 percent in November, for the same year 2019.",
        ),
        place,
    )
    better = FindingFields(
        claim_reviewed="71 percent of lost umbrellas were returned in 2020.",
        verdict=Verdict.MOSTLY_UNSUPPORTED,
        reasoning=(
            "The page gave 62 percent in March 2021 and 71 percent in November, for the same year 2020, without a "
            "word on why. The survey's range holds the first figure and not the second."
        ),
    )
    judgements.revise_finding(stage.desk(), finding.id, better, finding.version)
    workflow.bring_to_approved(stage.desk(), finding.id, "the year was wrong")
    notice = "Our finding first said that both figures were for 2019. They are for 2020. The verdict is unchanged."
    publishing.publish(stage.desk(), finding.id, correction=notice)


def _others(stage: Stage, sources: dict[str, Source]) -> None:
    fees = stage.statement("The Office charges a fee")
    place = _passage(stage, fees, "2022-09-15", "A search of the register is free.")
    _evidence(
        stage,
        fees,
        sources["accounts"],
        Stance.COUNTERS,
        "Handling charge on searches by letter: 1 crown each, 3,204 crowns in all.",
        place,
        "p. 19",
    )
    _finding(
        stage,
        fees,
        Verdict.MIXED,
        (
            "A search of the umbrella register is free.",
            "It is free in person. By letter it cost one crown in 2020, which the page does not say.",
        ),
        place,
    )
    store = stage.statement("The central store floods")
    place = _passage(stage, store, "2022-09-15", "Its floor has not been wet since 1987.")
    _finding(
        stage,
        store,
        Verdict.UNVERIFIABLE,
        (
            "The floor of the central store has been dry since 1987.",
            "No record of the floor is kept, by the Office or by anybody else we asked.",
        ),
        place,
    )
    bell = stage.statement("The tide bell rings at random")
    place = _passage(stage, bell, "2023-05-20", "In 2022 it rang on time on 358 of 365 days.")
    _evidence(stage, bell, sources["table"], Stance.SUPPORTS, "Late or silent on seven days in all.", place)
    _finding(
        stage,
        bell,
        Verdict.SUPPORTED,
        ("The tide bell rang on time on 358 days of 2022.", "The keeper's log agrees, day by day."),
        place,
    )


def _commitments(stage: Stage, sources: dict[str, Source]) -> None:
    """One commitment kept late, one broken, one that nobody has looked at."""
    panel = stage.statement("Custody Panel")
    deadline = next(one["id"] for one in panel.commitments if one["kind"] == "deadline")
    seen = ObservationFields(
        result=ObservationResult.KEPT,
        observed="2023-12-11",
        done="2021-06-30",
        source_id=sources["minutes"].id,
        note="The minutes record that the report was handed over on that day.",
    )
    stage.publish(judgements.create_observation(stage.desk(), deadline, seen))
    holding = stage.statement("Holding Rule")
    limit = next(one["id"] for one in holding.commitments if one["kind"] == "limit")
    seen = ObservationFields(
        result=ObservationResult.BROKEN,
        observed="2023-12-09",
        source_id=sources["register"].id,
        note="At Pier Four, 31 umbrellas of October 2020 lay for more than a week.",
    )
    stage.publish(judgements.create_observation(stage.desk(), limit, seen))


def _links(stage: Stage) -> None:
    lost, panel = stage.statement("Lost Property"), stage.statement("Custody Panel")
    sales, returns = stage.statement("The Office sells umbrellas"), stage.statement("Nobody ever gets")
    for start, end, relation, note in (
        (panel, lost, LinkKind.ANSWERS, "The page offers the panel as its answer to this concern."),
        (sales, returns, LinkKind.CONTRADICTS, "What has been sold can't be claimed “at any time”."),
    ):
        fields = statements.LinkFields(from_id=start.id, to_id=end.id, relation=relation, note=note)
        publishing.publish(stage.desk(), statements.create_link(stage.desk(), fields).id)


def _unpublished(stage: Stage, sources: dict[str, Source]) -> None:
    """Leave something on the desk, so that an editor who signs in has work to do; none of it is public."""
    crews = stage.statement("Ferry crews are paid")
    place = _passage(stage, crews, "2023-10-02", "Crews receive no payment.")
    fields = EvidenceFields(
        source_id=sources["courier"].id,
        stance=Stance.CONTEXT,
        quote="A deckhand said that the thanks come with a voucher for the canteen.",
    )
    judgements.create_evidence(stage.desk(), crews.id, fields, place)
    finding = FindingFields(
        claim_reviewed="Ferry crews get nothing for umbrellas they hand in.",
        verdict=Verdict.MIXED,
        reasoning="A voucher may or may not be payment. We are asking.",
    )
    draft = judgements.create_finding(stage.desk(), crews.id, finding, place)
    workflow.submit(stage.desk(), draft.id, "is a voucher payment?")
    name = "bell-2024-01-05.html"
    bell = CaptureFields(captured="2024-01-05", obtained=Obtained.UPLOADED, filename=name, address=BELL)
    captures.add_capture(stage.desk(), stage.captures["2023-05-20"].page_id, (FOLDER / name).read_bytes(), bell)
