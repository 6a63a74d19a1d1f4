"""Whom a side fights under, by the words behind its name: "rebels backed by Turkish tanks"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geomapper.events.sides import SideMention, tries
from geomapper.events.text import Tok
from geomapper.theatre import Theatre

_BACKED = frozenset({"backed", "supported", "aided"})


def with_backer(toks: Sequence[Tok], side: SideMention, theatre: Theatre) -> SideMention:
    """A side as it is, but "the rebels backed by Turkish tanks" are those who fight under Turkey."""
    k = side.j
    if side.sides != ("opposition",) or k >= len(toks):
        return side
    k += toks[k].text == ","
    if [t.lower for t in toks[k + 1 : k + 2]] != ["by"] or toks[k].lower not in _BACKED:
        return side
    k += 3 if [t.lower for t in toks[k + 2 : k + 3]] == ["the"] else 2
    names = tries(theatre)
    name, adjective = names.sides.find(toks, k), names.adjectives.find(toks, k)
    backers = {v[0] for v in name.values} if name else set()  # type: ignore[index]
    backers |= set(adjective.values) if adjective else set()
    return replace(side, sides=("turkey_sna",), strong=True) if "turkey_sna" in backers else side
