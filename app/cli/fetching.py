"""The rules for asking other servers, for commands: from the same settings as the web's."""

from __future__ import annotations

import os

from app.domain.errors import Rejected
from app.services.fetch_rules import FetchRules, rules_from
from app.services.hub import Hub, hub_from

NAMES = ("FETCH", "FETCH_INSIDE", "FETCH_PORTS", "HUB", "BASE_URL")


def command_rules() -> FetchRules | None:
    """Return the rules; None where asking is off."""
    return rules_from(_settings())


def command_hub() -> Hub | None:
    """Return the WebSub hub; None where there is none."""
    return hub_from(_settings())


def _settings() -> dict[str, str | None]:
    return {name: os.environ.get(f"REJOINDER_{name}") for name in NAMES}


def demanded_rules() -> FetchRules:
    """Return the rules. Raise Rejected, with how to switch it on, where asking is off."""
    rules = command_rules()
    if rules is None:
        raise Rejected(
            "Asking other servers is off on this site. Set REJOINDER_FETCH to an e-mail or a web address at which you "
            "can be reached, and it is on."
        )
    return rules
