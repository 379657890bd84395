"""What may be asked of an address: parameters that are read by the same values that describe them.

The document of the API (`openapi`) tells of each what is read here, and nothing else is.
"""

from __future__ import annotations

import re
from typing import Any, Protocol

import msgspec

from app.domain.errors import Rejected


class Query(Protocol):
    """The query of an address, as Werkzeug has it."""

    def getlist(self, key: str) -> list[str]:
        """Return every value that was given for a name."""


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """A parameter of an address: its name, what it means, and where it stands (in the query, the path or a header)."""

    name: str
    told: str
    place: str = "query"

    def schema(self) -> dict[str, Any]:
        """Describe its values in JSON Schema: any text at all."""
        return {"type": "string"}

    def text(self, query: Query) -> str | None:
        """Return what was given, None where nothing was. Raise Rejected where it was given twice."""
        values = query.getlist(self.name)
        if len(values) > 1:
            raise Rejected(f"{self.name} is given {len(values)} times; give it once.", self.name)
        return values[0] if values else None


class Text(Parameter, frozen=True, kw_only=True):
    """A text; where there is a `pattern`, all of it is of that form."""

    pattern: str = ""
    longest: int | None = None

    def schema(self) -> dict[str, Any]:
        """Describe its form and its length."""
        form = {"pattern": self.pattern} if self.pattern else {}
        return {"type": "string", **form, **({"maxLength": self.longest} if self.longest else {})}


class Choice(Parameter, frozen=True, kw_only=True):
    """One word of several, or none; `sentence` says so to who writes another."""

    words: tuple[str, ...]
    sentence: str

    def schema(self) -> dict[str, Any]:
        """Name the words."""
        return {"type": "string", "enum": list(self.words)}

    def read(self, query: Query) -> str | None:
        """Read it; what is empty is not there. Raise Rejected for another word."""
        text = self.text(query)
        if text is not None and text not in self.words:
            raise Rejected(self.sentence, self.name)
        return text or None


class Whole(Parameter, frozen=True, kw_only=True):
    """A whole number from `least` to `most`. `called` is what sentences call it, where that is not its name."""

    called: str = ""
    least: int
    most: int
    default: int | None = None

    def schema(self) -> dict[str, Any]:
        """Describe its bounds."""
        default = {"default": self.default} if self.default is not None else {}
        return {"type": "integer", "minimum": self.least, "maximum": self.most, **default}

    def read(self, query: Query) -> int | None:
        """Read it, or return the default. Raise Rejected for anything that is no such number."""
        text = self.text(query)
        if text is None:
            return self.default
        plain = re.fullmatch(r"[0-9]+", text) and len(text) <= len(str(self.most))
        if not (plain and self.least <= int(text) <= self.most):
            raise Rejected(
                f"{self.called or self.name} must be a whole number from {self.least} to {self.most}.", self.name
            )
        return int(text)


class Limit(Whole, frozen=True, kw_only=True):
    """How many results are asked for at most; there always is an answer."""

    name: str = "limit"
    called: str = "The limit"
    told: str = "How many results at most; fewer come where they are long."
    least: int = 1
    default: int

    def read(self, query: Query) -> int:
        """Read it, or return the default. Raise Rejected for anything that is no such number."""
        number = super().read(query)
        return self.default if number is None else number
