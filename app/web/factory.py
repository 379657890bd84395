"""Makes the application: settings, databases, areas."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask, Request, request, url_for
from flask.sessions import SessionInterface
from jinja2 import StrictUndefined

from app.domain.errors import Rejected
from app.domain.sizes import LARGEST_FILE
from app.feeds.websub import hub_named
from app.storage.site import ROOT, instance_folder
from app.web.bodies import install_bodies
from app.web.cache import install_cache
from app.web.clock import today
from app.web.databases import install_databases
from app.web.errors import install_errors
from app.web.headers import install_headers
from app.web.hosts import install_hosts
from app.web.logs import install_logs
from app.web.metrics import install_metrics
from app.web.reading.language import install_language
from app.web.request_session import install_request_session
from app.web.templates import Templates

FORM_ROOM = 1024 * 1024


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Make the application. Settings come from the environment as `REJOINDER_…`; those given here win."""
    settings = dict(settings or {})
    folder = Path(settings.pop("INSTANCE_PATH", None) or instance_folder())
    folder.mkdir(parents=True, exist_ok=True)
    app = Flask(
        "app",
        root_path=str(ROOT / "app"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(folder),
    )
    app.jinja_environment = Templates
    app.config.from_mapping(
        SITE_NAME="Rejoinder",
        PUBLISHER_NAME="Rejoinder",
        METHODOLOGY="",
        BASE_URL=None,
        PROXIES=0,
        CACHE_MB=64,
        LIBRARY_ONLY=False,
        METRICS_TOKEN="",
        METRICS_PORT=0,
        SLOW_QUERY_MS=0,
        FROZEN=False,
        REQUIRE_SECOND_PERSON=False,
        REQUIRE_CODES=False,
        ARCHIVE_ADDRESS=None,
        HUB=None,
        MAX_CONTENT_LENGTH=LARGEST_FILE + FORM_ROOM,
        MAX_FORM_MEMORY_SIZE=4 * FORM_ROOM,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.config.from_prefixed_env("REJOINDER")
    app.config.from_mapping(settings)
    app.config["HUB"] = hub_named(app.config)
    app.config["SECRET_KEY"] = app.config.get("SECRET_KEY") or kept_secret(folder, "secret_key")
    if not app.config["LIBRARY_ONLY"]:
        app.config["LEDGER_KEY"] = app.config.get("LEDGER_KEY") or kept_secret(folder, "ledger_key")
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    install_logs(app)
    install_bodies(app)  # which reads on after the transaction's end
    install_databases(app, str(folder))
    install_language(app)  # before all that may refuse a request, which it then does in the reader’s words
    install_cache(app)  # behind what proxies say of the request, so that it knows the host and the scheme
    install_hosts(app)
    app.before_request(refuse_impossible_text)
    install_headers(app)
    install_request_session(app)  # whose answer to a failed commit gets the headers too
    install_errors(app)
    install_template_tools(app)
    register_reading(app)
    if app.config["LIBRARY_ONLY"]:
        app.session_interface = NoSessions()
    else:
        register_writing(app)
    install_metrics(app)
    return app


class NoSessions(SessionInterface):
    """No session at all, for a server that has readers alone."""

    def open_session(self, app: Flask, request: Request) -> None:
        """Open none."""


def register_reading(app: Flask) -> None:
    """Register the areas that the public reads; each brings its own addresses."""
    from app.web import compare, feeds, library  # noqa: PLC0415  # areas import Flask's application late

    for area in (library, compare, feeds):
        app.register_blueprint(area.blueprint)


def register_writing(app: Flask) -> None:
    """Register the desk, its doors, and readers' reports; a server that has readers alone loads none of them."""
    from app.web import auth, desk, reports  # noqa: PLC0415  # areas import Flask's application late
    from app.web.fetching import install_fetching  # noqa: PLC0415  # the same
    from app.web.hub import install_hub  # noqa: PLC0415  # the same

    install_fetching(app)
    install_hub(app)
    for area in (reports, desk):
        app.register_blueprint(area.blueprint)
    auth.install(app)


def refuse_impossible_text() -> None:
    """Answer 400 to an address that holds what no text may hold: NUL, or bytes that are no UTF-8 (lone surrogates)."""
    if "\0" in request.path or "%00" in request.query_string.decode("latin-1"):
        raise Rejected("The address holds a NUL character; nothing has such an address.")
    try:
        unquote_to_bytes(request.query_string).decode()
    except UnicodeDecodeError:
        raise Rejected("The address holds bytes that are no text; nothing has such an address.") from None


def kept_secret(folder: Path, name: str) -> str:
    """Return a secret key, made at the first start and kept in the instance folder, readable by us alone."""
    path = folder / name
    if not path.exists():
        handle, made = tempfile.mkstemp(dir=folder)  # readable by us alone
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):  # of several processes at a first start, the first one names the key
            os.link(made, path)
        Path(made).unlink()
    return path.read_text(encoding="ascii").strip()


def install_template_tools(app: Flask) -> None:
    """Give templates the site's name, the day, and addresses of static files that change when the file does."""
    digests: dict[str, str] = {}

    def asset(name: str) -> str:
        if name not in digests or app.debug:
            digests[name] = sha256((ROOT / "static" / name).read_bytes()).hexdigest()[:10]
        return url_for("static", filename=name, v=digests[name])

    @app.context_processor
    def tools() -> dict[str, Any]:
        return {"asset": asset, "site_name": app.config["SITE_NAME"], "today": today()}
