"""The catalogues of translations: nothing that templates and code tell is missing, and the compiled one is the same."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from app.domain import vocabulary
from app.web.reading.language import LANGUAGES, OWN

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "app" / "translations"
KEYWORDS = re.search(r"^KEYWORDS := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
PARTS = re.compile(r"%\(\w+\)s|</?[a-z]+[^>]*>")
COUNTED = re.compile(r"""\|counted\(["']([^"']+)["']""")
Key = tuple[str | None, str | tuple[str, ...]]


def catalogue(code: str) -> Catalog:
    with (FOLDER / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=code)


def key(message: Message) -> Key:
    return message.context, tuple(message.id) if isinstance(message.id, (list, tuple)) else message.id


def strings(catalogue: Catalog) -> dict[Key, object]:
    return {key(message): message.string for message in catalogue if message.id}


@pytest.fixture(scope="module")
def told() -> set[Key]:
    """All that templates and code tell, as `make translations` finds it."""
    assert KEYWORDS is not None
    with (FOLDER / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    keywords = parse_keywords(["_", "gettext", "ngettext:1,2", "pgettext:1c,2", *KEYWORDS.group(1).split()])
    rooms = {f"{ROOT}/{name}" for name in ("app", "templates")}
    found = extract_from_dir(
        str(ROOT),
        methods,
        options,
        keywords,
        directory_filter=lambda path: any(str(path).startswith(one) for one in rooms),
    )
    return {(context, message) for _, _, message, _, context in found}


OTHERS = [code for code in LANGUAGES if code != OWN]


@pytest.mark.parametrize("code", OTHERS)
def test_all_that_is_told_is_translated_and_nothing_else_is(code: str, told: set[Key]) -> None:
    known = {key(message): message for message in catalogue(code) if message.id}
    assert sorted(map(str, told - known.keys())) == [], "run `make translations`"
    assert sorted(map(str, known.keys() - told)) == [], "run `make translations`"
    texts = {one: message.string if isinstance(one[1], tuple) else (message.string,) for one, message in known.items()}
    assert [one for one, told_as in texts.items() if known[one].fuzzy or not all(told_as)] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_parts_and_the_elements_of_its_sentence(code: str) -> None:
    changed = []
    for message in catalogue(code):
        if not message.id:
            continue
        plural = isinstance(message.id, (list, tuple))
        wanted = Counter(PARTS.findall(message.id[-1] if plural else message.id))
        texts = message.string if plural else (message.string,)
        changed += [text for text in texts if Counter(PARTS.findall(text)) != wanted]
    assert changed == []


@pytest.mark.parametrize("code", OTHERS)
def test_the_compiled_catalogue_is_that_of_its_source(code: str) -> None:
    made = BytesIO()
    write_mo(made, catalogue(code))
    made.seek(0)
    with (FOLDER / code / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    assert strings(compiled) == strings(read_mo(made)), "run `make translations`"


def test_every_word_of_the_vocabulary_is_in_the_catalogues(told: set[Key]) -> None:
    words = {
        "verdict": [one.label for one in vocabulary.Verdict],
        "kind": [
            one.value
            for one in vocabulary.SubjectKind
            if one not in ("evidence", "finding", "reply", "observation", "link")
        ],
        "event": list(vocabulary.Event),
        "relation": list(vocabulary.LinkKind),
        "commitment": list(vocabulary.CommitmentKind),
        "result": list(vocabulary.ObservationResult),
        "state": list(vocabulary.BoardState),
        "obtained": list(vocabulary.Obtained),
    }
    assert [
        (context, word) for context, some in words.items() for word in some if (context, str(word)) not in told
    ] == []
    nouns = {
        match for path in (ROOT / "templates").rglob("*.html") for match in COUNTED.findall(path.read_text("utf-8"))
    }
    public = nouns & {str(one[1][0]) for one in told if isinstance(one[1], tuple)}
    assert {"claim", "record", "capture", "day", "finding", "piece of evidence", "other observation"} <= public
