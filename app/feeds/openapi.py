"""The document of the API (OpenAPI 3.1), made of the very operations that are served.

An operation names its address, its parameters (`asked`) and its answers, whose types are those that write the bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from app.feeds.api import PROBLEM, Problem
from app.feeds.asked import Parameter
from app.feeds.claimreview import SCHEMAS

MEDIA_TYPE = "application/json"
PATH = "/openapi.json"
VERSION = "1"
ETAG = '^(W/)?"[^"]+"$'
"""Ours are strong; whoever compresses an answer on its way, as nginx does with whole tables, makes its tag weak."""


class Follow(msgspec.Struct, frozen=True, kw_only=True):
    """A value of an answer that leads on: to an operation, where it stands for a parameter."""

    operation: str
    parameter: str
    value: str


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A good answer: its media type, and what type it is written from (None for what is no JSON).

    `also` are types that this type's own description names.
    """

    media_type: str
    told: str
    type: Any = None
    leads: tuple[Follow, ...] = ()
    also: tuple[Any, ...] = ()


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """An address that is read. `path` has its variable parts in braces; `name` is permanent.

    `moved` and `found` say that it may lead elsewhere, for good (301) or for now (302). `refuses` is the type of a 400
    where it is none of ours (None: nothing can be refused); `missing` whether there may be nothing of that name, and
    `unserved` when what is asked for is served in another form alone (501).
    """

    name: str
    path: str
    group: str
    told: str
    answer: Answer | None
    parameters: tuple[Parameter, ...] = ()
    moved: bool = False
    found: bool = False
    missing: bool = False
    unserved: str = ""
    refuses: Any = Problem
    note: str = ""


def document(operations: Sequence[Operation], groups: dict[str, str], site: str, base: str) -> bytes:
    """Write the document."""
    body = {
        "openapi": "3.1.0",
        "info": {
            "title": f"{site}: feeds and the API",
            "version": VERSION,
            "description": (
                "What this site has published, for programs. No key is needed, scripts of any site may read, and "
                "nothing can be written. Every answer has an ETag: send it back in If-None-Match, and get 304 while "
                "it still holds. HEAD is answered like GET, without the body. Cursors are opaque."
            ),
        },
        "servers": [{"url": base}],
        "tags": [{"name": name, "description": told} for name, told in groups.items()],
        "paths": {one.path: {"get": _operation(one)} for one in operations},
        "components": {
            "schemas": _schemas(operations),
            "headers": {
                "ETag": _header("Names this very answer.", {"type": "string", "pattern": ETAG}, required=True),
                "LastModified": _header("When anything was last published, once that is a minute ago."),
                "Link": _header("The next page, where there is one, and every feed of the site."),
                "Origin": _header("Scripts of any site may read.", {"type": "string", "const": "*"}, required=True),
            },
        },
    }
    return msgspec.json.encode(body)


def _header(told: str, schema: dict[str, Any] | None = None, *, required: bool = False) -> dict[str, Any]:
    return {"description": told, "required": required, "schema": schema or {"type": "string"}}


def _operation(one: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {"operationId": one.name, "tags": [one.group], "summary": one.told}
    if one.note:
        made["description"] = one.note
    if one.parameters:
        made["parameters"] = [_parameter(parameter) for parameter in one.parameters]
    return {**made, "responses": dict(_responses(one))}


def _parameter(one: Parameter) -> dict[str, Any]:
    required = {"required": True} if one.place == "path" else {}
    return {"name": one.name, "in": one.place, "description": one.told, **required, "schema": one.schema()}


def _responses(one: Operation) -> Iterable[tuple[str, dict[str, Any]]]:
    if one.answer is not None:
        yield "200", _good(one.answer)
        yield "304", {"description": "The answer that you have (If-None-Match, If-Modified-Since) still holds."}
    location = {"headers": {"Location": _header("Where it is.", required=True)}}
    if one.moved:
        yield "301", {"description": "The subject has another name now.", **location}
    if one.found:
        yield "302", {"description": "The capture that was asked for.", **location}
    if one.refuses is not None:
        yield "400", _bad("A parameter can't be read.", one.refuses)
    if one.missing:
        yield "404", _bad("Nothing is published under that name.", Problem)
    if one.unserved:
        yield "501", _bad(one.unserved, Problem)
    yield "414", {"description": "The address is longer than a server takes (4,094 bytes)."}


def _good(answer: Answer) -> dict[str, Any]:
    schema = {"$ref": SCHEMAS + answer.type.__name__} if answer.type else {"type": "string"}
    names = {"ETag": "ETag", "Last-Modified": "LastModified", "Link": "Link", "Access-Control-Allow-Origin": "Origin"}
    made: dict[str, Any] = {
        "description": answer.told,
        "headers": {name: {"$ref": f"#/components/headers/{component}"} for name, component in names.items()},
        "content": {answer.media_type.partition(";")[0]: {"schema": schema}},
    }
    if answer.leads:
        made["links"] = {
            f"{one.operation}_{number}": {
                "operationId": one.operation,
                "parameters": {one.parameter: f"$response.body#{one.value}"},
            }
            for number, one in enumerate(answer.leads, 1)
        }
    return made


def _bad(told: str, kind: Any) -> dict[str, Any]:
    """Describe an error; one in a shape of its own is told as a problem where the address itself is impossible."""
    kinds = {MEDIA_TYPE: kind, PROBLEM: Problem} if kind is not Problem else {PROBLEM: Problem}
    content = {name: {"schema": {"$ref": SCHEMAS + one.__name__}} for name, one in kinds.items()}
    return {"description": told, "content": content}


def _schemas(operations: Iterable[Operation]) -> dict[str, Any]:
    """Describe every type that is written, and those that these are made of."""
    used: dict[Any, None] = {}
    for one in operations:
        good = (one.answer.type, *one.answer.also) if one.answer else ()
        used.update(dict.fromkeys(kind for kind in (*good, one.refuses, Problem) if kind is not None))
    return msgspec.json.schema_components(list(used), ref_template=SCHEMAS + "{name}")[1]
