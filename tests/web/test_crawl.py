"""Every page there is, of the whole demo: reachable, valid HTML, no trace; every template rendered at least once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session

from app.domain.reports import ReportFields
from app.services import demo
from app.services.people import add_user
from app.services.reports import send_report
from app.storage.blobs import Blobs
from app.storage.engine import make_engine
from tests.support.languages import language_of, told
from tests.support.pages import nu_check, post_form
from tests.support.templates import noting_templates, unrendered

PASSWORD = "a long enough password"
TOKEN = "known-to-its-reader"
REPORTED = "The methodology is out of date."
REPORTS = ("/report", f"/report/{TOKEN}")
PAIR = "/pairs/the-office-sells-umbrellas-that-nobody-has-claimed"
OF_A_KIND = 3
ASKED = (
    "/nowhere",
    f"{PAIR}?as_of=2100",
    f"{PAIR}/compare/nobody-ever-gets-an-umbrella-back",
    f"/embed{PAIR}",
    f"/embed{PAIR}/findings/1",
    "/pages/umbrella-custody/compare/2021-03-04..2023-10-02?view=inline&changes=only",
    "/safeguards?as_of=2024-06",
    "/search?q=umbrella",
    "/search?q=umbrela",
    "/search?kind=pair&since=2021",
    "/search?q=nothing+of+the+kind&kind=pair",
    "/timeline?agency=office-of-tides-and-umbrellas&from=2022&to=2022",
)
"""What no link leads to."""
NAME = re.compile(r"(?<=/)[^/?]*[-.\d][^/?]*")
"""What names one page of a kind in its address."""
ONLY_AFTER_A_POST = ["desk/captures/list.html", "desk/conflict.html", "desk/held.html"]


@pytest.fixture(scope="module")
def demo_folder(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    shutil.copyfile(sqlite_template, folder / "rejoinder.sqlite")
    engine = make_engine(f"sqlite:///{folder / 'rejoinder.sqlite'}")
    with Session(engine) as session:
        demo.load(session, Blobs(folder / "blobs"))
        report = ReportFields(kind="error", address="/about", text=REPORTED)
        send_report(session, report, token=TOKEN, sender="somebody", now=datetime.now(UTC))
        add_user(session, "edda@desk.example", "Edda", "admin", PASSWORD, datetime.now(UTC))
        session.commit()
    engine.dispose()
    return folder


@pytest.fixture
def app_settings(demo_folder: Path) -> dict[str, Any]:
    url = f"sqlite:///{demo_folder / 'rejoinder.sqlite'}"
    return {"INSTANCE_PATH": str(demo_folder), "DATABASE_URL": url, "SECRET_KEY": "for tests", "TESTING": True}


def crawl(client: FlaskClient, start: str) -> dict[str, str]:
    """Follow every link of our own from a page on; return the HTML of each address."""
    return dict(crawled(client, start))


def crawled(client: FlaskClient, start: str, below: str = "/", limit: int = 600) -> Iterator[tuple[str, str]]:
    """Follow the links from a page on that lead below an address, but for those that ask robots not to.

    Yield each address and its HTML, and fail on any bad answer.
    """
    waiting, known = [start], {start}
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        assert answer.status_code in {200, 301, 302, 303}, (address, answer.status_code, answer.text[:400])
        found = [answer.headers["Location"]] if answer.status_code != 200 else []
        if answer.mimetype == "text/html" and answer.status_code == 200:
            yield address, answer.text
            tree = LexborHTMLParser(answer.text)
            found += [
                node.attributes["href"] or ""
                for node in tree.css("a[href]:not([rel~=nofollow], [hreflang]), link[href]:not([hreflang])")
            ]
        for link in found:
            target, _ = urldefrag(urljoin("http://localhost" + address, link))
            parts = urlsplit(target)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            own = parts.netloc == "localhost" and path.startswith(below)
            if own and path not in known and not path.startswith(("/static/", "/logout")):
                known.add(path)
                waiting.append(path)
        assert len(known) < limit, "the site has no end: " + ", ".join(sorted(known)[-20:])


def in_spanish(client: FlaskClient, pages: dict[str, str]) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Return a few pages of every kind in Spanish, and what words of ours are the same there as in English."""
    kinds: dict[str, list[str]] = {}
    for address in pages:
        kinds.setdefault(NAME.sub("…", address), []).append(address)
    spanish, same = {}, set()
    for address in (one for addresses in kinds.values() for one in addresses[:OF_A_KIND]):
        spanish[address] = client.get(f"{address}{'&' if '?' in address else '?'}lang=es").text
        assert language_of(spanish[address]) == "es", address
        same |= {(address, words) for words in told(spanish[address], "es") & told(pages[address], "en")}
    return spanish, {one for one in same if one[1] != REPORTED}


def test_every_public_page_can_be_reached_is_valid_and_tells_all_of_its_own_words_in_spanish(app: Flask) -> None:
    client = app.test_client()
    pages = crawl(client, "/") | {address: client.get(address).text for address in REPORTS}
    assert all(f'href="/report?page={quote(path)}"' in pages[path] for path in ("/", "/about", "/safeguards"))
    paths = {urlsplit(address).path for address in pages}
    expected = {
        "/",
        "/about",
        "/agencies/office-of-tides-and-umbrellas",
        "/corrections",
        "/ledger",
        "/pages/umbrella-custody",
        "/pages/umbrella-custody/captures/2021-03-04",
        "/pages/umbrella-custody/captures/2021-11",
        "/pages/umbrella-custody/compare/2021-03-04..2021-11",
        "/pairs/the-office-sells-umbrellas-that-nobody-has-claimed",
        "/pairs/the-office-sells-umbrellas-that-nobody-has-claimed/findings/1",
        "/safeguards",
        "/safeguards/custody-panel",
        "/concerns/lost-property",
        "/topics/fees",
        "/search",
    }
    assert expected <= paths
    more = {address: client.get(address).text for address in ASKED}
    spanish, same = in_spanish(client, pages | more)
    assert same == set()
    assert nu_check(pages | more | {f"{address} in Spanish": html for address, html in spanish.items()}) == []
    drafts = ("voucher", "We are asking", "Ferry crews get nothing")
    assert [(address, word) for address, html in pages.items() for word in drafts if word in html] == []


def test_every_template_is_rendered_with_strict_undefined(app: Flask) -> None:
    with noting_templates(app) as seen:
        public, client = app.test_client(), app.test_client()
        crawl(public, "/")
        assert [public.get(address).status_code for address in REPORTS] == [200, 200]
        assert public.get("/nowhere").status_code == 404
        post_form(client, "/login", {"email": "edda@desk.example", "password": PASSWORD})
        assert client.get("/verify").status_code == 200
        invited = {"email": "nora@desk.example", "role": "editor"}
        post_form(client, "/desk/people", invited, form="form[novalidate]")
        link = LexborHTMLParser(client.get("/desk/people").text).css_first("#link")
        assert link is not None
        assert nu_check({"join": client.get(str(link.attributes["value"])).text}) == []
        assert client.get("/desk/sources/000000000000").status_code == 404
        pages = crawl(client, "/desk")
        table = {"file": (BytesIO(b"Rumour,Reality,Said by\nThe moon is cheese.,It is rock.,Iris\n"), "moon.csv")}
        given = post_form(client, "/desk/import", table, form="main form", content_type="multipart/form-data").location
        every = {"every_url": "https://moon.example/facts", "every_agency": "Moon Office", "captured": "2011"}
        told = post_form(client, given, every, form="main form").location
        pages |= {"given": client.get(given).text, "told": client.get(told).text}
    assert nu_check(pages) == []
    assert unrendered(app, seen) == ONLY_AFTER_A_POST
