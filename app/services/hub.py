"""Telling a WebSub hub that feeds changed. What is due is in the ledger: all entries after the last that it was told.

So publishing leaves nothing behind and waits for nobody; what a hub that is away was not told, it is told later. No
lock is held while it is asked.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

import msgspec
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.domain.errors import Rejected
from app.domain.web_addresses import web_address
from app.feeds.websub import FORM, KINDS, hub_named, ping, topics
from app.services.fetch_rules import FetchRules, networks
from app.services.fetching import tell
from app.storage.engine import only_reading
from app.storage.models.desk import HubTold
from app.storage.queries.ledger.entries import head
from app.storage.queries.library.touched import feeds_touched

LOG = logging.getLogger("app.hub")
SECONDS = 10.0
LARGEST = 64 * 1024
NEW = 50
"""Of so many of the newest entries a hub is told that was never told of any."""
TAKEN, REFUSED = range(200, 300), range(400, 500)
LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
"""What refuses for now alone."""


class Hub(msgspec.Struct, frozen=True, kw_only=True):
    """Who is told, by which rules; and the address of this site, with no slash at its end."""

    address: str
    base: str
    rules: FetchRules


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a hub was told: the feeds, those of them that it would not hear of, and why the rest must wait."""

    topics: list[str]
    refused: list[str]
    late: str | None = None


def hub_from(settings: Mapping[str, Any]) -> Hub | None:
    """Return the hub by the settings `HUB`, `BASE_URL` and `FETCH_INSIDE`; None where there is none.

    Raise Rejected for a setting that can't be understood.
    """
    address = hub_named(settings)
    if address is None:
        return None
    base = str(settings["BASE_URL"]).rstrip("/")
    try:
        inside = networks(settings)
    except ValueError as error:
        raise Rejected(f"REJOINDER_FETCH_INSIDE can’t be read: {error}.") from None
    ports = frozenset({web_address(address).port})
    rules = FetchRules(contact=f"{base}/about", inside=inside, ports=ports, seconds=SECONDS, largest=LARGEST)
    return Hub(address=address, base=base, rules=rules)


def tell_hub(engine: Engine, hub: Hub, now: datetime) -> Told:
    """Tell the hub of every feed that changed since it was last told.

    It ends at the first feed that can't be told now: the hub is away, and will be told of all of them another time. A
    feed that it refuses will be refused again, so it is left out.
    """
    with only_reading(), Session(engine) as session:
        last, _ = head(session)
        row = session.get(HubTold, hub.address)
        after = row.seq if row is not None else max(0, last - NEW)
        touched = feeds_touched(session, after, last, KINDS) if last > after else None
    due = topics(touched.streams, touched.subjects, hub.base, reviews=touched.reviews) if touched is not None else []
    told: list[str] = []
    refused: list[str] = []
    for topic in due:
        try:
            status = tell(hub.rules, hub.address, ping(topic), FORM).status
        except Rejected as error:
            return Told(topics=told, refused=refused, late=str(error))
        if status in LATER or (status not in TAKEN and status not in REFUSED):
            return Told(topics=told, refused=refused, late=f"It answered {status}.")
        (told if status in TAKEN else refused).append(topic)
    if row is None or last > after:
        _keep(engine, hub.address, last, now)
    LOG.info("told the hub", extra={"facts": {"feeds": len(told), "refused": len(refused), "seq": last}})
    return Told(topics=told, refused=refused)


def _keep(engine: Engine, address: str, seq: int, now: datetime) -> None:
    with Session(engine) as session, session.begin():
        row = session.get(HubTold, address, with_for_update=True)
        if row is None:
            session.add(HubTold(hub=address, seq=seq, at=now))
        elif row.seq < seq:
            row.seq, row.at = seq, now
