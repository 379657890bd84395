"""The rules of the house that no linter holds."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template
from jinja2 import DictLoader, StrictUndefined

from tests import coverage_floor
from tests.support.templates import noting_templates, unrendered

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
LOCK = re.compile(r"(^|/)(requirements[^/]*\.txt|package-lock\.json|\.npmrc|pylock[^/]*\.toml|[^/]+\.lock)$")


def tracked() -> list[Path]:
    """Return the files that git keeps (and those it would, so that a rule speaks before the commit)."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("git is not here, so no file is known to be tracked")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    return [path for path in (ROOT / name for name in names if name) if path.is_file()]


# Imports

LOADED = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(getattr(package, "__path__", []), package.__name__ + "."):
    importlib.import_module(module.name)
print(*sorted({"flask", "sqlalchemy", "werkzeug", "wtforms", "jinja2"} & sys.modules.keys()))
"""


def loaded_by(package: str) -> list[str]:
    command = [sys.executable, "-c", LOADED, package]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()


@pytest.mark.parametrize("package", ["app.domain", "app.feeds"])
def test_the_domain_and_the_feeds_load_no_framework(package: str) -> None:
    assert loaded_by(package) == []


def test_a_room_that_loads_a_framework_is_caught() -> None:
    assert "sqlalchemy" in loaded_by("app.storage.base")


# Files


def test_no_lock_file_holds_an_address() -> None:
    locks = [path for path in tracked() if LOCK.search(path.relative_to(ROOT).as_posix())]
    assert {"requirements.txt", "requirements-dev.txt", "package-lock.json"} <= {path.name for path in locks}
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in locks
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"https?://|--(extra-)?index-url|--find-links", line)
    ]
    assert found == []


def test_every_requirement_is_pinned_by_its_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        loose = [
            line for line in lines if line.strip() and not line.strip().startswith("#") and "--hash=sha256:" not in line
        ]
        assert loose == []


def test_no_tracked_file_holds_a_path_of_this_machine() -> None:
    here = f"{ROOT}/".encode()
    assert [str(path.relative_to(ROOT)) for path in tracked() if here in path.read_bytes()] == []


# Templates

CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
FORBIDDEN_CODE = {
    "safe": re.compile(r"\|\s*safe\b"),
    "autoescape off": re.compile(r"autoescape\s+false", re.IGNORECASE),
}
FORBIDDEN_HTML = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(r'<script\b(?![^>]*\ssrc\s*=|\s+type="application/ld\+json">)', re.IGNORECASE),
    "inline handler": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
}


def forbidden_in(source: str) -> list[str]:
    """Name what a template holds and may not: in Jinja's code, and in the HTML around it."""
    html = CODE.sub("", source)
    found = [name for name, pattern in FORBIDDEN_CODE.items() if pattern.search(source)]
    return found + [name for name, pattern in FORBIDDEN_HTML.items() if pattern.search(html)]


def test_no_template_holds_what_the_policy_forbids() -> None:
    found = {str(path.relative_to(ROOT)): forbidden_in(path.read_text(encoding="utf-8")) for path in TEMPLATES}
    assert {name: what for name, what in found.items() if what} == {}


def test_every_template_is_named_so_that_flask_escapes_in_it() -> None:
    assert {path.name for path in TEMPLATES if path.suffix not in {".html", ".xml", ".svg"}} == set()


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("safe", "{{ note|safe }}"),
        ("safe", "{{ note | safe }}"),
        ("autoescape off", "{% autoescape false %}"),
        ("inline style", '<p style="color: red">'),
        ("inline style", "<style>"),
        ("inline script", "<script>"),
        ("inline script", '<script type="module">'),
        ("inline script", '<script type="module" data-x="ld+json">'),
        ("inline script", '<script type="text/javascript" id="application/ld+json">'),
        ("inline handler", '<a onclick="go()">'),
        ("inline handler", '<a {% if x %} onclick="{{ go }}"{% endif %}>'),
        ("script address", '<a href="javascript:go()">'),
    ],
)
def test_what_a_template_may_not_hold_is_found(name: str, source: str) -> None:
    assert forbidden_in(source) == [name]


@pytest.mark.parametrize(
    "source",
    [
        '<script src="/x.js"></script>',
        '<script type="application/ld+json">{{ data }}</script>',
        "{{ safeguard }}",
        "{{ notes|safely }}",
        "{% set once = 1 %}",
        "{{ f(style='x') }}",
    ],
)
def test_what_a_template_may_hold_is_not(source: str) -> None:
    assert forbidden_in(source) == []


def test_every_template_compiles_with_what_the_application_gives_it(app: Flask) -> None:
    assert app.jinja_env.undefined is StrictUndefined
    for path in TEMPLATES:
        app.jinja_env.get_template(path.relative_to(ROOT / "templates").as_posix())


def test_what_is_rendered_is_noted_down_to_what_it_includes() -> None:
    bare = Flask("bare")
    sources = {"page": "{% extends 'frame' %}{% block x %}{% include 'part' %}{% endblock %}", "part": "p"}
    sources |= {"frame": "{% import 'macros' as m %}{% block x %}{% endblock %}", "macros": "", "other": ""}
    bare.jinja_loader = DictLoader(sources)
    with bare.app_context(), noting_templates(bare) as seen:
        assert render_template("page") == "p"
        assert render_template("page") == "p"
    assert unrendered(bare, seen) == ["other"]


def test_partials_are_named_as_such() -> None:
    assert [path.name for path in TEMPLATES if path.parent.name == "partials" and not path.name.startswith("_")] == []


# The floor of coverage


def write_report(folder: Path, **covered: tuple[int, int]) -> Path:
    files = {
        f"app/{name.replace('__', '/')}.py": {
            "summary": {"covered_lines": have, "num_statements": all_, "covered_branches": 0, "num_branches": 0},
            "missing_lines": list(range(all_ - have)),
            "missing_branches": [],
        }
        for name, (have, all_) in covered.items()
    }
    path = folder / "report.json"
    path.write_text(json.dumps({"files": files}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("covered", "status"),
    [
        ({"domain__board": (10, 10), "web__factory": (9, 10)}, 0),
        ({"domain__board": (10, 10), "web__factory": (8, 10)}, 1),
        ({"domain__board": (10, 10), "web__factory": (8, 10), "cli__x": (10, 10)}, 0),
        ({"domain__board": (999, 1000), "web__factory": (10, 10)}, 1),
        ({"feeds__atom": (999, 1000), "web__factory": (10, 10)}, 1),
    ],
)
def test_coverage_has_a_floor(tmp_path: Path, covered: dict[str, tuple[int, int]], status: int) -> None:
    assert coverage_floor.main(write_report(tmp_path, **covered), tmp_path) == status


def test_a_pragma_is_no_way_under_the_floor(tmp_path: Path) -> None:
    report = write_report(tmp_path, domain__board=(10, 10))
    (tmp_path / "x.py").write_text("x = 1  # pragma: no cover\n", encoding="utf-8")
    assert coverage_floor.main(report, tmp_path) == 1


# Styles: every class that a template gives has a rule, and every rule's class is given somewhere

FOR_SCRIPTS = {"step--shown"}
"""Given for scripts and tests to find it by; no rule wants it."""
CLASS = re.compile(r'class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"', re.DOTALL)
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
NAME = re.compile(r"[A-Za-z][\w-]*")


def texts_of(folder: str, ending: str) -> Iterator[str]:
    for path in sorted((ROOT / folder).rglob(f"*.{ending}")):
        yield path.read_text("utf-8")


def ruled() -> set[str]:
    """Return the classes that style sheets speak of."""
    found: set[str] = set()
    for text in texts_of("static/css", "css"):
        for selector in re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)):
            found |= set(re.findall(r"\.([A-Za-z][\w-]*)", selector))
    return found


def given() -> tuple[set[str], set[str], set[str]]:
    """Return the classes in templates as they stand, all words that may be one, and the beginnings of computed ones."""
    values = [value for text in texts_of("templates", "html") for value in CLASS.findall(text)]
    sure = {name for value in values for name in JINJA.sub("\0", value).split() if "\0" not in name}
    bodies = re.findall(r"block body_class %\}(\w+)", "".join(texts_of("templates", "html")))
    scripts = re.findall(r'"([^"\n]*)"', "".join(texts_of("static/js", "js")))
    forms = re.findall(r'"class": "([^"]+)"', "".join(texts_of("app/web", "py")))
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
