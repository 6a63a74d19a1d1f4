"""The line from stories to the map, in four commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geomapper.cli.shared import (
    Anything,
    Areas,
    AreasOption,
    Baseline,
    Basemap,
    ControlFile,
    EventsFile,
    Gazetteer,
    HtmlFile,
    KnownOn,
    On,
    Online,
    Published,
    Reach,
    Scheduler,
    Stories,
    Tables,
    Theatre,
    Title,
    Workers,
    options,
    output,
    problem,
    progress,
)

if TYPE_CHECKING:
    from geomapper.inputs import Options


def build(
    source: Annotated[Path | None, typer.Argument(metavar="INPUT", help="Without it, the samples.")] = None,
    folder: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="A folder for the results.")
    ] = Path("output"),
    areas: AreasOption = Areas.CELLS,
    reach: Reach = None,
    basemap: Basemap = "bundled",
    baseline: Baseline = None,
    known_on: KnownOn = None,
    theatre: Theatre = "syria",
    gazetteer: Gazetteer = None,
    online: Online = None,
    published: Published = None,
    workers: Workers = 1,
    scheduler: Scheduler = "processes",
) -> None:
    """Everything at once: events.csv, control.geojson, control.gpkg, map.html and report.md."""
    from geomapper.build import build as run
    from geomapper.errors import InputError

    chosen = options(theatre, gazetteer, published, workers, scheduler, online)
    with progress("stories") as (on_story, on_step):
        built = run(
            source,
            folder,
            chosen,
            areas=areas.value,
            reach_km=reach,
            basemap=basemap,
            baseline=baseline,
            known_on=known_on,
            on_problem=problem,
            on_story=on_story,
            on_step=on_step,
        )
    if built.hint:
        problem(built.hint)
    stories, spells = len(built.events.stories), len(built.control)
    print(f"{stories} stories, {len(built.events.located)} events, {spells} spells of control")
    if built.map is None:
        raise InputError(f"nothing to map: no event has both a date and a place; see {folder / 'report.md'}")
    print(f"map: {built.map.resolve()}")


def events(
    source: Stories,
    file: EventsFile = Path("-"),
    explain: Annotated[bool, typer.Option(help="Say for each sentence why it counts or not.")] = False,
    theatre: Theatre = "syria",
    gazetteer: Gazetteer = None,
    online: Online = None,
    published: Published = None,
    workers: Workers = 1,
    scheduler: Scheduler = "processes",
) -> None:
    """The table of events that stories report: .csv, .jsonl, .parquet, .geojson; ACLED's as .acled.csv."""
    from geomapper.events_table import write_events
    from geomapper.inputs import read_events_from
    from geomapper.report import pack_hint
    from geomapper.theatre import load

    chosen = options(theatre, gazetteer, published, workers, scheduler, online)
    if explain:
        _explain(source, chosen)
        return
    with progress("stories") as (on_story, _):
        found = read_events_from(source, chosen, on_problem=problem, on_story=on_story)
    if file.name.lower().endswith(".acled.csv"):
        from geomapper.imports import write_acled

        write_acled(found.located, file, load(theatre))
    else:
        with output(file, ".csv") as target:
            write_events(found.located, target)
    hint = pack_hint(found.located, load(theatre))
    if hint:
        problem(hint)


def _explain(source: Path, chosen: Options) -> None:
    from geomapper.articles import read_articles
    from geomapper.events import explain
    from geomapper.gazetteer import load as load_places
    from geomapper.theatre import load

    war = load(chosen.theatre)
    places = load_places(*map(Path, chosen.gazetteer), theatre=war)
    for article in read_articles(source, published=chosen.published, theatre=war, on_problem=problem):
        print(f"{article.article_id}, published {article.published or 'unknown'} ({article.published_by})")
        for line in explain(article, places, war):
            print(line)


def control(
    source: Tables,
    file: ControlFile = Path("-"),
    on: On = None,
    areas: AreasOption = Areas.POINTS,
    reach: Reach = None,
    baseline: Baseline = None,
    known_on: KnownOn = None,
    theatre: Theatre = "syria",
    gazetteer: Gazetteer = None,
    online: Online = None,
    published: Published = None,
    workers: Workers = 1,
    scheduler: Scheduler = "processes",
) -> None:
    """Who held which place from when to when: .geojson, .gpkg, .parquet, .fgb, .kml or .csv."""
    from geomapper.control import on as in_force
    from geomapper.export import write_control
    from geomapper.inputs import read_control_from

    chosen = options(theatre, gazetteer, published, workers, scheduler, online)
    with progress("stories") as (on_story, _):
        table, _ = read_control_from(
            source, chosen, baseline=baseline, known_on=known_on, on_problem=problem, on_story=on_story
        )
    if on:
        table = in_force(table, on)
    if areas is not Areas.POINTS:
        from geomapper.areas import areas as areas_of

        table = areas_of(table, method=areas.value, reach_km=reach, theatre=theatre)
    with output(file, ".geojson") as target:
        write_control(table, target)


def map_(
    source: Anything,
    file: HtmlFile = Path("map.html"),
    areas: AreasOption = Areas.CELLS,
    reach: Reach = None,
    basemap: Basemap = "bundled",
    on: On = None,
    title: Title = None,
    baseline: Baseline = None,
    known_on: KnownOn = None,
    theatre: Theatre = "syria",
    gazetteer: Gazetteer = None,
    online: Online = None,
    published: Published = None,
    workers: Workers = 1,
    scheduler: Scheduler = "processes",
) -> None:
    """One HTML file with the map and its time slider, which needs no network."""
    from geomapper.inputs import read_control_from
    from geomapper.map import control_map, save_map

    chosen = options(theatre, gazetteer, published, workers, scheduler, online)
    with progress("stories") as (on_story, on_step):
        table, found = read_control_from(
            source, chosen, baseline=baseline, known_on=known_on, on_problem=problem, on_story=on_story
        )
        on_step("drawing the map")
        made = control_map(table, found.located, theatre, areas.value, reach, basemap, title=title, on=on)
        with output(file, ".html") as target:
            save_map(made, target)
    if str(file) != "-":
        print(f"map: {file.resolve()}")


COMMANDS: dict[str, Callable[..., None]] = {"build": build, "events": events, "control": control, "map": map_}
