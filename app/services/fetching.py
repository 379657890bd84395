"""The one door to other people's web servers: asks an address, and nobody inside this network.

A name is resolved once; every address that it has is checked, and the connection goes to one of those, so that the
name cannot mean another machine a moment later. Redirects are followed by hand, each asked as the first one was. What
comes is bounded in size (as it is unpacked) and in time (all hops together, whoever drips).

Whoever calls this must hold no lock: an answer may take all of its fifteen seconds.
"""

from __future__ import annotations

import http.client
import ipaddress
import logging
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from functools import cache
from typing import Any
from urllib.parse import urljoin

import msgspec

from app.domain.archive_rows import PAGES
from app.domain.errors import Rejected
from app.domain.web_addresses import WebAddress, web_address
from app.services.fetch_rules import FetchRules

LOG = logging.getLogger("app.fetching")
HOPS = 3
PIECE = 65_536
A_MOMENT = 0.01
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PUBLIC_IPV6 = ipaddress.ip_network("2000::/3")
GZIP, DEFLATE, RAW_DEFLATE = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_TOKEN = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,60}")


class Unreachable(Rejected):
    """Nothing answered as it should. `cause` is one word for lists."""

    def __init__(self, sentence: str, cause: str) -> None:
        super().__init__(sentence)
        self.cause = cause


class Refused(Rejected):
    """The address is one that this site does not ask."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What an address gave in the end. `hops` are the addresses that were asked, first to last."""

    status: int
    headers: dict[str, str]
    data: bytes
    hops: tuple[str, ...]

    @property
    def address(self) -> str:
        """The address that gave it."""
        return self.hops[-1]

    @property
    def declared(self) -> str:
        """What it says of its kind, with the character set."""
        return self.headers.get("content-type", "")

    @property
    def media_type(self) -> str:
        """The kind alone; empty where it says none."""
        kind = self.declared.partition(";")[0].strip().lower()
        return kind if _TOKEN.fullmatch(kind) else ""


def fetch_page(rules: FetchRules, address: str, accepted: Collection[str] = PAGES) -> Answer:
    """Return the page at an address. Raise Rejected, with what to do, for any other answer than a page."""
    answer = ask(rules, address)
    if answer.status != http.client.OK:
        named = http.client.responses.get(answer.status, "no known answer")
        raise Unreachable(
            f"The server answered {answer.status} ({named}), so there is no page to take in. "
            "Open the address in a browser, and paste what it shows.",
            str(answer.status),
        )
    if answer.media_type and answer.media_type not in accepted:
        raise Unreachable(
            f"The address gives {answer.media_type}; a page is HTML, Markdown, plain text or PDF. Nothing was stored.",
            "kind",
        )
    return answer


def ask(rules: FetchRules, address: str, *, method: str = "GET", headers: Mapping[str, str] | None = None) -> Answer:
    """Ask an address, and those that it leads to; return the last answer, whatever its status.

    Raise Refused for an address that is not asked, and Unreachable where nothing answers as it should.
    """
    until = time.monotonic() + rules.seconds
    hops: list[str] = []
    target = web_address(address)
    while True:
        hops.append(str(target))
        with _logged(target) as told:
            answer = _ask_one(rules, target, until, method, headers or {})
            told["status"] = answer.status
        location = answer.headers.get("location", "")
        if answer.status not in REDIRECTS or not location:
            return msgspec.structs.replace(answer, hops=tuple(hops))
        if len(hops) > HOPS:
            raise Unreachable(f"The address leads on more than {HOPS} times; give the last one.", "redirects")
        try:
            target = web_address(urljoin(str(target), location))
        except (Rejected, ValueError):
            raise Refused("The address leads on to one that can’t be asked. Nothing was fetched.") from None


def tell(rules: FetchRules, address: str, body: bytes, kind: str) -> Answer:
    """Send something to an address, and return what it answers; nothing is sent to where that leads on.

    Raise Refused for an address that is not asked, and Unreachable where nothing answers as it should.
    """
    until, target = time.monotonic() + rules.seconds, web_address(address)
    with _logged(target) as told:
        answer = _ask_one(rules, target, until, "POST", {"Content-Type": kind}, body)
        told["status"] = answer.status
    return msgspec.structs.replace(answer, hops=(str(target),))


def _ask_one(  # noqa: PLR0913, PLR0917  # a request has so many parts
    rules: FetchRules,
    target: WebAddress,
    until: float,
    method: str,
    headers: Mapping[str, str],
    body: bytes | None = None,
) -> Answer:
    if target.port not in rules.ports:
        raise Refused(f"Port {target.port} is not asked here, only {', '.join(map(str, sorted(rules.ports)))}.")
    sent = {
        "Host": target.host_header,
        "User-Agent": rules.user_agent,
        "Accept": "text/html, application/pdf;q=0.9, text/plain;q=0.9, */*;q=0.5",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        **headers,
    }
    with _told_plainly(target, rules), _connected(rules, target, until) as connection:
        connection.request(method, target.asked, body, headers=sent)
        with closing(connection.getresponse()) as response:
            given = {name.lower(): value for name, value in response.getheaders()}
            leads_on = response.status in REDIRECTS and "location" in given
            data = b"" if leads_on or method == "HEAD" else _body(response, given, rules.largest)
            if time.monotonic() > until:
                raise TimeoutError
    return Answer(status=response.status, headers=given, data=data, hops=())


@contextmanager
def _logged(target: WebAddress) -> Iterator[dict[str, Any]]:
    """Log who was asked, and what came of it; not the whole address, which may hold what opens something."""
    told: dict[str, Any] = {"host": target.host, "port": target.port}
    try:
        yield told
    except Rejected as error:
        told["cause"] = error.cause if isinstance(error, Unreachable) else "not asked"
        raise
    finally:
        LOG.info("asked elsewhere", extra={"facts": told})


@contextmanager
def _told_plainly(target: WebAddress, rules: FetchRules) -> Iterator[None]:
    """Turn what goes wrong on the way into one sentence."""
    try:
        yield
    except Rejected:
        raise
    except TimeoutError:
        raise Unreachable(
            f"{target.host} gave no whole answer within {rules.seconds:g} seconds. Try again later, or paste the page.",
            "timeout",
        ) from None
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", None) or "the connection can’t be made safe"
        raise Unreachable(f"{target.host} can’t be trusted: {reason}. Nothing was fetched.", "certificate") from None
    except ConnectionRefusedError:
        raise Unreachable(f"{target.host} refused the connection on port {target.port}.", "refused") from None
    except (OSError, http.client.HTTPException, zlib.error, ValueError):
        raise Unreachable(
            f"The answer of {target.host} broke off or could not be understood. Nothing was stored.", "broken"
        ) from None


@contextmanager
def _connected(rules: FetchRules, target: WebAddress, until: float) -> Iterator[http.client.HTTPConnection]:
    """Connect to a checked address of the host; at the end of the time the connection is cut, whatever it does."""
    addresses = resolved(target.host, target.port, until)
    if not addresses:
        raise Unreachable(f"There is no host {target.host}; look at the address.", "unknown")
    for one in addresses:
        demand_outside(rules, one, target.host)
    connection = http.client.HTTPConnection(target.host, target.port)
    plain = _first_connected(addresses, target.port, until)
    sock = plain
    timer = None
    try:
        if target.scheme == "https":
            sock = ssl.create_default_context().wrap_socket(
                plain, server_hostname=target.host, do_handshake_on_connect=False
            )
        timer = threading.Timer(_left(until) + A_MOMENT, _cut, [sock])
        timer.daemon = True
        timer.start()
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()
        connection.sock = sock
        yield connection
    except (OSError, http.client.HTTPException, ValueError):
        if time.monotonic() >= until:
            raise TimeoutError from None
        raise
    finally:
        if timer is not None:
            timer.cancel()
        connection.close()
        sock.close()


def _cut(sock: socket.socket) -> None:
    """Cut a connection that another thread waits for."""
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _left(until: float) -> float:
    """Return the seconds that are left. Raise TimeoutError where none are."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _first_connected(addresses: list[str], port: int, until: float) -> socket.socket:
    """Connect to the first address that answers."""
    error: OSError = ConnectionRefusedError()
    for one in addresses:
        try:
            sock = socket.create_connection((one, port), timeout=_left(until))
        except TimeoutError:
            raise
        except OSError as found:
            error = found
        else:
            sock.settimeout(_left(until))
            return sock
    raise error


# Who may be asked


def resolved(host: str, port: int, until: float) -> list[str]:
    """Return all addresses of a host, each once. Raise TimeoutError where the name's servers take too long."""
    found: list[str] = []

    def look() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(dict.fromkeys(str(row[4][0]) for row in rows))

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    looking.join(_left(until))
    if looking.is_alive():
        raise TimeoutError
    return found


def demand_outside(rules: FetchRules, address: str, host: str) -> None:
    """Raise Refused for an address of this machine, of its network, or of no public one, unless it is listed."""
    if not _is_asked(rules, address):
        raise Refused(
            f"{host} is no public host: its address {address} is of this machine or of an inner network. "
            "Nothing was asked. (Whoever runs this site can allow it with REJOINDER_FETCH_INSIDE.)"
        )


def _is_asked(rules: FetchRules, address: str) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:  # with the name of one of our own interfaces, for one
        return False
    if any(ip in network for network in rules.inside):
        return True
    if isinstance(ip, ipaddress.IPv6Address) and ip not in PUBLIC_IPV6:
        return False  # IPv4-mapped ones, NAT64, all that is local, and what is not given out
    return not (ip.is_reserved or ip.is_unspecified) and _is_public(address)


def _is_public(address: str) -> bool:
    """Ask `requests-hardened`, which knows what Python 3.11 does not. It resolves nothing: this is an address."""
    from requests_hardened.ip_filter import InvalidIPAddress, filter_host  # noqa: PLC0415  # slow to import

    _quiet()
    try:
        filter_host(address, 0, allow_loopback=False)
    except InvalidIPAddress:
        return False
    return True


@cache
def _quiet() -> None:
    """Let its warnings be: what is refused is told to whoever asked."""
    logging.getLogger("requests_hardened.ip_filter").disabled = True


# What comes


def _body(response: http.client.HTTPResponse, headers: Mapping[str, str], largest: int) -> bytes:
    """Read an answer's body and unpack it, up to a bound."""
    encoding = headers.get("content-encoding", "identity").strip().lower()
    too_large = Unreachable(
        f"The page is larger than {largest // 1024 // 1024} MB, so it was not fetched; save and upload it.", "size"
    )
    unpack = _unpacker(encoding)
    kept = bytearray()
    while piece := response.read1(PIECE):
        kept += unpack(piece, largest + 1 - len(kept))
        if len(kept) > largest:
            raise too_large
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    unpack(b"", 0)
    return bytes(kept)


class _Unpacker:
    """Unpacks gzip or deflate, never more at once than is asked for; an empty piece asks whether it came to its end."""

    def __init__(self, *, deflate: bool) -> None:
        self.maybe_raw = deflate
        self.inner = zlib.decompressobj(DEFLATE if deflate else GZIP)
        self.begun = False

    def __call__(self, piece: bytes, most: int) -> bytes:
        if not piece:
            if self.begun and not self.inner.eof:
                raise zlib.error("cut off")
            return b""
        if self.maybe_raw and not self.begun:
            piece_begins = piece[0] & 0x0F
            if piece_begins != zlib.DEFLATED:
                self.inner = zlib.decompressobj(RAW_DEFLATE)
        self.begun = True
        return self.inner.decompress(piece, most)


def _unpacker(encoding: str) -> Any:
    if encoding in {"gzip", "x-gzip", "deflate"}:
        return _Unpacker(deflate=encoding == "deflate")
    if encoding not in {"identity", ""}:
        raise Unreachable("The server packs its answer in a way that was not asked for. Nothing was stored.", "broken")
    return lambda piece, _most: piece
