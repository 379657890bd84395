"""How much of a body is read. Werkzeug bounds a form that comes in parts; one of one line it would read whole.

What a refused request still sends is read and dropped, within the same bounds, before it is answered: a server that
hangs up on a body that is being sent is heard by nobody, and nginx then tells that the site is away.
"""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import IO

from flask import Flask, Request, Response, request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

ONE_LINE = "application/x-www-form-urlencoded"
PIECE = 65_536
Parsed = tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]


class BoundedFormParser(FormDataParser):
    """Counts the bytes and the fields of a form of one line, whether or not its length was told."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> Parsed:
        """Read a form. Raise RequestEntityTooLarge, before it is held, for one that is larger than any of ours."""
        if mimetype == ONE_LINE:
            stream = BytesIO(self._counted(stream))
        return super().parse(stream, mimetype, content_length, options)

    def _counted(self, stream: IO[bytes]) -> bytes:
        most, kept = self.max_form_memory_size or 0, bytearray()
        while piece := stream.read(PIECE):
            kept += piece
            if len(kept) > most:
                raise RequestEntityTooLarge
        if kept.count(b"&") >= (self.max_form_parts or 0):
            raise RequestEntityTooLarge
        return bytes(kept)


class BoundedRequest(Request):
    """A request whose forms are bounded."""

    form_data_parser_class = BoundedFormParser


def install_bodies(app: Flask) -> None:
    """Bound what is read of each request; read the rest of what is refused, once nothing waits for it any more."""
    app.request_class = BoundedRequest

    @app.after_request
    def drop_the_rest(response: Response) -> Response:
        with suppress(RequestEntityTooLarge, ClientDisconnected):
            while request.stream.read(PIECE):
                pass
        return response
