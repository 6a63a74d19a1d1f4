"""One folding for every spelling of a name, so that two spellings of one name meet in one key.

The rules, in the order in which they are applied; each says which spellings it brings together.

 1. Scanner's slips      a capital I behind small letters is l, an l before a consonant that opens a word
                         is I, 0 beside letters is o, 1 is l ("Deir eI-Zor", "ldlib", "A1eppo", "H0ms")
 2. Case and accents     Ḩalab, Şalkhad, Ḥimṣ, Kobanê lose their marks; dotless ı is i, ç is ch, ß is ss
 3. Marks for ʿ and ʾ    ʿ ʾ ‘ ’ ' ` are dropped: Ma'arrat, Maʿarrat, Maarrat
 4. Hyphens and dots     are spaces, so that Deir-ez-Zor is Deir ez Zor
 5. Articles             al el ul as ash ad ar az an at ath adh (and es esh ech ed er ez en et ej) are
                         dropped where anything else is left: al-Bab, El Bab, Bab
    Glued articles      el- written together with its name is dropped too, and its forms before
                         r s sh t d z n: "Tall Elward", "Errastan"; al- only behind another
                         word ("Tall Alsultan", not Aleppo)
 6. Letters              q c ck → k · sh ch tch sch → sh · gh rh → g · kh → kh · dh → d · th → t · dj → j ·
                         ph → f · ou oo o w u au aw ow → u · ee i y e ei ay ai ey ie → i · aa → a
 7. Endings              -a -ah -eh -e → a: Hama, Hamah; Hasakeh, Hasaka
                         and so is -at -et before another word: Taybat al-Imam, Tayba al-Imam
 8. Doubled letters      are single: Khanasser, Khanaser
 9. Words                the words of `data/fold.toml` that open or close so many names take one form:
                         Tel Tal Tall Tell, Deir Dayr Der, Ain Ayn Ein, Kafr Kfar Kufr, Maarat Ma'arrat,
                         Sheikh Shaykh, Abu Bu Albu, Beit Bayt, Umm Um Om; and Big, Kabir, Kabira, Kubra …
10. Order                words for size, height and quarter of the sky, and numbers, go to the end:
                         "Eastern Ghouta" is "al-Ghouta al-Sharqiyah", "46th Regiment" is "Regiment 46"
11. Spaces              are dropped: "Kafr Nabl" is "Kafrnabl"; the words of rule 9 are also found
                         where they are written together with the rest of the name

Arabic script has a short list of its own: vowel marks and tatweel are dropped, the alifs are one, final
ta marbuta is ha, alif maqsura is ya, the article is dropped.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources

_ARTICLES = frozenset(
    [
        "al",
        "el",
        "ul",
        "il",
        "as",
        "ash",
        "ad",
        "ar",
        "az",
        "an",
        "at",
        "ath",
        "adh",
        "es",
        "esh",
        "ech",
        "ed",
        "er",
        "ez",
        "en",
        "enn",
        "et",
        "eth",
        "edh",
        "us",
        "ush",
        "aj",
        "ej",
    ]
)
# Applied to decomposed text: drops what only marks a letter, and spells out what has no plain letter.
_MARKS = str.maketrans(
    dict.fromkeys("ʿʾ‘’'`ʻʼ′“”\"()[]ʹ", "")
    | dict.fromkeys(map(chr, range(0x300, 0x370)), "")
    | {"ı": "i", "ß": "ss", "ø": "o", "æ": "a", "đ": "d", "ł": "l", "ə": "a"}
)
_BREAKS = re.compile(r"[-‐‑–—_/.,;:&+]+|\s+")
_SLIP_I = re.compile(r"(?<=[a-z])I(?=[a-z]|\b|-)")
_SLIP_0 = re.compile(r"(?<=[A-Za-z])0|0(?=[a-z])")
_SLIP_1 = re.compile(r"(?<=[A-Za-z])1(?=[A-Za-z\s-]|$)|(?<![0-9])1(?=[a-z]{3})")
_SLIP_L = re.compile(r"\bl(?=[bcdfghjkmnpqrstvxz][a-z]{2})")
_ORDINAL = re.compile(r"^([0-9]+)(?:st|nd|rd|th)$")
_ARABIC = re.compile("[\u0600-\u06ff]")
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u0640\u0610-\u061a]")
_ARABIC_LETTERS = str.maketrans("أإآٱىةیکگئؤ", "اااايهيككيو", "ء")

# Digraphs before letters, and the longest first: "tch" is no "t" and "ch".
_DIGRAPHS = (
    ("tsch", "sh"), ("tch", "sh"), ("sch", "sh"), ("ch", "sh"), ("ck", "k"), ("gh", "g"), ("rh", "g"),
    ("dh", "d"), ("th", "t"), ("dj", "j"), ("ph", "f"),
)  # fmt: skip
_LETTERS = str.maketrans({"q": "k", "c": "k", "v": "f", "p": "b", "x": "ks"})
_LONG_U = re.compile("[aou]*[uwo]+[uwo]*")
_OWNED = re.compile(r"(?<=\w\w\w)['’]s ")
_LONG_I = re.compile("[ae]*[eiy]+[eiy]*")
_DOUBLED = re.compile(r"(kh|sh|.)\1+")
_VOWELS = re.compile("[aiu]+")


@lru_cache(maxsize=200_000)
def fold(name: str) -> str:
    """The key of a spelling: names with the same key may be the same place. Empty for no letters at all.

    >>> fold("Deir eI-Zor") == fold("Dayr az-Zawr") == fold("Deir ez-Zor")
    True
    >>> fold("Al-Ghouta al-Sharqiyah") == fold("Eastern Ghouta")
    True
    """
    if not name.isascii() and _ARABIC.search(name):
        return _fold_arabic(name)
    kept: list[str] = []
    last: list[str] = []
    articles: list[str] = []
    parts = words(name)
    for n, word in enumerate(parts, 1):
        if word in _ARTICLES:
            articles.append(word)
            continue
        word = _unglued(word, first=not (kept or last))
        if n < len(parts) and len(word) > 4 and word.endswith(("at", "et")):
            word = word[:-1]
        key, moves = _fold_word(word)
        (last if moves else kept).append(key)
    if not kept and not last:
        return articles[-1] if articles else ""
    key = "".join(kept) + "".join(last)
    return _joined(key)


def skeleton(name: str) -> str:
    """The consonants of a folded name: a coarser key, safe only where something else bounds the choice."""
    return bones(fold(name))


@lru_cache(maxsize=200_000)
def bones(key: str) -> str:
    """The consonants of a key, with a mark for a vowel that opens it.

    z and d are one (ذ ظ ض); kh and sh stay themselves, and so does h where it is not a name's end.
    """
    text = key.replace("kh", "x").replace("sh", "c").replace("z", "d")
    return ("a" if text[:1] in "aiu" else "") + _VOWELS.sub("", text)


def common_words() -> tuple[list[str], list[str]]:
    """The forms that open names and those that close them (rules 9 and 10), the longest first."""
    forms, moving = _words()
    first = {f for f in forms.values() if f not in moving}
    return sorted(first, key=len, reverse=True), sorted(moving, key=len, reverse=True)


@lru_cache(maxsize=50_000)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in plain small letters: rules 1 to 4."""
    if "s " in name:
        name = _OWNED.sub(" ", name)  # "Mosul's airport"; but "Ra's al-Ayn"
    if not name.isalpha():
        name = _SLIP_1.sub("l", _SLIP_0.sub("o", name)) if any(c in "01" for c in name) else name
    if "I" in name:
        name = _SLIP_I.sub("l", name)
    if "l" in name:
        name = _SLIP_L.sub("I", name)
    if name.isascii():
        text = name.lower().translate(_MARKS)
    else:
        text = unicodedata.normalize("NFKD", name.replace("´", "")).casefold()
        text = text.replace("c\u0327", "ch").translate(_MARKS)
    return tuple(_BREAKS.sub(" ", text).split())


@lru_cache(maxsize=200_000)
def _fold_word(word: str) -> tuple[str, bool]:
    """A word folded, and whether it goes to the end of the key."""
    number = _ORDINAL.match(word)
    if number or word.isdigit():
        return (number.group(1) if number else word), True
    forms, moving = _words()
    if word in forms:
        form = forms[word]
        return form, form in moving
    key = letters(word)
    form = forms.get(key, key)
    return form, form in moving


def _unglued(word: str, *, first: bool) -> str:
    """A word without the article that is written together with it."""
    if word[0] not in "ea" or len(word) < 5 or word in _words()[0]:
        return word
    if word.startswith("el") and (len(word) > 5 or not first):
        return word[2:]
    if not first and word.startswith("al") and len(word) > 5:
        return word[2:]
    return _GLUED.sub(r"\1", word)


_GLUED = re.compile(r"^e(?:r(?=r)|s(?=s|sh)|t(?=t)|d(?=d)|z(?=z)|n(?=n))(.)")


def letters(word: str) -> str:
    """The letters of one word brought together: rules 6 to 8."""
    key = word.replace("qua", "qa").replace("que", "qe")  # "Quamishli"
    if "h" in key or "j" in key or "k" in key:
        for digraph, letter in _DIGRAPHS:
            key = key.replace(digraph, letter)
    key = key.translate(_LETTERS)
    if len(key) > 2 and key.endswith("h") and key[-2] in "aeiou":
        key = key[:-1]
    if len(key) > 2 and key.endswith("e") and key[-2] not in "e":
        key = key[:-1] + "a"
    key = _LONG_U.sub("u", key)
    key = _LONG_I.sub("i", key)
    return _DOUBLED.sub(r"\1", key)


@cache
def _words() -> tuple[dict[str, str], frozenset[str]]:
    """The words of rule 9 by spelling and by folded spelling, and those that rule 10 moves."""
    raw = tomllib.loads((resources.files("geomapper") / "data" / "fold.toml").read_text(encoding="utf-8"))
    forms: dict[str, str] = {}
    moving = set()
    for part in ("first", "last"):
        for form, spellings in raw[part].items():
            for spelling in (form, *spellings):
                forms[spelling] = form
                if part == "first":
                    forms.setdefault(letters(spelling), form)
                else:
                    forms.setdefault(letters(spelling), form)
            if part == "last":
                moving.add(form)
    return forms, frozenset(moving)


@cache
def _prefixes() -> tuple[re.Pattern[str], dict[str, str]]:
    raw = tomllib.loads((resources.files("geomapper") / "data" / "fold.toml").read_text(encoding="utf-8"))
    forms = {letters(s): form for form, spellings in raw["joined"].items() for s in (form, *spellings)}
    return re.compile("(?:" + "|".join(sorted(forms, key=len, reverse=True)) + ")(?=...)"), forms


def _joined(key: str) -> str:
    """Rule 11: the word that opens a name takes its form where it is written together with the rest."""
    pattern, forms = _prefixes()
    opens = pattern.match(key)
    if opens:
        key = forms[opens.group()] + key[opens.end() :]
    return _DOUBLED.sub(r"\1", key)


def _fold_arabic(name: str) -> str:
    text = _ARABIC_MARKS.sub("", name).translate(_ARABIC_LETTERS)
    kept = []
    for word in re.findall("[\u0600-\u06ff0-9]+", text):
        kept.append(word[2:] if word.startswith("ال") and len(word) > 3 else word)
    return "".join(kept)
