"""For each importer, files that are almost what it reads: truncated, wrongly encoded, of wrong types, deep, bombs."""

from __future__ import annotations

import gzip
import json
import zipfile
from io import BytesIO

DEEP = 10_000
LARGE = 30_000_000

REVIEW = {
    "@type": "ClaimReview",
    "url": "https://x.example/1",
    "claimReviewed": "Straße",
    "itemReviewed": {"@type": "Claim", "author": {"@type": "Organization", "name": "Straße"}},
    "reviewRating": {"@type": "Rating", "alternateName": "Falsch"},
}
WRONG_REVIEW = {"@type": "ClaimReview", "url": 5, "claimReviewed": [{}], "reviewRating": [[1]], "itemReviewed": "x"}
LISTED = "urlkey timestamp original mimetype statuscode digest length\ncom,x)/ 20110625000000 http://x.example/{} "


def zipped(**members: bytes) -> bytes:
    """Pack members; a name's last underscore is its dot."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(".".join(name.rsplit("_", 1)), data)
    return packed.getvalue()


def warc(body: bytes, date: str = "2011-06-25T00:00:00Z", uri: bytes = b"http://x.example/", more: int = 0) -> bytes:
    """Write an archive of one answer; `more` is what its length says too much."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:7c0b8a3e-0000-4000-8000-000000000001>\r\n"
        b"Content-Type: application/http; msgtype=response\r\nWARC-Target-URI: %s\r\nWARC-Date: %s\r\n"
        b"Content-Length: %d\r\n\r\n"
    )
    return head % (uri, date.encode(), len(answer) + more) + answer + b"\r\n\r\n"


TEXT_BOMB = gzip.compress(bytes(LARGE))
ZIP_BOMB = zipped(manifest_json=bytes(LARGE))
MALFORMED = {
    "claimreview": {
        "truncated": json.dumps(REVIEW).encode()[:-20],
        "wrong encoding": json.dumps(REVIEW, ensure_ascii=False).encode("latin-1"),
        "wrong types": json.dumps([WRONG_REVIEW]).encode(),
        "10,000 nested": b'{"@type":"ClaimReview","itemReviewed":' + b"[" * DEEP + b"]" * DEEP + b"}",
        "a zip bomb": TEXT_BOMB,
    },
    "csv": {
        "truncated": b'a,b\n"The first claim goes on',
        "wrong encoding": "a,b\nStraße,ü\n".encode("utf-16-be"),
        "wrong types": b"x,y\n1,2,3\n",
        "10,000 nested": b"a,b\n" + b'"' * DEEP + b"[" * DEEP + b",x\n",
        "a zip bomb": ZIP_BOMB,
    },
    "csl": {
        "truncated": b'[{"id":"a","type":"book","title":"The first',
        "wrong encoding": '[{"id":"a","type":"book","title":"Straße"}]'.encode("latin-1"),
        "wrong types": b'[{"id":{},"type":5,"title":["x"],"issued":"soon","author":{"family":1}}, 7]',
        "10,000 nested": b'[{"id":"a","type":"book","title":' + b"[" * DEEP + b"]" * DEEP + b"}]",
        "a zip bomb": TEXT_BOMB,
    },
    "bibtex": {
        "truncated": b"@book{a, title = {The first",
        "wrong encoding": "@book{a, title = {Straße}}".encode("utf-16-le"),
        "wrong types": b"@book{a, title = , year = {{}}}\n@{}\n@5{b}",
        "10,000 nested": b"@book{a, title = " + b"{" * DEEP + b"}" * DEEP + b"}",
        "a zip bomb": ZIP_BOMB,
    },
    "cdx": {
        "truncated": b'[["urlkey","timestamp","original"],["com,x)/","2011',
        "wrong encoding": LISTED.format("ß").encode("latin-1"),
        "wrong types": b'[["urlkey","timestamp","original","mimetype","statuscode","digest"],[1,{},[],null,true,5]]',
        "10,000 nested": b"[" * DEEP + b"]" * DEEP,
        "a zip bomb": gzip.compress(LISTED.format("").encode() + bytes(LARGE)),
    },
    "warc": {
        "truncated": warc(b"<p>The first", more=400),
        "wrong encoding": warc(b"<p>x").decode().encode("utf-16"),
        "wrong types": warc(b"<p>x", date="yesterday"),
        "10,000 nested": warc(b"<div>" * DEEP + b"x" + b"</div>" * DEEP),
        "a zip bomb": gzip.compress(warc(b" " * LARGE)),
    },
    "bundle": {
        "truncated": zipped(manifest_json=b'{"format":"rejoinder-bundle"}')[:-30],
        "wrong encoding": zipped(manifest_json='{"format":"ß"}'.encode("latin-1")),
        "wrong types": zipped(manifest_json=b'{"format":5,"version":"one","files":{}}'),
        "10,000 nested": zipped(manifest_json=b"[" * DEEP + b"]" * DEEP),
        "a zip bomb": ZIP_BOMB,
    },
}
WAYS = tuple(MALFORMED["csv"])
"""How a file is malformed."""
