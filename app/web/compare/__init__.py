"""The compare area: public, read-only."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("compare", __name__)
