"""What `rejoinder doctor` says of settings, clock, backups, modes and room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.health import (
    LITTLE_ROOM,
    NOT_OURS_ALONE,
    TOO_OPEN,
    backup_remark,
    clock_remark,
    mode_remark,
    room_remark,
    setting_remarks,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
GOOD = {
    "HOME": "/home/rejoinder",
    "REJOINDER_BASE_URL": "https://facts.example",
    "REJOINDER_PROXIES": "1",
    "REJOINDER_SECRET_KEY": "7hD-Vq2mXz0LrTnB4kWyEo9GsJcAiPuF",
    "REJOINDER_TRUSTED_HOSTS": "www.facts.example, .facts.example, [::1],",
}


def test_a_sound_site_has_no_remarks() -> None:
    assert setting_remarks(GOOD) == []


@pytest.mark.parametrize(
    ("name", "value", "about"),
    [
        ("PROXYS", "1", "settings"),
        ("WTF_CSRF_ENABLED", "false", "settings"),
        ("DEBUG", "1", "settings"),
        ("SECRET_KEY", "secret", "secret key"),
        ("SECRET_KEY", "a" * 64, "secret key"),
        ("TRUSTED_HOSTS", "*", "hosts"),
        ("TRUSTED_HOSTS", "www.facts.example,.example", "hosts"),
        ("TRUSTED_HOSTS", "*.example", "hosts"),
        ("PROXIES", "-1", "proxies"),
        ("PROXIES", "0", "proxies"),
        ("BASE_URL", "http://facts.example", "TLS"),
        ("BASE_URL", "facts.example", "TLS"),
    ],
)
def test_what_is_unsafe_is_one_remark(name: str, value: str, about: str) -> None:
    [found] = setting_remarks({**GOOD, f"REJOINDER_{name}": value})
    assert (found.about, found.unsafe) == (about, True)


@pytest.mark.parametrize(
    ("name", "value", "about"),
    [
        ("BASE_URL", "", "address"),
        ("BASE_URL", "http://localhost:8000", "address"),
        ("FETCH_INSIDE", "10.0.0.0/8", "fetching"),
    ],
)
def test_what_is_worth_knowing_is_not_unsafe(name: str, value: str, about: str) -> None:
    [found] = setting_remarks({**GOOD, f"REJOINDER_{name}": value})
    assert (found.about, found.unsafe) == (about, False)


def test_a_backup_is_not_older_than_a_week() -> None:
    assert backup_remark(NOW - timedelta(days=7), NOW) is None
    old, none = backup_remark(NOW - timedelta(days=9), NOW), backup_remark(None, NOW)
    assert old is not None
    assert none is not None
    assert "9 days old" in old.message
    assert "No backup" in none.message


def test_a_clock_that_was_set_back_shows() -> None:
    assert clock_remark(None, NOW) is clock_remark(NOW, NOW) is None
    found = clock_remark(NOW + timedelta(hours=2), NOW)
    assert found is not None
    assert "2026-11-24 12:00 UTC" in found.message
    assert "2026-11-24 14:00 UTC" in found.message


@pytest.mark.parametrize(
    ("mode", "mask", "mend"),
    [
        (0o40700, TOO_OPEN, None),
        (0o40750, TOO_OPEN, None),
        (0o40755, TOO_OPEN, "chmod o-rwx /x"),
        (0o100600, NOT_OURS_ALONE, None),
        (0o100640, NOT_OURS_ALONE, "chmod go-rwx /x"),
    ],
)
def test_others_can_t_open_the_folder_nor_the_group_a_key(mode: int, mask: int, mend: str | None) -> None:
    found = mode_remark("folder", "/x", mode, mask)
    assert (found is None) == (mend is None)
    assert found is None or str(mend) in found.message


def test_a_full_disk_shows_before_it_is_full() -> None:
    assert room_remark(LITTLE_ROOM) is None
    assert room_remark(LITTLE_ROOM - 1) is not None
