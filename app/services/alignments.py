"""A proposal beside the record that it continues: the words of both, and what changed between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import select

from app.domain.comparison import Difference, describe
from app.domain.wording import Wording as Words
from app.services.captures import continued, earlier_capture, words_of
from app.services.desk import Desk
from app.services.revisions import load
from app.storage.models.desk import Capture, Proposal
from app.storage.queries.desk.captures import words_before


def differences(desk: Desk, capture: Capture, chosen: Mapping[str, tuple[Proposal, str]]) -> dict[str, Difference]:
    """Map proposals to how they differ from a record's newest words before this capture.

    `chosen` maps a proposal's id to it and to the record that it is compared with. What has no earlier words that the
    actor may see is left out.
    """
    before = words_before(desk.session, desk.actor, capture, {record for _, record in chosen.values()})
    found = {}
    for name, (proposal, record) in chosen.items():
        if record in before:
            wording, earlier = before[record]
            old = words_of(earlier, wording, 1)
            found[name] = describe([old], [proposed_words(capture, proposal)], {0: 0})[0]
    return found


def exact(desk: Desk, capture: Capture, proposals: Sequence[Proposal]) -> list[Proposal]:
    """Return those of the proposals that continue a record in the very same words, verdict word included."""
    found = differences(desk, capture, continuing(proposals))
    return [one for one in proposals if one.id in found and is_exact(found[one.id])]


def continuing(proposals: Iterable[Proposal]) -> dict[str, tuple[Proposal, str]]:
    """Choose for each proposal the record that alignment says it continues."""
    return {one.id: (one, one.continues_id) for one in proposals if one.continues_id}


def is_exact(difference: Difference) -> bool:
    """Tell whether nothing changed but the place on the page."""
    return difference.kind == "same" and not difference.body_changed and not difference.verdict_changed


def align_later(desk: Desk, capture: Capture) -> None:
    """Align the open proposals of later captures of the page with what this one's acceptance gave them to continue.

    Only those that continue nothing yet are looked at; what an editor chose, and what alignment said before, stays.
    """
    open_ones = select(Proposal.capture_id).where(Proposal.state == "open", Proposal.continues_id.is_(None))
    query = (
        select(Capture.id)
        .where(Capture.page_id == capture.page_id, Capture.id != capture.id, Capture.id.in_(open_ones))
        .order_by(Capture.captured, Capture.number)
    )
    for later_id in desk.session.scalars(query).all():
        later = load(desk, Capture, later_id, lock=True)
        if earlier_capture(desk, later) is capture:
            _align(desk, later, capture)


def _align(desk: Desk, later: Capture, before: Capture) -> None:
    query = select(Proposal).where(Proposal.capture_id == later.id, Proposal.state != "dropped")
    rows = desk.session.scalars(query.order_by(Proposal.kind, Proposal.position)).all()
    taken = {name for row in rows for name in (row.continues_id, row.subject_id) if name}
    for kind in {row.kind for row in rows}:
        of_kind = [row for row in rows if row.kind == kind]
        words = [
            msgspec.structs.replace(proposed_words(later, row), position=number)
            for number, row in enumerate(of_kind, 1)
        ]
        for index, (subject, score) in continued(before, kind, words).items():
            row = of_kind[index]
            if row.state == "open" and row.continues_id is None and subject not in taken:
                row.continues_id, row.score = subject, score
    desk.session.flush()


def proposed_words(capture: Capture, proposal: Proposal) -> Words:
    """Return a proposal's words as comparison takes them: as they stand in the capture."""
    fields = proposal.fields
    if proposal.kind == "pair":
        claim, rebuttal = (capture.text[slice(*fields[side])] for side in ("claim_range", "rebuttal_range"))
        return Words(position=1, head=claim, body=rebuttal, verdict_label=fields["verdict_label"])
    return Words(position=1, head=fields["label"], body=capture.text[slice(*fields["range"])])
