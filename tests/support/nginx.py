"""nginx with the configuration of `docs/deploy/nginx.conf`, on ports and in a folder of a test's own.

Only what the file marks as the operator's is put in its place; each of these must stand in it, so that the test runs
what the operators run.
"""

from __future__ import annotations

import getpass
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.machine import lacking
from tests.support.server import free_port, wait_until_it_listens

CONFIGURATION = Path(__file__).parents[2] / "docs" / "deploy" / "nginx.conf"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
PATIENCE_S = 120
NAME = "facts.example"


def nginx_path() -> str:
    """Return where nginx is, or skip the test."""
    found = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/opt/homebrew/bin")
    return found or lacking("nginx")


def configured(folder: Path, application: int, port: int, *, plain: bool, kept: str | None) -> str:
    """Return the configuration with ports and paths of a test; `kept` is how long pages are kept, None is off."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    listen, plainly = "listen 443 ssl http2 default_server;", f"listen 127.0.0.1:{port} default_server;"
    changes = {
        "user www-data;": f"user {getpass.getuser()};",
        "pid /run/nginx.pid;": f"pid {folder}/pid; daemon off;",
        "/var/log/nginx/error.log error": f"{folder}/error.log error",
        "worker_processes auto;": "worker_processes 1;",
        "worker_rlimit_nofile 16384;": "worker_rlimit_nofile 4096;",
        "worker_connections 8192;": "worker_connections 2048;",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{application};",
        "/var/cache/nginx/rejoinder": f"{folder}/cache",
        "410 10s;": f"410 {kept or '10s'};",
        "listen 80 default_server;": f"listen 127.0.0.1:{free_port()} default_server;",
        "listen [::]:80 default_server;": "",
        "listen [::]:443 ssl http2 default_server;": "",
        listen: plainly if plain else plainly.replace(" default", " ssl http2 default"),
        "ssl_certificate /etc/ssl/rejoinder/fullchain.pem;": "" if plain else f"ssl_certificate {folder}/chain.pem;",
        "ssl_certificate_key /etc/ssl/rejoinder/key.pem;": "" if plain else f"ssl_certificate_key {folder}/key.pem;",
    }
    if kept is None:
        changes["proxy_cache pages;"] = "proxy_cache off;"
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    folders = "\n".join(f"    {name}_temp_path {folder}/{name};" for name in TEMPORARY)
    return text.replace("http {\n", f"http {{\n{folders}\n", 1)


def write_certificate(folder: Path) -> None:
    """Write a certificate that nobody else believes, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = (
        builder.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    )
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
    made = builder.sign(key, hashes.SHA256())
    (folder / "chain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)


@contextmanager
def nginx(folder: Path, application: int, *, plain: bool = False, kept: str | None = None) -> Iterator[int]:
    """Start nginx before an application that listens on a port; give nginx's own port."""
    path, port = nginx_path(), free_port()
    folder.mkdir(parents=True, exist_ok=True)
    if not plain:
        write_certificate(folder)
    conf = folder / "nginx.conf"
    conf.write_text(configured(folder, application, port, plain=plain, kept=kept), encoding="utf-8")
    log = folder / "start.log"
    with log.open("wb") as told:
        server = subprocess.Popen([path, "-p", str(folder), "-c", str(conf)], stdout=told, stderr=told)
    try:
        wait_until_it_listens(server, port, log, PATIENCE_S)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE_S)
