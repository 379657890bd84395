"""The library area: public, read-only. Its addresses in one table; each view module is named for what it shows."""

from __future__ import annotations

from flask import Blueprint

from app.web.library import home
from app.web.library.filters import FILTERS
from app.web.library.stylesheet import style, stylesheet

blueprint = Blueprint("library", __name__)

for address, endpoint, view in (
    ("/", "home", home.show),
    ("/style-<digest>.css", "style", style),
):
    blueprint.add_url_rule(address, endpoint, view)
for name, function in FILTERS.items():
    blueprint.add_app_template_filter(function, name)
blueprint.app_context_processor(lambda: {"stylesheet": stylesheet})
