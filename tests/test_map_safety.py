"""The map in other hands: screen readers, hostile stories, notebooks, paper, no scripts, failing tiles."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from map_cases import event, frame, spell, syria

from geomapper.model import Place, PlaceRef

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install playwright")

from map_pages import Open, Quiet, needs_chromium, settled

pytest_plugins = ("map_fixtures",)
pytestmark = needs_chromium


def serious(page: Any) -> list[str]:
    """Serious and critical faults that axe finds, each with where it found them."""
    axe = pytest.importorskip("axe_core_python.sync_playwright", reason="pip install axe-core-python").Axe()
    result = axe.run(page)
    assert len(result["passes"]) > 15, "axe has looked at the page"
    found = result["violations"]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found if v["impact"] in ("serious", "critical")
    ]


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
    settled(page)
    assert serious(page) == [], "while comparing"


def test_everything_can_be_reached_with_the_tab_key(open_page: Open, syria_file: Path) -> None:
    page = open_page(syria_file)
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
            )
        )
    for name in (
        "Find a place, in any spelling",
        "Compare",
        "Syrian opposition",
        "Date",
        "Play",
        "Step forward",
    ):
        assert any(name in (text or "") for text in seen), name


@pytest.fixture(scope="module")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from geomapper.map import control_map, save_map

    text = "</script><script>document.title='owned'</script>\"'><img src=x onerror=document.title='owned'>"
    text += "{{ 7*7 }} \u202edesrever\u2066 \x00 ${document.title='owned'} <!--<script> javascript:alert(1)"
    place = Place("t:" + text, text, 36.0, 37.0, text, text, "SY", name_ar=text, variants=(text,))
    story = event(
        "h1", place, date(2016, 1, 1), "government", title=text, source=text, sentence=text,
        claimed_by=(text,),
        url="javascript:document.title='owned'", ref=PlaceRef(text),
    )  # fmt: skip
    table = frame(
        [spell(place, "government", date(2016, 1, 1), event_ids="h1"), spell(place, text, date(2016, 2, 1))]
    )
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
    for part in (".gm-when", ".gm-legend", ".gm-credits", ".gm-facts", ".gm-control"):
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
    page.route(re.compile("^https://"), lambda route: route.abort())
    page.goto(file.as_uri())
    page.wait_for_selector("[data-ready]")
    page.keyboard.press("Home")
    settled(page)
    assert page.locator(".gm-when").inner_text() == "Tuesday 19 June 2012"
    outside = [url for url in asked if url.startswith("http")]
    assert outside
    assert all(re.match(r"https://[abc]\.tile\.opentopomap\.org/", url) for url in outside)
    page.close()
