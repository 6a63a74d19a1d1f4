"""Near matches: the last step, and bounded, so that a place that is not in the table stays unknown.

Two spellings nearly match when they have the same consonants (`fold.skeleton`) and their folded keys are
alike. Which of those is meant must be settled by something else: the governorate, the other places of the
story, or that there is only one in the theatre.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from geomapper.gazetteer.fold import bones, fold
from geomapper.model import Place

if TYPE_CHECKING:
    from geomapper.gazetteer.table import Gazetteer

_ALIKE = 0.8  # likeness of keys below which equal consonants are a coincidence
_SLIPS = (("rn", "m"), ("m", "rn"), ("vv", "w"), ("cl", "d"), ("li", "h"))  # what scanners take for what


class NearIndex:
    """Keys of a gazetteer by their consonants."""

    def __init__(self, keys: Iterable[str]) -> None:
        index: dict[str, list[str]] = {}
        for key in keys:
            if "#" not in key and key[0] != "=" and key[0] < "\u0600":
                index.setdefault(bones(key), []).append(key)
        self._index = index

    def nearly(self, name: str) -> list[tuple[str, float]]:
        """Keys with the consonants of a name, the most alike first, with their likeness (0.8 to 1).

        Where there are none, what a scanner may have misread is tried ("rn" for "m").
        """
        from rapidfuzz.distance import JaroWinkler

        key = fold(name)
        found = self._index.get(bones(key), []) if len(bones(key)) >= _SHORTEST else []
        if not found:
            lower = name.lower()
            for wrong, right in _SLIPS:
                for match in re.finditer(wrong, lower):
                    slip = fold(lower[: match.start()] + right + lower[match.end() :])
                    if slip in self._index.get(bones(slip), ()):
                        return [(slip, 0.9)]
        rated = {k: round(JaroWinkler.similarity(key, k, prefix_weight=0.05), 3) for k in found}
        return sorted(((k, s) for k, s in rated.items() if s >= _ALIKE), key=lambda x: (-x[1], x[0]))


_SHORTEST = 3  # consonants: two are shared by too many names


def one_near(
    gazetteer: Gazetteer, name: str, fits: Callable[[Place], bool]
) -> tuple[Place, float] | None:
    """The one place whose name nearly matches and which fits; None where there is none or more than one.

    Several places within 5 km of each other, and one much more alike than the rest, count as one.
    """
    found = [(p, s) for p, s in gazetteer.fuzzy(name) if fits(p)]
    if not found:
        return None
    best, score = found[0]
    for other, likeness in found[1:]:
        apart = abs(other.latitude - best.latitude) + abs(other.longitude - best.longitude)
        if apart > 0.06 and likeness > score - 0.06:
            return None
    return best, score
