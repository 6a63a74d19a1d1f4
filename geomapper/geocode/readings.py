"""The ways in which a place as written may be read, from the plainest to the loosest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geomapper.gazetteer.kinds import group_of, split_kind
from geomapper.model import PlaceRef


@dataclass(frozen=True, slots=True)
class Reading:
    """A name to look up, the kind that it must be, and whether the place lies near that name, not at it."""

    name: str
    group: str = ""  # kind of the place: airfield, hill, …; empty where the text gives none
    near: bool = False
    bare: bool = False  # the noun was taken off: look for places of this kind that bear the name


_SKY = r"(?:(?:north|south)[- ]?(?:east|west)(?:ern)?|(?:north|south|east|west)(?:ern)?|central)"
_PART = re.compile(
    rf"^(?:the\s+)?(?:{_SKY}|old|downtown|greater|inner|outer|part of|parts of|most of|half of)\s+"
    r"(?:(?:parts?|half|side)\s+of\s+)?(.+)$",
    re.IGNORECASE,
)
_AROUND = re.compile(
    rf"^(?:the\s+)?(?:{_SKY}\s+)*(?:countryside|outskirts|suburb|edge|vicinity|part|area|surrounding|centre|center|"
    rf"side|half|entrance|gate)s?\s+(?:(?:just\s+)?{_SKY}\s+)?(?:of|near|around|from)\s+(.+)$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"^(.+?)(?:'s|’s|s')?\s+(?:{_SKY}\s+)*(?:countryside|outskirts|suburbs?|centre|center|city centre|"
    r"old city|old town|old quarter|ancient city|surroundings|area|front|entrance|pocket|rural areas)$",
    re.IGNORECASE,
)
_INSIDE = re.compile(r"^(.*?)\s*[(\[]\s*(.+?)\s*[)\]]\s*(.*)$")
_QUOTES = str.maketrans("", "", '"“”«»')


def readings(ref: PlaceRef) -> Iterator[Reading]:
    """The readings of a place reference in the order in which they should be tried."""
    name = clean(ref.name)
    if not name:
        return
    own = group_of(name)
    # A noun that is part of the name says less than one beside it: Jabal Badro is a quarter.
    group = "" if ref.kind and ref.kind.lower() in name.lower() else group_of(ref.kind)
    inside = _INSIDE.match(name)
    names = [name]
    if inside:
        outer = " ".join(p for p in (inside[1], inside[3]) if p)
        names = [n for n in (outer, inside[2]) if n]
    if name.isdigit() and ref.kind:  # "neighbourhood 2", "the 700 neighbourhood"
        names = [f"{name} {ref.kind}", f"{ref.kind} {name}"]
    if ref.near and ref.distance_km is None and ref.bearing is None:
        town = clean(ref.near)  # "the Old City" of Homs is a place of its own in the table
        for whole in (f"{name} of {town}", f"{name} in {town}", f"{name}, {town}", f"{town} {name}"):
            yield Reading(whole, group)
    for text in names:
        core, noun = split_kind(text)
        yield Reading(text, group)
        if noun:
            yield Reading(core, noun, bare=True)
        elif group or own:
            yield Reading(text, group or own, bare=True)
        if noun:
            yield Reading(core, noun)
    if name[-1] == "s" and len(name) > 4:
        yield Reading(name[:-1], group)  # "Aleppos" where the source lost its apostrophes
    for text in names:
        for pattern in (_AROUND, _TAIL, _PART):
            if part := pattern.match(text):
                yield Reading(part[1], near=True)


def clean(name: str) -> str:
    """A name without quotation marks, a leading "the" and a trailing 's."""
    name = re.sub(r"\s+", " ", name.translate(_QUOTES)).strip(" ,.;:*'‘’")
    name = re.sub(r"^(?:the|a|an)\s+", "", name, flags=re.IGNORECASE)
    return re.sub(r"['’]s$", "", name)
