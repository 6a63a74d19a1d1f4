"""The commands beside the line: names, packs, changes, checks, samples, theatres."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geomapper.cli.shared import (
    Anything,
    Baseline,
    CsvFile,
    Gazetteer,
    KnownOn,
    Online,
    Published,
    Reach,
    Scheduler,
    Theatre,
    Title,
    Workers,
    day,
    options,
    output,
    problem,
    progress,
    write_table,
)

if TYPE_CHECKING:
    import pandas as pd

    from geomapper.theatre import Theatre as War

Day = Annotated[date, typer.Argument(parser=day, metavar="DATE")]


def geocode(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME...", help="Names of places.")] = None,
    file: Annotated[Path | None, typer.Option(metavar="FILE", help="A table with a column name.")] = None,
    target: CsvFile = Path("-"),
    theatre: Theatre = "syria",
    gazetteer: Gazetteer = None,
    online: Online = None,
) -> None:
    """Coordinates for names; a table may add columns admin1, country, context, near_lat and near_lon."""
    import pandas as pd

    from geomapper.errors import InputError
    from geomapper.gazetteer import load as load_places
    from geomapper.geocode import geocode_table
    from geomapper.theatre import load

    if bool(names) == bool(file):
        raise typer.BadParameter("give names, or --file with a table of them")
    if file:
        try:
            source = sys.stdin if str(file) == "-" else file
            table = pd.read_csv(source, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            raise InputError(f"{file} cannot be read as a CSV table: {error}") from error
    else:
        table = pd.DataFrame({"name": names or []})
    war = load(theatre)
    found = geocode_table(table, load_places(*(gazetteer or ()), theatre=war), war)
    if online:
        found = _asked(found, table, war, online)
    write_table(found, target)


def _asked(found: pd.DataFrame, table: pd.DataFrame, war: War, service: str) -> pd.DataFrame:
    """The rows that were not found, with what an online service answers."""
    import pandas as pd

    from geomapper.geocode.geopy_geocoder import Online as Service

    asked, rows = Service(war, service), found.to_dict("records")
    for number, row in enumerate(rows):
        if row["place_name"]:
            continue
        admin1 = str(table["admin1"].iloc[number]) if "admin1" in table else ""
        place = asked.find(str(row["name"]), admin1)
        if place:
            row |= {"place_name": place.name, "score": 0.4, "n_candidates": 1}
            row |= {k: getattr(place, k) for k in ("place_id", "latitude", "longitude", "admin1")}
            row |= {"country": place.country, "feature": place.feature}
    return pd.DataFrame(rows, columns=found.columns)


def compare(
    source: Anything,
    first: Day,
    second: Day,
    target: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="The changes as .csv, or -.")
    ] = None,
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
    """What changed hands between two days, on whose word, and what each side gained and lost."""
    from geomapper.compare import compare as run
    from geomapper.inputs import read_control_from

    chosen = options(theatre, gazetteer, published, workers, scheduler, online)
    with progress("stories") as (on_story, _):
        table, _ = read_control_from(
            source, chosen, baseline=baseline, known_on=known_on, on_problem=problem, on_story=on_story
        )
    made = run(table, first, second, reach_km=reach, theatre=theatre)
    if target:
        write_table(made.changes, target)
    else:
        print(made)


def audit(
    source: Anything,
    target: CsvFile = Path("-"),
    theatre: Theatre = "syria",
    gazetteer: Gazetteer = None,
    online: Online = None,
    published: Published = None,
    workers: Workers = 1,
    scheduler: Scheduler = "processes",
) -> None:
    """What to check by hand: unplaced names, single sources, stale places, impossible sequences."""
    from geomapper.audit import audit as run
    from geomapper.inputs import kind_of, read_control_from, read_events_from
    from geomapper.theatre import load

    chosen = options(theatre, gazetteer, published, workers, scheduler, online)
    war = load(theatre)
    if kind_of(source) == "control":
        findings = run(read_control_from(source, chosen)[0], war)
    else:
        with progress("stories") as (on_story, _):
            found = read_events_from(source, chosen, on_problem=problem, on_story=on_story)
        findings = run(found.located, war)
    write_table(findings, target)


def evaluate(
    labels: Annotated[Path, typer.Option(metavar="FILE", help="Labels as .jsonl.")],
    events: Annotated[Path, typer.Option(metavar="FILE", help="An event table.")],
    docs: Annotated[Path | None, typer.Option(metavar="FILE", help="A document a line: these alone.")] = None,
    manifest: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Its documents alone, by whether they have a date.")
    ] = None,
    target: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="The scores as .csv, or -.")
    ] = None,
) -> None:
    """How well events match labels: precision, recall and F1, with 95 % intervals, by kind of document."""
    from geomapper.errors import InputError
    from geomapper.evaluate import evaluate as run
    from geomapper.evaluate import kinds_of

    kinds = kinds_of(manifest) if manifest else None
    try:
        listed = docs.read_text(encoding="utf-8").split("\n") if docs else kinds
    except (OSError, ValueError) as error:
        raise InputError(f"documents {docs} cannot be read: {error}") from error
    made = run(labels, events, listed, (lambda doc: kinds.get(doc, "")) if kinds else None)
    if target:
        write_table(made.scores, target)
    else:
        print(made)


def feed(
    source: Anything,
    target: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help=".json or .xml, or -.")
    ] = Path("-"),
    title: Title = None,
    newest: Annotated[int, typer.Option(min=1, metavar="N", help="How many changes.")] = 200,
    theatre: Theatre = "syria",
    gazetteer: Gazetteer = None,
    online: Online = None,
    published: Published = None,
    workers: Workers = 1,
    scheduler: Scheduler = "processes",
) -> None:
    """The newest changes as a JSON Feed, or as Atom where the file ends in .xml or .atom."""
    import json

    from geomapper.events_table import whole_file
    from geomapper.feed import atom
    from geomapper.feed import feed as run
    from geomapper.inputs import read_control_from

    chosen = options(theatre, gazetteer, published, workers, scheduler, online)
    with progress("stories") as (on_story, _):
        table, _ = read_control_from(source, chosen, on_problem=problem, on_story=on_story)
    if target.suffix.lower() in {".xml", ".atom"}:
        text = atom(table, title or "", newest)
    else:
        text = json.dumps(run(table, title or "", newest), ensure_ascii=False, indent=1) + "\n"
    with output(target, ".json") as path, whole_file(path) as part:
        part.write_text(text, encoding="utf-8")


def sample(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")]) -> None:
    """Write the bundled sample stories, with their manifest.csv."""
    from geomapper.build import write_samples

    files = write_samples(folder)
    print(f"{len(files) - 1} stories and manifest.csv in {folder}")


def gazetteer_add(
    source: Annotated[str, typer.Argument(metavar="FILE|COUNTRY", help="A table, or a code such as SY.")],
) -> None:
    """Add places: a GeoNames dump, an OCHA table, or a country code, which fetches the dump."""
    from geomapper.gazetteer import packs

    pack = packs.add(source)
    print(f"{pack.name}: {pack.n_places:,} places in {pack.path}")


def gazetteer_list() -> None:
    """The packs that are there."""
    from geomapper.gazetteer import packs

    there = packs.list_packs()
    for pack in there:
        size = f"{pack.n_places:,} places" if pack.n_places >= 0 else "cannot be read: add it again"
        print(f"{pack.name}: {size} in {pack.path}")
    if not there:
        print("no packs beside the bundled table; `geomapper gazetteer add SY` adds Syria from GeoNames")


def gazetteer_remove(name: Annotated[str, typer.Argument(help="As `gazetteer list` shows it.")]) -> None:
    """Remove a pack."""
    from geomapper.gazetteer import packs

    packs.remove(name)
    print(f"{name} removed")


def theatre_list() -> None:
    """The bundled theatres."""
    from geomapper import theatre

    for name in theatre.names():
        war = theatre.load(name)
        print(f"{name}: {war.name}, {len(war.sides)} sides, since {war.start}")


def theatre_show(name: Annotated[str, typer.Argument(help="A bundled theatre, or a TOML file.")]) -> None:
    """Sides, their colours and names, and whom the sources speak for."""
    from geomapper import theatre

    war = theatre.load(name)
    until = f" to {war.end}" if war.end else ""
    print(f"{war.name}: {', '.join(war.countries)}, from {war.start}{until}, reach {war.reach_km:g} km")
    for side in war.sides:
        print(f"{side.id}  {side.colour}  {side.name}: {', '.join(side.names[:6])}, …")
    for speaker in war.speakers:
        print(f"{speaker.name} ({speaker.kind}) speaks for {speaker.side or 'nobody'}")


COMMANDS: dict[str, Callable[..., None]] = {
    "geocode": geocode,
    "compare": compare,
    "audit": audit,
    "evaluate": evaluate,
    "feed": feed,
    "sample": sample,
}
GROUPS: dict[str, tuple[str, dict[str, Callable[..., None]]]] = {
    "gazetteer": (
        "Add, list and remove packs of places.",
        {"add": gazetteer_add, "list": gazetteer_list, "remove": gazetteer_remove},
    ),
    "theatre": ("Show the wars that are bundled.", {"list": theatre_list, "show": theatre_show}),
}
