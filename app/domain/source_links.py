"""What became of a source's address when it was asked, in words, and what to do next."""

from __future__ import annotations

from enum import StrEnum
from http.client import responses

from app.domain.archive_rows import address_key

GONE = frozenset({404, 410})
SHUT = frozenset({401, 402, 403, 407, 429, 451})
GOOD = range(200, 300)
UNCHANGED = 304


class LinkState(StrEnum):
    """How an address fared."""

    FINE = "fine"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"
    SHUT = "shut"
    FAILING = "failing"

    @property
    def is_broken(self) -> bool:
        """Whether somebody should look."""
        return self is not LinkState.FINE


CAUSES = {
    "timeout": "the server gave no whole answer in time",
    "refused": "the server refused the connection",
    "unknown": "there is no such host any more",
    "certificate": "the server’s certificate can’t be trusted",
    "redirects": "the address led on and on",
    "broken": "the server’s answer broke off or could not be understood",
    "not asked": "the address, or what it led to, is none that this site asks",
}
"""Why no answer came, by the word for it."""
NEXT = {
    LinkState.MOVED: "If the new address holds the same work, take it as the source’s address.",
    LinkState.CHANGED: (
        "Read it again: does it still say what is quoted? Then keep a copy, or give the address of an archived one, "
        "and save the source."
    ),
    LinkState.GONE: "Give the address of an archived copy, or another address where the work is now.",
    LinkState.SHUT: "Open it in a browser. If it is closed to readers too, give the address of an archived copy.",
    LinkState.FAILING: "It may come back. If it does not, give the address of an archived copy, or another address.",
}


def state_of(asked: str, final: str | None, status: int | None, *, changed: bool = False) -> LinkState:
    """Tell how an address fared by the last answer: its status (None where none came) and the address that gave it."""
    if status is None:
        return LinkState.FAILING
    if status in GONE:
        return LinkState.GONE
    if status in SHUT:
        return LinkState.SHUT
    if status not in GOOD and status != UNCHANGED:
        return LinkState.FAILING
    if final is not None and address_key(final) != address_key(asked):
        return LinkState.MOVED
    return LinkState.CHANGED if changed else LinkState.FINE


def told(state: LinkState, status: int | None, cause: str | None, final: str | None) -> str:
    """Say how an address fared, as part of a sentence."""
    if status is None:
        return CAUSES.get(cause or "", CAUSES["broken"])
    if state is LinkState.MOVED:
        return f"it leads on to {final}"
    if state is LinkState.CHANGED:
        return "what it shows has changed"
    if state is LinkState.FINE:
        return "it is there, and unchanged as far as we can tell"
    named = f" ({responses[status]})" if status in responses else ""
    return f"the server answered {status}{named}"
