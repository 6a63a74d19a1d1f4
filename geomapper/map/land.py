"""Which land a place stands for on the map: its cell, or the region that a statement speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geomapper.theatre import Theatre

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


@dataclass(frozen=True, slots=True)
class Land:
    """Polygons (EPSG:4326) and km² by place_id, and the land that several places may speak for.

    A place in `regions` (a governorate, say) lies under the cells of other places; `derived` ones are
    coloured by rule and reported by nobody. An atom is a piece of land with its km² and the place_ids that
    speak for it: on a date, the first that is reported counts.
    """

    shapes: Mapping[str, Any] = field(default_factory=dict)
    km2: Mapping[str, float] = field(default_factory=dict)
    regions: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()
    atoms: tuple[tuple[float, tuple[str, ...]], ...] = ()


def cells(control: GeoDataFrame, theatre: Theatre, reach_km: float | None) -> Land:
    """Nearest-place cells within reach, cut at the border, each made once for all dates."""
    import numpy as np

    from geomapper.areas import partition
    from geomapper.areas.dissolve import dissolve

    points = control.geometry
    table = control.assign(longitude=points.x, latitude=points.y)
    parts = partition(table, theatre, reach_km)
    mesh = parts.mesh
    owned = dissolve(mesh, mesh.owner)
    has_owner = mesh.owner >= 0
    owned_km2 = np.bincount(mesh.owner[has_owner], weights=mesh.km2[has_owner], minlength=len(parts.sites))
    shapes: dict[str, Any] = {}
    km2: dict[str, float] = {}
    for place_id, site in parts.sites.items():
        if site in owned:
            shapes[place_id], km2[place_id] = owned[site], float(owned_km2[site])
    for place_id, region in parts.regions.items():
        faces = np.full(len(mesh.faces), -1, dtype=np.int64)
        faces[mesh.regions[region]] = 0
        whole = dissolve(mesh, faces)
        if whole:
            shapes[place_id] = whole[0]
            km2[place_id] = float(mesh.km2[mesh.regions[region]].sum())
    return Land(shapes, km2, frozenset(parts.regions), atoms=_atoms(parts) if parts.regions else ())


def _atoms(parts: Any) -> tuple[tuple[float, tuple[str, ...]], ...]:
    """Pieces of land by who speaks for them: the place itself, then its regions from the smallest up."""
    site_ids = {site: place_id for place_id, site in parts.sites.items()}
    speakers: list[list[str]] = [[site_ids[o]] if o >= 0 else [] for o in parts.mesh.owner.tolist()]
    # regions come largest first
    for place_id, region in reversed(list(parts.regions.items())):
        for face in parts.mesh.regions[region].tolist():
            speakers[face].append(place_id)
    sums: dict[tuple[str, ...], float] = {}
    for face, names in enumerate(speakers):
        if names:
            sums[tuple(names)] = sums.get(tuple(names), 0.0) + float(parts.mesh.km2[face])
    return tuple((km2, names) for names, km2 in sorted(sums.items()))


def units(control: GeoDataFrame, theatre: Theatre) -> tuple[GeoDataFrame, Land]:
    """The control table with a row for each stretch of a governorate's colour, and the governorates' land."""
    import geopandas as gpd
    import pandas as pd

    from geomapper.areas import areas

    points = control.geometry
    table = control.assign(longitude=points.x, latitude=points.y)
    rows = areas(table, "admin", theatre=theatre)
    # a border town that the outlines put on the other side colours nothing there
    rows = rows[rows["country"].isin(set(control["country"]))]
    rows = rows.assign(
        place_id="unit:" + rows["place_id"].astype(str),
        feature="governorate",
        geo_precision=1,
        inferred=False,
        start_earliest=rows["start"],
        start_latest=rows["start"],
        status="",
    )
    first = rows.drop_duplicates("place_id").set_index("place_id")
    drawn = gpd.GeoDataFrame(
        pd.concat([control, rows], ignore_index=True), geometry="geometry", crs=control.crs
    )
    below = (
        frozenset(control["place_id"][control["geo_precision"] == 3])
        if "geo_precision" in control
        else frozenset()
    )
    ids = frozenset(first.index)
    return drawn, Land(dict(first.geometry), dict(first["km2"]), ids | below, ids)
