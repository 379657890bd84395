"""A proposal beside the record that it continues: the words of both, and what changed between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.domain.comparison import Difference, describe
from app.domain.wording import Wording as Words
from app.services.captures import words_of
from app.services.desk import Desk
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


def proposed_words(capture: Capture, proposal: Proposal) -> Words:
    """Return a proposal's words as comparison takes them: as they stand in the capture."""
    fields = proposal.fields
    if proposal.kind == "pair":
        claim, rebuttal = (capture.text[slice(*fields[side])] for side in ("claim_range", "rebuttal_range"))
        return Words(position=1, head=claim, body=rebuttal, verdict_label=fields["verdict_label"])
    return Words(position=1, head=fields["label"], body=capture.text[slice(*fields["range"])])
