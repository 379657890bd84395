"""A large site for those who measure: invented agencies with as many pairs as are asked for, out of a seed.

Nothing in it is real, and nothing pretends to be: the agencies are of a moon, their addresses end in `.example`. Every
agency has pages of fifty pairs, each page three captures between which words, numbers and places change. It is made
one page at a time, so that memory does not grow.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count

from app.domain.records import (
    Address,
    AgencyRecord,
    CaptureRecord,
    CommitmentRecord,
    EvidenceRecord,
    FindingRecord,
    ObservationRecord,
    PageRecord,
    PairRecord,
    Record,
    SafeguardRecord,
    SourceRecord,
    TopicRecord,
    WordingRecord,
)
from app.domain.vocabulary import Stance, Verdict
from app.services.bulk import New
from app.services.desk import ALPHABET, ID_LENGTH, SALT_BYTES, moment

SEED = 4711
START = datetime(2020, 1, 6, 9, 0, tzinfo=UTC)
STEP = timedelta(seconds=1)
PER_PAGE, PAGES_EACH, SOURCES = 50, 40, 200
CAPTURED = ("2031-03-04", "2032-11", "2034-06-01")
TOPICS = ("Tides", "Ferries", "Dust", "Lanterns", "Craters", "Tolls", "Bells", "Kites", "Ice", "Charts")
BUREAUS = ("Bureau", "Office", "Board", "Commission", "Chamber", "Registry")
SYLLABLES = (
    "ba",
    "de",
    "fi",
    "go",
    "hu",
    "ka",
    "le",
    "mi",
    "no",
    "pu",
    "ra",
    "se",
    "ti",
    "vo",
    "lor",
    "men",
    "tal",
    "fen",
)
CLAIMS = (
    "The {bureau} {verb} every {noun} that it finds at the {place}.",
    "Nobody may see the {noun} of {place}, not even the {person}.",
    "The {bureau} keeps {number} {noun}s from the {person}s of {place}.",
    "There is a secret {noun} below {place}.",
    "A {person} pays {number} crowns for each {noun}.",
)
ANSWERS = (
    "No {noun} is kept. In {place} {number} of them were returned within {days} days, and the list hangs at the gate.",
    "The {bureau} answers every {person} within {days} days. {number} percent of the {noun}s were counted twice.",
    "It does not. The {noun} of {place} is open on the first day of each month, and {number} {person}s came to see it.",
    "The fee was given up. A {person} pays nothing; {number} {noun}s were handed back within {days} days.",
)
VERBS = ("sells", "hides", "counts", "burns", "lends", "weighs")
PERSONS = ("passenger", "lamplighter", "pilot", "clerk", "gardener", "bellringer")


@dataclass
class Said:
    """A pair as one capture has it."""

    subject: str
    title: str
    claim: str
    answer: str


class Maker:
    """Makes records out of a seed: equal seeds make equal sites."""

    def __init__(self, seed: int = SEED) -> None:
        self.rng = random.Random(seed)  # noqa: S311  # it must come out the same each time; nothing in it is secret
        self.moments = (START + number * STEP for number in count())
        self.words = sorted({"".join(self.rng.choices(SYLLABLES, k=self.rng.choice((2, 2, 3)))) for _ in range(6_000)})
        self.topics: list[str] = []
        self.sources: list[str] = []

    def site(self, pairs: int) -> Iterator[New]:
        """Yield the records of a site with so many pairs, each after what it rests on."""
        yield from map(self._new, self._ground())
        agency = ""
        for page, first in enumerate(range(0, pairs, PER_PAGE), 1):
            if page % PAGES_EACH == 1:
                record = self._agency(page // PAGES_EACH + 1)
                agency = record.id
                yield self._new(record)
            yield from map(self._new, self._page(agency, page, min(PER_PAGE, pairs - first)))

    def _new(self, record: Record) -> New:
        return New(record, next(self.moments), self.rng.randbytes(SALT_BYTES))

    def _id(self) -> str:
        return "".join(self.rng.choices(ALPHABET, k=ID_LENGTH))

    def _word(self) -> str:
        """Choose a word; few are frequent and most are rare, as in any language."""
        return self.words[int(self.rng.paretovariate(0.7)) % len(self.words)]

    def _filled(self, sentence: str, bureau: str) -> str:
        rng = self.rng
        return sentence.format(
            bureau=bureau,
            verb=rng.choice(VERBS),
            noun=self._word(),
            place=self._word().capitalize(),
            person=rng.choice(PERSONS),
            number=rng.randint(2, 9_999),
            days=rng.randint(2, 90),
        )

    def _ground(self) -> Iterator[Record]:
        for name in TOPICS:
            self.topics.append(self._id())
            yield TopicRecord(id=self.topics[-1], slug=f"moon-{name.lower()}", name=f"{name} of the moon")
        for number in range(1, SOURCES + 1):
            self.sources.append(self._id())
            title = f"Almanac of {self._word().capitalize()}, volume {number}"
            yield SourceRecord(id=self.sources[-1], title=title, csl={"type": "book", "publisher": "The Moon Press"})

    def _agency(self, number: int) -> AgencyRecord:
        name = f"{self.rng.choice(BUREAUS)} of {self._word().capitalize()} and {self._word().capitalize()} ({number})"
        note = "An invented agency of an invented moon, made to measure with."
        return AgencyRecord(id=self._id(), slug=f"moon-agency-{number}", name=name, note=note)

    def _page(self, agency: str, number: int, pairs: int) -> Iterator[Record]:
        """Yield a page, its captures, its safeguard and its pairs."""
        page, panel = self._id(), self._id()
        url = f"https://moon-{number}.example/facts"
        title = f"Fiction and fact of {self._word().capitalize()}, page {number}"
        yield PageRecord(id=page, slug=f"moon-page-{number}", agency=agency, title=title, addresses=[Address(url=url)])
        bureau = f"{self.rng.choice(BUREAUS)} of {self._word().capitalize()}"
        said = [self._said(bureau) for _ in range(pairs)]
        days = self.rng.choice((30, 45, 60))
        for index, captured in enumerate(CAPTURED):
            promise = f"The {bureau} will hand its first report to the Moon Council within {days} days."
            yield self._capture(page, captured, said, panel, promise, url)
            said = self._changed(said, bureau)
            days += 45 * (index == 0)
        yield self._panel(agency, page, panel, number, days - 45)
        for place, one in enumerate(said, 1):
            yield self._pair(agency, page, one, f"moon-{number}-{place}")

    def _said(self, bureau: str) -> Said:
        claim = self._filled(self.rng.choice(CLAIMS), bureau)
        answers = [self._filled(sentence, bureau) for sentence in self.rng.sample(ANSWERS, 2)]
        return Said(self._id(), claim.rstrip("."), claim, " ".join(answers))

    def _changed(self, said: list[Said], bureau: str) -> list[Said]:
        """Reword one pair in five, and put one of each page elsewhere."""
        told = [
            Said(one.subject, one.title, one.claim, self._filled(self.rng.choice(ANSWERS), bureau))
            if self.rng.random() < 0.2  # noqa: PLR2004  # one in five
            else one
            for one in said
        ]
        told.insert(self.rng.randrange(len(told)), told.pop(self.rng.randrange(len(told))))
        return told

    def _capture(  # noqa: PLR0913, PLR0917  # a capture is made of so much
        self, page: str, captured: str, said: list[Said], panel: str, promise: str, url: str
    ) -> CaptureRecord:
        text, wordings = "Fiction and fact\n\n", []
        for position, one in enumerate(said, 1):
            start = len(text) + len("Fiction: ")
            text += f"Fiction: {one.claim}\n\n"
            then = len(text) + len("FACT: ")
            text += f"FACT: {one.answer}\n\n"
            wordings.append(
                WordingRecord(
                    subject=one.subject,
                    kind="pair",
                    position=position,
                    claim_label="Fiction",
                    rebuttal_label="FACT",
                    claim_range=(start, start + len(one.claim)),
                    rebuttal_range=(then, then + len(one.answer)),
                )
            )
        text += "Moon Panel: "
        ends = (len(text), len(text) + len(promise))
        wordings.append(
            WordingRecord(subject=panel, kind="safeguard", position=len(said) + 1, label="Moon Panel", range=ends)
        )
        text += f"{promise}\n"
        digest = sha256(text.encode()).hexdigest()
        return CaptureRecord(
            id=self._id(),
            page=page,
            captured=captured,
            number=1,
            obtained="pasted",
            media_type="text/plain",
            sha256=digest,
            text=text,
            text_sha256=digest,
            address=url,
            language="en",
            wordings=wordings,
        )

    def _panel(self, agency: str, page: str, panel: str, number: int, days: int) -> SafeguardRecord:
        seen = ObservationRecord(
            id=self._id(),
            result=self.rng.choice(("kept", "not done", "no evidence found")),
            observed="2031-09-01",
            done="2031-07-01",
            at=self._now(),
            source=self.rng.choice(self.sources),
        )
        promise = CommitmentRecord(
            id=self._id(),
            kind="deadline",
            text=f"first report to the Moon Council within {days} days",
            value=days,
            unit="day",
            due="2031-04-18",
            observations=[seen] if self.rng.random() < 0.5 else [],  # noqa: PLR2004  # one in two
        )
        return SafeguardRecord(
            id=panel,
            slug=f"moon-panel-{number}",
            agency=agency,
            page=page,
            title="Moon Panel",
            reviewed=self._now(),
            topics=[self.rng.choice(self.topics)],
            commitments=[promise],
        )

    def _pair(self, agency: str, page: str, said: Said, slug: str) -> PairRecord:
        rng, at = self.rng, self._now()
        evidence = [
            EvidenceRecord(
                id=self._id(),
                source=rng.choice(self.sources),
                stance=rng.choice(list(Stance)),
                quote=self._filled(rng.choice(ANSWERS), "author"),
                at=at,
            )
            for _ in range(rng.randrange(3))
        ]
        finding = FindingRecord(
            id=self._id(),
            number=1,
            claim_reviewed=f"What is said of {self._word()} is so",
            verdict=rng.choice(list(Verdict)),
            reasoning=f"The almanac of *{self._word()}* tells of {rng.randint(2, 9_999)} that were counted.",
            at=at,
        )
        return PairRecord(
            id=said.subject,
            slug=slug,
            agency=agency,
            page=page,
            title=said.title,
            reviewed=at,
            topics=[rng.choice(self.topics)],
            evidence=evidence,
            findings=[finding] if rng.random() < 0.6 else [],  # noqa: PLR2004  # three in five
        )

    def _now(self) -> str:
        return moment(START)


def records_in(pairs: int) -> int:
    """Return how many records a site with so many pairs has."""
    pages = -(-pairs // PER_PAGE)
    return len(TOPICS) + SOURCES + -(-pages // PAGES_EACH) + pages * (2 + len(CAPTURED)) + pairs
