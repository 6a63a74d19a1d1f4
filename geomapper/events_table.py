"""The event table: located events ↔ rows with `model.EVENT_COLUMNS`, in the formats that people use.

CSV cells that a spreadsheet would run as a formula are written with an apostrophe before them, which
reading takes off again. A file appears whole or not at all.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomapper.control.reports import is_itself
from geomapper.errors import InputError, OutputError
from geomapper.model import (
    EVENT_COLUMNS,
    Change,
    Event,
    LocatedEvent,
    Modality,
    Place,
    PlaceRef,
    Precision,
    When,
)

if TYPE_CHECKING:
    import pandas as pd

SUFFIXES = (".csv", ".jsonl", ".parquet", ".geojson")

JOIN = "; "
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets take for the start of a formula
_NUMBERS = ("latitude", "longitude", "radius_km", "geo_score", "share")
_COUNTS = ("n_places", "geo_precision", "char_start", "char_end")
_NEEDED = ("change", "actor", "date_start", "date_end")


def events_frame(located: Iterable[LocatedEvent]) -> pd.DataFrame:
    """The event table: one row an event with `EVENT_COLUMNS`, in the order given.

    Days are ISO 8601 text and unknown is an empty text or a missing number, as every format can hold them.
    """
    import pandas as pd

    rows = [_row(x) for x in located]
    table = pd.DataFrame(rows, columns=list(EVENT_COLUMNS))
    for name in _NUMBERS:
        table[name] = pd.to_numeric(table[name]).astype("float64")
    for name in _COUNTS:
        table[name] = pd.to_numeric(table[name]).astype("Int64")
    rest = [c for c in EVENT_COLUMNS if c not in _NUMBERS + _COUNTS]
    return table.astype(dict.fromkeys(rest, "str"))


def _row(x: LocatedEvent) -> tuple[Any, ...]:
    e, place, when = x.event, x.place, x.event.when
    latitude = x.latitude if x.latitude is not None else place.latitude if place else None
    longitude = x.longitude if x.longitude is not None else place.longitude if place else None
    # A name that is only known to lie near or in a place is not that place: the place goes under `near`.
    beside = place is not None and bool(e.ref.name) and not is_itself(x)
    near = e.ref.near or (place.name if place and beside else "")
    return (
        e.event_id, e.article_id, e.title, e.source, _iso(e.published), e.url,
        e.change.value, e.ref.name, e.ref.n_places, near,
        place.name if place and not beside else "", place.place_id if place else "",
        place.feature if place else e.ref.kind, place.admin1 if place else e.ref.admin,
        place.country if place else "",
        latitude, longitude, x.radius_km, x.geo_precision, x.geo_score,
        e.actor, e.from_actor, e.actor_text, e.from_actor_text, e.extent, e.share,
        _iso(when.start), _iso(when.end), when.precision.value, when.text,
        e.modality.value, JOIN.join(e.claimed_by), JOIN.join(e.claimed_by_side),
        e.sentence, e.char_start, e.char_end, e.trigger,
    )  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def write_events(located: Iterable[LocatedEvent], path: str | Path) -> None:
    """Writes the event table as .csv, .jsonl, .parquet or .geojson, by suffix, whole or not at all.

    GeoJSON holds every event; those without a place have a null geometry. Raises OutputError where the
    suffix is none of these or the file cannot be written.
    """
    target = Path(path)
    writers: Mapping[str, Callable[[pd.DataFrame, Path], None]] = {
        ".csv": _write_csv,
        ".jsonl": _write_jsonl,
        ".parquet": lambda table, part: table.to_parquet(part, index=False),
        ".geojson": _write_geojson,
    }
    writer = writers.get(target.suffix.lower())
    if writer is None:
        raise OutputError(f"cannot write events as {target.name!r}; use one of {', '.join(SUFFIXES)}")
    table = events_frame(located)
    with whole_file(target) as part:
        writer(table, part)


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A temporary path beside the target, renamed to it when all is written; OutputError on failure."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=target.suffix, prefix=f".{target.stem}-", dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror or error}") from error
    part = Path(name)
    try:
        yield part
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(0o666 & ~mask)
        part.replace(target)
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def escape_formula(text: str) -> str:
    """A text that no spreadsheet runs; `unescape_formula` gives the text back, whatever it was."""
    bare = text.lstrip("'")
    return "'" + text if bare.startswith(_FORMULA) else text


def unescape_formula(text: str) -> str:
    """The text that `escape_formula` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    safe = table.copy()
    for name in safe.columns:
        if name not in _NUMBERS + _COUNTS:
            safe[name] = safe[name].map(escape_formula)
    safe.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def _write_jsonl(table: pd.DataFrame, path: Path) -> None:
    lines = (json.dumps(record, ensure_ascii=False) for record in _records(table))
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def _write_geojson(table: pd.DataFrame, path: Path) -> None:
    features = []
    for record in _records(table):
        at = [record["longitude"], record["latitude"]]
        point = None if None in at else {"type": "Point", "coordinates": [round(x, 6) for x in at]}
        features.append({"type": "Feature", "geometry": point, "properties": record})
    whole = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(whole, ensure_ascii=False) + "\n", encoding="utf-8")


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(k): v for k, v in row.items()} for row in rows]


def read_events(path: str | Path) -> list[LocatedEvent]:
    """The events of a table that `write_events` or anybody else wrote, in its order.

    Needs the columns change, actor, date_start and date_end; what else is missing is unknown. A row that
    cannot be read raises InputError with its number and what is wrong with it; so do a file that is not
    there, a suffix that is none of .csv, .jsonl, .parquet and .geojson, and a table without the needed
    columns.
    """
    source = Path(path)
    if not source.is_file():
        raise InputError(f"no event table {source}")
    if source.suffix.lower() not in SUFFIXES:
        raise InputError(f"cannot read events from {source.name!r}; use one of {', '.join(SUFFIXES)}")
    try:
        rows = _read(source)
    except InputError:
        raise
    except Exception as error:  # each reader raises what its format raises
        raise InputError(f"{source} cannot be read as an event table: {error}") from error
    return [_event(row, number, source) for number, row in enumerate(rows, 1)]


def from_frame(table: pd.DataFrame) -> list[LocatedEvent]:
    """The events of a DataFrame with (some of) `EVENT_COLUMNS`; errors as in `read_events`."""
    rows = _checked(_records(table), table.columns)
    return [_event(row, number, Path("table")) for number, row in enumerate(rows, 1)]


def _read(source: Path) -> list[dict[str, Any]]:
    import pandas as pd

    suffix = source.suffix.lower()
    if suffix == ".csv":
        table = pd.read_csv(source, dtype=str, keep_default_na=False, encoding="utf-8")
        rows = _checked(_records(table), table.columns)
        return [{k: unescape_formula(v or "") for k, v in row.items()} for row in rows]
    if suffix == ".parquet":
        table = pd.read_parquet(source)
        return _checked(_records(table), table.columns)
    text = source.read_text(encoding="utf-8")
    if suffix == ".jsonl":
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    else:
        rows = [feature["properties"] for feature in json.loads(text)["features"]]
    return _checked(rows, {k for row in rows for k in row} if rows else _NEEDED)


def _checked(rows: list[dict[str, Any]], columns: Iterable[str]) -> list[dict[str, Any]]:
    missing = [c for c in _NEEDED if c not in set(columns)]
    if missing:
        raise InputError(f"the event table has no column {', '.join(missing)}")
    return rows


def _event(row: Mapping[str, Any], number: int, source: Path) -> LocatedEvent:
    try:
        return _located(row)
    except (ValueError, TypeError) as error:
        raise InputError(f"{source}, row {number}: {error}") from error


def _located(row: Mapping[str, Any]) -> LocatedEvent:
    def text(name: str) -> str:
        value = row.get(name)
        return "" if value is None or value != value else str(value)

    def number(name: str) -> float | None:
        value = text(name).strip()
        if not value:
            return None
        try:
            return float(value)
        except ValueError:
            raise ValueError(f"{name} is not a number: {value!r}") from None

    def count(name: str) -> int | None:
        value = number(name)
        return None if value is None or not math.isfinite(value) else int(value)

    latitude, longitude = number("latitude"), number("longitude")
    event = Event(
        event_id=text("event_id") or _made_id(row),
        article_id=text("article_id"),
        title=text("title"),
        source=text("source"),
        published=_day(text("published"), "published"),
        url=text("url"),
        change=_member(Change, text("change"), "change"),
        ref=PlaceRef(
            name=text("place"),
            kind="" if text("place_id") else text("feature"),
            admin="" if text("place_id") else text("admin1"),
            near=text("near"),
            n_places=count("n_places"),
        ),
        actor=text("actor"),
        from_actor=text("from_actor"),
        actor_text=text("actor_text"),
        from_actor_text=text("from_actor_text"),
        extent=text("extent") or "whole",
        share=number("share"),
        when=When(
            _day(text("date_start"), "date_start"),
            _day(text("date_end"), "date_end"),
            _member(Precision, text("date_precision") or "unknown", "date_precision"),
            text("date_text"),
        ),
        modality=_member(Modality, text("modality") or "asserted", "modality"),
        claimed_by=_parts(text("claimed_by")),
        claimed_by_side=_parts(text("claimed_by_side"), len(_parts(text("claimed_by")))),
        sentence=text("sentence"),
        char_start=count("char_start") or 0,
        char_end=count("char_end") or 0,
        trigger=text("trigger"),
    )
    place = None
    if text("place_id") and latitude is not None and longitude is not None:
        place = Place(
            place_id=text("place_id"),
            name=text("place_name") or text("near") or text("place"),
            latitude=latitude,
            longitude=longitude,
            feature=text("feature"),
            admin1=text("admin1"),
            country=text("country"),
        )
    precision = count("geo_precision")
    if precision is None and place is None and latitude is not None and text("place"):
        precision = 1  # a table by hand: a name and coordinates
    return LocatedEvent(
        event, place, latitude, longitude, number("radius_km"), precision, number("geo_score") or 0.0
    )


def _made_id(row: Mapping[str, Any]) -> str:
    import hashlib

    told = json.dumps({k: str(v) for k, v in sorted(row.items())}, ensure_ascii=False)
    return "row-" + hashlib.sha256(told.encode()).hexdigest()[:16]


def _day(text: str, name: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise ValueError(f"{name} is not a day like 2016-02-25: {text!r}") from None


def _member(kind: Any, text: str, name: str) -> Any:
    try:
        return kind(text.strip().lower())
    except ValueError:
        raise ValueError(f"{name} is none of {', '.join(m.value for m in kind)}: {text!r}") from None


def _parts(text: str, count: int | None = None) -> tuple[str, ...]:
    """The parts of a joined text; `count` of them where sides, which may be empty, go with names."""
    if count == 0 or (count is None and not text):
        return ()
    parts = [p.strip() for p in text.split(JOIN.strip())]
    if count is not None:
        parts = (parts + [""] * count)[:count]
    return tuple(parts)
