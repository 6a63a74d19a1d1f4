"""Who held what before the first report: from the theatre, a table or polygons."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomapper.control.history import HELD, Spell
from geomapper.control.reports import Site, plain
from geomapper.errors import InputError
from geomapper.theatre import Theatre

if TYPE_CHECKING:
    import pandas as pd

EVERYWHERE = "*"  # in a theatre's baseline: every place that is ever reported


@dataclass(frozen=True, slots=True)
class _Start:
    side: str
    day: int


Spells = dict[str, Spell]
Problems = list[dict[str, str]]


def baseline_spells(
    baseline: Any, theatre: Theatre, sites: Mapping[str, Site]
) -> tuple[Spells, dict[str, Site], Problems]:
    """Opening spells by site, sites that only the baseline knows, and what is wrong with it.

    A place that two rows or two polygons give to different sides is given to neither, and listed.
    """
    if baseline is None:
        rows = [{"place": place, "side": side} for place, side in theatre.baseline]
        starts, extra, problems = _from_rows(rows, theatre, sites)
    else:
        table = read_baseline(baseline)
        geometry = getattr(table, "geometry", None) if hasattr(table, "crs") else None
        if geometry is not None and geometry.geom_type.isin(["Polygon", "MultiPolygon"]).any():
            starts, extra, problems = _from_polygons(table, theatre, sites)
        else:
            starts, extra, problems = _from_rows(_records(table), theatre, sites)
    spells = {
        key: Spell(s.side, HELD, "", s.day, None, s.day, last_report=s.day, inferred=True, baseline=True)
        for key, s in starts.items()
    }
    return spells, extra, problems


def read_baseline(baseline: Any) -> Any:
    """A baseline as a table: a DataFrame as it is, a file (.csv, .geojson, .gpkg, .parquet …) read.

    Rows need `side` and either `place_id`, `place` or `place_name`, `latitude` and `longitude`, or a
    geometry; `date` is the theatre's start where missing. Raises InputError where it cannot be read.
    """
    import pandas as pd

    if isinstance(baseline, pd.DataFrame):
        table: Any = baseline
    elif isinstance(baseline, str | Path):
        table = _read(Path(baseline))
    else:
        raise InputError(f"a baseline is a file or a table, not {type(baseline).__name__}")
    if "side" not in table.columns:
        raise InputError("the baseline has no column 'side'")
    return table


def _read(path: Path) -> Any:
    import geopandas as gpd
    import pandas as pd

    if not path.is_file():
        raise InputError(f"no baseline file {path}")
    try:
        if path.suffix == ".csv":
            return pd.read_csv(path)
        if path.suffix == ".parquet":
            try:
                return gpd.read_parquet(path)
            except ValueError:
                return pd.read_parquet(path)
        return gpd.read_file(path)
    except Exception as error:  # readers raise what their formats raise
        raise InputError(f"cannot read the baseline {path}: {error}") from error


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = []
    for record in table.to_dict("records"):
        row: dict[str, Any] = {str(k): v for k, v in record.items()}
        point = row.get("geometry")
        if point is not None and getattr(point, "geom_type", "") == "Point" and not point.is_empty:
            row.setdefault("longitude", point.x)
            row.setdefault("latitude", point.y)
        rows.append(row)
    return rows


def _from_rows(
    rows: Iterable[Mapping[str, Any]], theatre: Theatre, sites: Mapping[str, Site]
) -> tuple[dict[str, _Start], dict[str, Site], Problems]:
    by_name: dict[str, list[str]] = {}
    for key, site in sites.items():
        by_name.setdefault(plain(site.place_name), []).append(key)
    said: dict[str, set[_Start]] = {}
    extra: dict[str, Site] = {}
    problems: Problems = []
    everywhere: _Start | None = None
    for row in rows:
        name = _text(row.get("place_id")) or _text(row.get("place")) or _text(row.get("place_name"))
        start, reason = _start(row, theatre)
        if start is None:
            problems.append(_problem(name, reason))
            continue
        if name == EVERYWHERE:
            everywhere = start
            continue
        keys = [name] if name in sites else by_name.get(plain(name), [])
        if not keys:
            own, reason = _own_site(row, name)
            if own is None:
                # a theatre names more places than any set of stories reports
                if "latitude" in row:
                    problems.append(_problem(name, reason))
                continue
            extra[own.place_id] = own
            keys = [own.place_id]
        if len(keys) > 1:
            problems.append(_problem(name, f"baseline: the name fits {len(keys)} places"))
            continue
        said.setdefault(keys[0], set()).add(start)
    starts, clashes = _settled(said, {**sites, **extra})
    if everywhere is not None:
        starts = {**dict.fromkeys(sites.keys() - said.keys(), everywhere), **starts}
    return starts, {k: v for k, v in extra.items() if k in starts}, problems + clashes


def _from_polygons(
    table: Any, theatre: Theatre, sites: Mapping[str, Site]
) -> tuple[dict[str, _Start], dict[str, Site], Problems]:
    import shapely

    areas = table.to_crs("EPSG:4326") if table.crs is not None else table.set_crs("EPSG:4326")
    problems: Problems = []
    keys = sorted(sites)
    tree = shapely.STRtree(shapely.points([(sites[k].longitude, sites[k].latitude) for k in keys]))
    said: dict[str, set[_Start]] = {}
    for number, record in enumerate(areas.to_dict("records"), 1):
        start, reason = _start(record, theatre)
        polygon = record["geometry"]
        if start is None or polygon is None or polygon.is_empty:
            problems.append(_problem(f"polygon {number}", reason or "baseline: no geometry"))
            continue
        for i in tree.query(shapely.make_valid(polygon), predicate="intersects"):
            said.setdefault(keys[int(i)], set()).add(start)
    starts, clashes = _settled(said, sites)
    return starts, {}, problems + clashes


def _settled(
    said: Mapping[str, set[_Start]], sites: Mapping[str, Site]
) -> tuple[dict[str, _Start], Problems]:
    starts, problems = {}, []
    for key in sorted(said):
        options = said[key]
        if len({s.side for s in options}) > 1:
            sides = ", ".join(sorted({s.side for s in options}))
            problems.append(_problem(sites[key].place_name, f"the baseline overlaps itself: {sides}"))
        else:
            starts[key] = min(options, key=lambda s: s.day)
    return starts, problems


def _start(row: Mapping[str, Any], theatre: Theatre) -> tuple[_Start | None, str]:
    side = _text(row.get("side"))
    if side not in theatre.side_ids:
        return None, f"baseline: the theatre has no side {side!r}"
    day = row.get("date")
    if day is None or _text(day) == "":
        return _Start(side, theatre.start.toordinal()), ""
    try:
        return _Start(side, date.fromisoformat(str(day)[:10]).toordinal()), ""
    except ValueError:
        return None, f"baseline: {day!r} is not a date"


def _own_site(row: Mapping[str, Any], name: str) -> tuple[Site | None, str]:
    try:
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
    except (KeyError, TypeError, ValueError):
        return None, "baseline: no such place, and no coordinates"
    if not (
        math.isfinite(latitude) and abs(latitude) <= 90 and math.isfinite(longitude) and abs(longitude) <= 180
    ):
        return None, f"baseline: coordinates out of range ({latitude:g}, {longitude:g})"
    shown = _text(row.get("place_name")) or _text(row.get("place")) or name
    key = name or f"baseline:{latitude:.4f},{longitude:.4f}"
    feature, admin1, country = (_text(row.get(c)) for c in ("feature", "admin1", "country"))
    return Site(key, shown, "", feature or "settlement", admin1, country, latitude, longitude, 1, 0.0), ""


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value).strip()


def _problem(place: str, reason: str) -> dict[str, str]:
    return {"event_id": "", "article_id": "", "place": place, "date": "", "reason": reason}
