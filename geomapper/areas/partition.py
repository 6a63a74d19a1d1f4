"""The land of a spell table: which face belongs to which place, and who holds it on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from geomapper.areas.dissolve import dissolve
from geomapper.areas.mesh import Mesh, build_mesh
from geomapper.errors import InputError
from geomapper.theatre import Theatre

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Ints = npt.NDArray[np.int64]

COLOURED = ("held", "contested")  # states that colour land; sieges and clashes are no areas, unknown is blank
BAND = 0.15  # a siege is drawn as the outer band of its place's cell: this share of the reach
SAME_SPOT = 5  # decimals of a degree (1 m): places that the gazetteer puts on one spot share one cell

# Of places on one spot the first of these kinds speaks for it.
_RANK = {"settlement": 0, "city": 0, "town": 0, "village": 0, "quarter": 1}


@dataclass(frozen=True)
class Partition:
    """A mesh over the places of a spell table."""

    control: gpd.GeoDataFrame
    mesh: Mesh
    sites: Mapping[str, int]  # place_id → site
    regions: Mapping[str, int]  # place_id of a governorate, district or area → region
    reach_km: Any  # by site
    no_land: tuple[str, ...]  # place_ids without land of their own

    def labels(self, day: pd.Timestamp) -> tuple[Ints, list[tuple[str, str, str]], Ints]:
        """(label of each face, what each label is, places by label) on a day.

        A label is (state, side, other_side) of `COLOURED` spells; faces of no such spell are -1. A place's
        own state lies above that of the region around it, and a smaller region above a larger one.
        """
        import numpy as np

        table = self._coloured
        force = (table["start"] <= day) & ((table["end"] > day) | table["open"])
        code = table["code"][force]
        site, region = table["site"][force], table["region"][force]
        of_face = np.full(len(self.mesh.faces), -1, dtype=np.int64)
        for i in np.flatnonzero(region >= 0)[np.argsort(region[region >= 0], kind="stable")].tolist():
            of_face[self.mesh.regions[region[i]]] = code[i]
        of_site = np.full(len(self.sites) + 1, -1, dtype=np.int64)
        own = site >= 0
        of_site[site[own]] = code[own]
        spoken = of_site[self.mesh.owner]
        of_face = np.where(spoken >= 0, spoken, of_face)
        return of_face, table["names"], np.bincount(code[own], minlength=len(table["names"]))

    @cached_property
    def _coloured(self) -> dict[str, Any]:
        return _coloured(self.control, self.sites, self.regions)

    def at(self, day: pd.Timestamp) -> list[tuple[tuple[str, str, str], Any, float, int]]:
        """(label, polygon, km², places) of a day, sorted by label."""
        return self.dissolved(*self.labels(day))

    def dissolved(
        self, of_face: Ints, names: list[tuple[str, str, str]], places: Ints
    ) -> list[tuple[tuple[str, str, str], Any, float, int]]:
        """(label, polygon, km², places) of what `labels` gave, sorted by label."""
        import numpy as np

        shapes = dissolve(self.mesh, of_face)
        coloured = of_face >= 0
        km2 = np.bincount(of_face[coloured], weights=self.mesh.km2[coloured], minlength=len(names))
        return [(names[code], shapes[code], float(km2[code]), int(places[code])) for code in sorted(shapes)]

    def of_spells(self) -> gpd.GeoDataFrame:
        """The spells that have land, with it as geometry, and `km2`."""
        import geopandas as gpd
        import numpy as np

        from geomapper.areas.mesh import geodesic_km2

        control, mesh = self.control, self.mesh
        cells = dissolve(mesh, mesh.owner)
        cell_km2 = np.bincount(
            mesh.owner[mesh.owner >= 0], weights=mesh.km2[mesh.owner >= 0], minlength=len(self.sites)
        )
        shapes = np.full(len(control), None, dtype=object)
        km2 = np.zeros(len(control))
        site = control["place_id"].map(self.sites).fillna(-1).astype("int64").to_numpy()
        state = control["state"].to_numpy()
        for i in np.flatnonzero(np.isin(site, list(cells)) & np.isin(state, COLOURED)).tolist():
            shapes[i], km2[i] = cells[site[i]], cell_km2[site[i]]
        region = control["place_id"].map(self.regions).fillna(-1).astype("int64").to_numpy()
        told = (state == "held") & ~control["inferred"].to_numpy()
        for i in np.flatnonzero((region >= 0) & told).tolist():
            shapes[i], km2[i] = self._under(i, region[i], site, region)
        for i in np.flatnonzero(np.isin(site, list(cells)) & (state == "besieged")).tolist():
            shapes[i] = _band(cells[site[i]], self.reach_km[site[i]])
            km2[i] = geodesic_km2([shapes[i]])[0]
        land = np.array([shape is not None for shape in shapes], dtype=bool)
        return (
            control[land]
            .assign(km2=km2[land])
            .set_geometry(gpd.GeoSeries(shapes[land], crs="EPSG:4326").values)
        )

    def _under(self, row: int, region: int, site: Ints, regions: Ints) -> tuple[Any, float]:
        """A region's land but for places and smaller regions that have a spell in the same time."""
        import numpy as np

        control = self.control
        start, end = control["start"].iloc[row], control["end"].iloc[row]
        meanwhile = control["state"].isin(COLOURED) & (control["end"].isna() | (control["end"] > start))
        if end == end:
            meanwhile &= control["start"] < end
        others = meanwhile.to_numpy()
        faces = self.mesh.regions[region]
        taken = np.isin(self.mesh.owner[faces], site[others & (site >= 0)])
        for smaller in np.unique(regions[others & (regions > region)]).tolist():
            taken |= np.isin(faces, self.mesh.regions[smaller])
        label = np.full(len(self.mesh.faces), -1, dtype=np.int64)
        label[faces[~taken]] = 0
        shape = dissolve(self.mesh, label).get(0)
        return shape, float(self.mesh.km2[faces[~taken]].sum())


def partition(
    control: gpd.GeoDataFrame, theatre: Theatre, reach_km: float | None = None, border: Any = None
) -> Partition:
    """The land of these spells; parameters as in `areas`."""
    import numpy as np

    if reach_km is not None and not (reach_km > 0 and np.isfinite(reach_km)):
        raise InputError(f"a reach is a positive number of km, not {reach_km:g}")
    places = control.drop_duplicates("place_id")
    named = ~places["place_id"].str.startswith("near:")
    region_rows = places[named & (places["geo_precision"] == 3)]
    exact = places[named & (places["geo_precision"] < 3)]
    sites, points, reach, doubles = _sites(exact, theatre, reach_km)
    if border is None:
        spots = exact.set_index("place_id").loc[list(sites)]
        outline = _border(theatre, spots, reach)
    else:
        outline = None if border is False else border
    shapes = _region_shapes(region_rows, outline)
    mesh = build_mesh(points, reach, outline, [shape for _, shape in shapes])
    regions = {place_id: i for i, (place_id, _) in enumerate(shapes)}
    landless = set(places["place_id"]) - set(sites) - set(regions)
    return Partition(control, mesh, sites, regions, reach, tuple(sorted(landless | set(doubles))))


def _sites(
    exact: pd.DataFrame, theatre: Theatre, reach_km: float | None
) -> tuple[dict[str, int], Any, Any, list[str]]:
    """Site numbers by place, their coordinates and reach, and the places whose spot another place speaks
    for.
    """
    import numpy as np

    limit = theatre.reach_km if reach_km is None else reach_km
    by_feature = {k: min(v, limit) for k, v in theatre.reach_by_feature}
    table = exact.assign(
        reach=exact["feature"].map(by_feature).fillna(limit).astype(float),
        rank=exact["feature"].map(_RANK).fillna(2),
        x=exact["longitude"].round(SAME_SPOT),
        y=exact["latitude"].round(SAME_SPOT),
    ).sort_values(["rank", "reach", "place_id"], ascending=[True, False, True])
    first = table.drop_duplicates(["x", "y"]).sort_values("place_id")
    doubles = sorted(set(table["place_id"]) - set(first["place_id"]))
    points = first[["longitude", "latitude"]].to_numpy(dtype=float)
    ids = first["place_id"].tolist()
    return {p: i for i, p in enumerate(ids)}, points, np.array(first["reach"], dtype=float), doubles


def _region_shapes(rows: pd.DataFrame, border: Any) -> list[tuple[str, Any]]:
    """(place_id, polygon) of governorates, districts and other areas, largest first.

    An area without a known outline is a circle of its stated radius. Countries are no areas to colour.
    """
    import shapely

    found = []
    for row in rows.to_dict("records"):
        shape = None
        if row["feature"] == "admin1":
            shape = _unit(row["place_id"], row["place_name"], row["country"])
        elif row["feature"] != "country" and row["radius_km"] > 0:
            shape = _circle(row["longitude"], row["latitude"], row["radius_km"])
        if shape is not None and border is not None:
            shape = shapely.intersection(shape, border)
        if shape is not None and not shape.is_empty:
            found.append((row["place_id"], shape))
    return sorted(found, key=lambda x: (-x[1].area, x[0]))


def _circle(longitude: float, latitude: float, radius_km: float) -> Any:
    import numpy as np
    import shapely
    from pyproj import Geod

    turns = np.linspace(360, 0, 64, endpoint=False)
    count = len(turns)
    lon, lat, _ = Geod(ellps="WGS84").fwd(
        np.full(count, longitude), np.full(count, latitude), turns, np.full(count, radius_km * 1000)
    )
    return shapely.Polygon(np.column_stack((lon, lat)))


def _unit(place_id: str, name: str, country: str) -> Any:
    """The outline of a governorate by its ISO 3166-2 code or its name; None where no file has it."""
    import numpy as np

    from geomapper.boundaries import boundaries
    from geomapper.control.reports import plain

    units = boundaries("admin1")
    code = place_id.rpartition(":")[2]
    match = units[units["admin1"] == code]
    if not len(match):
        same = np.array([plain(n) == plain(name) for n in units["name"]])
        match = units[(units["country"] == country) & same] if country else units[same]
    return match.geometry.iloc[0] if len(match) else None


def _border(theatre: Theatre, exact: pd.DataFrame, reach_km: Any) -> Any:
    """The outer border of a theatre's countries; where the bundled file lacks one, its places' reach."""
    import shapely

    from geomapper.boundaries import boundaries

    known = boundaries("admin0")
    known = known[known["country"].isin(theatre.countries)]
    unknown = ~exact["country"].isin(known["country"]) & (exact["country"] != "")
    circles = [
        _circle(row["longitude"], row["latitude"], reach)
        for row, reach in zip(exact[unknown].to_dict("records"), reach_km[unknown.to_numpy()], strict=True)
    ]
    return shapely.union_all([*known.geometry, *circles])


def _band(cell: Any, reach_km: float) -> Any:
    """The outer band of a cell, as wide as `BAND` of the reach."""
    import numpy as np
    import shapely

    # Degrees are narrower east to west: measure in a plane where they are not.
    squeeze = np.array([np.cos(np.radians(cell.centroid.y)), 1.0])
    plane = shapely.transform(cell, lambda xy: xy * squeeze)
    inner = shapely.buffer(plane, -BAND * reach_km / 111.2)
    return shapely.transform(shapely.difference(plane, inner), lambda xy: xy / squeeze)


def _coloured(
    control: gpd.GeoDataFrame, sites: Mapping[str, int], regions: Mapping[str, int]
) -> dict[str, Any]:
    """Spells that colour land, as arrays."""
    import numpy as np

    rows = control[control["state"].isin(COLOURED)]
    region = rows["place_id"].map(regions).fillna(-1).astype("int64").to_numpy()
    # That a part of a governorate changed hands says nothing of the rest, and who lost a town of it is
    # no word on the whole: a region is coloured where a report says that it was held.
    keep = (region < 0) | ((rows["state"] == "held") & ~rows["inferred"]).to_numpy()
    rows, region = rows[keep], region[keep]
    triples = list(zip(*(rows[name].tolist() for name in ("state", "side", "other_side")), strict=True))
    names = sorted(set(triples))
    codes = {name: i for i, name in enumerate(names)}
    return {
        "start": rows["start"].to_numpy(),
        "end": rows["end"].to_numpy(),
        "open": rows["end"].isna().to_numpy(),
        "site": rows["place_id"].map(sites).fillna(-1).astype("int64").to_numpy(),
        "region": region,
        "code": np.array([codes[t] for t in triples], dtype=np.int64),
        "names": names,
    }
