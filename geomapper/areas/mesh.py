"""Places → a mesh of faces that share their borders: whose land is whose, computed once for all dates.

Every face belongs to at most one place: the nearest of those whose reach covers it. Faces are cut at the
border and at the outline of regions (a governorate that a statement speaks of), which lie under the places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

QUAD_SEGS = 16  # a reach is drawn as a polygon of 64 corners: within 0.12 % of the circle
GRID = 1e-7  # degrees: corners are snapped to a centimetre, so that neighbours share them


@dataclass(frozen=True)
class Mesh:
    """Faces, the place that owns each (-1: none), the regions that cover each, and their area on the
    ellipsoid.
    """

    faces: Any  # array of shapely polygons in longitude and latitude
    owner: Ints  # index into the sites, or -1
    regions: tuple[Ints, ...]  # for each region the faces in it, largest region first
    km2: Floats
    points: Floats  # corners of all faces, longitude and latitude
    edges: Ints  # (n, 4): from corner, to corner, face on the left, face on the right or -1


def build_mesh(points: Floats, reach_km: Floats, border: Any = None, regions: Sequence[Any] = ()) -> Mesh:
    """The mesh of these sites.

    `points` (n, 2) are longitudes and latitudes, no two the same to a metre; `reach_km` (n) is how far each
    speaks. `border` and `regions` are polygons in EPSG:4326; regions come largest first. Distances and
    cells are those of an azimuthal equidistant projection centred on the sites: right to 0.1 % within 500
    km of their middle.
    """
    import numpy as np
    import shapely

    if not len(points) and not regions:
        return _empty()
    to_plane, to_degrees = _projection(points, regions)
    plane, reach = to_plane(points), reach_km * 1000.0
    shapes = _reaches(plane, reach, to_degrees)
    outlines = [*shapes, *regions] if border is None else [*shapes, *regions, border]
    lines = shapely.boundary(np.array(outlines, dtype=object))
    noded = shapely.union_all(lines, grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inside = shapely.point_on_surface(faces)
    owner = _owners(to_plane(shapely.get_coordinates(inside)), plane, reach)
    covered = [shapely.contains_properly(_prepared(r), inside) for r in regions]
    keep = (owner >= 0) | np.any(covered, axis=0) if covered else owner >= 0
    if border is not None:
        keep &= shapely.intersects(_prepared(border), inside)
    faces, owner = shapely.orient_polygons(faces[keep]), owner[keep]
    corners, rings = _corners(faces)
    faces = _faces(corners, rings, len(faces))
    return Mesh(
        faces=faces,
        owner=owner,
        regions=tuple(np.flatnonzero(c[keep]) for c in covered),
        km2=geodesic_km2(faces),
        points=corners,
        edges=_edges(rings),
    )


def _projection(points: Floats, regions: Sequence[Any]) -> tuple[Any, Any]:
    import numpy as np
    import shapely
    from pyproj import Transformer

    if len(points):
        lon, lat = (points.min(axis=0) + points.max(axis=0)) / 2
    else:
        west, south, east, north = shapely.total_bounds(np.array(list(regions), dtype=object))
        lon, lat = (west + east) / 2, (south + north) / 2
    plane = f"+proj=aeqd +lat_0={lat:.6f} +lon_0={lon:.6f} +datum=WGS84 +units=m"
    there = Transformer.from_crs("EPSG:4326", plane, always_xy=True)

    def to_plane(xy: Floats) -> Floats:
        return np.column_stack(there.transform(xy[:, 0], xy[:, 1]))

    def to_degrees(xy: Floats) -> Floats:
        return np.column_stack(there.transform(xy[:, 0], xy[:, 1], direction="INVERSE"))

    return to_plane, to_degrees


def _prepared(shape: Any) -> Any:
    import shapely

    shapely.prepare(shape)
    return shape


def _reaches(plane: Floats, reach: Floats, to_degrees: Any) -> Any:
    """For each site the land in its reach that is nearer to it than to any site that reaches as far."""
    import numpy as np

    shapes = np.empty(len(plane), dtype=object)
    for far in np.unique(reach):
        rivals = np.flatnonzero(reach >= far)
        mine = np.flatnonzero(reach[rivals] == far)
        cells = _voronoi(plane[rivals], far)[mine]
        own = rivals[mine]
        shapes[own] = _cut(cells, plane[own], far, to_degrees)
    return shapes


def _voronoi(plane: Floats, margin: float) -> Any:
    import numpy as np
    import shapely

    low, high = plane.min(axis=0) - 2 * margin, plane.max(axis=0) + 2 * margin
    frame = shapely.box(*low, *high)
    if len(plane) == 1:
        return np.array([frame], dtype=object)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(plane), extend_to=frame))
    site, cell = shapely.STRtree(cells).query(shapely.points(plane), predicate="intersects")
    result = np.empty(len(plane), dtype=object)
    result[site] = cells[cell]
    return result


def _cut(cells: Any, plane: Floats, reach: float, to_degrees: Any) -> Any:
    """Cells in degrees, cut at the reach of their sites; those that lie within it are left as they are.

    They are cut in degrees and not in the plane, so that the edge of two neighbours stays one straight line.
    """
    import numpy as np
    import shapely

    corners, index = shapely.get_coordinates(cells, return_index=True)
    far = np.hypot(*(corners - plane[index]).T) > reach * np.cos(np.pi / (4 * QUAD_SEGS))
    over = np.unique(index[far])
    result = shapely.transform(cells, to_degrees)
    discs = shapely.transform(
        shapely.buffer(shapely.points(plane[over]), reach, quad_segs=QUAD_SEGS), to_degrees
    )
    result[over] = shapely.intersection(result[over], discs)
    return result


def _owners(at: Floats, plane: Floats, reach: Floats) -> Ints:
    """The nearest site whose reach covers each point of the plane, or -1."""
    import numpy as np
    import shapely

    owner = np.full(len(at), -1, dtype=np.int64)
    nearest = np.full(len(at), np.inf)
    inside = shapely.points(at)
    for far in np.unique(reach):
        group = np.flatnonzero(reach == far)
        found = group[shapely.STRtree(shapely.points(plane[group])).nearest(inside)]
        distance = np.hypot(*(at - plane[found]).T)
        # the polygon of a reach lies between its inner and its outer circle
        better = (distance <= far * (1 + np.cos(np.pi / (4 * QUAD_SEGS))) / 2) & (distance < nearest)
        owner[better], nearest[better] = found[better], distance[better]
    return owner


def _corners(faces: Any) -> tuple[Floats, Mapping[str, Any]]:
    """Corners of the faces, each once; and the rings as sequences of corners."""
    import numpy as np
    import shapely

    rings, face = shapely.get_rings(faces, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    key = np.round(xy / GRID).astype(np.int64)
    packed = key[:, 0] * (1 << 32) + (key[:, 1] + (1 << 31))
    unique, corner = np.unique(packed, return_inverse=True)
    grid = np.column_stack((unique >> 32, (unique & ((1 << 32) - 1)) - (1 << 31)))
    return np.round(grid * GRID, 7), {"corner": corner.ravel(), "ring": ring, "face": face}


def _faces(corners: Floats, rings: Mapping[str, Any], count: int) -> Any:
    import numpy as np
    import shapely

    if count == 0:
        return np.empty(0, dtype=object)
    linear = shapely.linearrings(corners[rings["corner"]], indices=rings["ring"])
    return shapely.polygons(linear, indices=rings["face"])


def _edges(rings: Mapping[str, Any]) -> Ints:
    """Every edge once: from corner, to corner, the face on its left and the one on its right (-1: none)."""
    import numpy as np

    corner, ring, face = rings["corner"], rings["ring"], rings["face"]
    if not len(corner):
        return np.empty((0, 4), dtype=np.int64)
    inner = ring[1:] == ring[:-1]
    begin, end, left = corner[:-1][inner], corner[1:][inner], face[ring[:-1][inner]]
    low, high = np.minimum(begin, end), np.maximum(begin, end)
    order = np.lexsort((high, low))
    begin, end, left, low, high = (a[order] for a in (begin, end, left, low, high))
    twin = np.zeros(len(begin), dtype=bool)
    twin[:-1] = (low[1:] == low[:-1]) & (high[1:] == high[:-1])
    second = np.zeros(len(begin), dtype=bool)
    second[1:] = twin[:-1]
    right = np.full(len(begin), -1, dtype=np.int64)
    right[twin] = left[np.flatnonzero(twin) + 1]
    return np.column_stack((begin, end, left, right))[~second]


def geodesic_km2(shapes: Any) -> Floats:
    """Areas in km² on the WGS 84 ellipsoid of polygons in longitude and latitude (Karney's method, by
    PROJ).
    """
    import numpy as np
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    return np.array([abs(geod.geometry_area_perimeter(s)[0]) / 1e6 for s in shapes], dtype=float)


def _empty() -> Mesh:
    import numpy as np

    none = np.empty(0, dtype=np.int64)
    return Mesh(
        np.empty(0, dtype=object), none, (), np.empty(0), np.empty((0, 2)), np.empty((0, 4), dtype=np.int64)
    )
