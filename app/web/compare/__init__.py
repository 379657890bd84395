"""The compare area: public, read-only."""

from __future__ import annotations

from flask import Blueprint

from app.web.compare import captures
from app.web.compare import pairs as any_pairs

blueprint = Blueprint("compare", __name__)
blueprint.add_url_rule("/pages/<slug>/compare", "choose", captures.choose)
blueprint.add_url_rule("/pages/<slug>/compare/<keys>", "captures", captures.show)
blueprint.add_url_rule("/pages/<slug>/compare/<keys>/card.png", "card", captures.show_card)
blueprint.add_url_rule("/pairs/<slug>/compare", "choose_pair", any_pairs.choose)
blueprint.add_url_rule("/pairs/<slug>/compare/<other>", "pairs", any_pairs.show)
