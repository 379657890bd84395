"""Pages of ours say where it is told what they were (RFC 7089): the TimeGate and the TimeMap of their address.

A page as of a day is a memento, once that day is over.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, request

from app.feeds.addresses import SEGMENTS
from app.feeds.memento import end_of, http_date, links
from app.web.clock import today
from app.web.origin import base_url
from app.web.reading.moment import as_of

OWN = frozenset(f"library.{kind}" for kind in SEGMENTS)


def name_states(response: Response) -> Response:
    """Give a subject's page the links of an original, or the headers of a memento."""
    if request.endpoint not in OWN or response.status_code != HTTPStatus.OK:
        return response
    original, gate, time_map = (
        f"<{address}>; {rest}" for address, rest in links(base_url() + request.path, base_url())
    )
    day = as_of()
    if day is None:
        response.headers.add("Link", f"{gate}, {time_map}")
    elif day < today():
        response.headers["Memento-Datetime"] = http_date(end_of(day))
        response.headers.add("Link", f"{original}, {gate}, {time_map}")
    return response
