"""A sentence in shorthand: one letter for each place, side, date and trigger, and for each word between them.

Patterns over these letters read what stands next to what, where a parse of the sentence may be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from geomapper.events.lexicon import lexicon
from geomapper.events.mentions import Mention
from geomapper.events.sides import SideMention
from geomapper.events.text import Tok
from geomapper.events.triggers import Trigger

# Letters of what is found in a sentence: P a place, S a side, D a date, B a bracket, T a trigger, C its
# noun of control. Those of words stand in lexicon.toml; x is any other word.
_OPENING, _CLOSING = frozenset({"(", "["}), frozenset({")", "]"})


@dataclass(frozen=True)
class Shorthand:
    """The letters of a sentence; `spans[k]` are the tokens of letter k, `at` gives each token's letter."""

    letters: str
    spans: tuple[tuple[int, int], ...]
    at: tuple[int, ...]
    places: dict[int, Mention]  # letter -> the place


@cache
def _letters() -> dict[str, str]:
    """The letter of each word that has one whatever the sentence."""
    words = lexicon()
    out = dict.fromkeys((*words.modifiers, *words.lead_in, *words.demonyms), "j")
    out |= dict.fromkeys((*words.vague, *words.kind_of), "k")
    out |= dict.fromkeys((*words.vague, *words.part), "q")
    out |= dict.fromkeys(words.directions, "E") | dict.fromkeys(words.force_nouns, "F")
    return out | words.letters


@cache
def _phrases() -> dict[str, list[tuple[list[str], str]]]:
    """The phrases that have one letter, by their first word, long ones first."""
    out: dict[str, list[tuple[list[str], str]]] = {}
    for phrase, letter in lexicon().letters_of_phrases.items():
        out.setdefault(phrase.split()[0], []).append((phrase.split(), letter))
    return {word: sorted(rows, key=lambda row: -len(row[0])) for word, rows in out.items()}


@lru_cache(maxsize=50_000)
def _letter(word: str) -> str:
    """The letter of a word."""
    known = _letters().get(word)
    if known:
        return known
    if word[0].isdigit():
        return "q"
    if word.endswith("ly"):
        return "a"
    return "j" if "-" in word or word.endswith(("ern", "est", "ous", "able", "ive", "al")) else "x"


_QUOTES = frozenset("'\"‘’“”`")


def in_quotes(toks: Sequence[Tok], i: int) -> bool:
    """Whether a word stands alone in quotation marks."""
    return 0 < i < len(toks) - 1 and toks[i - 1].text in _QUOTES and toks[i + 1].text in _QUOTES


def shorthand(
    toks: Sequence[Tok],
    mentions: Sequence[Mention],
    sides: Sequence[SideMention],
    dates: Sequence[tuple[int, int]],
    triggers: Sequence[Trigger],
) -> Shorthand:
    """A sentence in shorthand, from what was found in it."""
    found: dict[int, tuple[int, str]] = {}
    for s in sides:
        found[s.i] = (s.j, "j" if s.suffix else "S")
    for i, j in dates:
        found[i] = (j, "D")
    for t in triggers:
        if in_quotes(toks, t.i):  # "had 'liberated' P"
            found[t.i - 1] = (t.i + 2, "T")
        else:
            found[t.i] = (t.i + 1, "T")
        if t.hinge > t.i:
            found.setdefault(t.hinge, (t.hinge + 1, "C"))
    places = {m.i: m for m in mentions}
    low = [t.lower for t in toks]
    letters: list[str] = []
    spans: list[tuple[int, int]] = []
    at: list[int] = []
    by_letter: dict[int, Mention] = {}
    k = 0
    while k < len(low):
        if k in places:
            by_letter[len(letters)] = places[k]
            j, letter = places[k].j, "P"
        elif k in found:
            j, letter = found[k]
        elif low[k] in _OPENING:
            j, letter = _bracket(low, k), "B"
        else:
            j, letter = _phrase(low, k)
        if letter == "P" and j - k > 1 and lexicon().letters.get(low[j - 1]) == "K":
            j -= 1  # "Hama and Idlib provinces": both are
        inside = next((n for n in range(k + 1, j) if n in places or n in found), j)
        if letter not in "PSB" and inside < j:
            j = inside
        letters.append(letter)
        spans.append((k, j))
        at += [len(spans) - 1] * (j - k)
        k = j
    return Shorthand("".join(letters), tuple(spans), tuple(at), by_letter)


def _bracket(low: Sequence[str], k: int) -> int:
    """Where the bracket that opens at `k` ends; long ones are not skipped."""
    end = next((n + 1 for n in range(k + 1, min(k + 12, len(low))) if low[n] in _CLOSING), 0)
    return end or k + 1


def _phrase(low: Sequence[str], k: int) -> tuple[int, str]:
    """Where the word or phrase at `k` ends, and its letter."""
    for phrase, letter in _phrases().get(low[k], ()):
        if low[k : k + len(phrase)] == phrase:
            return k + len(phrase), letter
    return k + 1, _letter(low[k])
