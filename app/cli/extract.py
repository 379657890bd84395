"""`rejoinder extract FILE [--json]`: show what a page's file holds."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def extract(file: Path, *, as_json: bool) -> None:
    """List the pairs, concerns and safeguards in FILE (HTML, Markdown, plain text or PDF)."""
    import msgspec  # noqa: PLC0415  # so that `--help` starts fast

    from app.domain.errors import DomainError  # noqa: PLC0415
    from app.domain.extraction import extract as propose  # noqa: PLC0415
    from app.services.reading import read_document  # noqa: PLC0415

    try:
        extraction = propose(read_document(file.read_bytes(), file.name))
    except (DomainError, OSError) as error:
        raise click.ClickException(str(error)) from None
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(extraction), indent=2) + b"\n")
