"""`make sbom`: what Rejoinder runs on, in CycloneDX, from the hashed lock alone: equal locks give equal bytes."""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)(?:\s*;\s*(.+?))?\s*(?=--hash|$)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def component(line: str) -> dict[str, Any]:
    """Describe one requirement. Its hashes are those of the files that it may be installed from."""
    found = REQUIREMENT.match(line)
    if found is None:
        raise SystemExit(f"requirements.txt holds a line that pins nothing: {line[:60]}")
    name, version, marker = re.sub(r"[-_.]+", "-", found[1]).lower(), found[2], found[3]
    purl = f"pkg:pypi/{name}@{version}"
    told = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "hashes": [{"alg": "SHA-256", "content": one} for one in HASH.findall(line)],
    }
    return told | ({"properties": [{"name": "rejoinder:marker", "value": marker}]} if marker else {})


def sbom(lock: str, project: dict[str, Any]) -> dict[str, Any]:
    """Describe all that a lock pins."""
    lines = [one.strip() for one in lock.replace("\\\n", " ").splitlines()]
    components = [component(one) for one in lines if one and not one.startswith("#")]
    ours = f"pkg:pypi/{project['name']}@{project['version']}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.UUID(bytes=hashlib.sha256(lock.encode()).digest()[:16], version=4)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": project["name"],
                "version": project["version"],
                "purl": ours,
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": components,
    }


def main() -> None:
    """Write it to standard output."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    made = sbom((ROOT / "requirements.txt").read_text(encoding="utf-8"), project)
    sys.stdout.write(json.dumps(made, indent=2) + "\n")


if __name__ == "__main__":
    main()
