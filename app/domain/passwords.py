"""Which passwords are taken: long ones, of any characters, that are not among the first that a stranger would try.

What a stranger tries is told by rule: words and phrases that everybody uses, what is known of the person and the site,
runs of the alphabet or the keyboard, years, and the same again and again. A password must hold enough besides those.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SHORTEST_PASSWORD, LONGEST_PASSWORD = 15, 128
LEAST_BESIDES = 6
FEWEST_DIFFERENT = 5
SHORTEST_KNOWN = 3

_PHRASES = """
correcthorsebatterystaple thequickbrownfoxjumpsoverthelazydog thequickbrownfox jumpsoverthelazydog tobeornottobe
thatisthequestion maytheforcebewithyou maytheforce iamyourfather lukeiamyourfather loremipsumdolorsitamet loremipsum
nevergonnagiveyouup neverletyoudown onceuponatime happybirthdaytoyou happybirthday merrychristmas happynewyear
fourscoreandsevenyearsago wethepeople oftheunitedstates ourfatherwhoartinheaven inthebeginning godblessamerica
allworkandnoplay makesjackadullboy winteriscoming onesmallstepforman ihaveadream ithinkthereforeiam cogitoergosum
callmeishmael itwasthebestoftimes itwastheworstoftimes itwasadarkandstormynight elementarymydearwatson
livelongandprosper ifyoucanreadthis helloworld howareyoutoday thisismypassword thisismy whatismypassword
icantremember iforgotmypassword forgotpassword mysecretpassword donttellanyone dontforget pleaseletmein letmein
opensesame opensaysme trustnoone trustno changeme changethis changeit iloveyousomuch iloveyou iloveu ilovemyfamily
ilovemy jesuslovesyou jesuschrist jesus godisgood blessed everydayisagoodday carpediem justdoit impossibleisnothing
rememberme supersecret topsecret secret passwords password passphrase passwort passwd passw pass contrasena
contraseña motdepasse motdepass senha wachtwoord parola kennwort geheim qwerty qwertz azerty asdfgh zxcvbn
welcome willkommen bienvenue bienvenido administrator administrador admin root superuser username user login
logmein default master system server network internet computer laptop windows microsoft google facebook instagram
twitter whatsapp youtube netflix amazon samsung iphone android linux ubuntu test testing temporary temp demo guest
example sample abcdef hello goodbye whatever nothing something monkey dragon shadow sunshine princess football
baseball basketball soccer hockey superman batman spiderman pokemon starwars harrypotter minecraft liverpool chelsea
arsenal barcelona juventus realmadrid cowboys yankees lakers charlie michael jordan jennifer jessica ashley matthew
daniel andrew joshua thomas robert william richard elizabeth love lover freedom forever angel cheese chocolate banana
cookie pepper ginger summer winter spring autumn january february march april june july august september october
november december monday tuesday wednesday thursday friday saturday sunday
rejoinder factcheck factchecker fact facts fiction myth desk editor editors newsroom journalist
"""
_COMMON = tuple(_PHRASES.split())
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "yxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "q1w2e3r4t5y6u7i8o9p0",
    "qazwsxedcrfvtgbyhnujm",
)
_NEXT = frozenset(row[at : at + 2] for line in _ROWS for row in (line, line[::-1]) for at in range(len(line) - 1))
_SHORTEST_RUN = 3
_YEARS = re.compile(r"(?:19|20)\d\d")
_SAME = re.compile(r"(.)\1{2,}")
_TRADED = str.maketrans("013457@$!|", "oieastasii")


def normalised(password: str) -> str:
    """Return the password as it is hashed and compared, so that it may be typed on any machine."""
    return unicodedata.normalize("NFKD", password)


def objection(password: str, about: Iterable[str] = ()) -> str | None:
    """Say why the password is not taken; None for a good one. `about` holds what is known of person and site."""
    length = len(unicodedata.normalize("NFC", password))
    if length < SHORTEST_PASSWORD:
        return f"Choose a password of {SHORTEST_PASSWORD} characters or more; a few words are easy to remember."
    if length > LONGEST_PASSWORD:
        return f"Choose a password of at most {LONGEST_PASSWORD} characters."
    typed = _plain(password)
    if _repeats(typed):
        return "That password is the same again and again; choose a few words that only you would put together."
    known = {part for text in about for part in _parts(text) if len(part) >= SHORTEST_KNOWN}
    if _besides(typed, known) < LEAST_BESIDES:
        return (
            "That password is among the first that a stranger would try: it is little more than common words, rows of "
            "keys, or your own or this site’s name. Choose a few words that only you would put together."
        )
    return None


def _plain(text: str) -> str:
    """Return small letters without marks, digits, and the signs that stand for letters."""
    folded = normalised(text).casefold()
    return "".join(one for one in folded if one.isalnum() or one in "@$!|")


def _parts(text: str) -> set[str]:
    """Return a name or an address whole, and its words."""
    return {_plain(text), *map(_plain, re.split(r"[\W_]+", text))}


def _repeats(typed: str) -> bool:
    """Tell whether the text is one short part again and again, or uses hardly any characters."""
    unit = (typed + typed).find(typed, 1)
    return len(set(typed)) < FEWEST_DIFFERENT or (unit < len(typed) and unit < SHORTEST_PASSWORD)


def _besides(typed: str, known: Iterable[str]) -> int:
    """Count the characters that are left once all that a stranger would try is taken out."""
    words = sorted({*_COMMON, *known}, key=lambda word: (-len(word), word))
    left = []
    for reading in {typed, typed.translate(_TRADED)}:
        text = reading
        for word in words:
            text = text.replace(word, " ")
        text = _SAME.sub(" ", _YEARS.sub(" ", text))
        left.append(sum(len(part) for part in _without_runs(text)))
    return min(left)


def _without_runs(text: str) -> list[str]:
    """Return what stands between runs of the alphabet, of digits or of the keyboard, of three characters or more."""
    parts, run = [""], ""
    for one in text + " ":
        if run and run[-1] + one in _NEXT:
            run += one
            continue
        if len(run) >= _SHORTEST_RUN:
            parts.append("")
        else:
            parts[-1] += run
        run = one
    return [part.replace(" ", "") for part in parts]
