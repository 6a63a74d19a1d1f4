"""Who held how much when: computed from the spells, with what is unreported, beside what sources claim."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from geomapper.errors import InputError
from geomapper.theatre import Theatre, load

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

SHARE_COLUMNS = ("date", "side", "km2", "places", "share", "kind")
CONTESTED = "contested"  # the side of land that two sides contest


def control_shares(
    control: gpd.GeoDataFrame,
    dates: Iterable[date | str] | None = None,
    country: str | None = None,
    reach_km: float | None = None,
    border: Any = None,
    theatre: Theatre | str | None = None,
) -> pd.DataFrame:
    """A tidy table of land and places by side for dates: date, side, km2, places, share, kind.

    `kind` is `reported` for land under a side (side `contested` where two contest it), `unreported` for the
    land of which no report tells (side empty), and `claimed` for shares that sources state, on the day that
    they speak of (km2 missing, places 0). Shares are of the land inside the border: `country`'s (ISO code;
    the theatre's first country without it), or of the `border` polygon given. On each date reported and
    unreported sum to 1. Without `dates`, every day on which a spell begins or ends. km² are geodesic, cells
    as in `areas`. Raises InputError for a country without a bundled border.
    """
    import numpy as np
    import pandas as pd

    from geomapper.areas import dated, partition
    from geomapper.areas.mesh import geodesic_km2

    war = theatre if isinstance(theatre, Theatre) else load(theatre or control.attrs.get("theatre", "syria"))
    outline = border
    rows_in = control
    if border is None:
        code = country or war.countries[0]
        outline = _country(code)
        rows_in = control[control["country"].isin([code, ""])]
    land = partition(rows_in, war, reach_km, outline)
    total = float(geodesic_km2([outline])[0])
    rows: list[tuple[Any, ...]] = []
    for day in dated.days(rows_in, dates):
        of_face, names, places = land.labels(day)
        coloured = of_face >= 0
        km2 = np.bincount(of_face[coloured], weights=land.mesh.km2[coloured], minlength=len(names))
        by_side: dict[str, list[float]] = {}
        for (state, side, _), area, count in zip(names, km2.tolist(), places.tolist(), strict=True):
            sums = by_side.setdefault(side if state == "held" else CONTESTED, [0.0, 0])
            sums[0] += area
            sums[1] += count
        for side in sorted(by_side):
            area, count = by_side[side]
            if area or count:
                rows.append((day, side, area, int(count), area / total, "reported"))
        left = max(total - float(km2.sum()), 0.0)
        rows.append((day, "", left, 0, left / total, "unreported"))
    for claim in control.attrs.get("claims", ()):
        rows.append((claim["date"], claim["side"], np.nan, 0, float(claim["share"]), "claimed"))
    table = pd.DataFrame(rows, columns=list(SHARE_COLUMNS))
    table["date"] = pd.to_datetime(table["date"]).astype("datetime64[ms]")
    table = table.astype({"km2": "float64", "share": "float64", "places": "int64"})
    return table.sort_values(["date", "kind", "side"], kind="stable", ignore_index=True)


def _country(code: str) -> Any:
    from geomapper.boundaries import boundaries

    outlines = boundaries("admin0")
    match = outlines[outlines["country"] == code]
    if not len(match):
        known = ", ".join(sorted(outlines["country"]))
        raise InputError(f"no bundled border of {code!r}, there are {known}; give a polygon as border")
    return match.geometry.iloc[0]
