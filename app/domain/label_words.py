"""The words by which agencies label the two sides of a pair, in five languages, as a table."""

from __future__ import annotations

import re
from enum import StrEnum


class Role(StrEnum):
    """What a label says of the words after it."""

    CLAIM = "claim"
    REBUTTAL = "rebuttal"
    QUESTION = "question"
    ANSWER = "answer"
    VERDICT = "verdict"  # the agency's own verdict on a statement ("MOSTLY FALSE")
    FIELD = "field"  # announces a verdict ("Verdict: false")


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
            "lo que es verdad|datos|el dato|los datos|evidencia|lo que hay que saber|lo que debe saber|"
            "lo que debes saber"
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
            "faux bruit|on entend|nous entendons|on lit|on raconte"
        ),
    ),
    (
        "fr",
        Role.REBUTTAL,
        (
            "fait|faits|le fait|les faits|réalité|la réalité|vérité|la vérité|info|en réalité|en vérité|"
            "ce qu’il en est|réponse de l’agence|explication|en fait|notre réponse|la réponse|précision|"
            "mise au point|ce qui est vrai|ce que l’on sait|ce que disent les faits|ce que nous savons|"
            "les faits réels|nos explications|ce qu’il faut savoir|ce qu'il faut savoir|ce que vous devez savoir|"
            "bon à savoir"
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
            "die antwort|tatsache ist|fakt ist|wahr ist|die wirklichkeit|der faktencheck|gut zu wissen|"
            "was sie wissen sollten|was man wissen muss"
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
            "a realidade é|o que é verdade|verdadeiro é|dado|os dados|o que é preciso saber|o que você precisa saber|"
            "o que deve saber"
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
PLURALS = frozenset(_PLURAL_WORDS.split("|"))
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
SHORT = frozenset(word for word in ROLE_OF if len(word) == 1)
# Verdicts that only a page whose labels are verdicts holds.
GRADED = re.compile(
    r"\b(?:partial|partly|part|mostly|half|sometimes|likely|unlikely|parcial|mayormente|em parte|en partie|plutôt|"
    r"partiel|teilweise|größtenteils)",
    re.IGNORECASE,
)
