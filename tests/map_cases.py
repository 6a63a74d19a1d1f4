"""Small wars for the tests of the map: control tables, events and shapes that follow the contract."""

from __future__ import annotations

import random
from datetime import date, timedelta

import geopandas as gpd
import pandas as pd
import shapely

from geomapper.map.land import Land
from geomapper.model import Change, Event, LocatedEvent, Modality, Place, PlaceRef, Precision, When

SIDES = ("government", "opposition", "isil", "hts", "sdf", "turkey_sna")
START = date(2015, 6, 1)


def event(
    event_id: str, place: Place, day: date, side: str, loser: str = "", **other: object
) -> LocatedEvent:
    """A report that `side` took `place`; keywords replace fields of the event."""
    fields: dict[str, object] = {
        "event_id": event_id, "article_id": f"{event_id}.txt", "title": f"{place.name} changes hands",
        "source": "The Daily Example", "published": day + timedelta(days=1), "url": f"https://example.org/{event_id}",
        "change": Change.GAIN, "ref": PlaceRef(place.name), "actor": side, "from_actor": loser,
        "actor_text": side, "from_actor_text": loser, "extent": "whole", "share": None,
        "when": When(day, day, Precision.DAY, "on that day"), "modality": Modality.ASSERTED,
        "claimed_by": ("Observatory",), "claimed_by_side": ("",),
        "sentence": f"Fighters of {side} entered {place.name} at dawn and hold it, residents said.",
        "char_start": 0, "char_end": 10, "trigger": "entered",
    }  # fmt: skip
    fields.update(other)
    return LocatedEvent(
        Event(**fields), place, place.latitude, place.longitude, place.precision_km, 1, 0.9, 1
    )


def spell(
    place: Place, side: str, start: date, end: date | None = None, **other: object
) -> dict[str, object]:
    """A row of the control table; keywords replace its columns."""
    row: dict[str, object] = {
        "place_id": place.place_id, "place_name": place.name, "name_ar": place.name_ar,
        "feature": place.feature,
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
) -> tuple[gpd.GeoDataFrame, list[LocatedEvent], Land]:
    """A made-up war over the box of Syria: every place changes hands `spells` times within `days`."""
    chance = random.Random(seed)
    rows: list[dict[str, object]] = []
    events: list[LocatedEvent] = []
    towns = [
        Place(f"made:{i:05d}", f"Town {i}", chance.uniform(32.6, 36.8), chance.uniform(36.2, 41.8),
              "settlement",
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


def cells(towns: list[Place], reach: float = 0.2) -> Land:
    """Nearest-place cells within a reach in degrees: good enough to draw, not for figures."""
    points = shapely.points([t.longitude for t in towns], [t.latitude for t in towns])
    ground = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=shapely.box(35.5, 32, 42.5, 37.5))
    tree = shapely.STRtree(points)
    shapes, km2 = {}, {}
    for polygon in ground.geoms:
        i = int(tree.query(polygon, predicate="contains")[0])
        cell = polygon.intersection(points[i].buffer(reach, quad_segs=8))
        shapes[towns[i].place_id] = cell
        km2[towns[i].place_id] = float(cell.area * 1e4)
    return Land(shapes, km2)


TOWNS = {
    # name: latitude, longitude, Arabic name, governorate, kind
    "Aleppo": (36.2018, 37.1586, "حلب", "Aleppo", "settlement"),
    "al-Bab": (36.3705, 37.5157, "الباب", "Aleppo", "settlement"),
    "Jarablus": (36.8175, 38.0111, "جرابلس", "Aleppo", "settlement"),
    "Azaz": (36.5862, 37.0463, "أعزاز", "Aleppo", "settlement"),
    "Afrin": (36.5119, 36.8669, "عفرين", "Aleppo", "settlement"),
    "Manbij": (36.5281, 37.9549, "منبج", "Aleppo", "settlement"),
    "Kobani": (36.8911, 38.3536, "عين العرب", "Aleppo", "settlement"),
    "Khanaser": (35.7806, 37.4956, "خناصر", "Aleppo", "settlement"),
    "Kweires": (36.1870, 37.5830, "كويرس", "Aleppo", "airfield"),
    "Raqqa": (35.9528, 39.0079, "الرقة", "Raqqa", "settlement"),
    "Tabqa": (35.8367, 38.5481, "الطبقة", "Raqqa", "settlement"),
    "Tal Abyad": (36.6978, 38.9567, "تل أبيض", "Raqqa", "settlement"),
    "Deir ez-Zor": (35.3359, 40.1408, "دير الزور", "Deir ez-Zor", "settlement"),
    "Mayadin": (35.0197, 40.4515, "الميادين", "Deir ez-Zor", "settlement"),
    "Abu Kamal": (34.4506, 40.9186, "البوكمال", "Deir ez-Zor", "settlement"),
    "Hasakah": (36.5024, 40.7477, "الحسكة", "Hasakah", "settlement"),
    "Palmyra": (34.5600, 38.2672, "تدمر", "Homs", "settlement"),
    "Qaryatayn": (34.2293, 37.2407, "القريتين", "Homs", "settlement"),
    "Mheen": (34.3150, 37.0560, "مهين", "Homs", "settlement"),
    "Idlib": (35.9306, 36.6339, "إدلب", "Idlib", "settlement"),
    "Jisr al-Shughur": (35.8145, 36.3170, "جسر الشغور", "Idlib", "settlement"),
    "Saraqib": (35.8644, 36.8006, "سراقب", "Idlib", "settlement"),
    "Daraa": (32.6189, 36.1021, "درعا", "Daraa", "settlement"),
    "Douma": (33.5719, 36.4028, "دوما", "Rif Dimashq", "settlement"),
    "Salma": (35.6750, 36.1130, "سلمى", "Latakia", "settlement"),
}
CHANGES = (
    # day, place, who, from whom, outlet, who says so ("" the outlet itself)
    ("2012-07-19", "Azaz", "opposition", "government", "The Daily Example", ""),
    ("2012-07-20", "Kobani", "sdf", "government", "Northern Post", ""),
    ("2012-07-20", "Afrin", "sdf", "government", "Northern Post", ""),
    (
        "2013-03-06",
        "Raqqa",
        "opposition",
        "government",
        "The Daily Example",
        "Syrian Observatory for Human Rights",
    ),
    ("2013-02-11", "Tabqa", "opposition", "government", "Northern Post", "activists"),
    ("2012-10-18", "Douma", "opposition", "government", "The Daily Example", "activists"),
    ("2014-01-13", "Raqqa", "isil", "opposition", "The Daily Example", "activists"),
    ("2014-01-20", "al-Bab", "isil", "opposition", "Northern Post", ""),
    ("2014-01-18", "Jarablus", "isil", "opposition", "Northern Post", ""),
    ("2014-01-23", "Manbij", "isil", "opposition", "Northern Post", ""),
    ("2014-07-14", "Mayadin", "isil", "opposition", "The Daily Example", ""),
    ("2014-06-30", "Abu Kamal", "isil", "hts", "The Daily Example", ""),
    ("2014-08-24", "Tabqa", "isil", "government", "The Daily Example", "Syrian Observatory for Human Rights"),
    ("2015-01-26", "Kobani", "sdf", "isil", "Northern Post", "SDF"),
    ("2015-03-28", "Idlib", "opposition", "government", "The Daily Example", "rebel officials"),
    ("2015-04-25", "Jisr al-Shughur", "opposition", "government", "The Daily Example", "Syrian state TV"),
    ("2015-05-20", "Palmyra", "isil", "government", "The Daily Example", "Syrian state media"),
    ("2015-06-15", "Tal Abyad", "sdf", "isil", "Northern Post", "SDF"),
    ("2015-08-05", "Qaryatayn", "isil", "government", "The Daily Example", "activists"),
    ("2015-11-01", "Mheen", "isil", "government", "The Daily Example", "Syrian Observatory for Human Rights"),
    ("2015-11-10", "Kweires", "government", "isil", "State Wire", "SANA"),
    ("2015-11-23", "Mheen", "government", "isil", "State Wire", "SANA"),
    ("2016-01-12", "Salma", "government", "opposition", "State Wire", "SANA"),
    (
        "2016-02-23",
        "Khanaser",
        "isil",
        "government",
        "The Daily Example",
        "Syrian Observatory for Human Rights",
    ),
    ("2016-02-25", "Khanaser", "government", "isil", "State Wire", "Syrian army"),
    ("2016-03-27", "Palmyra", "government", "isil", "State Wire", "Syrian army"),
    ("2016-04-03", "Qaryatayn", "government", "isil", "State Wire", "SANA"),
    ("2016-08-12", "Manbij", "sdf", "isil", "Northern Post", "SDF"),
    ("2016-08-24", "Jarablus", "turkey_sna", "isil", "Northern Post", "Turkish military"),
    ("2016-12-22", "Aleppo", "government", "opposition", "The Daily Example", "Syrian army"),
    ("2016-12-11", "Palmyra", "isil", "government", "The Daily Example", "Amaq"),
    ("2017-02-23", "al-Bab", "turkey_sna", "isil", "Northern Post", "Turkish military"),
    ("2017-03-02", "Palmyra", "government", "isil", "State Wire", "Syrian army"),
    ("2017-05-10", "Tabqa", "sdf", "isil", "Northern Post", "SDF"),
    ("2017-10-14", "Mayadin", "government", "isil", "State Wire", "SANA"),
    ("2017-10-17", "Raqqa", "sdf", "isil", "The Daily Example", "SDF"),
    ("2017-11-03", "Deir ez-Zor", "government", "isil", "State Wire", "SANA"),
    ("2017-11-19", "Abu Kamal", "government", "isil", "State Wire", "SANA"),
    ("2018-03-18", "Afrin", "turkey_sna", "sdf", "Northern Post", "Turkish military"),
    ("2018-04-12", "Douma", "government", "opposition", "The Daily Example", "Russian defence ministry"),
    ("2018-07-12", "Daraa", "government", "opposition", "The Daily Example", "Syrian state TV"),
)


def syria() -> list[LocatedEvent]:
    """Events of the war in Syria, sentences of our own: enough for a map that a reader would recognise."""
    from geomapper import theatre

    war = theatre.load("syria")
    speakers = {s.name: s.side for s in war.speakers}
    events = []
    for i, (day, name, side, loser, outlet, said) in enumerate(CHANGES):
        latitude, longitude, arabic, admin1, kind = TOWNS[name]
        place = Place(f"test:{name}", name, latitude, longitude, kind, admin1, "SY", 0, 1.0, (), arabic)
        winner, beaten = war.side(side).short, war.side(loser).short
        words = f"{winner} forces took {name} from {beaten} after days of fighting"
        events.append(
            event(
                f"syria{i:02d}", place, date.fromisoformat(day), side, loser, source=outlet,
                title=f"{name}: {winner} in, {beaten} out",
                sentence=f"{words}, {said} said." if said else f"{words}.",
                claimed_by=(said,) if said else (), claimed_by_side=(speakers.get(said, ""),) if said else (),
                modality=Modality.CLAIMED if said else Modality.ASSERTED,
            )
        )  # fmt: skip
    deir = next(e for e in events if e.event.ref.name == "Deir ez-Zor")
    siege = event(
        "syria91", deir.place, date(2015, 1, 20), "isil", "government", change=Change.SIEGE_START,
        sentence="Islamic State fighters have closed the last road into Deir ez-Zor, residents said.",
    )  # fmt: skip
    share = event(
        "syria92", deir.place, date(2015, 5, 22), "isil", change=Change.SHARE, share=0.5,
        sentence="The group now holds about half of the country's land, a monitor said.",
    )  # fmt: skip
    part = event(
        "syria93", next(e.place for e in events if e.event.ref.name == "Aleppo"), date(2012, 7, 28),
        "opposition", "government", extent="part",
        sentence="Rebels took several eastern quarters of Aleppo from the army, people there said.",
    )  # fmt: skip
    return [*events, siege, share, part]
