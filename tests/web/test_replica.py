"""Readers on servers of their own: a streaming standby, what an editor just published, and a server that only reads.

The standby is real: `pg_basebackup` of the test's PostgreSQL, for which publications wait (`remote_apply`).
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.services import ledger as ledgers
from app.storage import replica
from app.storage.engine import make_engine
from app.web.factory import create_app
from tests.factories.sample_library import Ledger, fill
from tests.safety.test_stale import PAGE, publish
from tests.support import postgresql
from tests.support.desk import PASSWORD, add_people, signed_in
from tests.support.pages import post_form
from tests.web.test_library_pages import PAGES

Make = Callable[..., Flask]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """`make(DATABASE_URL=…)` is an application with these settings."""
    made: list[Flask] = []

    def app(**settings: Any) -> Flask:
        common = {"INSTANCE_PATH": str(tmp_path / "instance"), "SECRET_KEY": "for tests", "TESTING": True}
        made.append(create_app({**common, "METRICS_TOKEN": "a token for tests alone", **settings}))
        return made[-1]

    yield app
    for one in made:
        opened = one.extensions["rejoinder-databases"]
        for engine in {opened.desk, opened.library, opened.reports, opened.fresh}:
            engine.dispose()


@pytest.fixture
def library(postgresql_url: str) -> Iterator[Ledger]:
    """The ledger of the sample, on PostgreSQL; what is published there waits as all publications do."""
    engine = make_engine(postgresql_url)
    with Session(engine) as session:
        made = Ledger(session)
        ledgers.queue_up(session)
        fill(session, made)
        session.commit()
        yield made
    engine.dispose()


def server_of(app: Flask, name: str = "library") -> str:
    """Name the server that an engine reads: `standby` or `primary`."""
    with getattr(app.extensions["rejoinder-databases"], name).connect() as connection:
        return "standby" if connection.execute(text("SELECT pg_is_in_recovery()")).scalar() else "primary"


def prepared_on(app: Flask) -> int:
    with app.extensions["rejoinder-databases"].library.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one())


def test_readers_read_the_standby_an_editor_what_they_published_and_all_the_primary_when_it_is_lost(
    cluster: postgresql.Cluster,
    postgresql_url: str,
    library: Ledger,
    make: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(replica, "RETRY_S", 0.2)
    database = str(make_url(postgresql_url).database)
    with postgresql.standby(cluster) as standby:
        app = make(DATABASE_URL=postgresql_url, LIBRARY_URL=standby.url(database))
        add_people(app, "editor")
        reader, editor = app.test_client(), signed_in(app, "editor")
        assert (server_of(app), server_of(app, "desk")) == ("standby", "primary")
        assert server_of(app, "fresh") == "primary"
        for number in range(30):  # remote_apply: whoever was told of it is never sent what stood before
            name = publish(library.session, number)
            assert f"<h1>{name}" in reader.get(PAGE).text
        assert prepared_on(app) > 0

        standby.let_go()  # and now it may be behind
        with standby.connected() as connection:
            connection.execute("SELECT pg_wal_replay_pause()")
        made = post_form(editor, "/desk/topics/new", {"title": "Night flights"}, form="form[novalidate]")
        assert not any("published=" in one for one in made.headers.getlist("Set-Cookie"))
        shown = editor.get(made.headers["Location"])
        assert shown.status_code == 200
        done = post_form(editor, made.headers["Location"], {"action": "publish"}, form="form[action$='/steps']")
        (cookie,) = [one for one in done.headers.getlist("Set-Cookie") if one.startswith("published=")]
        assert "HttpOnly" in cookie
        assert "Max-Age=60" in cookie
        assert "Night flights" in editor.get("/topics/night-flights").text
        assert reader.get("/topics/night-flights").status_code == 404
        with standby.connected() as connection:
            connection.execute("SELECT pg_wal_replay_resume()")

        standby.lose()
        name = publish(library.session, 40)
        assert f"<h1>{name}" in reader.get(PAGE).text
        assert server_of(app) == "primary"
        with pytest.raises(DBAPIError, match="read-only"), app.extensions["rejoinder-databases"].library.begin() as one:
            one.execute(text("DELETE FROM library_slug"))
    with postgresql.standby(cluster) as another:
        Path(standby.socket_folder).symlink_to(another.socket_folder)  # it is there again, at its old address
        limit = time.monotonic() + 120
        while server_of(app) != "standby" and time.monotonic() < limit:
            time.sleep(0.05)
        assert f"<h1>{name}" in reader.get(PAGE).text
        assert server_of(app) == "standby"
        Path(standby.socket_folder).unlink()


def test_a_server_for_readers_alone_needs_no_more_than_to_read(
    cluster: postgresql.Cluster, postgresql_url: str, library: Ledger, make: Make
) -> None:
    assert library.head
    owner = make_engine(postgresql_url)
    with owner.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS only_reads"))
        connection.execute(text("CREATE ROLE only_reads LOGIN"))
        tables = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE tablename LIKE 'library%' OR tablename LIKE 'ledger%'")
        ).scalars()
        connection.execute(text(f"GRANT SELECT ON {', '.join(tables)} TO only_reads"))
    url = postgresql_url.replace("rejoinder@", "only_reads@")
    app = make(LIBRARY_URL=url, LIBRARY_ONLY=True, BASE_URL="https://read.example")
    client = app.test_client()
    assert {name.partition(".")[0] for name in app.view_functions} == {"static", "library", "compare", "feeds"}
    for address in (*PAGES, "/feeds/findings.json", "/api/v1/pairs", "/api/v1/pairs.csv", "/openapi.json"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "Set-Cookie" not in answer.headers
    assert 'href="https://read.example/report?page=%2Fpairs%2Flost-parcels"' in client.get("/pairs/lost-parcels").text
    for address in ("/desk", "/login", "/report", "/join/token", "/ledger/head.json", "/nowhere"):
        assert client.get(address).status_code == 404, address
    told = client.get("/metrics", headers={"Authorization": "Bearer a token for tests alone"}).text
    assert "rejoinder_library_seq " in told
    assert "rejoinder_desk_records" not in told
    nameless = make(LIBRARY_URL=url, LIBRARY_ONLY=True).test_client()
    assert "/report" not in nameless.get("/pairs/lost-parcels").text.replace("/static/js/report.js", "")
    with owner.begin() as connection:
        connection.execute(text("DROP OWNED BY only_reads"))
        connection.execute(text("DROP ROLE only_reads"))
    owner.dispose()
    assert cluster.answers()


def test_a_server_for_readers_alone_loads_neither_the_desk_nor_what_reads_pages(tmp_path: Path) -> None:
    program = (
        "import sys; from app.web.factory import create_app; "
        f"create_app({{'INSTANCE_PATH': {str(tmp_path)!r}, 'LIBRARY_ONLY': True}}); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "app.web.library" in loaded
    assert not loaded & {"flask_security", "app.web.desk", "app.domain.extraction", "bleach", "requests", "pypdf"}
    assert not (tmp_path / "ledger_key").exists()


def test_serving_readers_alone_wants_a_library_that_is_there(tmp_path: Path) -> None:
    command = [Path(sys.executable).with_name("rejoinder"), "serve", "--library-only"]
    done = subprocess.run(
        command, env={"REJOINDER_INSTANCE_PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == f"rejoinder: there is no site in {tmp_path}; `rejoinder db upgrade` makes one\n"
    assert PASSWORD not in done.stderr
