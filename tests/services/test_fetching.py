"""The door to other people's servers: no address of the inside is asked, whatever it is called or leads to.

Real servers on the loopback answer; the loopback is allowed where a test says so, which is the control of all others.
"""

from __future__ import annotations

import gzip
import ipaddress
import logging
import shutil
import socket
import ssl
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from app.domain.errors import Rejected
from app.services import fetching
from app.services.fetch_rules import DEFAULT_PORTS, FetchRules, rules_from
from app.services.fetching import Refused, Unreachable, ask, fetch_page, resolved
from tests.safety.full import Figure
from tests.support.asked import Asked, always, answer, asked, by_path
from tests.support.machine import lacking

PAGE = b"<!doctype html><title>Facts</title><p>Fiction: a.</p><p>FACT: b.</p>"
LOOPBACK = (ipaddress.ip_network("127.0.0.1"),)


def allowed(*servers: Asked, **changes: object) -> FetchRules:
    """Return rules by which the loopback may be asked on the ports of these servers."""
    ports = frozenset(one.port for one in servers)
    rules = FetchRules(contact="desk@news.example", inside=LOOPBACK, ports=ports, seconds=60)
    return msgspec.structs.replace(rules, **changes)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """`names(["203.0.113.5"], …)` is what the resolver answers, time after time; returns what it was asked."""

    def stub(*answers: list[str]) -> list[str]:
        given = iter(answers)
        looked_up: list[str] = []

        def look(host: str, _port: int, _until: float) -> list[str]:
            looked_up.append(host)
            return next(given)

        monkeypatch.setattr(fetching, "resolved", look)
        return looked_up

    return stub


# What is asked, and how


def test_a_page_is_fetched_and_we_say_who_we_are() -> None:
    with asked(by_path(facts=answer(PAGE))) as server:
        found = fetch_page(allowed(server), server.url("/facts?x=1#part"))
    assert (found.status, found.data, found.media_type) == (200, PAGE, "text/html")
    assert found.hops == (server.url("/facts?x=1"),)
    head = server.heads[0].lower()
    assert "user-agent: rejoinder (+desk@news.example)" in head
    assert f"host: 127.0.0.1:{server.port}" in head
    assert not {"cookie", "authorization", "referer"} & {line.partition(":")[0] for line in head.split("\r\n")}


def test_neither_proxies_nor_cookies_nor_a_netrc_are_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ada password secret\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    pages = {"root": answer(b"", "302 Found", Location="/next", Set_Cookie="a=b"), "next": answer(PAGE)}
    with asked(by_path(**pages)) as server, asked(always(answer(b"proxied"))) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url())
        assert fetch_page(allowed(server), server.url()).data == PAGE
    assert proxy.connections == 0
    assert not [head for head in server.heads if "cookie" in head.lower() or "authorization" in head.lower()]


FORMS = [
    *(
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "0",
        "0.0.0.0",  # noqa: S104  # it is asked for, not bound
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0x7f.1",
        "127.255.9.9",
    ),
    *("localhost", "LOCALHOST", "localhost.", "１２７.０.０.１", "127。0。0。1", "[::1]", "[0:0:0:0:0:0:0:1]", "[::]"),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::ffff:8.8.8.8]"),
    *("[64:ff9b::7f00:1]", "[64:ff9b::10.0.0.1]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[2002:a00:1::1]"),
    *("[2001::1]", "[2001:0:53aa:64c:0:fbff:80ff:fffe]", "[2001:db8::1]", "[2001:20::1]", "[3fff::1]", "[5f00::1]"),
    *(
        "[fe80::1]",
        "[fe80::1%25lo]",
        "[fe80::1%lo]",
        "[fec0::1]",
        "[fc00::1]",
        "[fd12:3456::1]",
        "[ff02::1]",
        "[100::1]",
    ),
    *("10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.9.9", "192.168.0.1", "192.168.1.1", "169.254.169.254"),
    *(
        "169.254.1.1",
        "100.64.0.1",
        "100.127.255.254",
        "192.0.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.7",
    ),
    *("203.0.113.5", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "0.1.2.3"),
    *("127.0.0.1.", "user@127.0.0.1", "127.0.0.1\\@agency.example", "[127.0.0.1]", "agency.example@127.0.0.1"),
]


def test_no_form_of_an_inner_address_is_connected_to(monkeypatch: pytest.MonkeyPatch, figure: Figure) -> None:
    assert len(FORMS) >= 60
    tried: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda to, **_more: tried.append(to))
    rules = FetchRules(contact="desk@news.example", seconds=5)
    for form in FORMS:
        for scheme in ("http", "https"):
            with pytest.raises(Rejected):
                ask(rules, f"{scheme}://{form}/")
    figure(f"{len(tried)} connections by {len(FORMS)} forms of inner addresses")
    assert tried == []


@pytest.mark.parametrize("host", ["8.8.8.8", "[2606:4700:4700::1111]", "93.184.215.14"])
def test_a_public_address_would_be_connected_to(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """The control: the same road, with an address that is nobody's inside, ends at the socket."""
    tried: list[tuple[str, int]] = []

    def connect(to: tuple[str, int], **_more: object) -> None:
        tried.append(to)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Unreachable, match="refused the connection"):
        ask(FetchRules(contact="desk@news.example", seconds=5), f"http://{host}/")
    assert tried == [(host.strip("[]"), 80)]


def test_a_name_is_resolved_once_and_what_was_checked_is_connected_to(names: Callable[..., list[str]]) -> None:
    with asked(always(answer(PAGE))) as server:
        looked_up = names(["127.0.0.1"], ["10.0.0.1"])  # a second answer would lead inside
        found = fetch_page(allowed(server), server.url(host="agency.example"))
    assert found.data == PAGE
    assert looked_up == ["agency.example"]
    assert f"Host: agency.example:{server.port}" in server.heads[0]


def test_a_name_with_one_inner_address_among_others_is_refused(names: Callable[..., list[str]]) -> None:
    with asked(always(answer(PAGE))) as server:
        names(["127.0.0.1", "10.0.0.1"])
        with pytest.raises(Refused, match=r"its address 10\.0\.0\.1 is of this machine or of an inner network"):
            ask(allowed(server), server.url(host="agency.example"))
    assert server.connections == 0


def test_each_hop_is_asked_as_the_first_one_was(names: Callable[..., list[str]]) -> None:
    with asked(always(answer(b"secret"))) as inner:
        leading = answer(b"", "302 Found", Location=inner.url("/admin", "inner.example"))
        with asked(always(leading)) as server:
            names(["127.0.0.1"], ["169.254.169.254"])
            with pytest.raises(Refused, match=r"inner\.example is no public host"):
                ask(allowed(server, inner), server.url(host="agency.example"))
            assert inner.connections == 0
            names(["127.0.0.1"], ["127.0.0.1"])
            assert ask(allowed(server, inner), server.url(host="agency.example")).data == b"secret"
    assert inner.connections == 1


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://agency.example/",
        "gopher://127.0.0.1:6379/_x",
        "http://ada:secret@127.0.0.1/",
        "http://[::1/",
        "http://127.0.0.1:6379/",
        "http://127.0.0.1:99999/",
        "//10.0.0.1/",
    ],
)
def test_a_page_does_not_lead_where_nobody_may_go(location: str) -> None:
    with asked(always(answer(b"", "301 Moved Permanently", Location=location))) as server, pytest.raises(Refused):
        ask(allowed(server), server.url())
    assert len(server.heads) == 1


def test_three_redirects_are_followed_and_no_fourth() -> None:
    steps = {f"step{n}": answer(b"", "302 Found", Location=f"/step{n + 1}") for n in range(9)}
    with asked(by_path(**steps, step9=answer(PAGE))) as server:
        found = fetch_page(allowed(server), server.url("/step6"))
        assert found.address == server.url("/step9")
        assert len(found.hops) == 4
        with pytest.raises(Unreachable, match="leads on more than 3 times"):
            ask(allowed(server), server.url("/step5"))


def test_who_was_asked_is_logged_without_the_rest_of_the_address(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="app.fetching")
    with asked(by_path(facts=answer(b"", "302 Found", Location="http://10.0.0.1/?key=secret"))) as server:
        rules = allowed(server, ports=frozenset({80, server.port}))
        with pytest.raises(Refused):
            ask(rules, server.url("/facts?key=secret"))
    assert [vars(record)["facts"] for record in caplog.records] == [
        {"host": "127.0.0.1", "port": server.port, "status": 302},
        {"host": "10.0.0.1", "port": 80, "cause": "not asked"},
    ]
    assert "secret" not in caplog.text


def test_other_ports_are_not_asked() -> None:
    with asked(always(answer(PAGE))) as server:
        rules = msgspec.structs.replace(allowed(server), ports=DEFAULT_PORTS)
        with pytest.raises(Refused, match="is not asked"):
            ask(rules, server.url())
    assert server.connections == 0


# What comes


def chunked(pieces: Iterator[bytes]) -> Callable[[str, socket.socket], None]:
    def give(_path: str, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in pieces:
            connection.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        connection.sendall(b"0\r\n\r\n")

    return give


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(PAGE, mtime=0)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", deflated(PAGE)),
        ("identity", PAGE),
    ],
)
def test_a_packed_page_is_unpacked(encoding: str, packed: bytes) -> None:
    with asked(always(answer(packed, Content_Encoding=encoding))) as server:
        assert fetch_page(allowed(server), server.url()).data == PAGE


BOMB = gzip.compress(b" " * (64 * 1024 * 1024))


@pytest.mark.parametrize(
    "giving",
    [
        always(answer(BOMB, Content_Encoding="gzip")),
        always(answer(zlib.compress(b" " * (64 * 1024 * 1024)), Content_Encoding="deflate")),
        chunked(b"a" * 65_536 for _ in range(1024)),
        always(answer(b"a" * (10 * 1024 * 1024 + 1))),
    ],
    ids=["gzip", "deflate", "chunked", "plain"],
)
def test_what_is_larger_than_ten_megabytes_is_not_taken(giving: Callable[[str, socket.socket], None]) -> None:
    with asked(giving) as server, pytest.raises(Unreachable, match="larger than 10 MB"):
        ask(allowed(server, seconds=60), server.url())


def test_ten_megabytes_are_taken() -> None:
    with asked(always(answer(b"a" * (10 * 1024 * 1024)))) as server:
        assert len(ask(allowed(server, seconds=60), server.url()).data) == 10 * 1024 * 1024


def drip(begin: bytes, again: bytes) -> Callable[[str, socket.socket], None]:
    def give(_path: str, connection: socket.socket) -> None:
        connection.sendall(begin)
        for _ in range(400):  # a long while, but not for ever: whoever waits for its end gets something else
            connection.sendall(again)
            time.sleep(0.05)

    return give


@pytest.mark.parametrize(
    "giving",
    [
        drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"a"),
        drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900000\r\n\r\n", b"a"),
        drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nX-Long: ", b"a"),
        drip(b"H", b""),
        drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
        drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X-More: a\r\n" * 100),
    ],
    ids=["body", "counted body", "chunks", "headers", "nothing", "continues", "trailers"],
)
def test_who_drips_is_cut_off_in_time(giving: Callable[[str, socket.socket], None]) -> None:
    with asked(giving) as server, pytest.raises(Unreachable, match=r"no whole answer within 0\.6 seconds"):
        ask(allowed(server, seconds=0.6), server.url())


def test_all_hops_share_the_time() -> None:
    def slow(path: str, connection: socket.socket) -> None:
        time.sleep(0.3)
        connection.sendall(answer(b"", "302 Found", Location=f"{path}a"))

    with asked(slow) as server, pytest.raises(Unreachable) as caught:
        ask(allowed(server, seconds=0.7), server.url())
    assert caught.value.cause == "timeout"


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"",
        answer(b"no gzip at all", Content_Encoding="gzip"),
        answer(gzip.compress(PAGE, mtime=0)[:-12], Content_Encoding="gzip"),
        answer(PAGE, Content_Encoding="br"),
        b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 200 + b"\r\n",
    ],
)
def test_an_answer_that_is_none_is_told(data: bytes) -> None:
    with asked(always(data)) as server, pytest.raises(Unreachable) as caught:
        ask(allowed(server), server.url())
    assert caught.value.cause == "broken"


def test_nobody_listening_and_no_such_host_are_told(names: Callable[..., list[str]]) -> None:
    with asked(always(b"")) as server:
        pass
    with pytest.raises(Unreachable, match="refused the connection"):
        ask(allowed(server), server.url())
    names([])
    with pytest.raises(Unreachable, match=r"There is no host gone\.example"):
        ask(allowed(server), server.url(host="gone.example"))


def test_what_is_no_page_is_not_taken() -> None:
    pages = {
        "picture": answer(b"\x89PNG", kind="image/png"),
        "gone": answer(PAGE, "410 Gone"),
        "odd": answer(PAGE, "599 Odd"),
        "silent": answer(PAGE, kind=None),
    }
    with asked(by_path(**pages)) as server:
        with pytest.raises(Unreachable, match="The address gives image/png; a page is HTML"):
            fetch_page(allowed(server), server.url("/picture"))
        with pytest.raises(Unreachable, match=r"answered 410 \(Gone\), so there is no page to take in"):
            fetch_page(allowed(server), server.url("/gone"))
        with pytest.raises(Unreachable, match="answered 599"):
            fetch_page(allowed(server), server.url("/odd"))
        assert fetch_page(allowed(server), server.url("/silent")).data == PAGE


# Names that take their time, and certificates


def test_the_systems_resolver_is_asked_within_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert resolved("127.0.0.1", 80, time.monotonic() + 30) == ["127.0.0.1"]
    assert resolved("a" * 64, 80, time.monotonic() + 30) == []

    def unknown(*_given: object, **_more: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert resolved("gone.example", 80, time.monotonic() + 30) == []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_more: time.sleep(2) or [])
    with pytest.raises(TimeoutError):
        resolved("slow.example", 80, time.monotonic() + 0.1)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of agency.example that nobody signed, and its key."""
    if shutil.which("openssl") is None:
        lacking("OpenSSL")
    folder = tmp_path_factory.mktemp("certificate")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=agency.example"]
    command += ["-addext", "subjectAltName=DNS:agency.example", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


def test_a_certificate_is_checked_for_the_name_that_was_asked(
    certificate: tuple[Path, Path], names: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with asked(always(answer(PAGE)), tls=context) as server:
        names(*[["127.0.0.1"]] * 3)
        address = f"https://agency.example:{server.port}/"
        with pytest.raises(Unreachable, match=r"agency\.example can’t be trusted: self-signed certificate"):
            ask(allowed(server), address)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        assert ask(allowed(server), address).data == PAGE
        with pytest.raises(Unreachable, match=r"other\.example can’t be trusted: Hostname mismatch"):
            ask(allowed(server), address.replace("agency", "other"))
    assert len(server.heads) == 1


def test_a_handshake_that_never_ends_is_cut_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        rules = FetchRules(contact="a@b.example", inside=LOOPBACK, ports=frozenset({port}), seconds=0.4)
        with pytest.raises(Unreachable) as caught:
            ask(rules, f"https://127.0.0.1:{port}/")
    assert caught.value.cause == "timeout"


# Settings


def test_it_is_off_until_it_is_said_who_asks() -> None:
    for value in (None, "", " ", False):
        assert rules_from({"FETCH": value}) is None
    assert rules_from({}) is None
    plain = rules_from({"FETCH": "desk@news.example"})
    assert plain == FetchRules(contact="desk@news.example")
    given = rules_from(
        {"FETCH": "https://news.example/us", "FETCH_INSIDE": "10.1.0.0/16, ::1", "FETCH_PORTS": "80,8080"}
    )
    assert given is not None
    assert given.ports == {80, 8080}
    assert [str(one) for one in given.inside] == ["10.1.0.0/16", "::1/128"]
    assert rules_from({"FETCH": "a@b.example", "FETCH_PORTS": 8080}) == msgspec.structs.replace(
        plain, contact="a@b.example", ports=frozenset({8080})
    )


@pytest.mark.parametrize(
    "settings",
    [
        {"FETCH": True},
        {"FETCH": "yes"},
        {"FETCH": "a@b\r\nX: y"},
        {"FETCH": "a@b.example", "FETCH_INSIDE": "home"},
        {"FETCH": "a@b.example", "FETCH_INSIDE": "10.0.0.1/8"},
        {"FETCH": "a@b.example", "FETCH_PORTS": "http"},
    ],
)
def test_settings_that_can_not_be_meant_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(Rejected, match="REJOINDER_FETCH"):
        rules_from(settings)
