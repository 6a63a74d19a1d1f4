"""The commands that draw for print and film."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from geomapper.cli.shared import (
    Anything,
    Areas,
    AreasOption,
    Gazetteer,
    Online,
    Published,
    Reach,
    Scheduler,
    Theatre,
    Title,
    Workers,
    date_option,
    day,
    options,
    output,
    output_file,
    problem,
    progress,
)


class Step(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    CHANGE = "change"


def plot(
    source: Anything,
    dates: Annotated[list[date], typer.Argument(parser=day, metavar="DATE...", help="One map for each.")],
    target: Annotated[Path, output_file(".png", ".svg", ".pdf")] = Path("map.png"),
    title: Title = None,
    areas: AreasOption = Areas.CELLS,
    reach: Reach = None,
    theatre: Theatre = "syria",
    gazetteer: Gazetteer = None,
    online: Online = None,
    published: Published = None,
    workers: Workers = 1,
    scheduler: Scheduler = "processes",
) -> None:
    """A printed map of a date, or small multiples of several: .png, .svg or .pdf."""
    from geomapper.inputs import read_control_from
    from geomapper.plot import plot as run

    chosen = options(theatre, gazetteer, published, workers, scheduler, online)
    with progress("stories") as (on_story, on_step):
        table, _ = read_control_from(source, chosen, on_problem=problem, on_story=on_story)
        on_step("drawing")
        with output(target, ".png") as path:
            run(table, dates, path, theatre, areas.value, reach, title=title)


def animate(
    source: Anything,
    target: Annotated[Path, output_file(".gif", ".mp4")] = Path("map.gif"),
    first: Annotated[date | None, date_option("First day.", "--from")] = None,
    last: Annotated[date | None, date_option("Last day.", "--to")] = None,
    step: Annotated[Step, typer.Option(help="One frame for each.")] = Step.WEEK,
    title: Title = None,
    areas: AreasOption = Areas.CELLS,
    reach: Reach = None,
    theatre: Theatre = "syria",
    gazetteer: Gazetteer = None,
    online: Online = None,
    published: Published = None,
    workers: Workers = 1,
    scheduler: Scheduler = "processes",
) -> None:
    """A film through the dates: .gif, or .mp4 where ffmpeg is installed."""
    from geomapper.inputs import read_control_from
    from geomapper.plot import animate as run

    chosen = options(theatre, gazetteer, published, workers, scheduler, online)
    with progress("stories") as (on_story, on_step):
        table, _ = read_control_from(source, chosen, on_problem=problem, on_story=on_story)
        on_step("drawing")
        with output(target, ".gif") as path:
            run(table, path, first, last, step.value, theatre, areas.value, reach, title=title)


COMMANDS: dict[str, Callable[..., None]] = {"plot": plot, "animate": animate}
