"""What lies under the control layer: bundled borders and towns, or tiles from a provider."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import folium

from geomapper.errors import InputError, MissingExtra
from geomapper.theatre import Theatre


@dataclass(frozen=True, slots=True)
class Background:
    """Shapes for the page, the size of the theatre's land in km² (0: unknown), and whom to thank."""

    data: dict[str, Any] = field(default_factory=dict)
    total_km2: float = 0.0
    attribution: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tiles:
    """Online tiles: folium's layer, and the hosts that the page may ask for images."""

    layer: Any
    hosts: tuple[str, ...]


def background(theatre: Theatre, basemap: str) -> Background:
    """Borders, rivers and towns of the theatre's countries; nothing where the basemap is "none"."""
    return Background()


def tile_layer(basemap: str) -> Tiles | None:
    """Tiles of a provider by its xyzservices name ("OpenStreetMap", "CartoDB Positron"), or None for the others."""
    if basemap in ("bundled", "none"):
        return None
    try:
        import xyzservices.providers as providers
    except ImportError as error:
        raise MissingExtra("online tiles need xyzservices: pip install 'geomapper[tiles]'") from error
    try:
        provider = providers.query_name(basemap)
    except ValueError as error:
        raise InputError(f"no tile provider {basemap!r}; say bundled, none, or a name such as CartoDB Positron") from error
    url = provider.build_url(scale_factor="")
    parts = urlsplit(url)
    # a policy names hosts, and {s} stands for several
    host = parts.netloc.replace("{s}", "*")
    layer = folium.TileLayer(tiles=url, attr=provider.html_attribution, name=provider.name, max_zoom=14)
    return Tiles(layer, (f"{parts.scheme}://{host}",))
