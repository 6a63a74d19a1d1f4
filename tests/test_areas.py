"""Land: nothing without a report, nothing beyond the border, nothing twice."""

from __future__ import annotations

import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import Point, Polygon, box

from geomapper.areas import areas, land, layers
from geomapper.areas.dissolve import components, dissolve
from geomapper.areas.mesh import build_mesh, geodesic_km2
from geomapper.control import control
from geomapper.errors import InputError
from geomapper.shares import control_shares
from tests.stories import place, report, reports

BORDER = box(36, 34, 40, 37)
GEOD = Geod(ellps="WGS84")


def km(a, b) -> float:
    return GEOD.inv(a[0], a[1], b[0], b[1])[2] / 1000


def test_one_place_is_a_disc_of_its_reach():
    table = areas(control(reports("10 gain isil")), border=BORDER)
    (row,) = table.to_dict("records")
    assert row["km2"] == pytest.approx(math.pi * 12**2, rel=0.005)
    assert row["km2"] == pytest.approx(geodesic_km2([row["geometry"]])[0], rel=1e-9)
    edge = [km((37.50, 35.78), p) for p in shapely.get_coordinates(row["geometry"])]
    assert min(edge) == pytest.approx(12, rel=0.003)
    assert max(edge) == pytest.approx(12, rel=0.003)


@pytest.mark.parametrize(
    ("feature", "reach_km", "radius"),
    [
        ("settlement", None, 12),
        ("settlement", 5, 5),
        ("hospital", None, 2),
        ("base", None, 5),
        ("base", 3, 3),
    ],
)
def test_reach_by_kind_of_place(feature, reach_km, radius):
    table = control([report("10 gain isil", place(feature=feature))])
    assert areas(table, reach_km=reach_km, border=BORDER)["km2"].sum() == pytest.approx(
        math.pi * radius**2, rel=0.005
    )


def test_between_two_places_the_border_is_half_way():
    west, east = place("West", longitude=37.45), place("East", longitude=37.55)
    table = areas(control([report("10 gain isil", west), report("10 gain sdf", east)]), border=BORDER)
    for row in table.itertuples():
        own, other = (37.45, 37.55) if row.place_name == "West" else (37.55, 37.45)
        inside = row.geometry.buffer(-1e-6)
        assert all(
            km(p, (own, 35.78)) <= km(p, (other, 35.78)) + 0.01 for p in shapely.get_coordinates(inside)
        )


def test_a_hospital_in_a_town_takes_its_own_surroundings_and_no_more():
    hospital = place("Hospital", longitude=37.52, feature="hospital")
    table = areas(control([report("10 gain isil"), report("10 gain sdf", hospital)]), border=BORDER)
    size = table.set_index("place_name")["km2"]
    assert size["Hospital"] < math.pi * 2**2
    assert size.sum() == pytest.approx(math.pi * 12**2, rel=0.01)  # and behind it lies the town's land again


def test_a_place_at_the_border_is_cut_there():
    at_border = place(longitude=36.0)
    (row,) = areas(control([report("10 gain isil", at_border)]), border=BORDER).to_dict("records")
    assert row["geometry"].bounds[0] == pytest.approx(36, abs=1e-7)
    assert row["km2"] == pytest.approx(math.pi * 12**2 / 2, rel=0.01)


def test_two_places_on_one_spot_share_one_cell():
    twin = replace(place("Twin"), feature="base")
    table = control([report("10 gain isil"), report("10 gain sdf", twin)])
    assert areas(table, border=BORDER)["place_name"].tolist() == ["Khanaser"]
    assert land(table, border=BORDER).no_land == ("test:Twin",)


def test_a_town_held_inside_anothers_country_is_a_hole_in_it():
    around = [
        place(f"P{i}", 35.5 + 0.15 * math.sin(i), 38 + 0.18 * math.cos(i)) for i in np.arange(0, 6.2, 0.6)
    ]
    events = [report("10 gain isil", p) for p in around] + [
        report("10 gain government", place("Town", 35.5, 38))
    ]
    table = layers(control(events), ["2016-02-11"], border=BORDER).set_index("side")
    assert sum(len(p.interiors) for p in table.geometry["isil"].geoms) == 1
    assert table.geometry["isil"].intersection(table.geometry["government"]).area == 0


def test_a_province_lies_under_its_places():
    idlib = replace(place("Idlib", 35.8, 36.7), place_id="admin1:SY-ID", feature="admin1")
    town = place("Saraqib", 35.86, 36.80)
    table = control([report("1 holds hts", idlib, geo_precision=3), report("10 gain government", town)])
    before, after = (layers(table, [d]).set_index("side")["km2"] for d in ("2016-02-05", "2016-02-15"))
    assert before.index.tolist() == ["hts"]
    assert before["hts"] == pytest.approx(6100, rel=0.1)
    assert after["government"] == pytest.approx(math.pi * 144, rel=0.02)
    assert after.sum() == pytest.approx(before.sum(), rel=1e-6)


def test_a_part_of_a_province_colours_no_province():
    idlib = replace(place("Idlib", 35.8, 36.7), place_id="admin1:SY-ID", feature="admin1")
    table = control([report("1 gain hts<government part", idlib, geo_precision=3)])
    assert layers(table, ["2016-02-05"]).empty


def test_who_lost_a_province_is_not_coloured_before():
    idlib = replace(place("Idlib", 35.8, 36.7), place_id="admin1:SY-ID", feature="admin1")
    table = control([report("20 gain hts<government", idlib, geo_precision=3)])
    assert layers(table, ["2016-02-10", "2016-02-25"])["side"].tolist() == ["hts"]
    assert areas(table)["side"].tolist() == ["hts"]
    assert areas(table, "admin")["side"].tolist() == ["hts"]


def test_an_area_without_an_outline_is_a_circle_of_its_radius():
    ghouta = place("Eastern Ghouta", 35.0, 38.0, feature="region")
    table = control([report("1 holds opposition", ghouta, geo_precision=3, radius_km=15.0)])
    (row,) = layers(table, ["2016-02-05"], border=BORDER).to_dict("records")
    assert row["km2"] == pytest.approx(math.pi * 15**2, rel=0.01)


def test_unnamed_places_have_no_land():
    near = report("10 gain isil")
    near = replace(near, geo_precision=2, event=replace(near.event, ref=replace(near.event.ref, name="")))
    assert areas(control([near]), border=BORDER).empty


def test_a_siege_is_a_band_and_lies_inside_its_cell():
    table = areas(
        control(reports("10 gain opposition", "15 siege_start government<opposition")), border=BORDER
    )
    shapes = table.set_index("state").geometry
    assert shapes["besieged"].difference(shapes["held"]).area < 1e-9
    assert not shapes["besieged"].contains(Point(37.50, 35.78))


def test_places_outside_every_known_border_keep_their_reach():
    gao = place("Gao", 16.27, -0.04, country="ML")
    assert areas(control([report("10 gain isil", gao)]))["km2"].tolist() == [pytest.approx(452, rel=0.01)]


def test_bundled_border_keeps_land_out_of_the_sea():
    latakia = place("Latakia", 35.53, 35.78)
    assert areas(control([report("10 gain isil", latakia)]))["km2"].sum() < 400


@pytest.mark.parametrize("method", ["hexagons", ""])
def test_unknown_method(method):
    with pytest.raises(InputError, match="there are cells, admin, points"):
        areas(control([]), method)
    with pytest.raises(InputError):
        layers(control([]), None, method)


@pytest.mark.parametrize("reach", [0, -3, float("nan")])
def test_impossible_reach(reach):
    with pytest.raises(InputError, match="positive"):
        areas(control(reports("10 gain isil")), reach_km=reach, border=BORDER)


@pytest.mark.parametrize("method", ["cells", "admin", "points"])
def test_nothing_in_nothing_out(method):
    assert areas(control([]), method, border=BORDER).empty
    assert layers(control([]), None, method, border=BORDER).empty


class TestAdmin:
    UNITS = gpd.GeoDataFrame(
        {"name": ["West", "East"], "admin1": ["XX-W", "XX-E"], "country": ["XX", "XX"]},
        geometry=[box(36, 34, 38, 37), box(38, 34, 40, 37)],
        crs="EPSG:4326",
    )

    @pytest.mark.parametrize(
        ("holders", "colour"),
        [
            (["isil"], "held isil 1/1"),
            (["isil", "isil", "sdf"], "held isil 2/3"),
            (["isil", "sdf"], "contested isil/sdf 1/2"),
            (["isil", "isil", "sdf", "government"], "contested isil/government 2/4"),
        ],
    )
    def test_rule(self, holders, colour):
        from geomapper.areas.admin import admin_areas
        from geomapper.theatre import load

        events = [report(f"10 gain {s}", place(f"P{i}", 35 + i / 10, 37)) for i, s in enumerate(holders)]
        (row,) = admin_areas(control(events), load("syria"), units=self.UNITS).to_dict("records")
        sides = f"{row['side']}/{row['other_side']}".rstrip("/")
        assert f"{row['state']} {sides} {row['n_held']}/{row['n_places']}" == colour
        assert row["place_name"] == "West"

    def test_stretches(self):
        from geomapper.areas.admin import admin_areas
        from geomapper.theatre import load

        events = [
            *reports("10 gain isil", "20 gain sdf", at=place("A", 35, 37)),
            report("15 gain sdf", place("B", 36, 37)),
        ]
        table = admin_areas(control(events), load("syria"), units=self.UNITS)
        assert table["state"].tolist() == ["held", "contested", "held"]
        assert table["start"].dt.day.tolist() == [10, 15, 20]
        assert table["end"].dt.day.tolist()[:2] == [15, 20]

    def test_governorates_are_bundled(self):
        table = areas(control([report("10 gain isil", place("Raqqa", 35.95, 39.01))]), "admin")
        assert table["place_id"].tolist() == ["admin1:SY-RA"]
        assert "more than half" in table["rule"].iloc[0]

    def test_other_levels_are_refused(self):
        with pytest.raises(InputError, match="level 2"):
            areas(control([]), "admin", level=2)


def test_points_are_the_places():
    table = layers(
        control([report("10 gain isil"), report("10 gain isil", place("B", 36, 37))]), "2016-02-11", "points"
    )
    assert table["n_places"].tolist() == [2]
    assert table.geometry.iloc[0].geom_type == "MultiPoint"


@st.composite
def scattered(draw):
    """Up to 25 places of several reaches with a year of changes, some of them provinces in size."""
    events = []
    for i in range(draw(st.integers(1, 25))):
        lon, lat = draw(st.floats(36.2, 39.8)), draw(st.floats(34.2, 36.8))
        feature = draw(st.sampled_from(["settlement", "base", "hospital", "region"]))
        region = feature == "region"
        spot = place(f"P{i}", lat, lon, feature=feature)
        for _ in range(draw(st.integers(1, 4))):
            day, side = draw(st.integers(1, 29)), draw(st.sampled_from(["isil", "sdf", "government"]))
            part = draw(st.sampled_from(["", "", " part"]))
            more = {"geo_precision": 3, "radius_km": 30.0} if region else {}
            events.append(report(f"{day} gain {side}{part}", spot, **more))
    return control(events)


@settings(max_examples=40, deadline=None)
@given(scattered())
def test_at_every_date_nothing_overlaps_and_nothing_leaves_the_border(table):
    ground = layers(table, border=BORDER)
    assert shapely.is_valid(ground.geometry.to_numpy()).all()
    for _, day in ground.groupby("date"):
        shapes = day.geometry.to_numpy()
        united = shapely.union_all(shapes)
        assert shapely.area(shapes).sum() == pytest.approx(united.area, rel=1e-9)
        assert united.difference(BORDER).area < 1e-9 * united.area + 1e-12
        assert day["km2"].sum() == pytest.approx(geodesic_km2([united])[0], rel=1e-3)


@settings(max_examples=25, deadline=None)
@given(scattered())
def test_areas_of_spells_in_force_do_not_overlap_across_sides(table):
    ground = areas(table, border=BORDER)
    for day in ground["start"].unique()[:6]:
        now = ground[(ground["start"] <= day) & (ground["end"].isna() | (ground["end"] > day))]
        by_side = now.groupby("side").geometry.apply(lambda s: shapely.union_all(s.to_numpy()))
        total = shapely.area(by_side.to_numpy()).sum() if len(by_side) else 0.0
        assert total == pytest.approx(shapely.union_all(by_side.to_numpy()).area, rel=1e-6, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(scattered())
def test_shares_sum_to_one(table):
    shares = control_shares(table, border=BORDER)
    sums = shares[shares["kind"] != "claimed"].groupby("date")["share"].sum()
    assert np.allclose(sums, 1)
    assert (shares["share"] >= 0).all()


def test_every_point_belongs_to_the_nearest_place_that_reaches_it():
    rng = np.random.default_rng(7)
    points = np.column_stack((rng.uniform(36, 38, 150), rng.uniform(34, 36, 150)))
    reach = rng.choice([12.0, 5.0, 2.0], 150)
    mesh = build_mesh(points, reach)
    tree = shapely.STRtree(mesh.faces)
    for lon, lat in zip(rng.uniform(36, 38, 300), rng.uniform(34, 36, 300), strict=True):
        distances = np.array([km((lon, lat), p) for p in points])
        near = np.where(distances <= reach, distances, np.inf)
        order = np.sort(near)
        if np.abs(distances - reach).min() < 0.05 or (np.isfinite(order[1]) and order[1] - order[0] < 0.05):
            continue  # on an edge, where the projection decides
        faces = tree.query(Point(lon, lat), predicate="within")
        owner = mesh.owner[faces[0]] if len(faces) else -1
        assert owner == (int(np.argmin(near)) if np.isfinite(order[0]) else -1)


class TestDissolve:
    GRID = build_mesh(
        np.array([[x, y] for x in (37, 37.1, 37.2, 37.3) for y in (35, 35.1, 35.2, 35.3)]), np.full(16, 9.0)
    )

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.integers(-1, 2), min_size=16, max_size=16))
    def test_equals_uniting_the_faces(self, colours):
        labels = np.where(self.GRID.owner >= 0, np.array(colours)[self.GRID.owner], -1)
        shapes = dissolve(self.GRID, labels)
        assert set(shapes) == set(labels.tolist()) - {-1}
        for label, shape in shapes.items():
            assert shape.is_valid
            united = shapely.union_all(self.GRID.faces[labels == label])
            assert shape.symmetric_difference(united).area < 1e-12
            assert len(shape.geoms) == len(shapely.get_parts(united))
            for part in shape.geoms:  # RFC 7946: the right-hand rule
                assert part.exterior.is_ccw
                assert not any(ring.is_ccw for ring in part.interiors)

    def test_a_checkerboard_touches_at_corners_only(self):
        colours = np.array([(i // 4 + i) % 2 for i in range(16)])
        shapes = dissolve(self.GRID, np.where(self.GRID.owner >= 0, colours[self.GRID.owner], -1))
        assert all(s.is_valid for s in shapes.values())

    def test_components(self):
        found = components(6, np.array([4, 1, 2]), np.array([5, 2, 4]))
        assert found.tolist() == [0, 1, 1, 3, 1, 1]


def test_geodesic_areas():
    one_degree_at_the_equator = Polygon([(0, 0), (1, 0), (1, 1), (0, 1)])
    assert geodesic_km2([one_degree_at_the_equator])[0] == pytest.approx(12308.8, rel=1e-4)


def test_dates_without_change_repeat_the_layer():
    table = layers(
        control(reports("10 gain isil")), ["2016-02-11", "2016-02-12", "2016-01-01"], border=BORDER
    )
    assert pd.to_datetime(table["date"]).dt.day.tolist() == [11, 12]
    assert table.geometry.iloc[0].equals(table.geometry.iloc[1])
