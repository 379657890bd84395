"""The words by which agencies label the two sides of a pair, as a table, and how such a label is recognised.

A *label* is a role word with what agencies put around it: a topic before ("Tornado myth"), a number ("Myth #3"), and
a separator (colon, dash, full stop, end of line, or nothing). Whether a page really uses it as a label is decided for
the whole page, in `roles.py`; here only its form is read.
"""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from app.domain.letters import lowered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Role(StrEnum):
    """What a label says of the words after it."""

    CLAIM = "claim"
    REBUTTAL = "rebuttal"
    QUESTION = "question"
    ANSWER = "answer"
    VERDICT = "verdict"  # the agency's own verdict on a statement ("MOSTLY FALSE")
    FIELD = "field"  # announces a verdict ("Verdict: false")


class Style(StrEnum):
    """How a label is set off from the words after it."""

    COLON = "colon"
    DASH = "dash"
    DOT = "dot"
    ALONE = "alone"
    BARE = "bare"


# language, role, words. A word that serves in two languages stands once. Words of two roles (FACT as a verdict) are
# resolved by the page. "|" parts the words.
_TABLE: tuple[tuple[str, Role, str], ...] = (
    (
        "en",
        Role.CLAIM,
        (
            "fiction|fictions|myth|myths|rumor|rumors|rumour|rumours|claim|claims|false claim|the claim|"
            "misconception|misconceptions|misinformation|disinformation|misperception|misunderstanding|falsehood|"
            "fantasy|fable|hoax|lie|allegation|accusation|assertion|criticism|fake news|old wives' tale|"
            "urban legend|the myth|the rumor|the fiction|what you may have heard|what you might have heard|"
            "what you’ve heard|what you've heard|what you may hear|you may have heard|you might have heard|"
            "what people say|what some say|what they say|they say|what they claim|what critics say|critics say|"
            "critics claim|some say|what we hear|we’ve heard|we've heard|heard on social media|contention|"
            "the contention|charge|the charge|false narrative|narrative|inaccurate statement|statement|"
            "what we heard|what you heard|what you’ve been told|what you've been told|you said|what you said|"
            "you asked|you told us|objection|the objection|concern|public concern|your concern|comment|"
            "public comment|complaint|common belief|popular belief|belief|the belief|talking point|the spin|spin|"
            "opponents say|opponents claim|the allegation|common myth|common misconception|popular myth|"
            "online claim|viral claim|false rumor|false rumour|legend|misstatement|the misconception"
        ),
    ),
    (
        "en",
        Role.REBUTTAL,
        (
            "fact|facts|factual|the fact|the facts|get the fact|get the facts|fact check|fact-check|reality|"
            "realities|the reality|truth|the truth|truths|the real story|the record|setting the record straight|"
            "our response|response|agency response|rebuttal|correction|actual fact|actually|what’s true|"
            "what's true|what is true|what we know|what the evidence says|what the science says|"
            "what the facts say|we say|we know|in reality|the law|clarification|reality check|"
            "what’s really happening|what is really happening|here’s the truth|here's the truth|"
            "here are the facts|the real facts|what you should know|the bottom line|explanation|reply|our reply|"
            "agency reply|staff response|department response|city response|county response|what we did|we did|"
            "what we’re doing|what we're doing|what we are doing|our action|the science|what really happens|"
            "what actually happens|what happened|in fact|in truth|the truth is|the reality is|the fact is|"
            "fact is|myth buster|mythbuster|myth-buster|myth busted|myth debunked|truth check|facts check|"
            "the real fact|here is the truth|here's what’s true|the actual facts|actual facts|evidence|"
            "the evidence|our position|know the facts|here’s the fact|what the law says|what the data show|"
            "what the data says"
        ),
    ),
    ("en", Role.QUESTION, "question|q"),
    ("en", Role.ANSWER, "answer|a|our answer|the answer"),
    (
        "en",
        Role.VERDICT,
        (
            "true|false|mostly true|mostly false|half true|half-true|partly true|partly false|partially true|"
            "partially false|partially fact|partly fact|mostly fact|part fact|partially fiction|partly fiction|"
            "mostly fiction|not true|not quite true|untrue|likely|not likely|unlikely|very unlikely|very likely|"
            "possible|possibly|impossible|plausible|not plausible|misleading|inaccurate|accurate|incorrect|"
            "correct|wrong|right|"
            "unproven|unsupported|unconfirmed|unfounded|unverified|unknown|unclear|disputed|debunked|busted|confirmed|"
            "verified|fake|exaggerated|outdated|out of context|missing context|needs context|it depends|mixed|mixture|"
            "in part|partly|partially|partially correct|partly correct|mostly correct|partially accurate|"
            "sometimes true|sometimes|both"
        ),
    ),
    (
        "en",
        Role.FIELD,
        (
            "verdict|our verdict|rating|our rating|ruling|status|conclusion|finding|assessment|determination|"
            "fact or fiction|true or false|fact or myth|myth or fact"
        ),
    ),
    (
        "es",
        Role.CLAIM,
        (
            "mito|mitos|el mito|rumor|el rumor|rumores|bulo|bulos|ficción|falsedad|creencia|creencia popular|"
            "lo que se dice|dicen|afirmación|desinformación|idea errónea|falso mito|leyenda|leyenda urbana|"
            "noticia falsa|mentira|acusación|objeción|crítica|lo que dicen|lo que se oye|se dice|se dice que"
        ),
    ),
    (
        "es",
        Role.REBUTTAL,
        (
            "hecho|hechos|el hecho|los hechos|realidad|la realidad|verdad|la verdad|dato|lo cierto|aclaración|"
            "en realidad|lo que es cierto|la respuesta|nuestra respuesta|explicación|la realidad es|la verdad es|"
            "lo que es verdad|datos|el dato|los datos|evidencia"
        ),
    ),
    ("es", Role.QUESTION, "pregunta|p"),
    ("es", Role.ANSWER, "respuesta|r"),
    (
        "es",
        Role.VERDICT,
        (
            "verdadero|cierto|parcialmente cierto|parcialmente verdadero|falso|parcialmente falso|mayormente falso|"
            "engañoso|no probado|no es cierto|en parte|a medias|depende"
        ),
    ),
    ("es", Role.FIELD, "veredicto|calificación|conclusión"),
    (
        "fr",
        Role.CLAIM,
        (
            "mythe|mythes|le mythe|rumeur|rumeurs|la rumeur|idée reçue|idées reçues|idée fausse|intox|"
            "fausse nouvelle|on dit|ce qu’on dit|ce qu'on entend|ce qu’on entend|affirmation|croyance|préjugé|"
            "allégation|accusation portée|critique|cliché|on dit que|ce que l’on entend|ce que l'on entend|"
            "ce que l’on dit|on entend dire|désinformation|infox|légende urbaine|les idées reçues|fausse rumeur|"
            "faux bruit"
        ),
    ),
    (
        "fr",
        Role.REBUTTAL,
        (
            "fait|faits|le fait|les faits|réalité|la réalité|vérité|la vérité|info|en réalité|en vérité|"
            "ce qu’il en est|réponse de l’agence|explication|en fait|notre réponse|la réponse|précision|"
            "mise au point|ce qui est vrai|ce que l’on sait|ce que disent les faits|ce que nous savons|"
            "les faits réels|nos explications"
        ),
    ),
    ("fr", Role.QUESTION, "la question"),
    ("fr", Role.ANSWER, "réponse"),
    (
        "fr",
        Role.VERDICT,
        (
            "vrai|faux|plutôt vrai|plutôt faux|partiellement vrai|partiellement faux|en partie vrai|trompeur|"
            "non prouvé|en partie|à moitié vrai|vrai et faux|à nuancer|pas si simple|pas si vite|plus compliqué|"
            "c’est plus compliqué|c'est plus compliqué|presque vrai|presque faux|oui et non"
        ),
    ),
    ("fr", Role.FIELD, "verdict|vrai ou faux"),
    (
        "de",
        Role.CLAIM,
        (
            "mythos|mythen|der mythos|gerücht|gerüchte|das gerücht|behauptung|irrtum|vorurteil|fiktion|"
            "falschmeldung|falschbehauptung|legende|märchen|aussage|einwand|vorwurf|kritik|man hört|man sagt|"
            "es heißt|angeblich|falsche behauptung|ammenmärchen|fehlannahme|trugschluss|missverständnis|"
            "was man hört|was behauptet wird|das märchen|der irrtum"
        ),
    ),
    (
        "de",
        Role.REBUTTAL,
        (
            "fakt|fakten|der fakt|die fakten|tatsache|tatsachen|wahrheit|die wahrheit|realität|die realität|"
            "wirklichkeit|faktencheck|richtigstellung|erklärung|richtig ist|tatsächlich|in wirklichkeit|"
            "klarstellung|korrektur|unsere antwort|stellungnahme|so ist es wirklich|so ist es|was stimmt|"
            "die antwort|tatsache ist|fakt ist|wahr ist|die wirklichkeit|der faktencheck"
        ),
    ),
    ("de", Role.QUESTION, "frage|f"),
    ("de", Role.ANSWER, "antwort"),
    (
        "de",
        Role.VERDICT,
        (
            "wahr|falsch|richtig|teilweise wahr|teilweise richtig|teilweise falsch|größtenteils falsch|irreführend|"
            "unbelegt|stimmt|stimmt nicht|stimmt teilweise|teilweise|zum teil|teils, teils|jein|halb wahr"
        ),
    ),
    ("de", Role.FIELD, "urteil|bewertung|fazit"),
    (
        "pt",
        Role.CLAIM,
        (
            "o mito|boato|boatos|o boato|ficção|crença|o que dizem|alegação|desinformação|lenda|lenda urbana|"
            "notícia falsa|acusação|objeção|diz-se|dizem que|ideia errada|equívoco"
        ),
    ),
    (
        "pt",
        Role.REBUTTAL,
        (
            "facto|factos|fato|fatos|o facto|o fato|os factos|os fatos|verdade|a verdade|realidade|a realidade|"
            "esclarecimento|na verdade|na realidade|a resposta|nossa resposta|a nossa resposta|explicação|"
            "a realidade é|o que é verdade|verdadeiro é|dado|os dados"
        ),
    ),
    ("pt", Role.QUESTION, "pergunta"),
    ("pt", Role.ANSWER, "resposta"),
    (
        "pt",
        Role.VERDICT,
        (
            "verdadeiro|em parte verdadeiro|parcialmente verdadeiro|parcialmente falso|enganoso|enganador|"
            "não é verdade|é fake|é falso|é fato|é verdade|em parte|meia verdade|depende|não é bem assim|impreciso|"
            "fora de contexto"
        ),
    ),
    ("pt", Role.FIELD, "veredito|veredicto|conclusão"),
)

ROLE_OF = {word: role for _, role, words in reversed(_TABLE) for word in words.split("|")}
_PLURAL_WORDS = (
    "fictions|myths|rumors|rumours|claims|misconceptions|facts|realities|truths|the facts|mitos|bulos|rumores|"
    "hechos|los hechos|mythes|rumeurs|idées reçues|faits|les faits|mythen|gerüchte|fakten|die fakten|tatsachen|"
    "boatos|factos|fatos|os factos|os fatos"
)
_PLURALS = frozenset(_PLURAL_WORDS.split("|"))
# Verdicts that can serve as the labels of the two sides: "False: … True: …".
_DENIES = "false|wrong|incorrect|not true|untrue|fake|falso|faux|falsch|não é verdade|é fake|é falso|no es cierto"
_AFFIRMS = "true|right|correct|verdadero|cierto|vrai|richtig|wahr|verdadeiro|é fato|é verdade"
SIDE_OF_VERDICT = dict.fromkeys(_DENIES.split("|"), Role.CLAIM) | dict.fromkeys(_AFFIRMS.split("|"), Role.REBUTTAL)
# Words of the two sides that serve as verdicts on statements too.
_CORE_WORDS = (
    "fact|fiction|myth|hoax|fake news|rumor|rumour|reality|truth|fantasy|mito|hecho|realidad|verdad|bulo|mentira|"
    "ficción|mythe|intox|info|réalité|vérité|mythos|fakt|tatsache|gerücht|irrtum|fiktion|boato|fato|facto|verdade|ficção"
)
CORE_SIDES = frozenset(_CORE_WORDS.split("|"))
_SHORT = frozenset(word for word in ROLE_OF if len(word) == 1)
# Verdicts that only a page whose labels are verdicts holds.
GRADED = re.compile(
    r"\b(?:partial|partly|part|mostly|half|sometimes|likely|unlikely|parcial|mayormente|em parte|en partie|plutôt|"
    r"partiel|teilweise|größtenteils)",
    re.IGNORECASE,
)

# Words that a topic before a role word never is: "this is a myth:", "in fact".
_NO_TOPIC = (
    "is|are|was|were|be|a|an|this|that|these|those|it|he|she|we|they|you|i|not|no|in|on|at|of|for|to|and|or|but|with|"
    "by|as|from|our|your|their|his|her|its|what|why|how|when|who|if|so|here|there|vs|versus|has|have|will|can|"
    "y|o|de|en|et|ou|du|des|un|une|und|oder|von|ein|eine|e|do|da|um|uma|es|est|ist|é"
)
_NUMERALS = "one|two|three|four|five|six|seven|eight|nine|ten|uno|dos|tres|un|deux|trois|eins|zwei|drei|um|dois|três"
_LONG = sorted((word for word in ROLE_OF if word not in _SHORT), key=len, reverse=True)
_WORDS = "|".join(re.escape(word).replace(r"\ ", r"\s") for word in _LONG)
_CAPITALS = "|".join(re.escape(word.upper()).replace(r"\ ", r"\s") for word in _LONG)
_NUMBER = (
    r"(?:\s?(?i:#|№|no\.?|nr\.?|n[.º°]+|num\.?|number|número|numéro|nummer)?\s?"
    rf"(?P<number>\d{{1,3}}(?!\w)|(?i:{_NUMERALS})(?!\w))(?:\s(?:of|de|von|sur)\s\d{{1,3}})?)?"
)
_TOPIC = rf"(?P<topic>(?:(?!(?i:{_NO_TOPIC})\b)[^\W\d_][\w’'-]{{0,20}}\s){{1,3}}?)??"
_MARKS = r"[*_]{0,3}"
_SIGN = r"(?:\s?[^\w\s\x00-\x7f«»¿¡‐-›]{1,3})?"  # "Fact ✅:"
_COLON = rf"(?P<colon>{_SIGN}\s?{_MARKS}\s?[::]\s?{_MARKS})"
_CAPITAL = r"(?=[^\W\d_a-zß-öø-ÿ])"
_TO_CAPITAL = r"[^\W\d_a-zß-öø-ÿ](?!\w{0,20}-)(?i:(?<!c)(?!heck|inding|ind\b|heet|ased|ust|ree))"  # "Fact-There is"
_SEPARATOR = (
    rf"(?:{_COLON}"
    rf"|(?P<alone>{_MARKS}[^\S\n]?(?=\n|$))"
    rf"|(?P<dash>\s?{_MARKS}(?:[–—]|\s-{{1,2}}\s|-\s|-(?={_TO_CAPITAL}))\s?{_MARKS}|[ \t]{{2,40}}(?=\S))"
    rf"|(?P<dot>{_MARKS}(?:[.)]|\.[-–—]){_MARKS}(?=\s|$))"
    rf"|(?P<bare>{_MARKS}\s{_MARKS}(?:{_CAPITAL}|(?=[\"“‘'«„¿¡\d]))))"
)
_OPENING = re.compile(
    r"[^\w\s\"“”'‘’«»„(\[*_]{0,4}[\s*_]{0,6}(?:[(\[]?\d{1,3}[.):\]]\s{1,2})?" + _MARKS + r"(?P<name>"
    rf"{_TOPIC}(?P<word>(?i:{_WORDS}))|(?P<short>[QAPRF]))(?![^\W\d]){_NUMBER}{_SEPARATOR}\s*"
)
_INSIDE = re.compile(
    r"(?:(?<=[.!?:;…\"”’)\]])\s{0,3}(?:[^\w\s.,;:!?()\[\]\"“”'‘’«»/-]{1,3}\s{0,2})?|\n\s{0,8})"
    + _MARKS
    + rf"(?P<name>{_CAPITAL}"
    rf"{_TOPIC}(?P<word>(?i:{_WORDS}))(?!\w))(?P<short>(?!))?{_NUMBER}{_COLON}\s*"
)
_GLUED = re.compile(
    rf"(?:(?<=[a-zß-öø-ÿ»«])\s?|(?<=\d))(?P<name>(?P<topic>(?!))?(?P<word>{_CAPITALS}))(?P<short>(?!))?{_NUMBER}{_COLON}\s*"
)
_ANSWER_LETTER = re.compile(  # in the question's own paragraph
    r"(?<=[?？])\s{1,3}(?P<name>(?P<topic>(?!))?(?P<word>(?!))?(?P<short>[AR]))(?P<number>\d{1,3})?(?P<dot>[.)])\s+"
)
_LINE_DASHED = re.compile(  # a line inside a block
    r"(?<=\n)[^\S\n]{0,8}"
    + _MARKS
    + rf"(?P<name>(?P<topic>(?!))?(?P<word>(?i:{_WORDS})))(?P<short>(?!))?(?![^\W\d]){_NUMBER}"
    rf"(?P<dash>\s?{_MARKS}(?:[–—]|\s-{{1,2}}\s|-\s)\s?{_MARKS})\s*"
)
_DASHED = re.compile(  # in the paragraph of a label that a dash sets off
    r"(?<=[.!?…\"”’)\]])\s{1,3}"
    + _MARKS
    + rf"(?P<name>{_CAPITAL}(?P<topic>(?!))?(?P<word>(?i:{_WORDS})))(?P<short>(?!))?"
    rf"{_NUMBER}(?P<dash>\s?{_MARKS}(?:[–—]|-{{1,2}}\s)\s?{_MARKS})\s*"
)
_COLON_SIGN = re.compile("[::]")
_LONGEST_LABEL = 150
_LONGEST_GAP = 20
_SENTENCE_END = re.compile(r"[.!?;]")
_DECORATION_WORDS = 4
_SHEET = re.compile(r"(?:sheet|finder|book|file|checker)s?\b", re.IGNORECASE)


class Label(NamedTuple):
    """A label's form. `start` and `end` are its range in the text it was found in, separator included.

    `name` is the label as the page writes it, without number ("Election fact"); `word` the folded role word.
    """

    start: int
    end: int
    role: Role
    name: str
    word: str
    style: Style
    number: str | None
    opening: bool

    @property
    def plural(self) -> bool:
        """Whether the role word is a plural, as section titles have it ("Rumors")."""
        return self.word in _PLURALS

    @property
    def capitals(self) -> bool:
        """Whether the label is written in capitals."""
        return self.name.isupper()

    @property
    def strong(self) -> bool:
        """Whether the form alone makes it a label: a colon or a number."""
        return self.style is Style.COLON or self.number is not None


def label_at_start(text: str) -> Label | None:
    """Read the label with which `text` opens, or None."""
    match = _OPENING.match(text)
    return _label(match, opening=True) if match else None


def labels_in(text: str) -> list[Label]:
    """List the labels in one block's text in order: at its start, at a line's start, and after a sentence's end."""
    first = label_at_start(text)
    found = [first] if first else []
    inside: Iterable[Label | None]
    inside = (_label(match, opening=match[0].startswith("\n")) for match in _matches_inside(text))
    if first and first.role is Role.QUESTION:
        inside = chain(inside, (_label(match, opening=True) for match in _ANSWER_LETTER.finditer(text, first.end)))
    if first and first.style is Style.DASH:
        answers = (_label(match, opening=True) for match in _DASHED.finditer(text, first.end))
        inside = chain(inside, (label for label in answers if label and label.role is not first.role))
    inside = chain(inside, (_label(match, opening=True) for match in _LINE_DASHED.finditer(text)))
    found += [label for label in inside if label and (not first or label.start >= first.end)]
    return _without_decoration(text, sorted(found))


def _matches_inside(text: str) -> Iterator[re.Match[str]]:
    """Yield the labels that end in a colon; only the words right before one are looked at."""
    position = 0
    for colon in _COLON_SIGN.finditer(text):
        start = max(position, colon.start() - _LONGEST_LABEL)
        for pattern in (_INSIDE, _GLUED):
            yield from pattern.finditer(text, start, colon.end() + _LONGEST_GAP)
        position = colon.end()


def _label(match: re.Match[str], *, opening: bool) -> Label | None:
    """Build the label of a match; None where the words are no label after all ("Fact Sheet")."""
    group = match.groupdict()
    word = " ".join(lowered(group["word"] or group["short"]).split())
    style = next(style for style in Style if group.get(style) is not None)
    role = ROLE_OF[word]
    if word in _SHORT and style in {Style.DASH, Style.BARE}:
        return None
    if group["topic"] and (style is Style.BARE or (style is Style.DOT and not group["number"])):
        return None
    if style is Style.BARE and _SHEET.match(match.string, match.end()):
        return None
    if role in {Role.VERDICT, Role.FIELD} and (group["topic"] or group["number"]):
        return None
    return Label(match.start(), match.end(), role, match["name"].strip(), word, style, group["number"], opening)


def _without_decoration(text: str, labels: list[Label]) -> list[Label]:
    """Join a label with the same role's label before it, as alternative text leaves it ("Fact - Green tickFACT:")."""
    kept: list[Label] = []
    for label in labels:
        last = kept[-1] if kept else None
        if last and last.role is label.role and _is_decoration(text[last.end : label.start]):
            kept[-1] = label._replace(start=last.start, opening=last.opening)
        else:
            kept.append(label)
    return kept


def _is_decoration(between: str) -> bool:
    return len(between.split()) <= _DECORATION_WORDS and not _SENTENCE_END.search(between)
