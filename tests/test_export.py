"""Control tables written and read back, in every format."""

from __future__ import annotations

import json
import sqlite3
from datetime import date

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from geomapper.areas import areas
from geomapper.control import DATE_COLUMNS, SPELL_COLUMNS, control
from geomapper.errors import InputError, OutputError
from geomapper.export import SUFFIXES, control_geojson, read_control, write_control, write_layers

READ = [s for s in SUFFIXES if s != ".kml"]


@pytest.fixture(scope="module")
def table(samples):
    return control(samples.located)


@pytest.mark.parametrize("suffix", READ)
def test_written_and_read_back(table, tmp_path, suffix):
    path = tmp_path / f"control{suffix}"
    write_control(table, path)
    back = read_control(path)
    pd.testing.assert_frame_equal(
        pd.DataFrame(back.drop(columns="geometry")),
        pd.DataFrame(table.drop(columns="geometry")),
        rtol=1e-6,
        check_exact=False,
    )
    assert tuple(back.columns) == SPELL_COLUMNS
    assert back.geometry.geom_equals_exact(table.geometry, 1e-6).all()
    assert back.crs == "EPSG:4326"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_table_gives_the_same_bytes(table, tmp_path, suffix):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_control(table, tmp_path / name / f"control{suffix}")
    one, two = ((tmp_path / name / f"control{suffix}").read_bytes() for name in ("a", "b"))
    assert one == two


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_table_without_rows(table, tmp_path, suffix):
    path = tmp_path / f"control{suffix}"
    write_control(table.iloc[:0], path)
    assert path.stat().st_size > 0
    if suffix != ".kml":
        assert len(read_control(path)) == 0


def test_geojson_is_rfc_7946(table, tmp_path):
    land = areas(table)
    whole = json.loads(control_geojson(land))
    assert set(whole) == {"type", "features"}  # no crs: longitude and latitude in WGS 84
    shapes = 0
    for feature in whole["features"]:
        assert set(feature) == {"type", "geometry", "properties"}
        geometry = feature["geometry"]
        polygons = (
            geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        )
        for polygon in polygons:
            for number, ring in enumerate(polygon):
                shapes += 1
                assert ring[0] == ring[-1]
                assert shapely.LinearRing(ring).is_ccw == (number == 0), "right-hand rule"
                assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)
        for name in DATE_COLUMNS:
            day = feature["properties"].get(name)
            assert day is None or date.fromisoformat(day)
    assert shapes > 20
    (tmp_path / "areas.geojson").write_text(control_geojson(land), encoding="utf-8")
    assert len(gpd.read_file(tmp_path / "areas.geojson")) == len(land)


def test_geopackage_has_days_and_both_layers(table, tmp_path):
    path = tmp_path / "control.gpkg"
    write_layers({"control": table, "areas": areas(table)}, path)
    assert sorted(pyogrio.list_layers(path)[:, 0]) == ["areas", "control"]
    for layer in ("control", "areas"):
        info = pyogrio.read_info(path, layer=layer)
        kinds = dict(zip(info["fields"], info["ogr_types"], strict=True))
        assert {kinds[name] for name in DATE_COLUMNS} == {"OFTDate"}
    with sqlite3.connect(path) as db:
        open_ended = db.execute('select count(*) from control where "end" is null').fetchone()[0]
    assert open_ended == int(table["end"].isna().sum())


def test_kml_has_time_spans_and_titles(table, tmp_path):
    path = tmp_path / "control.kml"
    write_control(table, path)
    text = path.read_text(encoding="utf-8")
    assert text.count("<TimeSpan>") == len(table)
    assert text.count("<begin>") == len(table)
    assert text.count("<end>") == int(table["end"].notna().sum())
    assert "<begin>2017-10-17" in text


def test_csv_runs_in_no_spreadsheet(table, tmp_path):
    nasty = table.iloc[:1].assign(place_name='=HYPERLINK("x")')
    write_control(nasty, tmp_path / "c.csv")
    assert "'=HYPERLINK" in (tmp_path / "c.csv").read_text()
    assert read_control(tmp_path / "c.csv")["place_name"].tolist() == ['=HYPERLINK("x")']


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("c.csv", "a,b\n1,2\n", "is not a control table: it has no column"),
        ("c.geojson", "{", "cannot be read as a control table"),
        ("c.gpkg", "nonsense", "cannot be read as a control table"),
        ("c.parquet", "nonsense", "cannot be read as a control table"),
        ("c.xlsx", "nonsense", "cannot read control from 'c.xlsx'"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, name, content, message):
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=message):
        read_control(tmp_path / name)
    with pytest.raises(InputError, match="there is no control file"):
        read_control(tmp_path / "gone.csv")


def test_what_cannot_be_written_is_said(table, tmp_path):
    with pytest.raises(OutputError, match=r"cannot write control as 'c\.shp'"):
        write_control(table, tmp_path / "c.shp")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write"):
        write_control(table, tmp_path / "file" / "c.csv")
