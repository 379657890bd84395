"""nginx with `docs/deploy/nginx.conf` before the site as `rejoinder serve` serves it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.storage.engine import make_engine
from tests.factories.sample_library import fill
from tests.safety.test_stale import PAGE, publish
from tests.support.nginx import NAME, nginx
from tests.support.server import free_port, wait_until_it_listens

PATIENCE_S = 120
KEPT_S = 1
SLOW, OTHERS = 200, 40
THREADS = 4
CONTROL_S = 1
MB = 2**20


class Site(NamedTuple):
    """A site behind nginx: with the micro-cache, without, and the application itself."""

    kept: int
    newest: int
    application: int
    database: str


@contextmanager
def application(app: Flask) -> Iterator[int]:
    """Serve the site of `app` with one process."""
    port = free_port()
    settings = {
        "REJOINDER_INSTANCE_PATH": app.instance_path,
        "REJOINDER_DATABASE_URL": str(app.config["DATABASE_URL"]),
        "REJOINDER_PROXIES": "1",
        "REJOINDER_TRUSTED_HOSTS": NAME,
        "REJOINDER_METRICS_TOKEN": "a token for tests alone",
    }
    command = [Path(sys.executable).with_name("rejoinder"), "serve", "--port", str(port), "--workers", "1"]
    log = Path(app.instance_path) / "log"
    with log.open("wb") as told:
        server = subprocess.Popen(
            [*command, "--threads", str(THREADS)], env={**os.environ, **settings}, stdout=told, stderr=told
        )
    try:
        wait_until_it_listens(server, port, log, PATIENCE_S)
        yield port
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=PATIENCE_S)


@pytest.fixture
def site(app: Flask, tmp_path: Path) -> Iterator[Site]:
    with Session(app.extensions["rejoinder-databases"].desk) as session:
        fill(session)
        publish(session, 0)
    with ExitStack() as stack:
        behind = stack.enter_context(application(app))
        kept = stack.enter_context(nginx(tmp_path / "kept", behind, kept=f"{KEPT_S}s"))
        newest = stack.enter_context(nginx(tmp_path / "newest", behind))
        yield Site(kept, newest, behind, str(app.config["DATABASE_URL"]))


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def connected(port: int) -> http.client.HTTPSConnection:
    unchecked = ssl.create_default_context()
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection("127.0.0.1", port, timeout=PATIENCE_S, context=unchecked)


def asked(port: int, address: str, method: str = "GET", body: object = None, **headers: str) -> Answer:
    """Ask nginx for an address of the site by its name."""
    connection = connected(port)
    named = {"Host": NAME, **{name.replace("_", "-"): value for name, value in headers.items()}}
    connection.request(method, address, body, named)  # type: ignore[arg-type]  # bytes, or an iterator of them
    answer = connection.getresponse()
    read = Answer(answer.status, answer.headers, answer.read())
    connection.close()
    return read


def test_the_configuration_as_operators_run_it(site: Site) -> None:
    """One site serves all of this: starting it costs more than asking."""
    tags_are_kept_in_each_coding(site)
    a_publication_shows_at_once_or_when_pages_are_kept_after_their_time(site)
    whoever_is_signed_in_is_not_answered_from_what_is_kept(site)
    private_pages_and_streams_are_kept_by_nobody(site)
    what_is_too_large_is_refused_before_the_application(site)
    whoever_sends_a_body_that_nobody_wants_hears_why(site)
    what_clients_say_of_the_request_is_not_believed(site)
    numbers_are_not_passed_on(site)
    slow_clients_hold_up_nobody(site)


def tags_are_kept_in_each_coding(site: Site) -> None:
    for port in (site.newest, site.kept):
        whole, packed = asked(port, PAGE), asked(port, PAGE, Accept_Encoding="br, gzip, zstd")
        assert (whole.headers["Content-Encoding"], packed.headers["Content-Encoding"]) == (None, "gzip")
        for first, coding in ((whole, "identity"), (packed, "gzip")):
            tag = first.headers["ETag"]
            assert not tag.startswith("W/")
            again = asked(port, PAGE, If_None_Match=tag, Accept_Encoding=coding)
            assert (again.status, again.headers["ETag"], again.body) == (304, tag, b"")
        assert asked(port, PAGE, If_None_Match=whole.headers["ETag"], Accept_Encoding="gzip").status == 200
        assert whole.headers["Strict-Transport-Security"]
        assert whole.headers["Content-Security-Policy"].startswith("default-src 'none'")


def a_publication_shows_at_once_or_when_pages_are_kept_after_their_time(site: Site) -> None:
    assert any(asked(site.kept, PAGE).headers["X-Cache"] == "HIT" for _ in range(50))
    engine = make_engine(site.database)
    with Session(engine) as session:
        publish(session, 1)
    engine.dispose()
    assert b"Heading 1" in asked(site.newest, PAGE).body
    time.sleep(KEPT_S + 1.1)  # nginx counts whole seconds
    assert b"Heading 1" in asked(site.kept, PAGE).body


def whoever_is_signed_in_is_not_answered_from_what_is_kept(site: Site) -> None:
    asked(site.kept, PAGE)
    for cookie in ("session=x", "a=b; __Host-session=x", "published=7"):
        assert asked(site.kept, PAGE, Cookie=cookie).headers["X-Cache"] == "BYPASS"
    assert asked(site.kept, PAGE, Cookie="a=session").headers["X-Cache"] != "BYPASS"


def private_pages_and_streams_are_kept_by_nobody(site: Site) -> None:
    for address in ("/login", "/report", "/desk", "/api/v1/pairs.csv", "/nowhere", f"/timegate/{NAME}"):
        seen = {asked(site.kept, address).headers["X-Cache"] for _ in range(2)}
        assert seen <= {None, "MISS"}, address
    script = asked(site.kept, "/static/js/report.js", Accept_Encoding="gzip")
    assert script.headers["Content-Encoding"] == "gzip"
    again = asked(site.kept, "/static/js/report.js", Accept_Encoding="gzip", If_None_Match=script.headers["ETag"])
    assert again.status == 304
    assert asked(site.newest, "/login", Accept_Encoding="gzip").headers["Content-Encoding"] is None


def what_is_too_large_is_refused_before_the_application(site: Site) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(27):
            yield bytes(MB)

    for address, size in (("/report", 26), ("/search", 1)):
        answer = asked(site.newest, address, "POST", None, Content_Length=str(size * MB + 1))
        assert (answer.status, answer.body) == (413, b"This is too large. A file may have 25 MB.\n")
    try:
        chunked = asked(site.newest, "/desk/captures/new", "POST", endless())
    except (BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
        pass  # nginx hung up on it while it was being sent
    else:
        assert chunked.status == 413
    file = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + bytes(24 * MB) + b"\r\n--x--\r\n"
    )
    sent = asked(site.newest, "/desk/captures/new", "POST", file, Content_Type="multipart/form-data; boundary=x")
    assert (sent.status, sent.headers["Cache-Control"]) == (400, "no-store")  # the application's: there is no token
    long = asked(site.newest, f"/v1alpha1/claims:search?query={'x' * 7_000}")
    assert long.headers["Content-Type"] == "application/json"  # the application itself answered
    assert asked(site.newest, "/about", X_Long="x" * 9_000).status == 400
    assert b"too long" in asked(site.newest, "/about?" + "x" * 9_000).body
    traced = asked(site.newest, PAGE, "TRACE")
    assert set(traced.headers["Allow"].split(", ")) == set(asked(site.newest, PAGE, "PUT").headers["Allow"].split(", "))
    assert traced.status == 405
    assert traced.body.decode() == "This can't be done at any address of this site.\n"


def whoever_sends_a_body_that_nobody_wants_hears_why(site: Site) -> None:
    """20 MB are more than waits between two: nginx would hear nothing of a server that hung up on them."""
    head = f"POST /report HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: {20 * MB}\r\nContent-Type:"
    for content_type, status in (
        ("application/x-www-form-urlencoded", b"413"),
        ("multipart/form-data; boundary=x", b"413"),
        ("text/plain", b"400"),
    ):
        with socket.create_connection(("127.0.0.1", site.application), timeout=PATIENCE_S) as connection:
            connection.sendall(f"{head} {content_type}\r\n\r\n".encode() + bytes(20 * MB))
            assert connection.recv(100).split(b" ")[1] == status, content_type


def what_clients_say_of_the_request_is_not_believed(site: Site) -> None:
    forged = {
        "X_Forwarded_For": "203.0.113.7",
        "X_Forwarded_Host": "evil.example",
        "X_Forwarded_Proto": "http",
        "X_Forwarded_Prefix": "/evil",
        "Forwarded": "for=203.0.113.7;host=evil.example;proto=http",
    }
    for port in (site.newest, site.kept):
        feed = asked(port, "/feeds/findings.json", **forged)
        assert f'"feed_url":"https://{NAME}/feeds/findings.json"'.encode() in feed.body.replace(b'": ', b'":')
        assert b"evil" not in feed.body
        assert asked(port, "/", Host="evil.example").status == 400
        assert asked(port, "/").status == 200


def numbers_are_not_passed_on(site: Site) -> None:
    for address in ("/metrics", "//metrics", "/%6detrics", "/about/../metrics", "/metrics/", "/metrics?x=1"):
        for port in (site.newest, site.kept):
            answer = asked(port, address, Authorization="Bearer a token for tests alone")
            assert answer.status == 404, address
            assert b"rejoinder_" not in answer.body


def slow_clients_hold_up_nobody(site: Site) -> None:
    """Some send a request's head letter by letter, some its body, some take no answer; others are answered."""
    answered = 0
    with hanging([connected(site.newest) for _ in range(SLOW)]) as slow:
        for _ in range(OTHERS):
            for one in slow[:: SLOW // 20]:
                with suppress(OSError):  # nginx may have hung up on it by now
                    one.send(b"a")
            answered += asked(site.newest, PAGE).status == 200
    assert answered == OTHERS
    with hanging([http.client.HTTPConnection("127.0.0.1", site.application) for _ in range(SLOW // 4)]):  # the control
        alone = http.client.HTTPConnection("127.0.0.1", site.application, timeout=CONTROL_S)
        alone.request("GET", PAGE)
        with pytest.raises(TimeoutError):
            alone.getresponse()
        alone.close()


@contextmanager
def hanging(connections: list[Any]) -> Iterator[list[Any]]:
    """Begin a request on each of them, and end none."""
    begun = (
        f"GET /about HTTP/1.1\r\nHost: {NAME}\r\nX-Slow: ",
        f"POST /login HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 900\r\n\r\nemail=",
        f"GET {PAGE} HTTP/1.1\r\nHost: {NAME}\r\n\r\n",
    )
    try:
        for number, one in enumerate(connections):
            one.connect()
            one.send(begun[number % len(begun)].encode())
        yield connections
    finally:
        for one in connections:
            one.close()
