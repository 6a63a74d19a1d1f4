"""What the page makes of the data: who is shown on which day, how surely, and how much land that is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from map_cases import event, frame, spell, syria

from geomapper.areas import layers
from geomapper.control import control
from geomapper.map import control_map, save_map
from geomapper.model import Place

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install playwright")

from map_pages import Open, needs_chromium

pytest_plugins = ("map_fixtures",)
pytestmark = needs_chromium

TOWN = Place("t:1", "Town", 35.0, 38.0, "settlement", "Homs", "SY")
D = date.fromisoformat

# What a place looks like on a day: side, second side, level of certainty (0 to 3), stale.
SHOWN = """([day, confirmed, reported]) => {
    const app = geomapper.maps[0];
    app.history.choose({ confirmed, reported });
    const style = app.history.styleOf(0, Date.parse(day) / 86400000);
    const side = (n) => n < 0 ? "" : n === geomapper.style.UNNAMED ? "not known" : app.world.sides[n].id;
    if (!style) return "";
    const s = geomapper.style;
    const words = [side(s.side(style))];
    if (s.other(style) >= 0) words.push("/" + side(s.other(style)));
    if (s.level(style) < 3) words.push("~" + s.level(style));
    if (s.stale(style)) words.push("stale");
    return words.join(" ");
}"""


def rows() -> list[tuple[str, list[dict[str, object]], str, bool, bool, str]]:
    """name, spells, day, confirmed only, as reported, what is shown."""
    gov, isil = ("government", D("2016-01-01"), D("2016-03-01")), ("isil", D("2016-03-01"))
    plain = [spell(TOWN, *gov), spell(TOWN, *isil)]
    claim = [spell(TOWN, *gov), spell(TOWN, *isil, status="claimed")]
    lost = [spell(TOWN, *gov), spell(TOWN, "", D("2016-03-01"), state="unknown")]
    ended = [spell(TOWN, *gov), spell(TOWN, "isil", D("2016-06-01"))]
    rough = [
        spell(TOWN, *gov),
        spell(TOWN, *isil, start_earliest=D("2016-02-20"), start_latest=D("2016-03-10")),
    ]
    fight = [
        spell(TOWN, *gov),
        spell(TOWN, "government", D("2016-03-01"), state="contested", other_side="isil"),
    ]
    half = [spell(TOWN, "isil", D("2016-03-01"), state="contested")]
    argued = [
        spell(TOWN, "government", D("2016-01-01"), status="disputed"),
        spell(TOWN, "isil", D("2016-03-01"), status="disputed"),
    ]
    old = [spell(TOWN, "government", D("2016-01-01"), last_report=D("2016-02-01"))]
    kept = [spell(TOWN, "government", D("2016-01-01"), last_report=D("2016-10-01"))]
    guess = [spell(TOWN, "government", D("2016-01-01"), D("2016-03-01"), inferred=True), spell(TOWN, *isil)]
    siege = [spell(TOWN, "government", D("2016-01-01")), spell(TOWN, "government", D("2016-02-01"), state="besieged", other_side="isil")]  # noqa: E501  # fmt: skip
    clash = [spell(TOWN, "government", D("2016-01-01")), spell(TOWN, "isil", D("2016-02-01"), D("2016-02-01"), state="clash")]  # noqa: E501  # fmt: skip
    return [
        ("before all", plain, "2015-12-31", False, False, ""),
        ("first day", plain, "2016-01-01", False, False, "government"),
        ("last day of a spell", plain, "2016-02-29", False, False, "government"),
        ("the day of a change", plain, "2016-03-01", False, False, "isil"),
        ("a claim counts", claim, "2016-04-01", False, False, "isil"),
        ("a claim left out keeps the holder before", claim, "2016-04-01", True, False, "government"),
        ("lost to nobody known", lost, "2016-04-01", False, False, ""),
        ("ended without successor", ended, "2016-04-01", False, False, ""),
        ("and taken later", ended, "2016-06-01", False, False, "isil"),
        ("surely before a rough date", rough, "2016-02-19", False, False, "government"),
        ("the old holder fades", rough, "2016-02-28", False, False, "government ~0"),
        ("the new one comes in", rough, "2016-03-01", False, False, "isil ~0"),
        ("surely after it", rough, "2016-03-10", False, False, "isil"),
        ("contested", fight, "2016-03-02", False, False, "government /isil"),
        ("held in part, the rest by nobody named", half, "2016-03-02", False, False, "isil /not known"),
        ("disputed", argued, "2016-03-02", False, False, "isil /government"),
        ("disputed is not confirmed", argued, "2016-03-02", True, False, ""),
        ("not yet stale", old, "2016-07-30", False, False, "government"),
        ("stale", old, "2016-07-31", False, False, "government stale"),
        ("fresh again later", kept, "2016-10-01", False, False, "government"),
        ("stale in between", kept, "2016-09-01", False, False, "government stale"),
        ("inferred", guess, "2016-02-01", False, False, "government ~1"),
        ("a siege leaves the holder", siege, "2016-02-02", False, False, "government"),
        ("a clash changes nothing", clash, "2016-02-02", False, False, "government"),
    ]


@pytest.fixture(scope="module")
def shown(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Asks one page for each case what it shows."""
    folder = tmp_path_factory.mktemp("history")
    page = browser.new_page()

    def ask(spells: list[dict[str, object]], events: list[Any], question: list[object]) -> str:
        made = control_map(frame(spells), events, areas="points", basemap="none", stale_days=180)
        page.goto(save_map(made, folder / "map.html").as_uri())
        page.reload()
        page.wait_for_selector("[data-ready]")
        return str(page.evaluate(SHOWN, question))

    return ask


@pytest.mark.parametrize(("name", "spells", "day", "confirmed", "reported", "expected"), rows(), ids=lambda v: v if isinstance(v, str) and " " in v else "")  # noqa: E501  # fmt: skip
def test_what_is_shown(
    shown: Any,
    name: str,
    spells: list[dict[str, object]],
    day: str,
    confirmed: bool,
    reported: bool,
    expected: str,
) -> None:
    assert shown(spells, [], [day, confirmed, reported]) == expected


@pytest.mark.parametrize(
    ("day", "as_it_happened", "as_reported"),
    [
        ("2016-03-01", "isil", "government"),
        ("2016-03-08", "isil", "isil"),
        # what was published late and is older than what was known changes nothing
        ("2016-06-02", "isil", "isil"),
    ],
)
def test_as_reported(shown: Any, day: str, as_it_happened: str, as_reported: str) -> None:
    events = [
        event("a", TOWN, D("2016-01-01"), "government", published=D("2016-01-02")),
        event("b", TOWN, D("2016-02-01"), "hts", published=D("2016-06-01")),
        event("c", TOWN, D("2016-03-01"), "isil", published=D("2016-03-08")),
    ]
    spells = [
        spell(TOWN, "government", D("2016-01-01"), D("2016-02-01"), event_ids="a"),
        spell(TOWN, "hts", D("2016-02-01"), D("2016-03-01"), event_ids="b"),
        spell(TOWN, "isil", D("2016-03-01"), event_ids="c"),
    ]
    assert shown(spells, events, [day, False, False]) == as_it_happened
    assert shown(spells, events, [day, False, True]) == as_reported


def test_land_by_side_is_that_of_the_library(open_page: Open, tmp_path: Path) -> None:
    """With a statement on a whole governorate under the towns that lie in it."""
    idlib = Place("admin1:SY-ID", "Idlib", 35.8, 36.7, "admin1", "Idlib", "SY", 0, 50.0)
    claim = spell(idlib, "hts", D("2015-06-01"), D("2018-01-01"), geo_precision=3)
    table = control(syria())
    both = frame([*table.to_dict("records"), claim])
    both = both.assign(longitude=both.geometry.x, latitude=both.geometry.y)
    for column in ("side", "other_side", "state"):
        both[column] = both[column].astype("str")
    page = open_page(save_map(control_map(both, reach_km=25), tmp_path / "map.html"))
    days = ["2013-07-01", "2015-07-01", "2016-02-25", "2017-12-31", "2018-01-01"]
    expected = layers(both, days, reach_km=25)
    assert "hts" in set(expected["side"])
    for day in days:
        found = page.evaluate(
            """(day) => {
                const { world, history } = geomapper.maps[0], d = Date.parse(day) / 86400000 - world.firstDay;
                const rows = world.sides.map((side, i) => [side.id, history.totals.km2[i][d]]);
                const contested = history.totals.km2[world.sides.length][d];
                return Object.fromEntries([...rows, ["contested", contested]]);
            }""",
            day,
        )
        rows = expected[expected["date"] == day]
        names = rows["side"].where(rows["state"] == "held", "contested")
        wanted = rows["km2"].groupby(names).sum().to_dict()
        got = {side: km2 for side, km2 in found.items() if km2 > 0.5}
        assert got == pytest.approx(wanted, rel=2e-3, abs=1.0), day
