"""Walking the site from its first page on, and writing what is found into a folder."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from werkzeug.routing import MapAdapter
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from app.domain.errors import Rejected
from app.web.export.files import INDEX, file_of, relative
from app.web.export.rewriting import Place, feed_rewritten, moved_page, page_rewritten

MANIFEST = ".rejoinder-export.json"
BROKEN = 500
REDIRECTS = {301, 302, 303, 307, 308}


class Manifest(msgspec.Struct):
    """What an export wrote, so that the next one can take away what is gone."""

    rejoinder_export: int = 1
    files: list[str] = []


@dataclass
class Export:
    """A walk: the addresses still to be written, the files that are, and what became of them."""

    client: FlaskClient
    routes: MapAdapter
    base: str
    folder: Path
    waiting: deque[str] = field(default_factory=deque)
    files: dict[str, str] = field(default_factory=dict)
    changed: int = 0
    removed: int = 0

    def ask_for(self, address: str) -> str | None:
        """Return the file of an address, and see to it that it is written."""
        file = file_of(address, self.routes)
        if file is not None and file not in self.files:
            self.files[file] = address
            self.waiting.append(address)
        return file


def export_site(app: Flask, folder: Path, progress: Callable[[int, int], None]) -> Export:
    """Write every page of a frozen site; `progress` is told how many files of how many known are written.

    Raise Rejected for a folder that holds anything else.
    """
    before = prepared(folder)
    base = str(app.config["BASE_URL"]).rstrip("/")
    export = Export(app.test_client(), app.url_map.bind("localhost"), base, folder)
    for address in ("/", *_mapped(export)):
        export.ask_for(address)
    done = 0
    while export.waiting:
        _write(export, export.waiting.popleft())
        done += 1
        progress(done, len(export.files))
    _clear_away(export, before)
    manifest = msgspec.json.format(msgspec.json.encode(Manifest(files=sorted(export.files))), indent=1)
    (folder / MANIFEST).write_bytes(manifest)
    return export


def prepared(folder: Path) -> Manifest:
    """Return what an earlier export wrote into a folder; the folder is made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        if any(folder.iterdir()):
            raise Rejected(
                f"{folder} holds files that no export wrote; choose an empty folder, or one that an export made."
            ) from None
        return Manifest()
    except msgspec.DecodeError:
        raise Rejected(f"{folder / MANIFEST} can't be read; choose an empty folder.") from None


def _mapped(export: Export) -> list[str]:
    """Return the addresses of the site map: no page is missed because no other leads to it."""
    index = _places(export.client.get("/sitemap.xml"))
    return [
        urlsplit(place).path for part in index for place in _places(export.client.get(urlsplit(part).path)) if place
    ]


def _places(answer: TestResponse) -> list[str]:
    return [node.text() for node in LexborHTMLParser(answer.text).css("loc")]


def _write(export: Export, address: str) -> None:
    """Ask for an address and write what it answers; what does not exist is told on a page in its place."""
    file = file_of(address, export.routes) or ""
    with export.client.get(address) as answer:
        body = _body(export, Place(address, file, export.base, export.ask_for), answer)
    path = export.folder / file
    if not path.exists() or path.read_bytes() != body:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        export.changed += 1


def _body(export: Export, place: Place, answer: Response) -> bytes:
    """Return what a file holds of an answer."""
    if answer.status_code >= BROKEN:
        raise Rejected(f"{place.address} could not be made ({answer.status}); nothing was taken away.")
    if answer.status_code in REDIRECTS:
        there = export.ask_for(answer.headers["Location"].removeprefix(export.base))
        return moved_page(relative(place.file, there or INDEX)).encode()
    if answer.mimetype == "text/html":
        return page_rewritten(answer.get_data(as_text=True), place).encode()
    return feed_rewritten(answer.data, answer.mimetype or "") if place.address.startswith("/feeds/") else answer.data


def _clear_away(export: Export, before: Manifest) -> None:
    """Delete what the export before wrote and this one did not, and the folders that are empty then."""
    root = export.folder.resolve()
    for name in set(before.files) - set(export.files):
        path = (export.folder / name).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            continue
        path.unlink()
        export.removed += 1
        for folder in path.parents:
            if folder == root or any(folder.iterdir()):
                break
            folder.rmdir()
