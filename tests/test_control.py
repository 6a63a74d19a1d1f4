"""The fold: each rule with its cases, then what must be true of every history."""

from __future__ import annotations

import copy
import random
from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomapper.control import SPELL_COLUMNS, control, on
from geomapper.control.sources import count_sources, origin_of
from geomapper.errors import InputError
from geomapper.theatre import load
from tests.stories import place, report, reports, told

CASES = {
    "gain: the earlier spell ends where the new one begins": (
        ["10 gain isil", "25 gain government"],
        ["held isil 10..25", "held government 25.."],
    ),
    "gain: whom it was taken from is inferred where nothing was known": (
        ["23 gain isil<government"],
        ["held? government 2016-01-24..23", "held isil 23.."],
    ),
    "gain: what is known before is not inferred again": (
        ["10 gain isil", "23 gain sdf<isil"],
        ["held isil 10..23", "held sdf 23.."],
    ),
    "gain: from one faction to another of the same side": (
        ["10 gain opposition<opposition"],
        ["held opposition 10.."],
    ),
    "gain: told by five, one change": (
        ["10 gain isil"] * 5,
        ["held isil 10.."],
    ),
    "gain: told with neighbouring days, one change": (
        ["10 gain isil", "11 gain isil", "9..12 gain isil"],
        ["held isil 10.."],
    ),
    "gain: what the side holds already confirms": (
        ["10 gain isil", "20 gain isil"],
        ["held isil 10.."],
    ),
    "gain: again, from another, long after: a loss that nobody reported": (
        ["2015-06-01 gain isil", "25 gain isil<sdf"],
        ["held isil 2015-06-01..2016-01-26", "held? sdf 2016-01-26..25", "held isil 25.."],
    ),
    "gain: from a third side, long after the holder was heard of": (
        ["2015-06-01 gain government", "25 gain sdf<isil"],
        ["held government 2015-06-01..2016-01-26", "held? isil 2016-01-26..25", "held sdf 25.."],
    ),
    "gain: without a side but with a loser is a loss": (
        ["10 gain isil", "20 gain -<isil"],
        ["held isil 10..20", "unknown 20.."],
    ),
    "part: contested until a whole gain settles it": (
        ["10 gain isil", "15 gain sdf part", "25 gain sdf"],
        ["held isil 10..15", "contested isil/sdf 15..25", "held sdf 25.."],
    ),
    "part: the holder may settle it too": (
        ["10 gain isil", "15 gain sdf part", "25 gain isil"],
        ["held isil 10..15", "contested isil/sdf 15..25", "held isil 25.."],
    ),
    "part: several parts are one contest": (
        ["10 gain isil", "15 gain sdf part", "18 gain sdf part", "19 gain isil part"],
        ["held isil 10..15", "contested isil/sdf 15.."],
    ),
    "part: a third side": (
        ["10 gain isil", "15 gain sdf part", "18 gain government part"],
        ["held isil 10..15", "contested isil/sdf 15..18", "contested isil/government 18.."],
    ),
    "part: from a named side where nothing was known": (
        ["15 gain sdf<isil part"],
        ["held? isil 2016-01-16..15", "contested isil/sdf 15.."],
    ),
    "part: from nobody named: the side that it mostly faced": (
        ["15 gain sdf part"],
        ["contested isil/sdf 15.."],
    ),
    "part: from nobody named or known": (
        ["15 gain isil part"],
        ["contested isil 15.."],
    ),
    "part and whole on one day: the whole": (
        ["10 gain isil", "15 gain sdf", "15 gain sdf part"],
        ["held isil 10..15", "held sdf 15.."],
    ),
    "part: of what the side holds says nothing new": (
        ["10 gain isil", "15 gain isil part"],
        ["held isil 10.."],
    ),
    "loss: with no taker the holder is unknown": (
        ["10 gain isil", "20 loss isil"],
        ["held isil 10..20", "unknown 20.."],
    ),
    "loss: of a place of which nothing was known": (
        ["20 loss isil"],
        ["held? isil 2016-01-21..20", "unknown 20.."],
    ),
    "loss: then a taker": (
        ["10 gain isil", "20 loss isil", "22 gain sdf"],
        ["held isil 10..20", "unknown 20..22", "held sdf 22.."],
    ),
    "loss: beside the winner's gain is the same change": (
        ["10 gain isil", "20 gain sdf", "20 loss isil", "21 loss isil"],
        ["held isil 10..20", "held sdf 20.."],
    ),
    "loss: without a side is its holder's": (
        ["10 gain isil", "20 loss -"],
        ["held isil 10..20", "unknown 20.."],
    ),
    "loss: one of two leaves a contested place": (
        ["10 gain isil", "15 gain sdf part", "20 loss isil"],
        ["held isil 10..15", "contested isil/sdf 15..20", "held? sdf 20.."],
    ),
    "loss: in part": (
        ["10 gain isil", "20 loss isil part"],
        ["held isil 10..20", "contested isil 20.."],
    ),
    "loss: of what was never held changes nothing": (
        ["1 gain isil", "25 loss opposition"],
        ["held isil 1.."],
    ),
    "holds: the first that is known": (
        ["10 holds isil"],
        ["held isil 10.."],
    ),
    "holds: confirms": (
        ["10 gain isil", "20 holds isil"],
        ["held isil 10.."],
    ),
    "holds: contradicts, long after: a spell with an uncertain beginning": (
        ["2015-06-01 gain isil", "20 holds sdf"],
        ["held isil 2015-06-01..20", "held sdf 20.."],
    ),
    "holds: another story of the same days disputes and does not win": (
        ["10 gain isil", "12 holds sdf"],
        ["held isil 10.."],
    ),
    "holds: background in the story of the gain is the time before it": (
        ["10 gain isil @s", "12 holds sdf @s"],
        ["held? sdf 2016-01-11..10", "held isil 10.."],
    ),
    "holds: a statement about a year does not wipe what happened in it": (
        ["2016-01-10 gain isil", "20 gain sdf", "2016-01-01..2016-12-31 holds isil"],
        ["held isil 2016-01-10..20", "held sdf 20.."],
    ),
    "holds: after a loss": (
        ["10 loss isil", "20 holds sdf"],
        ["held? isil 2016-01-11..10", "unknown 10..20", "held sdf 20.."],
    ),
    "holds: a part, where another holds the rest": (
        ["2015-06-01 gain isil", "20 holds sdf part"],
        ["held isil 2015-06-01..20", "contested isil/sdf 20.."],
    ),
    "clash: undone on its day, the holder stays": (
        ["10 gain isil", "20 gain sdf @s", "20 gain isil @s"],
        ["held isil 10..", "clash sdf 20..20"],
    ),
    "clash: where the holder was only inferred": (
        ["20 gain sdf<isil @s", "20 gain isil @s"],
        ["held? isil 2016-01-21..", "clash sdf 20..20"],
    ),
    "clash: taken and left on one day": (
        ["10 gain isil", "20 gain sdf @s", "20 loss sdf @s"],
        ["held isil 10..", "clash sdf 20..20"],
    ),
    "clash: held overnight it is two changes": (
        ["10 gain isil", "20 gain sdf", "21 gain isil"],
        ["held isil 10..20", "held sdf 20..21", "held isil 21.."],
    ),
    "clash: a story that came in later tells the first half again": (
        ["10 gain isil", "20 gain sdf @s", "20 gain isil @s", "20 gain sdf @t"],
        ["held isil 10..", "clash sdf 20..20"],
    ),
    "dispute: two sides, each on its own word": (
        ["20 gain isil by Amaq:isil", "20 gain sdf by SDF:sdf"],
        ["contested isil/sdf 20.."],
    ),
    "siege: beside control": (
        ["10 gain opposition", "15 siege_start government<opposition", "25 siege_end opposition<government"],
        ["held opposition 10..", "besieged opposition/government 15..25"],
    ),
    "siege: ends when the besieger takes the place": (
        ["10 gain opposition", "15 siege_start government", "25 gain government"],
        ["held opposition 10..25", "besieged opposition/government 15..25", "held government 25.."],
    ),
    "siege: told twice": (
        ["15 siege_start government<opposition", "18 siege_start government<opposition"],
        ["besieged opposition/government 15.."],
    ),
    "siege: broken, and the besieger holds a part": (
        ["15 siege_end government", "15 holds isil part"],
        ["besieged? government 2016-01-16..15", "contested isil/government 15.."],
    ),
    "siege: of long ago says nothing of a part": (
        ["15 siege_end government<opposition", "2016-06-15 holds isil part"],
        ["besieged? government/opposition 2016-01-16..15", "contested isil 2016-06-15.."],
    ),
    "siege: broken, never reported before": (
        ["15 siege_end government<isil"],
        ["besieged? government/isil 2016-01-16..15"],
    ),
    "fighting: contested, and its holder's again when no more is heard": (
        ["2016-01-01 gain isil", "2016-01-05 contested sdf<isil"],
        [
            "held isil 2016-01-01..2016-01-05",
            "contested isil/sdf 2016-01-05..2016-01-20",
            "held? isil 2016-01-20..",
        ],
    ),
    "fighting: ends with a gain": (
        ["10 gain isil", "15 contested sdf<isil", "20 gain sdf"],
        ["held isil 10..15", "contested isil/sdf 15..20", "held sdf 20.."],
    ),
    "fighting: on the day of the gain is the gain": (
        ["10 gain isil", "15 contested sdf<isil", "15 gain sdf"],
        ["held isil 10..15", "held sdf 15.."],
    ),
    "fighting: where nothing is known": (
        ["2016-01-05 contested sdf<isil"],
        ["contested isil/sdf 2016-01-05..2016-01-20"],
    ),
    "coarse: a loss of about the time of a gain by another is that gain": (
        ["2015-05-20 gain isil", "2016-02-10..2016-03-12 loss isil", "2016-03-17 gain government"],
        ["held isil 2015-05-20..2016-03-17", "held government 2016-03-17.."],
    ),
    "coarse: a loss that no gain comes near leaves the holder unknown": (
        ["2015-05-20 gain isil", "2015-10-10..2015-11-12 loss isil", "2016-03-17 gain government"],
        [
            "held isil 2015-05-20..2015-11-12",
            "unknown 2015-11-12..2016-03-17",
            "held government 2016-03-17..",
        ],
    ),
    "coarse: a month is entered at its middle": (
        ["2016-02-01..2016-02-29 gain isil"],
        ["held isil 15.."],
    ),
    "coarse: a year at its end, by when it has surely happened": (
        ["2015-01-01..2015-12-31 gain isil"],
        ["held isil 2015-12-31.."],
    ),
    "coarse: two days at the second": (
        ["10..11 gain isil"],
        ["held isil 11.."],
    ),
    "coarse: entered after a precise gain that it followed": (
        ["20 gain sdf", "2016-02-01..2016-02-29 gain isil<sdf"],
        ["held sdf 20..25", "held isil 25.."],
    ),
    "coarse: the same change told to the month": (
        ["10 gain isil", "2016-02-01..2016-02-29 gain isil"],
        ["held isil 10.."],
    ),
    "coarse: before the precise gain that took the place from it": (
        ["2016-01-01..2016-12-31 gain isil", "10 gain sdf<isil"],
        ["held isil 9..10", "held sdf 10.."],
    ),
    "coarse: after the precise gain of him that it was taken from": (
        ["10 gain sdf", "2016-02-01..2016-02-29 gain isil<sdf"],
        ["held sdf 10..20", "held isil 20.."],
    ),
    "coarse: a part of the time does not unsettle a whole gain in it": (
        ["10 gain isil", "20 gain sdf", "2016-02-01..2016-02-28 gain isil part"],
        ["held isil 10..20", "held sdf 20.."],
    ),
}


@pytest.mark.parametrize(("lines", "spells"), CASES.values(), ids=CASES)
def test_rules(lines, spells):
    assert told(control(reports(*lines))) == spells


@pytest.mark.parametrize(
    ("lines", "statuses"),
    [
        (["10 gain isil"], ["confirmed"]),  # the story itself says it
        (["10 gain isil by Syrian Observatory for Human Rights:"], ["confirmed"]),
        (["10 gain isil by Amaq:isil"], ["claimed"]),
        (["10 gain isil by Amaq:isil", "10 gain isil by Islamic State statement:isil"], ["claimed"]),
        (["10 gain isil by Amaq:isil", "10 gain isil by activists:opposition"], ["confirmed"]),
        (["10 gain isil by activists:opposition"], ["claimed"]),
        (["1 gain government", "10 gain isil by SANA:government"], ["confirmed", "admitted"]),
        (["1 gain government", "10 gain isil by SANA:government, Amaq:isil"], ["confirmed", "admitted"]),
        (["1 gain government", "10 gain isil by SANA:government", "10 gain isil"],
         ["confirmed", "confirmed"]),
        (["1 gain government", "10 gain isil by Amaq:isil", "10 loss government by SANA:government"],
         ["confirmed", "admitted"]),
        (["10 gain government src=SANA"], ["claimed"]),  # a partisan outlet speaks for its side
        (["10 gain isil src=SANA"], ["claimed"]),
        (["10 gain isil claimed"], ["claimed"]),  # "reportedly", and nobody named
        (["10 gain isil by Amaq:isil", "11 gain isil denied by SANA:government"], ["disputed"]),
        (["10 gain isil", "12 holds sdf"], ["disputed"]),
        (["20 gain isil by Amaq:isil", "20 gain sdf by SDF:sdf"], ["disputed"]),
        (["20 loss isil by Amaq:isil"], ["claimed", "admitted"]),
    ],
)  # fmt: skip
def test_status(lines, statuses):
    assert control(reports(*lines))["status"].tolist() == statuses


@pytest.mark.parametrize(
    ("sources", "sentences", "count"),
    [
        (["BBC", "CNN", "Al Jazeera", "DW", "NPR"], "abcde", 5),
        (["BBC", "BBC", "bbc"], "abc", 1),
        (["Reuters", "Guardian/Reuters", "Reuters via Yahoo"], "abc", 1),
        (["AP", "The Associated Press", "ABC News (AP)"], "abc", 1),
        (["AFP", "Reuters"], "ab", 2),
        (["BBC", "CNN"], "aa", 1),  # the same sentence in two outlets
        (["BBC", "CNN", "DW"], "aab", 2),
        (["", ""], "ab", 2),  # no outlet: each story is its own
        (["Daily Sabah", "Apa"], "ab", 2),  # "ap" inside a word is no agency
    ],
)
def test_sources(sources, sentences, count):
    words = {c: " ".join(f"{c}{i}" for i in range(20)) for c in "abcde"}
    events = [
        replace(e, event=replace(e.event, source=s, sentence=words[c]))
        for e, s, c in zip(reports(*["10 gain isil"] * len(sources)), sources, sentences, strict=True)
    ]
    assert control(events)["n_sources"].tolist() == [count]


def test_rewrites_of_a_sentence_count_once():
    told_by_one = (
        "Islamic State fighters seized the town of Khanaser south of Aleppo on Tuesday, cutting the road."
    )
    rewritten = told_by_one.replace("Tuesday", "Tuesday afternoon").replace(",", "")
    other = "Khanaser fell to militants, residents said by telephone; shops were shut and soldiers had gone."
    a, b, c = reports("10 gain isil src=BBC", "10 gain isil src=CNN", "10 gain isil src=DW")
    events = [
        replace(x, event=replace(x.event, sentence=s))
        for x, s in ((a, told_by_one), (b, rewritten), (c, other))
    ]
    assert control(events)["n_sources"].tolist() == [2]


def test_origin():
    assert origin_of("Agence France-Presse (AFP)", "x") == origin_of("AFP", "y") == "AFP"
    assert count_sources([]) == 0


def test_dates_carry_their_uncertainty():
    table = control(reports("2016-02-20..2016-02-25 gain isil"))
    row = table.iloc[0]
    assert (row.start_earliest.day, row.start.day, row.start_latest.day) == (20, 23, 25)


def test_contradiction_begins_between_the_last_contrary_report_and_its_own():
    table = control(reports("2015-06-01 gain isil", "2015-08-01 holds isil", "2016-02-20 holds sdf"))
    row = table.iloc[1]
    assert str(row.start_earliest.date()) == "2015-08-01"
    assert str(row.start_latest.date()) == "2016-02-20"


def test_a_second_report_narrows_the_date():
    row = control(reports("10..14 gain isil", "12..20 gain isil")).iloc[0]
    assert (row.start_earliest.day, row.start_latest.day, row.n_sources) == (12, 14, 2)


def test_last_report_moves_on_with_confirmations():
    table = control(reports("10 gain isil", "20 holds isil", "24 gain isil"))
    assert table["last_report"].dt.day.tolist() == [24]


def test_this_year_in_a_story_ends_with_the_story():
    table = control(reports("2016-01-01..2016-12-31 gain isil pub=2016-02-10"))
    assert str(table.iloc[0].start.date()) == "2016-02-10"


LEFT_OUT = {
    "no date": (
        lambda x: replace(x, event=replace(x.event, when=replace(x.event.when, start=None, end=None)))
    ),
    "no place found": (lambda x: replace(x, place=None, latitude=None, longitude=None)),
    "place without a precision": (lambda x: replace(x, geo_precision=None)),
    "the theatre has no side 'klingons'": (lambda x: replace(x, event=replace(x.event, actor="klingons"))),
    "no side named": (lambda x: replace(x, event=replace(x.event, actor=""))),
    "coordinates out of range (135.78, 37.5): latitude and longitude swapped?": (
        lambda x: replace(x, latitude=135.78)
    ),
    "coordinates are not numbers": (lambda x: replace(x, latitude=float("nan"))),
    "coordinates swapped (37.5, 35.78)": (lambda x: replace(x, latitude=37.5, longitude=35.78)),
    "before the theatre begins (1982-02-02)": (
        lambda x: replace(
            x,
            event=replace(x.event, when=replace(x.event.when, start=date(1982, 2, 2), end=date(1982, 2, 2))),
        )
    ),
    "dated 2016-02-10, after its publication on 2016-01-01": (
        lambda x: replace(x, event=replace(x.event, published=date(2016, 1, 1)))
    ),
    "its date ends before it begins (2016-02-10 to 2016-02-01)": (
        lambda x: replace(x, event=replace(x.event, when=replace(x.event.when, end=date(2016, 2, 1))))
    ),
    "does not say that it happened: future": (
        lambda x: replace(x, event=replace(x.event, modality=type(x.event.modality).FUTURE))
    ),
}


@pytest.mark.parametrize(("reason", "spoil"), LEFT_OUT.items(), ids=LEFT_OUT)
def test_what_cannot_be_used_is_listed_and_the_rest_folds(reason, spoil):
    bad = spoil(report("10 gain isil"))
    table = control([bad, report("10 gain sdf", "Hama")])
    assert table["place_name"].tolist() == ["Hama"]
    (item,) = table.attrs["left_out"]
    assert item["reason"] == reason
    assert item["event_id"] == bad.event.event_id


def test_swapped_coordinates_are_found_by_the_country():
    around = [report("10 gain isil", place(f"P{i}", 34 + i / 3, 36.5 + i / 2)) for i in range(8)]
    table = control([*around, report("10 gain isil", place("Turned", 37.5, 35.78))])
    assert [x["reason"] for x in table.attrs["left_out"]] == ["coordinates swapped (37.5, 35.78)"]
    assert len(table) == 8


def test_a_table_with_its_columns_the_wrong_way_round():
    turned = [report("10 gain isil", place(f"P{i}", 36.5 + i / 2, 34 + i / 3)) for i in range(5)]
    reasons = [x["reason"] for x in control(turned).attrs["left_out"]]
    assert len(reasons) == 5
    assert all(r.startswith("coordinates swapped") for r in reasons)


def test_nothing_in_gives_an_empty_table():
    table = control([])
    assert list(table.columns) == list(SPELL_COLUMNS)
    assert len(table) == 0
    assert table.crs == "EPSG:4326"
    assert on(table, "2016-01-01").empty


def test_as_known_on_a_day():
    events = reports("10 gain isil pub=11", "20 gain sdf pub=21", "22 gain government")
    assert told(control(events, known_on=date(2016, 2, 15))) == ["held isil 10.."]
    assert told(control(events, known_on=date(2016, 2, 21))) == ["held isil 10..20", "held sdf 20.."]
    reasons = {x["reason"] for x in control(events, known_on=date(2016, 2, 15)).attrs["left_out"]}
    assert reasons == {
        "published later",
        "no publication date, so nobody can say whether it was known by then",
    }


@pytest.mark.parametrize(
    ("day", "side"), [("9", []), ("10", ["isil"]), ("24", ["isil"]), ("25", ["government"])]
)
def test_on(day, side):
    table = control(reports("10 gain isil", "25 gain government"))
    assert on(table, date(2016, 2, int(day)))["side"].tolist() == side


def test_on_refuses_what_is_no_day():
    with pytest.raises(InputError, match="soon"):
        on(control([]), "soon")


class TestBaseline:
    def test_a_table(self):
        start = pd.DataFrame({"place": ["Khanaser"], "side": ["government"]})
        table = control(reports("10 gain isil"), baseline=start)
        assert told(table) == ["held? government 2011-03-15..10", "held isil 10.."]
        assert table["status"].tolist() == ["baseline", "confirmed"]
        assert table["from_side"].tolist() == ["", "government"]

    def test_a_theatre(self):
        war = replace(load("syria"), baseline=(("*", "government"), ("Hama", "opposition")))
        table = control([report("10 gain isil"), report("10 gain isil", "Hama")], war)
        firsts = table.drop_duplicates("place_id").set_index("place_name")["side"]
        assert firsts.to_dict() == {"Khanaser": "government", "Hama": "opposition"}

    def test_without_one_nothing_is_assumed(self):
        assert told(control(reports("10 gain isil"))) == ["held isil 10.."]

    def test_polygons_that_overlap_give_the_overlap_to_nobody(self):
        from shapely.geometry import box

        start = gpd.GeoDataFrame(
            {"side": ["government", "sdf"]},
            geometry=[box(36, 35, 38, 36), box(37, 35, 39, 36)],
            crs="EPSG:4326",
        )
        events = [
            report("10 gain isil", place("West", longitude=36.5)),
            report("10 gain isil", place("Middle")),
        ]
        table = control(events, baseline=start)
        assert table[table["place_name"] == "West"]["side"].tolist() == ["government", "isil"]
        assert table[table["place_name"] == "Middle"]["side"].tolist() == ["isil"]
        assert [x["reason"] for x in table.attrs["left_out"]] == [
            "the baseline overlaps itself: government, sdf"
        ]

    def test_rows_that_make_no_sense_are_listed(self):
        start = pd.DataFrame(
            {
                "place": ["Khanaser", "Khanaser", "Nowhere", "Hama"],
                "side": ["government", "isil", "government", "klingons"],
                "latitude": [None, None, 95.0, None],
                "longitude": [None, None, 37.0, None],
            }
        )
        table = control([report("10 gain isil"), report("10 gain sdf", "Hama")], baseline=start)
        assert told(table) == ["held sdf 10..", "held isil 10.."]
        assert len(table.attrs["left_out"]) == 3

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(InputError, match="no baseline file"):
            control([], baseline=tmp_path / "no.csv")

    def test_a_file(self, tmp_path):
        path = tmp_path / "start.csv"
        path.write_text("place_name,side,latitude,longitude,date\nTabqa,government,35.83,38.54,2012-01-01\n")
        assert told(control([], baseline=path)) == ["held? government 2012-01-01.."]


class TestPlaces:
    def test_unnamed_villages_near_a_town_say_nothing_of_the_town(self):
        near = report("10 gain isil")
        near = replace(
            near, geo_precision=2, event=replace(near.event, ref=replace(near.event.ref, name="", near="K"))
        )
        table = control([report("1 gain government"), near])
        assert sorted(table["place_name"]) == ["Khanaser", "near Khanaser"]
        assert told(table[table["place_name"] == "Khanaser"]) == ["held government 1.."]

    def test_a_village_known_only_to_lie_near_is_a_place_of_its_own(self):
        events = []
        for line in ("10 gain isil", "20 gain sdf"):
            x = report(line)
            ref = replace(x.event.ref, name="Um Something", near="Khanaser")
            events.append(replace(x, geo_precision=2, radius_km=8.0, event=replace(x.event, ref=ref)))
        table = control([*events, report("1 gain government")])
        assert told(table[table["place_name"] == "Um Something"]) == ["held isil 10..20", "held sdf 20.."]
        assert set(table["geo_precision"]) == {1, 2}

    @pytest.mark.parametrize(
        ("name", "feature", "score", "itself"),
        [
            ("Ajeel", "field", 0.95, True),  # found, its coordinates rough
            ("Ajil", "field", 0.5, True),
            ("Ajeel oil fields", "field", 0.5, True),
            ("Ajil bridge", "settlement", 0.5, False),
            ("Alas", "field", 0.5, False),
        ],
    )
    def test_a_place_with_rough_coordinates_is_itself(self, name, feature, score, itself):
        x = report("10 gain isil", place("Ajil oil field" if feature == "field" else "Ajil", feature=feature))
        ref = replace(x.event.ref, name=name)
        rough = replace(x, geo_precision=2, geo_score=score, event=replace(x.event, ref=ref))
        (key,) = control([rough])["place_id"]
        assert (key == x.place.place_id) == itself

    @pytest.mark.parametrize("name", ["Umm Salasil", ""])
    def test_what_lies_somewhere_in_a_province_says_nothing_of_the_province(self, name):
        aleppo = place("Aleppo", 36.2, 37.5, feature="admin1")
        x = report("10 gain isil", aleppo, geo_precision=3)
        village = replace(x, event=replace(x.event, ref=replace(x.event.ref, name=name)))
        table = control([village])
        assert table["place_id"].tolist()[0].startswith("near:")
        assert table["place_name"].tolist() == [name or "near Aleppo"]

    def test_a_province_has_its_own_history(self):
        idlib = place("Idlib province", 35.8, 36.7, feature="admin1")
        table = control([report("1 holds hts", idlib, geo_precision=3), report("2 gain government")])
        assert set(table["feature"]) == {"admin1", "settlement"}


def test_shares_are_claims():
    table = control(
        reports("10 share government share=0.85 by Russian defence ministry:government", "9 gain isil")
    )
    (claim,) = table.attrs["claims"]
    assert (claim["date"], claim["side"], claim["share"]) == ("2016-02-10", "government", "0.85")
    assert told(table) == ["held isil 9.."]


SIDES = ["government", "isil", "sdf"]
CHANGES = ["gain", "gain", "gain", "loss", "holds", "contested", "siege_start", "siege_end"]


@st.composite
def corpora(draw):
    lines = draw(
        st.lists(
            st.tuples(
                st.integers(1, 28), st.integers(0, 20), st.sampled_from(CHANGES), st.sampled_from(SIDES),
                st.sampled_from(["", *SIDES]), st.booleans(), st.integers(0, 5), st.integers(0, 2),
                st.booleans(),
            ),
            max_size=14,
        )
    )  # fmt: skip
    events = []
    for i, (first, span, change, side, loser, part, story, where, denied) in enumerate(lines):
        line = f"{first}..{min(first + span, 29)} {change} {side}<{loser} @s{story}"
        line += " part" if part else ""
        line += " denied" if denied and change == "gain" else ""
        line += f" by {side}:{side}" if story % 2 else ""
        events.append(report(line, f"P{where}", event_id=f"x{i}", offset=i))
    return events


@settings(max_examples=150, deadline=None)
@given(corpora(), st.randoms(use_true_random=False))
def test_order_never_shows(events, rng):
    shuffled = copy.copy(events)
    rng.shuffle(shuffled)
    one, two = control(events), control(shuffled + shuffled[:2])
    pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(two))
    assert one.attrs == two.attrs


@settings(max_examples=150, deadline=None)
@given(corpora())
def test_a_place_is_in_one_state_at_a_time(events):
    table = control(events)
    assert set(table["state"]) <= {"held", "contested", "unknown", "besieged", "clash"}
    assert (table["end"].isna() | (table["end"] > table["start"]) | (table["state"] == "clash")).all()
    assert (table["start_earliest"].isna() | (table["start_earliest"] <= table["start_latest"])).all()
    for _, spells in table[~table["state"].isin(["clash"])].groupby(
        ["place_id", table["state"] == "besieged"]
    ):
        ends = spells.sort_values("start")["end"].iloc[:-1]
        starts = spells.sort_values("start")["start"].iloc[1:]
        assert (ends.to_numpy() <= starts.to_numpy()).all()


@settings(max_examples=100, deadline=None)
@given(corpora())
def test_every_spell_has_its_evidence_and_no_event_is_lost(events):
    table = control(events)
    assert (table["event_ids"] != "").all()
    shown = {i for ids in table["event_ids"] for i in ids.split("; ")}
    listed = {x["event_id"] for x in table.attrs["left_out"]}
    assert shown | listed == {x.event.event_id for x in events}


@settings(max_examples=60, deadline=None)
@given(corpora(), st.integers(0, 14))
def test_adding_stories_equals_building_at_once(events, cut):
    from geomapper.events_table import events_frame, from_frame

    first = from_frame(events_frame(events[:cut]))
    added = control([*first, *events[cut:]])
    pd.testing.assert_frame_equal(pd.DataFrame(added), pd.DataFrame(control(events)))


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".parquet"])
def test_dates_survive_files(tmp_path, suffix):
    table = control(reports("10 gain isil<government", "25 gain government"))
    path = tmp_path / f"control{suffix}"
    if suffix == ".parquet":
        table.to_parquet(path)
        back = gpd.read_parquet(path)
    else:
        table.to_file(path)
        back = gpd.read_file(path)
    assert pd.api.types.is_datetime64_any_dtype(back["start"])
    starts = pd.to_datetime(back["start"]).dt.tz_localize(None)
    assert starts.dt.date.tolist() == table["start"].dt.date.tolist()
    assert back["end"].isna().tolist() == table["end"].isna().tolist()
    assert back["event_ids"].tolist() == table["event_ids"].tolist()


def test_ten_thousand_events_fold_quickly():
    import time

    rng = random.Random(1)
    lines = [f"{rng.randrange(1, 28)} gain {rng.choice(SIDES)} @s{i}" for i in range(10_000)]
    events = [report(line, f"P{i % 1000}") for i, line in enumerate(lines)]
    begin = time.process_time()
    control(events)
    assert time.process_time() - begin < 3  # ten times what it takes
