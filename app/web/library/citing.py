"""How a pair or a finding is cited: in words, in BibTeX, and as CSL-JSON, with its permanent address."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from flask import Response, current_app, request, url_for

from app.domain.citation_styles import Cited, styled
from app.domain.errors import NotFound
from app.domain.partial_dates import PartialDate
from app.domain.sentences import Sentence
from app.feeds.oembed import frame
from app.feeds.registry import subject_alternates
from app.storage.queries.library.subjects import Found
from app.web.clock import today
from app.web.library.subject_view import SubjectView, subject_view
from app.web.origin import base_url
from app.web.reading.addresses import standing_subject
from app.web.reading.language import gettext, spoken
from app.web.reading.moment import reading_day
from app.web.reading.quotes import visible

SPECIAL = re.compile(r"[\\{}$&#^_%~]")
WRITTEN = {"\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What it takes to cite a page of ours, and to show it elsewhere.

    `frozen` is the address under which it stays as it was on that day; `card` that of the card, and `frame` the HTML
    that shows it.
    """

    key: str
    title: str
    publisher: str
    site: str
    published: str
    accessed: date
    url: str
    frozen: str
    files: list[tuple[str, str]]
    card: str
    frame: str
    oembed: str

    @property
    def plain(self) -> str:
        """The citation in words, its address left to be set as a link."""
        name = self.publisher if self.publisher == self.site else f"{self.publisher}, {self.site}"
        told = PartialDate.parse(self.published[:10]).spoken
        return f"{name}, “{self.title}”, {told}, read {PartialDate.parse(self.accessed.isoformat()).spoken}."

    @property
    def styles(self) -> list[tuple[str, str]]:
        """The citation as the common styles have it."""
        published = PartialDate.parse(self.published[:10]).first_day
        return styled(Cited(self.title, self.publisher, self.site, published, self.accessed, self.url))

    @property
    def day(self) -> str:
        """The day in `frozen`, as it is printed."""
        return spoken(PartialDate.parse(self.frozen.rpartition("=")[2]))

    @property
    def bibtex(self) -> str:
        """The citation as an entry of BibTeX."""
        fields = (
            ("author", f"{{{_tex(self.publisher)}}}"),
            ("title", f"{{{_tex(self.title)}}}"),
            ("howpublished", _tex(self.site)),
            ("year", self.published[:4]),
            ("date", self.published[:10]),
            ("url", self.url),
            ("urldate", self.accessed.isoformat()),
        )
        return f"@misc{{{self.key},\n" + "".join(f"  {name} = {{{value}}},\n" for name, value in fields) + "}\n"

    @property
    def csl(self) -> dict[str, Any]:
        """The citation as an item of CSL-JSON."""
        return {
            "id": self.key,
            "type": "webpage",
            "title": self.title,
            "author": [{"literal": self.publisher}],
            "container-title": self.site,
            "issued": {"date-parts": [[int(part) for part in self.published[:10].split("-")]]},
            "accessed": {"date-parts": [[self.accessed.year, self.accessed.month, self.accessed.day]]},
            "URL": self.url,
        }


def _tex(text: str) -> str:
    return SPECIAL.sub(lambda match: WRITTEN.get(match.group(), "\\" + match.group()), text)


def citation(subject: SubjectView, number: int | None = None) -> Citation:
    """Return how a pair, or one finding on it, is cited."""
    finding = next((one for one in subject.findings if one.number == number), None)
    if number is not None and finding is None:
        raise NotFound(Sentence("There is no finding %(number)s on “%(title)s”.", number=number, title=subject.title))
    of: dict[str, Any] = {"slug": subject.slug, **({"number": number} if number else {})}
    endpoint = "library.finding" if finding else "library.pair"
    told = (
        f"{finding.claim_reviewed.rstrip(' .')}: {finding.verdict.label}"
        if finding
        else f"{subject.title} ({subject.agency})"
    )
    url = base_url() + url_for(endpoint, **of, as_of=None, lang=None)
    card, title = base_url() + url_for(endpoint.replace(".", ".embedded_"), **of, as_of=None), visible(told)
    return Citation(
        key=f"{subject.slug}-{subject.reviewed[:10]}" + (f"-finding-{number}" if finding else ""),
        title=title,
        publisher=str(current_app.config["PUBLISHER_NAME"]),
        site=str(current_app.config["SITE_NAME"]),
        published=subject.reviewed,
        accessed=today(),
        url=url,
        frozen=base_url() + url_for(endpoint, **of, as_of=reading_day().isoformat(), lang=None),
        files=[
            (words, url_for(f"{endpoint}_{name}", **of))
            for words, name in ((gettext("BibTeX file"), "bibtex"), (gettext("CSL-JSON file"), "csl"))
        ],
        card=card,
        frame=frame(card, title),
        oembed=base_url() + url_for("feeds.oembed", url=url),
    )


def feeds_of(found: Found) -> list[tuple[str, str, str]]:
    """Return the feeds that tell of a pair, those of its page and its agency: (address, media type, words)."""
    return [
        (request.script_root + one.path, one.format.media_type, f"{named.title} ({one.format.name})")
        for named in (found.page, found.agency)
        if named
        for one in subject_alternates(named.kind, named.slug)
    ]


def bibtex(slug: str, number: int | None = None) -> Response:
    """Give the citation as a BibTeX file."""
    return _file(slug, number, "bib", "application/x-bibtex", lambda one: one.bibtex.encode())


def csl(slug: str, number: int | None = None) -> Response:
    """Give the citation as a CSL-JSON file."""
    return _file(
        slug, number, "json", "application/vnd.citationstyles.csl+json", lambda one: msgspec.json.encode([one.csl])
    )


def _file(slug: str, number: int | None, ending: str, kind: str, made: Callable[[Citation], bytes]) -> Response:
    found = standing_subject("pair", slug)
    one = citation(subject_view(found, reading_day()), number)
    answer = Response(made(one), content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{one.key}.{ending}"'
    return answer
