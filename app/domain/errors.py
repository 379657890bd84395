"""What can go wrong, in words for the person who asked. `web/` and `cli/` translate these; nobody else does."""

from __future__ import annotations


class DomainError(Exception):
    """The root of all below. Its message is one sentence: what, where, what to do."""


class NotFound(DomainError):  # noqa: N818  # named for what happened, as in the design
    """There is no such thing, or this person may not know of it."""


class NotPermitted(DomainError):  # noqa: N818
    """This person may not do that."""


class Rejected(DomainError):  # noqa: N818
    """The input cannot be taken. `field` names the form field at fault, where there is one."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class TooManyTries(DomainError):  # noqa: N818
    """Too much was tried in too short a time. `wait` is in how many seconds one may try again."""

    def __init__(self, wait: int) -> None:
        minutes = -(-wait // 60)
        super().__init__(
            f"That was tried too often in the last minutes. Please wait {minutes} minute{'s' if minutes != 1 else ''} "
            "and try again."
        )
        self.wait = wait


class MovedOn(DomainError):  # noqa: N818
    """What this person saw, and wants to see published, was saved anew meanwhile. Names what moved on."""

    def __init__(self, names: list[str]) -> None:
        told = ", ".join(f"“{name}”" for name in names)
        were, them = ("was", "it") if len(names) == 1 else ("were", "them")
        super().__init__(f"{told} {were} saved anew after you opened the page; look at {them} once more.")


class Duplicate(Rejected):
    """The very same bytes are here already, as the capture that is named; on another day, if `elsewhere`."""

    def __init__(self, message: str, capture_id: str, *, elsewhere: bool) -> None:
        super().__init__(message, "again" if elsewhere else "file")
        self.capture_id, self.elsewhere = capture_id, elsewhere


class NotServed(DomainError):  # noqa: N818
    """It is there, but not in the form that was asked for."""


class TooMany(DomainError):  # noqa: N818
    """More was asked for than is taken in a while; it may be asked again later."""


class StaleRevision(DomainError):  # noqa: N818
    """The record was changed by somebody else since this person opened it. Holds base, theirs and yours."""

    def __init__(
        self, base: dict[str, object], theirs: dict[str, object], yours: dict[str, object], version: int
    ) -> None:
        super().__init__("Somebody else saved this record after you opened it; choose what to keep of each.")
        self.base, self.theirs, self.yours, self.version = base, theirs, yours, version
