"""Borders and rivers, offline: Natural Earth's first-level units, the countries made of them, the rivers.

The disengagement zone on the Golan is part of Quneitra. West of it the file draws the land as Natural Earth
does, with Israel; that says who administers it, not whose it is.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from geomapper.errors import GazetteerError

if TYPE_CHECKING:
    import geopandas

_NEAR = 0.15  # degrees: how far off a unit's edge a point may lie and still be its own (coast, border)


def boundaries(
    level: Literal["admin0", "admin1"] = "admin1", countries: Sequence[str] | None = None
) -> geopandas.GeoDataFrame:
    """Polygons in EPSG:4326 with the columns name, name_ar, admin1 (ISO 3166-2), country (alpha-2), geometry.

    `admin0` has one row for each country, named by its code, without admin1. `countries` limits both to
    these codes; raises GazetteerError for a country that the bundled file does not have.
    """
    import geopandas
    import shapely

    rows = _features("borders.geojson.gz")
    if countries is not None:
        missing = set(countries) - {r["country"] for r in rows}
        if missing:
            raise GazetteerError(f"no bundled borders for {', '.join(sorted(missing))}")
        rows = [r for r in rows if r["country"] in set(countries)]
    frame = geopandas.GeoDataFrame(
        {
            "name": [r["name"] for r in rows],
            "name_ar": [r["name_ar"] for r in rows],
            "admin1": [r["iso"] for r in rows],
            "country": [r["country"] for r in rows],
        },
        geometry=[shapely.geometry.shape(r["geometry"]) for r in rows],
        crs="EPSG:4326",
    )
    if level == "admin1":
        return frame.sort_values(["country", "admin1"], ignore_index=True)
    whole = frame.dissolve("country", as_index=False)[["country", "geometry"]]
    whole["geometry"] = [_without_slivers(g) for g in whole.geometry]
    return whole.assign(name=whole["country"], name_ar="", admin1="")[
        ["name", "name_ar", "admin1", "country", "geometry"]
    ]


def rivers() -> geopandas.GeoDataFrame:
    """Lines in EPSG:4326 with the column name (may be empty): Natural Earth's rivers around the region."""
    import geopandas
    import shapely

    rows = _features("rivers.geojson.gz")
    return geopandas.GeoDataFrame(
        {"name": [r["name"] for r in rows]},
        geometry=[shapely.geometry.shape(r["geometry"]) for r in rows],
        crs="EPSG:4326",
    )


@dataclass(frozen=True, slots=True)
class Unit:
    """A first-level unit: its ISO 3166-2 code, English name and country."""

    iso: str
    name: str
    country: str


class Units:
    """Which first-level unit a point lies in."""

    def __init__(self, countries: Sequence[str] | None = None) -> None:
        import shapely

        rows = [r for r in _features("borders.geojson.gz") if countries is None or r["country"] in countries]
        self._units = [Unit(r["iso"], r["name"], r["country"]) for r in rows]
        self._shapes = [shapely.geometry.shape(r["geometry"]) for r in rows]
        self._tree = shapely.STRtree(self._shapes)

    def at(self, latitude: float, longitude: float, country: str = "") -> Unit | None:
        """The unit that holds a point, or the nearest within about 15 km (coasts, borders); None beyond.

        `country` keeps a border town in its own country where the border is drawn a little off.
        """
        import shapely

        point = shapely.Point(longitude, latitude)
        near = [int(n) for n in self._tree.query(point.buffer(_NEAR))]
        fits = [n for n in near if not country or self._units[n].country == country]
        best = min(fits, key=lambda n: float(self._shapes[n].distance(point)), default=None)
        if best is None or self._shapes[best].distance(point) > _NEAR:
            return None
        return self._units[best]

    def distance(self, name: str, latitude: float, longitude: float) -> float:
        """Degrees from a point to the unit of this name: 0 inside; infinite where no unit has the name."""
        import shapely

        point = shapely.Point(longitude, latitude)
        return min(
            (
                float(s.distance(point))
                for u, s in zip(self._units, self._shapes, strict=True)
                if u.name == name
            ),
            default=float("inf"),
        )


def _without_slivers(geometry: Any) -> Any:
    """A polygon without the hair-thin holes that neighbours leave between them once rounded."""
    import shapely

    parts = getattr(geometry, "geoms", [geometry])
    kept = [
        shapely.Polygon(p.exterior, [h for h in p.interiors if shapely.Polygon(h).area > 1e-3]) for p in parts
    ]
    return kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept)


@cache
def _features(name: str) -> list[dict[str, Any]]:
    data = (resources.files("geomapper") / "data" / name).read_bytes()
    raw = json.loads(gzip.decompress(data))
    return [{**f["properties"], "geometry": f["geometry"]} for f in raw["features"]]
