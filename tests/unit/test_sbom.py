"""The list of what Rejoinder runs on names each pinned package, once, and no place to get it from."""

from __future__ import annotations

import json
import re

from tests import sbom

PROJECT = {"name": "rejoinder", "version": "1", "license": "MIT"}


def test_each_pinned_package_is_told_with_its_hashes() -> None:
    lock = (sbom.ROOT / "requirements.txt").read_text(encoding="utf-8")
    made = sbom.sbom(lock, PROJECT)
    pinned = re.findall(r"(?m)^([A-Za-z0-9._-]+)(?:\[.*?\])?==", lock)
    assert [one["name"] for one in made["components"]] == [re.sub(r"[-_.]+", "-", one).lower() for one in pinned]
    assert sum(len(one["hashes"]) for one in made["components"]) == lock.count("--hash=sha256:")
    assert {"flask", "bleach", "nh3", "pypdf"} <= {one["name"] for one in made["components"]}
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert not re.search(r"https?://", json.dumps(made))
    assert made == sbom.sbom(lock, PROJECT)
