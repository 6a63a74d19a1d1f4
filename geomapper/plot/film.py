"""Control through time as a film."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomapper.errors import InputError, MissingExtra
from geomapper.events_table import whole_file
from geomapper.plot.sheet import INK, Sheet, add_frame, checked, empty_figure, layers_on, war_of, words
from geomapper.theatre import Theatre

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from matplotlib.figure import Figure

FILMS = (".gif", ".mp4")
STEPS = ("day", "week", "month", "change")
MOST_FRAMES = 2000


def animate(
    control: GeoDataFrame,
    path: str | Path,
    start: date | str | None = None,
    end: date | str | None = None,
    step: str = "week",
    theatre: Theatre | str | Path | None = None,
    areas: str = "cells",
    reach_km: float | None = None,
    *,
    title: str | None = None,
    fps: float = 8.0,
    width_px: int = 900,
) -> Path:
    """The path of a film through the dates, by suffix: .gif, or .mp4 where ffmpeg is installed.

    One frame for each `step` (day, week, month, or change: each day on which a spell begins or ends) from
    `start` to `end`, by default from the first spell to the last. Raises InputError for a step, suffix or
    span that cannot be used, MissingExtra without matplotlib, Pillow or ffmpeg.
    """
    target = checked(path, FILMS)
    if target.suffix.lower() == ".mp4" and shutil.which("ffmpeg") is None:
        raise MissingExtra("an .mp4 needs ffmpeg (apt-get install ffmpeg); a .gif needs nothing more")
    war = war_of(theatre)
    days = _frames(control, start, end, step)
    layers = layers_on(control, days, war, areas, reach_km)
    sheet = Sheet(control, war, layers)
    figure, (axis,) = empty_figure(sheet, 1, 1, width_px / 100 * 2.54)
    sheet.ground(axis, names=True)
    sheet.scale_bar(axis)
    add_frame(figure, sheet, title or f"{war.name}: who controls what", width_px / 100 * 2.54)
    pictures = _pictures(figure, axis, sheet, layers)
    with whole_file(target) as part:
        if target.suffix.lower() == ".gif":
            _gif(pictures, part, fps)
        else:
            _mp4(pictures, part, fps)
    return target


def _frames(control: GeoDataFrame, start: date | str | None, end: date | str | None, step: str) -> list[Any]:
    """The days of a film."""
    import pandas as pd

    from geomapper.control.table import timestamp

    if step not in STEPS:
        raise InputError(f"a step is {', '.join(STEPS)}, not {step!r}")
    changes = pd.concat([control["start"], control["end"]]).dropna()
    if changes.empty:
        raise InputError("nothing to show: no spell of control has a date")
    first = changes.min() if start is None else timestamp(start)
    last = changes.max() if end is None else timestamp(end)
    if last < first:
        raise InputError(f"the film would end ({last:%Y-%m-%d}) before it begins ({first:%Y-%m-%d})")
    if step == "change":
        days = sorted({first, *changes[(changes >= first) & (changes <= last)]})
    else:
        stride = {
            "day": pd.DateOffset(days=1),
            "week": pd.DateOffset(weeks=1),
            "month": pd.DateOffset(months=1),
        }
        days = list(pd.date_range(first, last, freq=stride[step]))
        days += [last] if days[-1] < last else []
    if len(days) > MOST_FRAMES:
        raise InputError(
            f"{len(days)} frames are more than {MOST_FRAMES}; take a longer step or a shorter span"
        )
    return days


def _pictures(figure: Figure, axis: Any, sheet: Sheet, layers: dict[Any, GeoDataFrame]) -> Iterator[Any]:
    """One picture (height, width, 3) a day: only the map is drawn anew, title and legend once."""
    import numpy as np

    figure.set_dpi(100)
    canvas: Any = figure.canvas
    axis.set_visible(False)
    canvas.draw()
    empty = canvas.copy_from_bbox(figure.bbox)
    axis.set_visible(True)
    for day, shown in layers.items():
        artists = sheet.control(axis, shown)
        axis.set_title(words(day), fontsize=9, loc="left", color=INK, pad=4)
        canvas.restore_region(empty)
        axis.draw(canvas.get_renderer())
        yield np.asarray(canvas.buffer_rgba())[..., :3].copy()
        for artist in artists:
            artist.remove()


def _gif(pictures: Iterator[Any], part: Path, fps: float) -> None:
    try:
        from PIL import Image
    except ImportError as error:
        raise MissingExtra("a .gif needs Pillow: pip install 'geomapper[plot]'") from error

    images = [Image.fromarray(picture) for picture in pictures]
    # one palette, made from a few frames, keeps colours steady; the last frame stays for two seconds
    few = images[:: max(1, len(images) // 6)]
    strip = Image.new("RGB", (few[0].width, few[0].height * len(few)))
    for i, image in enumerate(few):
        strip.paste(image, (0, i * image.height))
    palette = strip.quantize(128)
    frames = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images]
    each = round(1000 / fps)
    frames[0].save(
        part, format="GIF", save_all=True, append_images=frames[1:], loop=0,
        duration=[each] * (len(frames) - 1) + [2000],
    )  # fmt: skip


def _mp4(pictures: Iterator[Any], part: Path, fps: float) -> None:
    import subprocess

    first = next(pictures)
    height, width = first.shape[0] // 2 * 2, first.shape[1] // 2 * 2  # the codec wants even sides
    command = [
        "ffmpeg", "-y", "-loglevel", "error",
        "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}",
        "-r", str(fps), "-i", "-", "-an", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-f", "mp4", str(part),
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for picture in (first, *pictures):
            encoder.stdin.write(picture[:height, :width].tobytes())
        _, said = encoder.communicate()
    if encoder.returncode:
        raise MissingExtra(f"ffmpeg could not write the film: {said.decode(errors='replace').strip()}")
