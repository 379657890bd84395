"""View models of what was joined and split: with which other records, and since when a record's words are gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.kin import How, Parting
from app.storage.queries.library.subjects import Named, Related
from app.storage.queries.library.wordings import Seen
from app.web.library.lists import cut
from app.web.reading.addresses import Key, record_url
from app.web.reading.language import gettext, sentence

TOGETHER = {
    "joined from": {
        "pair": sentence("joined from this claim and %(others)s"),
        "safeguard": sentence("joined from this safeguard and %(others)s"),
        "concern": sentence("joined from this concern and %(others)s"),
    },
    "split into": {
        "pair": sentence("split into this claim and %(others)s"),
        "safeguard": sentence("split into this safeguard and %(others)s"),
        "concern": sentence("split into this concern and %(others)s"),
    },
}
ALONE = {"joined into": sentence("joined into %(others)s"), "split off": sentence("split off %(others)s")}


@dataclass(frozen=True, slots=True)
class OtherView:
    """A record that another was joined with or split from; no `url` where it is not published."""

    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class PartingView:
    """What one capture joined or split of a record of a kind; `others` are without the record itself."""

    how: How
    kind: str
    others: list[OtherView]

    @property
    def pattern(self) -> str:
        """The sentence that tells it, with a place for the others."""
        return gettext(ALONE[self.how] if self.how in ALONE else TOGETHER[self.how][self.kind])

    @property
    def around(self) -> tuple[str, str]:
        """The words before the others, and those after them."""
        before, _, after = self.pattern.partition("%(others)s")
        return before, after

    @property
    def told(self) -> str:
        """All of it in words."""
        return self.pattern % {"others": ", ".join(f"“{one.title}”" for one in self.others)}


@dataclass(frozen=True, slots=True)
class GoneView:
    """The first capture since which a page no longer has a record; `into` tells where its words are part of others."""

    key: Key
    into: PartingView | None = None


def others_in(seen: Iterable[Seen]) -> set[str]:
    """Return the records that a subject was ever joined with or split from."""
    return {subject for one in seen for parting in one.partings for subject, _ in parting.others}


def parting_views(kind: str, partings: Iterable[Parting], related: Mapping[str, Named | Related]) -> list[PartingView]:
    """Show what one capture joined and split of a record; `related` are published ones by their ids."""
    return [
        PartingView(one.how, kind, [_other(subject, said, related) for subject, said in one.others]) for one in partings
    ]


def _other(subject: str, said: str, related: Mapping[str, Named | Related]) -> OtherView:
    row = related.get(subject)
    if row is None:
        return OtherView(cut(said) or gettext("words without a name"), None)
    return OtherView(row.title, record_url(row.kind, row.slug))


def gone_since(kind: str, seen: Sequence[Seen], related: Mapping[str, Named | Related]) -> GoneView | None:
    """Return since when, and how, the page no longer has the words; None where its newest capture has them."""
    last = next((place for place in range(len(seen), 0, -1) if seen[place - 1].wording), 0)
    if last == len(seen):
        return None
    return gone_by(kind, seen[last], related)


def gone_by(kind: str, one: Seen, related: Mapping[str, Named | Related]) -> GoneView:
    """Return how the words were gone by a capture, the first one without them."""
    into = [parting for parting in one.partings if parting.how == "joined into"]
    return GoneView(Key(one.captured, one.number), next(iter(parting_views(kind, into, related)), None))
