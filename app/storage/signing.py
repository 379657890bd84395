"""Signing the ledger's head with a key that is not in the database: who rewrites the one has to have the other too."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from app.domain.ledger import head_statement


class SignedHead(msgspec.Struct, frozen=True, kw_only=True):
    """The head as it was on a day, with the public key and the signature (Ed25519), both in hex."""

    seq: int
    hash: str
    at: str | None
    day: str
    key: str
    signature: str


def sign_head(key: str, seq: int, newest: str, at: str | None, day: date) -> SignedHead:
    """Sign a head. `key` is the 32 secret bytes in hex; the same head is signed alike all day."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415  # slow to import; one page needs it
        Ed25519PrivateKey,
    )

    secret = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))
    said: dict[str, Any] = {"seq": seq, "hash": newest, "at": at, "day": day.isoformat()}
    return SignedHead(
        **said,
        key=secret.public_key().public_bytes_raw().hex(),
        signature=secret.sign(head_statement(said)).hex(),
    )
