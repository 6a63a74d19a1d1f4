"""What the commands take: stories, an event table, a control table, or a table of ACLED or UCDP."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomapper.articles import OnProblem, iter_articles
from geomapper.errors import InputError
from geomapper.language import is_english
from geomapper.model import Article, LocatedEvent
from geomapper.theatre import load as load_theatre

if TYPE_CHECKING:
    import geopandas as gpd

_EVENTS, _CONTROL = {"change", "actor", "date_start", "date_end"}, {"side", "state", "start", "end"}
_ACLED, _UCDP = {"event_date", "sub_event_type", "actor1"}, {"where_prec", "date_prec", "side_a"}
_HEAD = 1 << 20  # bytes in which the header of a table is looked for


@dataclass(frozen=True, slots=True)
class Options:
    """How stories are read; the same for every command."""

    theatre: str = "syria"
    gazetteer: tuple[str, ...] = ()  # extra place files for this run
    published: date | None = None  # of stories that carry no date
    workers: int = 1
    scheduler: str = "processes"
    online: str = ""  # a service to ask for places that the gazetteer lacks: "nominatim"


DEFAULTS = Options()


@dataclass(frozen=True, slots=True)
class Events:
    """Located events, and what is known of the stories that they come from (their texts left out)."""

    located: tuple[LocatedEvent, ...]
    stories: tuple[Article, ...] = ()
    problems: tuple[str, ...] = ()  # one sentence for each thing that could not be read


def kind_of(path: str | Path) -> str:
    """What a file holds by its columns: events, control, acled, ucdp, or else stories."""
    source = Path(path)
    if not source.is_file():
        return "stories"
    if source.suffix.lower() in {".gpkg", ".fgb", ".kml"}:
        return "control"
    columns = _columns(source)
    for kind, needed in (("events", _EVENTS), ("control", _CONTROL), ("acled", _ACLED), ("ucdp", _UCDP)):
        if needed <= columns:
            return kind
    return "stories"


def read_events_from(
    path: str | Path,
    options: Options = DEFAULTS,
    *,
    on_problem: OnProblem | None = None,
    on_story: Callable[[], None] | None = None,
) -> Events:
    """The located events of an event table, a table of ACLED or UCDP, or stories that are read for it.

    `on_story` is called after each story. Raises InputError where nothing can be read, or where the input is
    a control table, from which events cannot be had.
    """
    kind = kind_of(path)
    if kind == "control":
        raise InputError(f"{path} is a control table; events are in the table that it was made from")
    if kind == "events":
        from geomapper.events_table import read_events

        return Events(tuple(read_events(path)))
    problems: list[str] = []

    def note(problem: str) -> None:
        problems.append(problem)
        if on_problem:
            on_problem(problem)

    if kind in {"acled", "ucdp"}:
        from geomapper import imports

        read = imports.read_acled if kind == "acled" else imports.read_ucdp
        return Events(tuple(read(path, load_theatre(options.theatre), on_problem=note)), (), tuple(problems))
    return _read_stories(path, options, problems, note, on_story)


def _in_english(articles: Iterable[Article], note: OnProblem) -> Iterator[Article]:
    """The stories that can be read; each of the others is named."""
    for article in articles:
        if is_english(article.text):
            yield article
        else:
            note(f"{article.article_id}: not in English, which is all that geomapper reads; skipped")


def _read_stories(
    path: str | Path, options: Options, problems: Sequence[str], note: OnProblem, on_story: Any
) -> Events:
    from geomapper.corpus import read_corpus

    theatre = load_theatre(options.theatre)
    every = iter_articles(path, published=options.published, theatre=theatre, on_problem=note)
    articles = _in_english(every, note)
    stories, located = [], []
    for article, events in read_corpus(
        articles,
        theatre=options.theatre,
        gazetteer=options.gazetteer,
        workers=options.workers,
        scheduler=options.scheduler,
    ):
        stories.append(replace(article, text=""))
        located.extend(events)
        if on_story:
            on_story()
    if not stories:
        reason = f": {problems[0]}" if len(problems) == 1 else ""
        raise InputError(f"no story could be read from {path}{reason}")
    if options.online:
        from geomapper.geocode.geopy_geocoder import Online, fill_online

        located = fill_online(located, Online(theatre, options.online))
    return Events(tuple(located), tuple(stories), tuple(problems))


def read_control_from(
    path: str | Path,
    options: Options = DEFAULTS,
    *,
    baseline: str | Path | None = None,
    known_on: date | None = None,
    on_problem: OnProblem | None = None,
    on_story: Callable[[], None] | None = None,
) -> tuple[gpd.GeoDataFrame, Events]:
    """The control table of a control file, an event table or stories, with the events that it rests on."""
    from geomapper.control import control

    if kind_of(path) == "control":
        from geomapper.export import read_control

        if baseline or known_on:
            raise InputError(f"{path} is folded already: --baseline and --known-on need events or stories")
        table = read_control(path)
        table.attrs["theatre"] = options.theatre
        return table, Events(())
    events = read_events_from(path, options, on_problem=on_problem, on_story=on_story)
    theatre = load_theatre(options.theatre)
    return control(events.located, theatre, baseline=baseline, known_on=known_on), events


def _columns(source: Path) -> set[str]:
    """Names of the columns of a table, or of the properties of a GeoJSON file; empty where it is neither."""
    suffix = source.suffix.lower()
    try:
        if suffix == ".parquet":
            import pyarrow.parquet as pq

            return set(pq.read_schema(source).names)
        with source.open("rb") as file:
            head = file.read(_HEAD).decode("utf-8-sig", errors="replace")
        if suffix == ".csv":
            return {name.strip() for name in next(csv.reader(head.splitlines()[:1]), [])}
        if suffix == ".jsonl":
            return set(json.loads(head.splitlines()[0]))
        if suffix in {".geojson", ".json"}:
            features = json.loads(source.read_text(encoding="utf-8")).get("features", [])
            return set(features[0]["properties"]) if features else set()
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError):
        pass  # not a table: the reader of stories says what is wrong with it
    except Exception as error:  # pyarrow has errors of its own
        if type(error).__module__.split(".")[0] != "pyarrow":
            raise
    return set()
