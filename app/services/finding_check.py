"""The check of a finding before it is published: the rules of ClaimReview, and what it needs around it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.domain.claim_review import Failing, Review, failing
from app.domain.errors import Rejected
from app.domain.permissions import Action, may
from app.domain.vocabulary import State
from app.services.desk import Desk
from app.services.freezing import judged_with
from app.services.grounds import Lack, lacking_grounds, lacking_words, public_wordings
from app.services.revisions import facts_of, fields_at, nothing_in, snapshot
from app.storage.models.desk import Agency, Evidence, Finding, Subject

NO_METHODOLOGY = (
    "This site has no methodology yet, and readers must be told how findings are made: whoever runs the site sets "
    "REJOINDER_METHODOLOGY, which is shown under /about."
)


def lacks_of(desk: Desk, finding: Finding) -> list[Lack]:
    """Return all that stands against publishing the finding as it is now; empty where nothing does."""
    return [*_around(desk, finding), *(Lack(one.sentence, one.field) for one in _broken(desk, finding, None))]


def unseen_evidence(desk: Desk, finding: Finding) -> Sequence[Evidence]:
    """List the evidence on the finding's record that readers would not see beside it, as far as this person may."""
    query = select(Evidence).where(
        Evidence.statement_id == finding.statement_id,
        Evidence.published_seq.is_(None),
        Evidence.state != State.RETRACTED,
    )
    found = desk.session.scalars(query.order_by(Evidence.created_at, Evidence.id))
    return [one for one in found if _may_read(desk, one)]


def demand_methodology(methodology: str) -> None:
    """Raise Rejected where a site would publish a finding and has not said how it makes them."""
    if not methodology.strip():
        raise Rejected(NO_METHODOLOGY)


def demand_reviewable(desk: Desk, finding: Finding) -> None:
    """Raise Rejected, with the first rule that it breaks, unless the approved finding may be published."""
    demand_methodology(desk.methodology)
    broken = _broken(desk, finding, finding.approved_version)
    if broken:
        raise Rejected(f"The finding “{finding.name}” can't be published yet. {broken[0].sentence}", broken[0].field)


def _broken(desk: Desk, finding: Finding, version: int | None) -> list[Failing]:
    fields = snapshot(finding) if version is None else fields_at(desk, finding.id, version)
    agency = desk.session.get_one(Agency, finding.statement.page.agency_id)
    review = Review(
        claim_reviewed=fields["claim_reviewed"],
        verdict=fields["verdict"],
        reasoning=fields["reasoning"],
        side=finding.passage.side if finding.passage else None,
        agency=agency.title,
    )
    return failing(review)


def _around(desk: Desk, finding: Finding) -> list[Lack]:
    """Tell what must be public before it: the record that it belongs to, all words judged with it, and how we judge."""
    statement = finding.statement
    found = [] if desk.methodology.strip() else [Lack(NO_METHODOLOGY)]
    if statement.state == State.RETRACTED:
        return [*found, Lack(nothing_in(statement), subject=statement)]
    if statement.published_seq is None:
        words = f"Publish the {statement.kind} “{statement.name}” first; the finding stands at its address."
        found.append(Lack(words, subject=statement))
    words_seen = public_wordings(desk, statement.id)
    with_it = [one for one in judged_with(desk, statement) if one[0] is not finding and _may_read(desk, one[0])]
    grounds = lacking_grounds(desk, words_seen, [(finding, snapshot(finding)), *with_it])
    return [*found, *(grounds or lacking_words(words_seen, statement))]


def _may_read(desk: Desk, subject: Subject) -> bool:
    return may(desk.actor, Action.READ, facts_of(desk, subject))
