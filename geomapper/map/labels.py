"""Names for the map: towns of the countries shown, and reported places as the reports call them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any

from geomapper.map.encode import plain
from geomapper.model import Place

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

MOST = 500  # labels that a page carries; it shows as many as fit, the weightiest first
STEP = 0.04  # degrees: of towns closer than this only the larger one is labelled
SAME = 0.025  # degrees: a town so near to a reported settlement is that settlement under another name
SAME_CITY = 0.01  # the same for towns of 100,000 and more, beside which others lie
FEW = 60  # reported places up to which all of them are named before mere towns
WEIGHT = 120_000  # of a reported place among few; a population, for comparison with towns
MINOR = 8_000  # of reported quarters, hills, bases and such

Label = list[Any]  # name, Arabic name, longitude, latitude, weight, 1 if the map has a dot of its own there


def labels(control: GeoDataFrame, box: Sequence[float], countries: Sequence[str]) -> list[Label]:
    """Labels for the land in a box (west, south, east, north), the weightiest first."""
    towns = _towns(box, countries)
    by_square: dict[tuple[int, int], Place] = {}
    for town in towns:
        by_square.setdefault(_square(town), town)
    shown = {town.place_id: town for town in by_square.values()}
    ids = {town.place_id: town for town in towns}
    found: list[Label] = []
    for place, weight in _own(control):
        same = ids.get(place.place_id) or _same(place, by_square)
        if same is not None:
            shown.pop(same.place_id, None)
            weight = max(weight, same.population)
        found.append([place.name, place.name_ar, *_spot(place), weight, 1])
    found += [[english(t.name), t.name_ar, *_spot(t), t.population, 0] for t in shown.values()]
    return sorted(found, key=lambda row: (-row[4], row[0], row[2]))[:MOST]


def english(name: str) -> str:
    """A name as English print writes it: without diacritics and the signs for ayn and hamza."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return bare.translate({ord(c): None for c in "ʿʾ‘’`ʼ"}).strip("' ")


def _own(control: GeoDataFrame) -> Iterable[tuple[Place, int]]:
    """The reported places that are known exactly, and how weighty each is: by its number of spells."""
    spells = control["place_id"].value_counts()
    wanted = ("place_id", "place_name", "name_ar", "feature", "geo_precision", "geometry")
    first = control.drop_duplicates("place_id").sort_values("place_id")
    for row in first[[column for column in wanted if column in first.columns]].to_dict("records"):
        key, point = str(row["place_id"]), row["geometry"].representative_point()
        if row.get("geo_precision", 1) != 1 or key.startswith("near:"):
            continue
        feature = plain(row.get("feature")) or "settlement"
        weight = (
            WEIGHT if len(first) <= FEW else min(20_000 + 15_000 * (int(spells[row["place_id"]]) - 1), WEIGHT)
        )
        name, arabic = plain(row["place_name"]), plain(row.get("name_ar"))
        yield (
            Place(key, name, point.y, point.x, feature, name_ar=arabic),
            weight if feature == "settlement" else MINOR,
        )


def _towns(box: Sequence[float], countries: Sequence[str]) -> list[Place]:
    """Settlements of the bundled table with a population, the largest first."""
    from geomapper.gazetteer.table import decode, place_of

    table = decode("places", (resources.files("geomapper") / "data" / "places.gz").read_bytes())
    west, south, east, north = box
    towns = [
        place
        for row in table.rows
        if (place := place_of(row)).feature == "settlement"
        and place.country in countries
        and place.population > 0
        and west < place.longitude < east
        and south < place.latitude < north
    ]
    return sorted(towns, key=lambda p: (-p.population, p.place_id))


def _same(place: Place, towns: dict[tuple[int, int], Place]) -> Place | None:
    """The town that a reported settlement is, by its spot or by its name."""
    if place.feature != "settlement":
        return None
    x, y = _square(place)
    near = [towns[x + i, y + j] for i in (0, -1, 1) for j in (0, -1, 1) if (x + i, y + j) in towns]
    for town in near:
        apart = max(abs(town.longitude - place.longitude), abs(town.latitude - place.latitude))
        limit = SAME if town.population < 100_000 else SAME_CITY
        if apart < limit or english(town.name).casefold() == english(place.name).casefold():
            return town
    return None


def _square(place: Place) -> tuple[int, int]:
    return (round(place.longitude / STEP), round(place.latitude / STEP))


def _spot(place: Place) -> tuple[float, float]:
    return (round(place.longitude, 3), round(place.latitude, 3))
