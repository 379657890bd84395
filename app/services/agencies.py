"""Agencies, topics, pages and sources: what editors publish without review."""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.partial_dates import PartialDate
from app.domain.slugs import slug_of
from app.domain.web_addresses import demand_link
from app.services.desk import Desk
from app.services.names import free_slug
from app.services.revisions import create, demand_fields, load, revise
from app.storage.models.desk import Agency, Page, Source, Subject, Topic


class AgencyFields(msgspec.Struct, frozen=True, kw_only=True):
    """What an editor says of an agency. `slug` empty is made from the title."""

    title: str
    slug: str = ""
    short_name: str | None = None
    jurisdiction: str | None = None
    homepage: str | None = None
    note: str = ""


class TopicFields(msgspec.Struct, frozen=True, kw_only=True):
    """What an editor says of a topic."""

    title: str
    slug: str = ""
    note: str = ""


class PageFields(msgspec.Struct, frozen=True, kw_only=True):
    """What an editor says of a page. `addresses` are objects of url, since and until (partial dates or None)."""

    title: str
    agency_id: str
    slug: str = ""
    addresses: list[dict[str, str | None]] = []
    note: str = ""


class SourceFields(msgspec.Struct, frozen=True, kw_only=True):
    """What an editor says of a source. `csl` holds CSL-JSON fields other than title and URL."""

    title: str
    csl: dict[str, Any] = {}
    url: str | None = None
    archived_url: str | None = None
    file_sha256: str | None = None
    note: str = ""


def create_agency(desk: Desk, fields: AgencyFields) -> Agency:
    """Put a new agency on the desk. Raise Rejected for an empty title or an address that is no link."""
    demand_fields(title=fields.title)
    demand_link(fields.homepage, "homepage")
    return create(desk, Agency(), _with_slug(desk, "agency", fields))


def revise_agency(desk: Desk, agency_id: str, fields: AgencyFields, base_version: int) -> Agency:
    """Save an agency over the revision that the person saw."""
    demand_fields(title=fields.title)
    demand_link(fields.homepage, "homepage")
    agency = load(desk, Agency, agency_id)
    return revise(desk, agency, _with_slug(desk, "agency", fields, agency), base_version)


def create_topic(desk: Desk, fields: TopicFields) -> Topic:
    """Put a new topic on the desk."""
    demand_fields(title=fields.title)
    return create(desk, Topic(), _with_slug(desk, "topic", fields))


def revise_topic(desk: Desk, topic_id: str, fields: TopicFields, base_version: int) -> Topic:
    """Save a topic over the revision that the person saw."""
    demand_fields(title=fields.title)
    topic = load(desk, Topic, topic_id)
    return revise(desk, topic, _with_slug(desk, "topic", fields, topic), base_version)


def create_page(desk: Desk, fields: PageFields) -> Page:
    """Put a new page on the desk. Raise Rejected for an empty title, or an address or date that is none."""
    _check_page(desk, fields)
    return create(desk, Page(), _with_slug(desk, "page", fields))


def revise_page(desk: Desk, page_id: str, fields: PageFields, base_version: int) -> Page:
    """Save a page over the revision that the person saw."""
    _check_page(desk, fields)
    page = load(desk, Page, page_id)
    return revise(desk, page, _with_slug(desk, "page", fields, page), base_version)


def create_source(desk: Desk, fields: SourceFields) -> Source:
    """Put a new source on the desk. Raise Rejected for an empty title or an address that is no link."""
    _check_source(fields)
    return create(desk, Source(), msgspec.structs.asdict(fields))


def revise_source(desk: Desk, source_id: str, fields: SourceFields, base_version: int) -> Source:
    """Save a source over the revision that the person saw."""
    _check_source(fields)
    return revise(desk, load(desk, Source, source_id), msgspec.structs.asdict(fields), base_version)


def _with_slug(desk: Desk, kind: str, fields: msgspec.Struct, subject: Subject | None = None) -> dict[str, Any]:
    """Return the fields with a slug: the one given, the one it has, or one made from the title."""
    values = msgspec.structs.asdict(fields)
    given = values["slug"].strip()
    if given:
        values["slug"] = free_slug(desk, kind, slug_of(given), subject.id if subject else None)
    else:
        values["slug"] = subject.slug if subject else free_slug(desk, kind, slug_of(values["title"]))
    return values


def _check_page(desk: Desk, fields: PageFields) -> None:
    demand_fields(title=fields.title)
    load(desk, Agency, fields.agency_id)
    for one in fields.addresses:
        demand_link(one["url"], "addresses")
        for date in (one["since"], one["until"]):
            if date:
                PartialDate.parse(date, "addresses")


def _check_source(fields: SourceFields) -> None:
    demand_fields(title=fields.title)
    demand_link(fields.url, "url")
    demand_link(fields.archived_url, "archived_url")
