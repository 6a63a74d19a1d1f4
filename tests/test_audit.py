"""The audit: each finding with a case that has it and one that has not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geomapper.audit import FINDING_COLUMNS, audit
from geomapper.control import control
from geomapper.events_table import events_frame
from tests.stories import day, place, report, reports


def unplaced(name):
    x = report("10 gain isil", place(name))
    return replace(x, place=None, latitude=None, longitude=None, geo_precision=None)


def findings(events, **more) -> dict[str, list[str]]:
    table = audit(events, **more)
    return {name: group["place"].tolist() for name, group in table.groupby("finding")}


@pytest.mark.parametrize(
    ("finding", "has", "has_not"),
    [
        ("single source", ["10 gain isil src=BBC"], ["10 gain isil src=BBC", "10 gain isil src=CNN"]),
        ("winner only", ["10 gain isil by Amaq:isil"], ["10 gain isil by SOHR:"]),
        ("disputed", ["10 gain isil", "12 holds sdf"], ["10 gain isil", "12 holds isil"]),
        ("stale", ["2015-01-01 gain isil"], ["2016-02-01 gain isil"]),
        (
            "taken from another",
            ["10 gain isil", "20 gain sdf<government"],
            ["10 gain isil", "20 gain sdf<isil"],
        ),
        ("gains what it holds", ["2015-06-01 gain isil", "20 gain isil"], ["10 gain isil", "20 gain isil"]),
        ("loses what it does not hold", ["1 gain isil", "25 loss sdf"], ["1 gain isil", "25 loss isil"]),
    ],
)
def test_findings_about_one_place(finding, has, has_not):
    assert findings(reports(*has), as_of=date(2016, 3, 1)).get(finding) == ["Khanaser"]
    assert finding not in findings(reports(*has_not), as_of=date(2016, 3, 1))


def test_unplaced_names_with_counts_and_the_nearest_spellings():
    table = audit([unplaced("Khanasir"), unplaced("Khanasir"), report("1 gain isil"), unplaced("Xyz")])
    rows = table[table["finding"] == "unplaced"].set_index("place")
    assert rows["n"].to_dict() == {"Khanasir": 2, "Xyz": 1}
    assert rows.loc["Khanasir", "detail"] == "nearest: Khanaser"
    assert rows.loc["Xyz", "detail"] == "nothing like it was placed"


def test_dates_out_of_time():
    early = report("10 gain isil", place("Hama"))
    early = replace(
        early,
        event=replace(
            early.event, when=replace(early.event.when, start=date(1982, 2, 2), end=date(1982, 2, 28))
        ),
    )
    late = report("10 gain isil pub=2016-01-01", place("Homs"))
    table = audit([early, late])
    assert table[table["finding"] == "out of time"]["place"].tolist() == ["Hama", "Homs"]


def test_bad_events_are_listed():
    bad = replace(report("10 gain isil"), latitude=95.0)
    table = audit([bad])
    assert table["finding"].tolist() == ["left out"]
    assert table["detail"].str.contains("out of range").all()


def test_events_that_are_not_meant_to_move_the_map_are_no_findings():
    assert audit([report("10 gain isil future")]).empty


@pytest.mark.parametrize(
    ("name", "longitude", "found"),
    [("Khanasser", 37.6, True), ("Khanasser", 38.5, False), ("Ithriya", 37.6, False)],
)
def test_two_names_that_look_like_one_place(name, longitude, found):
    table = audit([report("1 gain isil"), report("2 gain isil", place(name, longitude=longitude))])
    assert (table["finding"] == "same place?").any() == found


def test_a_stale_place_is_so_by_its_last_report():
    events = reports("2015-01-01 gain isil", "2016-02-20 holds isil")
    assert "stale" not in findings(events, as_of=day("2016-03-01"))
    assert findings(events, as_of=day("2016-06-01"))["stale"] == ["Khanaser"]
    assert "stale" not in findings(events, as_of=day("2016-06-01"), stale_days=365)


def test_spells_events_and_tables_can_be_asked():
    events = reports("10 gain isil src=BBC", "20 gain sdf src=BBC")
    of_events, of_table, of_spells = audit(events), audit(events_frame(events)), audit(control(events))
    assert of_events.equals(of_table)
    assert of_spells["finding"].tolist() == ["single source", "single source"]
    assert tuple(of_spells.columns) == FINDING_COLUMNS


def test_nothing():
    assert audit([]).empty
    assert audit(control([])).empty
