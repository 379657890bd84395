"""Which names this site goes by. A request that asks for another host is refused: its name would get into feeds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

LOCAL = ("localhost", "127.0.0.1", "::1")
HOST = re.compile(r"(\[[0-9a-f:.]+\]|[\w.-]+)(?::\d{1,5})?", re.ASCII | re.IGNORECASE)
REFUSED = (
    "This site does not go by the name in the address that was asked for. "
    "Whoever runs it can name it in REJOINDER_BASE_URL or REJOINDER_TRUSTED_HOSTS.\n"
)


def install_hosts(app: Flask) -> None:
    """Refuse other hosts than this machine's, that of `BASE_URL`, and those of `TRUSTED_HOSTS`.

    What proxies say of the request (`X-Forwarded-…`) is heeded only where `PROXIES` says how many there are.
    """
    named = app.config.get("TRUSTED_HOSTS") or ()
    app.config["TRUSTED_HOSTS"] = None  # Flask's own check knows no IPv6 address
    trusted = [one.strip() for one in (named.split(",") if isinstance(named, str) else named) if one.strip()]
    if proxies := int(app.config["PROXIES"]):
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's documented way
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies, x_prefix=proxies
        )

    @app.before_request
    def refuse_other_hosts() -> Response | None:
        asked = HOST.fullmatch(request.environ.get("HTTP_HOST") or request.environ["SERVER_NAME"])
        own = urlsplit(str(app.config.get("BASE_URL") or "")).hostname or ""
        if asked is not None and is_trusted(asked[1], [*LOCAL, *trusted, own]):
            return None
        return Response(REFUSED, 400, {"Cache-Control": "no-store"}, mimetype="text/plain")


def is_trusted(host: str, trusted: Iterable[str]) -> bool:
    """Tell whether a host is among those that are trusted; one that begins with a dot stands for all below it."""
    asked = host.strip("[]").lower()
    names = [one.strip("[]").lower() for one in trusted]
    return any(asked == name or (name.startswith(".") and asked.endswith(name)) for name in names)
