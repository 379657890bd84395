"""The ground of the browser tests itself: the watch sees what goes wrong, the checkers find what is bad."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from flask import Flask, Response
from playwright.sync_api import Page

from tests.support.chromium import Troubles
from tests.support.pages import axe, nu_check
from tests.support.server import LiveServer, serve

GOOD = '<!doctype html><html lang="en"><head><title>Good</title></head><body><main><h1>Good</h1></main></body></html>'


@pytest.fixture
def live_server() -> Iterator[LiveServer]:
    bare = Flask("bare", static_folder=None)

    @bare.get("/favicon.ico")
    def icon() -> Response:
        return Response(b"", mimetype="image/x-icon")

    @bare.get("/<name>")
    def show(name: str) -> Response:
        bodies = {"inline": GOOD.replace("</main>", "<script>document.title = 'ran'</script></main>"), "good": GOOD}
        bodies["faint"] = GOOD.replace("<h1>", '<img src="data:,"><p><font color="#eeeeee">Faint words.</font></p><h1>')
        bodies["calls"] = GOOD.replace("</main>", '<img alt="" src="/absent/image"></main>')
        policy = "default-src 'none'; img-src 'self' data:; script-src 'self'"
        return Response(bodies[name], mimetype="text/html", headers={"Content-Security-Policy": policy})

    with serve(bare) as running:
        yield running


def test_a_good_page_is_no_trouble(page: Page, troubles: Troubles, live_server: LiveServer) -> None:
    page.goto(live_server.url("/good"))
    assert axe(page) == []
    assert troubles.seen == []


def test_a_violated_policy_is_seen_and_the_script_does_not_run(
    page: Page, troubles: Troubles, live_server: LiveServer
) -> None:
    page.goto(live_server.url("/inline"))
    assert page.title() == "Good"
    assert any("Content Security Policy" in line for line in troubles.seen)
    assert troubles.unexpected() == troubles.seen
    troubles.expect("Content Security Policy")
    assert troubles.unexpected() == []


def test_a_second_page_has_its_own_profile_and_is_watched_too(
    page: Page, new_page: Callable[..., Page], troubles: Troubles, live_server: LiveServer
) -> None:
    other = new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto(live_server.url("/good"))
    page.context.add_cookies([{"name": "signed", "value": "in", "url": live_server.origin}])
    other.goto(live_server.url("/calls"))
    assert other.viewport_size == {"width": 390, "height": 844}
    assert other.context.cookies() == []
    assert len(troubles.seen) == 1
    troubles.expect("/absent/image")


def test_a_bad_answer_is_seen_with_its_address(page: Page, troubles: Troubles, live_server: LiveServer) -> None:
    page.goto(live_server.url("/calls"))
    page.wait_for_load_state("networkidle")
    assert [line.partition(": ")[0] for line in troubles.seen] == ["answer 404"]
    troubles.expect("/absent/image")


def test_axe_finds_a_picture_without_words_and_faint_words_in_both_schemes(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url("/faint"))
    assert {tuple(line.split(": ")[:2]) for line in axe(page)} == {
        ("light", "image-alt"),
        ("light", "color-contrast"),
        ("dark", "color-contrast"),
    }


def test_what_answers_a_browser_that_has_gone_away_is_closed_all_the_same() -> None:
    """A file left open fails whatever test comes next."""
    begun, gone, done = Event(), Event(), Event()

    class Body:
        def __iter__(self) -> Iterator[bytes]:
            yield b"It goes away before the end."
            begun.set()
            gone.wait(20)

        def close(self) -> None:
            done.set()

    def application(_environ: dict[str, Any], start_response: Any) -> Body:
        start_response("200 OK", [("Content-Length", "28")])
        return Body()

    with serve(application) as server:  # type: ignore[arg-type]  # all that is served
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
            assert begun.wait(20)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        gone.set()
        assert done.wait(20)


def test_the_nu_checker_names_the_bad_document_alone() -> None:
    found = nu_check({"/good": GOOD, "/bad": GOOD.replace("<h1>", "<h1><div>").replace("</h1>", "</div></h1>")})
    assert found
    assert all(line.startswith("/bad:1: ") for line in found)
