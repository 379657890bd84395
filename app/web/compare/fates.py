"""What became of each record from one capture to the other, in words: reworded, moved, joined, split."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.comparison import Difference
from app.domain.kin import Kin
from app.storage.queries.library.compared import Compared
from app.web.reading.language import gettext
from app.web.reading.sentences import listed, ordinal


def told_fates(one: Compared, kin: Kin, *, pair: bool) -> list[str]:
    """Say in words what became of a record."""
    difference = one.difference
    if difference.kind == "added":
        if one.subject in kin.off:
            return [gettext("Split off “%(title)s”", title=kin.off[one.subject])]
        return [gettext("Added in the newer capture")]
    if difference.kind == "removed":
        if one.subject in kin.into:
            return [gettext("Joined into “%(title)s”", title=kin.into[one.subject])]
        return [gettext("Gone from the newer capture")]
    told = (
        [gettext("Joined from %(parts)s", parts=_parts(kin.joined[one.subject]))] if one.subject in kin.joined else []
    )
    told += [gettext("Split into %(parts)s", parts=_parts(kin.split[one.subject]))] if one.subject in kin.split else []
    return told + _reworded(difference, pair=pair) + _moved(difference)


def _parts(parts: Sequence[tuple[str, int]]) -> str:
    return listed([gettext("“%(title)s” (%(place)s)", title=title, place=ordinal(place)) for title, place in parts])


def _reworded(difference: Difference, *, pair: bool) -> list[str]:
    head, body, moved = (
        (
            gettext("Claim reworded"),
            gettext("Answer reworded"),
            gettext("Sentences of the answer moved, word for word"),
        )
        if pair
        else (gettext("Name reworded"), gettext("Text reworded"), gettext("Sentences of the text moved, word for word"))
    )
    told = [head] if difference.kind == "reworded" else []
    told += [body] if difference.body_reworded else []
    told += [moved] if difference.sentences_moved else []
    if difference.verdict_changed:
        old, new = (part or gettext("none") for part in (difference.verdict.from_, difference.verdict.to))
        told.append(gettext("The agency’s own verdict went from “%(old)s” to “%(new)s”", old=old, new=new))
    return told


def _moved(difference: Difference) -> list[str]:
    if not (difference.moved and difference.old and difference.new):
        return []
    return [
        gettext(
            "Was %(old)s, now %(new)s",
            old=ordinal(difference.old.position),
            new=ordinal(difference.new.position),
        )
    ]
