"""Maps on paper and films: what is on them, that they can be written, and that they are the same twice."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from map_cases import syria

matplotlib = pytest.importorskip("matplotlib", reason="plots need matplotlib: pip install 'geomapper[plot]'")
Image = pytest.importorskip("PIL.Image", reason="films need Pillow: pip install 'geomapper[plot]'")

from geomapper import theatre  # noqa: E402
from geomapper.control import control  # noqa: E402
from geomapper.errors import InputError, MissingExtra  # noqa: E402
from geomapper.plot import animate, plot  # noqa: E402


@pytest.fixture(scope="module")
def table() -> Any:
    return control(syria())


def colours(figure: Any) -> set[str]:
    """Face colours of the land drawn on a figure's maps."""
    from matplotlib.colors import to_hex
    from matplotlib.patches import PathPatch

    return {
        to_hex(a.get_facecolor())
        for axis in figure.axes
        for a in axis.findobj(PathPatch)
        if a.get_facecolor()[3]
    }


@pytest.mark.parametrize(
    ("day", "there", "not_there"),
    [
        ("2013-04-01", {"opposition", "sdf"}, {"isil", "turkey_sna"}),
        ("2014-12-31", {"isil", "opposition", "sdf"}, {"turkey_sna"}),
        ("2018-06-01", {"government", "turkey_sna", "sdf"}, {"isil"}),
    ],
)
def test_a_date_shows_the_sides_of_that_date(
    table: Any, day: str, there: set[str], not_there: set[str]
) -> None:
    figure = plot(table, day, reach_km=25)
    seen = colours(figure)
    war = theatre.load("syria")
    assert {war.side(s).colour for s in there} <= seen
    assert not {war.side(s).colour for s in not_there} & seen
    assert (
        figure.axes[0].get_title(loc="left")
        == f"{date.fromisoformat(day).day} {date.fromisoformat(day):%B %Y}"
    )


def test_it_has_a_legend_and_a_scale_bar(table: Any) -> None:
    figure = plot(table, "2016-02-25", reach_km=25)
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert words[0] == "Syrian government and allies"
    assert words[-2:] == ["Contested", "No report"]
    texts = [t.get_text() for t in figure.axes[0].texts]
    assert "100 km" in texts
    assert "Khanaser" in texts


def test_the_scale_bar_is_as_long_as_it_says(table: Any) -> None:
    from pyproj import Geod

    axis = plot(table, "2016-02-25").axes[0]
    bar = next(line for line in axis.lines if line.get_linewidth() == 1.6)
    (west, east), (south, north) = bar.get_data()
    assert Geod(ellps="WGS84").inv(west, south, east, north)[2] == pytest.approx(100_000, rel=0.001)


def test_small_multiples_share_one_scale(table: Any) -> None:
    days = ["2018-07-13", "2013-06-01", "2014-12-31", "2016-02-25", "2017-11-30"]
    figure = plot(table, days)
    assert [axis.get_title(loc="left") for axis in figure.axes] == [
        "1 June 2013", "31 December 2014", "25 February 2016", "30 November 2017", "13 July 2018",
    ]  # fmt: skip
    assert len({axis.get_xlim() for axis in figure.axes}) == 1


@pytest.mark.parametrize(("suffix", "magic"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")])
def test_files_are_the_same_twice(table: Any, tmp_path: Path, suffix: str, magic: bytes) -> None:
    once, again = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    plot(table, "2016-02-25", once, dpi=60)
    plot(table, date(2016, 2, 25), again, dpi=60)
    assert once.read_bytes().startswith(magic)
    assert once.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("areas", ["points", "admin"])
def test_other_areas(table: Any, areas: str) -> None:
    figure = plot(table, "2016-02-25", areas=areas)
    assert len(figure.axes) == 1
    assert figure.legends[0].get_texts()[0].get_text() == "Syrian government and allies"


def test_names_are_not_read_as_mathematics(table: Any) -> None:
    odd = table.assign(place_name="$\\frac{1}{2}$ & <b>")
    figure = plot(odd, "2016-02-25", title="$x^2$")
    figure.canvas.draw()
    assert any(t.get_text() == r"\$\frac{1}{2}\$ & <b>" for t in figure.axes[0].texts)


def test_a_gif_goes_through_the_dates(table: Any, tmp_path: Path) -> None:
    file = animate(table, tmp_path / "war.gif", "2016-01-01", "2016-04-15", "month", width_px=400)
    with Image.open(file) as film:
        assert film.n_frames == 5  # the first of four months, and the last day
        assert film.size[0] == pytest.approx(400, abs=2)
        first = film.convert("RGB").tobytes()
        film.seek(4)
        assert film.convert("RGB").tobytes() != first


def test_steps_by_change_skip_quiet_days(table: Any, tmp_path: Path) -> None:
    file = animate(table, tmp_path / "war.gif", "2016-02-20", "2016-03-01", "change", width_px=300)
    with Image.open(file) as film:
        assert film.n_frames == 3  # the first day, the loss and the gain of Khanaser


@pytest.mark.skipif(
    shutil.which("ffmpeg") is None, reason="films as .mp4 need ffmpeg: apt-get install ffmpeg"
)
def test_an_mp4_is_a_film(table: Any, tmp_path: Path) -> None:
    file = animate(table, tmp_path / "war.mp4", "2016-01-01", "2016-03-01", "month", width_px=300)
    assert file.read_bytes()[4:8] == b"ftyp"


def test_an_mp4_without_ffmpeg_says_what_to_do(
    table: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingExtra, match=r"ffmpeg.*a \.gif needs nothing more"):
        animate(table, tmp_path / "war.mp4")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda t, d: plot(t, "2016-02-25", d / "map.docx"), ".png, .svg, .pdf"),
        (lambda t, d: plot(t, []), "at least one date"),
        (lambda t, d: plot(t, "yesterday"), "write it like 2016-02-25"),
        (lambda t, d: animate(t, d / "war.avi"), ".gif, .mp4"),
        (lambda t, d: animate(t, d / "war.gif", step="decade"), "day, week, month, change"),
        (lambda t, d: animate(t, d / "war.gif", "2017-01-01", "2016-01-01"), "before it begins"),
        (lambda t, d: animate(t, d / "war.gif", step="day"), "more than 2000"),
        (lambda t, d: animate(t.iloc[:0], d / "war.gif"), "nothing to show"),
    ],
)
def test_bad_calls_say_what_is_wrong(table: Any, tmp_path: Path, call: Any, words: str) -> None:
    with pytest.raises(InputError, match=re.escape(words)):
        call(table, tmp_path)
    assert list(tmp_path.iterdir()) == []
