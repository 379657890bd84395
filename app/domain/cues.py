"""The words by which a phrase of the page's own speaks of what is said, or of what is so.

Agencies invent labels: "What you may hear" and "What is so", "On raconte que" and "Nous répondons". A reader tells the
sides by such words. They are weak: a phrase is read as a label only where the page repeats it in its place
(`own_labels.py`), or heads a table's column with it (`tables.py`).
"""

from __future__ import annotations

import re

from app.domain.label_words import ROLE_OF, Role

_SAID = (
    # English
    r"hear\w*|heard|sa(?:y|ys|id|ying)|told|tell\w*|rumou?r\w*|gossip|talk|claim\w*|alleg\w+|belie[fv]\w*|think|thought|"
    r"myths?|fictions?|legends?|tales?|stor(?:y|ies)|misconception\w*|misunderst\w+|worr(?:y|ies|ied)|fears?|concerns?|"
    r"objections?|critic\w*|complain\w*|opinion|assum\w+|suppos\w+|asked|asks?|questions?|allegedly|wrong|false|"
    # Spanish
    r"dicen?|dice|dicho|oyen?|oído|escucha\w*|cuentan?|creen?|creencia\w*|rumor(?:es)?|bulos?|mitos?|falso|preguntan?|"
    # French
    r"dit|disent|entend\w*|racont\w+|croi\w+|croyance|rumeurs?|prétend\w*|faux|mythes?|idées? reçues?|demand\w+|"
    # German
    r"hör\w*|gehört|sag\w+|gesagt|behaupt\w+|erzähl\w+|glaub\w+|heißt|gerüchte?|falsch|meinung|stammtisch|irrtum|frag\w*|"
    # Portuguese
    r"diz\w*|ouv\w+|contam?|acredit\w+|boatos?|pergunt\w+"
)
_IS_SO = (
    # English
    r"facts?|true|truth\w*|real\w*|actual\w*|answers?|repl(?:y|ies)|respon\w+|laws?|rules?|know\w*|known|evidence|"
    r"records?|correct\w*|right|explain\w*|explanation|clarif\w+|is so|figures|data|science|find|found|"
    # Spanish
    r"verdad\w*|ciert\w+|realidad|hechos?|respuestas?|respond\w+|contest\w+|sabemos|ley|datos?|aclar\w+|explic\w+|"
    # French
    r"vrai\w*|vérité|réal\w+|faits?|répon\w+|savons|loi|précis\w+|chiffres|"
    # German
    r"wahr\w*|richtig\w*|tatsäch\w+|tatsachen?|fakt\w*|antwort\w*|wirklich\w*|stimmt|wissen|gesetz|erklär\w+|so ist|"
    # Portuguese
    r"verdade\w*|realidade|fa[ct]{1,2}os?|respost\w+|lei|esclarec\w+|corret\w+"
)
_OURS = re.compile(r"(?:our|we|nuestr[ao]s?|notre|nos|nous|unsere?|wir|noss[ao]s?|nós)\b", re.IGNORECASE)
_CLAIM = re.compile(rf"\b(?:{_SAID})\b", re.IGNORECASE)
_REBUTTAL = re.compile(rf"\b(?:{_IS_SO})\b", re.IGNORECASE)


def tells_claim(phrase: str) -> bool:
    """Whether a phrase speaks of what somebody says."""
    return ROLE_OF.get(phrase.lower()) in {Role.CLAIM, Role.QUESTION} or _CLAIM.search(phrase) is not None


def tells_rebuttal(phrase: str) -> bool:
    """Whether a phrase speaks of what is so, or answers; "Our view" does, where it does not speak of what is said."""
    if _OURS.match(phrase) and not tells_claim(phrase):
        return True
    return ROLE_OF.get(phrase.lower()) in {Role.REBUTTAL, Role.ANSWER} or _REBUTTAL.search(phrase) is not None
