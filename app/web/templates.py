"""The environment of the templates: Flask's, but for what costs more than it brings."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import KeysView, MutableMapping
from typing import Any

from flask.templating import Environment


class Globals(ChainMap[str, Any]):
    """What templates know without being told. A page asks for the names a dozen times, once an import."""

    def keys(self) -> KeysView[str]:
        """Return the names, of a dict: a ChainMap's own are looked up one by one."""
        return {**self.maps[-1], **self.maps[0]}.keys()


class Templates(Environment):
    """Flask's environment."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template knows."""
        return Globals({} if d is None else d, self.globals)
