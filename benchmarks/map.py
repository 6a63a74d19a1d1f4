"""The map beside folium's own time layers, on the same made-up war, in one headless Chromium.

    python benchmarks/map.py                       geomapper alone
    python benchmarks/map.py --libraries DIR       beside folium's three time layers

folium's layers fetch their scripts; to measure them without a network, DIR holds them:

    npm install --prefix DIR leaflet.timeline@1.6.0 leaflet-timedimension@1.1.1 iso8601-js-period@0.2.1 \\
        jquery@3.7.1 jquery-ui-dist moment@2.29.4 d3@4

Every place changes hands three times within a year, and every spell has its own sentence, outlet and link.
"Script" is the time of the page's own code for one step of the slider, "paint" the time from the input event
to the end of the frame that shows it; both are medians over the steps, for steps of a day and for drags of
30 days, in which many places change. Waiting for the next frame is part of "paint": 8 ms on average, for all.
Other work on the machine counts.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import folium
import pandas as pd
from folium.plugins import Timeline, TimelineSlider, TimeSliderChoropleth, TimestampedGeoJson

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from map_cases import START, war

from geomapper import theatre
from geomapper.map import control_map, save_map
from geomapper.map.page import leaflet_css, leaflet_js

DAYS = 365
STEPS = 40
FLAGS = (
    "--no-sandbox", "--disable-gpu",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
COLOURS = {side.id: side.colour for side in theatre.load("syria").sides}

# One step of the slider each: sets day d of the year and gives the milliseconds of script.
OURS = """async (d) => {
    const app = geomapper.maps[0], slider = app.timeline.slider, before = performance.now();
    slider.value = app.world.firstDay + d;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    const own = performance.now() - before;
    await new Promise(requestAnimationFrame);
    return own + app.took;
}"""
TIMELINE = """async (d) => {
    const slider = document.querySelector('.time-slider'), before = performance.now();
    slider.value = Number(slider.min) + d * 86400000;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    slider.dispatchEvent(new Event('change', { bubbles: true }));
    const own = performance.now() - before;
    await new Promise(requestAnimationFrame);
    return own;
}"""
TIMESTAMPED = """async (d) => {
    const time = map.timeDimension, all = time.getAvailableTimes(), before = performance.now();
    time.setCurrentTime(all[Math.min(d, all.length - 1)]);
    const own = performance.now() - before;
    await new Promise(requestAnimationFrame);
    return own;
}"""
CHOROPLETH = """async (d) => {
    const slider = document.querySelector('input[type=range]'), before = performance.now();
    slider.value = d;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    slider.dispatchEvent(new Event('change', { bubbles: true }));
    const own = performance.now() - before;
    await new Promise(requestAnimationFrame);
    return own;
}"""
MEASURE = """async ([step, from, stride, steps]) => {
    const one = eval(step), script = [], paint = [];
    for (let i = 0; i < steps; i++) {
        const before = performance.now();
        script.push(await one(20 + ((from + i * stride) % 330)));
        const channel = new MessageChannel();
        await new Promise((done) => { channel.port1.onmessage = done; channel.port2.postMessage(0); });
        paint.push(performance.now() - before);
        await new Promise((done) => setTimeout(done, 30));
    }
    return { script, paint };
}"""
PLAY = """async () => {
    const app = geomapper.maps[0];
    app.setDay(app.world.firstDay + 60);
    await new Promise((done) => setTimeout(done, 500));
    let frames = 0, on = true;
    const count = () => { frames++; if (on) requestAnimationFrame(count); };
    const before = performance.now();
    requestAnimationFrame(count);
    app.timeline.toggle();
    await new Promise((done) => setTimeout(done, 5000));
    on = false;
    app.timeline.toggle();
    return (1000 * frames) / (performance.now() - before);
}"""
READY = (
    "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)))"
)


def features(table: pd.DataFrame, land: Any) -> Iterator[dict[str, Any]]:
    """A GeoJSON feature for every spell, as a user of folium's layers makes them."""
    last = pd.Timestamp(START + timedelta(days=DAYS))
    for row in table.to_dict("records"):
        end = last if pd.isna(row["end"]) else row["end"]
        colour = COLOURS[row["side"]]
        yield {
            "type": "Feature",
            "geometry": json.loads(json.dumps(land.shapes[row["place_id"]].__geo_interface__)),
            "properties": {
                "start": f"{row['start']:%Y-%m-%d}", "end": f"{end:%Y-%m-%d}", "place": row["place_name"],
                "style": {"fillColor": colour, "color": colour, "weight": 1, "fillOpacity": 0.7},
            },
        }  # fmt: skip


def timeline(table: pd.DataFrame, land: Any) -> folium.Map:
    made = folium.Map([34.8, 38.8], zoom_start=7, tiles=None)
    rows = list(features(table, land))
    style = folium.JsCode("function (f) { return f.properties.style; }")
    layer = Timeline({"type": "FeatureCollection", "features": rows}, style=style).add_to(made)
    TimelineSlider(auto_play=False, show_ticks=False).add_timelines(layer).add_to(made)
    return made


def timestamped(table: pd.DataFrame, land: Any) -> folium.Map:
    made = folium.Map([34.8, 38.8], zoom_start=7, tiles=None)
    rows = list(features(table, land))
    for row in rows:
        row["properties"]["times"] = [row["properties"]["start"]]
    TimestampedGeoJson({"type": "FeatureCollection", "features": rows}, period="P1D", auto_play=False).add_to(
        made
    )
    return made


def choropleth(table: pd.DataFrame, land: Any) -> folium.Map:
    made = folium.Map([34.8, 38.8], zoom_start=7, tiles=None)
    days = pd.date_range(START, periods=DAYS, freq="D")
    styles: dict[str, dict[str, Any]] = {}
    cells = {}
    for number, (place, rows) in enumerate(table.groupby("place_id")):
        cells[number] = land.shapes[place]
        sides = pd.Series(rows["side"].to_numpy(), index=rows["start"]).reindex(days, method="ffill")
        styles[str(number)] = {
            str(int(day.timestamp())): {
                "color": COLOURS.get(side, "#fff"),
                "opacity": 0.7 if side in COLOURS else 0,
            }
            for day, side in sides.items()
        }
    data = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": str(n), "properties": {}, "geometry": cell.__geo_interface__}
            for n, cell in cells.items()
        ],
    }
    TimeSliderChoropleth(data, styles).add_to(made)
    return made


def served(libraries: Path) -> dict[str, tuple[str, str]]:
    """What stands in for the addresses that folium's layers fetch: a part of the address → type and text."""
    modules = libraries / "node_modules"
    names = {
        "leaflet.timeline": "leaflet.timeline/dist/leaflet.timeline.js",
        "leaflet.timedimension.min.js": "leaflet-timedimension/dist/leaflet.timedimension.min.js",
        "iso8601": "iso8601-js-period/iso8601.js",
        "jquery-ui": "jquery-ui-dist/jquery-ui.min.js",
        "jquery": "jquery/dist/jquery.min.js",
        "moment": "moment/min/moment.min.js",
        "d3.v4": "d3/build/d3.min.js",
    }
    found = {part: ("text/javascript", (modules / name).read_text("utf-8")) for part, name in names.items()}
    return {
        "leaflet.js": ("text/javascript", leaflet_js()),
        "leaflet.css": ("text/css", leaflet_css()),
        **found,
    }


def measure(
    browser: Any, file: Path, step: str, ready: str, library: dict[str, tuple[str, str]]
) -> dict[str, Any]:
    """Size, seconds until painted, and medians of script and paint for one page."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda m: said.append(m.text))
    page.on("pageerror", lambda e: said.append(str(e)))

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        for part, (kind, text) in library.items():
            if part in route.request.url:
                return route.fulfill(content_type=kind, body=text)
        return route.fulfill(
            content_type="text/css" if "css" in route.request.url else "text/javascript", body=""
        )

    page.route(re.compile("^https?://"), answer)
    page.goto(file.as_uri(), timeout=90_000)
    page.wait_for_function(ready, timeout=90_000)
    painted = page.evaluate(READY)
    page.wait_for_timeout(1500)
    days = page.evaluate(MEASURE, [step, 130, 1, STEPS])
    drags = page.evaluate(MEASURE, [step, 130, 30, STEPS // 2])
    figures = {
        "MB": file.stat().st_size / 1e6,
        "loaded s": painted / 1000,
        "script ms": statistics.median(days["script"]),
        "paint ms": statistics.median(days["paint"]),
        "drag script": statistics.median(drags["script"]),
        "drag paint": statistics.median(drags["paint"]),
        "requests": len(asked),
        "messages": len(said),
    }
    if step == OURS:
        figures["frames/s"] = page.evaluate(PLAY)
    page.close()
    return figures


COLUMNS = (
    ("MB", 9, 2), ("loaded s", 10, 2), ("script ms", 11, 1), ("paint ms", 10, 1),
    ("drag script", 13, 1), ("drag paint", 12, 1),
    ("frames/s", 10, 0), ("requests", 10, 0), ("messages", 10, 0),
)  # fmt: skip


def row(name: str, places: int, figures: dict[str, Any]) -> None:
    cells = [f"{figures[c]:{w}.{d}f}" if c in figures else " " * w for c, w, d in COLUMNS]
    print(f"{name:22}{places:8,}" + "".join(cells), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--libraries", type=Path, help="folder with node_modules of folium's layers")
    parser.add_argument("--places", type=int, nargs="+", default=[2000, 4000, 10_000])
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("this benchmark needs Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    leaflet = (len(leaflet_js()) + len(leaflet_css())) / 1e6
    print(f"Leaflet itself is {leaflet:.2f} MB of every geomapper page.")
    print(f"{'layer':22}{'places':>8}" + "".join(f"{name:>{width}}" for name, width, _ in COLUMNS))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as start:
        browser = start.chromium.launch(executable_path=chromium, args=list(FLAGS))
        file = Path(folder) / "map.html"
        ours: dict[int, Any] = {}
        data = {places: war(places, DAYS) for places in options.places}
        for places, (table, events, land) in data.items():
            before = time.perf_counter()
            save_map(control_map(table, events, land=land), file)
            made = time.perf_counter() - before
            ours[places] = measure(browser, file, OURS, "() => document.querySelector('[data-ready]')", {})
            ours[places]["made s"] = made
            row("geomapper", places, ours[places])
        others = {}
        if options.libraries:
            others = folium_rows(browser, file, data, served(options.libraries))
        browser.close()
    for places, figures in ours.items():
        print(
            f"geomapper, {places:,} places: {figures['MB'] - leaflet:.2f} MB beyond Leaflet, "
            f"made in {figures['made s']:.1f} s"
        )
        if places in others:
            day, drag = (others[places][k] / figures[k] for k in ("paint ms", "drag paint"))
            print(f"  Timeline takes {day:.1f} times as long to paint a day, {drag:.1f} times in a drag")


def folium_rows(
    browser: Any, file: Path, data: dict[int, Any], library: dict[str, tuple[str, str]]
) -> dict[int, dict[str, Any]]:
    """Measures folium's layers on the same data; gives Timeline's figures by number of places."""
    kinds: list[tuple[str, Callable[..., folium.Map], str, str]] = [
        ("Timeline+Slider", timeline, TIMELINE, "() => document.querySelector('.time-slider')"),
        ("TimestampedGeoJson", timestamped, TIMESTAMPED, "() => window.map && map.timeDimension"),
        (
            "TimeSliderChoropleth",
            choropleth,
            CHOROPLETH,
            "() => document.querySelectorAll('path').length > 100",
        ),
    ]
    found = {}
    for name, make, step, ready in kinds:
        for places, (table, _, land) in data.items():
            if name != "Timeline+Slider" and places != min(data):
                continue  # their files grow to hundreds of megabytes
            made = make(table, land)
            text = made.get_root().render().replace(made.get_name(), "map")
            file.write_text(text, encoding="utf-8")
            try:
                figures = measure(browser, file, step, ready, library)
            except Exception as error:  # a page that does not come up is a result, too
                print(
                    f"{name:22}{places:8,}{file.stat().st_size / 1e6:9.2f}  "
                    f"not measured: {str(error).splitlines()[0]}"
                )
                continue
            row(name, places, figures)
            if name == "Timeline+Slider":
                found[places] = figures
    return found


if __name__ == "__main__":
    main()
