"""The fixtures that all tests share. Databases are copied from one that was migrated once a test process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import Client

from app.services.readers import READERS
from app.storage.engine import make_engine, reading
from app.storage.migrate import upgrade
from tests.safety.full import FULL, Figure
from tests.support import chromium, compiling, postgresql
from tests.support import stack as stacks
from tests.support.machine import lacking
from tests.support.server import LiveServer, serve
from tests.support.statements import noted

TEMPLATE = "migrated"
PROFILE = {
    "viewport": {"width": 1280, "height": 900},
    "locale": "en-GB",
    "timezone_id": "UTC",
    "ignore_https_errors": True,  # the certificate of a test is nobody's
}
PATIENCE_MS = 60_000  # as long as a page may take on a busy machine: what is well does not wait for it

settings.register_profile(
    "rejoinder",
    deadline=None,  # two tests share two cores: time says nothing about one of them
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("CI") == "true",
)
settings.register_profile(
    "mutation",  # see docs/mutation.md: that an example fails is enough, it need not be made small
    settings.get_profile("rejoinder"),
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
)
settings.load_profile("rejoinder")
expect.set_options(timeout=PATIENCE_MS)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let what is marked so run through the whole stack as well, or with STACK=full all that is served."""
    if ways := stacks.ways(metafunc):
        metafunc.parametrize("way", ways, indirect=True, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs Chromium or PostgreSQL by the fixtures it asks for; leave out what only `make test-safety` runs.

    What looks on at system calls, or waits for faults at random, needs a machine that allows it, and time.
    """
    if not FULL:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("full")])
        items[:] = [item for item in items if not item.get_closest_marker("full")]
    config.hook.pytest_deselected(items=[item for item in items if stacks.is_left_out(item)])
    items[:] = [item for item in items if not stacks.is_left_out(item)]
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if stacks.is_stacked(item):
            item.add_marker("postgresql")
            if (why := stacks.why_alone(item)) is not None:
                item.add_marker(pytest.mark.skip(reason=f"not through the stack: {why}"))
        if "browser" in fixtures:
            item.add_marker("browser")
        if "postgresql_url" in fixtures:
            item.add_marker("postgresql")


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Undo pytest-flask's fixture of this name: a context shared by all clients makes a stranger look signed in."""


@pytest.fixture(scope="session", autouse=True)
def _own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the settings of whoever runs the tests out of them: no test may touch a real site by forgetting one."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("REJOINDER_")]:
            patch.delenv(name)
        patch.setenv("REJOINDER_INSTANCE_PATH", str(tmp_path_factory.mktemp("instance")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """Make an application in a third of the time: hundreds of tests have one of their own, or several."""
    with compiling.compiled_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def _readers_ended() -> Iterator[None]:
    """End what reads apart while its coverage still counts."""
    yield
    READERS.close()


@pytest.fixture(autouse=True)
def _writing() -> Iterator[None]:
    """Forget that the test client's last request only read; a server's thread forgets it by itself."""
    reading.set(False)
    yield
    reading.set(False)


# The whole stack


@pytest.fixture(scope="session")
def way(request: pytest.FixtureRequest) -> str:
    """How this test's site is served: `alone` by this process on SQLite, or by the whole `stack`."""
    return str(getattr(request, "param", stacks.ALONE))


@pytest.fixture(scope="session")
def stack() -> Iterator[stacks.Stack]:
    """PostgreSQL with a standby, for sites with nginx and gunicorn before them; one a test process."""
    if postgresql.server_folder() is None:
        lacking("PostgreSQL's server")
    with stacks.stack() as running:
        yield running


# Databases


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite file at the newest migration, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgresql.Cluster]:
    """A running throw-away PostgreSQL, one a test process; it has a migrated template."""
    if postgresql.server_folder() is None:
        lacking("PostgreSQL's server")
    with postgresql.cluster() as running:
        running.run(f"CREATE DATABASE {TEMPLATE}")
        engine = make_engine(running.url(TEMPLATE))
        upgrade(engine)
        engine.dispose()
        yield running


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of this test's own SQLite file, at the newest migration."""
    path = tmp_path / "rejoinder.sqlite"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(way: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of this test's own PostgreSQL database, at the newest migration."""
    stacked = way == stacks.STACK
    running = request.getfixturevalue("stack").primary if stacked else request.getfixturevalue("cluster")
    with running.database(TEMPLATE) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of this test's own migrated database: the test runs once on SQLite and once on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The same, but with no table in it: for what migrations do."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    running: postgresql.Cluster = request.getfixturevalue("cluster")
    with running.database() as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine that writes, on both databases in turn."""
    made = make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """`figure("0 of 5,120 lost")` says what a promise's test measured; `make test-safety` prints it."""
    return lambda words: record_property("figure", words)


@pytest.fixture
def read_only_engine(database_url: str) -> Iterator[Engine]:
    """An engine on the same database that can't write: what public pages have."""
    made = make_engine(database_url, read_only=True)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on `engine`. It is rolled back at the end; commit what a second session must see."""
    with Session(engine) as made:
        yield made


# The web


@pytest.fixture
def app_settings(way: str, request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    """The settings of `app`. A test module overrides this fixture to add its own."""
    return {
        "INSTANCE_PATH": str(tmp_path / "instance"),
        "DATABASE_URL": request.getfixturevalue("postgresql_url" if way == stacks.STACK else "sqlite_url"),
        "SECRET_KEY": "a key for tests alone",
        "TESTING": True,
        "METHODOLOGY": "We quote word for word, and say what speaks for and against.",
    }


@pytest.fixture
def app(app_settings: dict[str, Any], way: str, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The whole application on an SQLite file of its own, as it runs for users (CSRF included).

    In a test through the stack it has the same databases as the server, for what a test makes there beforehand.
    """
    from app.web.factory import create_app  # noqa: PLC0415  # storage and domain tests need no Flask

    more: dict[str, Any] = {"CACHE_MB": 0}  # tests count statements, and change the program under it
    if way == stacks.STACK:
        more["LIBRARY_URL"] = request.getfixturevalue("stack").readers_url(app_settings["DATABASE_URL"])
    made = create_app({**more, **app_settings})
    yield made
    opened = made.extensions["rejoinder-databases"]
    opened.desk.dispose()
    opened.library.dispose()
    opened.reports.dispose()
    opened.fresh.dispose()


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What the web sends to the library's database, but for where a transaction begins."""
    with noted(app.extensions["rejoinder-databases"].library, but=("BEGIN",)) as sent:
        yield sent


# The browser


@pytest.fixture
def live_server(
    app: Flask, app_settings: dict[str, Any], way: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[LiveServer]:
    """`app` on a real port; `live_server.url("/about")` is an address for `page.goto`."""
    if way == stacks.STACK:
        with request.getfixturevalue("stack").served(app_settings, tmp_path) as port:
            yield LiveServer(app, port, "https")
        return
    with serve(app) as served:
        yield served


@pytest.fixture
def asking(
    app: Flask, app_settings: dict[str, Any], way: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Client]:
    """A stranger's program, which asks the application, or through the stack what is served."""
    if way == stacks.STACK:
        with request.getfixturevalue("stack").served(app_settings, tmp_path, plain=True) as port:
            yield stacks.client(port)
        return
    yield app.test_client()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, one a test process."""
    path = chromium.chromium_path()
    if path is None:
        lacking("Chromium")
    with chromium.launched(path) as running:
        yield running


@pytest.fixture
def troubles() -> Iterator[chromium.Troubles]:
    """What goes wrong in this test's pages. It fails at the end on whatever it did not `troubles.expect(pattern)`."""
    seen = chromium.Troubles()
    yield seen
    assert seen.unexpected() == []


@pytest.fixture
def new_page(
    request: pytest.FixtureRequest, browser: Browser, troubles: chromium.Troubles
) -> Iterator[Callable[..., Page]]:
    """`new_page(java_script_enabled=False)` is a page in a fresh profile with those options, watched by `troubles`."""
    if "live_server" in request.fixturenames:  # begun before the pages, so that it ends after them
        request.getfixturevalue("live_server")
    contexts = []

    def opened(**options: Any) -> Page:
        context = browser.new_context(**{**PROFILE, **options})
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.on("page", troubles.watch)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page of 1280 by 900 in a fresh browser profile, watched by `troubles`."""
    return new_page()
