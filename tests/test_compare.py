"""What changed hands, feeds of it, and shares over time."""

from __future__ import annotations

import json
import math
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from shapely.geometry import box

from geomapper.compare import compare
from geomapper.control import control
from geomapper.errors import InputError
from geomapper.feed import atom, feed
from geomapper.shares import control_shares
from tests.stories import place, report, reports

BORDER = box(36, 34, 40, 37)
ATOM = "{http://www.w3.org/2005/Atom}"


def war():
    """Two towns change hands, one stays, one comes into the news."""
    return control(
        [
            *reports("1 gain isil", "20 gain government by SANA:government src=AP"),
            *reports("1 gain sdf", "15 gain isil part", at=place("B", 36.2, 38.0)),
            *reports("1 gain government", at=place("C", 35.0, 38.0)),
            *reports("18 gain isil", at=place("D", 35.0, 39.0)),
        ]
    )


def test_what_changed_hands_when_and_on_whose_word():
    changes = compare(war(), "2016-02-10", "2016-02-25", border=BORDER).changes
    columns = [
        "place_name",
        "before",
        "before_side",
        "after",
        "after_side",
        "after_other",
        "status",
        "sources",
    ]
    assert changes[columns].to_numpy().tolist()[0][:6] == ["B", "held", "sdf", "contested", "sdf", "isil"]
    assert changes[columns].to_numpy().tolist()[1][:6] == ["D", "no report", "", "held", "isil", ""]
    assert changes[columns].to_numpy().tolist()[2] == [
        "Khanaser", "held", "isil", "held", "government", "", "claimed", "SANA",
    ]  # fmt: skip
    assert changes["date"].dt.day.tolist() == [15, 18, 20]


def test_balance():
    balance = compare(war(), "2016-02-10", "2016-02-25", border=BORDER).balance.set_index("side")
    assert balance[["places_before", "places_after", "places_gained", "places_lost"]].T.to_dict("list") == {
        "government": [1, 2, 1, 0],
        "isil": [1, 1, 1, 1],
        "sdf": [1, 0, 0, 1],
    }
    cell = math.pi * 12**2
    assert balance.loc["government", "km2_gained"] == pytest.approx(cell, rel=0.01)
    assert balance.loc["sdf", "km2_lost"] == pytest.approx(cell, rel=0.01)
    assert (balance["km2_after"] - balance["km2_before"]).tolist() == pytest.approx(
        (balance["km2_gained"] - balance["km2_lost"]).tolist()
    )


def test_in_words():
    lines = str(compare(war(), "2016-02-10", "2016-02-25", border=BORDER)).splitlines()
    assert lines[0] == "2016-02-10 to 2016-02-25: 3 places changed"
    assert "Khanaser: isil → government, 2016-02-20 (claimed: SANA)" in lines
    assert any(line.startswith("government: +1 −0 places, +45") for line in lines)


def test_the_same_day_twice():
    assert compare(war(), "2016-02-25", "2016-02-25", border=BORDER).changes.empty


@pytest.mark.parametrize(("one", "two"), [("2016-02-25", "2016-02-10"), ("yesterday", "2016-02-10")])
def test_days_that_make_no_sense(one, two):
    with pytest.raises(InputError):
        compare(war(), one, two, border=BORDER)


def test_nothing_known():
    result = compare(control([]), "2016-02-10", "2016-02-25", border=BORDER)
    assert result.changes.empty
    assert result.balance.empty


class TestFeed:
    def test_json_feed(self):
        made = feed(war())
        assert json.loads(json.dumps(made)) == made
        assert made["version"] == "https://jsonfeed.org/version/1.1"
        assert [i["date_published"][:10] for i in made["items"]] == sorted(
            (i["date_published"][:10] for i in made["items"]), reverse=True
        )
        newest = made["items"][0]
        assert newest["title"] == "Khanaser: Syrian government and allies, from Islamic State"
        assert "Claimed, 1 source: SANA." in newest["content_text"]
        assert newest["_geomapper"]["latitude"] == 35.78
        assert len({i["id"] for i in made["items"]}) == len(made["items"])

    def test_ids_stay_when_stories_are_added(self):
        base = report("1 gain isil", event_id="a")
        one = feed(control([base]))["items"][0]["id"]
        two = {i["id"] for i in feed(control([base, report("20 gain sdf"), report("2 holds isil")]))["items"]}
        assert one in two

    def test_atom_is_valid_and_says_the_same(self):
        table = war()
        root = ET.fromstring(atom(table))
        entries = root.findall(f"{ATOM}entry")
        assert [e.findtext(f"{ATOM}id") for e in entries] == [i["id"] for i in feed(table)["items"]]
        for name in ("id", "title", "updated"):
            assert root.findtext(f"{ATOM}{name}")
            assert all(e.findtext(f"{ATOM}{name}") for e in entries)

    def test_hostile_names_stay_text(self):
        evil = place("<script>alert('x')</script>]]>&\x00\x0b\u202e")
        made = control([report("1 gain isil", replace(evil, admin1='"><b>'))])
        root = ET.fromstring(atom(made, title="<b>&\x01"))
        assert "<script>" in root.find(f"{ATOM}entry").findtext(f"{ATOM}title")
        assert root.findtext(f"{ATOM}title") == "<b>&"

    def test_what_was_only_inferred_is_no_news(self):
        made = feed(control(reports("20 gain isil<government")))
        assert [i["_geomapper"]["side"] for i in made["items"]] == ["isil"]

    def test_newest(self):
        assert len(feed(war(), newest=2)["items"]) == 2

    def test_empty(self):
        assert feed(control([]))["items"] == []
        assert ET.fromstring(atom(control([]))).find(f"{ATOM}entry") is None


class TestShares:
    def test_tidy(self):
        shares = control_shares(war(), ["2016-02-10", "2016-02-25"], border=BORDER)
        assert list(shares.columns) == ["date", "side", "km2", "places", "share", "kind"]
        day = shares[shares["date"] == "2016-02-25"].set_index("side")
        assert day["places"].to_dict() == {"contested": 1, "government": 2, "isil": 1, "": 0}
        assert day["kind"].to_dict() == {
            "contested": "reported", "government": "reported", "isil": "reported", "": "unreported",
        }  # fmt: skip
        assert day["share"].sum() == pytest.approx(1)
        assert day.loc["government", "km2"] == pytest.approx(2 * math.pi * 144, rel=0.01)

    def test_claims_stand_beside(self):
        events = reports("1 gain government", "12 share government share=0.85 by Lapin:government")
        shares = control_shares(control(events), ["2016-02-10"], border=BORDER)
        claim = shares[shares["kind"] == "claimed"].iloc[0]
        assert (claim["side"], claim["share"], str(claim["date"].date())) == (
            "government",
            0.85,
            "2016-02-12",
        )
        assert claim["km2"] != claim["km2"]

    def test_of_a_country(self):
        shares = control_shares(war(), ["2016-02-25"])
        assert shares["km2"].sum() == pytest.approx(186_000, rel=0.01)

    def test_of_a_country_that_is_not_bundled(self):
        with pytest.raises(InputError, match="'ML'"):
            control_shares(war(), country="ML")

    def test_empty(self):
        shares = control_shares(control([]), ["2016-02-25"], border=BORDER)
        assert shares[["kind", "share"]].to_numpy().tolist() == [["unreported", 1.0]]
