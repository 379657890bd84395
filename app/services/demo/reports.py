"""Act three: two readers write in. One report waits for an editor, one was answered."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from app.domain.reports import ReportFields
from app.services.demo.stage import Stage
from app.services.report_answers import answer_report
from app.services.reports import send_report

REPORTS = (
    (
        "The Office sells umbrellas",
        ReportFields(
            kind="evidence",
            address="",
            text="I was at the auction on Pier Four in May. The clerk read out lot numbers and tag numbers both, and "
            "the catalogue is in the port library. It lists 212 umbrellas.",
            source_url="https://library.merrow.example/catalogues/pier-four-may",
            contact="A. Gannet, at the port library",
        ),
        None,
    ),
    (
        "The Office reads name tags",
        ReportFields(
            kind="error",
            address="",
            text="You write that the register is volume 31. The page that you quote is from volume 30.",
        ),
        "Thank you. We looked at both: the page is in volume 31, which was bound with the cover of volume 30.",
    ),
)


def write_in(stage: Stage, tell: Callable[[str], None]) -> None:
    """Let the readers send their reports, and an editor answer one."""
    tell("readers’ reports")
    for words, fields, answer in REPORTS:
        desk = stage.desk()
        sent = msgspec.structs.replace(fields, address=f"/pairs/{stage.statement(words).slug}")
        token, sender = desk.rng.randbytes(32).hex(), desk.rng.randbytes(32).hex()
        report = send_report(desk.session, sent, token=token, sender=sender, now=desk.now)
        if answer:
            answer_report(stage.desk(), report.id, answer, close=True)
