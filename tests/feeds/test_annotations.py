from __future__ import annotations

import json

import pytest

from app.domain.records import EvidenceRecord, FindingRecord, PassageRecord
from app.feeds.annotations import AnnotationItem, annotation
from app.services import publishing
from tests.factories import feed_items as make
from tests.factories.site import TEXT
from tests.support.golden import assert_golden

PASSAGE = PassageRecord(
    id="passage00001", capture="c", side="rebuttal", exact="No colour", prefix="", suffix=" is", start=0, end=9
)
FINDING = FindingRecord(
    id="findingred01", number=1, claim_reviewed="No colour & <b>", verdict="mixed", reasoning="x", at=make.FIRST
)
EVIDENCE = EvidenceRecord(
    id="evidencered1", source="sourceaudit1", stance="counters", quote="Red was.", at=make.FIRST, locator="p. 3"
)


def item(**changes: object) -> AnnotationItem:
    fields: dict[str, object] = {
        "part": FINDING,
        "passage": PASSAGE,
        "start": 100,
        "kind": "pair",
        "subject": make.PAIR,
        "page": "facts",
        "capture": make.OLD,
        "original": "https://kites.example/facts",
        "html": "<p>It <em>was</em>.</p>",
        "modified": make.LATER,
    }
    return AnnotationItem(**{**fields, **changes})  # type: ignore[arg-type]


def test_golden_annotations():
    told = [
        item(),
        item(part=EVIDENCE, kind="safeguard", capture=make.NEW, original=None, html=""),
        item(part=EvidenceRecord(id="e", source="s", stance="context", quote="q", at=make.FIRST)),
    ]
    body = b"[" + b",".join(annotation(one, "The Editors", make.BASE) for one in told) + b"]"
    assert_golden("feeds/annotations.json", body)


# On the web


@pytest.fixture
def published(site):
    site.publish(site.evidence())
    site.found = site.finding("In 2020 the Board")
    site.publish(site.found)
    site.desk_of().session.commit()
    return site


def ids(reader, site):
    record = reader.get(f"/api/v1/pairs/{site.pair.id}").get_json()["record"]
    return [one["id"] for one in (*record["findings"], *record["evidence"])]


def test_an_annotation_points_at_the_very_words(published, reader, statements):
    text = reader.get("/api/v1/captures").get_json()["results"][0]["record"]["text"]
    names = ids(reader, published)
    assert len(names) == 2
    for name in names:
        statements.clear()
        answer = reader.get(f"/annotations/{name}")
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert sum(one.lstrip().upper().startswith("SELECT") for one in statements) <= 3
        assert answer.headers["Content-Type"] == ('application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"')
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        told = json.loads(answer.data)
        quote, place = told["target"]["selector"]
        assert text[place["start"] : place["end"]] == quote["exact"]
        assert quote["exact"] in TEXT
        assert told["id"] == f"http://localhost/annotations/{name}"
        assert told["target"]["state"]["sourceDate"] == "2021-06-25T00:00:00Z"
        cached = told["target"]["state"]["cached"].removeprefix("http://localhost")
        assert reader.get(cached).status_code == 200
        for body in told["body"][1:]:
            assert reader.get(body["source"].removeprefix("http://localhost")).status_code == 200
        again = reader.get(f"/annotations/{name}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert reader.head(f"/annotations/{name}").headers["Content-Length"] == str(len(answer.data))


@pytest.mark.parametrize("name", ["nobody", "x" * 99, "%C3%A9"])
def test_an_unknown_annotation_is_a_problem(reader, name):
    answer = reader.get(f"/annotations/{name}")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_what_was_retracted_is_annotated_no_more(published, reader):
    found, evidence = ids(reader, published)
    publishing.retract(published.desk_of(), published.found.id, "We erred.")
    published.desk_of().session.commit()
    assert [reader.get(f"/annotations/{one}").status_code for one in (found, evidence)] == [404, 200]
    publishing.retract(published.desk_of(), published.capture.id, "Not their page.")
    published.desk_of().session.commit()
    assert reader.get(f"/annotations/{evidence}").status_code == 404


def test_a_retracted_pair_takes_its_annotations_along(published, reader):
    names = ids(reader, published)
    publishing.retract(published.desk_of(), published.pair.id, "It was never said.")
    published.desk_of().session.commit()
    assert {reader.get(f"/annotations/{one}").status_code for one in names} == {404}
