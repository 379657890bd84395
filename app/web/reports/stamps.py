"""The stamp of a report's form: when it was opened, signed by us; and the reader's token, which follows from it.

A form has one stamp, so that sent twice it is one report. The salt that tells senders apart is made anew each day and
the old one thrown away: after that nobody can tell who sent what.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.domain.errors import Rejected

NONCE_BYTES = 16
SALT_BYTES = 32
PURPOSE = "reader report"


def new_stamp(secret: str) -> str:
    """Stamp a form that is opened now."""
    return str(_serializer(secret).dumps(secrets.token_urlsafe(NONCE_BYTES)))


def seconds_since(secret: str, stamp: str, now: datetime) -> float:
    """Tell how long ago a form was stamped. Raise Rejected for a stamp that is not ours."""
    try:
        _, at = _serializer(secret).loads(stamp, return_timestamp=True)
    except BadSignature:
        raise Rejected("This form did not come from here as it is. Please send it once more.", "stamp") from None
    return float((now - at).total_seconds())


def token_of(secret: str, stamp: str) -> str:
    """Return the token of the report that a stamped form makes."""
    mac = hmac.new(secret.encode(), f"{PURPOSE} token\0{stamp}".encode(), hashlib.sha256)
    return urlsafe_b64encode(mac.digest()).decode().rstrip("=")


def daily_salt(folder: Path, day: date) -> bytes:
    """Return the day's salt, made at the first report of the day and kept in the instance folder until the next."""
    path = folder / f"report-salt-{day.isoformat()}"
    if path.exists():
        return path.read_bytes()
    with NamedTemporaryFile(dir=folder, prefix=".salt-") as file:  # readable by us alone
        file.write(secrets.token_bytes(SALT_BYTES))
        file.flush()
        with suppress(FileExistsError):  # another process was faster: its salt is the day's
            os.link(file.name, path)
    for old in folder.glob("report-salt-*"):
        if old.name < path.name:
            old.unlink(missing_ok=True)
    return path.read_bytes()


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=PURPOSE)
