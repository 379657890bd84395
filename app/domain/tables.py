"""Pairs in tables: a column of claims beside a column of rebuttals, as the header row or the title says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from app.domain.blocks import Block, Document, Kind, fold
from app.domain.cues import tells_claim, tells_rebuttal
from app.domain.grids import with_grids
from app.domain.label_words import ROLE_OF, Role
from app.domain.labels import Label, labels_in
from app.domain.pairs import Found, Lone, are_told
from app.domain.stream import Piece, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLAIM = re.compile(
    r"\b(?:myths?|rumou?rs?|fictions?|claims?|misconceptions?|misinformation|falsehoods?|statements?|questions?|"
    r"may have heard|people say|you hear|mitos?|bulos?|preguntas?|afirmación|mythes?|rumeurs?|idées? reçues?|intox|"
    r"mythos|mythen|gerüchte?|irrtum|irrtümer|behauptung(?:en)?|aussage|fragen?|boatos?|perguntas?)\b",
    re.IGNORECASE,
)
_REBUTTAL = re.compile(
    r"\b(?:facts?|realit(?:y|ies)|truths?|true|answers?|responses?|explanations?|corrections?|evidence|hechos?|"
    r"realidad|"
    r"verdad|respuestas?|faits?|réalités?|vérités?|réponses?|explication|fakt(?:en)?|tatsachen?|wahrheit|realität|"
    r"antwort(?:en)?|erklärung|fa[c]?tos?|verdade|realidade|respostas?)\b",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"\b(?:verdict|status|veredicto|veredito|calificación|bewertung|urteil|rating|ruling|true or false|"
    r"fact or (?:fiction|myth)|true/false|vrai ou faux|verdadero o falso|richtig oder falsch)\b",
    re.IGNORECASE,
)
_HEADER_WORDS = 8
_SENTENCE_ENDS = '.!?…”"»'
_COLUMNS = 2
_ROWS = 2

_SIDES = {
    Role.QUESTION: Role.CLAIM,
    Role.ANSWER: Role.REBUTTAL,
    Role.CLAIM: Role.CLAIM,
    Role.REBUTTAL: Role.REBUTTAL,
}
Rows = list[dict[int, list[int]]]


def table_pairs(document: Document) -> tuple[list[Found], list[Lone], Document]:
    """Read the tables that set claims beside rebuttals; return pairs, lone sides, and the page without those tables."""
    document = with_grids(document)
    tables: dict[int, dict[int, dict[int, list[int]]]] = {}
    for index, block in enumerate(document.blocks):
        if block.cell and not block.furniture:
            row = tables.setdefault(block.cell.table, {}).setdefault(block.cell.row, {})
            row.setdefault(block.cell.column, []).append(index)
    found: list[Found] = []
    lone: list[Lone] = []
    used: set[int] = set()
    for rows in tables.values():
        sides = list(_rows(document, [rows[number] for number in sorted(rows)]))
        pairs = [one for one in sides if isinstance(one, Found)]
        if pairs and (_is_named(pairs[0]) or are_told(document, pairs)):
            found += pairs
            lone += [one for one in sides if isinstance(one, Lone)]
            used.update(index for row in rows.values() for cell in row.values() for index in cell)
    blocks = [
        msgspec.structs.replace(block, furniture="table") if index in used else block
        for index, block in enumerate(document.blocks)
    ]
    return found, lone, msgspec.structs.replace(document, blocks=blocks)


def _rows(document: Document, rows: Rows) -> Iterator[Found | Lone]:
    columns = _columns(document, rows[0])
    body = rows[1:]
    if columns is None and _is_plain(document, rows):
        columns, body = _columns_by_title(document, rows[0][0][0]), rows
    if columns is None:
        return
    claims, rebuttals = columns[Role.CLAIM], columns[Role.REBUTTAL]
    header = rows[0] if body is not rows else {}
    for row in body:
        if claims in row and rebuttals in row:
            yield Found(
                _pieces(document, row[claims]),
                _name(document, header.get(claims)),
                _pieces(document, row[rebuttals]),
                _name(document, header.get(rebuttals)),
                _name(document, row.get(columns.get(Role.FIELD, -1))),
            )
        elif (column := claims if claims in row else rebuttals) in row and _is_said(document, row[column]):
            side = "claim" if column == claims else "rebuttal"
            yield Lone(side, _pieces(document, row[column]), _name(document, header.get(column)))


def _is_named(pair: Found) -> bool:
    """Whether a table's heads name both sides by well-known words; a table without heads is named by its title."""
    return bool(_CLAIM.search(pair.claim_label or "myth") and _REBUTTAL.search(pair.rebuttal_label or "fact"))


def _is_said(document: Document, cell: list[int]) -> bool:
    """Whether a cell holds a sentence, and no heading for the rows below it."""
    block = document.blocks[cell[-1]]
    return block.text[-1] in _SENTENCE_ENDS and not (block.cell and block.cell.header)


def _columns(document: Document, header: dict[int, list[int]]) -> dict[Role, int] | None:
    """Tell from a header row which column holds what; None where it doesn't name both sides."""
    roles: dict[Role, int] = {}
    for column, cell in header.items():
        role = _header_role(fold(" ".join(document.blocks[index].text for index in cell)))
        if role:
            roles.setdefault(role, column)
    return roles if Role.CLAIM in roles and Role.REBUTTAL in roles else None


def _header_role(text: str) -> Role | None:
    if len(text.split()) > _HEADER_WORDS or text.endswith("."):
        return None
    if _VERDICT.search(text):
        return Role.FIELD
    claim, rebuttal = bool(_CLAIM.search(text)), bool(_REBUTTAL.search(text))
    if not claim and not rebuttal:
        claim, rebuttal = tells_claim(text), tells_rebuttal(text)
    if claim == rebuttal:
        return _SIDES.get(ROLE_OF.get(text.lower().rstrip(":"), Role.FIELD))
    return Role.CLAIM if claim else Role.REBUTTAL


def _is_plain(document: Document, rows: Rows) -> bool:
    """Whether a table has no header and no labels in its cells: two columns of text."""
    cells = [cell for row in rows for cell in row.values()]
    blocks = [document.blocks[index] for cell in cells for index in cell]
    two = len(rows) >= _ROWS and all(set(row) == set(range(_COLUMNS)) for row in rows)
    return (
        two
        and not any(block.cell and block.cell.header for block in blocks)
        and not any(_is_labelling(label, block) for block in blocks for label in labels_in(block.text))
    )


def _is_labelling(label: Label, block: Block) -> bool:
    """Whether a cell's label is sure: by its form, or as all that the cell holds."""
    return label.opening and (label.strong or label.end >= len(block.text))


def _columns_by_title(document: Document, first: int) -> dict[Role, int] | None:
    """Tell the columns from the heading or sentence right above the table, or the page's title: "Myths and facts"."""
    above = next((block.text for block in reversed(document.blocks[:first]) if _titles(block)), document.title or "")
    claim, rebuttal = _CLAIM.search(above), _REBUTTAL.search(above)
    if claim is None or rebuttal is None:
        return None
    claims = int(claim.start() > rebuttal.start())
    return {Role.CLAIM: claims, Role.REBUTTAL: 1 - claims}


def _titles(block: Block) -> bool:
    return block.kind is Kind.HEADING and not block.furniture


def _pieces(document: Document, cell: list[int]) -> list[Piece]:
    return [Piece(index, document.blocks[index].start, document.blocks[index].end) for index in cell]


def _name(document: Document, cell: list[int] | None) -> str | None:
    return fold(words_of(document, _pieces(document, cell))).rstrip(" :") if cell else None
