"""A server on the loopback that answers as a test says, byte by byte, and remembers what it was asked."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

Answering = Callable[[str, socket.socket], None]
"""Is given the path that was asked for, and the connection to write on; it may raise OSError where that is cut."""


class Asked:
    """A running server: its port, and the heads of all requests that came."""

    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening
        self.port: int = listening.getsockname()[1]
        self.heads: list[str] = []
        self.connections = 0

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """Return the address of a path, by any name."""
        return f"http://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """Return what was asked for, in order."""
        return [head.split(" ")[1] for head in self.heads]


def answer(
    body: bytes = b"", status: str = "200 OK", kind: str | None = "text/html; charset=utf-8", **headers: str
) -> bytes:
    """Write a whole answer; `content_encoding="gzip"` is a header."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"Content-Type: {kind}"] if kind else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def always(data: bytes) -> Answering:
    """Give the same bytes to everybody."""

    def give(_path: str, connection: socket.socket) -> None:
        connection.sendall(data)

    return give


def by_path(**answers: bytes) -> Answering:
    """Give what the path names (`page` is `/page`); 404 for others."""

    def give(path: str, connection: socket.socket) -> None:
        name = path.partition("?")[0].strip("/") or "root"
        connection.sendall(answers.get(name, answer(b"<p>Not here.</p>", "404 Not Found")))

    return give


@contextmanager
def asked(answering: Answering, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[Asked]:
    """Serve on a free port until the block ends."""
    with socket.create_server((host, 0)) as listening:
        listening.settimeout(0.05)
        server = Asked(listening)
        ended: list[bool] = []

        def talk(connection: socket.socket) -> None:
            with suppress(OSError), connection:
                connection.settimeout(60)
                with tls.wrap_socket(connection, server_side=True) if tls else connection as spoken:
                    head = b""
                    while b"\r\n\r\n" not in head:
                        piece = spoken.recv(65_536)
                        if not piece:
                            return
                        head += piece
                    server.heads.append(head.decode("latin-1"))
                    answering(server.paths[-1], spoken)

        def accept() -> None:
            while not ended:
                with suppress(TimeoutError):
                    connection, _ = listening.accept()
                    server.connections += 1
                    Thread(target=talk, args=[connection], daemon=True).start()

        accepting = Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            ended.append(True)
            accepting.join()
