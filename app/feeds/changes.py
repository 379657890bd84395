"""The stream of changes: how agencies' claims changed, one entry a published capture that really differs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from app.domain.kin import Parting, partings_in
from app.domain.partial_dates import PartialDate
from app.feeds.addresses import capture_address, comparison_address, record_address
from app.feeds.entries import Entry, permanent_id, seconds
from app.feeds.items import Capture, ChangeItem, ChangeLine, Named, Quantity
from app.feeds.markup import escaped, plain_text, shortened

NOUNS = {"pair": ("pair", "pairs"), "safeguard": ("safeguard", "safeguards"), "concern": ("concern", "concerns")}
SIDES = {"pair": ("claim", "answer"), "safeguard": ("name", "text"), "concern": ("name", "text")}
LINES = 40
AMOUNTS = 3
AMOUNT_LENGTH = 60
WORDS_LENGTH = 300


def change_entry(item: ChangeItem, base: str) -> Entry:
    """Tell what a capture changed as an entry of a feed."""
    told = told_changes(item.lines)
    url = comparison_address(base, item.page.slug, item.old, item.new)
    html = _html(item, told, url)
    return Entry(
        id=permanent_id("change", item.new.id),
        url=url,
        title=f"{_name(item.page)}: {told}",
        html=html,
        text=plain_text(html),
        published=seconds(item.published),
        modified=seconds(item.modified),
        tags=[_name(item.agency)],
        facts=_facts(item, base),
        cursor=item.cursor,
    )


def told_changes(lines: Iterable[ChangeLine]) -> str:
    """Say in words how many records changed, and which amounts: 2 pairs reworded, 1 removed; 45 days → 90 days.

    A record that moved and was reworded counts under both; one that was joined or split, under that alone.
    """
    lines = list(lines)
    parts = [told for kind in NOUNS if (told := _counted(kind, lines))]
    amounts = _amounts(lines)
    if amounts:
        told = ", ".join(f"{_amount(one.from_)} → {_amount(one.to)}" for one in amounts[:AMOUNTS])
        more = len(amounts) - AMOUNTS
        parts.append(told + (f" and {more} more" if more > 0 else ""))
    return "; ".join(parts)


def told_line(line: ChangeLine, partings: Sequence[Parting] = ()) -> str:
    """Say in words what changed of one record: claim and answer reworded, moved; and what was joined and split."""
    head, body = SIDES[line.kind]
    told = [_parting(one, NOUNS[line.kind][0]) for one in partings]
    if line.change in {"added", "removed"}:
        return ", ".join(told) or line.change
    sides = [word for word, changed in ((head, line.change == "reworded"), (body, line.body_changed)) if changed]
    parts = told + ([f"{' and '.join(sides)} reworded"] if sides else [])
    if line.verdict is not None:
        old, new = (one or "none" for one in line.verdict)
        parts.append(f"the agency’s own verdict “{old}” → “{new}”")
    if line.moved:
        parts.append("moved")
    return ", ".join(parts)


def _parting(one: Parting, noun: str) -> str:
    """Say with which others, in the page's words, a record was joined, or into which it was split."""
    others = [f"“{_amount(words)}”" if words else f"another {noun}" for _, words in one.others]
    itself = [] if one.how in {"joined into", "split off"} else [f"this {noun}"]
    *first, last = [*itself, *others]
    return f"{one.how} {', '.join(first)}{' and ' if first else ''}{last}"


def _counted(kind: str, lines: list[ChangeLine]) -> str:
    every = [line for line in lines if line.kind == kind]
    own = [line for line in every if not line.parted]
    joined = [line.joined_from for line in every if line.joined_from]
    split = [line.split_into for line in every if line.split_into]
    became = sum(map(len, split))
    counts = [
        (f"joined into {'one' if len(joined) == 1 else len(joined)}", sum(map(len, joined))),
        (f"split into {became}", len(split)),
        ("reworded", sum(line.change == "reworded" or line.body_changed for line in own)),
        ("added", sum(line.change == "added" for line in own)),
        ("removed", sum(line.change == "removed" for line in own)),
        ("moved", sum(line.moved for line in own)),
        (
            "given another verdict",
            sum(line.verdict is not None and line.change in {"same", "reworded"} for line in own),
        ),
    ]
    told = [(number, word) for word, number in counts if number]
    one, many = NOUNS[kind]
    return ", ".join(
        f"{number} {one if number == 1 else many} {word}" if index == 0 else f"{number} {word}"
        for index, (number, word) in enumerate(told)
    )


def _amounts(lines: Iterable[ChangeLine]) -> list[Quantity]:
    """Return the amounts that changed, each once, in the page's order."""
    return list(dict.fromkeys(one for line in lines for one in line.quantities))


def _amount(words: str) -> str:
    return shortened(words, AMOUNT_LENGTH)


def _name(named: Named) -> str:
    return shortened(named.name, WORDS_LENGTH)


def _spoken(capture: Capture) -> str:
    day = PartialDate.parse(capture.captured).spoken
    return f"{day} (copy {capture.number})" if capture.number > 1 else day


def _html(item: ChangeItem, told: str, url: str) -> str:
    days = f"between the captures of {_spoken(item.old)} and {_spoken(item.new)}"
    partings = partings_in(map(msgspec.to_builtins, item.lines))
    parts = [
        f"<p>{escaped(_name(item.agency))} changed “{escaped(_name(item.page))}” {days}: {escaped(told)}.</p>",
        "<ul>",
        *(f"<li>{_line_html(line, partings.get(line.subject, []))}</li>" for line in item.lines[:LINES]),
        "</ul>",
    ]
    more = len(item.lines) - LINES
    if more > 0:
        parts.append(f"<p>And {more} more.</p>")
    parts.append(f'<p><a href="{escaped(url)}">The two captures compared, word for word</a></p>')
    return "\n".join(parts)


def _line_html(line: ChangeLine, partings: Sequence[Parting]) -> str:
    head = f"{NOUNS[line.kind][0].capitalize()}, {escaped(shortened(told_line(line, partings), WORDS_LENGTH))}: "
    old, new = (f"“{escaped(shortened(words or '', WORDS_LENGTH))}”" for words in (line.from_, line.to))
    if line.change == "reworded":
        words = f"<del>{old}</del> → <ins>{new}</ins>"
    elif line.change == "removed":
        words = old if line.joined_into else f"<del>{old}</del>"
    else:
        words = new
    amounts = "".join(
        f"; {escaped(_amount(one.from_))} → {escaped(_amount(one.to))}" for one in line.quantities[:AMOUNTS]
    )
    return head + words + amounts


def _facts(item: ChangeItem, base: str) -> dict[str, Any]:
    return {
        "type": "change",
        "page": {
            "id": item.page.id,
            "title": _name(item.page),
            "url": record_address(base, "page", item.page.slug),
        },
        "agency": {
            "id": item.agency.id,
            "name": _name(item.agency),
            "url": record_address(base, "agency", item.agency.slug),
        },
        "from": _capture_facts(item, item.old, base),
        "to": _capture_facts(item, item.new, base),
        "lines": [_line_facts(line) for line in item.lines[:LINES]],
        "more_lines": max(0, len(item.lines) - LINES),
    }


def _line_facts(line: ChangeLine) -> dict[str, Any]:
    return {
        "subject": line.subject,
        "type": line.kind,
        "change": line.change,
        "moved": line.moved,
        "body_changed": line.body_changed,
        "verdict": None if line.verdict is None else [one and shortened(one, AMOUNT_LENGTH) for one in line.verdict],
        "quantities": [{"from": _amount(one.from_), "to": _amount(one.to)} for one in line.quantities[:AMOUNTS]],
        "joined_into": line.joined_into,
        "joined_from": line.joined_from,
        "split_off": line.split_off,
        "split_into": line.split_into,
    }


def _capture_facts(item: ChangeItem, capture: Capture, base: str) -> dict[str, Any]:
    return {
        "id": capture.id,
        "captured": capture.captured,
        "url": capture_address(base, item.page.slug, capture),
    }
