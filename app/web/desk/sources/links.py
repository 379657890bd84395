"""What became of a source's address, as the desk tells it: on the source's page and in the queue."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from app.domain.source_links import NEXT, LinkState, told
from app.services.archive_lists import archive_page
from app.storage.models.desk import SourceCheck
from app.web.clock import today


@dataclass(frozen=True)
class LinkTold:
    """What became of an address, in words; `archive` is where an archive may have a copy of it."""

    check: SourceCheck
    state: LinkState
    told: str
    next: str | None
    archive: str | None

    @property
    def sentence(self) -> str:
        """The words as a sentence."""
        return f"{self.told[0].upper()}{self.told[1:]}."


def link_told(check: SourceCheck) -> LinkTold:
    """Tell what became of an address, and what to do next."""
    state = LinkState(check.state)
    words = told(state, check.status, check.cause, check.final_url)
    template = str(current_app.config["ARCHIVE_ADDRESS"])
    archive = archive_page(template, check.url, today()) if state.is_broken else None
    return LinkTold(check, state, words, NEXT.get(state), archive)
