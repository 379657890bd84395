"""The first start: one key for all processes."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from app.web import factory


def test_processes_that_start_at_once_share_one_whole_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together, made = Barrier(8, timeout=60), factory.secrets.token_urlsafe

    def late(size: int) -> str:
        together.wait()  # every one of them has found no key
        return made(size)

    monkeypatch.setattr(factory.secrets, "token_urlsafe", late)
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: factory.kept_secret(tmp_path, "secret_key"), range(8)))
    assert len(keys) == 1
    assert len(keys.pop()) == 64
    (kept,) = tmp_path.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(factory.kept_secret(tmp_path, "secret_key")) == 64
