"""`/metrics`, `Server-Timing` and the log of slow statements: what they tell, and to whom."""

from __future__ import annotations

import io
import json
import logging
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.domain.errors import Rejected
from app.web.factory import create_app
from app.web.tallies import ROOM, Memory, Tallies
from tests.support.desk import add_people, signed_in

TOKEN = "a token for tests alone"
SHOWN = {"Authorization": f"Bearer {TOKEN}"}
NUMBER = re.compile(r'[a-z_]+(\{([a-z]+="[^"\n]*",?)+\})? (\+Inf|[\d.e-]+)')


@pytest.fixture
def app_settings(app_settings: dict[str, Any]) -> dict[str, Any]:
    return {**app_settings, "METRICS_TOKEN": TOKEN, "METRICS_PORT": 9100, "SLOW_QUERY_MS": 0.000_1, "CACHE_MB": 8}


def numbers(client: FlaskClient) -> dict[str, float]:
    """Read what is told, each line of it."""
    answer = client.get("/metrics", headers=SHOWN)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    told = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert all(NUMBER.fullmatch(line) for line in told), told
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", answer.text, re.MULTILINE))
    names = {re.sub(r"_(bucket|sum|count)$", "", re.split("[{ ]", line)[0]) for line in told}
    assert names <= kinds.keys()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in told)}


@pytest.mark.usefixtures("reader")
def test_it_tells_what_readers_asked_and_what_that_took(client: FlaskClient) -> None:
    for _ in range(3):
        assert client.get("/pairs/lost-parcels").status_code == 200
    assert client.get("/pairs/none").status_code == 404
    assert client.get("/nowhere").status_code == 404
    told = numbers(client)
    pair = 'route="/pairs/<slug>"'
    assert told[f'rejoinder_requests_total{{{pair},status="2xx"}}'] == 1  # the others came from the cache
    assert told[f'rejoinder_requests_total{{{pair},status="4xx"}}'] == 1
    assert told['rejoinder_requests_total{route="none",status="4xx"}'] == 1
    assert told['rejoinder_cache_answers_total{result="hit"}'] == 2
    assert told['rejoinder_cache_answers_total{result="miss"}'] == 3
    assert told["rejoinder_cache_entries"] == 1
    assert 5_000 < told["rejoinder_cache_bytes"] < 50_000
    assert told[f"rejoinder_request_seconds_count{{{pair}}}"] == 2
    assert told[f"rejoinder_request_seconds_sum{{{pair}}}"] > 0
    buckets = [
        told[f'rejoinder_request_statements_bucket{{{pair},le="{bound}"}}'] for bound in ("0", "3", "50", "+Inf")
    ]
    assert buckets == [0, 2, 2, 2]
    assert told['rejoinder_pool_connections{engine="library"}'] >= 0
    assert told["rejoinder_ledger_seq"] == told["rejoinder_library_seq"] > 0
    assert told["rejoinder_open_reports"] == 0


def test_it_tells_what_waits_on_the_desk(app: Flask, client: FlaskClient) -> None:
    add_people(app, "editor")
    editor = signed_in(app, "editor")
    answer = editor.get("/desk")
    sql, whole = answer.headers["Server-Timing"].split(", ")
    assert re.fullmatch(r'sql;dur=\d+\.\d;desc="\d+ statements"', sql)
    assert re.fullmatch(r"all;dur=\d+\.\d", whole)
    assert "Server-Timing" not in client.get("/").headers
    with app.extensions["rejoinder-databases"].desk.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO desk_subject (id, kind, state, version, created_at, updated_at) "
                "VALUES ('x', 'topic', 'draft', 1, '2026-01-01', '2026-01-01')"
            )
        )
    assert numbers(client)['rejoinder_desk_records{state="draft"}'] == 1


def test_to_strangers_there_is_no_such_address(client: FlaskClient, app_settings: dict[str, Any]) -> None:
    for headers in ({}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": "Bearer "}):
        assert client.get("/metrics", headers=headers).status_code == 404
    inside = {"SERVER_PORT": "9100"}
    assert client.get("/metrics", environ_overrides=inside).status_code == 200
    assert client.get("/", environ_overrides=inside).status_code == 404
    assert client.get("/metrics", headers={"Host": "localhost:9100", "X-Forwarded-Port": "9100"}).status_code == 404
    closed = create_app({**app_settings, "METRICS_TOKEN": "", "METRICS_PORT": 0}).test_client()
    assert closed.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    with pytest.raises(Rejected, match="16 characters"):
        create_app({**app_settings, "METRICS_TOKEN": "short"})


def test_where_the_databases_are_away_it_says_so(app: Flask, client: FlaskClient) -> None:
    with app.extensions["rejoinder-databases"].desk.begin() as connection:
        connection.execute(text("DROP TABLE desk_subject"))
    assert numbers(client)["rejoinder_database_up"] == 0


@pytest.mark.usefixtures("reader")
def test_a_slow_statement_is_logged_without_what_it_was_given(app: Flask, client: FlaskClient) -> None:
    [handler] = app.logger.handlers
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    handler.setStream(stream)
    assert client.get("/search?q=T0P-secret-word").status_code == 200
    told = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert {one["event"] for one in told} == {"slow statement"}
    assert all(one["route"] == "/search" and one["engine"] == "library" and one["ms"] >= 0 for one in told)
    assert any("MATCH ?" in one["statement"] for one in told)
    assert len({one["request"] for one in told}) == 1
    assert "T0P-secret" not in stream.getvalue()
    assert numbers(client)["rejoinder_slow_statements_total"] >= len(told)


def test_processes_add_up_and_a_gauge_goes_with_its_process() -> None:
    memory = Memory(2)
    own, other = Tallies(memory), Tallies(memory)
    for one in (own, other):
        one.series(one.metric("a_total", "counter", "A."), name='of "x"\\\n')
        one.series(one.metric("b", "gauge", "B."))
        one.series(one.metric("c", "histogram", "C.", (1.0, 2.5)))
    for tallies, region, amount in ((own, 0, 1), (other, 1, 2)):
        memory.take(region)
        tallies.add(tallies.series(tallies._metrics["a_total"], name='of "x"\\\n'), amount)
        tallies.set(tallies.series(tallies._metrics["b"]), amount)
        tallies.note(tallies.series(tallies._metrics["c"]), amount)
    written = list(own.lines())
    assert 'a_total{name="of \\"x\\"\\\\\\n"} 3' in written
    assert "b 3" in written
    assert written[-5:] == [
        'c_bucket{le="1"} 1',
        'c_bucket{le="2.5"} 2',
        'c_bucket{le="+Inf"} 2',
        "c_sum 3",
        "c_count 2",
    ]
    other.forget_gauges()  # another process takes this region
    assert "b 1" in list(own.lines())
    with pytest.raises(ValueError, match="no room"):
        own.series(own.metric("d", "histogram", "D.", tuple(map(float, range(ROOM)))))


def test_the_application_s_series_take_half_of_the_room_at_most(app: Flask) -> None:
    assert app.extensions["rejoinder-metrics"].tallies._taken < ROOM / 2
