"""Which names the site goes by, and whom it believes about them."""

from __future__ import annotations

from typing import Any

import pytest

from app.web.factory import create_app


def client_of(settings: dict[str, Any], **more: Any) -> Any:
    return create_app({**settings, **more}).test_client()


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]"])
def test_this_machine_is_always_known(app_settings: dict[str, Any], host: str) -> None:
    assert client_of(app_settings).get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:80", "localhost.evil.example", "localhost@evil.example", "evil@localhost", "a b"],
)
@pytest.mark.parametrize("address", ["/", "/feeds/findings.json", "/pairs/none", "/login", "/%00"])
def test_a_forged_host_is_refused_in_plain_words_and_kept_by_no_cache(
    app_settings: dict[str, Any], host: str, address: str
) -> None:
    answer = client_of(app_settings).get(address, headers={"Host": host})
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert "does not go by the name" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "evil" not in f"{answer.text}{answer.headers}"


@pytest.mark.parametrize(
    "named", ["facts.example, .kites.example,[2001:db8::1]", ["facts.example", ".kites.example", "[2001:db8::1]"]]
)
def test_the_names_that_are_set_are_known(app_settings: dict[str, Any], named: object) -> None:
    client = client_of(app_settings, BASE_URL="https://Base.example:8443/kites", TRUSTED_HOSTS=named)
    for host in ("facts.example", "www.kites.example:80", "base.example", "[2001:db8::1]:8000", "localhost"):
        assert client.get("/", headers={"Host": host}).status_code == 200
    for host in ("kites.example.evil.example", "evilkites.example", "www.facts.example"):
        assert client.get("/", headers={"Host": host}).status_code == 400


FORWARDED = {
    "X-Forwarded-Host": "facts.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Prefix": "/kites",
    "X-Forwarded-For": "203.0.113.7",
}


def test_what_a_stranger_says_of_the_request_is_not_believed(app_settings: dict[str, Any]) -> None:
    client = client_of(app_settings, TRUSTED_HOSTS="facts.example")
    page = client.get("/feeds/findings.json", headers=FORWARDED)
    assert page.get_json(force=True)["feed_url"] == "http://localhost/feeds/findings.json"
    assert "Strict-Transport-Security" not in page.headers


def test_the_proxies_that_are_set_are_believed_and_their_host_is_checked(app_settings: dict[str, Any]) -> None:
    client = client_of(app_settings, TRUSTED_HOSTS="facts.example", PROXIES=1)
    page = client.get("/feeds/findings.json", headers=FORWARDED)
    assert page.get_json(force=True)["feed_url"] == "https://facts.example/kites/feeds/findings.json"
    assert "Strict-Transport-Security" in page.headers
    assert client.get("/", headers={**FORWARDED, "X-Forwarded-Host": "evil.example"}).status_code == 400
