"""What may be asked of other people's web servers, by a site's settings, and how we name ourselves."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from app.domain.errors import Rejected

SECONDS = 15.0
LARGEST = 10 * 1024 * 1024
DEFAULT_PORTS = frozenset({80, 443})
_CONTACT = re.compile(r"[!-~]{3,200}")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class FetchRules(msgspec.Struct, frozen=True, kw_only=True):
    """What may be asked, and how we name ourselves.

    `inside` are networks inside that may be asked in spite of it; `seconds` and `largest` bound one answer.
    """

    contact: str
    inside: tuple[Network, ...] = ()
    ports: frozenset[int] = DEFAULT_PORTS
    seconds: float = SECONDS
    largest: int = LARGEST

    @property
    def user_agent(self) -> str:
        """How we name ourselves to those we ask, and how they can reach us."""
        return f"Rejoinder (+{self.contact})"


def rules_from(settings: Mapping[str, Any]) -> FetchRules | None:
    """Return the rules by the settings `FETCH`, `FETCH_INSIDE`, `FETCH_PORTS`; None where fetching is off.

    Raise Rejected for a setting that can't be understood.
    """
    contact = settings.get("FETCH")
    contact = "" if contact is None or contact is False else str(contact).strip()
    if contact.lower() in {"", "false"}:
        return None
    if not _CONTACT.fullmatch(contact) or not ("@" in contact or "://" in contact):
        raise Rejected(
            "REJOINDER_FETCH must say how you can be reached, as an e-mail or a web address; who is asked reads it."
        )
    try:
        inside = networks(settings)
        ports = frozenset(int(one) for one in _listed(settings.get("FETCH_PORTS")))
    except ValueError as error:
        raise Rejected(f"REJOINDER_FETCH_INSIDE or REJOINDER_FETCH_PORTS can’t be read: {error}.") from None
    return FetchRules(contact=contact, inside=inside, ports=ports or DEFAULT_PORTS)


def networks(settings: Mapping[str, Any]) -> tuple[Network, ...]:
    """Return the networks inside that may be asked, by the setting `FETCH_INSIDE`. Raise ValueError for others."""
    return tuple(ipaddress.ip_network(one) for one in _listed(settings.get("FETCH_INSIDE")))


def _listed(value: Any) -> list[str]:
    """Return the parts of a setting: a list, or a text parted by commas."""
    parts = value if isinstance(value, list | tuple) else str("" if value is None else value).split(",")
    return [str(one).strip() for one in parts if str(one).strip()]


# Asking
