"""What the tests of the map read from a page in headless Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="browser tests need Chromium: apt-get install chromium"
)


class Quiet:
    """What a page asked for and complained about; both must stay empty."""

    def __init__(self, page: Any) -> None:
        self.asked: list[str] = []
        self.said: list[str] = []
        page.on("request", self.ask)
        page.on("console", lambda m: self.said.append(f"{m.type}: {m.text}"))
        page.on("pageerror", lambda e: self.said.append(f"error: {e}"))

    def ask(self, request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "blob:", "about:")):
            self.asked.append(request.url)


Open = Callable[..., Any]


def when(page: Any) -> str:
    return str(page.locator(".gm-when").inner_text())


def settled(page: Any) -> None:
    page.wait_for_timeout(260)


def colour_at(page: Any, place: str) -> list[int]:
    """The colour painted a little beside a place's dot."""
    script = """(name) => {
        const app = geomapper.maps[0], p = app.world.places.name.indexOf(name), c = app.canvas, v = c.view;
        const x = (app.world.places.x[p] * v.k + v.dx + 14) * v.sharp;
        const y = (app.world.places.y[p] * v.k + v.dy + 6) * v.sharp;
        const one = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        one.drawImage(c.sheets[0].canvas, -Math.round(x), -Math.round(y));
        return Array.from(one.getImageData(0, 0, 1, 1).data);
    }"""
    return page.evaluate(script, place)
