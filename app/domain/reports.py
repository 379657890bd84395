"""Readers' reports: what one may hold, how many are taken, and who sent them, told apart without keeping who."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from enum import StrEnum
from urllib.parse import urlsplit

import msgspec

from app.domain.errors import Rejected, TooMany
from app.domain.sentences import Sentence


class ReportKind(StrEnum):
    """What a reader reports."""

    ERROR = "error"
    EVIDENCE = "evidence"
    OTHER = "other"


class ReportState(StrEnum):
    """Where a report stands."""

    NEW = "new"
    TAKEN = "taken"
    ANSWERED = "answered"
    CLOSED = "closed"


class Became(StrEnum):
    """What a report led to on the desk; *correcting* is a correction that is meant and not published yet."""

    EVIDENCE = "evidence"
    CORRECTING = "correcting"
    CORRECTION = "correction"


class ReportFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader sends: on which page, of which words (with what stands beside them), and what is to be said."""

    kind: str
    address: str
    text: str
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    source_url: str | None = None
    contact: str | None = None


SHORTEST, LONGEST = 10, 5_000
LONGEST_QUOTE = 1_000
LONGEST_ADDRESS = 2_000
LONGEST_CONTACT = 255
BESIDE = 32
MOST_LINKS = 5
BY_SENDER, IN_ALL = 5, 300
"""How many reports are taken of one sender in an hour, and of all in a day."""
MESSAGES = 30
"""How many messages a reader can leave under one report."""
FASTEST, OLDEST = 3, 24 * 60 * 60
"""A form that comes back in fewer seconds was filled in by a program; after a day it is stale."""

UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LINK = re.compile(r"(?:https?://|\bwww\.)", re.IGNORECASE)


def demand_sound(fields: ReportFields) -> None:
    """Raise Rejected, naming the field, for a report that can't be taken."""
    if fields.kind not in set(ReportKind):
        raise Rejected("Say what it is that you report.", "kind")
    for name in ("exact", "prefix", "suffix"):
        if len(getattr(fields, name)) > LONGEST_QUOTE:
            raise Rejected(
                Sentence("Quote at most %(most)s characters; the page holds the rest.", most=LONGEST_QUOTE), "exact"
            )
        _demand_kept(getattr(fields, name), "exact")
    demand_words(fields.text, "text")
    _demand_line(fields.contact, "contact", LONGEST_CONTACT)
    _demand_line(fields.source_url, "source_url", LONGEST_ADDRESS)
    if fields.source_url and not _is_link(fields.source_url):
        raise Rejected("Write the address as your browser shows it, beginning with https:// or http://.", "source_url")


def demand_words(text: str, field: str) -> None:
    """Raise Rejected for a reader's text that is too short, too long, or full of links."""
    if len(text) < SHORTEST:
        raise Rejected("Write a sentence or two, so that an editor can tell what you mean.", field)
    if len(text) > LONGEST:
        raise Rejected(
            Sentence("Write at most %(most)s characters; these are %(given)s.", most=LONGEST, given=len(text)), field
        )
    _demand_kept(text, field)
    if len(LINK.findall(text)) > MOST_LINKS:
        raise Rejected(
            Sentence("Name at most %(most)s addresses; an editor will ask for more.", most=MOST_LINKS), field
        )


def demand_room(by_sender: int, in_all: int) -> None:
    """Raise TooMany where a sender, or everybody together, has sent as much as is taken."""
    if by_sender >= BY_SENDER:
        raise TooMany(
            Sentence(
                "At most %(most)s reports an hour are taken from one network; please come back in an hour.",
                most=BY_SENDER,
            )
        )
    if in_all >= IN_ALL:
        raise TooMany("More reports came in today than the editors can read; please come back tomorrow.")


def demand_timely(seconds: float) -> None:
    """Raise Rejected for a form that came back faster than anybody writes, or a day after it was opened."""
    if seconds < FASTEST:
        raise Rejected("This came back faster than anybody writes. If you are no program, please send it once more.")
    if seconds > OLDEST:
        raise Rejected(
            "This form was open for more than a day. Your words are kept below; please send it once more.", "stamp"
        )


def sender_digest(address: str | None, salt: bytes) -> str:
    """Tell senders apart for as long as the salt is kept: by their IPv4 address, or their network under IPv6."""
    try:
        given = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return hashlib.sha256(salt).hexdigest()
    if isinstance(given, ipaddress.IPv6Address):
        given = given.ipv4_mapped or ipaddress.IPv6Network((given, 64), strict=False).network_address
    return hashlib.sha256(salt + given.packed).hexdigest()


def _demand_line(text: str | None, field: str, longest: int) -> None:
    """Raise Rejected for a line that is too long or holds what a line may not."""
    if not text:
        return
    if len(text) > longest:
        raise Rejected(Sentence("Write at most %(most)s characters here.", most=longest), field)
    _demand_kept(text, field)
    if TURNING.search(text) or "\n" in text:
        raise Rejected("This holds a mark that can’t stand in a line; type it anew.", field)


def _demand_kept(text: str, field: str) -> None:
    if UNKEPT.search(text):
        raise Rejected("This holds a character that can’t be kept; type it anew.", field)


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(map(str.isspace, text))
    except ValueError:
        return False
