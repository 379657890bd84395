"""What this machine lacks: a test that needs it is skipped by name, and fails where CI promised to have all."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacking(what: str) -> NoReturn:
    """Skip the test for want of `what`; under CI=true fail it, for there nothing may go unseen."""
    sentence = f"{what} is not installed here; tests/install-tools says how to get it"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
