"""The language in which the library speaks to a reader: `?lang=es`, else English.

The address alone decides, no cookie and no header, so that a page under an address is the same for everybody and may
be kept. Our own words are told in that language; what agencies, sources and editors wrote stays as it was written and
is marked as such. The desk, feeds, the API and files are in English. See docs/translating.md.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from babel.dates import format_skeleton
from babel.numbers import format_decimal
from flask import Flask, has_request_context, request
from flask_babel import Babel, get_locale, get_translations
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup

from app.domain.partial_dates import MONTHS, PartialDate, Precision
from app.domain.sentences import Sentence
from app.feeds.registry import PROGRAMS
from app.storage.site import ROOT
from app.web.origin import base_url

NAME = "lang"
OWN = "en"
"""The language of the templates, and of what editors write."""
LANGUAGES = {OWN: "English", "es": "Español"}
SKELETONS = {Precision.DAY: "yMMMMd", Precision.MONTH: "yMMMM", Precision.YEAR: "y"}
TELLING = frozenset(
    (
        *(
            f"library.{kind}"
            for kind in ("agency", "topic", "page", "capture", "pair", "safeguard", "concern", "source")
        ),
        *(f"library.{kind}" for kind in ("home", "safeguards", "timeline", "search", "corrections", "ledger", "about")),
        *(f"library.{kind}" for kind in ("finding", "embedded_pair", "embedded_finding", "pair_card", "finding_card")),
        *(f"compare.{kind}" for kind in ("captures", "card", "choose", "choose_pair", "pairs")),
        *(f"reports.{kind}" for kind in ("new", "status")),
    )
)
"""The pages that are told in every language, and what leads on to them."""
ENGLISH = ("/desk", "/login", *PROGRAMS)
"""Addresses below which even an error is told in English."""

DIRECT = frozenset(("_", "gettext", "ngettext", "pgettext", "in_language", "in_ours"))

_spoken: ContextVar[str] = ContextVar("language", default=OWN)


class Other(NamedTuple):
    """This page in another language: which one, by its own name, and where; `whole` is the address with the host."""

    code: str
    name: str
    href: str
    whole: str


def language() -> str:
    """Return the language in which this request is answered."""
    return _spoken.get()


class DirectCalls(CodeGenerator):
    """Lets templates call what tells a sentence as Python does: Jinja’s own way costs more than the telling."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: FBT001, FBT002, N802  # Jinja’s names
        """Write a call."""
        called = node.node
        if not (isinstance(called, nodes.Name) and called.name in DIRECT) or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write(f"environment.globals[{called.name!r}](")
        for arg in (*node.args, *node.kwargs):
            self.visit(arg, frame)
            self.write(", ")
        self.write(")")


def install_language(app: Flask) -> None:
    """Let requests choose a language, and templates tell in it."""
    Babel(
        app,
        configure_jinja=False,
        default_locale=OWN,
        default_translation_directories=str(ROOT / "app" / "translations"),
        locale_selector=language,
    )
    app.before_request(_choose)
    app.teardown_request(_forget)
    app.jinja_env.code_generator_class = DirectCalls
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        gettext, ngettext, newstyle=False, pgettext=pgettext
    )
    app.jinja_env.filters |= {"own": own, "told": told, "word": word, "number": number}
    app.jinja_env.globals |= {"_": gettext, "in_language": in_language, "in_ours": in_ours}


def _choose() -> None:
    asked = request.args.get(NAME, "") if _is_told() else OWN
    _spoken.set(asked if asked in LANGUAGES else OWN)


def _forget(_error: BaseException | None) -> None:
    _spoken.set(OWN)


def _is_told() -> bool:
    if request.endpoint is None:  # there is no such page
        return not request.path.startswith(ENGLISH)
    return request.endpoint in TELLING


def gettext(message: str, /, **parts: object) -> str:
    """Tell a sentence of ours in the reader's language."""
    if _spoken.get() != OWN:
        message = get_translations().gettext(message)
    return message % parts if parts else message


def ngettext(one: str, many: str, count: int, /, **parts: object) -> str:
    """Tell a sentence that has a number in it, which it names `num`."""
    message = (one if count == 1 else many) if language() == OWN else get_translations().ngettext(one, many, count)
    return message % {"num": number(count), **parts}


def pgettext(context: str, message: str, /, **parts: object) -> str:
    """Tell a word that means other things elsewhere."""
    if _spoken.get() != OWN:
        message = str(get_translations().pgettext(context, message))
    return message % parts if parts else message


def word(message: str, context: str) -> str:
    """Tell a word of the vocabulary, for templates: `{{ one.kind|word("kind") }}`."""
    return message if _spoken.get() == OWN else pgettext(context, message)


def sentence(message: str) -> str:
    """Name a sentence of a table for the catalogues; `told` tells it."""
    return message


def vocable(context: str, message: str) -> str:
    """Name a word of the vocabulary for the catalogues; `word` tells it."""
    del context
    return message


def noun(one: str, many: str) -> tuple[str, str]:
    """Name a noun, or a sentence with a number, for the catalogues; `ngettext` tells it."""
    return one, many


def told(message: str) -> str:
    """Tell what was said in English elsewhere, an error as a rule; what has no translation stays as it is."""
    if _spoken.get() == OWN:
        return str(message)
    if isinstance(message, Sentence):
        return gettext(message.pattern) % {name: _printed(part) for name, part in message.parts.items()}
    return gettext(message) if message else message


def _printed(part: object) -> str:
    if isinstance(part, PartialDate):
        return spoken(part)
    if isinstance(part, int):
        return number(part)
    return told(part) if isinstance(part, Sentence) else str(part)


def spoken(day: PartialDate) -> str:
    """Print a date: 25 June 2011, June 2011, 2011."""
    if _spoken.get() == OWN:
        return day.spoken
    return format_skeleton(SKELETONS[day.precision], day.first_day, locale=get_locale())


def month_told(day: date) -> str:
    """Print a month, short: Jun 2011."""
    if _spoken.get() == OWN:
        return f"{MONTHS[day.month - 1][:3]} {day.year}"
    return format_skeleton("yMMM", day, locale=get_locale())


def number(value: int) -> str:
    """Print a number with its thousands parted."""
    return f"{value:,}" if _spoken.get() == OWN else format_decimal(value, locale=get_locale())


def own(text: str) -> str:
    """Mark words that stay as they were written, where ours around them are in another language."""
    return text if _spoken.get() == OWN or not text else Markup('<span lang="{}">{}</span>').format(OWN, text)


def in_ours() -> Markup:
    """Return the attribute for words of ours within a quotation that `in_language` has marked."""
    return Markup() if _spoken.get() == OWN else Markup(' lang="{}"').format(_spoken.get())


def in_language(code: str | None = None) -> Markup:
    """Return the attribute that says in which language an element's words are; nothing where it is the page's own."""
    if code is None and _spoken.get() == OWN:
        return Markup()
    return Markup(' lang="{}"').format(code or OWN)


def keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """Let the addresses on a page lead to pages in its language."""
    if _spoken.get() != OWN and endpoint in TELLING:
        values.setdefault(NAME, _spoken.get())


def language_view() -> dict[str, Any]:
    """Give templates the language, the same page in the others, and what a form keeps of the choice."""
    code = _spoken.get()
    kept = Markup('<input type="hidden" name="{}" value="{}" />').format(NAME, code) if code != OWN else Markup()
    return {"language": code, "languages": _others(code), "kept_language": kept}


def _others(code: str) -> list[Other]:
    """Return this page in every language but its own; nothing where it is told in one alone."""
    if not has_request_context() or not _is_told():
        return []
    given = [(name, value) for name, value in request.args.items(multi=True) if name != NAME]
    others = []
    for other, name in LANGUAGES.items():
        if other != code:
            query = urlencode(given if other == OWN else [*given, (NAME, other)])
            href = request.script_root + quote(request.path, safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")
            others.append(Other(other, name, href, base_url() + href.removeprefix(request.script_root)))
    return others
