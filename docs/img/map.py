"""The picture of the README: the map of the sample stories with Raqqa open, as Chromium draws it.

python docs/img/map.py        writes docs/img/map.png
"""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

import geomapper as gm

VIEW = "date=2017-10-17&at=35.65,38.9,7.5&place={place}"
SIZE = {"width": 1280, "height": 800}
FLAGS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        built = gm.build(None, folder)
        assert built.map is not None
        table = built.control
        place = table.loc[table["place_name"] == "Raqqa", "place_id"].iloc[0]
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            page = browser.new_page(viewport=SIZE)
            page.goto(f"{built.map.as_uri()}#{VIEW.format(place=place)}")
            page.wait_for_timeout(1500)  # fading in, and labels
            picture = Image.open(io.BytesIO(page.screenshot()))
            browser.close()
    picture.convert("RGB").save(Path(__file__).with_name("map.png"), optimize=True)


if __name__ == "__main__":
    main()
