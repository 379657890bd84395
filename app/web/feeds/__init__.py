"""The feeds area: public, read-only. Every stream of the registry in every format, and the API's lists.

Whatever it answers may be read from any site's script (CORS), and every public page names the feeds.
"""

from __future__ import annotations

from flask import Blueprint

from app.web.feeds import answers, naming
from app.web.feeds.operations import routes

blueprint = Blueprint("feeds", __name__)

for route in routes():
    blueprint.add_url_rule(route.rule, route.operation.name, route.view, defaults=route.defaults)
blueprint.after_app_request(answers.open_to_all)
blueprint.app_context_processor(naming.alternates_of_page)
blueprint.after_app_request(naming.name_in_header)
