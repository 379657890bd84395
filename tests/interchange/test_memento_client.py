"""memento_client (PyPI) finds the right capture, and the right state of our own pages, and reads their TimeMaps."""

from __future__ import annotations

from datetime import datetime

import pytest
from memento_client import MementoClient

PAGE = "umbrella-custody"


@pytest.fixture(scope="module", params=["captures", "our own"])
def original(served, request) -> str:
    """The address that the agency's page has now; and that of a page of ours, which changed from day to day."""
    if request.param == "our own":
        return f"{served.origin}/pages/{PAGE}"
    pages = served.json("/api/v1/pages?limit=100")["results"]
    return str(next(one["record"]["addresses"][-1]["url"] for one in pages if one["record"]["slug"] == PAGE))


@pytest.fixture(scope="module")
def captures(served, original) -> list[datetime]:
    """The moments of the mementos of this address."""
    time_map = served.text(f"/timemap/link/{original}")
    links = MementoClient.parse_link_header(time_map.replace(",\n", ", "))
    found = [link["datetime"][0] for link in links.values() if "memento" in link["rel"]]
    assert len(found) >= 2
    return sorted(map(MementoClient.convert_to_datetime, found))


def wanted(served, original, captures, moment):
    """Return the capture nearest to a moment; of a page of ours the newest state of its day, or of the day before."""
    if original.startswith(served.origin):
        return max((one for one in captures if one.date() <= moment.date()), default=captures[0])
    return min(captures, key=lambda one: abs(one - moment))


def dates_of(captures):
    """Return five moments: before all, at the first, either side of the middle of two, after all."""
    first, second, last = captures[0], captures[1], captures[-1]
    middle = first + (second - first) / 2
    short = (second - first) / 50
    return [datetime(1996, 1, 1), first, middle - short, middle + short, last.replace(year=2031)]  # noqa: DTZ001


def test_memento_client_finds_the_right_memento_for_five_dates(served, original, captures):
    with MementoClient(timegate_uri=f"{served.origin}/timegate/", check_native_timegate=False) as client:
        client.get_original_uri = lambda uri, **_: uri  # it would ask the agency itself; no test goes out
        for moment in dates_of(captures):
            found = client.get_memento_info(original, moment)
            closest = found["mementos"]["closest"]
            assert found["original_uri"] == original
            assert found["timegate_uri"] == f"{served.origin}/timegate/{original}"
            assert closest["http_status_code"] == 200
            assert closest["datetime"] == wanted(served, original, captures, moment)
            (memento,) = closest["uri"]
            below = "?as_of=" if original.startswith(served.origin) else "/captures/"
            assert memento.startswith(f"{served.origin}/pages/{PAGE}{below}")


def test_memento_client_takes_each_for_what_it_is(served, original, captures):
    gate = f"{served.origin}/timegate/{original}"
    assert MementoClient.is_timegate(gate, accept_datetime="Wed, 01 Jun 2011 00:00:00 GMT")
    time_map = served.text(f"/timemap/link/{original}")
    links = MementoClient.parse_link_header(time_map.replace(",\n", ", "))
    relations = MementoClient.get_uri_dt_for_rel(links, ["original", "timegate", "self", "first", "last"])
    assert relations["original"]["uri"] == original
    assert relations["timegate"]["uri"] == gate
    assert relations["self"]["uri"] == f"{served.origin}/timemap/link/{original}"
    for end, moment in (("first", captures[0]), ("last", captures[-1])):
        memento = relations[end]["uri"]
        assert MementoClient.is_memento(memento)
        assert MementoClient.convert_to_datetime(relations[end]["datetime"][0]) == moment
    assert not MementoClient.is_memento(f"{served.origin}/about")
