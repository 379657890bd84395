"""The feeds area: public, read-only. Every stream of the registry in every format, and the API's lists.

Whatever it answers may be read from any site's script (CORS), and every public page names the feeds.
"""

from __future__ import annotations

from flask import Blueprint

from app.feeds.records import PLURALS
from app.feeds.registry import BULK, FORMATS, SEARCH, STREAMS, SUBJECT_STREAMS, Alternate
from app.web.feeds import annotated, answers, api, claims, mementos, naming, records, reviews, searches, streams

blueprint = Blueprint("feeds", __name__)

for stream in (*STREAMS, *SUBJECT_STREAMS):
    for form in FORMATS:
        rule = f"{stream.address}{'<slug>' if stream.kind else ''}.{form.extension}"
        defaults = {"alternate": Alternate(stream=stream, format=form)}
        blueprint.add_url_rule(rule, f"{stream.name}_{form.extension}", streams.show, defaults=defaults)
for form in FORMATS:
    defaults = {"alternate": Alternate(stream=SEARCH, format=form)}
    rule = f"{SEARCH.address}.{form.extension}"
    blueprint.add_url_rule(rule, f"search_{form.extension}", searches.show, defaults=defaults)
for address, endpoint, view in (
    (reviews.PATH, "claim_reviews", reviews.feed),
    (claims.PATH, "claims", claims.search),
    ("/api/v1/pairs", "pairs", api.pairs),
    ("/api/v1/pairs/<pair_id>", "pair", api.pair),
    ("/api/v1/changes", "ledger_changes", api.changes),
    ("/annotations/<part_id>", "annotation", annotated.show),
    ("/timegate/<path:uri>", "time_gate", mementos.time_gate),
    ("/timemap/link/<path:uri>", "time_map", mementos.show_time_map),
):
    blueprint.add_url_rule(address, endpoint, view)
for plural, kind in PLURALS.items():
    if kind != "pair":
        blueprint.add_url_rule(f"/api/v1/{plural}", plural, records.listed, defaults={"kind": kind})
        blueprint.add_url_rule(f"/api/v1/{plural}/<record_id>", kind, records.shown, defaults={"kind": kind})
for kind, extension, address in BULK:
    asked = {"kind": kind, "form": extension}
    blueprint.add_url_rule(address, f"all_{kind}_{extension}", records.streamed, defaults=asked)
blueprint.after_app_request(answers.open_to_all)
blueprint.app_context_processor(naming.alternates_of_page)
blueprint.after_app_request(naming.name_in_header)
