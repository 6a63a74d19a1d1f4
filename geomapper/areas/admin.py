"""Governorates coloured by the places in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from geomapper.areas.mesh import geodesic_km2
from geomapper.areas.partition import COLOURED
from geomapper.errors import InputError
from geomapper.theatre import Theatre

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

RULE = "held by the side that holds more than half of the places reported in it, else contested"

Label = tuple[str, str, str]


def admin_areas(
    control: gpd.GeoDataFrame, theatre: Theatre, level: int = 1, units: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """One row for each stretch of time in which a unit has one colour, with its polygon and `km2`.

    A unit is held by the side that holds more than half of the places reported in it at the time; else it
    is contested between the two that hold most (`side` first). Contested places count for nobody. Where no
    place is reported a statement on the whole unit counts; without either the unit is not there. `n_places`
    and `n_held` are counts at the beginning of the stretch, `rule` says the rule. `units` are other
    polygons to colour, with the columns name, admin1 (a code) and country. Raises InputError for a level
    without outlines.
    """
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    shapes = _units(theatre, level) if units is None else units.reset_index(drop=True)
    coloured = control[control["state"].isin(COLOURED)]
    inside = _inside(coloured[coloured["geo_precision"] < 3], shapes)
    whole = (coloured["geo_precision"] == 3) & ~coloured["place_id"].str.startswith("near:")
    said = coloured[whole & (coloured["state"] == "held") & ~coloured["inferred"]]
    areas = geodesic_km2(shapes.geometry)
    rows: list[dict[str, Any]] = []
    for i, unit in enumerate(shapes.to_dict("records")):
        code = str(unit["admin1"])
        own = [p.rpartition(":")[2] == code for p in said["place_id"]]
        of_unit = said[np.array(own, dtype=bool) | (said["place_name"] == unit["name"])]
        for stretch in _stretches(inside.get(i, coloured.iloc[:0]), of_unit):
            rows.append(
                {
                    "place_id": f"admin{level}:{code}",
                    "place_name": unit["name"],
                    "name_ar": unit.get("name_ar", ""),
                    "feature": f"admin{level}",
                    "country": unit["country"],
                    "geo_precision": 3,
                    "inferred": True,
                    "rule": RULE,
                    "km2": areas[i],
                    "geometry": unit["geometry"],
                    **stretch,
                }
            )
    columns = (
        "place_id", "place_name", "name_ar", "feature", "country", "geo_precision",
        "side", "state", "other_side", "start", "end", "inferred", "last_report",
        "n_places", "n_held", "rule", "km2", "geometry",
    )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(columns))
    for name in ("start", "end", "last_report"):
        table[name] = pd.to_datetime(table[name]).astype("datetime64[ms]")
    return gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:4326")


def _units(theatre: Theatre, level: int) -> gpd.GeoDataFrame:
    from geomapper.boundaries import boundaries

    if level != 1:
        raise InputError(f"there are outlines of governorates (level 1) alone, none of level {level}")
    units = boundaries("admin1")
    return units[units["country"].isin(theatre.countries)].reset_index(drop=True)


def _inside(spells: gpd.GeoDataFrame, units: gpd.GeoDataFrame) -> dict[int, Any]:
    """Spells by the unit that their place lies in."""
    import shapely

    x, y = spells["longitude"].to_numpy(), spells["latitude"].to_numpy()
    found = {}
    for i, outline in enumerate(units.geometry):
        shapely.prepare(outline)
        found[i] = spells[shapely.contains_xy(outline, x, y)]
    return found


def _stretches(places: pd.DataFrame, said: pd.DataFrame) -> Iterable[dict[str, Any]]:
    """The colours of one unit in order, each with its days and counts."""
    import pandas as pd

    changes: dict[Any, list[tuple[int, int, Label, Any]]] = {}
    for kind, table in ((0, places), (1, said)):
        for row in table.drop(columns="geometry").to_dict("records"):
            label = (row["state"], row["side"], row["other_side"])
            changes.setdefault(row["start"], []).append((kind, 1, label, row["last_report"]))
            if not pd.isna(row["end"]):
                changes.setdefault(row["end"], []).append((kind, -1, label, row["last_report"]))
    counts: tuple[Counter[Label], Counter[Label]] = (Counter(), Counter())
    open_stretch: dict[str, Any] | None = None
    for day in sorted(changes):
        latest = day
        for kind, step, label, reported in changes[day]:
            counts[kind][label] += step
            latest = max(latest, reported) if step > 0 else latest
        colour = _colour(counts[0]) or _colour(counts[1])
        if open_stretch is not None:
            if colour == (open_stretch["state"], open_stretch["side"], open_stretch["other_side"]):
                open_stretch["last_report"] = max(open_stretch["last_report"], latest)
                continue
            open_stretch["end"] = day
            yield open_stretch
            open_stretch = None
        if colour is not None:
            state, side, other = colour
            held = counts[0]["held", side, ""]
            total = sum(counts[0].values())
            open_stretch = {
                "state": state, "side": side, "other_side": other, "start": day, "end": None,
                "last_report": latest, "n_places": total, "n_held": held,
            }  # fmt: skip
    if open_stretch is not None:
        yield open_stretch


def _colour(counts: Counter[Label]) -> Label | None:
    total = sum(counts.values())
    if not total:
        return None
    held: Counter[str] = Counter()
    for (state, side, _), number in counts.items():
        if state == "held" and number:
            held[side] += number
    ranked = sorted(held.items(), key=lambda x: (-x[1], x[0]))
    if ranked and ranked[0][1] * 2 > total:
        return "held", ranked[0][0], ""
    if len(ranked) > 1:
        return "contested", ranked[0][0], ranked[1][0]
    # one side and fighting, or fighting alone: whom the fighting names
    fought = sorted((-n, side, other) for (s, side, other), n in counts.items() if s == "contested" and n)
    _, side, other = fought[0]
    first = ranked[0][0] if ranked else side
    return "contested", first, other if other != first else side
