"""Event data of others → located events, and back to ACLED.

A row of these tables is no sentence, so what it does not say stays unknown:

- ACLED's "Government regains territory", "Non-state actor overtakes territory" and "Non-violent transfer of
  territory" are gains. Which of the two actors won is told by the kind of event and of actor, since the order
  of ACLED's actors means nothing; where both could be, the notes are read as a story is, and where they
  do not settle it, the winner stays unknown and the map is not moved. Other kinds of event change no hands.
- UCDP's GED counts deaths in fights and does not say who held the ground after: its rows become `contested`
  with the modality `attempted`, which is listed and never moves the map.
"""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from geomapper.articles import OnProblem
from geomapper.errors import InputError
from geomapper.events_table import escape_formula, whole_file
from geomapper.model import (
    REAL,
    Article,
    Change,
    Event,
    LocatedEvent,
    Modality,
    Place,
    PlaceRef,
    Precision,
    When,
)
from geomapper.theatre import Theatre

REGAINS, OVERTAKES = "Government regains territory", "Non-state actor overtakes territory"
TRANSFER = "Non-violent transfer of territory"

ACLED_COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction",
    "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location",
    "latitude", "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags",
    "timestamp",
)  # fmt: skip

_RADIUS_KM = {1: 1.0, 2: 10.0, 3: 50.0}  # of ACLED's geo_precision
_UCDP_PLACES = {
    1: (1, 1.0),
    2: (2, 25.0),
    3: (2, 25.0),
    4: (3, 50.0),
    5: (2, 25.0),
}  # where_prec; 6, 7: a country
_UCDP_DATES = {
    1: Precision.DAY, 2: Precision.WEEK, 3: Precision.WEEK, 4: Precision.MONTH, 5: Precision.YEAR
}  # fmt: skip
_COUNTRY = {"SY": ("760", "Syria"), "IQ": ("368", "Iraq"), "LB": ("422", "Lebanon"), "TR": ("792", "Turkey")}


def read_acled(
    path: str | Path, theatre: Theatre, *, on_problem: OnProblem | None = None
) -> list[LocatedEvent]:
    """The changes of control in an ACLED export, located; `on_problem` is told how many rows are other.

    Raises InputError where the file is no ACLED table, or a row holds what cannot be read.
    """
    found, other, unsettled = [], 0, 0
    for number, row in _rows(path, ("event_date", "sub_event_type", "actor1", "location")):
        if row["sub_event_type"] not in (REGAINS, OVERTAKES, TRANSFER):
            other += 1
            continue
        event = _acled_event(row, number, theatre, Path(path).name)
        unsettled += event.event.actor == ""
        found.append(event)
    if on_problem and other:
        on_problem(f"{other:,} rows of {Path(path).name} are events that change no hands, and were left out")
    if on_problem and unsettled:
        on_problem(f"{unsettled:,} rows of {Path(path).name} do not settle who gained, and move no map")
    return found


def read_ucdp(
    path: str | Path, theatre: Theatre, *, on_problem: OnProblem | None = None
) -> list[LocatedEvent]:
    """The fights of a UCDP GED table as contested places, listed but never moving the map.

    Violence against civilians (type 3) is left out. Raises InputError as `read_acled` does.
    """
    found, other = [], 0
    for number, row in _rows(path, ("where_prec", "date_prec", "side_a", "side_b", "date_start", "date_end")):
        if row.get("type_of_violence") == "3":
            other += 1
            continue
        found.append(_ucdp_event(row, number, theatre, Path(path).name))
    if on_problem and other:
        on_problem(f"{other:,} rows of {Path(path).name} are violence against civilians, and were left out")
    if on_problem and found:
        on_problem(
            f"{len(found):,} fights of {Path(path).name} are listed; a fight says not who held the ground"
        )
    return found


def write_acled(located: Iterable[LocatedEvent], path: str | Path, theatre: Theatre) -> int:
    """Writes the gains that the map rests on with ACLED's columns, as CSV; gives how many rows there are.

    Only dated gains with a place are rows. Columns that stories do not tell (fatalities, interaction codes)
    are empty, and `notes` is the sentence of the story.
    """
    rows = [_acled_row(x, theatre) for x in located if _is_gain(x)]
    with whole_file(Path(path)) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ACLED_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: escape_formula(str(v)) for k, v in row.items()} for row in rows)
    return len(rows)


# --- reading ---


def _rows(path: str | Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    source = Path(path)
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            delimiter = ";" if head.count(";") > head.count(",") else ","  # ACLED's exports come with either
            file.seek(0)
            reader = csv.DictReader(file, delimiter=delimiter)
            missing = [c for c in needed if c not in (reader.fieldnames or ())]
            if missing:
                raise InputError(f"{source.name} has no column {', '.join(missing)}")
            for number, row in enumerate(reader, 2):
                yield number, {k: (v or "").strip() for k, v in row.items() if k and not isinstance(v, list)}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{source} cannot be read as CSV: {error}") from error


def _acled_event(row: dict[str, str], number: int, theatre: Theatre, name: str) -> LocatedEvent:
    when = _acled_when(_day(row["event_date"], name, number), row.get("time_precision", "1"))
    winner, loser = _winner(row, theatre, when)
    precision = _whole(row, "geo_precision", name, number) or 2
    return _located(
        row,
        name,
        number,
        change=Change.GAIN,
        modality=Modality.ASSERTED,
        sides=(winner, loser),
        texts=_texts(row, winner, theatre),
        when=when,
        place=(row["location"], row.get("admin1", "")),
        precision=(precision, _RADIUS_KM.get(precision, 50.0)),
        told=row.get("notes", ""),
        source=row.get("source", ""),
        trigger=row["sub_event_type"],
    )


def _winner(row: dict[str, str], theatre: Theatre, when: When) -> tuple[str, str]:
    """Side ids of who gained and who lost by the kind of event and actor, else by the notes, else unknown."""
    kinds = _names()["inter"]
    actors = [
        (_side(row.get(f"actor{n}", ""), "acled", theatre), row.get(f"inter{n}", ""))
        for n in (1, 2)
        if row.get(f"actor{n}")
    ]
    if len(actors) == 1:
        return actors[0][0], ""
    state = [side for side, kind in actors if kind in kinds["state"]]
    others = [side for side, kind in actors if kind not in kinds["state"]]
    kind = row["sub_event_type"]
    if kind == REGAINS and len(state) == 1:
        return state[0], others[0]
    if kind == OVERTAKES and len(others) == 1:
        return others[0], state[0]
    return _told_winner(row.get("notes", ""), {side for side, _ in actors}, theatre, when)


def _told_winner(notes: str, sides: set[str], theatre: Theatre, when: When) -> tuple[str, str]:
    """Who gained as the notes say it, where they name one of the two actors and no other."""
    from geomapper.events import extract

    events = extract(Article("notes", notes, published=when.end), theatre=theatre) if notes else []
    gains = {e.actor for e in events if e.change is Change.GAIN and e.modality in REAL} & sides - {""}
    if len(gains) != 1:
        return "", ""
    winner = gains.pop()
    rest = sides - {winner, ""}
    return winner, rest.pop() if len(rest) == 1 else ""


def _ucdp_event(row: dict[str, str], number: int, theatre: Theatre, name: str) -> LocatedEvent:
    start, end = (_day(row[c], name, number) for c in ("date_start", "date_end"))
    where = _whole(row, "where_prec", name, number)
    sure = _UCDP_DATES.get(_whole(row, "date_prec", name, number), Precision.UNKNOWN)
    return _located(
        row,
        name,
        number,
        change=Change.CONTESTED,
        modality=Modality.ATTEMPTED,
        sides=(_side(row["side_a"], "ucdp", theatre), _side(row["side_b"], "ucdp", theatre)),
        texts=(row["side_a"], row["side_b"]),
        when=When(start, end, sure),
        place=(row.get("where_coordinates", ""), row.get("adm_1", "")),
        precision=_UCDP_PLACES.get(where),
        told=row.get("source_headline") or row.get("source_article", ""),
        source=row.get("source_office", ""),
        trigger="UCDP fight",
    )


def _located(
    row: dict[str, str],
    name: str,
    number: int,
    *,
    change: Change,
    modality: Modality,
    sides: tuple[str, str],
    texts: tuple[str, str],
    when: When,
    place: tuple[str, str],
    precision: tuple[int, float] | None,
    told: str,
    source: str,
    trigger: str,
) -> LocatedEvent:
    known = row.get("event_id_cnty") or row.get("id") or str(number)
    event = Event(
        event_id=hashlib.sha256(f"{name}\x1f{known}\x1f{trigger}".encode()).hexdigest()[:16],
        article_id=f"{name}:{known}",
        title="",
        source=source,
        published=when.end,
        url="",
        change=change,
        ref=PlaceRef(place[0], admin=place[1]),
        actor=sides[0],
        from_actor=sides[1],
        actor_text=texts[0],
        from_actor_text=texts[1],
        extent="whole",
        share=None,
        when=when,
        modality=modality,
        claimed_by=(),
        claimed_by_side=(),
        sentence=told,
        char_start=0,
        char_end=len(told),
        trigger=trigger,
        rule="import",
    )
    if precision is None:
        return LocatedEvent(event)
    try:
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
    except (KeyError, ValueError):
        raise InputError(f"{name}, row {number}: latitude and longitude are not numbers") from None
    made = Place(
        f"{name.split('.')[0]}:{place[0]}|{latitude:.4f}|{longitude:.4f}",
        place[0],
        latitude,
        longitude,
        admin1=place[1],
        precision_km=precision[1],
    )
    return LocatedEvent(event, made, latitude, longitude, precision[1], precision[0], 1.0, 1)


def _acled_when(day: date, precision: str) -> When:
    """ACLED gives the middle of a week or a month where it does not know the day."""
    if precision == "2":
        return When(day - timedelta(days=3), day + timedelta(days=3), Precision.WEEK)
    if precision == "3":
        first = day.replace(day=1)
        return When(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1), Precision.MONTH)
    return When(day, day, Precision.DAY)


def _day(text: str, name: str, number: int) -> date:
    from datetime import datetime

    for form in ("%Y-%m-%d", "%d %B %Y", "%d-%B-%Y", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise InputError(f"{name}, row {number}: {text!r} is not a day")


def _whole(row: dict[str, str], column: str, name: str, number: int) -> int:
    try:
        return int(row.get(column) or 0)
    except ValueError:
        raise InputError(f"{name}, row {number}: {column} is not a number: {row[column]!r}") from None


def _texts(row: dict[str, str], winner: str, theatre: Theatre) -> tuple[str, str]:
    one, two = row.get("actor1", ""), row.get("actor2", "")
    return (two, one) if winner and _side(two, "acled", theatre) == winner else (one, two)


@cache
def _names() -> dict[str, dict[str, Any]]:
    return tomllib.loads((resources.files("geomapper") / "data" / "actors.toml").read_text(encoding="utf-8"))


def _side(actor: str, dataset: str, theatre: Theatre) -> str:
    """The side that an actor of a dataset is; empty where nothing tells it."""
    bare = re.sub(r"\s*\([^)]*\)", "", actor).strip()
    side = str(_names()[dataset].get(bare, ""))
    if side in theatre.side_ids:
        return side
    parts = {part.strip().lower() for part in bare.split(":")}
    return next((s.id for s in theatre.sides if parts & {n.lower() for n in s.names}), "")


# --- writing ---


def _is_gain(x: LocatedEvent) -> bool:
    e = x.event
    return e.change is Change.GAIN and e.modality in REAL and e.extent == "whole" and None not in (
        x.latitude, x.longitude, e.when.start, e.when.end
    )  # fmt: skip


def _acled_row(x: LocatedEvent, theatre: Theatre) -> dict[str, Any]:
    e = x.event
    assert e.when.start is not None
    assert e.when.end is not None
    span = (e.when.end - e.when.start).days
    middle = e.when.start + timedelta(days=span // 2)
    iso, country = _COUNTRY.get(x.place.country if x.place else "", ("", ""))
    government = e.actor in {"government", "iraq"}
    names = {side.id: side.name for side in theatre.sides}
    for actor, side in reversed(_names()["acled"].items()):
        names[side] = actor  # the first that stands for the side: as ACLED would write it
    return dict.fromkeys(ACLED_COLUMNS, "") | {
        "event_id_cnty": e.event_id,
        "event_date": middle.isoformat(),
        "year": middle.year,
        "time_precision": 1 if span <= 1 else 2 if span <= 7 else 3,
        "disorder_type": "Political violence",
        "event_type": "Battles",
        "sub_event_type": REGAINS if government else OVERTAKES,
        "actor1": names.get(e.actor, e.actor_text),
        "inter1": "State forces" if government else "",
        "actor2": names.get(e.from_actor, e.from_actor_text),
        "iso": iso,
        "country": country,
        "admin1": x.place.admin1 if x.place else e.ref.admin,
        "location": x.place.name if x.place else e.ref.name,
        "latitude": round(x.latitude or 0.0, 5),
        "longitude": round(x.longitude or 0.0, 5),
        "geo_precision": x.geo_precision or 2,
        "source": e.source,
        "notes": e.sentence,
    }
