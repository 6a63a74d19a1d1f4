"""Rows of ACLED and UCDP mean what their codebooks say, and no more."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from geomapper import theatre
from geomapper.control import control
from geomapper.errors import InputError
from geomapper.imports import ACLED_COLUMNS, OVERTAKES, REGAINS, TRANSFER, read_acled, read_ucdp, write_acled
from geomapper.inputs import kind_of, read_events_from
from geomapper.model import Change, Modality

SYRIA = theatre.load("syria")
ARMY, TURKEY = "Military Forces of Syria (2000-2024)", "Military Forces of Turkey (2016-)"
REBELS, ISIL, QSD = "Opposition Rebels (Syria)", "Islamic State (Syria)", "QSD: Syrian Democratic Forces"

ACLED = {
    "event_id_cnty": "SYR1", "event_date": "2017-10-14", "time_precision": "1", "event_type": "Battles",
    "sub_event_type": REGAINS,
    "actor1": ISIL, "inter1": "Rebel group", "actor2": ARMY, "inter2": "State forces",
    "admin1": "Deir ez Zor", "location": "Mayadin", "latitude": "35.0197", "longitude": "40.4500",
    "geo_precision": "1", "source": "A Monitor", "notes": "",
}  # fmt: skip
UCDP = {
    "id": "7", "type_of_violence": "1", "side_a": "Government of Syria", "side_b": "IS",
    "date_start": "2016-02-23",
    "date_end": "2016-02-23", "date_prec": "1", "where_prec": "1", "where_coordinates": "Khanaser town",
    "adm_1": "Aleppo", "latitude": "35.78", "longitude": "37.50", "source_headline": "Fighting near Khanaser",
    "source_office": "A Wire",
}  # fmt: skip


def table(path: Path, *rows: dict[str, str], delimiter: str = ",") -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def acled(path: Path, **changes: str):
    (found,) = read_acled(table(path / "acled.csv", ACLED | changes), SYRIA)
    return found


@pytest.mark.parametrize(
    ("kind", "one", "two", "notes", "winner", "loser"),
    [
        (REGAINS, (ISIL, "Rebel group"), (ARMY, "State forces"), "", "government", "isil"),
        (REGAINS, (ARMY, "State forces"), (ISIL, "Rebel group"), "", "government", "isil"),
        (REGAINS, (ARMY, "1"), (REBELS, "2"), "", "government", "opposition"),
        (OVERTAKES, (ARMY, "1"), (REBELS, "2"), "", "opposition", "government"),
        (
            OVERTAKES,
            (TURKEY, "External/Other forces"),
            (ARMY, "State forces"),
            "",
            "turkey_sna",
            "government",
        ),
        (OVERTAKES, (QSD, "2"), (ISIL, "2"), "", "", ""),
        (OVERTAKES, (ISIL, "2"), (QSD, "2"), "QSD forces captured Mayadin town from IS.", "sdf", "isil"),
        (TRANSFER, (ARMY, "1"), ("", ""), "", "government", ""),
        (TRANSFER, (ARMY, "1"), (REBELS, "2"), "", "", ""),
        (OVERTAKES, ("Unheard Brigade (Syria)", "2"), (ARMY, "1"), "", "", "government"),
    ],
)
def test_who_gained(tmp_path, kind, one, two, notes, winner, loser):
    found = acled(
        tmp_path, sub_event_type=kind, actor1=one[0], inter1=one[1], actor2=two[0], inter2=two[1], notes=notes
    )
    assert (found.event.change, found.event.actor, found.event.from_actor) == (Change.GAIN, winner, loser)


@pytest.mark.parametrize(
    ("precision", "start", "end", "name"),
    [
        ("1", "2017-10-14", "2017-10-14", "day"),
        ("2", "2017-10-11", "2017-10-17", "week"),
        ("3", "2017-10-01", "2017-10-31", "month"),
    ],
)
def test_dates(tmp_path, precision, start, end, name):
    when = acled(tmp_path, time_precision=precision).event.when
    assert (when.start, when.end, when.precision) == (
        date.fromisoformat(start),
        date.fromisoformat(end),
        name,
    )


@pytest.mark.parametrize("text", ["2017-10-14", "14 October 2017", "14-October-2017"])
def test_days_as_exports_write_them(tmp_path, text):
    assert acled(tmp_path, event_date=text).event.when.start == date(2017, 10, 14)


@pytest.mark.parametrize(("precision", "radius"), [("1", 1.0), ("2", 10.0), ("3", 50.0)])
def test_places(tmp_path, precision, radius):
    found = acled(tmp_path, geo_precision=precision)
    assert (found.latitude, found.longitude, found.place.admin1) == (35.0197, 40.45, "Deir ez Zor")
    assert (found.geo_precision, found.radius_km) == (int(precision), radius)


def test_other_kinds_of_event_are_counted_and_left_out(tmp_path):
    path = table(tmp_path / "a.csv", ACLED, ACLED | {"sub_event_type": "Armed clash"}, delimiter=";")
    problems: list[str] = []
    assert len(read_acled(path, SYRIA, on_problem=problems.append)) == 1
    assert problems == ["1 rows of a.csv are events that change no hands, and were left out"]


def test_an_unsettled_winner_moves_no_map(tmp_path):
    found = acled(tmp_path, sub_event_type=OVERTAKES, actor1=QSD, inter1="2", actor2=ISIL, inter2="2")
    assert len(control([found])) == 0


@pytest.mark.parametrize(
    ("where", "geo", "radius"),
    [("1", 1, 1.0), ("2", 2, 25.0), ("4", 3, 50.0), ("6", None, None)],
)
def test_a_fight_is_listed_and_moves_no_map(tmp_path, where, geo, radius):
    path = table(tmp_path / "ged.csv", UCDP | {"where_prec": where}, UCDP | {"type_of_violence": "3"})
    (found,) = read_ucdp(path, SYRIA)
    event = found.event
    assert (event.change, event.modality) == (Change.CONTESTED, Modality.ATTEMPTED)
    assert (event.actor, event.from_actor) == ("government", "isil")
    assert (found.geo_precision, found.radius_km) == (geo, radius)
    assert len(control([found])) == 0


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"a": "1"}], "has no column"),
        ([ACLED | {"event_date": "soon"}], "row 2: 'soon' is not a day"),
        ([ACLED, ACLED | {"latitude": "north"}], "row 3: latitude and longitude are not numbers"),
        ([ACLED | {"geo_precision": "x"}], "row 2: geo_precision is not a number: 'x'"),
    ],
)
def test_bad_tables_are_named(tmp_path, rows, message):
    with pytest.raises(InputError, match=message):
        read_acled(table(tmp_path / "a.csv", *rows), SYRIA)


def test_there_and_back(samples, tmp_path):
    path = tmp_path / "out.csv"
    n = write_acled(samples.located, path, SYRIA)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert n == len(rows) > 20
    assert tuple(rows[0]) == ACLED_COLUMNS
    assert kind_of(path) == "acled"
    back = read_events_from(path).located
    want = {x.event.event_id: (x.event.actor, x.event.when.end) for x in samples.located}
    for row, event in zip(rows, back, strict=True):
        actor, _ = want[row["event_id_cnty"]]
        assert event.event.actor in {actor, ""}
    assert sum(x.event.actor != "" for x in back) > n / 2
