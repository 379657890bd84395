"""Asking whether the addresses of sources are still there, and what of it is kept.

Hosts are asked beside each other, the addresses of one host one after another with a pause: HEAD first, then GET where
that tells more, on the condition that something changed. Nothing is tried twice. No lock is held meanwhile.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlsplit

import msgspec
from sqlalchemy.orm import Session

from app.domain.archive_rows import PAGES
from app.domain.errors import NotFound, Rejected
from app.domain.source_links import UNCHANGED, LinkState, state_of
from app.services.apart import read_words
from app.services.captures import media_type_of
from app.services.fetch_rules import FetchRules
from app.services.fetching import Answer, Unreachable, ask
from app.storage.blobs import Blobs
from app.storage.models.desk import Source, SourceCheck

PAUSE = 1.0
HOSTS_AT_ONCE = 4
GOOD = 200


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A source to ask, as it is: what was seen of it before, and the digest to compare with."""

    source_id: str
    version: int
    url: str
    etag: str | None = None
    last_modified: str | None = None
    baseline: str | None = None
    was_changed: bool = False
    kind: str | None = None
    """Of which kind a copy is that is kept here: what is shown is compared with it if it is of that kind, too."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an address."""

    asked: Asked
    state: LinkState
    status: int | None = None
    cause: str | None = None
    final_url: str | None = None
    sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None


def asked_of(source: Source, check: SourceCheck | None, blobs: Blobs) -> Asked:
    """Return what is to be asked of a source. A save of the source makes what is shown then the new measure."""
    url = source.url or ""
    known = check if check is not None and check.url == url and check.version == source.version else None
    if known is None:
        kind, baseline = _of_file(source, blobs)
        return Asked(source_id=source.id, version=source.version, url=url, baseline=baseline, kind=kind)
    return Asked(
        source_id=source.id,
        version=source.version,
        url=url,
        etag=known.etag,
        last_modified=known.last_modified,
        baseline=known.sha256,
        was_changed=known.state == LinkState.CHANGED,
    )


def check_all(rules: FetchRules, asked: Sequence[Asked], *, pause: float = PAUSE) -> Iterator[Found]:
    """Ask all addresses and give what became of each as it comes; whoever stops early is not waited for long."""
    results: SimpleQueue[Found | BaseException] = SimpleQueue()
    stopped: list[bool] = []
    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        for group in _by_host(asked):
            pool.submit(_ask_host, rules, group, pause, results.put, stopped)
        try:
            for _ in asked:
                found = results.get()
                if isinstance(found, BaseException):
                    raise found
                yield found
        finally:
            stopped.append(True)


def _by_host(asked: Iterable[Asked]) -> list[list[Asked]]:
    groups: dict[str, list[Asked]] = {}
    for one in asked:
        try:
            host = urlsplit(one.url).hostname or ""
        except ValueError:
            host = ""
        groups.setdefault(host, []).append(one)
    return list(groups.values())


def _ask_host(
    rules: FetchRules, group: Sequence[Asked], pause: float, put: Callable[[Any], None], stopped: Sequence[bool]
) -> None:
    for number, one in enumerate(group):
        if stopped:
            return
        if number:
            time.sleep(pause)
        try:
            put(check_one(rules, one, pause=pause))
        except Exception as error:  # noqa: BLE001  # it is raised again in the thread that waits
            put(error)
            return


def check_one(rules: FetchRules, asked: Asked, *, pause: float = PAUSE) -> Found:
    """Ask one address: HEAD, and GET unless that told that it is unchanged or too large to be compared."""
    try:
        head = _asked_or_none(rules, asked, "HEAD")
        if head is not None and _tells_enough(rules, asked, head):
            return _found(asked, head, None)
        time.sleep(pause)
        answer = ask(rules, asked.url, headers=_conditions(asked))
    except Unreachable as error:
        if error.cause == "size":
            return _unseen(asked, LinkState.FINE, status=GOOD)
        return _unseen(asked, LinkState.FAILING, cause=error.cause)
    except Rejected:
        return _unseen(asked, LinkState.FAILING, cause="not asked")
    kind = media_type_of(answer.data, None, answer.declared)
    if asked.kind is not None and asked.kind != kind:
        asked = msgspec.structs.replace(asked, baseline=None)
    return _found(asked, answer, fingerprint(answer.data, answer.declared) if answer.data else None)


def _unseen(asked: Asked, state: LinkState, *, status: int | None = None, cause: str | None = None) -> Found:
    """Say what became of an address of which nothing was seen; what was seen before stays as it was."""
    return Found(
        asked=asked,
        state=state,
        status=status,
        cause=cause,
        sha256=asked.baseline,
        etag=asked.etag,
        last_modified=asked.last_modified,
    )


def _asked_or_none(rules: FetchRules, asked: Asked, method: str) -> Answer | None:
    """Ask by HEAD, which some servers don't know and break off at; None then."""
    try:
        return ask(rules, asked.url, method=method)
    except Unreachable as error:
        if error.cause == "broken":
            return None
        raise


def _tells_enough(rules: FetchRules, asked: Asked, head: Answer) -> bool:
    if head.status != GOOD:
        return False  # some servers answer HEAD otherwise than GET
    length = head.headers.get("content-length", "")
    if length.isdecimal() and int(length) > rules.largest:
        return True
    etag = head.headers.get("etag")
    return etag is not None and etag == asked.etag and asked.baseline is not None


def _conditions(asked: Asked) -> dict[str, str]:
    if asked.baseline is None:
        return {}
    given = {"If-None-Match": asked.etag, "If-Modified-Since": asked.last_modified}
    return {name: value for name, value in given.items() if value}


def _found(asked: Asked, answer: Answer, sha256: str | None) -> Found:
    unchanged = sha256 is None or answer.status == UNCHANGED
    differs = not unchanged and asked.baseline is not None and sha256 != asked.baseline
    changed = differs or (unchanged and asked.was_changed)
    good = answer.status == GOOD
    return Found(
        asked=asked,
        state=state_of(asked.url, answer.address, answer.status, changed=changed),
        status=answer.status,
        final_url=answer.address,
        sha256=asked.baseline or (sha256 if good else None),
        etag=answer.headers.get("etag") if good else asked.etag,
        last_modified=answer.headers.get("last-modified") if good else asked.last_modified,
    )


def fingerprint(data: bytes, declared: str | None) -> str:
    """Return the digest of what a reader would read: of a page's words, and of the bytes of all else."""
    words = data
    if media_type_of(data, None, declared) in PAGES:
        try:
            words = " ".join(read_words(data, declared).split()).encode()
        except Rejected:
            words = data
    return hashlib.sha256(words).hexdigest()


def _of_file(source: Source, blobs: Blobs) -> tuple[str | None, str | None]:
    """Return the kind and the digest of the copy that is kept of a source; None where none is."""
    if source.file_sha256 is None:
        return None, None
    try:
        data = blobs.read(source.file_sha256)
    except NotFound:
        return None, None
    return media_type_of(data, None), fingerprint(data, None)


def keep_check(session: Session, found: Found, now: datetime) -> None:
    """Keep what became of an address, unless the source got another one, or went, meanwhile."""
    source = session.get(Source, found.asked.source_id)
    if source is None or source.url != found.asked.url:
        return
    row = session.get(SourceCheck, source.id)
    if row is None:
        row = SourceCheck(source_id=source.id, since=now, state="")
        session.add(row)
    if row.state != found.state or row.url != found.asked.url:
        row.since = now
    row.url, row.version, row.at, row.state = found.asked.url, found.asked.version, now, found.state.value
    row.status, row.cause, row.final_url = found.status, found.cause, found.final_url
    row.sha256, row.etag, row.last_modified = found.sha256, found.etag, found.last_modified
