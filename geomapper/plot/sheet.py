"""What every map on paper shares: the land around, sides and legend, scale bar, size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomapper import theatre as theatres
from geomapper.errors import InputError, MissingExtra
from geomapper.theatre import Theatre

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from matplotlib.figure import Figure

_LAND, _BEYOND, _SEA = "#faf8f3", "#e9e5db", "#dfe6ea"
_BORDER, _ADMIN, _RIVER, INK = "#5f584c", "#b5ac9d", "#6a9cc4", "#22201c"
_MARGIN = 0.35  # degrees of land around what is coloured
_TOWNS = 24  # most names on one map


def checked(path: str | Path, allowed: Sequence[str]) -> Path:
    target = Path(path)
    if target.suffix.lower() not in allowed:
        raise InputError(f"{target.name} must end in {', '.join(allowed)}")
    return target


def war_of(theatre: Theatre | str | Path | None) -> Theatre:
    return theatre if isinstance(theatre, Theatre) else theatres.load(theatre or "syria")


def layers_on(
    control: GeoDataFrame, days: Sequence[Any], war: Theatre, areas: str, reach_km: float | None
) -> dict[Any, GeoDataFrame]:
    """What is coloured on each day, by day; a day without any report has an empty table."""
    from geomapper.areas import layers
    from geomapper.control.table import timestamp

    points = control.geometry
    table = control.assign(longitude=points.x, latitude=points.y)
    found = layers(table, days, areas, reach_km, theatre=war)
    return {day: found[found["date"] == day] for day in sorted({timestamp(d) for d in days})}


class Sheet:
    """What all maps of one figure share: sides, the land around, the extent."""

    def __init__(self, control: GeoDataFrame, war: Theatre, layers: dict[Any, GeoDataFrame]) -> None:
        import pandas as pd

        from geomapper.boundaries import boundaries, rivers

        shown = pd.concat(layers.values())
        used = set(shown["side"]) | set(shown["other_side"])
        self.sides = [side for side in war.sides if side.id in used]
        self.colours = {side.id: side.colour for side in war.sides}
        self.contested = bool((shown["state"] == "contested").any())
        self.countries = boundaries("admin0")
        reported = set(control["country"]) if "country" in control.columns else set()
        self.inside = self.countries["country"].isin(reported & set(war.countries))
        self.units = boundaries("admin1", list(self.countries["country"][self.inside]))
        self.rivers = rivers()
        west, south, east, north = control.total_bounds
        self.extent = (west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN)
        self.aspect = 1 / math.cos(math.radians((south + north) / 2))
        self.towns = self._towns(control)

    def _towns(self, control: GeoDataFrame) -> list[tuple[str, float, float]]:
        """The places with most spells, far enough apart for their names."""
        exact = control[control["geo_precision"] == 1] if "geo_precision" in control.columns else control
        counts = exact.groupby("place_id").size()
        first = exact.drop_duplicates("place_id").assign(count=lambda t: t["place_id"].map(counts))
        west, south, east, north = self.extent
        apart = ((east - west) / 11, (north - south) / 28)
        found: list[tuple[str, float, float]] = []
        for row in first.sort_values(["count", "place_id"], ascending=[False, True]).itertuples():
            x, y = row.geometry.x, row.geometry.y
            if all(abs(x - a) > apart[0] or abs(y - b) > apart[1] for _, a, b in found):
                found.append((_plain(row.place_name), x, y))
            if len(found) == _TOWNS:
                break
        return found

    def ground(self, axis: Any, names: bool) -> None:
        """Land, borders, rivers and names, under and over what `control` draws between them."""
        from matplotlib.patheffects import withStroke

        axis.set_facecolor(_SEA)
        self.countries[~self.inside].plot(ax=axis, color=_BEYOND, edgecolor="none", zorder=1)
        self.countries[self.inside].plot(ax=axis, color=_LAND, edgecolor="none", zorder=1)
        self.rivers.plot(ax=axis, color=_RIVER, linewidth=0.8, zorder=4)
        self.units.boundary.plot(ax=axis, color=_ADMIN, linewidth=0.4, zorder=4)
        self.countries.boundary.plot(ax=axis, color=_BORDER, linewidth=0.9, zorder=5)
        for name, x, y in self.towns if names else ():
            axis.plot([x], [y], marker="o", markersize=1.8, color=INK, zorder=6)
            left = x > self.extent[2] - (self.extent[2] - self.extent[0]) / 7
            axis.annotate(
                name, (x, y), xytext=(-3 if left else 3, 0), textcoords="offset points", fontsize=6.5,
                va="center", ha="right" if left else "left", color=INK,
                path_effects=[withStroke(linewidth=1.8, foreground="white")], zorder=7, annotation_clip=True,
            )  # fmt: skip
        west, south, east, north = self.extent
        axis.set(
            xlim=(west, east),
            ylim=(south, north),
            aspect=self.aspect,
            xticks=[],
            yticks=[],
            xlabel="",
            ylabel="",
        )
        for spine in axis.spines.values():
            spine.set(color=_BORDER, linewidth=0.6)

    def control(self, axis: Any, shown: GeoDataFrame) -> list[Any]:
        """The coloured land of one day; gives the artists, so that a film can take them off again."""
        from matplotlib.patches import PathPatch

        artists: list[Any] = []
        for row in shown.itertuples():
            colour = self.colours.get(row.side, "#8a8a8a")
            hatch = {}
            if row.state == "contested":
                hatch = {"hatch": "/////", "edgecolor": self.colours.get(row.other_side, "#8a8a8a")}
            if row.geometry.geom_type in ("Point", "MultiPoint"):
                spots = getattr(row.geometry, "geoms", [row.geometry])
                artists += axis.plot(
                    [p.x for p in spots], [p.y for p in spots], "o", color=colour, markersize=4,
                    markeredgecolor=hatch.get("edgecolor", "white"), markeredgewidth=0.6, zorder=6,
                )  # fmt: skip
                continue
            fill = PathPatch(
                _path(row.geometry), facecolor=colour, linewidth=0, alpha=0.82, zorder=2, **hatch
            )
            edge = PathPatch(_path(row.geometry), facecolor="none", edgecolor=INK, linewidth=0.35, zorder=3)
            artists += [axis.add_artist(fill), axis.add_artist(edge)]
        return artists

    def scale_bar(self, axis: Any) -> None:
        """A bar of a round number of km in the lower right, measured on the ellipsoid at its latitude."""
        from pyproj import Geod

        west, south, east, north = self.extent
        end, y = east - (east - west) * 0.04, south + (north - south) * 0.04
        width = Geod(ellps="WGS84").inv(west, y, east, y)[2] / 1000
        length = max(n * 10**e for e in range(4) for n in (1, 2, 5) if n * 10**e <= max(width / 4, 1))
        x = Geod(ellps="WGS84").fwd(end, y, 270, length * 1000)[0]
        axis.plot([x, end], [y, y], color=INK, linewidth=1.6, solid_capstyle="butt", zorder=8)
        axis.annotate(
            f"{length} km", ((x + end) / 2, y), xytext=(0, 2), textcoords="offset points", fontsize=6.5,
            ha="center", va="bottom", color=INK, zorder=8,
        )  # fmt: skip

    def legend(self) -> list[Any]:
        from matplotlib.patches import Patch

        keys = [Patch(facecolor=s.colour, label=s.name, edgecolor=INK, linewidth=0.3) for s in self.sides]
        if self.contested:
            keys.append(
                Patch(facecolor="white", edgecolor=_BORDER, hatch="/////", label="Contested", linewidth=0.3)
            )
        keys.append(Patch(facecolor=_LAND, edgecolor=_BORDER, label="No report", linewidth=0.3))
        return keys


def _path(geometry: Any) -> Any:
    """A polygon or multipolygon as one compound path."""
    from matplotlib.path import Path as Outline

    parts = getattr(geometry, "geoms", [geometry])
    return Outline.make_compound_path(
        *(Outline(ring.coords, closed=True) for p in parts for ring in (p.exterior, *p.interiors))
    )


def _plain(text: object) -> str:
    """A name for print: matplotlib would read dollar signs as mathematics."""
    return str(text).replace("$", r"\$")


def words(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"


def empty_figure(sheet: Sheet, count: int, columns: int, width_cm: float) -> tuple[Figure, list[Any]]:
    """An empty figure with room for the title, the maps and the legend; heights in inches from its width."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtra("plots need matplotlib: pip install 'geomapper[plot]'") from error

    rows = math.ceil(count / columns)
    width = width_cm / 2.54
    side, gap, head, title = 0.12, 0.12, 0.26, 0.38
    west, south, east, north = sheet.extent
    each = (width - 2 * side - gap * (columns - 1)) / columns
    high = each * (north - south) * sheet.aspect / (east - west)
    foot = 0.32 + 0.19 * math.ceil((len(sheet.sides) + 2) / _legend_columns(width_cm))
    height = title + rows * (head + high) + foot
    figure = Figure(figsize=(width, height), facecolor="white")
    FigureCanvasAgg(figure)
    axes = []
    for i in range(count):
        row, column = divmod(i, columns)
        bottom = height - title - (row + 1) * (head + high)
        left = side + column * (each + gap)
        axes.append(figure.add_axes((left / width, bottom / height, each / width, high / height)))
    return figure, axes


def _legend_columns(width_cm: float) -> int:
    return max(1, int(width_cm // 5))


def add_frame(figure: Figure, sheet: Sheet, title: str, width_cm: float) -> None:
    """Title, legend and attribution."""
    width, height = figure.get_size_inches()
    figure.text(
        0.12 / width, 1 - 0.12 / height, _plain(title), fontsize=11.5, weight="bold", va="top", color=INK,
        family="serif",
    )  # fmt: skip
    figure.legend(
        handles=sheet.legend(), loc="lower left", bbox_to_anchor=(0.06 / width, 0.2 / height), frameon=False,
        ncols=_legend_columns(width_cm), fontsize=6.8, handlelength=1.3, handleheight=0.9, columnspacing=1.2,
        labelspacing=0.35, borderpad=0.2, labelcolor=INK,
    )  # fmt: skip
    figure.text(
        0.12 / width, 0.08 / height,
        "Land without a report is left blank. Borders and rivers: Natural Earth.",
        fontsize=5.8, color="#625c52", va="bottom",
    )  # fmt: skip
