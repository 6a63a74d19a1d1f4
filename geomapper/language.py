"""Whether a story is in English, the one language that the reader knows."""

from __future__ import annotations

import re

# The commonest words of running English; other languages share two or three of them at most.
_COMMON = frozenset(
    "the of and to in a is was that for on with as by at from it his he are be were an have has "
    "had which said who their its after they this or not but been will would into over more than "
    "when two also one about".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENOUGH = 12  # words: shorter texts are given the benefit of the doubt if they are in Latin letters
_SHARE = 0.15  # the lowest share of common words in telegraphic news is about 0.25


def is_english(text: str) -> bool:
    """Whether a text is in English, as far as its commonest words tell; true for a text without any words."""
    words = _WORD.findall(text[:20_000].lower())
    if not words:
        return True
    latin = sum(word.isascii() for word in words) / len(words)
    if len(words) < _ENOUGH:
        return bool(latin > 0.5)
    common = sum(word in _COMMON for word in words) / len(words)
    return bool(latin > 0.5 and common >= _SHARE)
