"""Near matches: the last step, and bounded, so that a place that is not in the table stays unknown.

Two spellings nearly match when they have the same consonants (`fold.skeleton`) and what is left of their keys
without Tel, Kafr, Khirbet, Kabir and the like is alike: the shorter it is, the more. Of 3,000 spellings whose
own key the table lacked this finds 37 % within their governorate; of 2,500 villages that were taken out of
the table whole, 2 % get another village's answer (benchmarks/places.py prints both).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from geomapper.gazetteer.fold import bones, common_words, fold
from geomapper.model import Place

if TYPE_CHECKING:
    from geomapper.gazetteer.table import Gazetteer

# How alike two names must be, by how many consonants tell them apart.
_ALIKE = {3: 0.9, 4: 0.85}
_ALIKE_LONG = 0.8
_SLIPS = (("rn", "m"), ("m", "rn"), ("vv", "w"), ("cl", "d"))  # what scanners take for what


class NearIndex:
    """Keys of a gazetteer by their consonants."""

    def __init__(self, keys: Iterable[str]) -> None:
        index: dict[str, list[str]] = {}
        for key in keys:
            if "#" not in key and key[0] != "=" and key[0] < "\u0600":
                index.setdefault(bones(key), []).append(key)
        self._index = index

    def nearly(self, name: str) -> list[tuple[str, float]]:
        """Keys that nearly match a name, the most alike first, with their likeness (0.8 to 1).

        Where there are none, what a scanner may have misread is tried ("rn" for "m").
        """
        key = fold(name)
        rated = {k: s for k in self._index.get(bones(key), ()) if (s := likeness(key, k))}
        if not rated:
            lower = name.lower()
            for wrong, right in _SLIPS:
                for match in re.finditer(wrong, lower):
                    slip = fold(lower[: match.start()] + right + lower[match.end() :])
                    if len(slip) > 5 and slip in self._index.get(bones(slip), ()):
                        return [(slip, 0.9)]
        return sorted(rated.items(), key=lambda x: (-x[1], x[0]))


def likeness(a: str, b: str) -> float:
    """How alike two keys with the same consonants are, 0.8 to 1; 0 where that may be a coincidence."""
    from rapidfuzz.distance import JaroWinkler

    if a == b:
        return 1.0
    x, y = _own(a), _own(b)
    telling = len(bones(x).removeprefix("a"))
    score = round(JaroWinkler.similarity(x, y, prefix_weight=0.05), 3)
    if telling < 3 or score < _ALIKE.get(telling, _ALIKE_LONG):
        return 0.0
    if telling == 3 and _ending(x) != _ending(y):
        return 0.0
    return score


@lru_cache(maxsize=100_000)
def _own(key: str) -> str:
    """What is a name's own in a key: without the words that open or close so many."""
    first, last = _common()
    own = last.sub("", first.sub("", key))
    return own if len(own) > 2 else key


@cache
def _common() -> tuple[re.Pattern[str], re.Pattern[str]]:
    first, last = common_words()
    return re.compile(f"^(?:{'|'.join(first)})"), re.compile(f"(?:{'|'.join(last)})$")


def _ending(key: str) -> str:
    return key[-1] if key[-1] in "aiu" else ""


def one_near(gazetteer: Gazetteer, name: str, fits: Callable[[Place], bool]) -> tuple[Place, float] | None:
    """The one place whose name nearly matches and which fits; None where there is none or more than one.

    Several places within about 5 km of each other, and one much more alike than the rest, count as one.
    """
    found = [(p, s) for p, s in gazetteer.fuzzy(name) if fits(p)]
    if not found:
        return None
    best, score = found[0]
    for other, alike in found[1:]:
        apart = abs(other.latitude - best.latitude) + abs(other.longitude - best.longitude)
        if apart > 0.06 and alike > score - 0.06:
            return None
    return best, score
