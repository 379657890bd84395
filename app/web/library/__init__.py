"""The library area: public, read-only."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("library", __name__)
