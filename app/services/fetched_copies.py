"""A copy of a page that we fetch ourselves, from its agency or from an archive, with where it comes from."""

from __future__ import annotations

from datetime import date

from app.domain.errors import Rejected
from app.domain.mementos import archived
from app.domain.partial_dates import PartialDate
from app.domain.vocabulary import Obtained
from app.services.captures import CaptureFields
from app.services.fetch_rules import FetchRules
from app.services.fetching import Answer, fetch_page


def fetched_copy(
    rules: FetchRules, address: str, today: date, *, note: str = "", again: bool = False
) -> tuple[bytes, CaptureFields]:
    """Fetch a page; return its bytes and what is known of them. Raise Rejected, at the field `fetch`, where not.

    A copy of today is of today; one that an archive hands out is of the day that the archive says.
    """
    try:
        answer = fetch_page(rules, address)
    except Rejected as error:
        raise Rejected(str(error), "fetch") from error
    if not answer.data:
        raise Rejected("The address gives an empty page. Nothing was stored.", "fetch")
    return answer.data, copy_fields(answer, today, note=note, again=again)


def copy_fields(answer: Answer, today: date, *, note: str = "", again: bool = False) -> CaptureFields:
    """Return what is known of an answer as a copy of a page."""
    day = PartialDate(today.year, today.month, today.day)
    copy = archived(answer.headers)
    if copy is not None:
        return archive_fields(answer, day, copy.original or answer.address, note=note, again=again)
    led = f"The address <{answer.hops[0]}> led here." if len(answer.hops) > 1 else ""
    return CaptureFields(
        captured=str(day),
        obtained=Obtained.FETCHED.value,
        address=answer.address,
        note="\n\n".join(filter(None, [note, led])),
        again=again,
        declared=answer.declared or None,
    )


def archive_fields(
    answer: Answer, day: PartialDate, address: str, *, note: str = "", again: bool = False
) -> CaptureFields:
    """Return what is known of an archive's answer: of the day that it says, else of the one that is given."""
    copy = archived(answer.headers)
    return CaptureFields(
        captured=str(copy.captured if copy else day),
        obtained=Obtained.IMPORTED.value,
        address=address,
        note="\n\n".join(filter(None, [note, f"Fetched from an archive: <{answer.address}>."])),
        again=again,
        declared=answer.declared or None,
    )
