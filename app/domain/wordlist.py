"""Words as alignment and anchoring weigh them: which carry meaning, which only join, which turn a sentence round.

The lists cover the languages that labels are known in: English, Spanish, French, German, Portuguese.
"""

from __future__ import annotations

import re
from functools import lru_cache

_JOINING = """
a about after also am an and any are as at be been being before but by can could did do does for from had has have he
her him his how i if in into is it its may me might more most must my of on once one or our out over own shall she
should so some such than that the their them then there these they this those through to too under up us very was we
were what when where which while who whom whose why will with would you your
ll m re s t ve
al como con cual cuando cómo cuál cuándo de del desde dónde e el ella ellos en entre era es esa ese eso esta este esto
está están fue ha han hay la las le les lo los más me mi o para pero por porque puede pueden que qué quién se según ser
si sobre son su sus también te tiene tu u un una unos y ya yo
au aux avec c ce ces cette comment d dans des donc du elle elles est et eux il ils j je l leur leurs ma mais mes mon m n
ne nous on ont ou où par peut plus pour pourquoi qu quand que quel quelle quelles quels qui s sa sera ses son sont sur t
ta tes toi ton tu une vous à être
aber als am an auch auf aus bei bin bis da damit das dass dem den der des die dies diese dieser du durch ein eine einem
einen einer eines er es für haben hat ich ihr ihre im in ist kann können man mein mich mit muss nach oder sein sich sie
sind so über um und uns unter vom von vor wann warum was wenn wer werden wie wir wird wo zu zum zur
ao aos as até com como da das do dos ela ele eles em entre esta este eu foi isso mais mas meu minha na nas nos não num
numa o os ou para pela pelo por quais qual quando que quem se sem ser seu sua são também tem um uma você vos
"""
_NEGATING = """
no not never none nobody nothing neither nor cannot without hardly barely
nunca jamás ningún ninguna ninguno nadie nada sin tampoco
pas jamais aucun aucune rien sans
nicht kein keine keinen keinem keiner keines nie niemals ohne nichts
não nenhum nenhuma ninguém sem
"""

JOINING = frozenset(_JOINING.split())
NEGATING = frozenset(_NEGATING.split())
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\W_]++(?:['’]t\b(?<=[^\W_]n['’]t))?")
_STEM = 5  # letters that tell a word from another; the rest is its ending
JOINING_WEIGHT = 0.15  # of a word that carries meaning


def words_of(text: str) -> list[str]:
    """Return the words of a text in order, in lower case.

    An apostrophe parts words ("l'eau", "it's") but in "isn't"; a Chinese or Japanese character is a word.
    """
    return WORD.findall(text.casefold())


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return what a lower-case word shares with its other forms: its first five letters.

    A number stays whole; so does a joining or negating word, with "~" before it.
    """
    if is_joining(word) or is_negating(word):
        return f"~{word}"
    return word if word[0].isdigit() else word[:_STEM]


def stems_of(text: str) -> frozenset[str]:
    """Return the stems of a text's words."""
    return frozenset(map(stem, words_of(text)))


def joins(stem_of_word: str) -> bool:
    """Tell whether a stem is that of a joining or negating word."""
    return stem_of_word[0] == "~"


def is_joining(word: str) -> bool:
    """Tell whether a lower-case word only joins, so that two texts sharing it need not speak of one thing."""
    return word in JOINING


def is_negating(word: str) -> bool:
    """Tell whether a lower-case word can turn a sentence round ("not", "never", "isn't", "sin", "kein")."""
    return word in NEGATING or word.endswith(("n't", "n’t"))
