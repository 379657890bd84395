"""What was retracted keeps its address, under a notice that gives the reason."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session

from app.services import agencies, judgements, publishing, statements
from app.services.agencies import TopicFields
from app.services.desk import COMMAND, Desk
from app.services.judgements import ObservationFields
from app.services.statements import LinkFields, PairFields
from app.storage.blobs import Blobs
from tests.factories.site import TEXT, Site, make_site


@pytest.fixture
def site(app: Flask, tmp_path: Path) -> Iterator[Site]:
    """A published site on the application's own database; commit what its client must see."""
    rng = random.Random(7)  # noqa: S311  # ids need to differ, not to be secret
    blobs = Blobs(tmp_path / "blobs")
    with Session(app.extensions["rejoinder-databases"].desk) as session:

        def sit(_name: str = "edda", **_changes: object) -> Desk:
            return Desk(session, COMMAND, datetime(2024, 5, 1, tzinfo=UTC), blobs, rng=rng, methodology="x")

        yield make_site(sit)


def test_a_retracted_capture_keeps_its_address(client: FlaskClient, site: Site) -> None:
    later = site.capture_of(TEXT.replace("312", "400"), "2022-03")
    publishing.publish(site.desk_of(), later.id)
    publishing.retract(site.desk_of(), later.id, "The copy was doctored.")
    site.desk_of().session.commit()
    page, pair = site.page.slug, site.pair.slug
    shown = client.get(f"/pages/{page}/captures/2022-03")
    assert shown.status_code == 200
    assert "The copy was doctored." in shown.text
    assert "licensed 400 red kites" in shown.text
    assert "400" not in client.get(f"/pairs/{pair}").text
    assert client.get(f"/pages/{page}").status_code == 200
    assert client.get(f"/pages/{page}/captures/2022-04").status_code == 404


def test_what_a_record_names_is_told_to_be_retracted(client: FlaskClient, site: Site) -> None:
    site.publish(site.evidence())
    seen = ObservationFields(result="kept", observed="2022-02", source_id=site.source.id)
    site.publish(judgements.create_observation(site.desk_of(), site.safeguard.commitments[0]["id"], seen))
    topic = agencies.create_topic(site.desk_of(), TopicFields(title="Wind"))
    fields = PairFields(title="Red kites", topics=[topic.id], claimant_name="A", claimant_source_id=site.source.id)
    statements.revise_pair(site.desk_of(), site.pair.id, fields, site.pair.version)
    site.publish(site.pair)
    site.publish(site.other)
    link = LinkFields(from_id=site.pair.id, to_id=site.other.id, relation="repeats")
    publishing.publish(site.desk_of(), statements.create_link(site.desk_of(), link).id)
    site.desk_of().session.commit()
    pair, safeguard = f"/pairs/{site.pair.slug}", f"/safeguards/{site.safeguard.slug}"
    assert "etracted" not in client.get(pair).text + client.get(safeguard).text
    for one in (site.source, topic, site.other):
        publishing.retract(site.desk_of(), one.id, "A hoax.")
    site.desk_of().session.commit()
    assert tags(client, pair) == {
        ("Gazette", "Source retracted"): 3,  # of the claimant, in the list of evidence, and at the evidence
        ("Nobody inspects the lines.", "Retracted"): 1,
        ("Wind", "Retracted"): 1,
    }
    assert tags(client, safeguard) == {("Gazette", "Source retracted"): 1}


def tags(client: FlaskClient, address: str) -> Counter[tuple[str, str]]:
    """Count the marks of a retraction on a page, each with the link before it."""
    nodes = LexborHTMLParser(client.get(address).text).css("a, .tag--warning")
    pairs = [(link.text(strip=True), mark.text(strip=True)) for link, mark in pairwise(nodes) if mark.tag != "a"]
    return Counter(pairs)
