"""The event table: out and in again, by every format, and what is wrong with a bad one."""

from __future__ import annotations

import csv
import json
import stat
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomapper.control import control
from geomapper.errors import InputError, OutputError
from geomapper.events_table import (
    SUFFIXES,
    escape_formula,
    events_frame,
    from_frame,
    read_events,
    unescape_formula,
    write_events,
)
from geomapper.model import EVENT_COLUMNS
from tests.stories import place, report, reports

NASTY = '=HYPERLINK("http://x","y"), "quoted"; line\nbreak, حلب, \u202e <script>alert(1)</script>'


def sample():
    first = report("23..25 gain isil<government part src=AP pub=26 by SANA:government, SOHR:")
    unplaced = replace(report("10 holds sdf", place("Nowhere")), place=None, latitude=None, longitude=None,
                       radius_km=None, geo_precision=None)  # fmt: skip
    nasty = replace(
        first, event=replace(first.event, event_id="n", sentence=NASTY, title="-1+2", article_id="@a")
    )
    share = report("10 share government share=0.85")
    village = replace(first.event, event_id="v", ref=replace(first.event.ref, name="Um Something"))
    beside = replace(first, geo_precision=2, radius_km=8.0, geo_score=0.4, event=village)
    unnamed = replace(
        beside, event=replace(village, event_id="u", ref=replace(village.ref, name="", n_places=2))
    )
    within = replace(beside, geo_precision=3, event=replace(village, event_id="w"))
    return [first, unplaced, nasty, share, beside, unnamed, within]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_out_and_in(tmp_path, suffix):
    path, events = tmp_path / f"events{suffix}", sample()
    write_events(events, path)
    back = read_events(path)
    assert events_frame(back).equals(events_frame(events))
    assert [x.event.claimed_by for x in back] == [x.event.claimed_by for x in events]
    assert back[0].event.claimed_by_side == ("government", "")
    assert back[2].event.sentence == NASTY
    assert pd.DataFrame(control(back)).equals(pd.DataFrame(control(events)))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_out_and_in(tmp_path, suffix):
    path = tmp_path / f"none{suffix}"
    write_events([], path)
    assert read_events(path) == []


def test_columns_are_those_of_the_contract():
    assert tuple(events_frame(sample()).columns) == EVENT_COLUMNS
    assert tuple(events_frame([]).columns) == EVENT_COLUMNS


def test_no_cell_of_a_csv_is_a_formula(tmp_path):
    write_events(sample(), tmp_path / "events.csv")
    with open(tmp_path / "events.csv", encoding="utf-8", newline="") as lines:
        cells = [c for row in csv.reader(lines) for c in row]
    assert not [c for c in cells if c.startswith(("=", "+", "@", "\t", "\r", "-"))]


@settings(max_examples=300)
@given(st.text(alphabet="=+-@'\t\r ab1", max_size=6))
def test_escaping_loses_nothing(text):
    assert unescape_formula(escape_formula(text)) == text
    assert not escape_formula(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_geojson_is_rfc_7946(tmp_path):
    write_events(sample(), tmp_path / "events.geojson")
    whole = json.loads((tmp_path / "events.geojson").read_text(encoding="utf-8"))
    assert whole["type"] == "FeatureCollection"
    assert whole["features"][0]["geometry"] == {"type": "Point", "coordinates": [37.5, 35.78]}
    assert whole["features"][1]["geometry"] is None
    assert "crs" not in whole


def test_the_same_events_give_the_same_bytes(tmp_path):
    events = sample()
    for suffix in SUFFIXES:
        one, two = tmp_path / f"1{suffix}", tmp_path / f"2{suffix}"
        write_events(events, one)
        write_events(events, two)
        assert one.read_bytes() == two.read_bytes()


def test_a_file_by_hand_needs_four_columns_and_a_place(tmp_path):
    path = tmp_path / "hand.csv"
    path.write_text(
        "place,latitude,longitude,change,actor,date_start,date_end\nHama,35.1,36.7,gain,isil,2016-02-01,2016-02-01\n"
    )
    table = control(read_events(path))
    assert table[["place_name", "side", "status"]].to_numpy().tolist() == [["Hama", "isil", "confirmed"]]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("e.csv", "place,change\nHama,gain\n", "no column actor, date_start, date_end"),
        (
            "e.csv",
            "change,actor,date_start,date_end\nwin,isil,2016-01-01,\n",
            "row 1: change is none of gain",
        ),
        ("e.csv", "change,actor,date_start,date_end\ngain,isil,someday,\n", "row 1: date_start is not a day"),
        (
            "e.csv",
            "change,actor,date_start,date_end,latitude\ngain,isil,,,north\n",
            "latitude is not a number",
        ),
        ("e.csv", "", "cannot be read"),
        ("e.jsonl", '{"change": "gain"\n', "cannot be read"),
        ("e.geojson", '{"type": "Feature"}', "cannot be read"),
        ("e.parquet", "no parquet", "cannot be read"),
        ("e.xlsx", "x", "use one of"),
    ],
)
def test_bad_tables(tmp_path, name, text, message):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        read_events(path)


def test_a_binary_file(tmp_path):
    path = tmp_path / "e.csv"
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(InputError):
        read_events(path)


def test_no_such_file(tmp_path):
    with pytest.raises(InputError, match="no event table"):
        read_events(tmp_path / "none.csv")


def test_a_frame_of_ones_own():
    frame = pd.DataFrame(
        {"change": ["gain"], "actor": ["isil"], "date_start": ["2016-02-01"], "date_end": ["2016-02-01"],
         "place": ["Hama"], "latitude": [35.1], "longitude": [36.7]}
    )  # fmt: skip
    assert control(from_frame(frame))["place_name"].tolist() == ["Hama"]
    with pytest.raises(InputError, match="no column"):
        from_frame(frame.drop(columns="actor"))


def test_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "events.csv"
    path.write_text("what was there")

    def fails(*_args, **_kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(pd.DataFrame, "to_csv", fails)
    with pytest.raises(OutputError, match="disk full"):
        write_events(reports("10 gain isil"), path)
    assert path.read_text() == "what was there"
    assert [p.name for p in tmp_path.iterdir()] == ["events.csv"]


def test_a_new_file_can_be_read_by_others(tmp_path):
    write_events(reports("10 gain isil"), tmp_path / "events.csv")
    assert (tmp_path / "events.csv").stat().st_mode & stat.S_IROTH


def test_an_unknown_suffix(tmp_path):
    with pytest.raises(OutputError, match=r"use one of \.csv"):
        write_events([], tmp_path / "events.doc")
