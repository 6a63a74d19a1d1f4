"""Names that a source without commas runs together: "the villages of Zeita Tal Wasit Abu Dali and Rasm".

A name of several words that the gazetteer does not have is cut where that gives the most names that it has,
and names made as names of places are: "Tal" goes with the word behind it, "Sharqi" with the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from geomapper.events.lexicon import Lexicon, lexicon
from geomapper.events.mentions import ARTICLES, HYPHENED, Mention, is_name
from geomapper.events.text import Tok

_LONGEST = 4  # words of one name
_NO_PERSON = 3  # nobody has more names than this
_REACH = 15  # words before a list in which its noun stands: "ten villages from X, including"
_BOUND = ("at", "et", "it")  # endings of a noun that the next one belongs to: "Khirbat al-Ward"
_SONS = frozenset({"ibn", "bin"})
_JOINS = frozenset({"and", "as", "well"})
_OPENERS = frozenset({"including", "include", "includes", "included", "are", "were", "namely", ":", "—", "–"})
# What a cut is worth by its parts: a name that is known, one that is made like one, any word, and none.
_KNOWN, _MORE, _MADE, _ODD, _NONE = 2.0, 2.5, 0.5, -1.0, -5.0
_LATE = -2.0  # one that begins with what ends names


def parted(toks: Sequence[Tok], m: Mention, known: Callable[[str], bool], bare: bool) -> list[Mention]:
    """A name as the names that it is made of; `bare` says whether the story has lost its commas."""
    if m.form != "named" or m.known or m.j - m.i < 2:
        return [m]
    words = lexicon()
    listed = bare and _is_list(toks, m.i, words)
    if m.kind and not listed:
        return [m]
    # Where the commas of a list are lost, what its last "and" leads to is one name.
    last = listed and toks[m.i - 1].lower == "and" and m.j - m.i == 2
    parts = [] if last else _cut(toks, m.i, m.j, known, words)
    # "the villages of Khirbat Hassan and P" names nobody
    person = not listed and any(toks[k].lower in words.given for k in range(m.i, m.j))
    whole = len(parts) < 2 or person
    if whole or not (listed or _is_known_run(toks, parts, known, bare)):
        return [m]
    return [
        replace(
            m,
            i=a,
            j=b,
            name=name,
            known=known(name),
            direction=m.direction and a == m.i,
            abroad=name.lower() in words.elsewhere,
        )
        for a, b in parts
        for name in [_name(toks, a, b)]
    ]


def _is_known_run(
    toks: Sequence[Tok], parts: Sequence[tuple[int, int]], known: Callable[[str], bool], bare: bool
) -> bool:
    """Whether so many parts of a name are names that it must be several, though nothing says so."""
    n = sum(known(_name(toks, a, b)) for a, b in parts)
    if n < len(parts):
        long = len(parts) > _NO_PERSON or (len(parts) > 2 and 2 * n >= len(parts))
        return bare and long
    short = len(parts) == 2 and any(b - a == 1 and len(toks[a].text) < 5 for a, b in parts)
    first, last = parts[0], parts[-1]
    article = len(parts) == 2 and first[1] - first[0] == 1 and toks[last[0]].lower.startswith(HYPHENED)
    return not short and not article  # "Tom Miles", "Jisr al-Shughour"


def _is_word_of_name(word: str) -> bool:
    return is_name(word) and word[0].isalpha()


def _is_list(toks: Sequence[Tok], i: int, words: Lexicon) -> bool:
    """Whether several places are announced before `i`: "the villages of", "ten villages, including"."""

    def is_plural(k: int) -> bool:
        return k >= 0 and toks[k].lower.endswith("s") and toks[k].lower in words.kind_of

    while i and (toks[i - 1].lower in _JOINS or _is_word_of_name(toks[i - 1].text)):
        i -= 1
    before = toks[i - 1].lower if i else ""
    if before in _OPENERS:
        return any(is_plural(k) for k in range(max(0, i - _REACH), i - 1))
    return is_plural(i - 2) if before == "of" else is_plural(i - 1)


def _cut(
    toks: Sequence[Tok], i: int, j: int, known: Callable[[str], bool], words: Lexicon
) -> list[tuple[int, int]]:
    """The best way to cut tokens `i` to `j` into names; a longer name wins over two as good."""
    best: list[tuple[float, int]] = [(0.0, i)]
    for end in range(i + 1, j + 1):
        starts = range(max(i, end - _LONGEST), end)
        best.append(
            max(
                ((best[k - i][0] + _worth(toks, k, end, known, words), k) for k in starts),
                key=lambda x: (x[0], -x[1]),
            )
        )
    parts: list[tuple[int, int]] = []
    end = j
    while end > i:
        start = best[end - i][1]
        parts.append((start, end))
        end = start
    return parts[::-1]


def _worth(toks: Sequence[Tok], i: int, j: int, known: Callable[[str], bool], words: Lexicon) -> float:
    """How much tokens `i` to `j` are like one name."""
    low = [t.lower for t in toks[i:j]]
    if j - i == 1 and (_leads_on(low[0], words) or low[0] in words.name_tails):
        return _NONE
    tail = low[0].removeprefix("al-") in words.name_tails  # "Bala al-Qadimah", not "al-Qadimah Bala"
    if _leads_on(low[-1], words) and j < len(toks) and toks[j].lower.startswith(HYPHENED):
        return _NONE  # "Khirbat Qasr al-Matyah", though there is a Khirbat Qasr
    if known(_name(toks, i, j)):
        return _KNOWN + _MORE * (j - i - 1) + _LATE * tail
    if _leads_on(low[-1], words):
        return _NONE  # "Zeita Tal": the next word belongs to it
    while len(low) > 1 and _leads_on(low[0], words):
        low = low[1:]
    if len(low) > 1 and (low[-1].removeprefix("al-") in words.name_tails or low[-1] in words.kind_of):
        low = low[:-1]
        if len(low) == 1 and known(toks[i].text):
            return _KNOWN + _MADE
    if len(low) == 2 and low[0].endswith(_BOUND) and low[1].startswith(HYPHENED):
        low = low[1:]
    if len(low) == 3 and low[1] in _SONS:
        return _MADE  # "Qasr Ibn Wardan"
    if len(low) > 1:
        return _ODD * (len(low) - 1)
    return _LATE * tail if j - i == 1 else _MADE


def _leads_on(word: str, words: Lexicon) -> bool:
    """Whether a word of a name goes with the next: "Tal", "al", "northern"."""
    return word in words.name_heads or word in ARTICLES or word in words.directions


def _name(toks: Sequence[Tok], i: int, j: int) -> str:
    return " ".join(t.text for t in toks[i:j])
