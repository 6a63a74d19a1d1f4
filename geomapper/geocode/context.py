"""What a story says of where things lie, and how well a place fits it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from geomapper.gazetteer import Gazetteer
from geomapper.gazetteer.fold import words
from geomapper.gazetteer.kinds import features_fit
from geomapper.model import Place

HOME = 2  # so many of a theatre's countries, the first, are where its war is; the others are its neighbours
KNOWN_ABROAD = 10_000  # people that a town of the neighbours has which is told of without more
_NEAR_KM = 25.0  # how far places told together usually lie apart


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that the story names elsewhere: where in the text, and how sure it is (0 to 1)."""

    place: Place
    start: int
    weight: float


@dataclass(frozen=True)
class Context:
    """What is known around one mention."""

    countries: tuple[str, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    at: int | None = None  # offset of the mention in the text
    admin: Place | None = None  # governorate named with the place
    around: tuple[Place, ...] = ()  # places it is said to lie near
    distance_km: float | None = None
    bearing: float | None = None
    story_admins: dict[str, float] = field(
        default_factory=dict
    )  # governorates named in the story, with weights


def km(a: Place, b: Place) -> float:
    """Kilometres between two places, good to half a percent at these distances."""
    return km_between(a.latitude, a.longitude, b.latitude, b.longitude)


def km_between(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Kilometres between two points, by the equirectangular formula where near and haversine where far."""
    north = math.radians(lat2 - lat1)
    east = math.radians(lon2 - lon1)
    if abs(north) + abs(east) < 0.2:
        return 6371.0 * math.hypot(north, east * math.cos(math.radians((lat1 + lat2) / 2)))
    h = (
        math.sin(north / 2) ** 2
        + math.cos(math.radians(lat1)) * math.cos(math.radians(lat2)) * math.sin(east / 2) ** 2
    )
    return 12742.0 * math.asin(math.sqrt(min(1.0, h)))


def bearing(a: Place, b: Place) -> float:
    """Degrees clockwise from north, from a towards b."""
    y1, y2, d = math.radians(a.latitude), math.radians(b.latitude), math.radians(b.longitude - a.longitude)
    east = math.sin(d) * math.cos(y2)
    north = math.cos(y1) * math.sin(y2) - math.sin(y1) * math.cos(y2) * math.cos(d)
    return math.degrees(math.atan2(east, north)) % 360


def fit(place: Place, group: str, context: Context, name: str = "") -> float:
    """How well a place fits its context, as the logarithm of a likelihood up to a constant."""
    score = 0.0
    if context.countries:
        if place.country in context.countries:
            score -= 0.8 * min(context.countries.index(place.country), 3)
        else:
            score -= 9.0
    if group:
        score += 2.5 * math.log(max(0.05, features_fit(group, place.feature)))
    else:
        score += _BY_FEATURE.get(place.feature, -0.7)
    score += 0.3 * math.log1p(place.population / 1000)
    score += 0.6 * math.log1p(len(place.variants))  # what is often written of is spelt in many ways
    if place.source.startswith("curated:"):
        score += 0.7  # these are in the table because news named them
    if context.admin is not None and place.admin1:
        score += _fit_admin(place, context.admin)
    for other in context.around:
        score += _fit_near(place, other, context)
    if name and written_so(place, name):
        score += 2.2
    if place.feature == "country":
        return score
    among = support(place, context)
    score += 1.5 * math.log(0.05 + among)
    if group == "quarter" and among < 0.05:
        score -= 2.0  # a quarter belongs to a town that the story is about
    if context.story_admins and place.admin1:
        score += 0.7 * math.log(0.35 + context.story_admins.get(place.admin1, 0.0))
    return score


def spelt(name: str) -> str:
    """A name letter by letter, but for case, accents, hyphens and articles."""
    return " ".join(w for w in words(name) if w not in _ARTICLES)


def written_so(place: Place, name: str) -> bool:
    """Whether the table has a name letter by letter, not only folded."""
    return spelt(name) in _spellings(place)


@lru_cache(maxsize=50_000)
def _spellings(place: Place) -> frozenset[str]:
    return frozenset(spelt(n) for n in (place.name, *place.variants))


_ARTICLES = frozenset(
    ["al", "el", "as", "ash", "ad", "ar", "az", "an", "at", "ath", "adh", "es", "ed", "ez", "esh"]
)


_BY_FEATURE = {
    "settlement": 0.0,
    "quarter": -0.3,
    "admin1": -3.0,
    "country": 0.0,
    "region": -0.4,
    "camp": -0.4,
}


def _fit_admin(place: Place, admin: Place) -> float:
    if place.admin1 == admin.admin1 or place.country == "":
        return 1.5
    reach = km(place, admin) - admin.precision_km
    return -1.0 if reach < 15 else -4.0


def _fit_near(place: Place, other: Place, context: Context) -> float:
    apart = km(place, other)
    if context.distance_km is not None:
        off = abs(apart - context.distance_km) / max(5.0, 0.3 * context.distance_km)
    else:
        off = max(0.0, apart - other.precision_km) / _NEAR_KM
    score = -min(off, 4.0) * 1.5
    if context.bearing is not None and apart > 1:
        turn = abs((bearing(other, place) - context.bearing + 180) % 360 - 180)
        score -= max(0.0, turn - 30) / 40
    return score


def support(place: Place, context: Context) -> float:
    """How much the other places of the story lie around this one, 0 to 1; those named nearby count more."""
    total = near = 0.0
    for anchor in context.anchors:
        if anchor.place.place_id == place.place_id:
            continue
        weight = anchor.weight
        if context.at is not None:
            weight *= 0.1 + math.exp(-abs(anchor.start - context.at) / 500)
        total += weight
        near += weight * math.exp(-km(place, anchor.place) / (2 * _NEAR_KM))
    return near / total if total else 0.3


def anchors_of(text: str, gazetteer: Gazetteer, countries: Sequence[str]) -> list[Anchor]:
    """The places that a text names, each with its weight: names that may mean several places weigh less."""
    out: list[Anchor] = []
    for start, end, _key in gazetteer.find(text):
        named = gazetteer.candidates(text[start:end])
        if any(p.feature == "country" for p in named):
            continue
        found = [p for p in named if p.country in countries and p.feature not in _WIDE]
        # Small places of the neighbours share their names with half the vocabulary of the war.
        found = [
            p
            for p in found
            if p.country in countries[:HOME]
            or p.population >= KNOWN_ABROAD
            or p.source.startswith("curated:")
        ]
        groups = clusters(found)
        if not groups or len(groups) > 4:
            continue
        best = groups[0][0]
        clear = len(groups) == 1 or best.population > 20 * max(1, groups[1][0].population)
        weight = 1.0 if clear else 0.4 / len(groups)
        if best.population > 500_000:
            weight *= 0.6  # named in every story
        elif (
            not best.population
            and not best.source.startswith("curated:")
            and spelt(text[start:end]) not in _spellings(best)
        ):
            weight *= 0.3
        out.append(Anchor(best, start, weight))
    return out


def scene(context: Context) -> Place | None:
    """The town that a story is about where the mention stands: named often, near it, above all before it."""
    weights: dict[str, float] = {}
    towns: dict[str, Place] = {}
    for anchor in context.anchors:
        if anchor.place.feature != "settlement":
            continue
        near = 0.0
        if context.at is not None:
            gap = context.at - anchor.start
            near = math.exp(-gap / 500) if gap >= 0 else 0.4 * math.exp(gap / 200)
        town = anchor.place
        towns[town.place_id] = town
        weights[town.place_id] = weights.get(town.place_id, 0.0) + anchor.weight * (0.1 + near) * (
            1 + math.log10(1 + town.population / 10_000)
        )
    if not weights:
        return None
    return towns[max(weights, key=lambda i: (weights[i], i))]


_WIDE = frozenset({"admin1", "admin2", "admin3", "country", "region", "route", "road", "water"})


def clusters(places: Iterable[Place], within_km: float = 5.0) -> list[list[Place]]:
    """Places grouped with those within 5 km of the group's first, in the given order."""
    groups: list[list[Place]] = []
    for place in places:
        for group in groups:
            if km(group[0], place) <= within_km:
                group.append(place)
                break
        else:
            groups.append([place])
    return groups


_WORD = r"(?:[A-Z][\w'’-]*|(?:al|el|ez|az)-\w+)"
_NAME = rf"{_WORD}(?:[ -]{_WORD}){{0,3}}"
_PROVINCE = re.compile(
    rf"({_NAME})\s+(?:[Pp]rovince|[Gg]overnorate|countryside)"
    rf"|(?:[Pp]rovinces?|[Gg]overnorates?|countryside) of ({_NAME})"
)


def admins_of(text: str, gazetteer: Gazetteer, countries: Sequence[str]) -> dict[str, float]:
    """The governorates that a text names as such, each with its share of the mentions."""
    counts: dict[str, float] = {}
    for match in _PROVINCE.finditer(text):
        parts = (match[1] or match[2]).split(" ")
        for size in range(len(parts)):
            unit = gazetteer.admin1(" ".join(parts[size:]))
            if unit is not None and unit.country in countries:
                counts[unit.name] = counts.get(unit.name, 0.0) + 1
                break
    total = sum(counts.values())
    return {name: n / total for name, n in counts.items()}
