"""Checked before? The pairs whose claims are nearest to a claim, on all pages that the actor may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select

from app.domain.checked import LINE, Likeness, likeness, rarest, telling
from app.domain.folding import fold
from app.domain.vocabulary import LinkKind
from app.services.desk import Desk
from app.services.statements import LinkFields, create_link
from app.storage.engine import take_turn
from app.storage.models.desk import Capture, ClaimStem, ClaimText, Link, Pair, Wording
from app.storage.queries.desk import claims

SHOWN = 5
STEM_LENGTH = 80
INDEXED_AT_ONCE = 2_000


class Near(NamedTuple):
    """A pair that is near to a claim: its newest words, how alike they are, and whether they are linked already."""

    pair: Pair
    claim: str
    likeness: Likeness
    linked: bool = False


class Indexed(NamedTuple):
    """A pair's newest claim, and the stems by which it is found."""

    subject_id: str
    text: str
    stems: list[str]


def nearest(desk: Desk, wanted: Mapping[str, str], without: Collection[str] = ()) -> dict[str, list[Near]]:
    """Map each claim's name to the nearest existing pairs, the most alike first; none where nothing is near.

    `without` names records that are not to be shown: what the claim belongs to already.
    """
    stems = {name: telling(words) for name, words in wanted.items()}
    counts = claims.stem_counts(desk.session, frozenset().union(*stems.values())) if stems else {}
    scored: dict[str, list[tuple[float, str, str, Likeness]]] = {}
    for name, words in wanted.items():
        signs = rarest({stem: counts[stem] for stem in stems[name]})
        if not signs:
            continue
        found = claims.claims_holding(desk.session, {stem: counts[stem] for stem in signs}, without)
        alike = ((likeness(words, text), subject, text) for subject, text in found)
        scored[name] = sorted((-one.score, subject, text, one) for one, subject, text in alike if one.score >= LINE)
    ids = {subject for rows in scored.values() for _, subject, _, _ in rows}
    pairs = claims.pairs_of(desk.session, desk.actor, ids)
    return {
        name: [Near(pairs[subject], text, one) for _, subject, text, one in rows if subject in pairs][:SHOWN]
        for name, rows in scored.items()
    }


def word_for_word(desk: Desk, wanted: Mapping[str, str]) -> dict[str, list[Pair]]:
    """Map each claim's name to the pairs that have it word for word; none where none has."""
    stems = {name: [one for one in telling(words) if len(one) <= STEM_LENGTH] for name, words in wanted.items()}
    counts = claims.stem_counts(desk.session, set(chain(*stems.values()))) if any(stems.values()) else {}
    rarest_of = {name: min(found, key=lambda one: (counts[one], one)) for name, found in stems.items() if found}
    held: defaultdict[str, list[str]] = defaultdict(list)
    for subject, text in claims.claims_with(desk.session, {one for one in rarest_of.values() if counts[one]}).items():
        held[fold(text)].append(subject)
    found_by = {name: sorted(held.get(fold(wanted[name]), ())) for name in rarest_of}
    pairs = claims.pairs_of(desk.session, desk.actor, set(chain(*found_by.values())))
    return {name: [pairs[one] for one in ids if one in pairs] for name, ids in found_by.items()}


def nearest_to_pair(desk: Desk, pair_id: str) -> list[Near]:
    """List the pairs nearest to a pair's newest claim, and whether each is linked with it."""
    claim = claims.claim_of(desk.session, pair_id)
    if claim is None:
        return []
    linked = claims.linked_with(desk.session, pair_id)
    found = nearest(desk, {pair_id: claim}, {pair_id}).get(pair_id, [])
    return [one._replace(linked=one.pair.id in linked) for one in found]


def link_as_repeats(desk: Desk, pair_id: str, other_id: str) -> Link:
    """Say, as a draft, that a pair repeats another."""
    return create_link(desk, LinkFields(from_id=pair_id, to_id=other_id, relation=LinkKind.REPEATS))


def index_claims(desk: Desk, ids: Iterable[str]) -> None:
    """Bring what is known of these pairs' claims up to their newest wordings."""
    wanted = sorted(set(ids))
    if not wanted:
        return
    desk.session.flush()
    newest = _newest_claims(desk, wanted)
    forget_claims(desk, wanted)
    _insert(desk, _indexed(newest))


def unindexed(desk: Desk) -> list[Indexed]:
    """Read the claims that are known from no acceptance: loaded in bulk, or older than the index. At most some at once.

    It may take a while and writes nothing, so it comes before the turn to write is taken.
    """
    known = select(ClaimText.subject_id)
    query = select(Wording.subject_id).where(Wording.kind == "pair", Wording.subject_id.not_in(known)).distinct()
    return _indexed(_newest_claims(desk, desk.session.scalars(query.limit(INDEXED_AT_ONCE)).all()))


def index_first(desk: Desk) -> None:
    """Index what is not known yet, before something new is written: look first, and only then take the turn to write.

    In a transaction that has only read so far, others save meanwhile.
    """
    missing = unindexed(desk)
    take_turn(desk.session.connection())
    index_also(desk, missing)


def index_also(desk: Desk, found: Sequence[Indexed]) -> None:
    """Index what `unindexed` read, but for what was indexed, or went, meanwhile."""
    if not found:
        return
    ids = [one.subject_id for one in found]
    known = set(desk.session.scalars(select(ClaimText.subject_id).where(ClaimText.subject_id.in_(ids))))
    here = set(desk.session.scalars(select(Pair.id).where(Pair.id.in_(ids))))
    _insert(desk, [one for one in found if one.subject_id in here - known])


def _newest_claims(desk: Desk, ids: Sequence[str]) -> dict[str, str]:
    words = func.substr(Capture.text, Wording.start + 1, Wording.end - Wording.start)
    query = (
        select(Wording.subject_id, words)
        .join(Capture, Capture.id == Wording.capture_id)
        .where(Wording.subject_id.in_(ids), Wording.kind == "pair")
        .order_by(Capture.captured, Capture.number)
    )
    return dict(desk.session.execute(query).all())


def _indexed(claims_by_id: Mapping[str, str]) -> list[Indexed]:
    return [
        Indexed(subject, text, [stem for stem in telling(text) if len(stem) <= STEM_LENGTH])
        for subject, text in claims_by_id.items()
    ]


def _insert(desk: Desk, found: Sequence[Indexed]) -> None:
    if not found:
        return
    desk.session.execute(insert(ClaimText), [{"subject_id": one.subject_id, "text": one.text} for one in found])
    stems = [{"subject_id": one.subject_id, "stem": stem} for one in found for stem in one.stems]
    if stems:
        desk.session.execute(insert(ClaimStem), stems)


def forget_claims(desk: Desk, ids: Collection[str]) -> None:
    """Forget what these pairs' claims hold."""
    desk.session.execute(delete(ClaimStem).where(ClaimStem.subject_id.in_(ids)))
    desk.session.execute(delete(ClaimText).where(ClaimText.subject_id.in_(ids)))
