"""Are the addresses of sources still there? Asked of a real server, kept in both databases, one host slowly."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.domain.source_links import LinkState
from app.services.agencies import SourceFields, create_source, revise_source
from app.services.desk import Desk
from app.services.fetch_rules import FetchRules
from app.services.source_checks import Asked, Found, asked_of, check_all, check_one, fingerprint, keep_check
from app.storage.models.desk import Source, SourceCheck
from app.storage.queries.desk.queue import Cut
from app.storage.queries.desk.sources import broken_links, check_of, count_of_broken_links, sources_to_check
from tests.support.asked import Asked as Server
from tests.support.asked import answer, asked

PAGE = b"<!doctype html><title>Report</title><p>Forty parcels were lost.</p>"
NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)


class Paper:
    """A newspaper's server: what it answers by path, and the methods it was asked with."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.server: Server | None = None

    def give(self, path: str, connection: socket.socket) -> None:
        if path == "/slow":
            time.sleep(3)
        connection.sendall(self.pages.get(path, answer(PAGE, "404 Not Found")))

    @property
    def asked(self) -> list[str]:
        assert self.server is not None
        return [" ".join(head.split(" ")[:2]) for head in self.server.heads]


@pytest.fixture
def paper() -> Iterator[Paper]:
    made = Paper()
    with asked(made.give) as server:
        made.server = server
        yield made


@pytest.fixture
def rules(paper: Paper) -> FetchRules:
    assert paper.server is not None
    inside = (ipaddress.ip_network("127.0.0.1"),)
    return FetchRules(contact="desk@news.example", inside=inside, ports=frozenset({paper.server.port}), seconds=30)


def one(paper: Paper, path: str, **known: object) -> Asked:
    assert paper.server is not None
    return Asked(source_id="000000000001", version=1, url=paper.server.url(path), **known)  # type: ignore[arg-type]


def again(found: Found) -> Asked:
    return Asked(
        source_id=found.asked.source_id,
        version=1,
        url=found.asked.url,
        etag=found.etag,
        last_modified=found.last_modified,
        baseline=found.sha256,
        was_changed=found.state == "changed",
    )


def test_each_answer_has_its_state(paper: Paper, rules: FetchRules) -> None:
    assert paper.server is not None
    paper.pages = {
        "/fine": answer(PAGE),
        "/there": answer(PAGE),
        "/moved": answer(b"", "301 Moved Permanently", Location="/there"),
        "/slash": answer(b"", "301 Moved Permanently", Location="/slash/"),
        "/slash/": answer(PAGE),
        "/gone": answer(PAGE, "410 Gone"),
        "/shut": answer(PAGE, "403 Forbidden"),
        "/broken": answer(PAGE, "500 Internal Server Error"),
        "/inside": answer(b"", "302 Found", Location="http://10.0.0.1/"),
        "/loop": answer(b"", "302 Found", Location="/loop"),
        "/large": answer(b"a" * (11 * 1024 * 1024)),
    }
    found = {path: check_one(rules, one(paper, path), pause=0) for path in (*paper.pages, "/nowhere")}
    found["/slow"] = check_one(structs.replace(rules, seconds=0.3), one(paper, "/slow"), pause=0)
    assert {path: (one.state.value, one.status, one.cause) for path, one in found.items()} == {
        "/fine": ("fine", 200, None),
        "/there": ("fine", 200, None),
        "/moved": ("moved", 200, None),
        "/slash": ("fine", 200, None),
        "/slash/": ("fine", 200, None),
        "/gone": ("gone", 410, None),
        "/shut": ("shut", 403, None),
        "/broken": ("failing", 500, None),
        "/inside": ("failing", None, "not asked"),
        "/loop": ("failing", None, "redirects"),
        "/large": ("fine", 200, None),
        "/nowhere": ("gone", 404, None),
        "/slow": ("failing", None, "timeout"),
    }
    assert found["/moved"].final_url == paper.server.url("/there")
    assert Counter(paper.asked)["GET /large"] == 0
    assert Counter(paper.asked)["GET /gone"] == 1
    agent = "User-Agent: Rejoinder (+desk@news.example)"
    assert all(agent in head for head in paper.server.heads)


def test_nobody_listening_and_a_server_without_head(rules: FetchRules) -> None:
    heads: list[str] = []

    def only_get(_path: str, connection: socket.socket) -> None:
        heads.append(server.heads[-1])
        if not heads[-1].startswith("HEAD"):
            connection.sendall(answer(PAGE))

    with asked(only_get) as server:
        here = FetchRules(contact="a@b.example", inside=rules.inside, ports=frozenset({server.port}))
        known = Asked(source_id="1", version=1, url=server.url("/"))
        assert check_one(here, known, pause=0).state == "fine"
    assert len(heads) == 2
    gone = check_one(here, known, pause=0)
    assert (gone.state, gone.cause) == ("failing", "refused")
    assert check_one(here, Asked(source_id="1", version=1, url="http://[::1/"), pause=0).cause == "not asked"


def test_what_did_not_change_is_not_sent_twice(paper: Paper, rules: FetchRules) -> None:
    paper.pages = {
        "/tagged": answer(PAGE, ETag='"1"'),
        "/dated": answer(PAGE, Last_Modified="Wed, 01 May 2024 12:00:00 GMT"),
    }
    first = [check_one(rules, one(paper, path), pause=0) for path in paper.pages]
    assert paper.server is not None
    paper.server.heads.clear()
    paper.pages["/dated"] = answer(b"", "304 Not Modified")
    second = [check_one(rules, again(found), pause=0) for found in first]
    assert [found.state for found in second] == ["fine", "fine"]
    assert [found.sha256 for found in second] == [found.sha256 for found in first]
    assert paper.asked == ["HEAD /tagged", "HEAD /dated", "GET /dated"]
    assert "If-Modified-Since: Wed, 01 May 2024 12:00:00 GMT" in paper.server.heads[-1]


def test_other_words_are_a_change_until_the_source_is_saved_and_other_marks_are_none(
    paper: Paper, rules: FetchRules
) -> None:
    paper.pages = {"/": answer(PAGE)}
    first = check_one(rules, one(paper, "/"), pause=0)
    paper.pages["/"] = answer(PAGE.replace(b"<p>", b"<p class='x'>"))
    assert check_one(rules, again(first), pause=0).state == "fine"
    paper.pages["/"] = answer(PAGE.replace(b"Forty", b"Four"), ETag='"2"')
    changed = check_one(rules, again(first), pause=0)
    assert (changed.state, changed.sha256) == ("changed", first.sha256)
    assert check_one(rules, again(changed), pause=0).state == "changed"
    paper.pages["/"] = answer(PAGE)
    assert check_one(rules, again(changed), pause=0).state == "fine"


def test_one_host_is_asked_slowly_and_hosts_beside_each_other(paper: Paper, rules: FetchRules) -> None:
    assert paper.server is not None
    paper.pages = {"/": answer(b"")}
    here = [Asked(source_id=str(n), version=1, url=paper.server.url("/")) for n in range(3)]
    other = Asked(source_id="9", version=1, url="http://10.0.0.1/")  # which is not asked at all
    start = time.monotonic()
    found = [one.asked.source_id for one in check_all(rules, [*here, other], pause=0.2)]
    assert time.monotonic() - start >= 5 * 0.2 - 0.05
    assert sorted(found) == ["0", "1", "2", "9"]
    assert found.index("9") < found.index("2")


def test_whoever_stops_early_is_not_waited_for_and_nobody_else_is_asked(paper: Paper, rules: FetchRules) -> None:
    assert paper.server is not None
    paper.pages = {"/": answer(PAGE)}
    asking = check_all(rules, [one(paper, "/") for _ in range(50)], pause=0.05)
    next(asking)
    asking.close()
    assert len(paper.asked) < 50


def test_a_fault_of_ours_is_told(rules: FetchRules, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object, **_more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("app.services.source_checks.ask", fail)
    with pytest.raises(ZeroDivisionError):
        list(check_all(rules, [Asked(source_id="1", version=1, url="http://a.example/")], pause=0))


# What is kept


@pytest.fixture
def source(desk_of: Callable[..., Desk], session: Session) -> Source:
    made = create_source(desk_of(), SourceFields(title="Report", url="http://paper.example/report"))
    session.commit()
    return made


def found_of(source: Source, state: str, **more: object) -> Found:
    asked_ = Asked(source_id=source.id, version=source.version, url=source.url or "")
    return Found(asked=asked_, state=LinkState(state), **more)  # type: ignore[arg-type]


def test_what_is_found_is_kept_and_stands_in_the_queue(
    session: Session, source: Source, desk_of: Callable[..., Desk], people: dict[str, Actor]
) -> None:
    edda = people["edda"]
    keep_check(session, found_of(source, "gone", status=404), NOW)
    keep_check(session, found_of(source, "gone", status=410), NOW + timedelta(days=3))
    session.commit()
    (row,) = broken_links(session, edda, Cut(9))
    assert (row.id, row.title, row.check.status) == (source.id, "Report", 410)
    assert (row.check.since, row.check.at) == (NOW, NOW + timedelta(days=3))
    assert count_of_broken_links(session, edda, mine=False) == 1
    assert broken_links(session, people["cleo"], Cut(9)) == []
    assert count_of_broken_links(session, people["emil"], mine=True) == 0
    archived = SourceFields(title="Report", url=source.url, archived_url="https://archive.example/report")
    revise_source(desk_of(), source.id, archived, source.version)
    assert count_of_broken_links(session, edda, mine=False) == 0
    revise_source(desk_of(), source.id, SourceFields(title="Report", url="http://paper.example/new"), source.version)
    assert count_of_broken_links(session, edda, mine=False) == 0
    assert check_of(session, source) is None
    keep_check(session, found_of(source, "fine", status=200), NOW + timedelta(days=4))
    check = check_of(session, source)
    assert check is not None
    assert check.since == NOW + timedelta(days=4)


def test_the_queue_goes_on_from_a_place(
    session: Session, desk_of: Callable[..., Desk], people: dict[str, Actor]
) -> None:
    made = [create_source(desk_of(), SourceFields(title=f"S{n}", url=f"http://paper.example/{n}")) for n in range(5)]
    for number, source in enumerate(made):
        keep_check(session, found_of(source, "gone", status=404), NOW - timedelta(days=number // 2))
    session.commit()
    seen: list[str] = []
    cut = Cut(2)
    while rows := broken_links(session, people["edda"], cut):
        seen += [row.id for row in rows]
        cut = Cut(2, rows[-1].key)
    assert len(seen) == 5
    assert set(seen) == {source.id for source in made}
    assert seen[0] == made[4].id


def test_what_was_never_asked_comes_first_and_what_was_asked_lately_is_left_out(
    session: Session, desk_of: Callable[..., Desk]
) -> None:
    made = [create_source(desk_of(), SourceFields(title=f"S{n}", url=f"http://paper.example/{n}")) for n in range(4)]
    create_source(desk_of(), SourceFields(title="No address"))
    keep_check(session, found_of(made[0], "fine", status=200), NOW)
    keep_check(session, found_of(made[1], "fine", status=200), NOW - timedelta(days=9))
    session.commit()
    order = [source.title for source, _ in sources_to_check(session, None, None)]
    assert order[2:] == ["S1", "S0"]
    assert sorted(order[:2]) == ["S2", "S3"]
    assert len(sources_to_check(session, None, 3)) == 3
    due = {source.title for source, _ in sources_to_check(session, NOW - timedelta(days=2), None)}
    assert due == {"S1", "S2", "S3"}
    revise_source(desk_of(), made[0].id, SourceFields(title="S0", url="http://paper.example/other"), made[0].version)
    assert {source.title for source, _ in sources_to_check(session, NOW - timedelta(days=2), None)} == due | {"S0"}


def test_a_kept_copy_is_the_measure_if_it_is_of_the_same_kind(
    desk_of: Callable[..., Desk], session: Session, paper: Paper, rules: FetchRules
) -> None:
    assert paper.server is not None
    desk = desk_of()
    kept = desk.blobs.add(PAGE.replace(b"Forty", b"Four"))
    fields = SourceFields(title="Report", url=paper.server.url("/"), file_sha256=kept)
    source = create_source(desk, fields)
    session.commit()
    paper.pages = {"/": answer(PAGE)}
    assert check_one(rules, asked_of(source, None, desk.blobs), pause=0).state == "changed"
    paper.pages = {"/": answer(b"plain", kind="text/plain")}
    other = check_one(rules, asked_of(source, None, desk.blobs), pause=0)
    assert (other.state, other.sha256) == ("fine", fingerprint(b"plain", "text/plain"))
    desk.blobs.path(kept).unlink()
    assert asked_of(source, None, desk.blobs).baseline is None


def test_a_saved_source_is_measured_anew(desk_of: Callable[..., Desk], session: Session, source: Source) -> None:
    desk = desk_of()
    keep_check(session, found_of(source, "changed", status=200, sha256="a" * 64, etag='"1"'), NOW)
    session.commit()
    check = session.get(SourceCheck, source.id)
    known = asked_of(source, check, desk.blobs)
    assert (known.baseline, known.etag, known.was_changed) == ("a" * 64, '"1"', True)
    revise_source(desk_of(), source.id, SourceFields(title="Report, read again", url=source.url), source.version)
    fresh = asked_of(source, check, desk.blobs)
    assert (fresh.baseline, fresh.etag, fresh.was_changed) == (None, None, False)


def test_what_can_not_be_read_is_known_by_its_bytes() -> None:
    assert fingerprint(b"<html></html>", "text/html") != fingerprint(b"<html> </html>", "text/html")
