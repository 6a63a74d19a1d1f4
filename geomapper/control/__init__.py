"""Located events → spells of control: who held which place from when to when, and on whose word.

`control` folds, `on` asks for a day. docs/control.md gives the rules and the columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from geomapper.collector import collector_at_rest
from geomapper.control.fold import fold
from geomapper.control.reports import LeftOut, Report, to_reports
from geomapper.control.table import DATE_COLUMNS, SPELL_COLUMNS, on, to_table
from geomapper.model import LocatedEvent
from geomapper.theatre import Theatre, load

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["DATE_COLUMNS", "SPELL_COLUMNS", "LeftOut", "control", "on"]


def control(
    events: Iterable[LocatedEvent],
    theatre: Theatre | str = "syria",
    baseline: Any = None,
    known_on: date | None = None,
) -> gpd.GeoDataFrame:
    """Spells of control, one row each, as points in EPSG:4326 with `SPELL_COLUMNS`.

    The same events in any order give the same table. `baseline` says who held what before the first report:
    a file, a table or polygons (see `control.baseline.read_baseline`); without it the theatre's own counts,
    if it has one. `known_on` folds only what was published by that day. Dates are datetime64 without a
    zone; `end` is the first day after the spell and missing while it lasts. What could not be used is
    listed with reasons in `.attrs["left_out"]`, shares that sources claim in `.attrs["claims"]`, the
    theatre's id in `.attrs["theatre"]`.
    """
    war = load(theatre) if isinstance(theatre, str) else theatre
    with collector_at_rest():
        return _control(list(events), war, baseline, known_on)


def _control(
    events: list[LocatedEvent], war: Theatre, baseline: Any, known_on: date | None
) -> gpd.GeoDataFrame:
    from geomapper.control.baseline import baseline_spells
    from geomapper.control.claims import claimed_shares

    reports, sites, left = to_reports(events, war, known_on)
    by_site: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_site[report.key].append(report)
    start_spells, extra_sites, problems = baseline_spells(baseline, war, sites)
    enemies = dict(war.enemies)
    sites = {**extra_sites, **sites}
    histories = [
        (sites[key], fold(by_site.get(key, ()), enemies, start_spells.get(key)))
        for key in sorted(by_site.keys() | start_spells.keys())
    ]
    unused = [
        {
            "event_id": report.event_id,
            "article_id": report.article_id,
            "place": site.place_name,
            "date": date.fromordinal(report.day).isoformat(),
            "reason": reason,
        }
        for site, history in histories
        for report, reason in history.unused
    ]
    table = to_table(histories)
    table.attrs["theatre"] = war.id
    table.attrs["left_out"] = LeftOut((*left, *unused, *problems))
    table.attrs["claims"] = claimed_shares(events, known_on)
    return table
