"""The words by which a text promises: deadlines, limits, recurrences, targets, in five languages."""

from __future__ import annotations

import re

SPANS = frozenset({"hour", "day", "business day", "week", "month", "quarter", "year", "minute"})
REACH = 60
DEADLINE = re.compile(
    r"\b(?:(?:with)?in (?:no|not) more than|within(?: at most| about)?|(?:no|not) later than|in (?:under|less than)|"
    r"dentro de(?: los| las)?|en un plazo de|dans (?:les|un délai de)|sous|innerhalb von|innerhalb|binnen|"
    r"no prazo de|em até|dentro do prazo de|au plus tard (?:dans|sous)|d’ici|d'ici)(?: the)?(?: next| first| "
    r"following)?"
    r"\s{1,3}$|\b(?:in|over) the (?:next|coming)\s{1,3}$",
    re.IGNORECASE,
)
IN = re.compile(r"\bin(?: about)?\s{1,3}$", re.IGNORECASE)
LIMIT = re.compile(
    r"\b(?:(?:no|not|never) (?:more|longer|greater|fewer|less|later) than|at most|(?:a )?maximum(?: of)?|limited to|"
    r"(?:not|never) exceed(?:ing)?|capped at|a cap of|no más de|máximo de|pas plus de|au maximum|höchstens|maximal|"
    r"nicht (?:länger|mehr) als|não mais de|no máximo|no superior a|hasta un máximo de|como máximo|plafonn\w+ à|"
    r"no (?:podrá|podrán|puede|pueden) (?:superar|exceder)(?: de| los| las)?|não (?:pode|poderá|podem) (?:ultrapassar|"
    r"exceder)(?: os| as)?|ne (?:peut|peuvent|doit|doivent|pourra) (?:pas )?(?:dépasser|excéder)|"
    r"(?:delet|eras|destroy|purg|discard|overwrit)\w*(?: automatically)? after|"
    r"(?:borra|elimina|destru|suprim)\w* (?:a l[oa]s|después de|tras|pasad[oa]s|al cabo de)|"
    r"(?:effac|supprim|détrui)\w* (?:automatiquement )?(?:après|au bout de)|"
    r"(?:apag|elimin|destru|exclu)\w* (?:após|depois de))\s{1,3}$",
    re.IGNORECASE,
)
AFTER = re.compile(r"\bnach\s{1,3}$", re.IGNORECASE)  # German has its verb last
DELETED = re.compile(r"\s{1,3}(?:automatisch )?(?:gelöscht|vernichtet|entfernt|überschrieben)\b", re.IGNORECASE)
_MORE_THAN = (
    r"\b(?:(?:more|longer|greater|fewer|less) than|exceed(?:s|ing)?|beyond|over|above|(?:por )?(?:más|mais) de|"
    r"(?:mehr|länger) als|(?:plus|moins) de)\s"
)
MORE = re.compile(_MORE_THAN + r"{1,3}$", re.IGNORECASE)
OPENS_MORE = re.compile(_MORE_THAN, re.IGNORECASE)
AT_MOST_AFTER = re.compile(
    r"\s{1,3}(?:at (?:the )?most|or (?:less|fewer)|maximum\b|au maximum|au plus\b(?! tard)|como máximo|no máximo|"
    r"höchstens)",
    re.IGNORECASE,
)
FLOOR = re.compile(r"\b(?:up to|at least|(?:a )?minimum of|(?:no|not) (?:fewer|less) than)\s{1,3}$", re.IGNORECASE)
AT_LEAST = re.compile(r"\b(?:at least|minimum|(?:no|not) (?:fewer|less))\b[^.]{0,12}$", re.IGNORECASE)
PAST = re.compile(r"\b(?:has|have|had|was|were|been|ago)\b", re.IGNORECASE)
ALLOWS = re.compile(r"\b(?:may|can)\b", re.IGNORECASE)
NEGATED = re.compile(
    r"\b(?:not|no|never|cannot|without|neither|nor|nobody|none|nadie|ningun[oa]?|não|nenhum[a]?|ne|aucune?|nicht|"
    r"keine?\w?|"
    r"niemand)\b|n[’']t\b",
    re.IGNORECASE,
)
EVERY = re.compile(
    r"\b(?:every|each|once every|once each|at least every|cada|tous les|toutes les|alle)\s{1,3}$", re.IGNORECASE
)
FUTURE = re.compile(
    r"\b(?:will|shall|must|to be|on track|plans?|planned|aims?|goal|expects?|expected|is to|are to|scheduled|committed|"
    r"commits?|intends?|required|requires?|target|pledges?|promises?|by the end of|deadline|due|going to|"
    r"deberán?|[^\W\d_]{1,20}(?:rá|rán|rão|remos)|sera|aura|fera|ira|pourra|devra|[^\W\d_]{2,20}(?:ront|rons|liera|fiera|ttra|ndra)|"
    r"doit|doivent|wird|werden|soll|sollen|muss|müssen|deve|devem)\b",
    re.IGNORECASE,
)
BY = re.compile(
    r"\b(?:by|before|no later than|not later than|on or before|prior to|until|antes del?|para|avant(?: le)?|"
    r"d’ici(?: le| à)?|bis(?: spätestens)?(?: zum)?|até(?: ao?| o dia)?|a más tardar(?: el)?|antes de|hasta(?: el)?|"
    r"au plus tard(?: le)?|spätestens(?: am| bis| zum| bis zum)?|o mais tardar(?: em)?)(?: the)?(?: end of| "
    r"beginning of| start of| close of| early| late| mid| spring(?: of)?|"
    r" summer(?: of)?| autumn(?: of)?| fall(?: of)?| winter(?: of)?)?[\s-]{1,3}$",
    re.IGNORECASE,
)
AT_THE_LATEST = re.compile(
    r"\b(?:later than|a más tardar|au plus tard|spätestens|o mais tardar|d[’']ici)\b", re.IGNORECASE
)  # a promise in any tense
PAST_BIS = re.compile(r"\b(?:war|waren|wurden?|hatten?|fuhr\w*|gab(?:en)?)\b", re.IGNORECASE)
DELIVERY = re.compile(
    r"\b(?:deliver|publish|report|issue|complete|submit|release|finish|launch|post|send|provide|install|train|conduct)",
    re.IGNORECASE,
)
FREQUENCY = {
    "daily": (1, "day"),
    "weekly": (1, "week"),
    "fortnightly": (2, "week"),
    "monthly": (1, "month"),
    "quarterly": (1, "quarter"),
    "semiannual": (6, "month"),
    "semiannually": (6, "month"),
    "semi-annual": (6, "month"),
    "semi-annually": (6, "month"),
    "biannual": (6, "month"),
    "biannually": (6, "month"),
    "annual": (1, "year"),
    "annually": (1, "year"),
    "yearly": (1, "year"),
    "twice yearly": (6, "month"),
    "twice-yearly": (6, "month"),
    "twice annually": (6, "month"),
    "biennial": (2, "year"),
    "biennially": (2, "year"),
}
FREQUENCY_AFTER_NOUN = {
    "trimestral": (1, "quarter"),
    "trimestralmente": (1, "quarter"),
    "trimestriel": (1, "quarter"),
    "trimestrielle": (1, "quarter"),
    "vierteljährlich": (1, "quarter"),
    "halbjährlich": (6, "month"),
    "wöchentlich": (1, "week"),
    "täglich": (1, "day"),
    "semestral": (6, "month"),
    "semestralmente": (6, "month"),
    "semestriel": (6, "month"),
    "semestrielle": (6, "month"),
    "semanal": (1, "week"),
    "semanalmente": (1, "week"),
    "hebdomadaire": (1, "week"),
    "diariamente": (1, "day"),
    "quotidien": (1, "day"),
    "quotidienne": (1, "day"),
    "mensual": (1, "month"),
    "mensualmente": (1, "month"),
    "mensuel": (1, "month"),
    "mensuelle": (1, "month"),
    "monatlich": (1, "month"),
    "mensal": (1, "month"),
    "mensalmente": (1, "month"),
    "anual": (1, "year"),
    "anualmente": (1, "year"),
    "annuel": (1, "year"),
    "annuelle": (1, "year"),
    "jährlich": (1, "year"),
    "jährliche": (1, "year"),
}
EVERY_FREQUENCY = FREQUENCY | FREQUENCY_AFTER_NOUN
UNIT_NAMES = (
    r"day|week|month|quarter|year|día|semana|mes|trimestre|año|jour|semaine|mois|an|année|tag|woche|monat|quartal|jahr|"
    r"dia|mês|ano"
)
OFTEN = re.compile(
    r"\b(?:(?P<word>" + "|".join(sorted(EVERY_FREQUENCY, key=len, reverse=True)) + r")"
    r"|every (?P<skip>other|second|third) (?P<skipped>day|week|month|quarter|year)"
    r"|(?:each|every) (?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    rf"|(?:each|every|once an?|once (?:each|every|per)|cada|una vez al|chaque|jede[nrs]?|einmal (?:im|pro)|a cada|"
    rf"uma vez por|todos os|todas as|tod[oa](?: [oa])?|todos los|todas las|tous les|toutes les) "
    rf"(?P<unit>{UNIT_NAMES})(?:e?s)?"
    r"|(?P<count>twice|(?:two|three|four|six) times) (?:an?|per|each|every) (?P<per>day|week|month|quarter|year))\b",
    re.IGNORECASE,
)
SKIPS = {"other": 2, "second": 2, "third": 3}
# "within a month": a span of one that no number names.
SPAN_OF_ONE = re.compile(
    r"\b(?:within|inside|dentro de|en(?: el)?(?: plazo de)?|dans(?: un délai d’)?|sous|innerhalb|binnen|no prazo de)\s"
    r"(?P<half>half )?(?:an?|the|un|una|une|um|uma|eine[rsnm]?)\s(?P<unit>hour|day|week|fortnight|month|quarter|"
    r"year|hora|día|"
    r"semana|mes|año|heure|jour|semaine|mois|an|stunde|woche|monats?|jahres|tages|mês|ano)\b",
    re.IGNORECASE,
)
COUNTS = {"twice": 2, "two times": 2, "three times": 3, "four times": 4, "six times": 6}
MONTHS_A_YEAR = 12
LONGEST_SENTENCE = 4_000  # so that the work stays linear in text without full stops
ACTIVITY = re.compile(
    r"\b(?:review|report|audit|meet|inspect|train|survey|statement|updat|assess|publi|brief|test|consult|evaluat|"
    r"reun|réuni|trifft|tagt|menu|count|read|invit|tour|"
    r"hearing|check|visit|statistic|figures|analys|analyz|summar|newsletter|monitor|release|scorecard|examin|post|"
    r"conven|issue|submit|conduct|hold|certif|disclos|informe|revisi|auditor|rapport|bericht|prüf|relatóri|wertet)",
    re.IGNORECASE,
)
NEAR_WORDS = 4
SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]?\s+(?=[A-ZÀ-Þ“\"])|\n\s*\n")
ABBREVIATED = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|St|Gov|Sen|Rep)\.$")
CLAUSE = re.compile(r"[,;:–—()]")
COMPARED = re.compile(r"\b(?:(?:than|que|als|do que)\s(?:once\s|twice\s)?|for\s|per\s)$", re.IGNORECASE)
CLAUSE_ENDS = re.compile(
    r"\s?(?:[.;,:)]|$|(?:and|to|by|with|y|et|par|und|e|por)\b|"
    r"(?:ab|an|auf|aus|bekannt|durch|ein|heraus|mit|nach|statt|vor|weiter|zusammen)\s?[.;,])",  # parted verbs
    re.IGNORECASE,
)
STATISTIC = re.compile(
    r"\d|[$€£%]|\b(?:was|were|had|cost\w*|pa(?:y|ys|id)|earn\w*|spen[dt]\w*|receiv\w+|los(?:e|es|t)|cross\w*|die[ds]?|"
    r"grow\w*|million|thousand\w*|hundreds|cuest\w+|pag\w+|coût\w+|pai\w+|kost\w+|zahl\w+|cust\w+)\s",
    re.IGNORECASE,
)
