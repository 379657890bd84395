"""The cache ahead of Flask: whole public answers, kept in memory while the library is as it was.

Each request asks the library up to where it is (`storage.pulse`); what was made of another state, or on another day in
UTC (a commitment falls due at midnight), is never sent. So nobody is sent an old page once a publication is answered,
in whichever process that was. Of what is asked for the scheme, host, path and query count, and the coding: public
pages read no session, and of cookies that one alone that says that its editor has just published more than a replica
holds; nothing is kept then. Conditions (`If-None-Match`, `If-Modified-Since`) and HEAD are answered here;
bodies are compressed here, each coding under an ETag of its own.

Kept are answers that are whole, public and vary by nothing else; forms, `/report`, TimeGates, errors
and streams are not.
"""

from __future__ import annotations

import re
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from flask import Flask, has_request_context, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_date

from app.storage.pulse import Pulse, State

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PASSED = ("/desk", "/login", "/static/", "/report")
"""Addresses that are never kept, so that nothing need be asked for them."""
FRESH, AWAY, STATE = "rejoinder.fresh_until", "rejoinder.library_away", "rejoinder.library_state"
BEHIND = "rejoinder.library_behind"
PUBLISHED = "published"
"""The cookie that says, for a minute, up to which entry its editor has published: where a replica is behind that."""
NEWEST = re.compile(rf"(?:^|;) ?{PUBLISHED}=(\d{{1,15}})(?:;|$)", re.ASCII)
PUBLIC_AREAS = {"library", "compare", "feeds"}
SECONDS_A_DAY = 86_400
PACKED_FROM = 512
"""Bytes: what is shorter is not compressed."""
LEVEL, WITH_HEADER = 5, 16 + zlib.MAX_WBITS
LARGEST_SHARE = 16
"""No answer may take more than this part of the cache."""
LONGEST_KEY = 2_000
OVERHEAD = 1_500
"""Bytes that an entry takes beside its body."""
PACKABLE = ("text/", "application/json", "application/xml", "application/javascript", "image/svg+xml")
UNSENT = {"content-type", "content-length", "content-encoding", "last-modified"}
"""What an answer of 304 leaves out."""

Headers = list[tuple[str, str]]
Key = tuple[str, ...]
Moment = tuple[int, State]


@dataclass(slots=True)
class Kept:
    """An answer in one coding."""

    headers: Headers
    body: bytes
    etag: str
    changed: str | None
    until: float | None


@dataclass
class Tally:
    """What the cache of this process has done, and what it holds."""

    hits: int = 0
    misses: int = 0
    passed: int = 0
    bytes: int = 0
    entries: int = 0


@dataclass
class Shelf:
    """The answers of one moment, the least recently asked for first; at most so many bytes."""

    limit: int
    moment: Moment | None = None
    kept: OrderedDict[Key, Kept] = field(default_factory=OrderedDict)
    tally: Tally = field(default_factory=Tally)
    heard_hit: Callable[[], None] = lambda: None
    heard_miss: Callable[[], None] = lambda: None
    heard_kept: Callable[[int, int], None] = lambda _size, _entries: None
    lock: Lock = field(default_factory=Lock)

    def find(self, moment: Moment, key: Key) -> Kept | None:
        """Return what is kept for a key and of this very moment."""
        with self.lock:
            found = self.kept.get(key) if self.moment == moment else None
            if found is None or (found.until is not None and found.until <= time.time()):
                self.tally.misses += 1
                self.heard_miss()
                return None
            self.kept.move_to_end(key)
            self.tally.hits += 1
            self.heard_hit()
            return found

    def keep(self, moment: Moment, key: Key, one: Kept) -> None:
        """Keep an answer; those of an older moment go, and the least recently asked for where there is no room."""
        size = _size(key, one)
        if size > self.limit // LARGEST_SHARE:
            return
        with self.lock:
            if self.moment is not None and moment < self.moment:
                return  # it was made while something was published
            if moment != self.moment:
                self.moment, self.tally.bytes = moment, 0
                self.kept.clear()
            if (before := self.kept.pop(key, None)) is not None:
                self.tally.bytes -= _size(key, before)
            self.kept[key] = one
            self.tally.bytes += size
            while self.tally.bytes > self.limit:
                old, gone = self.kept.popitem(last=False)
                self.tally.bytes -= _size(old, gone)
            self.tally.entries = len(self.kept)
            self.heard_kept(self.tally.bytes, self.tally.entries)


class PageCache:
    """The WSGI application that stands before Flask."""

    def __init__(self, app: WSGIApplication, pulse: Pulse, limit: int, is_public: Callable[[str], bool]) -> None:
        self.app = app
        self.pulse = pulse
        self.is_public = is_public
        self.shelf = Shelf(limit)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from what is kept, or ask the application and keep what may be kept."""
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if method not in {"GET", "HEAD"} or path.startswith(PASSED) or (method == "HEAD" and not self.is_public(path)):
            return self.app(environ, start_response)
        packed = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        key = _key(environ, packed=packed)
        moment = self._moment(environ) if key is not None else None
        if key is not None and moment is not None:
            found = self.shelf.find(moment, key)
            if found is not None:
                return _sent(found, environ, start_response)
        else:
            self.shelf.tally.passed += 1
        return self._made(environ, start_response, moment, key, packed=packed)

    def _moment(self, environ: WSGIEnvironment) -> Moment | None:
        """Return the day and the state of the library, which the page is told too; None where nothing can be told."""
        try:
            state = self.pulse.state()
        except SQLAlchemyError as error:
            environ[AWAY] = error
            return None
        environ[STATE] = state
        if state is None or _is_ahead(environ, state):
            return None
        return int(time.time()) // SECONDS_A_DAY, state

    def _made(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        moment: Moment | None,
        key: Key | None,
        *,
        packed: bool,
    ) -> Iterable[bytes]:
        """Ask the application. What it was asked at this moment may be newer than the moment, and never older."""
        asked = environ if environ["REQUEST_METHOD"] == "GET" else {**environ, "REQUEST_METHOD": "GET"}
        caught: list[Any] = []

        def catch(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            caught[:] = [status, headers, exc_info]
            return _no_write

        parts = self.app(asked, catch)
        status, headers, exc_info = caught
        if not _is_whole_and_public(status, headers):
            start_response(status, headers, exc_info)
            if environ["REQUEST_METHOD"] == "HEAD":
                _close(parts)
                return ()
            return parts
        try:
            body = b"".join(parts)
        finally:
            _close(parts)
        until = asked.get(FRESH)
        made = _in_coding(headers, body, until, packed=packed)
        if key is not None and moment is not None and until != 0 and asked.get(STATE, moment[1]) >= moment[1]:
            self.shelf.keep(moment, key, made)
        return _sent(made, environ, start_response)


def install_cache(app: Flask) -> None:
    """Put the cache before the application; the setting `CACHE_MB` is its size in each process, and 0 keeps nothing."""
    adapter, pulse = app.url_map.bind(""), app.extensions["rejoinder-databases"].pulse

    def is_public(path: str) -> bool:
        try:
            endpoint, _ = adapter.match(path, "GET")
        except HTTPException:
            return False
        return endpoint.partition(".")[0] in PUBLIC_AREAS

    limit = 0 if app.debug else int(float(app.config["CACHE_MB"]) * 2**20)
    cache = PageCache(app.wsgi_app, pulse, limit, is_public)
    app.wsgi_app = cache  # type: ignore[method-assign]  # Flask's documented way
    app.extensions["rejoinder-cache"] = cache


def fresh_until(moment: float) -> None:
    """Let this request's answer be kept until a moment (seconds since 1970) at the longest; 0 keeps it not at all."""
    if has_request_context():
        request.environ[FRESH] = moment


def told_state() -> State | None:
    """Return the state of the library when this request began. Raise what the database said where it is away.

    Nobody need wait for it a second time.
    """
    if not has_request_context():
        return None
    if (error := request.environ.get(AWAY)) is not None:
        raise error
    state: State | None = request.environ.get(STATE)
    return state


def found_state(state: State) -> None:
    """Note the state of the server that this request reads, which may be another than was asked at its beginning."""
    if has_request_context():
        request.environ[STATE] = state


def is_behind() -> bool:
    """Tell whether whoever asks has published what the library does not hold yet."""
    return has_request_context() and request.environ.get(BEHIND, False)


def _is_ahead(environ: WSGIEnvironment, state: State) -> bool:
    """Tell whether whoever asks has published more than the library holds; they are then shown the desk's own."""
    cookies = environ.get("HTTP_COOKIE", "")
    newest = NEWEST.search(cookies) if PUBLISHED in cookies else None
    environ[BEHIND] = behind = newest is not None and int(newest[1]) > state.seq
    return behind


def _key(environ: WSGIEnvironment, *, packed: bool) -> Key | None:
    """Return what an answer is found by; None for an address that is too long to be kept."""
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    if len(host) + len(path) + len(query) > LONGEST_KEY:
        return None
    scheme, prefix = environ["wsgi.url_scheme"], environ.get("SCRIPT_NAME", "")
    return scheme, host, prefix, path, query, "gzip" if packed else ""


def _is_whole_and_public(status: str, headers: Headers) -> bool:
    """Tell whether an answer is good, whole, for everybody, and varies by nothing."""
    given = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200")
        and given.get("cache-control", "").startswith("public")
        and {"content-length", "etag"} <= given.keys()
        and not {"vary", "set-cookie", "content-encoding"} & given.keys()
    )


def _in_coding(headers: Headers, body: bytes, until: float | None, *, packed: bool) -> Kept:
    """Return an answer in the coding that was asked for, if it is worth it."""
    given = {name.lower(): value for name, value in headers}
    etag, kind = given["etag"], given.get("content-type", "").partition(";")[0]
    told = [(name, value) for name, value in headers if name.lower() not in {"etag", "content-length"}]
    told.append(("Vary", "Accept-Encoding"))
    if packed and len(body) >= PACKED_FROM and (kind.startswith(PACKABLE) or kind.endswith(("+json", "+xml"))):
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, WITH_HEADER)
        body = packer.compress(body) + packer.flush()
        etag = f'{etag[:-1]}.gz"'
        told.append(("Content-Encoding", "gzip"))
    told += [("Content-Length", str(len(body))), ("ETag", etag)]
    return Kept(told, body, etag, given.get("last-modified"), until)


def _sent(one: Kept, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    if _still_holds(one, environ):
        start_response("304 NOT MODIFIED", [pair for pair in one.headers if pair[0].lower() not in UNSENT])
        return ()
    start_response("200 OK", one.headers.copy())
    return () if environ["REQUEST_METHOD"] == "HEAD" else (one.body,)


def _still_holds(one: Kept, environ: WSGIEnvironment) -> bool:
    """Tell whether whoever asks has the answer already."""
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known is not None:
        return known.strip() == "*" or any(tag.strip().removeprefix("W/") == one.etag for tag in known.split(","))
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if since is None or one.changed is None:
        return False
    moment, changed = parse_date(since), parse_date(one.changed)
    return moment is not None and changed is not None and changed <= moment


def _size(key: Key, one: Kept) -> int:
    return len(one.body) + sum(map(len, key)) + OVERHEAD


def _close(parts: Iterable[bytes]) -> None:
    if (close := getattr(parts, "close", None)) is not None:
        close()


def _no_write(_data: bytes) -> object:
    raise NotImplementedError("Flask never writes so")
