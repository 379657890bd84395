"""Every class that a template gives has a rule, and every rule's class is given somewhere: no dead styles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOR_SCRIPTS = {"step--shown"}
"""Given for scripts and tests to find it by; no rule wants it."""
VALUE = re.compile(r'class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"', re.DOTALL)
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
NAME = re.compile(r"[A-Za-z][\w-]*")


def files(folder: str, ending: str) -> Iterator[str]:
    for path in sorted((ROOT / folder).rglob(f"*.{ending}")):
        yield path.read_text("utf-8")


def ruled() -> set[str]:
    """Return the classes that style sheets speak of."""
    found: set[str] = set()
    for text in files("static/css", "css"):
        for selector in re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)):
            found |= set(re.findall(r"\.([A-Za-z][\w-]*)", selector))
    return found


def given() -> tuple[set[str], set[str], set[str]]:
    """Return the classes in templates as they stand, all words that may be one, and the beginnings of computed ones."""
    values = [value for text in files("templates", "html") for value in VALUE.findall(text)]
    sure = {name for value in values for name in JINJA.sub("\0", value).split() if "\0" not in name}
    bodies = re.findall(r"block body_class %\}(\w+)", "".join(files("templates", "html")))
    scripts = re.findall(r'"([^"\n]*)"', "".join(files("static/js", "js")))
    forms = re.findall(r'"class": "([^"]+)"', "".join(files("app/web", "py")))
    words = {name for value in [*values, *bodies, *scripts, *forms] for name in NAME.findall(value)}
    return sure, words, set(re.findall(r"([\w-]+--)\{[{%]", " ".join(values)))


def test_every_rule_is_for_a_class_that_is_given() -> None:
    _, words, begun = given()
    dead = {name for name in ruled() - words if not any(name.startswith(one) for one in begun)}
    assert sorted(dead) == []


def test_every_class_that_is_given_has_a_rule() -> None:
    sure, _, _ = given()
    assert sorted(sure - ruled() - FOR_SCRIPTS) == []


def test_what_is_listed_as_an_exception_is_one() -> None:
    sure, _, _ = given()
    assert sorted(FOR_SCRIPTS - (sure - ruled())) == []
