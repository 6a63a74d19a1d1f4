"""Fixtures of the tests of the map in headless Chromium: the browser, a map, pages that must be quiet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from map_cases import syria
from map_pages import CHROMIUM, FLAGS, Open, Quiet


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as start:
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
