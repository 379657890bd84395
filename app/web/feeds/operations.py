"""Every operation of this area with the view that answers it: what the area serves, and what `/openapi.json` says.

Nothing is served here that is not in this table, so the document can't leave anything out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import GenericAlias
from typing import Any, NamedTuple

import msgspec
from flask import Response, current_app

from app.domain.ledger import GENESIS
from app.domain.records import PairRecord
from app.domain.vocabulary import Stance, Verdict
from app.feeds import api, claimreview, claimsearch, cursors, jsonfeed, memento, openapi
from app.feeds.annotations import Annotation
from app.feeds.asked import Choice, Parameter, Text
from app.feeds.oembed import MEDIA_TYPE as OEMBED_TYPE
from app.feeds.oembed import OEmbed
from app.feeds.openapi import Answer, Follow, Operation
from app.feeds.records import CSV, KINDS, NDJSON, PLURALS, TYPES, RecordResult, RecordsPage
from app.feeds.registry import BULK, FORMATS, SEARCH, STREAMS, SUBJECT_STREAMS, Alternate, Format, Stream
from app.storage.queries.ledger.changes import Head
from app.web.feeds import annotated, claims, mementos, oembed, records, reviews, searches, streams
from app.web.feeds import api as api_views
from app.web.feeds.answers import answer
from app.web.origin import base_url
from app.web.reading.searching import KINDS as FOUND_KINDS
from app.web.reading.searching import LONGEST_QUERY

GROUPS = {
    "Feeds": "What happened, the newest first: JSON Feed 1.1, Atom, and schema.org's DataFeed.",
    "Records": "What is published, as it stands: lists, single records, and all of a kind at once.",
    "Ledger": "All that was ever published, corrected and retracted, in order.",
    "Fact-check tools": "For clients of Google's Fact Check Tools API.",
    "Captures": "Memento (RFC 7089) and Web Annotations: what a page said, and when.",
    "Frames": "For sites that show what they link to.",
    "This document": "What you read.",
}
ID = Text(name="record_id", told="The record's id.", place="path", pattern="^[0-9A-Za-z_-]{1,12}$")
SLUG = Text(name="slug", told="The subject's name in addresses.", place="path")
URI = Text(name="uri", told="The whole address of an agency's page, not escaped again.", place="path")
MOMENT = Text(
    name="Accept-Datetime",
    told="The moment that is asked for, as Wed, 01 Jun 2011 00:00:00 GMT; without it the newest capture.",
    place="header",
)
PART = Text(name="part_id", told="The id of a finding or of evidence.", place="path", pattern=ID.pattern)
DATE = "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$"
SEARCHED = (
    Text(name="q", told="The words; as on the page of the search.", longest=LONGEST_QUERY),
    Text(name="agency", told="Of this agency (its name in addresses)."),
    Text(name="topic", told="Under this topic (its name in addresses)."),
    *(
        Choice(name=name, told=told, words=(*words, ""), sentence="")
        for name, told, words in (
            ("kind", "Records of this kind.", FOUND_KINDS),
            ("stance", "With evidence of this stance.", list(Stance)),
            ("verdict", "With a finding of this verdict.", list(Verdict)),
        )
    ),
    Text(name="since", told="From this day, month or year on.", pattern=DATE),
    Text(name="until", told="Up to this day, month or year.", pattern=DATE),
)
PERMANENT = "A record keeps its id for ever. A retracted one is still there, with the reason in `retracted`."


class Route(NamedTuple):
    """An operation, its view, and what the view is told beside the address."""

    operation: Operation
    view: Callable[..., Response]
    defaults: dict[str, Any]

    @property
    def rule(self) -> str:
        """Return the address as Flask matches it."""
        return self.operation.path.replace("{uri}", "{path:uri}").replace("{", "<").replace("}", ">")


def routes() -> Iterator[Route]:
    """Return all routes."""
    for stream in (*STREAMS, *SUBJECT_STREAMS):
        for form in FORMATS:
            yield Route(_stream(stream, form), streams.show, {"alternate": Alternate(stream=stream, format=form)})
    for form in FORMATS:
        yield Route(_search(form), searches.show, {"alternate": Alternate(stream=SEARCH, format=form)})
    yield Route(REVIEWS, reviews.feed, {})
    yield Route(CLAIMS, claims.search, {})
    for plural, kind in PLURALS.items():
        if kind == "pair":
            yield Route(_listed(plural, api.PairsPage), api_views.pairs, {})
            yield Route(_shown(kind, PAIR), api_views.pair, {})
        else:
            result, page = _types(kind)
            yield Route(_listed(plural, page), records.listed, {"kind": kind})
            yield Route(_shown(kind, result), records.shown, {"kind": kind})
    for kind, extension, path in BULK:
        yield Route(_streamed(kind, extension, path), records.streamed, {"kind": kind, "form": extension})
    yield Route(CHANGES, api_views.changes, {})
    yield Route(ANNOTATION, annotated.show, {})
    yield Route(TIME_GATE, mementos.time_gate, {})
    yield Route(TIME_MAP, mementos.show_time_map, {})
    yield Route(OEMBED, oembed.show, {})
    yield Route(DOCUMENT, show_document, {})


def show_document() -> Response:
    """Serve the document of all operations. It has no date: what it says changes with the program alone."""
    operations = [one.operation for one in routes()]
    body = openapi.document(operations, GROUPS, str(current_app.config["SITE_NAME"]), base_url())
    return answer(body, openapi.MEDIA_TYPE, Head(0, GENESIS, None), [])


def _stream(stream: Stream, form: Format) -> Operation:
    parameters: tuple[Parameter, ...] = (SLUG, cursors.CURSOR) if stream.kind else (cursors.CURSOR,)
    return Operation(
        name=f"{stream.name}_{form.extension}" if stream.kind else f"feed_{stream.name}_{form.extension}",
        path=f"{stream.address}{'{slug}' if stream.kind else ''}.{form.extension}",
        group="Feeds",
        told=f"{stream.title} ({form.name})",
        note=stream.description,
        answer=_feed_answer(form),
        parameters=parameters,
        moved=stream.kind is not None,
        missing=stream.kind is not None,
    )


def _search(form: Format) -> Operation:
    return Operation(
        name=f"search_{form.extension}",
        path=f"{SEARCH.address}.{form.extension}",
        group="Feeds",
        told=f"A search ({form.name})",
        note=SEARCH.description,
        answer=_feed_answer(form),
        parameters=(*SEARCHED, cursors.CURSOR),
    )


def _feed_answer(form: Format) -> Answer:
    feed = JSON_FEED if form.extension == "json" else None
    return Answer(media_type=form.media_type, told="A page of the feed.", type=feed)


def _holding(name: str, base: type[msgspec.Struct], field: str, kind: Any) -> Any:
    """Return a type like `base` in which a field holds a kind of things: as it is written, but said more exactly."""
    return msgspec.defstruct(name, [(field, kind)], bases=(base,), kw_only=True)


def _types(kind: str) -> tuple[Any, Any]:
    """Return the types of a record's answer and of a list of them, with the record's own shape."""
    result = _holding(f"{kind.capitalize()}Result", RecordResult, "record", TYPES[kind])
    return result, _holding(f"{KINDS[kind].capitalize()}Page", RecordsPage, "results", GenericAlias(list, (result,)))


def _listed(plural: str, page: Any) -> Operation:
    kind = PLURALS[plural]
    leads = [
        Follow(operation=plural, parameter="cursor", value="/cursor"),
        Follow(operation=kind, parameter="record_id", value="/results/0/id"),
    ]
    if kind in {stream.kind for stream in SUBJECT_STREAMS}:
        leads += [
            Follow(operation=f"{kind}_{form.extension}", parameter="slug", value="/results/0/record/slug")
            for form in FORMATS
        ]
    if kind == "pair":
        leads.append(Follow(operation="oembed", parameter="url", value="/results/0/url"))
    if kind == "page":
        leads += [
            Follow(operation=name, parameter="uri", value="/results/0/record/addresses/0/url")
            for name in ("time_gate", "time_map")
        ]
    limit = api_views.PAIRS if kind == "pair" else records.RECORDS
    return Operation(
        name=plural,
        path=f"/api/v1/{plural}",
        group="Records",
        told=f"{plural.capitalize()} that stand, the newest first",
        answer=Answer(media_type=api.MEDIA_TYPE, told="A page of the list.", type=page, leads=tuple(leads)),
        parameters=(limit, cursors.CURSOR),
    )


def _shown(kind: str, result: Any) -> Operation:
    parts = ("findings", "evidence") if kind in {"pair", "safeguard", "concern"} else ()
    leads = [Follow(operation="annotation", parameter="part_id", value=f"/record/{part}/0/id") for part in parts]
    return Operation(
        name=kind,
        path=f"/api/v1/{KINDS[kind]}/{{record_id}}",
        group="Records",
        told=f"One {kind}",
        note=PERMANENT,
        answer=Answer(media_type=api.MEDIA_TYPE, told="It.", type=result, leads=tuple(leads)),
        parameters=(ID,),
        missing=True,
    )


def _streamed(kind: str, extension: str, path: str) -> Operation:
    line = "one record a line, as the ledger holds it" if extension == "ndjson" else "a header, then a row a record"
    return Operation(
        name=f"all_{kind}_{extension}",
        path=path,
        group="Records",
        told=f"All {KINDS[kind]} that stand, the oldest first ({extension.upper()})",
        note=f"The answer is sent while it is read: {line}.",
        answer=Answer(media_type=NDJSON if extension == "ndjson" else CSV, told="All of them."),
        refuses=None,
    )


PAIR = _holding("PairDetail", api.PairDetail, "record", PairRecord)
JSON_FEED = _holding("JsonFeed", jsonfeed.Top, "items", list[jsonfeed.Item])
REVIEWS = Operation(
    name="claim_reviews",
    path=reviews.PATH,
    group="Feeds",
    told="Findings on pairs as ClaimReviews (a DataFeed)",
    note="A page holds up to 100; the next one is in the `Link` header.",
    answer=Answer(
        media_type=claimreview.MEDIA_TYPE,
        told="A page of the feed.",
        type=claimreview.DataFeed,
        also=(claimreview.ClaimReview, claimreview.RetractedReview),
    ),
    parameters=(cursors.CURSOR,),
)
CLAIMS = Operation(
    name="claims",
    path=claims.PATH,
    group="Fact-check tools",
    told="Findings on pairs, as the Fact Check Tools API lists them",
    answer=Answer(
        media_type=claimsearch.MEDIA_TYPE,
        told="A page of claims; an absent token ends the list.",
        type=claimsearch.ClaimsFound,
        leads=(Follow(operation="claims", parameter="pageToken", value="/nextPageToken"),),
    ),
    parameters=claims.PARAMETERS,
    refuses=claimsearch.ClaimsProblem,
)
CHANGES = Operation(
    name="ledger_changes",
    path="/api/v1/changes",
    group="Ledger",
    told="The ledger after a cursor, in order, without gaps",
    note="A program that stores the last cursor misses nothing and sees nothing twice, whatever is written meanwhile.",
    answer=Answer(
        media_type=api.MEDIA_TYPE,
        told="A page of entries; `pending` counts those that follow.",
        type=api.LedgerPage,
        leads=(Follow(operation="ledger_changes", parameter="since", value="/cursor"),),
    ),
    parameters=(cursors.SINCE, api_views.ENTRIES, api_views.INCLUDE),
)
ANNOTATION = Operation(
    name="annotation",
    path="/annotations/{part_id}",
    group="Captures",
    told="A finding or evidence on quoted words (Web Annotation)",
    answer=Answer(media_type="application/ld+json", told="It.", type=Annotation),
    parameters=(PART,),
    missing=True,
)
TIME_GATE = Operation(
    name="time_gate",
    path="/timegate/{uri}",
    group="Captures",
    told="Leads to the capture of an address nearest to a moment, or to a page of ours as it was then",
    answer=None,
    parameters=(URI, MOMENT),
    found=True,
    missing=True,
)
TIME_MAP = Operation(
    name="time_map",
    path="/timemap/link/{uri}",
    group="Captures",
    told="All captures of an address, or what a page of ours was on each day on which it may have changed",
    answer=Answer(media_type=memento.MEDIA_TYPE, told="The TimeMap."),
    parameters=(URI,),
    missing=True,
)
OEMBED = Operation(
    name="oembed",
    path="/oembed",
    group="Frames",
    told="How a pair or a finding is shown in a frame (oEmbed 1.0)",
    answer=Answer(media_type=OEMBED_TYPE, told="A frame with the card.", type=OEmbed),
    parameters=oembed.PARAMETERS,
    missing=True,
    unserved="Another format than JSON was asked for.",
)
DOCUMENT = Operation(
    name="openapi",
    path=openapi.PATH,
    group="This document",
    told="What is served here (OpenAPI 3.1)",
    answer=Answer(media_type=openapi.MEDIA_TYPE, told="It."),
    refuses=None,
)
