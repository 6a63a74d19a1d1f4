"""Control on paper: a date, or several side by side, as PNG, SVG or PDF; and through time as GIF or MP4.

Needs matplotlib (`pip install 'geomapper[plot]'`). Land, sides and colours are those of the page that
`geomapper.map` makes; the projection is equirectangular, true to scale along the middle parallel.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from geomapper.errors import InputError
from geomapper.events_table import whole_file
from geomapper.plot.film import animate
from geomapper.plot.sheet import INK, Sheet, add_frame, checked, empty_figure, layers_on, war_of, words
from geomapper.theatre import Theatre

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from matplotlib.figure import Figure

__all__ = ["animate", "plot"]

PLOTS = (".png", ".svg", ".pdf")


def plot(
    control: GeoDataFrame,
    dates: date | str | Sequence[date | str],
    path: str | Path | None = None,
    theatre: Theatre | str | Path | None = None,
    areas: str = "cells",
    reach_km: float | None = None,
    *,
    title: str | None = None,
    width_cm: float = 16.0,
    dpi: int = 200,
) -> Figure:
    """A matplotlib figure of who controls what: one map, or small multiples where several dates are given.

    It has a legend, a scale bar and the date of each map; with `path` it is written too, by suffix as .png,
    .svg or .pdf, the same bytes for the same input. `areas` and `reach_km` are those of `geomapper.areas`.
    Raises InputError for a suffix or a date that cannot be used, MissingExtra without matplotlib.
    """
    target = None if path is None else checked(path, PLOTS)
    days = [dates] if isinstance(dates, date | str) else list(dates)
    if not days:
        raise InputError("give at least one date to plot")
    war = war_of(theatre)
    layers = layers_on(control, days, war, areas, reach_km)
    sheet = Sheet(control, war, layers)
    columns = min(len(days), 3 if len(days) > 4 else 2)
    figure, axes = empty_figure(sheet, len(days), columns, width_cm)
    for axis, day in zip(axes, sorted(layers), strict=True):
        sheet.ground(axis, names=len(days) <= 4)
        sheet.control(axis, layers[day])
        axis.set_title(words(day), fontsize=9, loc="left", color=INK, pad=4)
    sheet.scale_bar(axes[0])
    add_frame(figure, sheet, title or f"{war.name}: who controls what", width_cm)
    if target is not None:
        _save(figure, target, dpi)
    return figure


def _save(figure: Figure, target: Path, dpi: int) -> None:
    """Writes the figure whole, without the time of day in it."""
    import matplotlib

    kind = target.suffix.lower()[1:]
    quiet = {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}
    content = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "geomapper", "pdf.fonttype": 42}):
        figure.savefig(content, format=kind, dpi=dpi, metadata=quiet[kind])
    with whole_file(target) as part:
        part.write_bytes(content.getvalue())
