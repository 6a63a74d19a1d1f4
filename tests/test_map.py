"""The map without a browser: what stands in the page, what may not, and that it is a map of folium's."""

from __future__ import annotations

import base64
import hashlib
import html
import itertools
import json
import random
import re
import zlib
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import folium
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from map_cases import event, frame, spell, syria, war

from geomapper import theatre
from geomapper.control import control
from geomapper.errors import InputError, OutputError
from geomapper.map import control_map, save_map
from geomapper.map.encode import (
    DIGITS,
    as_json,
    deltas,
    epoch_day,
    line,
    numbers,
    packed,
    plain,
    polygon,
    web_link,
)
from geomapper.map.labels import english, labels
from geomapper.model import Place

ALEPPO = Place("t:1", "Aleppo", 36.2, 37.16, "settlement", "Aleppo", "SY", name_ar="حلب")
BOX = (35.5, 32.0, 42.5, 37.5)
RAQQA = Place("t:2", "Raqqa", 35.95, 39.01, "settlement", "Raqqa", "SY")

HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; alert(1); //",
    "<!-- <script> -->",
    "javascript:alert(1)",
    "left \u202e right \u2066 hidden",
    "null \x00 byte and \x1b[31m escape",
    "lone \ud800 surrogate",
    "line \u2028 separator",
    "{{ 7 * 7 }} {% raw %} {# no #} ${1+1} `tick`",
)


def page_of(made: folium.Map) -> str:
    return str(made.get_root().render())


def data_of(page: str) -> dict[str, Any]:
    """The data that a page carries, whichever way it is packed."""
    found = re.search(
        r'<script type="application/json"[^>]*data-encoding="(\w+)">(.*?)</script>', page, re.DOTALL
    )
    assert found
    text = found[2] if found[1] == "json" else zlib.decompress(base64.b64decode(found[2])).decode()
    return dict(json.loads(text))


def read_numbers(text: str) -> list[int]:
    """What the page's data.js makes of `numbers`."""
    found, value, shift = [], 0, 0
    for sign in text:
        digit = DIGITS.index(sign)
        value |= (digit & 31) << shift
        shift += 5
        if not digit & 32:
            found.append(-(value + 1) // 2 if value & 1 else value >> 1)
            value = shift = 0
    return found


# What is written small can be read again


@given(st.lists(st.integers(-(2**40), 2**40)))
def test_numbers_survive(values: list[int]) -> None:
    assert read_numbers(numbers(values)) == values
    assert list(itertools.accumulate(read_numbers(deltas(values)))) == values


@given(st.text() | st.text('{}%#<\\"'))
def test_json_cannot_leave_its_script_tag(text: str) -> None:
    clean = plain(text)
    written = as_json({"a": clean})
    assert not set("<>&\u2028\u2029") & set(written)
    assert not re.search(r"\{[{%#]", written)
    assert json.loads(written)["a"] == clean
    written.encode("utf-8")


def test_a_polygon_keeps_its_holes_and_four_decimals() -> None:
    square = shapely.box(36, 35, 37, 36).difference(shapely.box(36.4, 35.4, 36.6, 35.6))
    rings = polygon(square).split(" ")
    assert len(rings) == 2
    steps = read_numbers(rings[0])
    corners = list(zip(itertools.accumulate(steps[::2]), itertools.accumulate(steps[1::2]), strict=True))
    assert sorted(corners) == [(360000, 350000), (360000, 360000), (370000, 350000), (370000, 360000)]


def test_points_that_fall_together_are_one() -> None:
    assert read_numbers(line([(36.0, 35.0), (36.000001, 35.000001), (36.1, 35.0)])) == [
        360000,
        350000,
        1000,
        0,
    ]


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a?b=c&d=é", True),
        ("http://example.org", True),
        ("HTTPS://EXAMPLE.ORG/", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\x00script:alert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("vbscript:x", False),
        ("file:///etc/passwd", False),
        ("//example.org", False),
        ("https://", False),
        ("https://a b", False),
        ("http://[broken", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_links_are_links(url: object, kept: bool) -> None:
    assert bool(web_link(url)) == kept


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("1970-01-02", 1),
        (date(1969, 12, 31), -1),
        (np.datetime64("NaT"), None),
        (None, None),
        ("", None),
        (float("nan"), None),
    ],
)
def test_days_are_numbers(day: object, number: int | None) -> None:
    assert epoch_day(day) == number


# The page


@pytest.fixture(scope="module")
def page() -> str:
    events = syria()
    return page_of(control_map(control(events), events))


def test_the_page_names_nothing_outside_itself(page: str) -> None:
    found: list[tuple[str, str]] = []

    class Outside(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            for name, value in attrs:
                if name in ("src", "href", "action", "data") and not (value or "").startswith(("data:", "#")):
                    found.append((tag, value or ""))

    Outside().feed(page)
    assert found == []
    assert not re.search(
        r"url\((?!data:|#)[^)]*\)", "".join(re.findall(r"<style.*?</style>", page, re.DOTALL))
    )


def test_the_policy_allows_the_scripts_of_the_page_and_nothing_else(page: str) -> None:
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])  # type: ignore[index]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert rules["default-src"] == ["'none'"]
    assert rules["img-src"] == ["data:", "blob:"]
    bodies = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    wanted = {f"'sha256-{base64.b64encode(hashlib.sha256(b.encode()).digest()).decode()}'" for b in bodies}
    assert set(rules["script-src"]) == wanted
    assert page.index("Content-Security-Policy") < page.index("<script")


def test_every_event_handler_is_in_a_script(page: str) -> None:
    bare = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"<[^>]*\son\w+\s*=", bare)


def test_the_page_carries_the_evidence(page: str) -> None:
    data = data_of(page)
    assert data["stories_read"] == 44
    assert any("took Khanaser" in text for text in data["texts"])
    assert [s["id"] for s in data["sides"]] == [
        "government",
        "opposition",
        "isil",
        "hts",
        "sdf",
        "turkey_sna",
    ]
    assert data["total_km2"] == pytest.approx(186_000, rel=0.02)
    assert len(data["shares"]) == 1


def test_readers_without_scripts_get_a_table(page: str) -> None:
    table = re.search(r"<noscript>(.*?)</noscript>", page, re.DOTALL)
    assert table
    assert "<td>2016-02-25</td><td>Khanaser</td><td>Syrian government and allies</td>" in table[1]


def test_the_same_table_in_any_order_is_the_same_page(tmp_path: Path) -> None:
    events = syria()
    table = control(events)
    first = save_map(control_map(table, events), tmp_path / "a.html").read_bytes()
    random.Random(4).shuffle(events)
    second = save_map(
        control_map(table.sample(frac=1, random_state=4), events), tmp_path / "b.html"
    ).read_bytes()
    assert first == second


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text: str) -> None:
    inside = text.replace("\ud800", "")  # a table cannot hold half a sign; a story read by others may
    place = Place("t:x" + inside, "Town " + inside, 36.0, 37.0, inside, inside, "SY", name_ar=inside)
    story = event(
        "h1", place, date(2016, 1, 1), "government", title=text, source=text, sentence=text, url=text,
        claimed_by=(text,), article_id=text,
    )  # fmt: skip
    table = frame(
        [spell(place, "government", date(2016, 1, 1), event_ids="h1"), spell(RAQQA, inside, date(2016, 1, 2))]
    )
    made = page_of(control_map(table, [story], title=text, areas="points", basemap="none"))
    made.encode("utf-8")
    assert not re.search("[\x00\x1b\u202a-\u202e\u2066-\u2069]", made)
    assert "alert(1)</script>" not in made
    assert "<img src=x" not in made
    data = data_of(made)
    assert data["events"]["story"] == [0]
    assert data["texts"][data["stories"][0][3]] == ""
    assert plain(text) in data["texts"]


def test_data_is_deflated_only_when_large() -> None:
    assert packed({"a": 1}) == ('{"a":1}', "json")
    text, encoding = packed({"a": "x" * 300_000})
    assert encoding == "deflate"
    assert len(text) < 2000


@pytest.mark.parametrize(("places", "most_kb"), [(50, 120), (100, 160), (200, 240)])
def test_size_grows_with_changes(places: int, most_kb: int) -> None:
    table, events, land = war(places)
    made = control_map(table, events, land=land, basemap="none")
    layer = next(child for child in made._children.values() if child._name == "ControlLayer")
    assert len(layer.text) < most_kb * 1000


# A map of folium's


def test_it_is_a_folium_map_with_folium_layers() -> None:
    events = syria()
    made = control_map(control(events), events, basemap="none")
    assert isinstance(made, folium.Map)
    folium.Marker([36.2, 37.2], popup="A <b>popup</b>", icon=folium.Icon(color="red")).add_to(made)
    folium.GeoJson({"type": "Point", "coordinates": [37, 36]}, name="mine").add_to(made)
    folium.LayerControl().add_to(made)
    text = page_of(made)
    overlays = re.search(r"overlays :\s*\{(.*?)\}", text, re.DOTALL)
    assert overlays
    assert '"Control" : control_layer_' in overlays[1]
    assert '"mine"' in overlays[1]


def test_folium_keeps_its_own_lists() -> None:
    before = (list(folium.Map.default_js), list(folium.Map.default_css))
    control_map(control(syria()), basemap="none")
    assert (folium.Map.default_js, folium.Map.default_css) == before
    assert "cdn" in page_of(folium.Map())


def test_a_notebook_shows_it_in_a_frame() -> None:
    shown = control_map(control(syria()), basemap="none")._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert "Content-Security-Policy" in shown


def test_rendering_twice_is_the_same() -> None:
    made = control_map(control(syria()), basemap="none")
    assert page_of(made) == page_of(made)


def test_tiles_by_choice_open_the_policy_to_their_host_alone() -> None:
    text = page_of(control_map(control(syria()), basemap="OpenTopoMap"))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]  # type: ignore[index]
    assert "img-src data: blob: https://*.tile.opentopomap.org;" in policy
    assert "https://{s}.tile.opentopomap.org/{z}/{x}/{y}.png" in text
    assert "OpenStreetMap" in " ".join(data_of(text)["attribution"])


# Bad input


@pytest.mark.parametrize(
    ("change", "options", "words"),
    [
        (lambda t: t, {"areas": "hexagons"}, "cells, admin, points"),
        (lambda t: t, {"basemap": "Atlantis"}, "no tile provider"),
        (lambda t: t, {"basemap": "CartoDB Positron"}, "needs a key"),
        (lambda t: t, {"theme": "pink"}, "auto, light or dark"),
        (lambda t: t.drop(columns="side"), {}, "lacks side"),
        (lambda t: t.iloc[:0], {}, "nothing to map"),
    ],
)
def test_bad_calls_say_what_is_wrong(change: Any, options: dict[str, Any], words: str) -> None:
    table = frame([spell(ALEPPO, "government", date(2016, 1, 1))])
    with pytest.raises(InputError, match=words):
        control_map(change(table), **options)


def test_a_map_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = control_map(frame([spell(ALEPPO, "government", date(2016, 1, 1))]), basemap="none", areas="points")
    target = tmp_path / "map.html"
    target.write_text("the older map")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OutputError, match=r"cannot write .*map\.html: No space left"):
        save_map(made, target)
    assert target.read_text() == "the older map"
    assert [f.name for f in tmp_path.iterdir()] == ["map.html"]


def test_plugins_that_need_the_network_are_named(tmp_path: Path) -> None:
    from folium.plugins import Fullscreen

    made = control_map(frame([spell(ALEPPO, "government", date(2016, 1, 1))]), basemap="none", areas="points")
    Fullscreen().add_to(made)
    with pytest.raises(OutputError, match=r"loads https://\S+ from the network"):
        save_map(made, tmp_path / "map.html")
    text = save_map(made, tmp_path / "map.html", online=True).read_text()
    assert "https://cdn.jsdelivr.net" in re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]  # type: ignore[index]


# Colours


# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB
SEEN_BY = {
    "most": np.eye(3),
    "protanopes": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopes": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
}


def lab(colour: str, seen: Any) -> Any:
    """CIE L*a*b* (D65) of a colour as these eyes see it."""
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(seen) @ linear, 0, 1)
    to_xyz = np.array([[0.41246, 0.35758, 0.18044], [0.21267, 0.71515, 0.07217], [0.01933, 0.11919, 0.9503]])
    xyz = to_xyz @ linear / np.array([0.95047, 1, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("name", theatre.names())
@pytest.mark.parametrize("eyes", SEEN_BY)
def test_colours_of_sides_can_be_told_apart(name: str, eyes: str) -> None:
    sides = theatre.load(name).sides
    for a, b in itertools.combinations(sides, 2):
        distance = np.linalg.norm(lab(a.colour, SEEN_BY[eyes]) - lab(b.colour, SEEN_BY[eyes]))
        assert distance > 20, f"{a.id} and {b.id} look alike to {eyes}: {distance:.0f}"


# Names


def test_a_reported_quarter_leaves_its_city_its_name() -> None:
    quarter = Place("t:q", "Bab al-Nayrab", 36.19, 37.17, "quarter", "Aleppo", "SY")
    found = {
        row[0]: row for row in labels(frame([spell(quarter, "opposition", date(2013, 1, 1))]), BOX, ["SY"])
    }
    assert found["Aleppo"][4] > 1_000_000
    assert found["Bab al-Nayrab"][4] < 20_000


def test_a_reported_town_is_called_as_the_reports_call_it() -> None:
    town = Place("t:p", "Tadmor (Palmyra)", 34.56, 38.267, "settlement", "Homs", "SY")
    rows = labels(frame([spell(town, "isil", date(2015, 5, 20))]), BOX, ["SY"])
    here = [row for row in rows if abs(row[2] - 38.267) < 0.02 and abs(row[3] - 34.56) < 0.02]
    assert [row[0] for row in here] == ["Tadmor (Palmyra)"]
    assert here[0][5] == 1, "its dot is the control layer's"


@pytest.mark.parametrize(
    ("name", "plain_name"),
    [("Ḩamāh", "Hamah"), ("Dar‘ā", "Dara"), ("Al Ḩasakah", "Al Hasakah"), ("‘Ayn al ‘Arab", "Ayn al Arab")],
)
def test_labels_are_plain_english(name: str, plain_name: str) -> None:
    assert english(name) == plain_name
