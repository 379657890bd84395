"""`rejoinder import warc|cdx` on both databases: a dry run first, whole or not at all, twice is once, refusals told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli import root
from app.domain.archive_rows import base32_sha1
from app.services import archive_imports, archive_lists, checked
from app.storage.engine import make_engine
from app.storage.models.desk import Capture
from tests.factories.warcs import record, warc
from tests.support.asked import Asked, answer, asked, by_path

URL = "http://mail.example/facts"


def page_of(words: str) -> bytes:
    return f"<!doctype html><title>Mail facts</title><p><b>Fiction:</b> {words}</p><p><b>FACT:</b> No.</p>".encode()


OLD, NEW, LAST = page_of("The bureau loses mail."), page_of("It loses parcels."), page_of("It loses letters.")
FILE = warc(
    record(URL, "2012-01-02T03:04:05Z", NEW),
    record(URL, "2011-06-25T10:11:12Z", OLD),
    record(URL, "2011-07-25T10:11:12Z", OLD),
    record("https://www.mail.example/facts/", "2013-01-02T03:04:05Z", OLD),
    record("http://mail.example/rumours", "2013-01-02T03:04:05Z", LAST),
    record(f"{URL}/logo.png", "2012-01-02T03:04:05Z", b"\x89PNG", media_type="image/png"),
    record(f"{URL}/blank", "2012-01-02T03:04:05Z", b"<!doctype html><p></p>"),
)
MOMENTS = {"20110625101112": OLD, "20120102030405": NEW, "20130102030405": LAST}
LIST = "\n".join(
    [
        *(f"k {moment} {URL} text/html 200 {base32_sha1(data)} 99" for moment, data in MOMENTS.items()),
        f"k 20140102030405 {URL} text/html 200 {'A' * 32} 99",
        f"k 20150102030405 {URL} text/html 404 {'B' * 32} 99",
        "k 2015 nowhere",
    ]
)


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """`run("warc", FILE, …)` imports a file that holds this."""
    monkeypatch.setenv("REJOINDER_INSTANCE_PATH", str(tmp_path / "site"))
    monkeypatch.setenv("REJOINDER_DATABASE_URL", database_url)

    def run(kind: str, data: bytes | str, *options: str) -> Result:
        path = tmp_path / f"facts.{kind}"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return CliRunner().invoke(root, ["import", kind, str(path), *options])

    return run


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    with asked(by_path(**{moment: answer(data) for moment, data in MOMENTS.items()})) as server:
        monkeypatch.setenv("REJOINDER_FETCH", "desk@news.example")
        monkeypatch.setenv("REJOINDER_FETCH_INSIDE", "127.0.0.1")
        monkeypatch.setenv("REJOINDER_FETCH_PORTS", str(server.port))
        monkeypatch.setenv("REJOINDER_ARCHIVE_ADDRESS", server.url("/{timestamp}?of={url}"))
        monkeypatch.setattr(archive_imports.time, "sleep", lambda _seconds: None)
        yield server


@pytest.fixture
def kept(database_url: str) -> Iterator[Callable[[], list[tuple[str, str, int]]]]:
    """`kept()` lists the captures: page, day, and how many there are of that day."""
    engine = make_engine(database_url)

    def rows() -> list[tuple[str, str, int]]:
        with Session(engine) as session:
            return sorted((one.page.title, str(one.captured), one.number) for one in session.scalars(select(Capture)))

    yield rows
    engine.dispose()


def stored(tmp_path: Path) -> list[Path]:
    return [one for one in (tmp_path / "site" / "blobs").rglob("*") if one.is_file()]


def test_a_warc_is_taken_after_a_dry_run_that_says_the_same(
    run: Callable[..., Result], kept: Callable[[], Any], tmp_path: Path
) -> None:
    dry = run("warc", FILE, "--agency", "Bureau of Mail", "--dry-run")
    assert dry.exit_code == 1, dry.output
    assert dry.stdout == "facts.warc: 7 read, 3 would be taken, 2 here already, 1 refused.\n"
    assert kept() == []
    assert stored(tmp_path) == []
    done = run("warc", FILE, "--agency", "Bureau of Mail")
    assert done.stdout == "facts.warc: 7 read, 3 taken, 2 here already, 1 refused.\n"
    assert "1 are no copies of pages (image/png is no page: 1)." in done.stderr
    assert "refused: This page holds no words; there is nothing to read." in done.stderr
    assert "record 8 at byte" in done.stderr
    captures = [("Mail facts", "2011-06-25", 1), ("Mail facts", "2012-01-02", 1), ("Mail facts", "2013-01-02", 1)]
    assert kept() == captures
    again = run("warc", FILE, "--agency", "Bureau of Mail")
    assert again.stdout == "facts.warc: 7 read, 0 taken, 5 here already, 1 refused.\n"
    assert kept() == captures
    once_more = run("warc", FILE, "--page", URL, "--again", "--json")
    report = json.loads(once_more.stdout)
    assert (report["taken"], report["known"], report["left_out"]) == (2, 3, {"image/png is no page": 1})


def test_copies_of_pages_that_nobody_knows_are_refused_by_their_place(
    run: Callable[..., Result], kept: Callable[[], Any]
) -> None:
    done = run("warc", FILE, "--json")
    report = json.loads(done.stdout)
    assert (done.exit_code, report["taken"], report["refused"]) == (1, 0, 5)
    assert "no page here has the address http://mail.example/rumours" in report["refusals"][-1]["reason"]
    assert kept() == []


@pytest.mark.parametrize(
    ("kind", "data", "sentence"),
    [
        ("warc", FILE[:-9], "cut off in its packed piece 8"),
        ("warc", LIST, "facts.warc is a CDX list; say `rejoinder import cdx`."),
        ("warc", "Fiction: a", "This is no CDX list."),
        ("cdx", FILE, "facts.cdx is a WARC; say `rejoinder import warc`."),
        ("cdx", b"\xff\xfe\x00k", "It is no UTF-8 text."),
        ("cdx", "[" * 10_000, "This JSON is cut off"),
    ],
    ids=["cut off", "list", "page", "warc", "encoding", "nested"],
)
def test_a_file_that_is_none_is_one_line(
    run: Callable[..., Result], archive: Asked, kind: str, data: bytes | str, sentence: str
) -> None:
    done = run(kind, data, "--agency", "Bureau of Mail")
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert sentence in done.stderr
    assert archive.connections == 0


def test_a_warc_that_fails_half_way_leaves_nothing(
    run: Callable[..., Result], kept: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, calls = archive_imports.keep_capture, []

    def fail(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return keep(*given)

    monkeypatch.setattr(archive_imports, "keep_capture", fail)
    assert run("warc", FILE, "--agency", "Bureau of Mail").exit_code != 0
    assert kept() == []
    monkeypatch.undo()


def test_a_list_is_fetched_and_goes_on_where_it_was_stopped(
    run: Callable[..., Result], kept: Callable[[], Any], archive: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    dry = run("cdx", LIST, "--agency", "Bureau of Mail", "--dry-run")
    assert dry.stdout == "facts.cdx: 6 read, 4 would be taken, 0 here already, 1 refused.\n"
    assert archive.connections == 0
    assert kept() == []
    fetch = archive_lists.fetch_page

    def stop(rules: Any, address: str) -> Any:
        if "/2012" in address:
            raise KeyboardInterrupt
        return fetch(rules, address)

    with monkeypatch.context() as stopping:
        stopping.setattr(archive_lists, "fetch_page", stop)
        assert run("cdx", LIST, "--agency", "Bureau of Mail").exit_code != 0
    assert kept() == [("Mail facts", "2011-06-25", 1)]
    done = run("cdx", LIST)
    assert done.stdout == "facts.cdx: 6 read, 2 taken, 1 here already, 2 refused.\n"
    assert "line 6: refused: it has 3 fields where 6, 7, 9, 10 or 11 are expected." in done.stderr
    assert f"line 4: refused: {archive.url('/20140102030405?of=')}{URL}: The server answered 404" in done.stderr
    assert "1 are no copies of pages (the server answered 404: 1)." in done.stderr
    assert kept() == [("Mail facts", f"201{year}", 1) for year in ("1-06-25", "2-01-02", "3-01-02")]
    asked_for = [path.partition("?")[0] for path in archive.paths]
    assert asked_for == ["/20110625101112", "/20120102030405", "/20130102030405", "/20140102030405"]
    assert run("cdx", LIST).stdout == "facts.cdx: 6 read, 0 taken, 3 here already, 2 refused.\n"


@pytest.mark.usefixtures("archive")
def test_other_bytes_than_the_list_names_are_taken_and_told(
    run: Callable[..., Result], kept: Callable[[], Any]
) -> None:
    other = f"k 20110625101112 {URL} text/html 200 {'C' * 32} 99"
    done = run("cdx", other, "--page", URL, "--agency", "Bureau of Mail", "--title", "Facts on mail")
    assert done.exit_code == 0, done.output
    assert done.stdout == "facts.cdx: 1 read, 1 taken (1 of them changed), 0 here already, 0 refused.\n"
    assert "line 1: changed: the archive gives other bytes than the list names." in done.stderr
    assert kept() == [("Facts on mail", "2011-06-25", 1)]


@pytest.mark.usefixtures("archive")
def test_a_copy_that_is_here_after_all_is_a_line_and_the_rest_is_taken(
    run: Callable[..., Result], kept: Callable[[], Any]
) -> None:
    """The list names another digest than the bytes have, so that only the fetched bytes tell that they are known."""
    other = f"k 20110625101112 {URL} text/html 200 {'C' * 32} 99"
    run("cdx", other, "--agency", "Bureau of Mail")
    done = run("cdx", f"{other}\nk 20120102030405 {URL} text/html 200 {base32_sha1(NEW)} 99")
    assert done.stdout.startswith("facts.cdx: 2 read, 1 taken"), done.output
    assert "1 here already, 0 refused" in done.stdout
    assert kept() == [("Mail facts", "2011-06-25", 1), ("Mail facts", "2012-01-02", 1)]


@pytest.mark.usefixtures("archive")
def test_others_can_save_while_stored_files_are_hashed_and_claims_are_read(
    run: Callable[..., Result], sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REJOINDER_DATABASE_URL", sqlite_url)
    engine, saved = make_engine(sqlite_url), []

    def watched(work: Callable[..., Any]) -> Callable[..., Any]:
        def saving(*given: Any) -> Any:
            with engine.begin() as connection:
                connection.exec_driver_sql("PRAGMA busy_timeout=0")
                connection.exec_driver_sql("UPDATE desk_subject SET slug = slug")
            saved.append(work.__name__)
            return work(*given)

        return saving

    monkeypatch.setattr(archive_imports, "held_digests", watched(archive_imports.held_digests))
    monkeypatch.setattr(checked, "unindexed", watched(checked.unindexed))
    for kind, data in (("warc", FILE), ("cdx", LIST)):
        assert "taken" in run(kind, data, "--agency", "Bureau of Mail").stdout
    page = CliRunner().invoke(root, ["capture", "add", __file__, "--page", URL, "--date", "2014"])
    assert page.exit_code == 0, page.output
    assert {"held_digests", "unindexed"} == set(saved)
    engine.dispose()


@pytest.mark.usefixtures("archive")
def test_an_archive_that_does_not_answer_is_let_be(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REJOINDER_ARCHIVE_ADDRESS", "http://127.0.0.1:1/{timestamp}?of={url}")
    monkeypatch.setenv("REJOINDER_FETCH_PORTS", "1")
    many = "\n".join(f"k 2011{month:02}01000000 {URL} text/html 200 {'AB'[month % 2] * 32} 99" for month in range(1, 9))
    report = json.loads(run("cdx", many, "--agency", "Bureau of Mail", "--json").stdout)
    assert (report["taken"], report["refused"]) == (0, 8)
    assert "refused the connection" in report["refusals"][4]["reason"]
    assert "not asked: the archive failed 5 times" in report["refusals"][5]["reason"]


@pytest.mark.parametrize("template", ["archive.example/{timestamp}/{url}", "https://archive.example/{url}"])
@pytest.mark.usefixtures("archive")
def test_an_archive_s_address_has_places_for_a_copy_s(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, template: str
) -> None:
    monkeypatch.setenv("REJOINDER_ARCHIVE_ADDRESS", template)
    for done in (run("cdx", LIST), CliRunner().invoke(root, ["serve"])):
        assert done.exit_code == 1
        assert "REJOINDER_ARCHIVE_ADDRESS must be a web address with {timestamp} and {url}" in done.stderr


def test_a_list_wants_fetching(run: Callable[..., Result]) -> None:
    done = run("cdx", LIST)
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "Set REJOINDER_FETCH to an e-mail or a web address" in done.stderr
