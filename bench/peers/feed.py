"""A Flask view of the newest 100 findings, by `jsonify`, under the same gunicorn: `feed.py DATABASE PORT`.

It writes the items that our feed has, out of as many columns of the same tables as these take, without their HTML.
"""

from __future__ import annotations

import sqlite3
import sys

from flask import Flask, Response, jsonify
from hello import Server

QUERY = """
SELECT f.id, f.number, f.verdict, f.claim_reviewed, f.at, json_extract(f.html, '$.reasoning'),
  s.id, s.kind, s.slug, s.title, s.at, a.id, a.slug, a.title
FROM library_finding f JOIN library_record s ON s.id = f.subject_id JOIN library_record a ON a.id = f.agency_id
ORDER BY f.at DESC, f.id DESC LIMIT 100
"""
BASE = "http://127.0.0.1"

app = Flask(__name__)


@app.get("/")
def feed() -> Response:
    """Show the newest findings."""
    with sqlite3.connect(sys.argv[1]) as connection:
        rows = connection.execute(QUERY).fetchall()
    connection.close()
    items = [
        {
            "id": f"urn:uuid:{name}",
            "url": f"{BASE}/pairs/{slug}/findings/{number}",
            "title": f"{verdict}: {claim}",
            "content_html": f"<p><strong>{verdict}</strong>: {claim}</p>{reasoning}",
            "content_text": f"{verdict}: {claim}",
            "date_published": at,
            "date_modified": changed,
            "tags": [verdict, agency],
            "_facts": {
                "type": "finding",
                "id": name,
                "number": number,
                "verdict": verdict,
                "claim_reviewed": claim,
                "subject": {"type": kind, "id": subject, "title": title, "url": f"{BASE}/pairs/{slug}"},
                "agency": {"id": owner, "name": agency, "url": f"{BASE}/agencies/{owner_slug}"},
            },
        }
        for (
            name,
            number,
            verdict,
            claim,
            at,
            reasoning,
            subject,
            kind,
            slug,
            title,
            changed,
            owner,
            owner_slug,
            agency,
        ) in rows
    ]
    return jsonify({"version": "https://jsonfeed.org/version/1.1", "title": "Findings", "items": items})


if __name__ == "__main__":
    Server(app).run()
