"""The table of changes for readers whose browser runs no scripts, and for machines that read pages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from geomapper.map.encode import as_html, epoch_day
from geomapper.theatre import Theatre

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

LONGEST = 400  # rows; the rest is in the map's own data and in control.csv

_COLUMNS = ("Date", "Place", "Held by", "State", "Status")


def table_of_changes(control: GeoDataFrame, theatre: Theatre, title: str) -> str:
    """An HTML table of who came to hold which place, latest first; every text is escaped."""
    names = {side.id: side.name for side in theatre.sides}
    by = [
        column for column in ("start", "place_name", "side", "state", "status") if column in control.columns
    ]
    dated = control.loc[control["start"].notna(), by]
    latest = dated.sort_values(by, ascending=[False] + [True] * (len(by) - 1)).head(LONGEST)
    rows = []
    for row in latest.to_dict("records"):
        day = date.fromordinal(719163 + (epoch_day(row["start"]) or 0))
        side = names.get(str(row["side"]), row["side"])
        cells = (day.isoformat(), row["place_name"], side, row.get("state"), row.get("status"))
        rows.append("<tr>" + "".join(f"<td>{as_html(cell)}</td>" for cell in cells) + "</tr>")
    body = "\n".join(rows)
    left_out = f"<p>{len(dated) - LONGEST} earlier changes are left out.</p>" if len(dated) > LONGEST else ""
    head = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    return (
        f"<h1>{as_html(title)}</h1><p>This map needs JavaScript. Without it, here are the changes.</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>{left_out}"
    )
