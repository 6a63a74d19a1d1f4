"""The map as a person uses it, in headless Chromium: drag, play, keys, search, click, compare, narrow screens."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from map_cases import event, frame, spell, syria

from geomapper.model import Place, PlaceRef

playwright = pytest.importorskip(
    "playwright.sync_api", reason="browser tests need playwright: pip install playwright"
)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"
)  # fmt: skip

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="browser tests need Chromium: apt-get install chromium"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as start:
        running = start.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="module")
def syria_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from geomapper.control import control
    from geomapper.map import control_map, save_map

    events = syria()
    made = control_map(control(events), events, on="2016-02-25", reach_km=25)
    return save_map(made, tmp_path_factory.mktemp("map") / "map.html")


class Quiet:
    """What a page asked for and complained about; both must stay empty."""

    def __init__(self, page: Any) -> None:
        self.asked: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda r: None if r.url.startswith(("file:", "data:", "blob:", "about:")) else self.asked.append(r.url))  # fmt: skip
        page.on("console", lambda m: self.said.append(f"{m.type}: {m.text}"))
        page.on("pageerror", lambda e: self.said.append(f"error: {e}"))


Open = Callable[..., Any]


@pytest.fixture
def open_page(browser: Any) -> Iterator[Open]:
    """Opens a file, and fails the test if the page asked for anything or printed anything."""
    watched: list[Quiet] = []
    contexts = []

    def go(file: Path, hash: str = "", width: int = 1280, height: int = 800, **options: object) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        watched.append(Quiet(page))
        page.goto(file.as_uri() + hash)
        page.wait_for_selector("[data-ready]")
        page.wait_for_timeout(300)
        return page

    yield go
    for context in contexts:
        context.close()
    for quiet in watched:
        assert quiet.asked == []
        assert quiet.said == []


def when(page: Any) -> str:
    return str(page.locator(".gm-when").inner_text())


def settled(page: Any) -> None:
    page.wait_for_timeout(260)


def colour_at(page: Any, place: str) -> list[int]:
    """The colour painted a little beside a place's dot."""
    script = """(name) => {
        const app = geomapper.maps[0], p = app.world.places.name.indexOf(name), c = app.canvas, v = c.view;
        const x = (app.world.places.x[p] * v.k + v.dx + 14) * v.sharp, y = (app.world.places.y[p] * v.k + v.dy + 6) * v.sharp;
        const one = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        one.drawImage(c.sheets[0].canvas, -Math.round(x), -Math.round(y));
        return Array.from(one.getImageData(0, 0, 1, 1).data);
    }"""
    return page.evaluate(script, place)


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
    [("2016-02-22", False, "before: inferred to be the government's, pale"), ("2016-02-24", False, "Islamic State"), ("2016-02-25", True, "government")],
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
    [("day", "Friday 26 February 2016"), ("week", "Thursday 3 March 2016"), ("month", "Friday 25 March 2016"), ("change", "Sunday 27 March 2016")],
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
    [("Deir Ezzor", "Deir ez-Zor"), ("dayr al zawr", "Deir ez-Zor"), ("حلب", "Aleppo"), ("Albu Kamal", "Abu Kamal"), ("al-Raqqah", "Raqqa"), ("Bab", "al-Bab"), ("khanasir", "Khanaser")],
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


def serious(page: Any) -> list[str]:
    """Serious and critical faults that axe finds, each with where it found them."""
    axe = pytest.importorskip("axe_core_python.sync_playwright", reason="pip install axe-core-python").Axe()
    result = axe.run(page)
    assert len(result["passes"]) > 15, "axe has looked at the page"
    found = result["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found if v["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_no_serious_fault(open_page: Open, syria_file: Path, scheme: str, width: int) -> None:
    page = open_page(syria_file, width=width, height=800, color_scheme=scheme, bypass_csp=True)
    assert serious(page) == []
    page.locator(".gm-changes button").first.click()
    settled(page)
    assert serious(page) == [], "with a place open"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Compare").click()
    page.locator("summary").click()
    settled(page)
    assert serious(page) == [], "while comparing"


def test_everything_can_be_reached_with_the_tab_key(open_page: Open, syria_file: Path) -> None:
    page = open_page(syria_file)
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"))
    for name in ("Find a place, in any spelling", "Compare", "Syrian opposition", "Date", "Play", "Step forward"):
        assert any(name in (text or "") for text in seen), name


@pytest.fixture(scope="module")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from geomapper.map import control_map, save_map

    text = "</script><script>document.title='owned'</script>\"'><img src=x onerror=document.title='owned'>"
    text += "{{ 7*7 }} \u202edesrever\u2066 \x00 ${document.title='owned'} <!--<script> javascript:alert(1)"
    place = Place("t:" + text, text, 36.0, 37.0, text, text, "SY", name_ar=text, variants=(text,))
    story = event(
        "h1", place, date(2016, 1, 1), "government", title=text, source=text, sentence=text, claimed_by=(text,),
        url="javascript:document.title='owned'", ref=PlaceRef(text),
    )  # fmt: skip
    table = frame([spell(place, "government", date(2016, 1, 1), event_ids="h1"), spell(place, text, date(2016, 2, 1))])
    made = control_map(table, [story], title=text)
    return save_map(made, tmp_path_factory.mktemp("hostile") / "map.html")


def test_a_hostile_story_is_only_text(open_page: Open, hostile_file: Path) -> None:
    page = open_page(hostile_file)
    page.evaluate("geomapper.maps[0].open(0, true)")
    page.locator(".gm-search-input").fill("</script>")
    page.mouse.move(400, 400)
    settled(page)
    assert "owned" not in page.title().replace("document.title='owned'", "")
    assert page.locator("img[src=x], .gm-root script, a[href^=javascript]").count() == 0
    assert "</script>" in page.locator(".gm-place h2").inner_text()
    assert "\u202e" not in page.content()
    assert page.locator(".gm-evidence a").count() == 0


def test_several_maps_in_the_frames_of_a_notebook(browser: Any, tmp_path: Path) -> None:
    from geomapper.control import control
    from geomapper.map import control_map

    events = syria()
    frames = [control_map(control(events), events, title=f"Map {i}")._repr_html_() for i in range(2)]
    # JupyterLab shows untrusted output in a frame that may run scripts and nothing else
    frames[1] = frames[1].replace("<iframe ", '<iframe sandbox="allow-scripts" ', 1)
    file = tmp_path / "notebook.html"
    file.write_text("<!DOCTYPE html><title>notebook</title>" + "".join(frames), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1000, "height": 1400})
    quiet = Quiet(page)
    page.goto(file.as_uri())
    inner = [f for f in page.frames if f is not page.main_frame]
    assert len(inner) == 2
    for number, part in enumerate(inner):
        part.wait_for_selector("[data-ready]")
        assert part.locator("h1").inner_text() == f"Map {number}"
        part.get_by_role("button", name="Step back").click()
        page.wait_for_timeout(250)
    dates = [part.locator(".gm-when").inner_text() for part in inner]
    page.close()
    assert dates[0] == dates[1] == "Thursday 12 July 2018"
    assert (quiet.asked, quiet.said) == ([], [])


def test_two_maps_in_one_page_go_their_own_ways(open_page: Open, tmp_path: Path) -> None:
    from branca.element import Figure

    from geomapper.control import control
    from geomapper.map import control_map
    from geomapper.map.page import Page, save_map

    events = syria()
    both: Figure = Page("Two maps", "900px")
    made = [control_map(control(events), events, basemap="none") for _ in range(2)]
    for one in made:
        one.height = (50, "%")
        both.add_child(one)
    page = open_page(save_map(both, tmp_path / "two.html"))
    page.wait_for_function("document.querySelectorAll('[data-ready]').length === 2")
    page.get_by_role("button", name="Step back").nth(1).click()
    settled(page)
    dates = page.locator(".gm-when").all_inner_texts()
    assert dates[0] != dates[1]


def test_layers_of_folium_work_without_a_network(open_page: Open, tmp_path: Path) -> None:
    import folium

    from geomapper.control import control
    from geomapper.map import control_map, save_map

    events = syria()
    made = control_map(control(events), events)
    folium.Marker([35.3, 39.0], popup="A popup of folium's", icon=folium.Icon(color="blue")).add_to(made)
    folium.Marker([35.3, 38.0], tooltip="plain").add_to(made)
    folium.LayerControl(collapsed=False).add_to(made)
    page = open_page(save_map(made, tmp_path / "map.html"))
    page.locator(".gm-pin").click()
    assert page.get_by_text("A popup of folium's").is_visible()
    box = page.get_by_label("Control", exact=True)
    assert box.is_checked()
    box.uncheck()
    assert page.locator(".gm-control").count() == 0
    box.check()
    assert page.locator(".gm-control").count() == 1


def test_without_scripts_the_changes_are_a_table(open_page: Open, browser: Any, syria_file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(syria_file.as_uri())
    assert page.get_by_role("row", name="2016-02-25 Khanaser").is_visible()
    context.close()


def test_on_paper_the_map_keeps_date_legend_and_credits(open_page: Open, syria_file: Path) -> None:
    page = open_page(syria_file)
    page.emulate_media(media="print")
    settled(page)
    for part in (".gm-when", ".gm-legend", ".gm-credits", ".gm-control"):
        assert page.locator(part).is_visible(), part
    for part in (".gm-search", ".gm-slider", ".gm-play"):
        assert page.locator(part).is_hidden(), part


def test_tiles_that_fail_leave_the_map_working(browser: Any, tmp_path: Path) -> None:
    from geomapper.control import control
    from geomapper.map import control_map, save_map

    events = syria()
    file = save_map(control_map(control(events), events, basemap="OpenTopoMap"), tmp_path / "map.html")
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.route("https://**", lambda route: route.abort())
    page.goto(file.as_uri())
    page.wait_for_selector("[data-ready]")
    page.keyboard.press("Home")
    settled(page)
    assert page.locator(".gm-when").inner_text() == "Tuesday 19 June 2012"
    outside = [url for url in asked if url.startswith("http")]
    assert outside
    assert all(re.match(r"https://[abc]\.tile\.opentopomap\.org/", url) for url in outside)
    page.close()
