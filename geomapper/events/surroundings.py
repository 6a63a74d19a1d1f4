"""What a sentence says of where a place lies: its kind, its province, what it is near, how far, which way."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from geomapper.events.lexicon import lexicon
from geomapper.events.line import Line
from geomapper.events.mentions import Mention
from geomapper.events.text import Tok
from geomapper.model import PlaceRef

_UNITS = {
    "km": 1.0,
    "kilometers": 1.0,
    "kilometres": 1.0,
    "kilometer": 1.0,
    "kilometre": 1.0,
    "kms": 1.0,
    "miles": 1.609,
    "mile": 1.609,
    "meters": 0.001,
    "metres": 0.001,
}
_BEARING = {
    "north": 0.0,
    "northeast": 45.0,
    "east": 90.0,
    "southeast": 135.0,
    "south": 180.0,
    "southwest": 225.0,
    "west": 270.0,
    "northwest": 315.0,
}
_NEAR = frozenset({"near", "outside", "overlooking", "around", "adjacent", "beside"})
_IN = frozenset({"of", "in", "at", "inside"})
_BETWEEN = frozenset({"the", "central", "northern", "southern", "eastern", "western"})
_BY_THEMSELVES = frozenset({"", "settlement", "region"})  # features of places that are no part of a town
_FEW = 5.0  # km: "a few miles"


def place_ref(line: Line, mention: Mention) -> PlaceRef:
    """The place as the sentence names it, with what the words around it say of where it lies."""
    toks = line.sentence.tokens
    others = [m for m in line.mentions if m is not mention and m.form in {"named", "reference"} and m.name]
    admin = _admin(toks, mention, others)
    near, distance, bearing = _near(toks, mention, others)
    if not near and mention.form in {"titled", "definite", "unnamed", "numbered"}:
        near = (
            next(
                (
                    o.name
                    for o in others
                    if o.kind not in lexicon().regions
                    and o.i >= mention.j
                    and o.i - mention.j <= 3
                    and toks[o.i - 1].lower in {"in", "of", "at"}
                ),
                "",
            )
            or mention.near
        )
    if not near and mention.form == "named":
        near = _town_of(toks, mention, others)
    return PlaceRef(
        name=mention.name,
        kind=mention.kind,
        admin=admin,
        near=near,
        distance_km=distance,
        bearing=bearing,
        n_places=mention.n_places,
    )


def _town_of(toks: Sequence[Tok], mention: Mention, others: Sequence[Mention]) -> str:
    """The town that a facility or quarter is said to be in: "the Umayyad Mosque of P", "Q Square in P"."""
    if mention.feature in _BY_THEMSELVES and toks[mention.i].lower != "old":
        return ""
    for o in others:
        gap = [t.lower for t in toks[mention.j : o.i]]
        if gap and gap[0] in _IN and all(w in _IN or w in lexicon().kind_of or w in _BETWEEN for w in gap):
            return "" if o.abroad or o.kind in lexicon().regions else o.name
    return ""


def _admin(toks: Sequence[Tok], mention: Mention, others: Sequence[Mention]) -> str:
    """The province named behind a place ("in Aleppo province"), or before it ("the Idlib village of X")."""
    for o in others:
        if o.kind in lexicon().regions and 0 < o.i - mention.j <= 12:
            return o.name
        if o.j < len(toks) and toks[o.j].lower in {"'s", "’s"} and o.i > mention.j and o.i - mention.j <= 8:
            after = [t.lower for t in toks[o.j : o.j + 3]]
            if any(w in lexicon().regions for w in after):
                return o.name
    for o in others:
        if 0 < mention.i - o.j <= 3 and "of" in [t.lower for t in toks[o.j : mention.i]] and o.j < mention.i:
            return o.name
        if o.kind in lexicon().regions and 0 < mention.i - o.j <= 12:
            return o.name
    return ""


def _near(
    toks: Sequence[Tok], mention: Mention, others: Sequence[Mention]
) -> tuple[str, float | None, float | None]:
    """The place that the mention lies near or at some distance from, with km and degrees where told."""
    after = sorted((o for o in others if 0 <= o.i - mention.j <= 12), key=lambda o: o.i)
    for o in after:
        gap = [t.lower.replace("-", "") for t in toks[mention.j : o.i]]
        if any(w in lexicon().verb_forms for w in gap):
            break
        pairs = pairwise(gap)
        bearing = next((_BEARING[w] for w, then in pairs if w in _BEARING and then in {"of", "from"}), None)
        unit = next((n for n, w in enumerate(gap) if w in _UNITS), None)
        distance = None
        if unit is not None:
            number = gap[unit - 1] if unit else ""
            try:
                distance = float(number.replace(",", "")) * _UNITS[gap[unit]]
            except ValueError:
                distance = _FEW if "few" in gap else None
        if bearing is not None or distance is not None or any(w in _NEAR for w in gap):
            return o.name, distance, bearing
    return "", None, None
