"""What is unsafe in a site's settings and state: facts in, remarks out, each with what to do about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import msgspec

PREFIX = "REJOINDER_"
SETTINGS = {
    "ARCHIVE_ADDRESS",
    "BASE_URL",
    "CACHE_MB",
    "DATABASE_URL",
    "FETCH",
    "FETCH_INSIDE",
    "FETCH_PORTS",
    "HUB",
    "INSTANCE_PATH",
    "LEDGER_KEY",
    "LIBRARY_ONLY",
    "LIBRARY_URL",
    "METHODOLOGY",
    "METRICS_PORT",
    "METRICS_TOKEN",
    "PROXIES",
    "PUBLISHER_NAME",
    "REPORTS_URL",
    "REQUIRE_SECOND_PERSON",
    "REQUIRE_CODES",
    "SECRET_KEY",
    "SITE_NAME",
    "SLOW_QUERY_MS",
    "TRUSTED_HOSTS",
}
"""Every setting there is. Flask takes others by the same prefix, and some of those switch guards off."""
SHORTEST_KEY, FEWEST_SIGNS = 32, 10
OLDEST_BACKUP = timedelta(days=7)
LITTLE_ROOM = 1024 * 1024 * 1024
TOO_OPEN = 0o007
NOT_OURS_ALONE = 0o077
NAME = re.compile(r"\.?([a-z0-9-]+\.)+[a-z0-9-]+|[a-z0-9-]+|\[?[0-9a-f:]+\]?", re.IGNORECASE)
LOCAL = {"localhost", "127.0.0.1", "::1"}


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """What was found: about what (one word), whether it is unsafe or only worth knowing, and what to do."""

    about: str
    unsafe: bool
    message: str


def unsafe(about: str, message: str) -> Remark:
    """Find something that endangers the site, its people or its records."""
    return Remark(about=about, unsafe=True, message=message)


def note(about: str, message: str) -> Remark:
    """Find something that is worth knowing."""
    return Remark(about=about, unsafe=False, message=message)


def setting_remarks(environment: Mapping[str, str]) -> list[Remark]:
    """Look at the settings alone."""
    given = {name.removeprefix(PREFIX): value for name, value in environment.items() if name.startswith(PREFIX)}
    found = [
        unsafe("settings", f"{PREFIX}{name} is no setting of Rejoinder: is it mistyped? Take it out, or mend its name.")
        for name in sorted(set(given) - SETTINGS)
    ]
    key = given.get("SECRET_KEY")
    if key and (len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_SIGNS):
        found.append(
            unsafe(
                "secret key",
                f"{PREFIX}SECRET_KEY can be guessed, and who has it is anybody. Take it out, and one is made, "
                "or set 32 random characters or more.",
            )
        )
    if given.get("FETCH_INSIDE"):
        message = f"{PREFIX}FETCH_INSIDE lets whoever takes in pages ask {given['FETCH_INSIDE']}, inside this network."
        found.append(note("fetching", message))
    return [*found, *_hosts(given.get("TRUSTED_HOSTS", "")), *_front(given)]


def _hosts(trusted: str) -> list[Remark]:
    return [
        unsafe("hosts", f"“{name}” in {PREFIX}TRUSTED_HOSTS trusts more than a site’s own names; write them out.")
        for name in (one.strip() for one in trusted.split(","))
        if name and (not NAME.fullmatch(name) or (name.startswith(".") and name.count(".") == 1))
    ]


def _front(given: Mapping[str, str]) -> list[Remark]:
    """Look at what stands in front: the public address, TLS and proxies have to agree."""
    base, proxies = given.get("BASE_URL", ""), given.get("PROXIES", "0")
    if not proxies.isdecimal():
        return [unsafe("proxies", f"{PREFIX}PROXIES is the number of proxies in front, such as 1 for nginx.")]
    address = urlsplit(base)
    if not base:
        message = f"{PREFIX}BASE_URL is not set: feeds and the API name whatever address they were asked at. Set it."
        return [note("address", message)]
    if address.hostname in LOCAL:
        return [note("address", f"{PREFIX}BASE_URL names this machine; set the address at which readers come.")]
    if address.scheme != "https" or not address.hostname:
        message = f"{PREFIX}BASE_URL does not begin with https://: passwords and sessions could be read on their way."
        return [unsafe("TLS", f"{message} Put nginx with TLS in front.")]
    if int(proxies) == 0:
        return [
            unsafe(
                "proxies",
                f"{PREFIX}BASE_URL is https and {PREFIX}PROXIES is not set: cookies are then not kept to TLS, and all "
                "readers share one address. Set it to the number of proxies in front (nginx: 1).",
            )
        ]
    return []


def backup_remark(taken: datetime | None, now: datetime) -> Remark | None:
    """Look at the age of the newest backup."""
    if taken is None:
        return unsafe("backup", "No backup was ever made; run `rejoinder backup FILE`, every night.")
    if now - taken > OLDEST_BACKUP:
        days = (now - taken).days
        return unsafe("backup", f"The newest backup is {days} days old; run `rejoinder backup FILE`, every night.")
    return None


def clock_remark(newest: datetime | None, now: datetime) -> Remark | None:
    """Compare the clock with the ledger's newest entry."""
    if newest is None or newest <= now:
        return None
    return unsafe(
        "clock",
        f"This machine’s clock ({now:%Y-%m-%d %H:%M} UTC) is behind the ledger’s newest entry "
        f"({newest:%Y-%m-%d %H:%M} UTC); set the clock. The ledger’s order stands in any case.",
    )


def mode_remark(what: str, path: str, mode: int, mask: int) -> Remark | None:
    """Look at who else on this machine may open a folder or a file."""
    if not mode & mask:
        return None
    mend = "go-rwx" if mask == NOT_OURS_ALONE else "o-rwx"
    return unsafe(what, f"Others on this machine may open {path}; run `chmod {mend} {path}`.")


def room_remark(free: int) -> Remark | None:
    """Look at the room on the disk."""
    if free >= LITTLE_ROOM:
        return None
    return unsafe("disk", f"The disk has {free // 1024**2} MB free; without room nothing can be saved.")
