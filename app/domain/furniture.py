"""What on a page is furniture and no content: navigation, banners, share boxes, source lists, date lines, forms.

Each kind has a name for people, which the warnings and notes use.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.dates import find_dates

if TYPE_CHECKING:
    from collections.abc import Mapping

_BY_TAG = {
    "nav": "navigation",
    "footer": "page footer",
    "aside": "sidebar",
    "form": "form",
    "figcaption": "figure caption",
    "menu": "navigation",
}
_BY_ROLE = {
    "navigation": "navigation",
    "search": "form",
    "contentinfo": "page footer",
    "complementary": "sidebar",
    "menu": "navigation",
    "menubar": "navigation",
}
_BY_CLASS = re.compile(
    r"(?:^|[\s_-])(?:(?P<navigation>breadcrumbs?|skip-?nav|skip-?link|skip-?to\S*|pagination|pager|navbar|site-?nav|"
    r"main-?menu|toc|table-of-contents)|(?P<share>share|sharing|sharedaddy|social|addthis|addtoany)|"
    r"(?P<comments>comments|comment-respond|comment-form|respond|commentform)|(?P<sidebar>sidebar|related-(?:links|"
    r"content|posts|pages))|(?P<banner>usa-banner|gov-banner|cookie\S*|site-?header|masthead)|"
    r"(?P<footer>site-?footer|page-?footer|footer)|(?P<form>newsletter|subscribe|feedback|survey))(?:$|[\s_-])",
    re.IGNORECASE,
)
_CLASS_NAMES = {
    "navigation": "navigation",
    "share": "share box",
    "comments": "comment form",
    "sidebar": "sidebar",
    "banner": "banner",
    "footer": "page footer",
    "form": "form",
}

# A block that opens so is furniture, and so is what follows it up to the next label or heading.
_ENDINGS = (
    (
        "list of sources",
        (
            r"(?:(?:useful |helpful |official |key |our |more |related |additional )?(?:sources?|links?|resources)|"
            r"references?|citations?|footnotes?|endnotes?|works cited|further reading|fuentes?|referencias|"
            r"références|quellen?|einzelnachweise|fontes?|referências|recursos|"
            r"learn more|read more|related content|related information)\s?:?\s?$"
        ),
    ),
    ("list of sources", r"(?:sources?|references?|fuentes?|quellen?|fontes?|références)\s?[::]"),
    (
        "comment form",
        (
            r"(?:leave a (?:reply|comment)|post a comment|add a comment|comments? \(\d|\d+ comments?\b|comments\s?$|"
            r"join the (?:conversation|discussion)|deja (?:un comentario|una respuesta)|laisser un commentaire|"
            r"schreibe? einen kommentar|deixe um comentário|fill in your details below)"
        ),
    ),
    (
        "share box",
        (
            r"(?:share (?:this|on|via)\b|share\s?:?\s?$|tweet\s?$|facebook\s?$|follow us\b|email this\b|print this\b|"
            r"compartir\s?:?\s?$|partager\s?:?\s?$|teilen\s?:?\s?$|partilhar\s?:?\s?$|compartilhar\s?:?\s?$)"
        ),
    ),
    (
        "page footer",
        (
            r"(?:back to top|return to top|top of page|was this (?:page|article|information) helpful|page last|"
            r"last (?:updated|reviewed|modified|revised)\b|date (?:last )?(?:updated|reviewed|modified)|updated\s?:|"
            r"privacy policy|terms of use|site ?map\b|©|copyright \W?\d|all rights reserved|###|-30-|tags?\s?:|"
            r"filed under|posted (?:in|by|on)\b|categories\s?:|contact us\s?$|about us\s?$|subscribe\b|sign up for\b|"
            r"media contacts?\b|press contacts?\b|volver arriba|haut de page|nach oben|voltar ao topo|"
            r"última actualización|dernière mise à jour|stand\s?:|última atualização)"
        ),
    ),
)
_ENDING = [(name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _ENDINGS]
_BANNER = re.compile(
    r"(?:skip to (?:main )?content|skip header|skip navigation|u\.?s\.? flag|an official website of|"
    r"official websites? use|here’s how you know|here's how you know|secure \.gov websites|secure websites use|"
    r"government website\s?$|safely connect using|a lock \(|archived content\s?$|"
    r"in an effort to keep .{3,60} current, the archive|menu\s?$|"
    r"a \.gov website belongs|official websites use|home\s?$|search\s?$)",
    re.IGNORECASE,
)
_CRUMBS = re.compile(r"[^|›»>/\n]{1,40}(?:\s[|›»>]\s[^|›»>\n]{1,40}){2,20}$")
_DATE_LINE = re.compile(
    r"(?:(?:last |page |first )?(?:updated|posted|published|reviewed|modified|revised|added|date|as of|checked|"
    r"released|actualizado|publicado|publié|mis à jour|veröffentlicht|aktualisiert|atualizado)\b"
    r"(?: on| el| le| am| em)?\s?:?\s?)?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s", re.IGNORECASE)
_LONGEST_DATE_LINE = 60


def html_furniture(tag: str, attributes: Mapping[str, str | None]) -> str:
    """Name the furniture that an element is by its tag, role, class or id, or return ""."""
    by_role = _BY_ROLE.get((attributes.get("role") or "").lower())
    if tag in _BY_TAG or by_role:
        return _BY_TAG.get(tag) or by_role or ""
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    match = _BY_CLASS.search(names)
    return _CLASS_NAMES[match.lastgroup or "form"] if match else ""


def ending(text: str) -> str | None:
    """Name the furniture that begins with this block and ends what stands above it, or None."""
    stripped = text.lstrip(" *_#•-")
    if is_date_line(stripped):
        return "date line"
    return next((name for name, pattern in _ENDING if pattern.match(stripped)), None)


def is_banner(text: str) -> bool:
    """Whether a block is a site's banner or navigation, by its words."""
    return bool(_BANNER.match(text) or _CRUMBS.match(text))


def is_date_line(text: str) -> bool:
    """Whether a block is nothing but a date, with or without a word like "Updated"."""
    if len(text) > _LONGEST_DATE_LINE:
        return False
    rest = text[_DATE_LINE.match(text).end() :]  # type: ignore[union-attr]  # every part of it is optional
    weekday = _WEEKDAY.match(rest)
    rest = rest[weekday.end() :] if weekday else rest
    dates = find_dates(rest)
    return bool(dates) and dates[0].range[0] == 0 and not rest[dates[0].range[1] :].strip(" .)")
