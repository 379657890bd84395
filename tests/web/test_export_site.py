"""The library as files: no link is broken, it opens from a folder, a second run changes only what changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import feedparser
import msgspec
import pytest
from click.testing import CliRunner, Result
from playwright.sync_api import Page
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session

from app.cli import root
from app.services import demo
from app.storage.blobs import Blobs
from app.storage.engine import make_engine
from app.web.export.files import file_of
from app.web.export.writing import MANIFEST, export_site
from app.web.factory import create_app
from tests.support.json_feed import faults
from tests.support.pages import nu_check

BASE = "https://merrow.example"


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    shutil.copyfile(sqlite_template, folder / "rejoinder.sqlite")
    engine = make_engine(f"sqlite:///{folder / 'rejoinder.sqlite'}")
    with Session(engine) as session:
        demo.load(session, Blobs(folder / "blobs"))
        session.commit()
    engine.dispose()
    return folder


@pytest.fixture(scope="module")
def exported(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files") / "out"
    app = create_app({"INSTANCE_PATH": str(site), "FROZEN": True, "BASE_URL": BASE, "SECRET_KEY": "x"})
    seen: list[tuple[int, int]] = []
    export_site(app, folder, lambda done, of: seen.append((done, of)))
    assert seen[-1][0] == seen[-1][1] == len(seen)
    for engine in (app.extensions["rejoinder-databases"].desk, app.extensions["rejoinder-databases"].library):
        engine.dispose()
    return folder


def pages(folder: Path) -> dict[str, LexborHTMLParser]:
    return {str(path.relative_to(folder)): LexborHTMLParser(path.read_text()) for path in folder.rglob("*.html")}


def run(*words: str) -> Result:
    return CliRunner().invoke(root, ["export", "site", *words], catch_exceptions=False)


def test_no_link_is_broken(exported: Path) -> None:
    trees = pages(exported)
    assert len(trees) > 80
    broken = []
    for name, tree in trees.items():
        here = (exported / name).as_uri()
        for node in tree.css("[href], [src], [action]"):
            given = node.attributes.get("href") or node.attributes.get("src") or node.attributes.get("action") or ""
            target, fragment = urldefrag(urljoin(here, given))
            if urlsplit(target).scheme != "file":
                assert BASE not in target, (name, given)
                continue
            path = Path(unquote(urlsplit(target).path))
            ids = (
                {one.attributes["id"] for one in trees[str(path.relative_to(exported))].css("[id]")}
                if fragment
                else {""}
            )
            if not path.is_file() or fragment not in ids:
                broken.append((name, given))
    assert broken == []


def test_it_holds_what_stays_and_nothing_that_needs_a_server(exported: Path) -> None:
    names = set(pages(exported))
    assert {
        "index.html",
        "pages/umbrella-custody/index.html",
        "pages/umbrella-custody/compare/2021-11..2022-09-15/index.html",
        "pages/umbrella-custody/captures/2023-10-02/index.html",
        "timeline/agency=office-of-tides-and-umbrellas/index.html",
        "safeguards/index.html",
    } <= names
    assert not [name for name in names if name.startswith(("search", "desk", "login", "api", "report"))]
    assert [name for name, tree in pages(exported).items() if tree.css("form, script:not([type])")] == []
    feed = (exported / "feeds/findings.json").read_bytes()
    assert faults(feed) == []
    assert msgspec.json.decode(feed)["feed_url"] == f"{BASE}/feeds/findings.json"
    assert not feedparser.parse((exported / "feeds/findings.atom").read_bytes()).bozo
    assert nu_check({name: tree.html or "" for name, tree in pages(exported).items()}) == []


def follow(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=words).first.click()


def test_it_opens_from_a_folder(exported: Path, new_page: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": 390, "height": 800})
    page.goto((exported / "index.html").as_uri())
    assert page.locator("body").evaluate("body => getComputedStyle(body).margin") == "0px"
    follow(page, "Umbrella Custody: Fiction and Fact")
    follow(page, "Nobody ever gets an umbrella back")
    assert "What the agency answers" in page.inner_text("main")
    follow(page, "Office of Tides and Umbrellas")
    follow(page, "All of it on a timeline")
    assert page.locator("svg.lifelines").bounding_box() is not None
    assert page.url.startswith("file://")


def test_a_second_run_writes_what_changed_and_takes_away_what_is_gone(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REJOINDER_INSTANCE_PATH", str(site))
    folder = tmp_path / "out"
    first = run(str(folder), "--url", BASE)
    assert first.exit_code == 0, first.output
    assert "Feeds and citations name" not in first.output
    stale = folder / "pairs/long-gone/index.html"
    stale.parent.mkdir()
    stale.write_text("old")
    manifest = msgspec.json.decode((folder / MANIFEST).read_bytes())
    manifest["files"] += ["pairs/long-gone/index.html", "../outside.txt"]
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    outside, own = tmp_path / "outside.txt", folder / "CNAME"
    outside.write_text("mine")
    own.write_text("mine")
    (folder / "about/index.html").write_text("changed by hand")
    again = run(str(folder), "--url", BASE)
    assert again.output.endswith("1 of them written anew, 1 taken away.\n"), again.output
    assert not stale.parent.exists()
    assert outside.read_text() == own.read_text() == "mine"
    assert "Methodology" in (folder / "about/index.html").read_text()


def test_a_folder_of_somebody_else_is_refused(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REJOINDER_INSTANCE_PATH", str(site))
    (tmp_path / "letters.txt").write_text("mine")
    refused = run(str(tmp_path))
    assert refused.exit_code == 1
    assert "holds files that no export wrote" in refused.output
    assert [one.name for one in tmp_path.iterdir()] == ["letters.txt"]
    (tmp_path / "letters.txt").unlink()
    (tmp_path / MANIFEST).write_text("{")
    assert "can't be read" in run(str(tmp_path)).output


def test_without_an_address_it_says_what_feeds_name(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REJOINDER_INSTANCE_PATH", str(site))
    assert "Feeds and citations name http://localhost" in run(str(tmp_path / "out")).output


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/pages/x/captures/2021-03-04.2", "pages/x/captures/2021-03-04.2/index.html"),
        ("/pairs/x/cite.bib", "pairs/x/cite.bib"),
        ("/feeds/pages/x.atom", "feeds/pages/x.atom"),
        ("/timeline?agency=x&from=2021", "timeline/agency=x&from=2021/index.html"),
        ("/corrections?after=2026~a/../b", "corrections/after=2026-a-..-b-5501268f/index.html"),
        ("/pairs/x?as_of=2021-01-01", None),
        ("/search?q=x", None),
        ("/feeds/search.json?q=x", None),
        ("/feeds/findings.json?cursor=x", None),
        ("/api/v1/pairs", None),
        ("/desk", None),
        ("/login", None),
        ("/nowhere", None),
        ("/static/favicon.svg?v=1", "static/favicon.svg"),
    ],
)
def test_an_address_becomes_a_file(address: str, file: str | None, site: Path) -> None:
    app = create_app({"INSTANCE_PATH": str(site), "SECRET_KEY": "x"})
    assert file_of(address, app.url_map.bind("localhost")) == file
