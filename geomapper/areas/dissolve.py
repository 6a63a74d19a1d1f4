"""Faces with labels → one polygon a label, along the borders that the faces already share.

A polygon's outline is made of those edges of the mesh whose two faces have different labels, followed from
corner to corner. Nothing is intersected or united, so outlines of neighbours are the same to the last digit
and no two labels can overlap; and time grows with the number of edges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomapper.areas.mesh import Mesh

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]


def dissolve(mesh: Mesh, labels: Ints) -> dict[int, Any]:
    """A valid MultiPolygon in longitude and latitude for each label; faces labelled -1 are in none.

    Shells run counter-clockwise and holes clockwise, as RFC 7946 wants.
    """
    import numpy as np
    import shapely

    edges = mesh.edges
    left = labels[edges[:, 2]]
    right = np.where(edges[:, 3] >= 0, labels[edges[:, 3]], -1)
    border = left != right
    if not border.any():
        return {}
    inner = edges[~border & (left >= 0)]
    part = components(len(labels), inner[:, 2], inner[:, 3])
    ahead, back = edges[border & (left >= 0)], edges[border & (right >= 0)]
    begin = np.concatenate((ahead[:, 0], back[:, 1]))
    end = np.concatenate((ahead[:, 1], back[:, 0]))
    face = np.concatenate((ahead[:, 2], back[:, 3]))
    order, starts = _rings(_successors(mesh, begin, end, part[face]))
    xy = mesh.points[begin[order]]
    lengths = np.diff(np.append(starts, len(order)))
    first = face[order[starts]]
    hole = _signed_areas(xy, starts, lengths) < 0
    sort = np.lexsort(
        (hole, part[first], labels[first])
    )  # of each part the shell comes first, then its holes
    starts, lengths, first = starts[sort], lengths[sort], first[sort]
    ring_ends = np.concatenate(([0], np.cumsum(lengths + 1)))
    step = np.arange(ring_ends[-1]) - np.repeat(ring_ends[:-1], lengths + 1)
    step[ring_ends[1:] - 1] = 0  # a ring ends where it began
    corners = xy[np.repeat(starts, lengths + 1) + step]
    shells = np.flatnonzero(~hole[sort])
    of = labels[first[shells]]
    groups = np.flatnonzero(np.concatenate(([True], of[1:] != of[:-1])))
    shapes = shapely.from_ragged_array(
        shapely.GeometryType.MULTIPOLYGON,
        corners,
        (ring_ends, np.append(shells, len(sort)), np.append(groups, len(shells))),
    )
    return dict(zip(of[groups].tolist(), shapes, strict=True))


def components(count: int, a: Ints, b: Ints) -> Ints:
    """For each of `count` nodes the smallest node of its connected component, over edges a–b."""
    import numpy as np

    parent = np.arange(count, dtype=np.int64)
    while len(a):
        roots_a, roots_b = parent[a], parent[b]
        apart = roots_a != roots_b
        if not apart.any():
            break
        a, b = roots_a[apart], roots_b[apart]
        # hang every root on the smallest root that it meets, then make all paths short
        np.minimum.at(parent, np.maximum(a, b), np.minimum(a, b))
        while True:
            up = parent[parent]
            if (up == parent).all():
                break
            parent = up
    return parent


def _successors(mesh: Mesh, begin: Ints, end: Ints, part: Ints) -> Ints:
    """For each outline edge the one that follows it round the same part."""
    import numpy as np

    size = int(part.max()) + 1
    out, into = begin * size + part, end * size + part
    order = np.argsort(out, kind="stable")
    ranked = out[order]
    position = np.searchsorted(ranked, into)
    following = order[position]
    several = np.flatnonzero(np.searchsorted(ranked, into, side="right") - position > 1)
    for edge in several.tolist():
        # The part touches itself at this corner: turn so that a hole that touches the shell stays a hole,
        # which is the first way out counter-clockwise from where the edge came.
        choices = order[position[edge] : np.searchsorted(ranked, into[edge], side="right")]
        back = _angle(mesh, end[edge], begin[edge])
        turn = (_angle(mesh, begin[choices], end[choices]) - back) % (2 * np.pi)
        turn[turn < 1e-12] = 2 * np.pi
        following[edge] = choices[int(np.argmin(turn))]
    return following


def _angle(mesh: Mesh, start: Any, stop: Any) -> Any:
    import numpy as np

    offset = mesh.points[stop] - mesh.points[start]
    return np.arctan2(offset[..., 1], offset[..., 0])


def _rings(following: Ints) -> tuple[Ints, Ints]:
    """Edges in the order in which their rings run, and where each ring starts: at its first edge.

    Found by doubling (Wyllie's list ranking): every round each edge looks twice as far ahead.
    """
    import numpy as np

    count = len(following)
    ring = np.arange(count)
    ahead = following.copy()
    while True:
        lower = np.minimum(ring, ring[ahead])
        if (lower == ring).all():
            break
        ring, ahead = lower, ahead[ahead]
    left = np.ones(count, dtype=np.int64)  # edges from this one to the end of its ring
    ahead = np.where(ring[following] == following, -1, following)
    while len(live := np.flatnonzero(ahead >= 0)):
        onward = ahead[live]
        left[live] += left[onward]
        ahead[live] = ahead[onward]
    order = np.lexsort((-left, ring))
    return order, np.flatnonzero(ring[order] == order)


def _signed_areas(xy: Any, starts: Ints, lengths: Ints) -> Any:
    import numpy as np

    following = np.arange(1, len(xy) + 1)
    following[starts + lengths - 1] = starts
    # relative to the ring's first corner, since degrees far from zero would lose small areas
    at = xy - np.repeat(xy[starts], lengths, axis=0)
    ahead = at[following]
    return np.add.reduceat(at[:, 0] * ahead[:, 1] - at[:, 1] * ahead[:, 0], starts)
