"""Areas on dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from geomapper.areas.partition import COLOURED, Partition
from geomapper.control.table import on, timestamp

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

LAYER_COLUMNS = ("date", "side", "state", "other_side", "n_places", "km2", "geometry")


def days(control: gpd.GeoDataFrame, dates: Iterable[date | str] | None) -> Sequence[pd.Timestamp]:
    """Dates as timestamps, sorted; without any, every day on which a spell begins or ends."""
    import pandas as pd

    if dates is not None:
        return sorted({timestamp(d) for d in dates})
    changes = pd.concat([control["start"], control["end"]]).dropna().drop_duplicates().sort_values()
    return list(changes)


def cell_layers(land: Partition, dates: Sequence[pd.Timestamp]) -> gpd.GeoDataFrame:
    """Dissolved cells for dates. Dates between which nothing changes share their polygons."""
    rows: list[tuple[Any, ...]] = []
    last_labels: bytes | None = None
    last: list[Any] = []
    for day in dates:
        labels, names, places = land.labels(day)
        signature = labels.tobytes() + places.tobytes()
        if signature != last_labels:
            last, last_labels = land.dissolved(labels, names, places), signature
        rows.extend((day, side, state, other, n, km2, shape) for (state, side, other), shape, km2, n in last)
    return _table(rows)


def unit_layers(units: gpd.GeoDataFrame, dates: Sequence[pd.Timestamp]) -> gpd.GeoDataFrame:
    """Administrative units for dates, those of one colour together."""
    import shapely

    rows: list[tuple[Any, ...]] = []
    for day in dates:
        for (state, side, other), group in on(units, day).groupby(["state", "side", "other_side"]):
            shape = shapely.union_all(group.geometry.to_numpy())
            rows.append(
                (day, side, state, other, int(group["n_places"].sum()), float(group["km2"].sum()), shape)
            )
    return _table(rows)


def point_layers(control: gpd.GeoDataFrame, dates: Sequence[pd.Timestamp]) -> gpd.GeoDataFrame:
    """Places for dates, those of one state together as multipoints."""
    import shapely

    rows: list[tuple[Any, ...]] = []
    coloured = control[control["state"].isin(COLOURED)]
    for day in dates:
        for (state, side, other), group in on(coloured, day).groupby(["state", "side", "other_side"]):
            points = shapely.multipoints(group.geometry.to_numpy())
            rows.append((day, side, state, other, len(group), 0.0, points))
    return _table(rows)


def _table(rows: list[tuple[Any, ...]]) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd

    table = pd.DataFrame(rows, columns=list(LAYER_COLUMNS))
    table["date"] = pd.to_datetime(table["date"]).astype("datetime64[ms]")
    for column in ("side", "state", "other_side"):
        table[column] = table[column].astype("str")
    table["n_places"] = table["n_places"].astype("int64")
    table["km2"] = table["km2"].astype("float64")
    return gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:4326")
