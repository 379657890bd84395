"""Reading a page's file for a command, and printing one JSON document."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import msgspec

    from app.domain.extracted import Extraction


def extracted(path: Path) -> Extraction:
    """Read and extract one capture; what cannot be read is one clear line."""
    from app.domain.errors import DomainError  # noqa: PLC0415  # so that `--help` starts fast
    from app.services.apart import read_page  # noqa: PLC0415  # the same

    try:
        data = path.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}.") from error
    try:
        return read_page(data, path.name).found
    except DomainError as error:
        raise click.ClickException(f"{path}: {error}") from error


def print_json(value: msgspec.Struct) -> None:
    """Print one JSON document and nothing else."""
    import msgspec  # noqa: PLC0415  # so that `--help` starts fast

    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    sys.stdout.buffer.flush()
