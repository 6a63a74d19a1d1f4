"""Small wars for the tests of the map: control tables, events and shapes that follow the contract."""

from __future__ import annotations

import random
from datetime import date, timedelta

import geopandas as gpd
import pandas as pd
import shapely

from geomapper.map.payload import Shape
from geomapper.model import Change, Event, LocatedEvent, Modality, Place, PlaceRef, Precision, When

SIDES = ("government", "opposition", "isil", "hts", "sdf", "turkey_sna")
START = date(2015, 6, 1)


def event(event_id: str, place: Place, day: date, side: str, loser: str = "", **other: object) -> LocatedEvent:
    """A report that `side` took `place`; keywords replace fields of the event."""
    fields: dict[str, object] = {
        "event_id": event_id, "article_id": f"{event_id}.txt", "title": f"{place.name} changes hands",
        "source": "The Daily Example", "published": day + timedelta(days=1), "url": f"https://example.org/{event_id}",
        "change": Change.GAIN, "ref": PlaceRef(place.name), "actor": side, "from_actor": loser,
        "actor_text": side, "from_actor_text": loser, "extent": "whole", "share": None,
        "when": When(day, day, Precision.DAY, "on that day"), "modality": Modality.ASSERTED,
        "claimed_by": ("Observatory",), "claimed_by_side": ("",),
        "sentence": f"Fighters of {side} entered {place.name} at dawn and hold it, residents said on the phone.",
        "char_start": 0, "char_end": 10, "trigger": "entered",
    }  # fmt: skip
    fields.update(other)
    return LocatedEvent(
        Event(**fields), place, place.latitude, place.longitude, place.precision_km, 1, 0.9, 1  # type: ignore[arg-type]
    )


def spell(place: Place, side: str, start: date, end: date | None = None, **other: object) -> dict[str, object]:
    """A row of the control table; keywords replace its columns."""
    row: dict[str, object] = {
        "place_id": place.place_id, "place_name": place.name, "name_ar": place.name_ar, "feature": place.feature,
        "admin1": place.admin1, "country": place.country, "geo_precision": 1, "radius_km": place.precision_km,
        "side": side, "state": "held", "other_side": "", "start": start, "start_earliest": start,
        "start_latest": start, "end": end, "status": "confirmed", "from_side": "", "inferred": False,
        "last_report": start, "n_sources": 1, "event_ids": "",
        "geometry": shapely.Point(place.longitude, place.latitude),
    }  # fmt: skip
    row.update(other)
    return row


def frame(rows: list[dict[str, object]]) -> gpd.GeoDataFrame:
    """The control table of these rows, with dates as geomapper's tables hold them."""
    table = pd.DataFrame(rows)
    for column in ("start", "start_earliest", "start_latest", "end", "last_report"):
        table[column] = pd.to_datetime(table[column]).astype("datetime64[ms]")
    return gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:4326")


def war(
    places: int = 200, days: int = 365, spells: int = 3, seed: int = 1
) -> tuple[gpd.GeoDataFrame, list[LocatedEvent], dict[str, Shape]]:
    """A made-up war over the box of Syria: every place changes hands `spells` times within `days`."""
    chance = random.Random(seed)
    rows: list[dict[str, object]] = []
    events: list[LocatedEvent] = []
    towns = [
        Place(f"made:{i:05d}", f"Town {i}", chance.uniform(32.6, 36.8), chance.uniform(36.2, 41.8), "settlement",
              "Aleppo", "SY", 0, 1.0, (f"Tall Town {i}",), "بلدة")
        for i in range(places)
    ]  # fmt: skip
    for i, town in enumerate(towns):
        starts = sorted(chance.sample(range(days), spells))
        sides = [chance.choice(SIDES)]
        for _ in starts[1:]:
            sides.append(chance.choice([s for s in SIDES if s != sides[-1]]))
        for j, (offset, side) in enumerate(zip(starts, sides, strict=True)):
            day = START + timedelta(days=offset)
            end = START + timedelta(days=starts[j + 1]) if j + 1 < spells else None
            loser = sides[j - 1] if j else ""
            key = f"e{i:05d}{j}"
            rough = chance.random() < 0.1
            rows.append(
                spell(town, side, day, end, from_side=loser, event_ids=key,
                      start_earliest=day - timedelta(days=4) if rough else day,
                      status=chance.choice(["confirmed", "claimed", "admitted"]))
            )  # fmt: skip
            events.append(event(key, town, day, side, loser))
    return frame(rows), events, cells(towns)


def cells(towns: list[Place], reach: float = 0.2) -> dict[str, Shape]:
    """Nearest-place cells within a reach in degrees: good enough to draw, not for figures."""
    points = shapely.points([t.longitude for t in towns], [t.latitude for t in towns])
    ground = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=shapely.box(35.5, 32, 42.5, 37.5))
    tree = shapely.STRtree(points)
    found = {}
    for polygon in ground.geoms:
        i = int(tree.query(polygon, predicate="contains")[0])
        cell = polygon.intersection(points[i].buffer(reach, quad_segs=8))
        found[towns[i].place_id] = Shape(cell, float(cell.area * 1e4))
    return found
