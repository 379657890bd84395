"""One record's words in one capture, as alignment and comparison take them."""

from __future__ import annotations

import msgspec


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a pair, safeguard or concern in one capture.

    `head` is the claim (of a pair) or the label (of a safeguard or concern, where it has one), `body` the rebuttal or
    the text. `position` counts from 1 in the order of the page. Role labels ("Fiction", "FACT") are no words of it;
    `verdict_label` is the agency's own verdict word, where the page gives one.
    """

    position: int
    head: str | None
    body: str
    verdict_label: str | None = None
