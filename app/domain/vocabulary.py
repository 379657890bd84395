"""The words of the design as enumerations: one meaning each, the same in code, templates and addresses."""

from __future__ import annotations

from enum import StrEnum


class SubjectKind(StrEnum):
    """What can have revisions on the desk."""

    AGENCY = "agency"
    TOPIC = "topic"
    SOURCE = "source"
    PAGE = "page"
    CAPTURE = "capture"
    PAIR = "pair"
    SAFEGUARD = "safeguard"
    CONCERN = "concern"
    EVIDENCE = "evidence"
    FINDING = "finding"
    REPLY = "reply"
    OBSERVATION = "observation"
    LINK = "link"


class State(StrEnum):
    """Where a subject stands on its way from draft to public."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    RETRACTED = "retracted"


class Event(StrEnum):
    """What a ledger entry says has happened to its subject."""

    PUBLISHED = "published"
    CORRECTED = "corrected"
    RETRACTED = "retracted"


class Role(StrEnum):
    """What a person is on the desk; each may do all that the one before may."""

    CONTRIBUTOR = "contributor"
    EDITOR = "editor"
    ADMIN = "admin"


class Side(StrEnum):
    """Which words of a subject a passage quotes."""

    CLAIM = "claim"
    REBUTTAL = "rebuttal"
    TEXT = "text"


class Stance(StrEnum):
    """How a source stands to the quoted words (on a whole pair: to its rebuttal)."""

    SUPPORTS = "supports"
    COUNTERS = "counters"
    CONTEXT = "context"

    @property
    def sign(self) -> str:
        """A mark that reads without colour."""
        return {"supports": "+", "counters": "−", "context": "○"}[self.value]


class Verdict(StrEnum):
    """The editors' verdict on words of a rebuttal."""

    SUPPORTED = "supported"
    MOSTLY_SUPPORTED = "mostly supported"
    MIXED = "mixed"
    MOSTLY_UNSUPPORTED = "mostly unsupported"
    UNSUPPORTED = "unsupported"
    UNVERIFIABLE = "unverifiable"

    @property
    def rating(self) -> int | None:
        """The number on a scale from 1 to 5, higher is truer; None where it can't be verified."""
        return {
            "supported": 5,
            "mostly supported": 4,
            "mixed": 3,
            "mostly unsupported": 2,
            "unsupported": 1,
        }.get(self.value)

    @property
    def label(self) -> str:
        """The verdict as it is printed."""
        return self.value.capitalize()


class LinkKind(StrEnum):
    """How one record stands to another."""

    REPEATS = "repeats"
    CONTRADICTS = "contradicts"
    NARROWS = "narrows"
    ANSWERS = "answers"
    IMPLEMENTS = "implements"
    CITES = "cites"
    SUPERSEDES = "supersedes"


class CommitmentKind(StrEnum):
    """What makes a promise checkable."""

    DEADLINE = "deadline"
    LIMIT = "limit"
    RECURRENCE = "recurrence"
    TARGET = "target"
    DELIVERABLE = "deliverable"


class ObservationResult(StrEnum):
    """What an observation saw of a commitment on its day."""

    KEPT = "kept"
    NOT_DONE = "not done"
    BROKEN = "broken"
    NO_EVIDENCE = "no evidence found"
    SUPERSEDED = "superseded"


class BoardState(StrEnum):
    """A commitment's state on the board, computed from its observations and the day."""

    NOT_YET_REVIEWED = "not yet reviewed"
    NO_EVIDENCE_FOUND = "no evidence found"
    KEPT = "kept"
    LATE = "late"
    MISSED = "missed"
    BROKEN = "broken"
    PENDING = "pending"
    SUPERSEDED = "superseded"


class Obtained(StrEnum):
    """How the bytes of a capture came to us."""

    PASTED = "pasted"
    UPLOADED = "uploaded"
    FETCHED = "fetched"
    IMPORTED = "imported"


class PeopleAct(StrEnum):
    """What the log of people tells."""

    SIGNED_IN = "signed in"
    FAILED_TRY = "failed try"
    TOO_MANY_TRIES = "too many tries"
    SIGNED_OUT = "signed out"
    ADDED = "added"
    INVITED = "invited"
    INVITATION_WITHDRAWN = "invitation withdrawn"
    JOINED = "joined"
    RENAMED = "renamed"
    ROLE_CHANGED = "role changed"
    DEACTIVATED = "deactivated"
    REACTIVATED = "reactivated"
    PASSWORD_CHANGED = "password changed"  # noqa: S105  # a word of the log
    SESSIONS_ENDED = "sessions ended"
    SECOND_STEP_ON = "codes switched on"
    SECOND_STEP_OFF = "codes switched off"
    RECOVERY_CODE_USED = "recovery code used"
    RECOVERY_CODES_RENEWED = "recovery codes renewed"
