"""The control table → files of other programs, by suffix; and back.

    .geojson   RFC 7946: longitude and latitude, right-hand rule, days as ISO 8601; same table, same bytes
    .gpkg      GeoPackage with true date fields, which QGIS's temporal controller finds by itself
    .fgb       FlatGeobuf
    .parquet   GeoParquet
    .kml       Google Earth, with <TimeSpan> for its time slider
    .csv       the table alone, with longitude and latitude

`end` is the first day after a spell, and missing while it lasts, in all of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomapper.control import DATE_COLUMNS, SPELL_COLUMNS
from geomapper.errors import InputError, OutputError
from geomapper.events_table import escape_formula, unescape_formula, whole_file

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

SUFFIXES = (".geojson", ".gpkg", ".fgb", ".parquet", ".kml", ".csv")

_DIGITS = 6  # of a coordinate: 0.1 m
_COUNTS = ("geo_precision", "n_sources")
_FIXED_TIME = "2000-01-01T00:00:00.000Z"  # GeoPackage says when it was written; here, the same bytes twice


def write_control(table: gpd.GeoDataFrame, path: str | Path) -> None:
    """Write a table of control (spells, areas or dated layers) in the suffix's format, whole or not at all.

    Raises OutputError where the suffix is none of `SUFFIXES` or the file cannot be written.
    """
    write_layers({"control": table}, path)


def write_layers(layers: Mapping[str, gpd.GeoDataFrame], path: str | Path) -> None:
    """Write several tables as the layers of one GeoPackage; another suffix takes the first alone."""
    target = Path(path)
    name, table = next(iter(layers.items()))
    writers: Mapping[str, Callable[[Path], None]] = {
        ".geojson": lambda part: _geojson(table, part),
        ".gpkg": lambda part: _geopackage(layers, part),
        ".fgb": lambda part: _gdal(_with_days(table), part, "FlatGeobuf", name),
        ".parquet": lambda part: table.to_parquet(part, index=False),
        ".kml": lambda part: _kml(table, part),
        ".csv": lambda part: _csv(table, part),
    }
    writer = writers.get(target.suffix.lower())
    if writer is None:
        raise OutputError(f"cannot write control as {target.name!r}; use one of {', '.join(SUFFIXES)}")
    with whole_file(target) as part:
        part.unlink()  # GDAL opens what is there already, and an empty file is no GeoPackage
        writer(part)


def control_geojson(table: gpd.GeoDataFrame) -> str:
    """The table as RFC 7946 GeoJSON text: one feature a line, in the order of the table."""
    import shapely

    plain = _with_text_days(table)
    names = [c for c in plain.columns if c != plain.geometry.name]
    lines = []
    for record, shape in zip(_records(plain[names]), plain.geometry, strict=True):
        geometry = None
        if shape is not None and not shape.is_empty:
            geometry = _rounded(shapely.geometry.mapping(shapely.orient_polygons(shape)))
        feature = {"type": "Feature", "geometry": geometry, "properties": record}
        lines.append(json.dumps(feature, ensure_ascii=False, allow_nan=False))
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"


def read_control(path: str | Path) -> gpd.GeoDataFrame:
    """A control table that `write_control` wrote, typed as `control` makes it, as points in EPSG:4326.

    Takes .geojson, .gpkg, .fgb, .parquet and .csv. Raises InputError where the file is not there, cannot be
    read or lacks columns.
    """
    import geopandas as gpd
    import pandas as pd

    source = Path(path)
    if not source.is_file():
        raise InputError(f"there is no control file {source}")
    suffix = source.suffix.lower()
    try:
        if suffix == ".csv":
            raw = pd.read_csv(source, dtype=str, keep_default_na=False).map(unescape_formula)
        elif suffix == ".parquet":
            raw = gpd.read_parquet(source)
        elif suffix == ".gpkg":
            raw = gpd.read_file(source, layer="control")
        elif suffix in {".geojson", ".fgb"}:
            raw = gpd.read_file(source)
        else:
            raise InputError(f"cannot read control from {source.name!r}; use one of {', '.join(SUFFIXES)}")
    except InputError:
        raise
    except Exception as error:  # each reader raises what its format raises
        raise InputError(f"{source} cannot be read as a control table: {error}") from error
    missing = [c for c in SPELL_COLUMNS if c not in raw.columns and c != "geometry"]
    if missing and (len(raw) or suffix != ".geojson"):  # GeoJSON without features has no columns
        raise InputError(f"{source} is not a control table: it has no column {', '.join(missing)}")
    table = _typed(raw.reindex(columns=SPELL_COLUMNS))
    if suffix == ".fgb":  # which stores its rows by where they lie
        table = table.sort_values(["place_id", "start", "state", "side"], ignore_index=True)
    return table


def _typed(raw: pd.DataFrame) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd

    table = pd.DataFrame({c: raw[c] for c in SPELL_COLUMNS if c != "geometry"})
    for name in DATE_COLUMNS:
        table[name] = pd.to_datetime(table[name], errors="coerce").astype("datetime64[ms]")
    for name in ("latitude", "longitude", "radius_km"):
        table[name] = pd.to_numeric(table[name]).astype("float64")
    for name in _COUNTS:
        table[name] = pd.to_numeric(table[name]).astype("int64")
    table["inferred"] = table["inferred"].map(lambda x: str(x).lower() in {"true", "1"}).astype(bool)
    for name in table.columns:
        if not pd.api.types.is_any_real_numeric_dtype(table[name]) and name not in (
            *DATE_COLUMNS,
            "inferred",
        ):
            table[name] = table[name].fillna("").astype("str")
    points = gpd.points_from_xy(table["longitude"], table["latitude"])
    return gpd.GeoDataFrame(table, geometry=points, crs="EPSG:4326")


# --- writers ---


def _geojson(table: gpd.GeoDataFrame, path: Path) -> None:
    path.write_text(control_geojson(table), encoding="utf-8")


def _geopackage(layers: Mapping[str, gpd.GeoDataFrame], path: Path) -> None:
    import pyogrio

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _FIXED_TIME})
    try:
        for name, table in layers.items():
            _gdal(_with_days(table), path, "GPKG", name)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _gdal(table: gpd.GeoDataFrame, path: Path, driver: str, layer: str) -> None:
    # through Arrow: only so do days stay days and not times
    kind = _geometry_type(table)
    table.to_file(path, driver=driver, layer=layer, index=False, engine="pyogrio", use_arrow=True, **kind)


def _geometry_type(table: gpd.GeoDataFrame) -> dict[str, str]:
    """A name for the geometry column where the table cannot tell it: no rows, or polygons of both kinds."""
    kinds = set(table.geometry.geom_type.dropna())
    if not kinds:
        return {"geometry_type": "Unknown"}
    if kinds == {"Polygon", "MultiPolygon"}:
        return {"geometry_type": "MultiPolygon", "promote_to_multi": True}  # type: ignore[dict-item]
    return {}


def _kml(table: gpd.GeoDataFrame, path: Path) -> None:
    # GDAL makes <TimeSpan> of date-times that are named begin and end, and the title of Name
    named = table.rename(columns={"start": "begin"})
    who = named["side"].where(named["side"] != "", "unknown") if "side" in named else ""
    named["Name"] = (named["place_name"] + ": " + who) if "place_name" in named else who
    for name in set(DATE_COLUMNS) & set(named.columns) - {"end"}:
        named[name] = _iso(named[name])
    named.to_file(path, driver="LIBKML", layer="control", index=False, engine="pyogrio")


def _csv(table: gpd.GeoDataFrame, path: Path) -> None:
    plain = _with_text_days(table).drop(columns=table.geometry.name)
    for name in plain.columns:
        if plain[name].dtype.kind not in "biuf":
            plain[name] = plain[name].map(lambda x: escape_formula(x) if isinstance(x, str) else x)
    plain.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


# --- days and numbers ---


def _iso(days: pd.Series) -> pd.Series:
    text: pd.Series = days.dt.strftime("%Y-%m-%d").astype(object).where(days.notna(), None)
    return text


def _date_columns(table: gpd.GeoDataFrame) -> list[str]:
    return [c for c in table.columns if table[c].dtype.kind == "M"]


def _with_text_days(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return table.assign(**{name: _iso(table[name]) for name in _date_columns(table)})


def _with_days(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    import pandas as pd
    import pyarrow as pa

    moment, day = pd.ArrowDtype(pa.timestamp("ms")), pd.ArrowDtype(pa.date32())
    return table.assign(**{n: table[n].astype(moment).astype(day) for n in _date_columns(table)})


def _records(table: pd.DataFrame) -> Iterable[dict[str, Any]]:
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return ({str(k): _plain(v) for k, v in row.items()} for row in rows)


def _plain(value: Any) -> Any:
    value = value.item() if hasattr(value, "item") else value
    return round(value, _DIGITS) if isinstance(value, float) else value


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    def numbers(part: Any) -> Any:
        return round(part, _DIGITS) if isinstance(part, float) else [numbers(x) for x in part]

    if geometry["type"] == "GeometryCollection":
        return geometry | {"geometries": [_rounded(g) for g in geometry["geometries"]]}
    return {"type": geometry["type"], "coordinates": numbers(geometry["coordinates"])}
