"""Zip files that others packed: what no site writes is refused, before anything of it is held."""

from __future__ import annotations

import stat
import tracemalloc
import zipfile
from io import BytesIO

import pytest

from app.domain.errors import Rejected
from app.services import restore
from app.services.packed_site import PackedSite

MEGABYTE = 1024 * 1024


def packed(*members: tuple[str, bytes], kind: int = stat.S_IFREG, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.external_attr, info.compress_type = (kind | 0o644) << 16, method
            made.writestr(info, data)
    return file.getvalue()


def site(data: bytes) -> PackedSite:
    return PackedSite(BytesIO(data), len(data), Rejected)


def overlapping() -> bytes:
    """Let the second member of the list be where the first one is, as bombs do."""
    data = bytearray(packed(("a", b"one"), ("b", b"two")))
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 42 : entry + 46] = (5).to_bytes(4, "little")
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (packed(("../a", b"x")), "a file that it should not"),
        (packed(("a", b"x"), kind=stat.S_IFLNK), "no plain file but a link"),
        (packed(("a", b"x"), method=zipfile.ZIP_BZIP2), "packed in another way"),
        (overlapping(), "overlap"),
    ],
)
def test_what_no_site_writes_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(Rejected, match=sentence):
        site(data).demand_known(lambda name: name in {"a", "b"})
    site(packed(("a", b"x"), ("b", b"y"))).demand_known(lambda name: name in {"a", "b"})


def test_a_member_or_a_row_that_is_larger_than_any_is_refused_before_it_is_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bomb = site(packed(("a", b" " * (30 * MEGABYTE)), ("b", b"[1]\n" * 100_000)))
    monkeypatch.setattr(restore, "LONGEST_LINE", 2 * MEGABYTE)
    tracemalloc.start()
    with pytest.raises(Rejected, match="larger than any such file"):
        bomb.whole("a")
    with pytest.raises(Rejected, match="not as it was written"):
        list(restore._lines(bomb.chunks("a")))
    assert sum(1 for _ in restore._lines(bomb.chunks("b"))) == 100_000  # the control: many rows are no bomb
    assert tracemalloc.get_traced_memory()[1] < 20 * MEGABYTE
    tracemalloc.stop()
