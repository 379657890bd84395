"""The text of PDF files, and when it is not trusted. The files are made here, byte by byte."""

from __future__ import annotations

import pytest

from app.domain.errors import Rejected
from app.domain.extraction import extract
from app.services import pdf
from app.services.pdf import jumps_between_columns, read_pdf
from app.services.reading import read_document


def made(lines: list[tuple[int, int, str]]) -> bytes:
    """Make a PDF of one page with `lines` placed at x, y."""
    drawn = "".join(f"1 0 0 1 {x} {y} Tm ({text}) Tj\n" for x, y, text in lines)
    stream = f"BT /F1 12 Tf\n{drawn}ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
            "/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    body += f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n"
    return (body + f"{body.index('xref')}\n%%EOF").encode("latin-1")


ONE_COLUMN = [
    (50, 700, "Myth: The pool is closed."),
    (50, 680, "Fact: The pool is open."),
    (50, 660, "Myth: The pool is dry."),
    (50, 640, "Fact: The pool is wet."),
]


def test_a_pdf_of_one_column_is_read() -> None:
    extraction = extract(read_document(made(ONE_COLUMN), "page.pdf"))
    assert [(pair.claim, pair.rebuttal) for pair in extraction.pairs] == [
        ("The pool is closed.", "The pool is open."),
        ("The pool is dry.", "The pool is wet."),
    ]


def test_columns_read_across_each_other_are_not_trusted() -> None:
    lines = [place for y in range(700, 500, -20) for place in ((50, y, "Myth: a left word"), (350, y, "a right word"))]
    document = read_pdf(made(lines))
    assert not document.trusted
    extraction = extract(document)
    assert extraction.pairs == []
    assert "columns" in extraction.warnings[0]


def test_columns_in_their_order_are_trusted() -> None:
    places = [(50.0, y) for y in range(700, 500, -20)] + [(350.0, y) for y in range(700, 500, -20)]
    assert not jumps_between_columns(places, 600)
    assert not jumps_between_columns([], 600)


def test_what_cannot_be_read_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Rejected, match="damaged"):
        read_document(b"%PDF-1.4 and no more", None)
    with pytest.raises(Rejected, match="scan"):
        read_pdf(made([]))
    monkeypatch.setattr(pdf, "LARGEST_READ", 10)
    assert read_pdf(made(ONE_COLUMN)).blocks == []
    monkeypatch.setattr(pdf, "LARGEST_FILE", 10)
    with pytest.raises(Rejected, match="larger"):
        read_pdf(made(ONE_COLUMN))


def test_all_else_is_read_by_its_look() -> None:
    assert read_document(b"Just text", "a.txt").text == "Just text"
