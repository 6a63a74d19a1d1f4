"""Spells of control → coloured land, honestly: nothing beyond the reach of a report.

`areas` gives each spell its polygon; `layers` gives dissolved polygons for dates; `partition` is what both
share, for those who want many dates: cells are computed once, whatever the number of dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from geomapper.areas.partition import Partition, partition
from geomapper.errors import InputError
from geomapper.theatre import Theatre, load

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["METHODS", "Partition", "areas", "change_days", "land", "layers", "partition"]

METHODS = ("cells", "admin", "points")


def areas(
    control: gpd.GeoDataFrame,
    method: str = "cells",
    reach_km: float | None = None,
    border: Any = None,
    theatre: Theatre | str | None = None,
    level: int = 1,
    units: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """The spells with the land that they speak of: the columns of `control`, polygons in EPSG:4326, and
    `km2`.

    - `cells`: the land nearer to a place than to any other whose reach covers it, cut at the reach
    (`reach_km`, else the theatre's, smaller for the kinds that it lists) and at the border. Statements on a
    whole governorate get what of it lies under no place reported at the time; sieges the outer band of
    their place's cell. Spells of places that are only known to lie near another have no land and are left
    out. - `admin`: governorates (`level` 1) or districts (2), one row a stretch of time in which their
    colour is the same, with `n_places`, `n_held` and `rule`; see `areas.admin`. - `points`: the table as it
    is, with `km2` 0.

    `border` is a polygon in EPSG:4326, or False for no border; without it the countries of the theatre are
    the border. Raises InputError for an unknown method or a reach that is not positive.
    """
    if method not in METHODS:
        raise InputError(f"no method {method!r} for areas; there are {', '.join(METHODS)}")
    war = _theatre(control, theatre)
    if method == "points":
        return control.assign(km2=0.0)
    if method == "admin":
        from geomapper.areas.admin import admin_areas

        return admin_areas(control, war, level, units)
    return partition(control, war, reach_km, border).of_spells()


def layers(
    control: gpd.GeoDataFrame,
    dates: Iterable[date | str] | date | str | None = None,
    method: str = "cells",
    reach_km: float | None = None,
    border: Any = None,
    theatre: Theatre | str | None = None,
    level: int = 1,
    units: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Dissolved areas for dates: one row a date and state, with date, side, state, other_side, n_places,
    km2, geometry.

    `dates` are days; without them, every day on which a spell begins or ends. On one date no two rows
    overlap, none leaves the border, and `km2` is geodesic. Polygons are valid RFC 7946 multipolygons in
    EPSG:4326. Sieges are no areas of their own and are not among the layers. Parameters as in `areas`;
    `points` gives multipoints.
    """
    from geomapper.areas import dated

    if method not in METHODS:
        raise InputError(f"no method {method!r} for areas; there are {', '.join(METHODS)}")
    war = _theatre(control, theatre)
    days = dated.days(control, [dates] if isinstance(dates, date | str) else dates)
    if method == "points":
        return dated.point_layers(control, days)
    if method == "admin":
        from geomapper.areas.admin import admin_areas

        return dated.unit_layers(admin_areas(control, war, level, units), days)
    return dated.cell_layers(partition(control, war, reach_km, border), days)


def land(
    control: gpd.GeoDataFrame,
    reach_km: float | None = None,
    border: Any = None,
    theatre: Theatre | str | None = None,
) -> Partition:
    """The cells of a spell table, to ask for many days: `.at(day)`, `.labels(day)`; parameters as in
    `areas`.
    """
    return partition(control, _theatre(control, theatre), reach_km, border)


def _theatre(control: gpd.GeoDataFrame, theatre: Theatre | str | None) -> Theatre:
    if isinstance(theatre, Theatre):
        return theatre
    name = theatre or control.attrs.get("theatre", "syria")
    return load(name)


def change_days(control: gpd.GeoDataFrame) -> Sequence[Any]:
    """Every day on which a spell begins or ends, as timestamps, in order."""
    from geomapper.areas import dated

    return dated.days(control, None)
