"""What every use case works with: the session, who acts, when, and where files are kept."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.domain.vocabulary import Role
from app.storage.blobs import Blobs

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 12
SALT_BYTES = 16
COMMAND = Actor(id=None, name="command line", role=Role.ADMIN)


@dataclass(frozen=True)
class Desk:
    """One use case's surroundings. `rng` makes ids and salts; only the demo gives a seeded one.

    `came_from` is the network address of whoever acts, for the log of people; a command has none. `methodology` is the
    site's own words on how it judges, which readers find under /about; without them no finding is published.
    """

    session: Session
    actor: Actor
    now: datetime
    blobs: Blobs
    second_person_required: bool = False
    came_from: str | None = None
    methodology: str = ""
    rng: random.Random = field(default_factory=secrets.SystemRandom)

    def new_id(self) -> str:
        """Make the permanent id of a subject: 60 random bits in Crockford's base 32."""
        return "".join(self.rng.choice(ALPHABET) for _ in range(ID_LENGTH))

    def new_salt(self) -> bytes:
        """Make the salt of a record's digest."""
        return self.rng.randbytes(SALT_BYTES)


def moment(at: datetime) -> str:
    """Write a moment as records and ledger hold it: RFC 3339 in UTC with six decimals, so that it sorts as text."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
