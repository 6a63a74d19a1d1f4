"""The table of changes for readers whose browser runs no scripts, and for machines that read pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from geomapper.map.encode import as_html, epoch_day, plain
from geomapper.theatre import Theatre

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

LONGEST = 400  # rows; the rest is in the map's own data and in control.csv

_COLUMNS = ("Date", "Place", "Held by", "State", "Status")


def table_of_changes(control: GeoDataFrame, theatre: Theatre, title: str) -> str:
    """An HTML table of who came to hold which place, latest first; every text is escaped."""
    names = {side.id: side.name for side in theatre.sides}
    rows = []
    for row in control.to_dict("records"):
        start = epoch_day(row["start"])
        if start is not None:
            side = plain(row["side"])
            rows.append(
                (
                    start,
                    plain(row["place_name"]),
                    names.get(side, side),
                    plain(row.get("state")),
                    plain(row.get("status")),
                )
            )
    rows.sort(key=lambda r: (-r[0], r[1:]))
    body = "\n".join(_row((date.fromordinal(719163 + r[0]).isoformat(), *r[1:])) for r in rows[:LONGEST])
    left_out = f"<p>{len(rows) - LONGEST} earlier changes are left out.</p>" if len(rows) > LONGEST else ""
    head = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    return (
        f"<h1>{as_html(title)}</h1><p>This map needs JavaScript. Without it, here are the changes.</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>{left_out}"
    )


def _row(cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<td>{as_html(cell)}</td>" for cell in cells) + "</tr>"
