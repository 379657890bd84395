"""Checkers of whole pages: axe in a browser, the Nu HTML checker on documents, forms for a test client."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Locator, Page
from selectolax.lexbor import LexborHTMLParser
from werkzeug.test import Client, TestResponse

from tests.support.machine import lacking

OF_COLOUR = ["color-contrast", "link-in-text-block"]
JAR = Path(__file__).parents[1] / "browser/node_modules/vnu-jar/build/dist/vnu.jar"


def tree(client: FlaskClient, address: str) -> LexborHTMLParser:
    """Return the page at an address, which must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.text[:900])
    return LexborHTMLParser(answer.text)


def words(node: Any) -> str:
    """Return an element's words as a reader sees them, in one line."""
    return " ".join(node.text().split())


def follow(led: Locator) -> None:
    """Click what loads a page, and wait until that has loaded: a click returns while the page before still stands."""
    with led.page.expect_navigation():
        led.click()


def axe(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands, in light and in dark, a line each.

    In dark the rules of colour alone are asked again, for nothing else of a page differs there.
    """
    found = []
    for scheme, rules in (("light", None), ("dark", OF_COLOUR)):
        page.emulate_media(color_scheme=cast("Any", scheme))
        options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
        for violation in Axe().run(page, options=options).response["violations"]:
            found += [
                f"{scheme}: {violation['id']}: {violation['help']}: {' '.join(map(str, node['target']))}"
                for node in violation["nodes"]
            ]
    page.emulate_media(color_scheme="null")
    return found


def nu_check(html_by_name: Mapping[str, str]) -> list[str]:
    """Return the errors that the Nu HTML checker finds, a line each, in one run over all documents."""
    if not html_by_name:
        return []
    java = shutil.which("java")
    if java is None:
        lacking("Java")
    if not JAR.exists():
        lacking("The Nu HTML checker (npm package vnu-jar)")
    with tempfile.TemporaryDirectory(prefix="rejoinder-nu-") as folder:
        names = {}
        for number, (name, html) in enumerate(html_by_name.items()):
            path = Path(folder) / f"{number}.html"
            path.write_text(html, encoding="utf-8")
            names[path.as_uri().removeprefix("file://")] = name
        command = [java, "-Xss1m", "-jar", str(JAR), "--errors-only", "--exit-zero-always", "--format", "json", *names]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"}
        )
    try:
        messages = json.loads(done.stderr)["messages"]
    except (ValueError, KeyError):
        return [f"the checker did not run: {done.stderr or done.stdout}"]
    return [
        f"{names[message['url'].removeprefix('file:')]}:{message.get('lastLine', '?')}: {message['message']}"
        for message in messages
    ]


def post_form(
    client: Client, address: str, fields: Mapping[str, Any], *, form: str = "form[method=post]", **more: Any
) -> TestResponse:
    """Open the page at `address`, fill the form that `form` selects as a browser would, and send it.

    Fields that the page gives stay as they are (the CSRF token, hidden ones) unless `fields` names them. The form's
    own action is kept. `more` goes to `client.post` (`follow_redirects=True`, …).
    """
    shown = client.get(address)
    assert shown.status_code == 200, f"{address} answered {shown.status_code}"
    node = LexborHTMLParser(shown.get_data(as_text=True)).css_first(form)
    assert node is not None, f"{address} has no {form}"
    given: dict[str, Any] = {}
    for field in node.css("input[name], textarea[name]"):
        kind = field.attributes.get("type") or "text"
        if kind in {"submit", "button", "file"} or (
            kind in {"checkbox", "radio"} and "checked" not in field.attributes
        ):
            continue
        given[str(field.attributes["name"])] = (
            field.text() if field.tag == "textarea" else field.attributes.get("value") or ""
        )
    for field in node.css("select[name]"):
        chosen = field.css_first("option[selected]") or field.css_first("option")
        if chosen is not None:
            value = chosen.attributes.get("value")
            given[str(field.attributes["name"])] = chosen.text() if value is None else value
    return client.post(node.attributes.get("action") or address, data={**given, **fields}, **more)
