"""Objects of JSON-LD as typed values: what is written is what the document of the API describes."""

from __future__ import annotations

import msgspec

KEYWORDS = {"context": "@context", "type": "@type", "id": "@id"}


def spoken(name: str) -> str:
    """Return a field's name as schema.org has it: `date_created` is `dateCreated`."""
    first, *rest = name.split("_")
    return KEYWORDS.get(name) or first + "".join(word.capitalize() for word in rest)


class Linked(msgspec.Struct, frozen=True, kw_only=True, rename=spoken):
    """An object; what it does not have is UNSET and left out."""
