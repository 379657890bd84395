"""The feeds area: public, read-only."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("feeds", __name__)
