"""Everything at once: stories in, and out come the events, the control table, the map and a report."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomapper.articles import OnProblem
from geomapper.errors import OutputError
from geomapper.inputs import DEFAULTS, Events, Options, read_control_from
from geomapper.model import Article, Event
from geomapper.theatre import Theatre
from geomapper.theatre import load as load_theatre

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

OUTPUTS = ("events.csv", "control.geojson", "control.gpkg", "map.html", "report.md")


@dataclass(frozen=True)
class Built:
    """What `build` made: the tables in memory, and where its files are."""

    folder: Path
    events: Events
    control: gpd.GeoDataFrame
    theatre: Theatre

    @property
    def map(self) -> Path | None:
        """The map's file; None where no event had both a date and a place."""
        return None if self.control.empty else self.folder / "map.html"

    @property
    def hint(self) -> str:
        """One line on names that stayed unplaced; empty where there are none."""
        from geomapper.report import pack_hint

        return pack_hint(self.events.located, self.theatre)


def build(
    path: str | Path | None = None,
    output: str | Path = "output",
    options: Options = DEFAULTS,
    *,
    areas: str = "cells",
    reach_km: float | None = None,
    basemap: str = "bundled",
    baseline: str | Path | None = None,
    known_on: date | None = None,
    on_problem: OnProblem | None = None,
    on_story: Callable[[], None] | None = None,
    on_step: Callable[[str], None] | None = None,
) -> Built:
    """Reads stories (the bundled ones where `path` is None) and writes `OUTPUTS` into the folder `output`.

    The files appear together once all are written; without a single event that has a date and a place there
    is no map. Stories and files that cannot be read are told to `on_problem`, and the rest is done. Raises
    InputError where no story can be read, OutputError where the folder cannot be written. The same input
    in any order of files gives the same files, byte for byte.
    """
    step = on_step or (lambda name: None)
    step("reading stories")
    table, events = read_control_from(
        path or samples_folder(),
        options,
        baseline=baseline,
        known_on=known_on,
        on_problem=on_problem,
        on_story=on_story,
    )
    events = _in_order(events)
    theatre = load_theatre(options.theatre)
    with _together(Path(output)) as part:
        _write(part, table, events, theatre, step, areas=areas, reach_km=reach_km, basemap=basemap)
    return Built(Path(output), events, table, theatre)


def _in_order(events: Events) -> Events:
    """The same, by date of publication and name, whatever the order in which the stories lay."""
    return Events(
        tuple(sorted(events.located, key=lambda x: (_told(x.event), x.event.char_start, x.event.event_id))),
        tuple(sorted(events.stories, key=_told)),
        tuple(sorted(events.problems)),
    )


def _told(of: Event | Article) -> tuple[date, str]:
    return of.published or date.max, of.article_id


def samples_folder() -> Path:
    """The folder of the bundled sample stories, with their manifest.csv."""
    return Path(__file__).parent / "samples"


def write_samples(folder: str | Path) -> list[Path]:
    """Writes the bundled sample stories and their manifest into a folder; gives the files written.

    A file that is there already with another content is not touched: then OutputError names it.
    """
    target = Path(folder)
    files = sorted(p for p in samples_folder().iterdir() if p.suffix in {".txt", ".csv"})
    for file in files:
        there = target / file.name
        if there.exists() and there.read_bytes() != file.read_bytes():
            raise OutputError(f"{there} is there already and is another file; choose an empty folder")
    try:
        target.mkdir(parents=True, exist_ok=True)
        return [Path(shutil.copyfile(file, target / file.name)) for file in files]
    except OSError as error:
        raise OutputError(f"cannot write samples to {target}: {error.strerror or error}") from error


def _write(
    part: Path,
    table: gpd.GeoDataFrame,
    events: Events,
    theatre: Theatre,
    step: Callable[[str], None],
    **drawing: Any,
) -> None:
    from geomapper.areas import areas as areas_of
    from geomapper.events_table import write_events
    from geomapper.export import write_control, write_layers
    from geomapper.map import control_map, save_map
    from geomapper.report import report

    step("writing tables")
    write_events(events.located, part / "events.csv")
    write_control(table, part / "control.geojson")
    land = areas_of(table, method=drawing["areas"], reach_km=drawing["reach_km"], theatre=theatre)
    write_layers({"control": table, "areas": land}, part / "control.gpkg")
    (part / "report.md").write_text(report(events, table, theatre), encoding="utf-8")
    if table.empty:
        return
    step("drawing the map")
    save_map(control_map(table, events.located, theatre, **drawing), part / "map.html")


@contextmanager
def _together(folder: Path) -> Iterator[Path]:
    """A folder to write into, whose files are moved to `folder` once all are there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=".geomapper-", dir=folder))
    except OSError as error:
        raise OutputError(f"cannot write into {folder}: {error.strerror or error}") from error
    try:
        yield part
        for name in OUTPUTS:
            if (part / name).exists():
                (part / name).replace(folder / name)
            else:
                (folder / name).unlink(
                    missing_ok=True
                )  # an older map would show what these stories do not say
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(f"cannot write into {folder}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
