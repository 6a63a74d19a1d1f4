"""Latitude and longitude in each other's column: found by where the rest of the country's events lie."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from statistics import median
from typing import Any

from geomapper.model import LocatedEvent

MARGIN = 0.1  # degrees by which a place may lie outside its country's outline


def swapped_coordinates(events: Iterable[LocatedEvent]) -> frozenset[str]:
    """Ids of events whose point lies outside their country, but inside it with its coordinates swapped.

    Looked at closely are points that lie nearer to the middle of their country's events when swapped, and
    all of them where that middle lies outside the country. An event that disagrees with its own gazetteer
    place in the same way is found too. Events without a country, or of one without a bundled outline,
    cannot be told.
    """
    by_country: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
    found = set()
    for x in events:
        place = x.place
        if place is None or x.geo_precision is None:
            continue
        latitude = place.latitude if x.latitude is None else x.latitude
        longitude = place.longitude if x.longitude is None else x.longitude
        if not (math.isfinite(latitude) and math.isfinite(longitude)):
            continue
        here = _off(place.latitude, place.longitude, latitude, longitude)
        there = _off(place.latitude, place.longitude, longitude, latitude)
        if there < 0.5 < here and x.geo_precision == 1:
            found.add(x.event.event_id)
        elif place.country:
            by_country[place.country].append((latitude, longitude, x.event.event_id))
    for country, points in by_country.items():
        middle = median(p[0] for p in points), median(p[1] for p in points)
        outline = _outline(country)
        if outline is None:
            continue
        west, south, east, north = outline.bounds
        if south <= middle[0] <= north and west <= middle[1] <= east:
            points = [p for p in points if _off(*middle, p[1], p[0]) < _off(*middle, p[0], p[1])]
        found |= _outside(outline, points)  # else the whole table may have its columns the wrong way round
    return frozenset(found)


def _off(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    return abs(latitude - other_latitude) + abs(longitude - other_longitude)


@cache
def _outline(country: str) -> Any:
    """The governorates of a country as one collection, or None where no outline is bundled."""
    import shapely

    from geomapper.boundaries import boundaries
    from geomapper.errors import GazetteerError

    try:
        return shapely.geometrycollections(boundaries("admin1", [country]).geometry.to_numpy())
    except GazetteerError:
        return None


def _outside(outline: Any, points: list[tuple[float, float, str]]) -> set[str]:
    import shapely

    if not points:
        return set()
    land = outline.buffer(MARGIN)
    shapely.prepare(land)
    as_they_are = shapely.contains_xy(land, [p[1] for p in points], [p[0] for p in points])
    turned = shapely.contains_xy(land, [p[0] for p in points], [p[1] for p in points])
    return {p[2] for p, right, wrong in zip(points, as_they_are, turned, strict=True) if wrong and not right}
