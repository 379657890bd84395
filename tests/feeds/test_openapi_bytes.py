from __future__ import annotations

import json

import msgspec

from app.feeds.api import Problem
from app.feeds.asked import Text, Whole
from app.feeds.openapi import Answer, Follow, Operation, document

KITE = Text(name="kite", told="Which one.", place="path")
LENGTH = Whole(name="length", told="Of its line.", least=1, most=9)


class Kite(msgspec.Struct):
    """A kite."""

    colour: str


class Fault(msgspec.Struct):
    """A fault in a shape of its own."""

    words: str


def made(*operations):
    return json.loads(document(operations, {"Kites": "All kites."}, "The Board", "https://kites.example"))


def test_an_operation_is_told_whole():
    told = made(
        Operation(
            name="kite",
            path="/kites/{kite}",
            group="Kites",
            told="One kite",
            note="It flies.",
            answer=Answer(
                media_type="application/json",
                told="It.",
                type=Kite,
                leads=(Follow(operation="kite", parameter="kite", value="/next"),),
            ),
            parameters=(KITE, LENGTH),
            moved=True,
            missing=True,
        )
    )
    assert (told["openapi"], told["servers"]) == ("3.1.0", [{"url": "https://kites.example"}])
    own = told["paths"]["/kites/{kite}"]["get"]
    assert own["parameters"][0]["required"] is True
    assert own["parameters"][1] == {
        "name": "length",
        "in": "query",
        "description": "Of its line.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 9},
    }
    assert list(own["responses"]) == ["200", "304", "301", "400", "404", "414"]
    assert own["responses"]["200"]["links"]["kite_1"]["parameters"] == {"kite": "$response.body#/next"}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    assert own["responses"]["404"]["content"] == problem
    assert set(told["components"]["schemas"]) == {Kite.__name__, Problem.__name__}


def test_what_can_not_happen_is_not_told():
    told = made(
        Operation(
            name="all",
            path="/kites.csv",
            group="Kites",
            told="All kites",
            answer=Answer(media_type="text/csv; charset=utf-8", told="A table."),
            refuses=None,
        ),
        Operation(name="gate", path="/gate", group="Kites", told="Leads on", answer=None, found=True, refuses=Fault),
    )
    table, gate = told["paths"]["/kites.csv"]["get"], told["paths"]["/gate"]["get"]
    assert list(table["responses"]) == ["200", "304", "414"]
    assert table["responses"]["200"]["content"] == {"text/csv": {"schema": {"type": "string"}}}
    assert "parameters" not in table
    assert list(gate["responses"]) == ["302", "400", "414"]
    assert set(gate["responses"]["400"]["content"]) == {"application/json", "application/problem+json"}


def test_the_document_is_served_like_all_others_but_has_no_date(reader):
    answer = reader.get("/openapi.json")
    assert answer.mimetype == "application/json"
    assert answer.get_json()["servers"] == [{"url": "http://localhost"}]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Last-Modified" not in answer.headers
    again = reader.get("/openapi.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    refused = reader.post("/openapi.json")
    assert (refused.status_code, refused.mimetype) == (405, "application/problem+json")
    assert {"GET", "HEAD", "OPTIONS"} == set(refused.allow)
