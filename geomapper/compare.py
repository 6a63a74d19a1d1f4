"""What changed hands between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from geomapper.control.table import on, timestamp
from geomapper.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

CHANGE_COLUMNS = (
    "place_id", "place_name", "admin1", "latitude", "longitude",
    "before", "before_side", "before_other", "after", "after_side", "after_other",
    "date", "status", "sources", "n_sources", "event_ids",
)  # fmt: skip
BALANCE_COLUMNS = (
    "side", "places_before", "places_after", "places_gained", "places_lost",
    "km2_before", "km2_after", "km2_gained", "km2_lost",
)  # fmt: skip

NO_REPORT = "no report"


@dataclass(frozen=True)
class Comparison:
    """Two days of control side by side."""

    first: date
    second: date
    changes: pd.DataFrame  # one row a place that is another's, or in another state
    balance: pd.DataFrame  # one row a side: places and km² before, after, gained and lost

    def __str__(self) -> str:
        lines = [f"{self.first} to {self.second}: {len(self.changes)} places changed"]
        for row in self.changes.to_dict("records"):
            was = _words(row["before"], row["before_side"], row["before_other"])
            now = _words(row["after"], row["after_side"], row["after_other"])
            said = f" ({row['status']}: {row['sources']})" if row["sources"] else ""
            when = f", {row['date']:%Y-%m-%d}" if row["date"] == row["date"] else ""
            lines.append(f"{row['place_name']}: {was} → {now}{when}{said}")
        for row in self.balance.to_dict("records"):
            places = f"+{row['places_gained']} −{row['places_lost']} places"
            lines.append(f"{row['side']}: {places}, +{row['km2_gained']:.0f} −{row['km2_lost']:.0f} km²")
        return "\n".join(lines)


def compare(
    control: gpd.GeoDataFrame,
    first: date | str,
    second: date | str,
    reach_km: float | None = None,
    border: Any = None,
    theatre: Any = None,
) -> Comparison:
    """What changed hands from the first day to the second, when, and on whose word; and each side's
    balance.

    `changes` has `CHANGE_COLUMNS`: `before` and `after` are held, contested, unknown or "no report", `date`
    is the day since which the place has been in its state of the second day, by `sources`. `balance` has
    `BALANCE_COLUMNS`: land and places that a side holds (contested ones are nobody's), in km² of the cells
    of `areas`, whose parameters are taken. Raises InputError where the days cannot be read or are in the
    wrong order.
    """
    one, two = timestamp(first), timestamp(second)
    if one > two:
        raise InputError(f"the first day is after the second: {one:%Y-%m-%d}, {two:%Y-%m-%d}")
    before, after = _state(control, one), _state(control, two)
    both = before.add_suffix("_a").join(after.add_suffix("_b"), how="outer").reset_index()
    changes = _changes(both)
    return Comparison(
        one.date(),
        two.date(),
        changes,
        _balance(control, changes, before, after, (one, two), reach_km, border, theatre),
    )


def _state(control: gpd.GeoDataFrame, day: Any) -> pd.DataFrame:
    """The one spell of control in force at each place, by place_id; sieges are none."""
    import pandas as pd

    now = on(control[control["state"].isin(["held", "contested", "unknown"])], day)
    return (
        pd.DataFrame(now.drop(columns="geometry"))
        .drop_duplicates("place_id", keep="last")
        .set_index("place_id")
    )


def _changes(both: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    state_a, state_b = both["state_a"].fillna(NO_REPORT), both["state_b"].fillna(NO_REPORT)
    sides = {n: both[n].fillna("") for n in ("side_a", "side_b", "other_side_a", "other_side_b")}
    same = (state_a == state_b) & (sides["side_a"] == sides["side_b"])
    same &= sides["other_side_a"] == sides["other_side_b"]
    table = pd.DataFrame(
        {
            "place_id": both["place_id"],
            **{
                n: both[f"{n}_b"].fillna(both[f"{n}_a"])
                for n in ("place_name", "admin1", "latitude", "longitude")
            },
            "before": state_a,
            "before_side": sides["side_a"],
            "before_other": sides["other_side_a"],
            "after": state_b,
            "after_side": sides["side_b"],
            "after_other": sides["other_side_b"],
            "date": both["start_b"].fillna(both["end_a"]),
            "status": both["status_b"].fillna(""),
            "sources": both["sources_b"].fillna(""),
            "n_sources": both["n_sources_b"].fillna(0).astype("int64"),
            "event_ids": both["event_ids_b"].fillna(""),
        }
    )
    return table[~same].sort_values(["date", "place_id"], ignore_index=True)


def _balance(
    control: gpd.GeoDataFrame,
    changes: pd.DataFrame,
    before: pd.DataFrame,
    after: pd.DataFrame,
    days: tuple[Any, Any],
    reach_km: float | None,
    border: Any,
    theatre: Any,
) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    from geomapper.areas import land

    ground = land(control, reach_km, border, theatre)
    held = [_held(ground.labels(day)) for day in days]
    sides = sorted({s for table in (before, after) for s in table.loc[table["state"] == "held", "side"]})
    rows = []
    for side in sides:
        was = before.index[(before["state"] == "held") & (before["side"] == side)]
        now = after.index[(after["state"] == "held") & (after["side"] == side)]
        mine = [of_face == side for of_face in held]
        km2 = ground.mesh.km2
        land_of = (mine[0], mine[1], mine[1] & ~mine[0], mine[0] & ~mine[1])
        places = (len(was), len(now), len(now.difference(was)), len(was.difference(now)))
        rows.append((side, *places, *(float(np.sum(km2[faces])) for faces in land_of)))
    return pd.DataFrame(rows, columns=list(BALANCE_COLUMNS))


def _held(labels: tuple[Any, list[tuple[str, str, str]], Any]) -> Any:
    """The side that holds each face, or ""."""
    import numpy as np

    of_face, names, _ = labels
    sides = np.array([side if state == "held" else "" for state, side, _ in names] + [""], dtype=object)
    return sides[of_face]


def _words(state: str, side: str, other: str) -> str:
    if state == "held":
        return side
    if state == "contested":
        return f"contested by {side} and {other}" if other else f"contested by {side}"
    return state
