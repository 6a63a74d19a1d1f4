"""The folium map and its control layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
from folium.map import Layer
from folium.template import Template

from geomapper import theatre as theatres
from geomapper.areas.admin import RULE
from geomapper.errors import InputError
from geomapper.map.background import background, tile_layer
from geomapper.map.encode import epoch_day, packed, plain
from geomapper.map.land import Land, cells, units
from geomapper.map.noscript import table_of_changes
from geomapper.map.page import Page, web_file
from geomapper.map.payload import check, payload
from geomapper.model import LocatedEvent
from geomapper.theatre import Theatre

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

AREAS = ("cells", "admin", "points")
STALE_DAYS = 180  # after so long without a report a place's colour is paler


class ControlLayer(Layer):
    """Control through time as a folium layer, with its slider and its panel.

    It can be shown and hidden by folium's LayerControl under its name.
    """

    _template = Template(web_file("layer.html"))

    def __init__(
        self, data: Mapping[str, Any], table: str = "", name: str = "Control", show: bool = True
    ) -> None:
        super().__init__(name=name, overlay=True, control=True, show=show)
        self._name = "ControlLayer"
        self.text, self.encoding = packed(data)
        self.table = table  # HTML for readers without scripts


def control_map(
    control: GeoDataFrame,
    events: Sequence[LocatedEvent] = (),
    theatre: Theatre | str | Path | None = None,
    areas: str = "cells",
    reach_km: float | None = None,
    basemap: Any = "bundled",
    *,
    title: str | None = None,
    on: date | str | None = None,
    stale_days: int = STALE_DAYS,
    theme: str = "auto",
    height: str = "680px",
    land: Land | None = None,
) -> folium.Map:
    """A folium map of the control table with a time slider; other folium layers can be added to it.

    `control` are spells as `geomapper.control` makes them (points, EPSG:4326); `events` are those that they
    rest on, shown as evidence. `areas` says how land is coloured: "cells" for each place's nearest-place cell
    within `reach_km` of it (default: as the theatre says), "admin" for whole units, "points" for none.
    `basemap` is "bundled" (no network), "none", or a tile provider (its name in xyzservices, or itself). `on`
    is the day that the map opens on (default: the last change), `theme` is "auto", "light" or "dark",
    `height` is the height in a notebook. `land` is given where it has been made before.

    Raises InputError for a control table that cannot be mapped, TheatreError for an unknown theatre.
    """
    if areas not in AREAS:
        raise InputError(f"areas are {', '.join(AREAS)}, not {areas!r}")
    if theme not in ("auto", "light", "dark"):
        raise InputError(f"theme is auto, light or dark, not {theme!r}")
    war = theatre if isinstance(theatre, Theatre) else theatres.load(theatre or "syria")
    check(control)
    drawn = control
    if land is None and areas == "cells":
        land = cells(control, war, reach_km)
    elif land is None and areas == "admin":
        drawn, land = units(control, war)
    tiles = tile_layer(basemap)
    ground = background(control, war, "bundled" if tiles else basemap)
    heading = plain(title) or f"{war.name}: who controls what"
    facts: dict[str, Any] = {
        "title": heading,
        "theatre": plain(war.name),
        "open_on": epoch_day(on.isoformat() if isinstance(on, date) else on),
        "first": epoch_day(war.start),
        "stale_days": stale_days,
        "reach": _short(war, areas, reach_km),
        "theme": theme,
        "areas": areas,
        "background": ground.data,
        "total_km2": round(ground.total_km2),
        "parameters": _parameters(war, areas, reach_km, stale_days, ground.countries),
        "attribution": [*ground.attribution, *([tiles.attribution] if tiles else [])],
        "stories_read": len({item.event.article_id for item in events}),
    }
    data = payload(drawn, events, war, land or Land(), facts)
    west, south, east, north = control.total_bounds
    page = Page(heading, height, hosts=tiles.hosts if tiles else ())
    made = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=7,
        tiles=tiles.layer if tiles else None,
        zoom_control=True,
        min_zoom=3,
        max_zoom=14,
        zoom_snap=0.25,
        attribution_control=False,
    )
    # lists of its own: folium's are shared by all maps, and name files on other machines
    made.default_js, made.default_css = [], []
    page.add_child(made)
    ControlLayer(data, table_of_changes(control, war, heading)).add_to(made)
    return made


def _short(theatre: Theatre, areas: str, reach_km: float | None) -> str:
    """How land is coloured, in the few words that fit on the map itself."""
    reach = theatre.reach_km if reach_km is None else reach_km
    return {
        "cells": f"land coloured up to {reach:g} km from a reported place",
        "admin": "governorates coloured by the places reported in them",
        "points": "reported places only",
    }[areas]


def _parameters(
    theatre: Theatre, areas: str, reach_km: float | None, stale_days: int, countries: Sequence[str]
) -> list[list[str]]:
    """What the reader must know to read the colours, as pairs of a label and its meaning."""
    reach = (
        f"{reach_km:g} km"
        if reach_km is not None
        else f"{theatre.reach_km:g} km unless the kind of place says otherwise"
    )
    meaning = {
        "cells": f"each place colours the land nearest to it, no further than {reach}",
        "admin": f"each governorate is {RULE}",
        "points": "only the places that were reported are coloured",
    }[areas]
    return [
        ["Areas", meaning],
        ["Shares", f"of the land of {' and '.join(countries)}; km² on the ellipsoid"],
        ["No report", "land without a report is left blank"],
        [
            "Paler",
            f"no report for more than {stale_days} days, a date known only roughly, or a holder inferred",
        ],
        ["Stripes", "two sides contest the place, or reports disagree"],
        ["Dashed circle", "how far off a place may be that is known only nearby"],
        ["Broken ring", "besieged"],
    ]
