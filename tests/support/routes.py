"""Every route of the site by what it asks of whoever comes: one table for the tests of permissions and of secrets.

A route that is not in it fails those tests, so that nobody adds one without saying who may see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from app.domain.permissions import Action

PUBLIC_AREAS = {"library", "compare", "feeds"}
PUBLIC_VARIABLES = {
    "slug",
    "other",
    "record_id",
    "pair_id",
    "source_id",
    "part_id",
    "number",
    "key",
    "keys",
    "uri",
    "part",
    "sheet",
    "digest",
}
"""What public addresses hold; `tests/web/test_canaries.py` knows values for each that must lead nowhere."""

DOOR = {
    "static",
    "auth.codes",
    "auth.join",
    "security.login",
    "security.logout",
    "security.change_password",
    "security.verify",
}
"""Signing in and what belongs to it: `test_auth.py`, `test_signing_in.py` and `test_people.py` say who may do what."""

EVERYBODY = {
    "queue",
    "queue_list",
    "queue_steps",
    "account",
    "account_sign_out",
    "agencies",
    "agency_new",
    "topics",
    "topic_new",
    "pages",
    "page_new",
    "sources",
    "source_new",
    "capture_quick",
    "held",
    "capture_list",
    "preview",
}
"""What everybody on the desk has, each with their own things in it."""

BY_KEY = {"held", "capture_list", "import_file", "import_report"}
"""What is there for its giver alone, by a key: `test_desk_posts.py`, `test_desk_lists.py`, `test_desk_import.py`."""

MANAGERS = {"people", "people_log", "person", "person_act", "invitation_withdraw"}
"""What is for those who may `Action.MANAGE_USERS`, and for others is not there."""


ANSWERERS = {"reports", "report", "report_take", "report_correct"}
"""What is for those who may `Action.HANDLE_REPORTS`, and for others is not there."""

IMPORTERS = {"import_new", "import_file", "import_report"}
"""What is for those who may `Action.IMPORT`, and for others is not there."""

READERS = {"reports.new", "reports.status"}
"""What any reader may send, and find again by its token: `test_reports.py` says how."""


@dataclass(frozen=True)
class OfRecord:
    """A route of one record: of which kinds, by which variable, and what reading or sending it needs.

    `through` says that the address is of a part of the record: a proposal of a capture, a commitment of a measure, the
    file of a source.
    """

    kinds: tuple[str, ...]
    variable: str = "subject_id"
    get: Action | None = Action.READ
    post: Action | None = Action.REVISE
    through: str | None = None


STATEMENTS = ("pair", "safeguard", "concern")
ALL = (
    *("agency", "topic", "source", "page", "capture", *STATEMENTS),
    *("evidence", "finding", "reply", "observation", "link"),
)
RECORDS: Mapping[str, OfRecord] = {
    "agency": OfRecord(("agency",)),
    "topic": OfRecord(("topic",)),
    "page": OfRecord(("page",)),
    "capture_new": OfRecord(("page",), "page_id", post=Action.CREATE),
    "source": OfRecord(("source",)),
    "source_file": OfRecord(("source",), post=None, through="file"),
    "capture": OfRecord(("capture",), post=None),
    "capture_provenance": OfRecord(("capture",)),
    "capture_accept": OfRecord(("capture",), get=None),
    "capture_publish": OfRecord(("capture",), get=None, post=Action.PUBLISH),
    "capture_submit": OfRecord(("capture",), get=None, post=Action.READ),  # which asks for each of its records
    "capture_undo": OfRecord(("capture",), get=None),
    "proposal_new": OfRecord(("capture",), "capture_id"),
    "proposal": OfRecord(("capture",), "proposal_id", through="proposal"),
    "proposal_split": OfRecord(("capture",), "proposal_id", through="proposal"),
    "proposal_decide": OfRecord(("capture",), "proposal_id", get=None, through="proposal"),
    "statement": OfRecord(STATEMENTS),
    "evidence_new": OfRecord(STATEMENTS, "statement_id", post=Action.CREATE),
    "finding_new": OfRecord(STATEMENTS, "statement_id", post=Action.CREATE),
    "link_new": OfRecord(STATEMENTS, "statement_id", post=Action.CREATE),
    "repeats_new": OfRecord(("pair",), "statement_id", get=None, post=Action.CREATE),
    "observation_new": OfRecord(("safeguard",), "commitment_id", post=Action.CREATE, through="commitment"),
    "evidence": OfRecord(("evidence",)),
    "finding": OfRecord(("finding",)),
    "evidence_binding": OfRecord(("evidence",)),
    "finding_binding": OfRecord(("finding",)),
    "reply_new": OfRecord(("finding",), "finding_id", post=Action.CREATE),
    "reply": OfRecord(("reply",)),
    "observation": OfRecord(("observation",)),
    "history": OfRecord(ALL, post=None),
    "restore": OfRecord(ALL, get=None),
    "plan": OfRecord(ALL, get=None, post=Action.PUBLISH),
    "step": OfRecord(ALL, get=None, post=None),
    "comment": OfRecord(ALL, get=None, post=Action.CREATE),
    "editing": OfRecord(ALL, get=None, post=Action.READ),
}
"""Routes of records. What a step needs is the step's own action."""


def unclassified(app: Flask) -> list[str]:
    """Name the routes that nobody has said anything about."""
    return sorted(f"{rule.endpoint} {rule.rule}" for rule in app.url_map.iter_rules() if not _is_known(rule))


def variables(rule: Rule) -> set[str]:
    """Return the variables of a route's address."""
    return rule.arguments - (rule.defaults or {}).keys()


def _is_known(rule: Rule) -> bool:
    area, _, name = rule.endpoint.rpartition(".")
    if area in PUBLIC_AREAS:
        return variables(rule) <= PUBLIC_VARIABLES
    on_desk = EVERYBODY | MANAGERS | ANSWERERS | IMPORTERS | RECORDS.keys()
    return rule.endpoint in DOOR | READERS or (area == "desk" and name in on_desk)


def address(app: Flask, endpoint: str, method: str = "GET", **values: Any) -> str:
    """Return the address of a route on this site."""
    return str(app.url_map.bind("localhost").build(endpoint, values, method=method))
