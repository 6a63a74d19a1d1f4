"""Six states of a map on one sheet, for docs/map.md: python docs/img/contact_sheet.py output/map.html"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

TILE = (720, 450)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def opened(browser: Any, file: Path, hash: str, width: int = 1280, height: int = 800, **options: Any) -> Any:
    page = browser.new_context(viewport={"width": width, "height": height}, **options).new_page()
    page.goto(file.resolve().as_uri() + hash)
    page.wait_for_selector("[data-ready]")
    page.wait_for_timeout(600)
    return page


def states(browser: Any, file: Path) -> list[bytes]:
    """Screenshots: a date, a place with its evidence, two dates, dark, a search, a phone beside paper."""
    plain = opened(browser, file, "#date=2016-02-26")
    evidence = opened(browser, file, "#date=2016-12-20")
    evidence.locator(".gm-search-input").fill("Tadmur")
    evidence.keyboard.press("Enter")
    evidence.wait_for_timeout(900)
    evidence.locator(".gm-place").evaluate("node => node.scrollIntoView()")
    compared = opened(browser, file, "#date=2017-11-19&vs=2014-12-31&at=35.3,38.9,6.75")
    dark = opened(browser, file, "#date=2016-08-24", color_scheme="dark")
    search = opened(browser, file, "#date=2017-10-17&at=35.6,38.6,7.5")
    search.locator(".gm-search-input").type("deir ezzor")
    search.wait_for_timeout(300)
    shots = [page.screenshot() for page in (plain, evidence, compared, dark, search)]
    return [*shots, narrow_and_paper(browser, file)]


def narrow_and_paper(browser: Any, file: Path) -> bytes:
    phone = opened(browser, file, "#date=2016-02-26", 360, 800)
    paper = opened(browser, file, "#date=2016-02-26", 760, 800)
    paper.emulate_media(media="print")
    paper.wait_for_timeout(400)
    sheet = Image.new("RGB", (1280, 800), "#9a958c")
    for shot, left in ((phone.screenshot(), 60), (paper.screenshot(), 470)):
        sheet.paste(Image.open(io.BytesIO(shot)), (left, 0))
    content = io.BytesIO()
    sheet.save(content, "PNG")
    return content.getvalue()


def main() -> None:
    file = Path(sys.argv[1])
    with sync_playwright() as start:
        browser = start.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        shots = [Image.open(io.BytesIO(shot)).convert("RGB") for shot in states(browser, file)]
        browser.close()
    sheet = Image.new("RGB", (TILE[0] * 2 + 10, TILE[1] * 3 + 20), "white")
    for i, shot in enumerate(shots):
        small = shot.resize(TILE, Image.Resampling.LANCZOS)
        sheet.paste(small, ((i % 2) * (TILE[0] + 10), (i // 2) * (TILE[1] + 10)))
    small = sheet.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    small.save(Path(__file__).parent / "contact-sheet.png", optimize=True)


if __name__ == "__main__":
    main()
