"""What a careful editor would ask about a corpus and its history: findings, one row each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from geomapper.control.history import LAPSE
from geomapper.control.reports import plain
from geomapper.model import REAL, Change, LocatedEvent
from geomapper.theatre import Theatre, load

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

FINDING_COLUMNS = ("finding", "place_id", "place", "date", "side", "detail", "n", "event_ids")

STALE_DAYS = 90
SAME_NAME = 90.0  # likeness (0–100) from which two names may be one place's
SAME_KM = 25.0  # and how near they must lie
NEAREST = 3  # spellings offered for a name that was not placed

Row = tuple[str, str, str, Any, str, str, int, str]


def audit(
    data: Iterable[LocatedEvent] | pd.DataFrame,
    theatre: Theatre | str = "syria",
    as_of: date | None = None,
    stale_days: int = STALE_DAYS,
) -> pd.DataFrame:
    """Findings in events, an event table or a spell table: finding, place_id, place, date, side, detail, n,
    event_ids.

    In spells: `single source`, `winner only` (nobody but the winner's side says it), `disputed`, `stale`
    (no report for more than `stale_days` before `as_of`, by default the last day that the table knows),
    `taken from another` (from a side that was not known to hold it), `same place?` (two names alike within
    25 km). In events also `unplaced` (with the nearest spellings that were placed), `left out` by reason,
    `out of time` (before the theatre or after publication), `gains what it holds` and `loses what it does
    not hold`.
    """
    import pandas as pd

    war = load(theatre) if isinstance(theatre, str) else theatre
    rows: list[Row] = []
    if isinstance(data, pd.DataFrame) and "state" in data.columns:
        spells: Any = data
    else:
        from geomapper.control import control
        from geomapper.events_table import from_frame

        events = from_frame(data) if isinstance(data, pd.DataFrame) else list(data)
        spells = control(events, war)
        rows += _left_out(events, spells)
        rows += _gains_again(events, spells)
    rows += [*_weak(spells), *_stale(spells, as_of, stale_days), *_mismatched(spells), *_alike(spells)]
    table = pd.DataFrame(rows, columns=list(FINDING_COLUMNS))
    table["date"] = pd.to_datetime(table["date"]).astype("datetime64[ms]")
    return table.sort_values(["finding", "place", "date", "detail"], kind="stable", ignore_index=True)


def _left_out(events: Sequence[LocatedEvent], spells: gpd.GeoDataFrame) -> list[Row]:
    by_reason: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    for item in spells.attrs.get("left_out", ()):
        reason = item["reason"]
        if reason == "no place found":
            by_reason["unplaced", plain(item["place"]), ""].append(item)
        elif reason.startswith("before the theatre") or ", after its publication" in reason:
            by_reason["out of time", item["event_id"], reason].append(item)
        elif " loses what it is not known to hold" in reason:
            by_reason["loses what it does not hold", item["event_id"], reason].append(item)
        elif not reason.startswith(("does not say that it happened", "a share of territory")):
            by_reason["left out", plain(item["place"]), reason].append(item)
    placed = {x.place.name: x.place for x in events if x.place is not None}
    placed.update({x.event.ref.name: x.place for x in events if x.place is not None and x.event.ref.name})
    rows: list[Row] = []
    for (finding, _, reason), items in by_reason.items():
        name = items[0]["place"]
        detail = reason
        if finding == "unplaced":
            near = _nearest(name, placed)
            detail = f"nearest: {', '.join(near)}" if near else "nothing like it was placed"
        ids = "; ".join(sorted(i["event_id"] for i in items))
        rows.append((finding, "", name, items[0]["date"] or None, "", detail, len(items), ids))
    return rows


def _nearest(name: str, placed: Iterable[str]) -> list[str]:
    from rapidfuzz import fuzz, process

    if not plain(name):
        return []
    found = process.extract(
        name, list(placed), scorer=fuzz.ratio, processor=plain, limit=NEAREST, score_cutoff=70
    )
    return [str(match[0]) for match in found]


def _gains_again(events: Sequence[LocatedEvent], spells: gpd.GeoDataFrame) -> list[Row]:
    """Whole gains of what the side has held for longer than reports of one change lie apart."""
    import pandas as pd

    from geomapper.control.reports import site_key

    held: dict[str, list[Any]] = defaultdict(list)
    for spell in spells[(spells["state"] == "held") & ~spells["inferred"]].itertuples():
        held[str(spell.place_id)].append(spell)
    rows: list[Row] = []
    for x in events:
        e = x.event
        day = e.when.start or e.when.end
        if e.change is not Change.GAIN or e.modality not in REAL or e.extent == "part" or day is None:
            continue
        if x.geo_precision is None or (x.place is None and x.latitude is None):
            continue
        at = pd.Timestamp(day)
        for spell in held.get(site_key(x), ()):
            over = spell.end == spell.end and spell.end <= at
            if spell.side == e.actor and not over and (at - spell.start).days > LAPSE:
                detail = f"held since {spell.start:%Y-%m-%d}"
                rows.append(
                    (
                        "gains what it holds",
                        spell.place_id,
                        spell.place_name,
                        day,
                        e.actor,
                        detail,
                        1,
                        e.event_id,
                    )
                )
    return rows


def _weak(spells: gpd.GeoDataFrame) -> list[Row]:
    rows: list[Row] = []
    told = spells[spells["state"].isin(["held", "contested"]) & ~spells["inferred"]]
    for r in told.to_dict("records"):
        for finding, found in (
            ("single source", r["n_sources"] == 1),
            ("winner only", r["status"] == "claimed"),
            ("disputed", r["status"] == "disputed"),
        ):
            if found:
                rows.append(_row(finding, r, r["sources"]))
    return rows


def _stale(spells: gpd.GeoDataFrame, as_of: date | None, stale_days: int) -> list[Row]:
    import pandas as pd

    now = pd.Timestamp(as_of) if as_of else spells["last_report"].max()
    still = spells[spells["end"].isna() & spells["state"].isin(["held", "contested", "besieged"])]
    silent = still[(now - still["last_report"]).dt.days > stale_days]
    rows = []
    for r in silent.to_dict("records"):
        days = (now - r["last_report"]).days
        rows.append(_row("stale", r, f"no report for {days} days before {now:%Y-%m-%d}", r["last_report"]))
    return rows


def _mismatched(spells: gpd.GeoDataFrame) -> list[Row]:
    rows: list[Row] = []
    before: dict[str, str] = {}
    for r in spells[spells["state"].isin(["held", "contested", "unknown"])].to_dict("records"):
        holder = before.get(r["place_id"], "")
        if holder and r["state"] == "held" and r["from_side"] not in ("", holder, *holder.split("/")):
            rows.append(_row("taken from another", r, f"from {r['from_side']}, but {holder} held it"))
        before[r["place_id"]] = "/".join(s for s in (r["side"], r["other_side"]) if s)
    return rows


def _alike(spells: gpd.GeoDataFrame) -> list[Row]:
    """Pairs of places whose names are nearly the same and that lie close together."""
    import numpy as np
    import shapely
    from rapidfuzz import fuzz

    places = spells.drop_duplicates("place_id")
    places = places[(places["geo_precision"] < 3) & (places["place_name"] != "")]
    points = shapely.points(places["longitude"], places["latitude"])
    wide = (
        SAME_KM / 111.2 / max(np.cos(np.radians(places["latitude"].abs().max())) if len(places) else 1.0, 0.1)
    )
    a, b = shapely.STRtree(points).query(points, predicate="dwithin", distance=wide)
    rows: list[Row] = []
    records = places.to_dict("records")
    names = [plain(str(r["place_name"])) for r in records]
    for i, j in zip(a.tolist(), b.tolist(), strict=True):
        if i >= j or fuzz.ratio(names[i], names[j], score_cutoff=SAME_NAME) < SAME_NAME:
            continue
        one, two = records[i], records[j]
        distance = _km(one, two)
        if distance <= SAME_KM:
            detail = f"{two['place_name']} ({two['place_id']}) is {distance:.1f} km away"
            rows.append(_row("same place?", {**one, "side": "", "event_ids": ""}, detail, None, 2))
    return rows


def _km(one: dict[str, Any], two: dict[str, Any]) -> float:
    from pyproj import Geod

    _, _, metres = Geod(ellps="WGS84").inv(
        one["longitude"], one["latitude"], two["longitude"], two["latitude"]
    )
    return float(metres) / 1000


def _row(finding: str, r: dict[str, Any], detail: str, day: Any = "start", n: int = 1) -> Row:
    when = r["start"] if isinstance(day, str) else day
    return (finding, r["place_id"], r["place_name"], when, r["side"], detail, n, r["event_ids"])
