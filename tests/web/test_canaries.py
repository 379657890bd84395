"""No draft is seen: a secret word stands in every draft, and nobody finds one who may not read that draft.

Strangers walk every public address and guess at those of drafts; contributors walk the desk and guess at others'. The
controls plant a leak in each place and see that it is found, and that every secret is found by whoever may read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import select, true
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.storage.models.desk import Capture, Commitment, Passage, Proposal, Subject
from app.storage.queries.desk import agencies
from app.web.desk.places import PLURALS
from app.web.desk.queue.lists import LISTS
from app.web.factory import create_app
from tests.factories.canaries import Canary
from tests.safety.full import Figure
from tests.support.desk import signed_in
from tests.support.public import public_answers, walk
from tests.support.routes import PUBLIC_AREAS, RECORDS, unclassified, variables
from tests.web.conftest import SecretSite

UNKNOWN: dict[str, Any] = {
    "slug": "unheard-of",
    "other": "unheard-of-too",
    "record_id": "000000000000",
    "pair_id": "000000000000",
    "source_id": "000000000000",
    "part_id": "000000000000",
    "number": 97,
    "key": "1901-01-01",
    "keys": "1901-01-01..1901-01-02",
    "uri": "https://unheard.example/of",
    "part": 97,
    "sheet": "reader",
    "digest": "0000000000",
}
pytestmark = pytest.mark.usefixtures("later")


def secrets_in(answer: TestResponse, canaries: list[Canary], asked: Sequence[Any] = ()) -> list[str]:
    """Return the secrets in an answer's body and headers, but for what was asked for, which may be said again."""
    said = f"{answer.headers}\n{answer.get_data(as_text=True)}".lower()
    for value in sorted(map(str, asked), key=len, reverse=True):
        said = said.replace(value.lower(), "").replace(quote(value, safe="").lower(), "")
    return [one.secret for one in canaries if one.secret and one.secret in said]


def hidden_from(site: SecretSite, name: str | None) -> list[Canary]:
    """Return what a contributor, or a stranger (None), may not see."""
    return [one for one in site.canaries if one.secret and one.owner != name]


# Strangers


def guesses(site: SecretSite) -> dict[str, list[Any]]:
    """Return, for each variable of public addresses, values that name something which is secret."""
    hidden = [one.id for one in site.canaries if one.secret and one.stage not in {"edited", "reworked"}]
    with Session(site.app.extensions["rejoinder-databases"].desk) as session:
        rows = session.scalars(select(Subject).where(Subject.id.in_(hidden))).all()
        passages = session.scalars(select(Passage.id)).all()
        captures = [one for one in rows if isinstance(one, Capture)]
        slugs = [one.slug for one in rows if one.slug]
        dates = sorted({str(one.captured) for one in captures})
        addresses = [row["url"] for one in rows for row in getattr(one, "addresses", [])]
    return {
        "slug": slugs,
        "other": slugs[:3],
        **dict.fromkeys(("record_id", "pair_id", "source_id"), hidden),
        "part_id": [*hidden, *passages],
        "number": [1, 2, 3],
        "key": dates,
        "keys": [f"{dates[0]}..{dates[-1]}"],
        "uri": addresses,
        "part": [1],
        "sheet": ["desk"],
        "digest": ["0123456789"],
    }


def guessed(site: SecretSite) -> Iterator[tuple[str, tuple[Any, ...], str]]:
    """Give every public address that names a secret thing, with the names, and one of that route that names nothing."""
    known = guesses(site)
    adapter = site.app.url_map.bind("localhost")
    for rule in site.app.url_map.iter_rules():
        names = sorted(variables(rule))
        if rule.endpoint.partition(".")[0] not in PUBLIC_AREAS or not names or "sheet" in names:
            continue
        nothing = adapter.build(rule.endpoint, {name: UNKNOWN[name] for name in names})
        for values in product(*(known[name] for name in names)):
            if len(values) != len(set(map(str, values))):
                continue  # a record beside itself is refused before it is looked for
            named = tuple(value for value in values if isinstance(value, str))
            yield adapter.build(rule.endpoint, dict(zip(names, values, strict=True))), named, nothing


def test_a_stranger_finds_no_draft_at_any_address_and_can_t_tell_it_from_nothing(
    secret_site: SecretSite, figure: Figure
) -> None:
    client, hidden = secret_site.app.test_client(), hidden_from(secret_site, None)
    status_of_nothing: dict[str, int] = {}
    found, told, asked = [], [], 0
    for address, named, nothing in guessed(secret_site):
        answer, asked = client.get(address), asked + 1
        found += [(address, secret) for secret in secrets_in(answer, hidden, named)]
        if nothing not in status_of_nothing:
            status_of_nothing[nothing] = client.get(nothing).status_code
        if answer.status_code != status_of_nothing[nothing]:
            told.append((address, answer.status_code, status_of_nothing[nothing]))
    figure(f"strangers: {len(found)} of {len(hidden)} secrets seen at {asked:,} guessed addresses")
    assert found == []
    assert told == []


def test_public_bytes_and_etags_are_the_same_as_before_there_was_any_draft(secret_site: SecretSite) -> None:
    """This holds for pages, feeds, search and its counts, the API, the sitemap and errors."""
    after = public_answers(secret_site.app)
    assert after.keys() == secret_site.before.keys()
    assert [one for one, answer in after.items() if answer != secret_site.before[one]] == []
    assert len([one for one in after.values() if one.etag]) > 100
    words = "\n".join(one.body for one in after.values()).lower()
    assert [one.secret for one in hidden_from(secret_site, None) if str(one.secret) in words] == []
    assert "openpaircleopublished" in words


@pytest.fixture
def cached(secret_site: SecretSite) -> Iterator[Flask]:
    """The same site with the cache ahead of it, as it runs for users."""
    of = secret_site.app.config
    settings = {name: of[name] for name in ("DATABASE_URL", "SECRET_KEY", "TESTING", "METHODOLOGY")}
    app = create_app({**settings, "INSTANCE_PATH": secret_site.app.instance_path, "CACHE_MB": 64})
    yield app
    opened = app.extensions["rejoinder-databases"]
    for one in (opened.desk, opened.library, opened.reports, opened.fresh):
        one.dispose()


def test_the_cache_hands_nothing_from_an_editor_to_a_stranger_nor_back(
    secret_site: SecretSite, cached: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The editor asks first, everywhere; then the stranger. A public page that knew its editor would be caught."""
    shelf, hidden = cached.extensions["rejoinder-cache"].shelf, hidden_from(secret_site, None)
    editor, stranger = signed_in(cached, "edda"), cached.test_client()
    private = desk_addresses(secret_site)[::15]
    seen = {secret for one in private for secret in secrets_in(editor.get(one), hidden)}
    asked = list(secret_site.before)[::3]
    assert len(seen) > 5
    for address in asked:
        editor.get(address)
    kept, hits = shelf.tally.entries, shelf.tally.hits
    after = {address: stranger.get(address) for address in asked}
    assert kept > 30
    assert shelf.tally.hits - hits >= kept
    assert [one for one, answer in after.items() if answer.text != secret_site.before[one].body] == []
    assert [one for one in private if stranger.get(one).status_code != 302] == []
    assert seen == {secret for one in private for secret in secrets_in(editor.get(one), hidden)}

    secret, about = str(hidden[0].secret), cached.view_functions["library.about"]

    def knowing(**values: Any) -> Any:
        response = cached.make_response(about(**values))
        response.set_data(response.get_data() + (secret.encode() if "session" in request.cookies else b""))
        return response

    monkeypatch.setitem(cached.view_functions, "library.about", knowing)
    editor.get("/about?control")
    assert secrets_in(stranger.get("/about?control"), hidden) == [secret]


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST", "PUT", "DELETE"])
def test_other_methods_tell_no_more(secret_site: SecretSite, method: str) -> None:
    client, hidden = secret_site.app.test_client(), hidden_from(secret_site, None)
    for address, named, _ in list(guessed(secret_site))[::7]:
        assert secrets_in(client.open(address, method=method), hidden, named) == [], address


def test_a_stranger_is_sent_to_sign_in_from_every_address_of_the_desk(secret_site: SecretSite) -> None:
    client, hidden = secret_site.app.test_client(), hidden_from(secret_site, None)
    for address in desk_addresses(secret_site):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/login"), address
        assert secrets_in(answer, hidden) == []


# The desk


def desk_addresses(site: SecretSite) -> list[str]:
    """Return every address of the desk that shows something, for every record there is."""
    adapter = site.app.url_map.bind("localhost")
    with Session(site.app.extensions["rejoinder-databases"].desk) as session:
        subjects = [(row.id, row.kind) for row in session.scalars(select(Subject).order_by(Subject.id))]
        parts = {
            "commitment_id": list(session.scalars(select(Commitment.id))),
            "proposal_id": list(session.scalars(select(Proposal.id))),
        }
    found = []
    for rule in site.app.url_map.iter_rules():
        area, _, name = rule.endpoint.rpartition(".")
        if area != "desk" or "GET" not in (rule.methods or ()):
            continue
        if name == "queue_list":
            found += [adapter.build(rule.endpoint, {"name": one.name, "whose": "all"}) for one in LISTS]
            continue
        if name not in RECORDS:
            found += [adapter.build(rule.endpoint)] if not rule.arguments else []
            continue
        access = RECORDS[name]
        ids = parts.get(access.variable) or [one for one, kind in subjects if kind in access.kinds]
        kinds = dict(subjects)
        for one in ids:
            values = {access.variable: one}
            if "plural" in rule.arguments:
                values["plural"] = PLURALS[kinds[one]]  # type: ignore[index]  # kinds are strings
            address = adapter.build(rule.endpoint, values)
            found += [address, f"{address}?from=1&to=2"] if name == "history" else [address]
    return found


def secrets_on_the_desk(site: SecretSite, client: FlaskClient, hidden: list[Canary]) -> list[tuple[str, str]]:
    """Walk the desk, guess at every address of it, and return which hidden secrets were seen where."""
    answers = walk(client, ("/desk",), below="/desk")
    seen = {address for address, _ in answers}
    answers += [(address, client.get(address)) for address in desk_addresses(site) if address not in seen]
    return [(address, secret) for address, answer in answers for secret in secrets_in(answer, hidden)]


@pytest.mark.parametrize("name", ["cleo", "carl"])
def test_a_contributor_sees_no_draft_but_their_own(secret_site: SecretSite, name: str, figure: Figure) -> None:
    client = signed_in(secret_site.app, name)
    hidden = hidden_from(secret_site, name)
    found = secrets_on_the_desk(secret_site, client, hidden)
    figure(f"contributor {name}: {len(found)} of {len(hidden)} secrets of others seen on the desk")
    assert found == []


# What browsers and caches are told

ONLY_OURS = dict.fromkeys(("script-src", "style-src", "img-src", "connect-src", "form-action"), "'self'")
NOTHING = dict.fromkeys(("default-src", "base-uri", "frame-ancestors"), "'none'")
PAGE_POLICY = {**NOTHING, **ONLY_OURS}
FRAMED = {**PAGE_POLICY, "frame-ancestors": "*"}
DOORS = ("/login", "/logout", "/password", "/verify", "/codes", "/join/x", "/report", "/report/x", "/desk/x", "/x")


def one_of_each_route(app: Flask, addresses: Sequence[str]) -> list[str]:
    """Return the first of the addresses that each route has."""
    adapter, found = app.url_map.bind("localhost"), dict[str, str]()
    for address in addresses:
        if address != "/nowhere":
            found.setdefault(str(adapter.match(address.partition("?")[0])[0]), address)
    return list(found.values())


def test_every_answer_carries_the_policy_and_nobody_keeps_a_private_one(secret_site: SecretSite) -> None:
    """The cards of others' pages alone may be framed; what readers are answered alone may be kept."""
    app = secret_site.app
    public = one_of_each_route(app, list(secret_site.before))
    private = [*DOORS, *one_of_each_route(app, desk_addresses(secret_site))]
    assert min(len(public), len(private)) > 30
    stranger, editor = app.test_client(), signed_in(app, "edda")
    asked = [(stranger, one) for one in (*DOORS, *public)] + [(editor, one) for one in private]
    for client, address in asked:
        answer = client.get(address)
        parts = [one.strip().partition(" ") for one in answer.headers["Content-Security-Policy"].split(";")]
        policy = {name: value for name, _, value in parts}
        assert len(policy) == len(parts), "of two, a browser takes the first"
        assert policy == (FRAMED if address.startswith("/embed/") else PAGE_POLICY), address
        assert answer.headers["X-Content-Type-Options"] == "nosniff", address
        assert answer.headers["Referrer-Policy"] in {"strict-origin-when-cross-origin", "same-origin"}, address
        kept = answer.headers["Cache-Control"]
        assert kept.startswith("public, max-age=0, s-maxage=60") if address in public else kept == "no-store", address
        assert "Strict-Transport-Security" not in answer.headers, "plain HTTP says nothing of TLS"


# Controls


def test_every_secret_is_seen_by_whoever_may_see_it(secret_site: SecretSite) -> None:
    """The walk is wide enough: an editor finds all secrets by it, a contributor all of their own."""
    everything = [one for one in secret_site.canaries if one.secret]
    assert len({one.secret for one in everything}) > 100
    own = [one for one in everything if one.owner == "cleo"]
    for name, expected in (("edda", everything), ("cleo", own)):
        found = {one for _, one in secrets_on_the_desk(secret_site, signed_in(secret_site.app, name), expected)}
        assert {one.secret for one in expected} - found == set(), name


def test_a_leak_on_a_public_page_is_caught(secret_site: SecretSite, monkeypatch: pytest.MonkeyPatch) -> None:
    app = secret_site.app
    leaking = {"/about", "/search", "/feeds/findings.atom"}
    secret = str(next(one.secret for one in secret_site.canaries if one.secret))

    def leaky(view: Callable[..., Any]) -> Callable[..., Any]:
        def shown(**values: Any) -> Any:
            response = app.make_response(view(**values))
            response.set_data(response.get_data() + f"<!-- {secret} -->".encode())
            return response

        return shown

    for path in leaking:
        endpoint = str(app.url_map.bind("localhost").match(path)[0])
        monkeypatch.setitem(app.view_functions, endpoint, leaky(app.view_functions[endpoint]))
    after = public_answers(app)
    caught = [address for address, answer in after.items() if secret in answer.body]
    assert leaking <= {address.partition("?")[0] for address in caught}
    assert {address for address in caught if after[address] == secret_site.before[address]} == set()


def test_a_leak_at_a_guessed_address_is_caught(secret_site: SecretSite, monkeypatch: pytest.MonkeyPatch) -> None:
    app, hidden = secret_site.app, hidden_from(secret_site, None)

    def leaky(source_id: str) -> str:
        with Session(app.extensions["rejoinder-databases"].desk) as session:
            return session.get_one(Subject, source_id).name

    monkeypatch.setitem(app.view_functions, "library.source", leaky)
    found = [
        secret
        for address, named, _ in guessed(secret_site)
        if address.startswith("/sources/")
        for secret in secrets_in(app.test_client().get(address), hidden, named)
    ]
    assert "zqsourcecleodraft" in found


def test_a_leak_in_a_list_of_the_desk_is_caught(secret_site: SecretSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agencies, "visible_to", lambda _actor: true())
    found = secrets_on_the_desk(secret_site, signed_in(secret_site.app, "cleo"), hidden_from(secret_site, "cleo"))
    assert {secret for _, secret in found} >= {"zqagencycarldraft", "zqtopiccarldraft"}


def test_every_route_is_classified_and_a_new_one_fails_until_it_is(app: Flask) -> None:
    assert unclassified(app) == []
    for rule, endpoint in (
        ("/desk/secrets", "desk.secrets"),
        ("/secrets", "secrets"),
        ("/pairs/<slug>/<secret>", "library.secret"),
        ("/reports2/<token>", "reports2.status"),
    ):
        app.url_map.add(Rule(rule, endpoint=endpoint))
    assert len(unclassified(app)) == 4
