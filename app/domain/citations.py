"""A citation that somebody pasted, CSL-JSON or BibTeX, to the fields of a source."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from app.domain.bibtex import MONTHS, Entry, entries
from app.domain.errors import Rejected
from app.domain.partial_dates import PartialDate

LONGEST = 100_000
TYPES = {
    "webpage": "Web page",
    "report": "Report",
    "article-newspaper": "News article",
    "article-magazine": "Magazine article",
    "article-journal": "Journal article",
    "legal_case": "Court decision",
    "legislation": "Law or regulation",
    "bill": "Bill",
    "dataset": "Data set",
    "book": "Book",
    "chapter": "Chapter",
    "hearing": "Hearing",
    "paper-conference": "Conference paper",
    "thesis": "Thesis",
    "broadcast": "Broadcast",
    "speech": "Speech",
    "interview": "Interview",
    "post": "Post",
    "document": "Other document",
}
TEXTS = (
    "container-title",
    "publisher",
    "publisher-place",
    "volume",
    "issue",
    "page",
    "number",
    "edition",
    "DOI",
    "ISBN",
    "ISSN",
    "genre",
    "language",
)
PEOPLE = ("author", "editor")
DATES = ("issued", "accessed")
_FROM_BIBTEX = {
    "article": "article-journal",
    "book": "book",
    "booklet": "book",
    "collection": "book",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "techreport": "report",
    "report": "report",
    "manual": "report",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "dataset": "dataset",
    "legislation": "legislation",
    "jurisdiction": "legal_case",
    "newspaper": "article-newspaper",
    "video": "broadcast",
}
_TAG = re.compile(r"</?(?:i|b|sup|sub|sc|span)\b[^<>]*>", re.IGNORECASE)
_CITATION = re.compile(r"\s*(?:@\w+\s*[{(]|\[?\s*\{\s*\")")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_ISO = re.compile(r"\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)


class Citation(NamedTuple):
    """A work: its title, its address, and its other CSL-JSON fields."""

    title: str
    url: str | None
    csl: dict[str, Any]


def citation_of(text: str) -> Citation:
    """Read one pasted work. Raise Rejected, in one sentence, where it is none or where there are several."""
    words = text.strip().removeprefix("\ufeff")
    if len(words) > LONGEST:
        raise Rejected(f"A citation has at most {LONGEST} characters; this is a whole library.", "citation")
    found = _from_json(words) if words.startswith(("{", "[")) else _from_bibtex(words)
    if len(found) > 1:
        raise Rejected(f"Paste one work at a time; these are {len(found)}.", "citation")
    if not found or not found[0].title:
        raise Rejected("This is no work in BibTeX or CSL-JSON that has a title.", "citation")
    return found[0]


def is_citation(text: str) -> bool:
    """Tell whether a text, perhaps typed as a title, is a work in BibTeX or CSL-JSON."""
    return bool(_CITATION.match(text))


def address_in_place_of(text: str) -> str | None:
    """Return the address of a web address or DOI that somebody typed as a title; None where it is a title."""
    words = text.strip()
    if _ADDRESS.fullmatch(words):
        return words
    found = _DOI.fullmatch(words)
    return f"https://doi.org/{found.group(1)}" if found else None


def citations_in(text: str) -> Iterator[Citation]:
    """Read every work of a file, CSL-JSON or BibTeX; one without a title has an empty one.

    Raise Rejected, in one sentence, where the file can't be read.
    """
    words = text.strip().removeprefix("\ufeff")
    yield from _from_json(words) if words.startswith(("{", "[")) else _from_bibtex(words)


def _from_json(words: str) -> list[Citation]:
    try:
        data = json.loads(words)
    except (ValueError, RecursionError):
        raise Rejected(
            "This begins like JSON and can't be read as JSON: it ends too early, or a comma or a bracket is amiss.",
            "citation",
        ) from None
    items = data if isinstance(data, list) else [data]
    return [_from_item(item if isinstance(item, dict) else {}) for item in items]


def _from_item(item: dict[str, Any]) -> Citation:
    kind = _text(item.get("type"))
    csl: dict[str, Any] = {"type": kind if kind in TYPES else "document"}
    csl |= {name: words for name in TEXTS if (words := _text(item.get(name)))}
    csl |= {name: people for name in PEOPLE if (people := _people(item.get(name)))}
    csl |= {name: date for name in DATES if (date := _date(item.get(name)))}
    return Citation(_text(item.get("title")), _text(item.get("URL")) or None, csl)


def _text(value: object) -> str:
    """Return a field's words without the mark-up that CSL-JSON allows; of what is no text or number, nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join(_TAG.sub("", str(value)).split())


def _people(value: object) -> list[dict[str, str]]:
    found = []
    for one in value if isinstance(value, list) else []:
        name = {key: _text(words) for key, words in one.items()} if isinstance(one, dict) else {}
        particles = (name.get("dropping-particle"), name.get("non-dropping-particle"), name.get("family"))
        family = " ".join(filter(None, particles))
        given = ", ".join(filter(None, (name.get("given"), name.get("suffix"))))
        if family and given:
            found.append({"family": family, "given": given})
        elif alone := name.get("literal") or family or given:
            found.append({"literal": alone})
    return found


def _date(value: object) -> dict[str, Any] | None:
    """Return a date with its precision; of a range its begin; None for a date in words."""
    if not isinstance(value, dict):
        return None
    match value.get("date-parts"):
        case [[*parts], *_]:
            return _dated(parts)
        case _:
            return _parsed(_text(value.get("raw") or value.get("literal")))


def _parsed(words: str) -> dict[str, Any] | None:
    match = _ISO.match(words)
    return _dated([part for part in match.groups() if part]) if match else None


def _dated(parts: list[Any]) -> dict[str, Any] | None:
    try:
        numbers = [int(part) for part in parts[:3]]
        PartialDate(*numbers)
    except (TypeError, ValueError, OverflowError):
        return None
    return {"date-parts": [numbers]}


def date_of(value: object) -> str:
    """Write a CSL-JSON date as a partial date; empty where it is none."""
    date = _date(value)
    return str(PartialDate(*date["date-parts"][0])) if date else ""


def csl_date(words: str, field: str) -> dict[str, Any]:
    """Read a partial date to CSL-JSON. Raise Rejected, with the field's name, where it is none."""
    return {"date-parts": [[int(part) for part in str(PartialDate.parse(words, field)).split("-")]]}


def _from_bibtex(words: str) -> list[Citation]:
    return [_from_entry(entry) for entry in entries(words)]


def _from_entry(entry: Entry) -> Citation:
    title = ": ".join(filter(None, (entry.text("title"), entry.text("subtitle"))))
    url = entry.fields.get("url", "").strip() or _url_in(entry.fields.get("howpublished", ""))
    kind = _FROM_BIBTEX.get(entry.kind, "webpage" if url and entry.kind == "misc" else "document")
    report = kind in {"report", "legislation", "legal_case", "thesis"}
    csl: dict[str, Any] = {
        "type": kind,
        "author": entry.people("author"),
        "editor": entry.people("editor"),
        "container-title": entry.text("journal", "journaltitle", "booktitle"),
        "publisher": entry.text("publisher", "institution", "school", "organization"),
        "publisher-place": entry.text("address", "location"),
        "volume": entry.text("volume"),
        "number" if report else "issue": entry.text("number", "issue"),
        "page": entry.text("pages").replace("–", "-"),
        "edition": entry.text("edition"),
        "DOI": entry.text("doi"),
        "ISBN": entry.text("isbn"),
        "ISSN": entry.text("issn"),
        "issued": _issued(entry),
        "accessed": _parsed(entry.text("urldate")),
    }
    return Citation(title, url or None, {name: value for name, value in csl.items() if value})


def _url_in(words: str) -> str:
    found = re.search(r"https?://[^\s{}]+", words)
    return found.group() if found else ""


def _issued(entry: Entry) -> dict[str, Any] | None:
    if entry.fields.get("date"):
        return _parsed(entry.text("date"))
    year, month, day = entry.text("year"), entry.text("month").lower(), entry.text("day")
    number = (
        month if month.isdecimal() else next((str(at) for at, name in enumerate(MONTHS, 1) if month[:3] == name), "")
    )
    parts = [year, number, day] if number and day else [year, number] if number else [year]
    return _dated(parts) or _dated([year])


def doi_of(words: str) -> str:
    """Return a DOI without the address around it. Raise Rejected where it is none."""
    found = _DOI.fullmatch(words.strip())
    if found is None:
        raise Rejected(f"“{words[:60]}” is no DOI; one begins with 10. and has a slash.", "doi")
    return found.group(1)


def isbn_of(words: str) -> str:
    """Return an ISBN's digits. Raise Rejected where its check digit is wrong."""
    digits = re.sub(r"[\s-]", "", words).upper().removeprefix("ISBN").lstrip(":")
    if re.fullmatch(r"\d{9}[\dX]", digits):
        total = sum((10 - at) * (10 if sign == "X" else int(sign)) for at, sign in enumerate(digits))
        good = total % 11 == 0
    else:
        good = bool(re.fullmatch(r"\d{13}", digits))
        good = good and sum((3 if at % 2 else 1) * int(sign) for at, sign in enumerate(digits)) % 10 == 0
    if not good:
        raise Rejected(
            f"“{words[:40]}” is no ISBN; it has 10 or 13 digits, and the last one checks the others.", "isbn"
        )
    return digits
