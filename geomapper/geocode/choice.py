"""What a choice is, and how precise: at the place, near it, or somewhere in an area."""

from __future__ import annotations

from dataclasses import dataclass

from geomapper.gazetteer.kinds import is_area
from geomapper.geocode.context import clusters, km
from geomapper.model import Place


@dataclass(frozen=True, slots=True)
class Choice:
    """A place, where exactly, how far off (km), 1 exact · 2 near · 3 region, and a score from 0 to 1."""

    place: Place
    latitude: float
    longitude: float
    radius_km: float
    geo_precision: int
    score: float
    n_candidates: int


TOWN_KM = 5.0  # how far from the middle of a town its facilities lie
CITY_KM = 8.0


def exact(place: Place, score: float, n: int) -> Choice:
    if place.feature in {"admin1", "country"} or (is_area(place.feature) and place.precision_km > 20):
        precision = 3
    elif place.precision_km > 5:
        precision = 2
    else:
        precision = 1
    return Choice(place, place.latitude, place.longitude, place.precision_km, precision, score, n)


def near(choice: Choice) -> Choice:
    place = choice.place
    radius = max(place.precision_km, CITY_KM if place.population > 200_000 else TOWN_KM)
    precision = 3 if place.feature in {"admin1", "country"} else 2
    return Choice(
        place, choice.latitude, choice.longitude, radius, precision, choice.score * 0.9, choice.n_candidates
    )


def among(siblings: list[Place]) -> Choice | None:
    """Where an unknown place lies that is named in one breath with known ones: among them."""
    if not siblings:
        return None
    groups = clusters(siblings, 25)
    group = max(groups, key=len)
    lat = sum(p.latitude for p in group) / len(group)
    lon = sum(p.longitude for p in group) / len(group)
    middle = Place("", "", lat, lon)
    nearest = min(group, key=lambda p: km(p, middle))
    radius = max(12.0, *(km(p, middle) for p in group))
    return Choice(nearest, lat, lon, round(radius, 1), 2, 0.35, len(group))
