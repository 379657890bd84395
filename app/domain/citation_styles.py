"""A page of ours cited as the common styles have it. One kind of work needs no engine for all kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.domain.partial_dates import MONTHS

if TYPE_CHECKING:
    from datetime import date

MLA_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
ENDS = (".", "?", "!", "…", "。", "؟")


class Cited(NamedTuple):
    """What is cited: a page of a site, by its publisher; when it was last published, and when it was read."""

    title: str
    publisher: str
    site: str
    published: date
    accessed: date
    url: str


def styled(one: Cited) -> list[tuple[str, str]]:
    """Return the citation in each style, by the style's name."""
    container = "" if one.site == one.publisher else one.site
    published, accessed = _month_first(one.published), _month_first(one.accessed)
    apa = [f"{_stopped(one.publisher)} ({one.published.year}, {published}). {_stopped(one.title)}", _stop(container)]
    chicago = f"{_stopped(one.publisher)} “{_stopped(one.title)}” {one.site}, {published}, {one.published.year}."
    harvard = f"{one.publisher} ({one.published.year}) ‘{one.title}’{_after(container)}. Available at: {one.url}"
    mla = f"“{_stopped(one.title)}” {one.site}{_after(one.publisher if container else '')}, {_mla(one.published)}"
    return [
        ("APA", " ".join(filter(None, [*apa, one.url]))),
        ("Chicago", f"{chicago} Accessed {accessed}, {one.accessed.year}. {one.url}."),
        ("Harvard", f"{harvard} (Accessed: {_day_first(one.accessed)})."),
        ("MLA", f"{mla}, {one.url}. Accessed {_mla(one.accessed)}."),
    ]


def _stopped(words: str) -> str:
    """End words with a full stop, unless they end with a sign that ends a sentence."""
    return words if words.endswith(ENDS) else f"{words}."


def _stop(words: str) -> str:
    return _stopped(words) if words else ""


def _after(words: str) -> str:
    return f", {words}" if words else ""


def _month_first(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}"


def _day_first(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _mla(day: date) -> str:
    return f"{day.day} {MLA_MONTHS[day.month - 1]} {day.year}"
