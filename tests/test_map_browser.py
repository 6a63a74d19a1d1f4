"""The map as a person uses it: drag, play, keys, search, click, compare, narrow screens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install playwright")

from map_pages import Open, colour_at, needs_chromium, settled, when

pytest_plugins = ("map_fixtures",)
pytestmark = needs_chromium


def test_opens_on_the_day_asked_for(open_page: Open, syria_file: Path) -> None:
    page = open_page(syria_file)
    assert when(page) == "Thursday 25 February 2016"
    rows = page.locator(".gm-changes li")
    assert rows.count() == 1
    assert "Khanaser" in rows.first.inner_text()
    assert "Islamic State" in rows.first.inner_text()
    assert "claimed by the side that gained" in rows.first.inner_text()


@pytest.mark.parametrize(
    ("day", "red", "why"),
    [
        ("2016-02-22", False, "before: inferred to be the government's, pale"),
        ("2016-02-24", False, "Islamic State"),
        ("2016-02-25", True, "government"),
    ],
)  # fmt: skip
def test_khanaser_is_coloured_by_its_holder(
    open_page: Open, syria_file: Path, day: str, red: bool, why: str
) -> None:
    page = open_page(syria_file, f"#date={day}&at=35.78,37.49,9")
    r, g, b, alpha = colour_at(page, "Khanaser")
    assert alpha == 255
    assert (r > 180 and g < 90 and b < 90) == red, why


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["ArrowRight"], "Sunday 27 March 2016"),
        (["ArrowLeft"], "Tuesday 23 February 2016"),
        (["ArrowRight", "ArrowLeft"], "Thursday 25 February 2016"),
        (["Shift+ArrowRight"], "Friday 25 March 2016"),
        (["Shift+ArrowLeft"], "Monday 25 January 2016"),
        (["Home", "End", "Home"], "Tuesday 19 June 2012"),
    ],
)
def test_keys_step_through_time(open_page: Open, syria_file: Path, keys: list[str], expected: str) -> None:
    page = open_page(syria_file)
    for key in keys:
        page.keyboard.press(key)
        settled(page)
    assert when(page) == expected


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("day", "Friday 26 February 2016"),
        ("week", "Thursday 3 March 2016"),
        ("month", "Friday 25 March 2016"),
        ("change", "Sunday 27 March 2016"),
    ],
)  # fmt: skip
def test_steps_by_the_chosen_unit(open_page: Open, syria_file: Path, unit: str, expected: str) -> None:
    page = open_page(syria_file)
    page.get_by_label("Step by").select_option(unit)
    page.get_by_role("button", name="Step forward").click()
    settled(page)
    assert when(page) == expected


def test_the_slider_can_be_dragged(open_page: Open, syria_file: Path) -> None:
    page = open_page(syria_file)
    box = page.locator(".gm-slider").bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 20, box["y"] + 30, steps=12)
    page.mouse.up()
    settled(page)
    assert "2018" in when(page)
    assert page.locator(".gm-slider").get_attribute("aria-valuetext") == when(page)


def test_space_plays_and_pauses(open_page: Open, syria_file: Path) -> None:
    page = open_page(syria_file)
    page.keyboard.press(" ")
    page.wait_for_timeout(700)
    page.keyboard.press(" ")
    settled(page)
    stopped = when(page)
    assert stopped != "Thursday 25 February 2016"
    page.wait_for_timeout(400)
    assert when(page) == stopped


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Deir Ezzor", "Deir ez-Zor"),
        ("dayr al zawr", "Deir ez-Zor"),
        ("حلب", "Aleppo"),
        ("Albu Kamal", "Abu Kamal"),
        ("al-Raqqah", "Raqqa"),
        ("Bab", "al-Bab"),
        ("khanasir", "Khanaser"),
    ],
)  # fmt: skip
def test_search_finds_any_spelling(open_page: Open, syria_file: Path, typed: str, found: str) -> None:
    page = open_page(syria_file)
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    settled(page)
    assert page.locator(".gm-place h2").inner_text() == found


def test_search_says_when_nothing_is_found(open_page: Open, syria_file: Path) -> None:
    page = open_page(syria_file)
    page.locator(".gm-search-input").fill("Hangzhou")
    assert "No place" in page.locator(".gm-found").inner_text()


def test_a_place_shows_its_evidence(open_page: Open, syria_file: Path) -> None:
    page = open_page(syria_file)
    page.locator(".gm-changes button").first.click()
    settled(page)
    panel = page.locator(".gm-place")
    assert panel.locator("h2").inner_text() == "Khanaser"
    text = panel.inner_text()
    for part in (
        "Government forces took Khanaser from Islamic State",
        "State Wire",
        "published 26 Feb 2016",
        "Syrian army",
        "located exactly",
        "to the day",
    ):
        assert part in text
    assert panel.locator(".gm-arabic").get_attribute("dir") == "rtl"
    assert panel.locator(".gm-bars span").count() == 3
    link = panel.get_by_role("link").first
    assert link.get_attribute("href").startswith("https://example.org/")
    assert "noopener" in link.get_attribute("rel")
    assert page.locator(".gm-popup").inner_text().startswith("Khanaser")
    page.keyboard.press("Escape")
    assert panel.is_hidden()


def test_a_click_on_land_opens_its_place(open_page: Open, syria_file: Path) -> None:
    page = open_page(syria_file, "#date=2016-02-25&at=35.78,37.4956,9")
    box = page.locator(".leaflet-container").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2 + 30, box["y"] + box["height"] / 2 + 20)
    settled(page)
    assert page.locator(".gm-place h2").inner_text() == "Khanaser"


def test_the_address_carries_date_view_and_place(open_page: Open, syria_file: Path) -> None:
    page = open_page(syria_file, "#date=2017-10-17&at=35.9500,39.0000,8&place=test%3ARaqqa")
    assert when(page) == "Tuesday 17 October 2017"
    assert page.locator(".gm-place h2").inner_text() == "Raqqa"
    assert page.evaluate("geomapper.maps[0].map.getZoom()") == 8
    page.keyboard.press("ArrowRight")
    settled(page)
    address = page.evaluate("location.hash")
    date, latitude, longitude, rest = re.fullmatch(r"#date=(.*)&at=([\d.]+),([\d.]+),(.*)", address).groups()
    assert (date, rest) == ("2017-11-03", "8&place=test%3ARaqqa")
    # Leaflet puts the middle of the map on a whole pixel: 0.0055 degrees at this zoom
    assert float(latitude) == pytest.approx(35.95, abs=0.006)
    assert float(longitude) == pytest.approx(39.0, abs=0.006)


def test_sides_can_be_hidden(open_page: Open, syria_file: Path) -> None:
    page = open_page(syria_file, "#date=2016-02-25&at=35.78,37.49,9")
    assert colour_at(page, "Khanaser")[3] == 255
    button = page.get_by_role("button", name="Syrian government and allies")
    button.click()
    settled(page)
    assert button.get_attribute("aria-pressed") == "false"
    assert colour_at(page, "Khanaser")[3] == 0


def test_confirmed_only_leaves_out_claims(open_page: Open, syria_file: Path) -> None:
    page = open_page(syria_file, "#date=2016-02-26&at=35.78,37.49,9")
    page.get_by_label("Confirmed only").check()
    settled(page)
    r, g, b, _ = colour_at(page, "Khanaser")
    assert max(r, g, b) < 110, "the army's own claim is left out, so the Islamic State still holds it"


def test_as_reported_follows_publication(open_page: Open, syria_file: Path) -> None:
    page = open_page(syria_file, "#date=2016-02-25&at=35.78,37.49,9")
    page.get_by_label("As reported").check()
    settled(page)
    r, _, _, _ = colour_at(page, "Khanaser")
    assert r < 110, "the gain of the 25th was published on the 26th"
    page.get_by_label("Step by").select_option("day")
    page.get_by_role("button", name="Step forward").click()
    settled(page)
    assert colour_at(page, "Khanaser")[0] > 180


def test_compare_counts_and_lists_what_differs(open_page: Open, syria_file: Path) -> None:
    page = open_page(syria_file)
    page.get_by_role("button", name="Compare").click()
    page.get_by_label("Date on the left").fill("2016-02-24")
    settled(page)
    assert page.locator(".gm-count").inner_text() == "1 place differs"
    listed = page.locator(".gm-section:visible .gm-changes li")
    assert listed.count() == 1
    assert "Khanaser" in listed.first.inner_text()
    clips = page.eval_on_selector_all(".gm-control", "nodes => nodes.map(n => n.style.clipPath)")
    assert len(clips) == 2
    assert all("inset" in clip for clip in clips)
    page.get_by_role("button", name="Compare").click()
    assert page.locator(".gm-control").count() == 1


def test_narrow_screens_need_no_sideways_scrolling(open_page: Open, syria_file: Path) -> None:
    page = open_page(syria_file, width=360, height=740)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".gm-slider").bounding_box()["width"] > 300
    page.get_by_role("button", name="Step forward").click()
    settled(page)
    assert when(page) == "Sunday 27 March 2016"
