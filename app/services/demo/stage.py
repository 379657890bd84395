"""What the acts of the demo share: a desk whose clock moves on, and the records by the names they are called by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.services import publishing, workflow
from app.services.desk import Desk
from app.storage.models.desk import Capture, Statement, Subject


@dataclass
class Stage:
    """The demo's surroundings. `desk()` gives a desk a few minutes later than the last one."""

    desk: Callable[[], Desk]
    captures: dict[str, Capture] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)

    def statement(self, words: str) -> Statement:
        """Return the one statement whose title begins with these words."""
        found = [one for title, one in self.statements.items() if title.startswith(words)]
        assert len(found) == 1, (words, [one.title for one in found])  # noqa: S101  # the demo's own names
        return found[0]

    def publish(self, subject: Subject) -> None:
        """Take a subject through review to the ledger."""
        workflow.bring_to_approved(self.desk(), subject.id, "read against the capture")
        publishing.publish(self.desk(), subject.id)
