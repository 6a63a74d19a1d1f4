"""What lies under the control layer: bundled borders, rivers, relief and towns, or tiles from a provider."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from geomapper.errors import InputError, MissingExtra
from geomapper.map.encode import lines, polygon
from geomapper.map.labels import english, labels
from geomapper.theatre import Theatre

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

MARGIN = 2.5  # degrees of land drawn around the places
SIMPLE = 0.004  # degrees (400 m): finer borders cannot be seen at the zooms that the page offers
FEW = 0.1  # share of the places under which a country is a neighbour and not what the map is about

BUNDLED = "Borders, rivers and relief: Natural Earth (public domain). Places: GeoNames (CC BY 4.0)"


@dataclass(frozen=True, slots=True)
class Background:
    """Shapes for the page, the size of the land that the shares are of in km² (0: unknown), whom to thank."""

    data: dict[str, Any] = field(default_factory=dict)
    total_km2: float = 0.0
    countries: tuple[str, ...] = ()  # names of the countries that this land is
    attribution: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tiles:
    """Online tiles: folium's layer, the hosts that the page may ask for images, whom to thank."""

    layer: Any
    hosts: tuple[str, ...]
    attribution: str


def background(control: GeoDataFrame, theatre: Theatre, basemap: str) -> Background:
    """Borders, rivers, relief and towns around the places of the control table; no shapes for "none".

    The land that shares are of is that of the countries that the reports are about: see `_reported`.
    """
    import shapely

    from geomapper.boundaries import boundaries, rivers

    countries = boundaries("admin0")
    inside = countries["country"].isin(_reported(control, theatre))
    total = _km2(countries[inside].geometry)
    names = tuple(_country(code) for code in countries["country"][inside])
    if basemap == "none":
        return Background({}, total, names)
    west, south, east, north = control.total_bounds
    whole = countries[inside].total_bounds if inside.any() else (west, south, east, north)
    west, south, east, north = (
        min(west, whole[0]),
        min(south, whole[1]),
        max(east, whole[2]),
        max(north, whole[3]),
    )
    window = shapely.box(west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN)
    # simplified together, so that neighbours keep one border between them
    drawn = countries.assign(geometry=countries.geometry.simplify_coverage(SIMPLE))
    drawn = drawn.assign(geometry=drawn.intersection(window), inside=inside)
    drawn = drawn[~drawn.is_empty]
    units = boundaries("admin1", list(countries["country"][inside]))
    shapes = units.geometry.simplify_coverage(SIMPLE)
    spots = units.representative_point()
    water = rivers()
    water = water.assign(geometry=water.intersection(window))
    water = water[~water.is_empty]
    middles = drawn.representative_point()
    data = {
        "land": [[int(row.inside), polygon(row.geometry)] for row in drawn.itertuples()],
        "countries": [
            [_country(code), "", round(p.x, 3), round(p.y, 3), 0]
            for code, p, own in zip(drawn["country"], middles, drawn["inside"], strict=True)
            if not own
        ],
        "admin": [text for shape in shapes if (text := polygon(shape))],
        "units": [
            [english(row.name), row.name_ar, round(p.x, 3), round(p.y, 3), 0]
            for row, p in zip(units.itertuples(index=False), spots, strict=True)
        ],
        "rivers": [[name, lines(shape)] for name, shape in zip(water["name"], water.geometry, strict=True)],
        "towns": labels(control, window.bounds, list(countries["country"][inside])),
        "relief": _relief(),
    }
    return Background(data, total, names, (BUNDLED,))


def _reported(control: GeoDataFrame, theatre: Theatre) -> set[str]:
    """The theatre's countries that hold at least `FEW` of the places; its first country where none does."""
    if "country" not in control.columns:
        return {theatre.countries[0]}
    of = control.drop_duplicates("place_id")["country"].value_counts(normalize=True)
    return {str(code) for code in of.index[of >= FEW] if code in theatre.countries} or {theatre.countries[0]}


def _km2(shapes: GeoDataFrame) -> float:
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    return sum(abs(geod.geometry_area_perimeter(shape)[0]) for shape in shapes) / 1e6


_COUNTRIES = {
    "CY": "Cyprus", "EG": "Egypt", "IL": "Israel", "IQ": "Iraq", "IR": "Iran", "JO": "Jordan",
    "LB": "Lebanon", "LY": "Libya", "PS": "Palestine", "SA": "Saudi Arabia", "SY": "Syria", "TR": "Turkey",
}  # fmt: skip


def _country(code: str) -> str:
    return _COUNTRIES.get(code, code)


def _relief() -> dict[str, Any]:
    folder = resources.files("geomapper") / "data"
    facts = json.loads((folder / "relief.json").read_text(encoding="utf-8"))
    image = base64.b64encode((folder / "relief.jpg").read_bytes()).decode()
    return {"image": f"data:image/jpeg;base64,{image}", "bounds": facts["bounds"]}


def tile_layer(basemap: Any) -> Tiles | None:
    """Tiles of a provider, or None for "bundled" and "none".

    A provider is a name that xyzservices knows ("OpenTopoMap", "Esri WorldGrayCanvas"), or one of its
    TileProvider objects, for those that need a key. Raises InputError for an unknown name or a missing key.
    """
    if basemap in ("bundled", "none"):
        return None
    import folium

    provider = _provider(basemap) if isinstance(basemap, str) else basemap
    if provider.requires_token():
        raise InputError(
            f"{provider.name} needs a key; give its TileProvider with the key, or another provider"
        )
    url = str(provider.url)
    for name, value in {"r": "", **provider}.items():
        if name not in ("s", "x", "y", "z"):  # Leaflet fills these in itself
            url = url.replace("{" + name + "}", str(value))
    parts = urlsplit(url)
    host = parts.netloc.replace("{s}", "*")  # a policy names hosts, and {s} stands for several
    subdomains = provider.get("subdomains", "abc")
    layer = folium.TileLayer(
        tiles=url, attr=provider.html_attribution, name=provider.name, max_zoom=14, min_zoom=3,
        max_native_zoom=min(int(provider.get("max_zoom", 18)), 18), subdomains=subdomains,
    )  # fmt: skip
    return Tiles(layer, (f"{parts.scheme}://{host}",), provider.attribution)


def _provider(name: str) -> Any:
    try:
        from xyzservices import providers
    except ImportError as error:
        raise MissingExtra("online tiles need xyzservices: pip install 'geomapper[tiles]'") from error
    try:
        return providers.query_name(name)
    except ValueError as error:
        raise InputError(
            f"no tile provider {name!r}; say bundled, none, or a name such as OpenTopoMap"
        ) from error
