"""What `/openapi.json` says is what is served: held against the routes, the running server, and its own answers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.feeds.registry import PROGRAMS
from tests.interchange.conftest import Served

EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "25")
CONFIG = """
[checks]
# A cursor is opaque: no schema says which ones are real, so one of the right form may be refused.
positive_data_acceptance.expected-statuses = ["2xx", "3xx", "400", "404"]
# Of an address that is too long nothing is read; gunicorn says so.
negative_data_rejection.expected-statuses = ["400", "404", "405", "414"]

[[operations]]
include-path = "/oembed"
# oEmbed 1.0 answers so to another format than is served.
checks.not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", "501"]
checks.negative_data_rejection.expected-statuses = ["400", "404", "405", "414", "501"]
"""


@pytest.fixture(scope="module")
def document(served: Served) -> dict[str, Any]:
    found: dict[str, Any] = served.json("/openapi.json")
    return found


def test_openapi_spec_validator_passes(document):
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_route_for_programs_is_in_the_document_and_the_reverse(app, document):
    rules = {
        rule.rule.replace("<path:", "<").replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(PROGRAMS) or rule.endpoint.startswith("feeds.")
    }
    assert rules == set(document["paths"])
    assert {tuple(path) for path in document["paths"].values()} == {("get",)}
    for path, item in document["paths"].items():
        named = {one["name"] for one in item["get"].get("parameters", []) if one["in"] == "path"}
        assert named == {part.partition("}")[0] for part in path.split("{")[1:]}


def test_the_document_is_linked_from_pages_and_answers(served):
    for path in ("/", "/feeds/findings.json", "/api/v1/pairs"):
        with urlopen(served.origin + path) as answer:  # noqa: S310  # our own server
            assert f'<{served.origin}/openapi.json>; rel="service-desc"' in answer.headers["Link"]


def test_schemathesis_finds_nothing(served, tmp_path):
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG)
    command = [Path(sys.executable).with_name("schemathesis"), "--config-file", config, "run"]
    command += [f"{served.origin}/openapi.json", "--checks", "all", "--max-examples", EXAMPLES]
    command += ["--max-redirects", "0", "--continue-on-failure", "--no-color"]
    command += ["--generation-deterministic"] if os.environ.get("CI") == "true" else []
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    others = len(served.json("/openapi.json")["paths"]) - 1  # it leaves out the document that it was given
    assert re.search(rf"Tested: {others}\b", done.stdout), done.stdout


def strict(schema: Any) -> Any:
    """Allow no name that the document does not tell."""
    if isinstance(schema, dict):
        made = {name: strict(part) for name, part in schema.items()}
        return {**made, "additionalProperties": False} if "properties" in schema else made
    return [strict(part) for part in schema] if isinstance(schema, list) else schema


def real(served: Served, document: dict[str, Any]) -> dict[str, list[str]]:
    """Return addresses of each operation that the demo really has: every record, every feed, every evidence."""
    found: dict[str, list[str]] = {path: [path] for path in document["paths"] if "{" not in path}
    found["/v1alpha1/claims:search"] = ["/v1alpha1/claims:search?query=umbrella&pageSize=2"]
    found["/api/v1/changes"] += ["/api/v1/changes?include=record&limit=1000"]
    for path in ("/api/v1/agencies", "/api/v1/topics", "/api/v1/sources", "/api/v1/pages", "/api/v1/captures"):
        found[path + "/{record_id}"] = []
    for path in [path for path in document["paths"] if path.endswith("/{record_id}")]:
        plural = path.rpartition("/")[0]
        results = served.json(f"{plural}?limit=100")["results"]
        found[path] = [f"{plural}/{one['id']}" for one in results]
        for extension in ("json", "atom"):
            feed = f"/feeds/{plural.rpartition('/')[2]}/{{slug}}.{extension}"
            if feed in document["paths"]:
                found[feed] = [feed.replace("{slug}", one["record"]["slug"]) for one in results]
    records = [served.json(path)["record"] for path in found["/api/v1/pairs/{record_id}"]]
    parts = [part for one in records for part in (*one["findings"], *one["evidence"]) if part["passage"]]
    found["/annotations/{part_id}"] = [f"/annotations/{part['id']}" for part in parts]
    pages = served.json("/api/v1/pages")["results"]
    addresses = [one["url"] for page in pages for one in page["record"]["addresses"]]
    found["/timemap/link/{uri}"] = [f"/timemap/link/{one}" for one in addresses]
    found["/timegate/{uri}"] = [f"/timegate/{one}" for one in addresses]
    return found


def test_every_real_answer_is_as_the_document_says_to_the_last_name(served, document):
    components = strict(document["components"])
    addresses = real(served, document)
    assert {path for path, found in addresses.items() if found} == set(document["paths"])
    for path, found in addresses.items():
        responses = document["paths"][path]["get"]["responses"]
        for address in found:
            status, headers, body = fetched(served.origin + address)
            assert str(status) in responses, address
            if status == 200:
                ((media_type, content),) = responses["200"]["content"].items()
                assert headers["Content-Type"].partition(";")[0] == media_type
                if "$ref" in content["schema"]:
                    schema = {**content["schema"], "components": components}
                    errors = jsonschema.Draft202012Validator(schema).iter_errors(json.loads(body))
                    assert [(address, error.json_path, error.message) for error in errors] == []


def fetched(address: str) -> tuple[int, Any, bytes]:
    """Read an address without following it elsewhere."""
    try:
        with urlopen(Request(address, method="GET")) as answer:  # noqa: S310  # our own server
            return (answer.status if answer.url == address else 302), answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()
