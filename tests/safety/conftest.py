"""What a promise's test measured, for the table that `make test-safety` prints."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.safety.full import Figure


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """`figure("0 of 5,120 lost")` says what was measured."""
    return lambda words: record_property("figure", words)
