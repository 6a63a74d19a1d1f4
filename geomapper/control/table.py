"""Histories → the spell table: one row a spell, in EPSG:4326."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from geomapper.control.history import History, Spell
from geomapper.control.reports import Site
from geomapper.control.sources import count_sources, status_of, voices

if TYPE_CHECKING:
    import geopandas as gpd

SPELL_COLUMNS = (
    "place_id", "place_name", "name_ar", "feature", "admin1", "country",
    "latitude", "longitude", "geo_precision", "radius_km",
    "side", "state", "other_side", "start", "start_earliest", "start_latest", "end",
    "status", "from_side", "inferred", "last_report", "n_sources", "sources", "event_ids", "geometry",
)  # fmt: skip
"""Columns of the spell table, in order."""

DATE_COLUMNS = ("start", "start_earliest", "start_latest", "end", "last_report")

_EPOCH = date(1970, 1, 1).toordinal()
_MISSING = -(10**9)


def to_table(histories: Iterable[tuple[Site, History]]) -> gpd.GeoDataFrame:
    """The spell table of these histories, sorted by place, beginning and state."""
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import shapely

    rows: list[tuple[Any, ...]] = []
    for site, history in histories:
        spells = sorted(
            [*history.spells, *history.sieges, *history.clashes], key=lambda s: (s.start, s.state, s.side)
        )
        rows.extend(_row(site, spell) for spell in spells)
    names = SPELL_COLUMNS[:-1]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    data: dict[str, Any] = dict(zip(names, columns, strict=True))
    for name in ("latitude", "longitude", "radius_km"):
        data[name] = np.array(data[name], dtype="float64")
    for name in ("geo_precision", "n_sources"):
        data[name] = np.array(data[name], dtype="int64")
    data["inferred"] = np.array(data["inferred"], dtype=bool)
    for name in DATE_COLUMNS:
        data[name] = _days(data[name])
    for name in names:
        if isinstance(data[name], tuple):
            data[name] = pd.Series(data[name], dtype="str")
    points = shapely.points(data["longitude"], data["latitude"])
    return gpd.GeoDataFrame(pd.DataFrame(data), geometry=points, crs="EPSG:4326")


def _row(site: Site, spell: Spell) -> tuple[Any, ...]:
    reports = spell.reports
    ids = dict.fromkeys(r.event_id for r in reports)
    winner = spell.other if spell.state == "contested" and spell.other else spell.side
    loser = spell.side if winner != spell.side else spell.from_side
    if spell.disputed:
        status = "disputed"
    elif spell.baseline and not reports:
        status = "baseline"
    else:
        status = status_of(reports, winner, loser)
    return (
        *site,
        spell.side,
        spell.state,
        spell.other,
        spell.start,
        spell.earliest,
        spell.latest,
        spell.end,
        status,
        spell.from_side,
        spell.inferred,
        spell.last_report,
        count_sources(reports),
        voices(reports),
        "; ".join(ids),
    )


def _days(ordinals: Iterable[int | None]) -> Any:
    import numpy as np

    days = np.array([_MISSING if x is None else x - _EPOCH for x in ordinals], dtype="int64")
    dates = days.astype("datetime64[D]").astype("datetime64[ms]")
    dates[days == _MISSING] = np.datetime64("NaT")
    return dates


def on(control: gpd.GeoDataFrame, day: date | str) -> gpd.GeoDataFrame:
    """The spells in force on a day: begun by it and not ended by it (`end` is the first day after a spell).

    Clashes last no day and are in force on none. Raises InputError where the day cannot be read.
    """
    at = timestamp(day)
    end = control["end"]
    in_force = (control["start"] <= at) & (end.isna() | (end > at))
    return control[in_force]


def timestamp(day: date | str) -> Any:
    """A day as pandas holds it; raises InputError where it cannot be read."""
    import pandas as pd

    from geomapper.errors import InputError

    try:
        stamp = pd.Timestamp(day)
    except (ValueError, TypeError) as error:
        raise InputError(f"{day!r} is not a day; write it like 2016-02-25") from error
    if pd.isna(stamp):
        raise InputError(f"{day!r} is not a day; write it like 2016-02-25")
    return stamp.tz_localize(None).normalize()
