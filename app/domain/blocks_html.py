"""HTML to blocks, with selectolax (lexbor). The capture's text is the blocks' words joined by blank lines.

Page furniture (navigation, forms, footers, share boxes) is kept, after the content, and marked as such: it may be the
evidence. Parsers are superlinear in nesting, so `nesting` is bounded by a linear scan before any parsing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from app.domain.blocks import Block, Cell, Document, Kind, fold
from app.domain.dates import find_dates
from app.domain.errors import Rejected
from app.domain.furniture import html_furniture, is_banner, is_control
from app.domain.html_parts import Context, Grid, Line, Words, lead_of, paragraphs
from app.domain.label_words import Role
from app.domain.labels import label_at_start

if TYPE_CHECKING:
    from collections.abc import Mapping

    from selectolax.lexbor import LexborNode

DEEPEST = 256
MOST_ATTRIBUTES = 256
_START = re.compile(
    r"""<!--|<(?P<name>[a-zA-Z][^\s/>]*+)"""
    r"""(?>[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?>"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+)"""
    rf"{{0,{MOST_ATTRIBUTES}}}+[\s/]*+"
)
_DRAWING = re.compile("<(?:svg|math)", re.IGNORECASE)
_COMMENT_END = re.compile("--!?>")
_RAW_END = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split("|"))


_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})")
_PROCESSING = (re.compile(r"<\?"), re.compile(r"\?>"))
_UNPARSED = (
    (re.compile("<!--"), re.compile("-->")),
    (re.compile("<script", re.IGNORECASE), re.compile("</script", re.IGNORECASE)),
    (re.compile("<style", re.IGNORECASE), re.compile("</style", re.IGNORECASE)),
)
# Elements without content, and elements that a parser closes by itself: they don't nest.
_NEVER_DEEP = _names(
    "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|li|dt|dd|tr|td|th|thead|tbody|tfoot|"
    "colgroup|caption|option|optgroup|a|nobr|button|html|head|body|rp|rt"
)
_DROPPED = _names(
    "head|script|style|noscript|template|svg|math|iframe|object|select|textarea|input|canvas|audio|video|datalist|"
    "-comment|-doctype|!doctype"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = _names(
    "address|article|aside|blockquote|body|caption|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|"
    "figure|footer|form|header|hgroup|hr|html|legend|li|main|menu|nav|ol|p|pre|section|summary|table|tbody|td|"
    "tfoot|th|thead|tr|ul"
) | frozenset(_HEADINGS)
_CONTAINERS = _names("article|aside|body|details|div|dl|fieldset|li|main|section|table|td|th|tr")
_EMPHASIS = _names("b|strong|em|i|u|mark")
_INLINE = _names("span|label|small|font|dfn|cite|big")
_ICON_TAGS = _names("span|i|em|small|font")
_PLACES: dict[str, dict[str, Any]] = {
    "dt": {"kind": Kind.TERM},
    "dd": {"kind": Kind.DESCRIPTION},
    "pre": {"preformatted": True},
    "blockquote": {"quoted": True},
}
_TITLE_CLASS = re.compile(r"(?:^|[-_\s])(?:title|heading|question|headline|toggle|trigger)(?:$|[-_\s])", re.IGNORECASE)
_ACCORDION = re.compile(r"accordion|collaps|toggle|question", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_RUNNING = frozenset({Kind.PARAGRAPH, Kind.ITEM, Kind.SUMMARY})
_ICON_WORDS = 4
_SIGNS = frozenset("+×✕✖▼▲▾▴▸►▶◂◀▿△▽⌄⌃↓↑☰")  # what opens and closes an accordion
_FOOTNOTE = re.compile(r"\s{0,9}[\[(]?(?:\d{1,3}|[*†‡])[\])]?\s{0,9}")
_DRAWN = re.compile(r"border-top\s*:[^;]*\b(?:solid|dotted|dashed|double)\b", re.IGNORECASE)
_ICON = re.compile(r"icon|arrow|chevron|caret|plus|sign|marker", re.IGNORECASE)
_WAY_UP = re.compile(
    r"\W{0,3}(?:(?:back |return )?to (?:the )?top(?: of (?:the )?page)?|top of (?:the )?page|top|nach oben|"
    r"zum seitenanfang|volver arriba|(?:retour en )?haut de (?:la )?page|voltar ao topo)\W{0,3}",
    re.IGNORECASE,
)
_SENTENCE_ENDS = '.,;:!?”"’)»'


def read_html(text: str) -> Document:
    """Read an HTML page. Raises `Rejected` where elements are nested more than `DEEPEST` deep."""
    text = without_spans(text, *_PROCESSING)
    if nesting(text) > DEEPEST:
        raise Rejected(f"This page nests its elements more than {DEEPEST} deep and cannot be read safely.")
    if has_crowded_tag(text):
        raise Rejected(f"An element of this page has more than {MOST_ATTRIBUTES} attributes; it cannot be read safely.")
    tree = LexborHTMLParser(text)
    root = tree.root
    assert root is not None  # noqa: S101  # lexbor makes a root of any text
    walker = _Walker(tree, root)
    found = _ordered(_without_controls(_without_banners(walker.walk(root), walker.containers)))
    text, blocks = _placed_blocks(found)
    title, html = tree.css_first("head > title"), tree.css_first("html[lang]")
    heading = next((block.text for block in blocks if block.kind is Kind.HEADING), None)
    return Document(
        text=text,
        title=(fold(title.text()) if title else "") or heading,
        language=(html.attributes.get("lang") or "").lower() or None if html else None,
        blocks=blocks,
        containers=walker.containers,
        published=_published(tree),
        warnings=[
            *(["footnote marks were left out"] if walker.footnotes else []),
            *(["links to the page’s top were left out"] if walker.ways_up else []),
        ],
    )


def nesting(text: str) -> int:
    """Return how deep the elements of `text` nest at most, an estimate from above made in one linear scan.

    Closing tags count only where that element is open, so that stray ones hide no depth.
    """
    for opening, closing in _UNPARSED:
        text = without_spans(text, opening, closing)
    still_open: dict[str, int] = {}
    depth = deepest = 0
    for match in _TAG.finditer(text):
        name = match[2].lower()
        if name in _NEVER_DEEP:
            continue
        if not match[1]:
            still_open[name] = still_open.get(name, 0) + 1
            depth += 1
            deepest = max(deepest, depth)
        elif still_open.get(name):
            still_open[name] -= 1
            depth -= 1
    return deepest


def has_crowded_tag(text: str) -> bool:
    """Tell, in one linear scan, whether a tag has more attributes than any page's: lexbor compares each with all.

    Comments and scripts hold no tags, but for what is called a script inside a drawing.
    """
    drawn, position = _DRAWING.search(text) is not None, 0
    while match := _START.search(text, position):
        position = match.end()
        name = (match["name"] or "").lower()
        if not name:
            closing = _COMMENT_END.search(text, match.start() + 2)
        elif position < len(text) and text[position] != ">":
            return True
        elif name in _RAW_END and not drawn:
            closing = _RAW_END[name].search(text, position)
        else:
            continue
        if closing is None:
            return False
        position = closing.end()
    return False


def without_spans(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    """Return `text` without the stretches from `opening` to `closing`; one that never closes stays."""
    kept, position = [], 0
    while (start := opening.search(text, position)) and (end := closing.search(text, start.end())):
        kept.append(text[position : start.start()])
        position = end.end()
    return "".join([*kept, text[position:]])


class _Walker:
    """Walks the tree in order without recursion and gathers each block's words."""

    def __init__(self, tree: LexborHTMLParser, root: LexborNode) -> None:
        self.containers = [0]
        self.lines = [Line()]
        self.context: Context | None = None
        self.found: list[Words] = []
        self.opens = self.ruled = self.footnotes = self.ways_up = False
        self.grids: list[Grid] = []
        self.inlines = 0
        self.size = len(root.text())
        self.switches = {node.attributes.get("id") for node in tree.css("input[type=checkbox], input[type=radio]")}

    def walk(self, root: LexborNode) -> list[Words]:
        """Visit every node in order and return the blocks' words; `None` on the stack ends a block."""
        stack: list[tuple[LexborNode | None, Context]] = [(root, Context())]
        while stack:
            node, context = stack.pop()
            if node is None:
                self._flush()
                continue
            tag = node.tag or ""
            if tag == "-text":
                self._text(node.text_content or "", context)
            elif tag == "br":
                self.lines.append(Line())
            elif tag == "img":
                self._icon(node, context)
            elif tag == "sup" and self._is_footnote_mark(node):
                self.footnotes = True
            elif tag == "a" and self._is_way_up(node):
                self.ways_up = True
            elif tag not in _DROPPED and not (tag in _ICON_TAGS and self._is_switch(node, context)):
                self._enter(node, tag, context, stack)
        self._flush()
        return self.found

    def _is_footnote_mark(self, node: LexborNode) -> bool:
        """Whether a raised number points to a note: it is a link in the page, or stands after a sentence's end."""
        if not _FOOTNOTE.fullmatch(node.text()):
            return False
        words = self.lines[-1].text
        return bool(words) and (node.css_first("a[href^='#']") is not None or words[-1] in _SENTENCE_ENDS)

    def _is_switch(self, node: LexborNode, context: Context) -> bool:
        """Whether an element is the sign that opens and closes its title: before the words, or told by its class."""
        child = node.child
        alone = child is not None and child.next is None and (child.text_content or "").strip() in _SIGNS
        titled = context.kind in {Kind.HEADING, Kind.SUMMARY}
        return alone and titled and (self.context is None or bool(_ICON.search(node.attributes.get("class") or "")))

    def _is_way_up(self, node: LexborNode) -> bool:
        """Whether a link at the end of a block's words leads back to the page's top."""
        here = (node.attributes.get("href") or "").startswith("#")
        after, last = node.next, True
        while after is not None and last and after.tag not in _BLOCKS:
            last, after = not after.text().strip(), after.next
        return here and last and self.context is not None and _WAY_UP.fullmatch(fold(node.text())) is not None

    def _enter(
        self, node: LexborNode, tag: str, context: Context, stack: list[tuple[LexborNode | None, Context]]
    ) -> None:
        attributes = node.attributes
        inner = self._furnished(node, tag, context)
        inner = self._placed(tag, attributes, inner)
        titled = self._titled(node, tag, attributes, inner)
        if titled or tag in _BLOCKS:
            self._flush()
            self.ruled |= tag == "hr" or _DRAWN.search(attributes.get("style") or "") is not None
            stack.append((None, context))
            if tag in _CONTAINERS:
                self.containers.append(inner.within)
                inner = inner._replace(within=len(self.containers) - 1)
        elif tag in _EMPHASIS:
            inner = inner._replace(emphasis=True)
        elif tag in _INLINE and not inner.inline:
            self.inlines += 1
            inner = inner._replace(inline=self.inlines)
        elif tag == "a" and (target := attributes.get("href")):
            here = target.startswith(("#", "javascript:"))
            inner = inner._replace(link=target.startswith("#"), away=not here)
        if titled:
            inner = inner._replace(kind=titled, level=_heading_level(tag, attributes))
        child, children = node.child, []
        while child is not None:
            children.append((child, inner))
            child = child.next
        stack.extend(reversed(children))

    def _furnished(self, node: LexborNode, tag: str, context: Context) -> Context:
        """Mark furniture, unless it holds most of the page (a form around everything)."""
        if context.furniture or tag in {"html", "body", "main"} or (tag == "footer" and context.quoted):
            return context  # a quotation's footer names who said it
        furniture = html_furniture(tag, node.attributes)
        if furniture and 2 * len(node.text()) > self.size:
            return context
        return context._replace(furniture=furniture)

    def _placed(self, tag: str, attributes: Mapping[str, str | None], context: Context) -> Context:
        """Follow lists, definition lists and tables."""
        if tag == "li":
            self.opens = True
            return context._replace(kind=Kind.ITEM, depth=max(1, context.depth))
        if tag in {"ul", "ol"}:
            return context._replace(depth=context.depth + 1)
        if tag in _PLACES:
            return context._replace(**_PLACES[tag])
        if tag == "table":
            self.grids.append(Grid())
            return context._replace(table=len(self.grids), cell=None)
        if tag == "tr" and context.table:
            self.grids[context.table - 1].next_row()
        elif tag in {"td", "th"} and context.table:
            grid = self.grids[context.table - 1]
            column = grid.next_cell(_span(attributes.get("colspan")), _span(attributes.get("rowspan")))
            cell = Cell(context.table, grid.row, column, tag == "th")
            return context._replace(kind=Kind.CELL, cell=cell, depth=0)
        return context

    def _titled(
        self, node: LexborNode, tag: str, attributes: Mapping[str, str | None], context: Context
    ) -> Kind | None:
        """Tell headings, and what opens an accordion or names a card."""
        if _heading_level(tag, attributes):
            return Kind.HEADING
        if context.kind is Kind.HEADING:
            return None
        if tag == "summary" or (tag == "label" and attributes.get("for") in self.switches):
            return Kind.SUMMARY
        names = attributes.get("class") or ""
        if tag == "button" or (tag == "a" and attributes.get("role") == "button"):
            opens = "aria-expanded" in attributes or "aria-controls" in attributes or _ACCORDION.search(names)
            return Kind.SUMMARY if opens else None
        if tag in {"div", "p", "span", "a"} and context.kind is Kind.PARAGRAPH and _TITLE_CLASS.search(names):
            inner = [one for one in node.css(_INNER_BLOCKS) if one.mem_id != node.mem_id]
            return None if inner else Kind.SUMMARY
        return None

    def _text(self, text: str, context: Context) -> None:
        text = _INVISIBLE.sub("", text)
        if not context.preformatted:
            self._add(text, context)
            return
        for number, paragraph in enumerate(_BLANK_LINE.split(text)):
            if number:
                self._flush()
            self._add(paragraph, context)

    def _add(self, text: str, context: Context) -> None:
        if text.strip() and self.context is None:
            self.context = context
        self.lines[-1].add(text, context)

    def _icon(self, node: LexborNode, context: Context) -> None:
        """Take a picture's alternative text where that is a label ("Fact"), on a line of its own."""
        words = fold(node.attributes.get("alt") or "")
        label = label_at_start(words) if len(words.split()) <= _ICON_WORDS else None
        whole = label is not None and label.end >= len(words)
        roles = {Role.CLAIM, Role.REBUTTAL, *([Role.VERDICT] if whole else [])}
        if label and label.role in roles and not label.plural:
            self._add(label.name, context._replace(emphasis=True))
            self.lines.append(Line())

    def _flush(self) -> None:
        """End the block that is being gathered: one for each paragraph that its line breaks or labels part."""
        context, lines = self.context, self.lines
        self.context, self.lines = None, [Line()]
        if context is None:
            return
        for group in paragraphs(lines):
            text = "\n".join(line.text for line in group)
            opens, self.opens = self.opens and context.kind is Kind.ITEM, self.opens and context.kind is not Kind.ITEM
            linked, away = all(line.linked for line in group), all(line.away for line in group)
            self.found.append(Words(text, lead_of(group), linked, away, opens, self.ruled, context))
            self.ruled = False


_INNER_BLOCKS = "p, div, ul, ol, dl, table, section, h1, h2, h3, h4, h5, h6"
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_WIDEST_SPAN = 100
_READ = 9  # digits of a span: thousands of them are no number that Python reads


def _heading_level(tag: str, attributes: Mapping[str, str | None]) -> int:
    if attributes.get("role") == "heading":
        return _span(attributes.get("aria-level"))
    return _HEADINGS.get(tag, 0)


def _span(value: str | None) -> int:
    return max(1, min(_WIDEST_SPAN, int(value[:_READ]))) if value and value.isascii() and value.isdigit() else 1


def _published(tree: LexborHTMLParser) -> str | None:
    """Return the day that the page's metadata gives as its publication, or None."""
    for selector in _PUBLISHED:
        node = tree.css_first(selector)
        value = (node.attributes.get("content") or "") if node else ""
        dates = find_dates(value[:10])
        if dates:
            return dates[0].date
    return None


_PUBLISHED = (
    "meta[property='article:published_time']",
    "meta[name='dcterms.issued']",
    "meta[name='dcterms.date']",
    "meta[name='date']",
)


def _without_banners(found: list[Words], containers: list[int]) -> list[Words]:
    """Mark as a banner what says so itself, and all that a banner's accordion holds ("Here’s how you know")."""
    opened, started = set(), set()
    for words in found:
        within = words.context.within
        if within not in started and words.context.kind is Kind.SUMMARY and is_banner(words.text):
            opened.add(within)
        started.add(within)
    inside = [False] * len(containers)
    for container, holder in enumerate(containers):
        inside[container] = container in opened or inside[holder]
    return [
        words._replace(context=words.context._replace(furniture="banner"))
        if not words.context.furniture and (inside[words.context.within] or _says_banner(words))
        else words
        for words in found
    ]


def _says_banner(words: Words) -> bool:
    return words.context.kind in {Kind.PARAGRAPH, Kind.SUMMARY} and is_banner(words.text)


def _without_controls(found: list[Words]) -> list[Words]:
    """Mark what only says how a card is turned or an answer opened: it parts no claim from its answer."""
    return [
        words._replace(context=words.context._replace(furniture="control of a card"))
        if not words.context.furniture and words.context.kind in _RUNNING and is_control(words.text)
        else words
        for words in found
    ]


def _ordered(found: list[Words]) -> list[Words]:
    """Put furniture after the content, and tell a table of contents: items that are nothing but an in-page link."""
    following = [*found[1:], None][: len(found)]
    told = [
        words._replace(context=words.context._replace(furniture="table of contents"))
        if words.linked and words.opens and not _goes_on(words, after)
        else words
        for words, after in zip(found, following, strict=True)
    ]
    return sorted(told, key=lambda words: bool(words.context.furniture))


def _goes_on(words: Words, after: Words | None) -> bool:
    """Whether the block after is in the same list item."""
    return after is not None and after.context.depth >= words.context.depth and not after.opens


def _placed_blocks(found: list[Words]) -> tuple[str, list[Block]]:
    """Join the words by blank lines, and give every block its place in the text so made."""
    blocks, start = [], 0
    for words in found:
        context = words.context
        blocks.append(
            Block(
                kind=context.kind,
                text=words.text,
                start=start,
                end=start + len(words.text),
                outer=start,
                level=context.level,
                depth=context.depth,
                opens=words.opens,
                lead=words.lead,
                linked=words.linked,
                away=words.away,
                ruled=words.ruled,
                quoted=context.quoted,
                furniture=context.furniture,
                within=context.within,
                cell=context.cell,
            )
        )
        start += len(words.text) + 2
    return "\n\n".join(words.text for words in found), blocks
