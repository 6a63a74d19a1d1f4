"""Known names in running text: one pass over the words that are written as names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib import resources

from geomapper.gazetteer.kinds import group_of

_WORD = re.compile(r"[^\W_]+(?:['’ʿʾ`´‘][^\W_]+)*")
_GAPS = frozenset({" ", "-", " - ", "–", "\n", "'", "’", " '", " ’", "'-", "’-"})
_SMALL = frozenset("al el as ash ad ar az an at ath adh es ed ez esh ul bin ibn abu umm um de".split())
_ARTICLES = frozenset(
    "al el as ash ad ar az an at ath adh es ed ez esh Al El As Ash Ad Ar Az An At Ath Es Ed Ez".split()
)
_LONGEST = 6  # words


def find_names(text: str, key_of: Callable[[str], str]) -> list[tuple[int, int, str]]:
    """Names that `key_of` knows (it gives their key, or ""): (start, end, key) in order, none overlapping.

    Only words that are written as names count: "Salt" may be the town, "salt" is not. Words of
    `data/not_names.txt`, short abbreviations and names inside people's names are left out.
    """
    out: list[tuple[int, int, str]] = []
    tokens = [(m.start(), m.end(), m.group()) for m in _WORD.finditer(text)]
    last = len(tokens) - 1
    i = 0
    while i <= last:
        start, _, first = tokens[i]
        after = text[tokens[i][1] : tokens[i][1] + 1]
        if not (first[0].isupper() or first in {"al", "el"} or (first in _ARTICLES and after == "-")):
            i += 1
            continue
        reach = i
        while reach < last and reach + 1 < i + _LONGEST:
            word = tokens[reach + 1][2]
            if text[tokens[reach][1] : tokens[reach + 1][0]] not in _GAPS:
                break
            if not (word[0].isupper() or word[0].isdigit() or word in _SMALL):
                break
            reach += 1
        for j in range(reach, i - 1, -1):
            word = tokens[j][2]
            if word.lower() in _SMALL or (j == i and not _may_be_name(first)):
                continue
            if i + 1 == j and first.lower() in _ARTICLES and not _may_be_name(word):
                continue
            end = tokens[j][1] - (2 if word.endswith(("'s", "’s")) else 0)
            key = key_of(text[start:end])
            if key and not (j == i and _in_a_name(text, tokens, i, key_of)):
                out.append((start, end, key))
                i = j
                break
        i += 1
    return out


def _in_a_name(
    text: str, tokens: Sequence[tuple[int, int, str]], i: int, key_of: Callable[[str], str]
) -> bool:
    """Whether a lone known word is part of a longer unknown name: "Rami Abdulrahman", "Free Idlib Army"."""
    for a, b in ((i - 1, i), (i, i + 1)):
        if a < 0 or b >= len(tokens) or text[tokens[a][1] : tokens[b][0]] != " ":
            continue
        other = tokens[b if a == i else a][2]
        if other[0].isupper() and other[1:2].islower() and not _plain_word(other) and not key_of(other):
            return True
    return False


@cache
def _not_names() -> frozenset[str]:
    text = (resources.files("geomapper") / "data" / "not_names.txt").read_text(encoding="utf-8")
    return frozenset(w for line in text.splitlines() if not line.startswith("#") for w in line.split())


def _may_be_name(word: str) -> bool:
    """Whether a word that stands alone may be a place's name."""
    if not word[0].isupper() or len(word) < 3 or (word.isupper() and len(word) < 4):
        return False
    return word.lower() not in _not_names()


@lru_cache(maxsize=20_000)
def _plain_word(word: str) -> bool:
    return word.lower() in _not_names() or bool(group_of(word))
