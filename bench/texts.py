"""Invented pages to measure with: claims, rebuttals and what an agency might do to them. Each seed gives its own.

No text of a real agency is in here. A set knows by construction which record continues as which, so that precision and
recall can be counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from random import Random

_NOUNS = """
ferry harbour parcel lantern bridge orchard granary quarry reservoir tramway lighthouse windmill cannery sawmill archive
tollgate aqueduct nursery foundry bakery dormitory cistern hatchery observatory printer tannery vineyard warehouse
workshop pier turbine furnace pipeline signal locomotive wagon carriage barge trawler raft ladder bucket shovel kettle
blanket mattress curtain cupboard drawer envelope postcard ledger receipt voucher permit licence passport certificate
subsidy pension salary mortgage tariff customs audit petition ballot jury verdict pardon patent copyright treaty
inspector magistrate surveyor clerk porter gardener plumber carpenter blacksmith weaver potter tailor cobbler miner
sailor fisherman shepherd beekeeper veterinarian pharmacist surgeon midwife teacher librarian musician sculptor
mushroom barley turnip cabbage pumpkin walnut cherry apricot herring salmon oyster lobster heron pelican badger otter
hedgehog squirrel stallion donkey buffalo
"""
_VERBS = """
closes replaces inspects poisons finances smuggles repairs auctions exports imports licenses forbids delays doubles
halves hides burns floods records measures counts borrows insures demolishes rebuilds paints loads unloads feeds
vaccinates protects abandons steals recycles publishes translates censors monitors weighs taxes pardons evicts
"""
_ADJECTIVES = """
municipal rural coastal northern southern abandoned wooden copper frozen hidden private public seasonal permanent
temporary foreign domestic ancient modern broken expensive narrow crowded silent electric mechanical organic synthetic
volunteer retired junior senior
"""
_PLACES = """
Alderwick Brambleford Carrowmoor Dunmarsh Eskerdale Farrowgate Glimmerton Hollinbrook Ivelmouth Jarrowfield Kestrelby
Larchmont Merrowdale Netherwick Oakhaven Penhallow Quillfield Ravensby Sallowford Thornmere Umberley Vellacott Wexcombe
Yarrowby
"""
NOUNS, VERBS, ADJECTIVES, PLACES = (words.split() for words in (_NOUNS, _VERBS, _ADJECTIVES, _PLACES))
LINKS = ["because", "although", "while", "so that", "unless", "after", "before", "whenever"]
PREPOSITIONS = ["near", "in", "behind", "outside", "around"]
UNITS = ["days", "weeks", "percent", "dollars", "miles", "people", "tons", "hours"]
SYNONYMS = {
    "closes": "shuts", "replaces": "supplants", "inspects": "examines", "finances": "funds", "repairs": "mends",
    "auctions": "sells", "forbids": "bans", "delays": "postpones", "hides": "conceals", "demolishes": "razes",
    "protects": "guards", "publishes": "prints", "monitors": "watches", "abandoned": "deserted", "rural": "country",
    "coastal": "seaside", "hidden": "secret", "expensive": "costly", "broken": "damaged", "ancient": "old",
    "modern": "recent", "silent": "quiet", "temporary": "interim", "salary": "wage", "permit": "authorisation",
    "ledger": "register", "parcel": "package", "harbour": "port", "orchard": "grove", "surgeon": "doctor",
    "blanket": "quilt", "foundry": "smelter", "sailor": "mariner", "barge": "lighter", "subsidy": "grant",
}  # fmt: skip
EXTRAS = ["reportedly", "every year", "in secret", "at night", "once again", "by law", "for free", "as a rule"]
MARKS = ".,"


@dataclass(frozen=True)
class Record:
    """A claim and its rebuttal."""

    claim: str
    rebuttal: str


@dataclass(frozen=True)
class Pages:
    """Two captures, and which of the old records continues as which of the new ones, by index."""

    old: list[Record]
    new: list[Record]
    continues: dict[int, int]


@dataclass(frozen=True)
class Shares:
    """How much of a page changes, as shares of its records; whatever is left stays word for word.

    Of `rewritten` ones nothing of the rebuttal is left. Half of what is `added` speaks of the subject of an old claim.
    """

    reworded: float
    body_changed: float
    moved: float
    removed: float
    added: float
    rewritten: float = 0.0


REWORDED = Shares(reworded=0.7, body_changed=0.5, moved=0.2, removed=0.1, added=0.1, rewritten=0.15)
REVISED = Shares(reworded=0.1, body_changed=0.1, moved=0.05, removed=0.03, added=0.03)


class Writer:
    """Writes and rewrites sentences; one seed, one sequence of them."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311  # texts, not secrets

    def pages(self, count: int, shares: Shares) -> Pages:
        """Write a page of so many records, and what became of it."""
        records = [Record(self.claim(), self.rebuttal(60)) for _ in range(count)]
        places = list(range(count))
        self._random.shuffle(places)
        gone = set(places[: round(shares.removed * count)])
        kept: list[int | None] = [place for place in range(count) if place not in gone]
        for _ in range(round(shares.moved * count)):
            one = kept.pop(self._random.randrange(len(kept)))
            kept.insert(self._random.randrange(len(kept) + 1), one)
        for _ in range(round(shares.added * count)):
            kept.insert(self._random.randrange(len(kept) + 1), None)
        new, continues = [], {}
        for at, place in enumerate(kept):
            if place is None:
                other = self._random.choice(records).claim if at % 2 else None
                new.append(Record(self.claim(other), self.rebuttal(60)))
                continue
            continues[place] = at
            claim, rebuttal = records[place].claim, records[place].rebuttal
            claim = self.reworded(claim) if self._random.random() < shares.reworded else claim
            rebuttal = self.revised(rebuttal, 4) if self._random.random() < shares.body_changed else rebuttal
            rewritten = self._random.random() < shares.rewritten
            new.append(Record(claim, self.rebuttal(60) if rewritten else rebuttal))
        return Pages(records, new, continues)

    def claim(self, other: str | None = None) -> str:
        """Write one claim, of about twelve words; it says something else of the subject of the other one, if any."""
        claim = self._sentence(second=self._random.random() < 0.5)  # noqa: PLR2004  # a coin
        return " ".join([*other.split(" ")[:3], *claim.split(" ")[3:]]) if other else claim

    def rebuttal(self, words: int) -> str:
        """Write sentences until there are so many words."""
        sentences: list[str] = []
        while sum(len(sentence.split()) for sentence in sentences) < words:
            sentences.append(self._sentence(second=True, number=self._random.randrange(3) == 0))
        return " ".join(sentences)

    def reworded(self, claim: str) -> str:
        """Say a claim in other words: synonyms, a word put in, a link turned, a negation, a word's form."""
        words = [self._other_word(word) for word in claim.rstrip(".").split(" ")]
        change = self._random.randrange(4)
        if change == 0:
            words += [self._random.choice(EXTRAS)]
        elif change == 1:
            words = ["It", "is", "not", "true", "that", words[0].lower(), *words[1:]]
        else:
            link = next((at for at, word in enumerate(words) if word in LINKS), None)
            if link:
                words = [words[link].capitalize(), *words[link + 1 :], *[words[0].lower(), *words[1:link]]]
            else:
                words = ["In", "fact", words[0].lower(), *words[1:]]
        return " ".join(words) + "."

    def revised(self, text: str, edits: int) -> str:
        """Change a text in so many places: a word or a number replaced, a word put in or taken out."""
        words = text.split(" ")
        for _ in range(edits):
            at = self._random.randrange(len(words))
            mark = words[at][-1] if words[at][-1] in MARKS else ""
            change = self._random.randrange(3)
            if words[at].rstrip(MARKS).isdigit():
                words[at] = f"{self._random.randrange(2, 400)}{mark}"
            elif change == 0:
                words[at] = self._random.choice(NOUNS) + mark
            elif change == 1:
                words.insert(at, self._random.choice(ADJECTIVES))
            elif not mark and words[at][0].islower():
                del words[at]
        return " ".join(words)

    def _other_word(self, word: str) -> str:
        if word in SYNONYMS and self._random.random() < 0.8:  # noqa: PLR2004  # most of them
            return SYNONYMS[word]
        return word

    def _sentence(self, *, second: bool, number: bool = False) -> str:
        pick = self._random.choice
        clause = (
            f"the {pick(ADJECTIVES)} {pick(NOUNS)} {pick(VERBS)} the {pick(NOUNS)} {pick(PREPOSITIONS)} {pick(PLACES)}"
        )
        if second:
            clause += f" {pick(LINKS)} a {pick(NOUNS)} {pick(VERBS)} {pick(ADJECTIVES)} {pick(NOUNS)}s"
        if number:
            clause += f", within {self._random.randrange(2, 400)} {pick(UNITS)}"
        return clause[0].upper() + clause[1:] + "."


def html(records: list[Record], title: str = "Myths and facts") -> str:
    """Write a page as an agency would: a heading for each claim, a paragraph for its rebuttal."""
    body = "\n".join(
        f"<h2>Myth: {escape(record.claim)}</h2>\n<p><strong>Fact:</strong> {escape(record.rebuttal)}</p>"
        for record in records
    )
    page = f'<html lang="en"><head><title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n{body}\n</body></html>\n'
    return f"<!DOCTYPE html>\n{page}"
