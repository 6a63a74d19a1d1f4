"""What the commands share: options, progress, problems, and outputs that are written whole."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import pandas as pd

    from geomapper.inputs import Options

STYLE: dict[str, Any] = {
    "no_args_is_help": True,
    "add_completion": False,
    "pretty_exceptions_enable": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
    "rich_markup_mode": None,
}


class Areas(StrEnum):
    CELLS = "cells"
    ADMIN = "admin"
    POINTS = "points"


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day: write it as 2016-02-25") from None


def _suffix(*allowed: str) -> Callable[[Path], Path]:
    """A check of an output's name before the work begins; "-" is standard output."""

    def check(path: Path) -> Path:
        if str(path) != "-" and path.suffix.lower() not in allowed:
            raise typer.BadParameter(f"{path.name!r} must end in {' or '.join(allowed)}")
        return path

    return check


def output_file(*allowed: str) -> Any:
    return typer.Option(
        "-o", "--output", metavar="FILE", callback=_suffix(*allowed), help=f"{' '.join(allowed)}, or -."
    )


def date_option(text: str, *names: str) -> Any:
    return typer.Option(*names, parser=day, metavar="DATE", help=text)


EVENT_FILES = (".csv", ".jsonl", ".parquet", ".geojson")
CONTROL_FILES = (".geojson", ".gpkg", ".parquet", ".fgb", ".kml", ".csv")

Theatre = Annotated[str, typer.Option(metavar="NAME|FILE", help="A bundled theatre, or a TOML file.")]
Gazetteer = Annotated[
    list[Path] | None, typer.Option(metavar="FILE", help="More places for this run: GeoNames, OCHA, CSV.")
]
Online = Annotated[str | None, typer.Option(metavar="nominatim", help="Ask it for places not found here.")]
Published = Annotated[date | None, date_option("Date of stories that carry none.")]
Workers = Annotated[int, typer.Option(min=1, metavar="N", help="Processes that read stories.")]
Scheduler = Annotated[str, typer.Option(metavar="NAME", help="processes, dask, or tcp://host:8786.")]
Baseline = Annotated[Path | None, typer.Option(metavar="FILE", help="Who held what at the start.")]
KnownOn = Annotated[date | None, date_option("Only what was published by then.")]
On = Annotated[date | None, date_option("The day to show.")]
Reach = Annotated[float | None, typer.Option(min=0.1, metavar="KM", help="How far a report colours.")]
AreasOption = Annotated[Areas, typer.Option(help="How land is coloured.")]
Basemap = Annotated[str, typer.Option(metavar="NAME", help="bundled, none, or an xyzservices name.")]
Title = Annotated[str | None, typer.Option(metavar="TEXT", help="A heading of your own.")]
Folder = Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="For the results.")]
EventsFile = Annotated[Path, output_file(*EVENT_FILES)]
ControlFile = Annotated[Path, output_file(*CONTROL_FILES)]
CsvFile = Annotated[Path, output_file(".csv")]
HtmlFile = Annotated[Path, output_file(".html")]
Stories = Annotated[Path, typer.Argument(metavar="INPUT", help="A file, a folder, or - for standard input.")]
Tables = Annotated[Path, typer.Argument(metavar="EVENTS|INPUT", help="An event table, or stories.")]
Anything = Annotated[
    Path, typer.Argument(metavar="EVENTS|CONTROL|INPUT", help="An event or control table, or stories.")
]


def options(
    theatre: str,
    gazetteer: list[Path] | None,
    published: date | None = None,
    workers: int = 1,
    scheduler: str = "processes",
    online: str | None = None,
) -> Options:
    from geomapper.inputs import Options

    files = tuple(str(path) for path in gazetteer or ())
    return Options(theatre, files, published, workers, scheduler, online or "")


def problem(text: str) -> None:
    print(f"geomapper: {text}", file=sys.stderr)


@contextmanager
def progress(label: str) -> Iterator[tuple[Callable[[], None], Callable[[str], None]]]:
    """Functions to count a story and to name a step: shown on a terminal, silent in a pipe."""
    if not sys.stderr.isatty():
        yield (lambda: None), (lambda name: None)
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description} {task.completed:,}"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield (lambda: bar.advance(task)), (lambda name: bar.update(task, description=name))


@contextmanager
def output(path: Path, suffix: str) -> Iterator[Path]:
    """The path to write to; for "-" a temporary one, which goes to standard output when it is whole."""
    if str(path) != "-":
        yield path
        return
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / f"output{suffix}"
        yield part
        sys.stdout.buffer.write(part.read_bytes())
        sys.stdout.buffer.flush()


def write_table(table: pd.DataFrame, path: Path) -> None:
    from geomapper.events_table import escape_formula, whole_file

    safe = table.map(lambda x: escape_formula(x) if isinstance(x, str) else x)
    with output(path, ".csv") as target, whole_file(target) as part:
        safe.to_csv(part, index=False, lineterminator="\n")
