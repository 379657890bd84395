"""An agency, and a topic."""

from __future__ import annotations

from flask import current_app, render_template

from app.domain.records import AgencyRecord, TopicRecord, decode
from app.storage.queries.library.captures import newest_changes
from app.storage.queries.library.records import EVER, records_of_agency, records_of_topic
from app.web.databases import library
from app.web.library.judged import Html
from app.web.library.lists import HEADINGS, change_views, groups_by_kind
from app.web.reading.addresses import crumbs_of, standing_subject
from app.web.reading.moment import as_of, until_of

SHOWN, SHOWN_FROZEN = 12, 1_000
CHANGES = 10
MANY = 500
"""Past so many records of a kind the newest changes are looked through for a topic, not its pages."""


def show(slug: str) -> str:
    """Show an agency: its pages, what it said on them, and how that changed."""
    found = standing_subject("agency", slug)
    record = decode(found.record.body)
    assert isinstance(record, AgencyRecord)  # noqa: S101  # the library stores agencies under the kind "agency"
    day = as_of()
    until = until_of(day) if day else None
    listed = records_of_agency(library(), record.id, HEADINGS, _each(), until or EVER)
    return render_template(
        "library/agency.html",
        agency=record,
        note=Html(found.record.html)("note"),
        retracted=found.record.retracted,
        groups=groups_by_kind(listed, agency=record.slug),
        changes=change_views(newest_changes(library(), CHANGES, record.id, until=until)),
        crumbs=crumbs_of(found),
    )


def show_topic(slug: str) -> str:
    """Show a subject heading and what stands under it."""
    found = standing_subject("topic", slug)
    record = decode(found.record.body)
    assert isinstance(record, TopicRecord)  # noqa: S101  # the library stores topics under the kind "topic"
    day = as_of()
    until = until_of(day) if day else None
    listed = records_of_topic(library(), record.id, HEADINGS, _each(), until or EVER)
    many = any(row.total > MANY for row in listed)
    return render_template(
        "library/topic.html",
        topic=record,
        note=Html(found.record.html)("note"),
        retracted=found.record.retracted,
        groups=groups_by_kind(listed, topic=record.slug),
        changes=change_views(newest_changes(library(), CHANGES, topic=record.id, until=until, many=many)),
        crumbs=crumbs_of(found),
    )


def _each() -> int:
    """Return how many of each kind are listed: where no search can list the others, as many as a page can hold."""
    return SHOWN_FROZEN if current_app.config["FROZEN"] else SHOWN
