from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import pytest

from app.domain.errors import NotFound
from app.storage.blobs import Blobs

DATA = b"Fiction: we lose mail.\n\nFACT: we do not.\n\0\xff"
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


def files(blobs: Blobs) -> list[Path]:
    return [path for path in blobs.folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("data", [DATA, b""])
def test_bytes_come_back_by_their_digest(blobs: Blobs, data: bytes) -> None:
    digest = blobs.add(data)
    assert digest == hashlib.sha256(data).hexdigest()
    assert blobs.read(digest) == data
    assert files(blobs) == [blobs.folder / digest[:2] / digest]


def test_the_same_bytes_are_kept_once_and_never_written_again(blobs: Blobs) -> None:
    blobs.add(DATA)
    before = blobs.path(SHA256).stat()
    assert blobs.add(DATA) == SHA256
    after = blobs.path(SHA256).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert len(files(blobs)) == 1


def test_a_missing_file_is_named_in_one_sentence(blobs: Blobs) -> None:
    with pytest.raises(NotFound, match=f"The stored file {SHA256[:12]}… is missing"):
        blobs.read(SHA256)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_nothing(blobs: Blobs, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), fail)
    with pytest.raises(OSError, match="No space left"):
        blobs.add(DATA)
    assert files(blobs) == []


def test_the_bytes_are_on_the_disk_before_the_name_is_and_the_name_before_it_returns(
    blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, rename = os.fsync, Path.replace

    def note_sync(handle: int) -> None:
        steps.append("sync folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "sync file")
        sync(handle)

    def note_rename(path: Path, target: Path) -> Path:
        steps.append("rename")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "replace", note_rename)
    blobs.add(DATA)
    assert [step for step in steps if step != "sync folder"] == ["sync file", "rename"]
    assert steps[-1] == "sync folder"
