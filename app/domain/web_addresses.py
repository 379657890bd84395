"""Addresses of the web that a program is to ask: taken apart once, so that all that follows means the same host."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

import msgspec

from app.domain.errors import Rejected

PORTS = {"http": 80, "https": 443}
LONGEST = 2_000
LONGEST_HOST = 253
_UNFIT = re.compile(r"[\x00-\x20\x7f\\]|\s")
_HOST = re.compile(r"[0-9a-z_]([0-9a-z_.-]{0,251}[0-9a-z_])?\.?")
_IPV6 = re.compile(r"[0-9a-f:.]+")
_KEPT = "%/?:@!$&'()*+,;=-._~[]#"


class WebAddress(msgspec.Struct, frozen=True, kw_only=True):
    """An http(s) address in its parts. `asked` is what is sent: the path with its query, in ASCII."""

    scheme: str
    host: str
    port: int
    asked: str

    @property
    def host_header(self) -> str:
        """The host as a request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host_header}{self.asked}"


def web_address(text: str, field: str | None = None) -> WebAddress:
    """Take an address apart.

    Raise Rejected, with one sentence, for what is no http(s) address, or one with a name and password in it.
    """
    shown = f"“{text[:80]}”"
    if len(text) > LONGEST or _UNFIT.search(text):
        raise Rejected(f"{shown} is no web address: it is too long, or holds a space or a backslash.", field)
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise Rejected(f"{shown} is no web address; look at its host and port.", field) from None
    if parts.scheme not in PORTS:
        raise Rejected(f"{shown} can’t be asked: only addresses that begin with http:// or https:// can.", field)
    if "@" in parts.netloc:
        raise Rejected("The address holds a name or a password before its host; give it without them.", field)
    query = f"?{parts.query}" if parts.query else ""
    return WebAddress(
        scheme=parts.scheme,
        host=_plain_host(host, shown, field),
        port=PORTS[parts.scheme] if port is None else port,
        asked=quote(f"{parts.path or '/'}{query}", safe=_KEPT).replace("#", "%23"),
    )


def demand_link(url: str | None, field: str) -> None:
    """Raise Rejected unless the address is empty or an http(s) one with a host."""
    if not url:
        return
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or any(mark.isspace() for mark in url):
        raise Rejected(f"“{url[:60]}” is no web address; it must begin with http:// or https://.", field)


def _plain_host(host: str, shown: str, field: str | None) -> str:
    """Return a host in ASCII. Raise Rejected for what is none."""
    if _IPV6.fullmatch(host) and ":" in host:
        return host
    try:
        plain = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        plain = ""
    if len(plain) > LONGEST_HOST or not _HOST.fullmatch(plain) or ".." in plain:
        raise Rejected(f"{shown} names no host that can be asked.", field)
    return plain
