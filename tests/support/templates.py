"""Which templates a test has rendered, so that a crawl can show that it left none out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from flask import Flask
from jinja2 import Template


@contextmanager
def noting_templates(app: Flask) -> Iterator[set[str]]:
    """Give a set that fills with the name of every template that is rendered, extended, included or imported."""
    seen: set[str] = set()
    load = app.jinja_env._load_template

    def noting(name: str, *rest: Any) -> Template:
        seen.add(name)
        return load(name, *rest)

    with patch.object(app.jinja_env, "_load_template", noting):
        yield seen


def unrendered(app: Flask, seen: set[str]) -> list[str]:
    """Name the templates that are not among those seen. Flask-Security brings its own, all of which ours replace."""
    return sorted({name for name in app.jinja_env.list_templates() if not name.startswith("security/")} - seen)
