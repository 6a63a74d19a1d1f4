"""What a phrase says of a name in it: the noun beside it, the province, the place that it lies near.

For tables and the geocoder, where nobody has read the sentence; the event reader does this from syntax.
"""

from __future__ import annotations

import re
from functools import cache

from geomapper.gazetteer.kinds import noun_group
from geomapper.model import PlaceRef

_ARTICLE = r"(?:(?:al|el|ar|as|ash|ad|az|an|at|ez|es|ed)[- ])?"
_PROPER = rf"{_ARTICLE}[A-Z][\w'’`-]*(?:[ -]{_ARTICLE}[A-Z][\w'’`-]*)*"
_ADMIN = re.compile(
    rf"({_PROPER})(?:'s)?\s+(?:[Pp]rovince|[Gg]overnorate|countryside|[Rr]egion)"
    rf"|(?:[Pp]rovince|[Gg]overnorate|[Cc]ountryside)\s+of\s+({_PROPER})"
)
_SKY = {
    "north": 0, "northeast": 45, "east": 90, "southeast": 135, "south": 180, "southwest": 225, "west": 270,
    "northwest": 315,
}  # fmt: skip
_TOWN_OF = r"(?:the\s+)?(?:(?:city|town|village)\s+of\s+)?"
_FAR = re.compile(
    r"(?:([\d.,]+|a few|several)\s*(km|kilomet(?:er|re)s?|miles?|mi)\s+)?(?:to the\s+)?"
    r"(north|south|east|west|(?:north|south)[- ]?(?:east|west))(?:ern)?\s+(?:of|from)\s+"
    rf"{_TOWN_OF}({_PROPER})"
)
_NEAR = re.compile(rf"\b(?:near|outside|overlooking|close to|in|inside|by|around)\s+{_TOWN_OF}({_PROPER})")
_WORD = re.compile(r"[A-Za-z']+")


def in_phrase(name: str, phrase: str) -> PlaceRef:
    """The reference that a phrase makes of a name; only the name where the phrase does not hold it."""
    at = phrase.find(name)
    if at < 0:
        return PlaceRef(name=name, admin=_admin(phrase, ""))
    before, after = phrase[:at], phrase[at + len(name) :]
    around = after if len(after) > 3 else before
    near, distance, bearing = _where(around, name)
    return PlaceRef(
        name=name,
        kind=_kind(before, after),
        admin=_admin(phrase, name),
        near=near,
        distance_km=distance,
        bearing=bearing,
    )


def _kind(before: str, after: str) -> str:
    follows = _WORD.findall(re.split(r"[.,;:()]", after, maxsplit=1)[0])[:3]
    for size in (3, 2, 1):
        noun = " ".join(follows[:size])
        if len(follows) >= size and noun.islower() and noun_group(noun):
            return noun
    precedes = _WORD.findall(re.split(r"[.,;:()]", before)[-1])
    while precedes and precedes[-1] in {"of", "the", "called", "named"}:
        precedes.pop()
    for size in (2, 1):
        noun = " ".join(precedes[-size:])
        if len(precedes) >= size and noun.islower() and noun_group(noun):
            return noun
    return ""


def _admin(phrase: str, name: str) -> str:
    for match in _ADMIN.finditer(phrase):
        found = match[1] or match[2]
        if found != name:
            return str(found)
    return ""


def _where(text: str, name: str) -> tuple[str, float | None, float | None]:
    sentence = text.split(". ")[0][:160]
    if far := _FAR.search(sentence):
        number, unit, sky, near = far.groups()
        km = None
        if number:
            value = {"a few": 5.0, "several": 8.0}.get(number) or _number(number)
            km = value * (1.609 if unit.startswith("mi") else 1.0) if value is not None else None
        return near, km, float(_SKY[re.sub("[- ]", "", sky)])
    near = _NEAR.search(sentence)
    if (
        near
        and near[1] != name
        and not re.match(r"\s+(?:[Pp]rovince|[Gg]overnorate|countryside)", sentence[near.end() :])
    ):
        return near[1], None, None
    return "", None, None


@cache
def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None
