"""The ClaimReview of a finding's page, in its head."""

from __future__ import annotations

from flask import current_app
from markupsafe import Markup

from app.domain.records import AgencyRecord, PageRecord, PairRecord, decode
from app.feeds.claimreview import Reviewed, for_page
from app.feeds.items import Capture
from app.storage.queries.library.subjects import Found
from app.web.library.judged import FindingView
from app.web.library.subject_view import SubjectView
from app.web.origin import base_url


def claim_review(found: Found, subject: SubjectView, view: FindingView) -> Markup:
    """Return the JSON-LD of a finding; empty where it was retracted, and on what the page once was."""
    if found.agency_body is None or found.page_body is None:
        return Markup()
    pair, agency, page = decode(found.record.body), decode(found.agency_body), decode(found.page_body)
    assert isinstance(pair, PairRecord)  # noqa: S101  # stored under these kinds
    assert isinstance(agency, AgencyRecord)  # noqa: S101
    assert isinstance(page, PageRecord)  # noqa: S101
    words = subject.judged.get(view.capture or "")
    reviewed = Reviewed(
        pair=pair,
        finding=next(one for one in pair.findings if one.id == view.id),
        agency=agency,
        page=page,
        capture=Capture(id=view.capture or "", captured=words.key.captured, number=words.key.number) if words else None,
        html=found.record.html,
        modified=found.record.at,
        retracted=found.record.retracted,
    )
    text = for_page(reviewed, str(current_app.config["PUBLISHER_NAME"]), base_url())
    return Markup(text)  # noqa: S704  # JSON without < > &, so that nothing in it ends the script element  # nosec B704
