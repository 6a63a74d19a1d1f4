"""A control table and its events → the compact data that a page carries.

Places stand once, each with its shape; spells are columns of small numbers; every text stands once. So the
page grows with the number of changes, not with places times days. web/data.js reads what is written here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from geomapper.errors import InputError
from geomapper.map.encode import Texts, deltas, epoch_day, numbers, plain, polygon, web_link
from geomapper.map.land import Land
from geomapper.model import REAL, Change, LocatedEvent
from geomapper.theatre import Theatre

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

VERSION = 1
STATUSES = ("confirmed", "admitted", "claimed", "disputed", "baseline")
NEEDED = ("place_id", "place_name", "geometry", "side", "start", "end")
READ = (
    *NEEDED, "name_ar", "feature", "admin1", "country", "geo_precision", "radius_km", "state",
    "other_side", "start_earliest", "start_latest", "status", "from_side", "inferred", "last_report",
    "n_sources", "event_ids",
)  # fmt: skip
_GREY = "#8a8a8a"


def payload(
    control: GeoDataFrame,
    events: Sequence[LocatedEvent],
    theatre: Theatre,
    land: Land,
    facts: Mapping[str, Any],
) -> dict[str, Any]:
    """The data of one map, ready for JSON. `facts` are passed through: title, parameters, attribution …

    Raises InputError where the control table lacks a column or has no dated spell.
    """
    check(control)
    rows = _rows(control)
    by_id = {located.event.event_id: located for located in events}
    texts = Texts()
    evidence = _Evidence(texts, by_id)
    sides = _sides(theatre, rows, events)
    places = _group(rows)
    spells = _spells(places, sides, texts, evidence)
    shares = _shares(events, sides, evidence)
    return {
        "version": VERSION,
        "sides": list(sides.values()),
        "places": _places(places, land, texts, _spellings(events)),
        "atoms": _atoms(places, land),
        "spells": spells,
        "shares": shares,
        "events": evidence.columns(),
        "stories": evidence.stories,
        "texts": texts.rows,
        **facts,
    }


def check(control: GeoDataFrame) -> None:
    """Raises InputError where a table is no control table, or has no spell with a date and a place."""
    missing = [column for column in NEEDED if column not in control.columns]
    if missing:
        raise InputError(f"this is no control table: it lacks {', '.join(missing)}")
    if not (control["start"].notna() & ~control.geometry.isna() & ~control.geometry.is_empty).any():
        raise InputError("nothing to map: no spell of control has a date and a place")


def _rows(control: GeoDataFrame) -> list[dict[str, Any]]:
    """Spells with a start and a point, as plain values, by place and date."""
    frame = control
    if frame.crs is not None and frame.crs.to_epsg() != 4326:
        frame = frame.to_crs(4326)
    rows = []
    for row in frame[[column for column in READ if column in frame.columns]].to_dict("records"):
        start, point = epoch_day(row["start"]), row["geometry"]
        if start is None or point is None or point.is_empty:
            continue
        row["start"] = start
        for name in ("end", "start_earliest", "start_latest", "last_report"):
            row[name] = epoch_day(row.get(name))
        row["event_ids"] = _ids(row.get("event_ids"))
        rows.append(row)
    # whatever order the table has, the same spells make the same page
    by = ("place_id", "start", "state", "side", "other_side", "status", "event_ids")
    return sorted(rows, key=lambda row: [row[c] if c == "start" else str(row.get(c)) for c in by])


def _ids(value: Any) -> list[str]:
    if isinstance(value, str):
        return [part for part in re.split(r"[;,|\s]+", value.strip("[]()")) if part]
    if value is None or value != value:
        return []
    return [str(part) for part in value]


def _group(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    places: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        places.setdefault(str(row["place_id"]), []).append(row)
    return places


def _sides(
    theatre: Theatre, rows: list[dict[str, Any]], events: Sequence[LocatedEvent]
) -> dict[str, dict[str, str]]:
    """The sides that this map needs, in the theatre's order; one that it does not know is grey."""
    used = {str(row[c]) for row in rows for c in ("side", "other_side", "from_side") if _known(row.get(c))}
    used |= {item.event.actor for item in events if item.event.change is Change.SHARE and item.event.actor}
    found = {
        side.id: {"id": side.id, "name": plain(side.name), "short": plain(side.short), "colour": side.colour}
        for side in theatre.sides
        if side.id in used
    }
    for side_id in sorted(used - set(found)):
        found[side_id] = {
            "id": plain(side_id),
            "name": plain(side_id),
            "short": plain(side_id),
            "colour": _GREY,
        }
    return found


def _known(value: Any) -> bool:
    return value is not None and value == value and value != ""


class _Evidence:
    """The events that the page shows, each once, and their stories."""

    def __init__(self, texts: Texts, by_id: Mapping[str, LocatedEvent]) -> None:
        self.texts = texts
        self.by_id = by_id
        self.stories: list[list[Any]] = []
        self._events: list[LocatedEvent] = []
        self._numbers: dict[str, int] = {}
        self._stories: dict[str, int] = {}

    def __call__(self, event_ids: Sequence[str]) -> list[int]:
        """Numbers of those events that are at hand, oldest first."""
        found = [self.by_id[key] for key in event_ids if key in self.by_id]
        found.sort(
            key=lambda e: (e.event.when.start or date.max, e.event.published or date.max, e.event.event_id)
        )
        return [self._number(item) for item in found]

    def _number(self, item: LocatedEvent) -> int:
        key = item.event.event_id
        if key not in self._numbers:
            self._numbers[key] = len(self._events)
            self._events.append(item)
        return self._numbers[key]

    def _story(self, item: LocatedEvent) -> int:
        event = item.event
        if event.article_id not in self._stories:
            self._stories[event.article_id] = len(self.stories)
            published = epoch_day(event.published)
            self.stories.append(
                [
                    self.texts(event.source),
                    self.texts(event.title),
                    published,
                    self.texts(web_link(event.url)),
                ]
            )
        return self._stories[event.article_id]

    def columns(self) -> dict[str, Any]:
        """The events as columns; a missing number is -1."""
        events = self._events
        days = [(epoch_day(e.event.when.start), epoch_day(e.event.when.end)) for e in events]
        return {
            "story": [self._story(e) for e in events],
            "sentence": [self.texts(e.event.sentence) for e in events],
            "claimed": [self.texts("; ".join(e.event.claimed_by)) for e in events],
            "change": [self.texts(e.event.change) for e in events],
            "precision": [self.texts(e.event.when.precision) for e in events],
            "from": [-1 if a is None else a for a, _ in days],
            "to": [-1 if b is None else b for _, b in days],
            "geo": [e.geo_precision or -1 for e in events],
            "radius": [-1 if e.radius_km is None else round(e.radius_km, 1) for e in events],
        }


def _places(
    places: Mapping[str, list[dict[str, Any]]],
    land: Land,
    texts: Texts,
    spellings: Mapping[str, list[str]],
) -> dict[str, Any]:
    first = [rows[0] for rows in places.values()]
    points = [
        row["geometry"].centroid if row["geometry"].geom_type != "Point" else row["geometry"] for row in first
    ]
    radius = [row.get("radius_km") for row in first]
    precision = [row.get("geo_precision") for row in first]
    cells = [polygon(land.shapes.get(key)) for key in places]
    return {
        "id": [plain(key) for key in places],
        "name": [plain(row["place_name"]) for row in first],
        "arabic": [plain(row.get("name_ar")) for row in first],
        "spellings": [[texts(name) for name in spellings.get(key, [])] for key in places],
        "kind": [texts(row.get("feature")) for row in first],
        "admin": [texts(row.get("admin1")) for row in first],
        "country": [texts(row.get("country")) for row in first],
        "lon": deltas([round(p.x * 1e5) for p in points]),
        "lat": deltas([round(p.y * 1e5) for p in points]),
        "radius": [round(float(r or 0), 1) if _known(r) else 0 for r in radius],
        "precision": [int(p or 1) if _known(p) else 1 for p in precision],
        "cell": cells if any(cells) else [],
        "km2": [round(land.km2.get(key, 0), 1) for key in places],
        # what is known only as a region is no spot, whether or not its outline is known
        "region": [
            i
            for i, (key, rows) in enumerate(places.items())
            if key in land.regions or rows[0].get("geo_precision") == 3
        ],
        "derived": [i for i, key in enumerate(places) if key in land.derived],
    }


def _atoms(places: Mapping[str, list[dict[str, Any]]], land: Land) -> list[list[float]]:
    """Pieces of land that several places may speak for: km², then these places by number in their order."""
    number = {key: i for i, key in enumerate(places)}
    return [
        [round(km2, 1), *(number[n] for n in names if n in number)]
        for km2, names in land.atoms
        if km2 >= 0.05
    ]


def _spellings(events: Sequence[LocatedEvent]) -> dict[str, list[str]]:
    """Every way in which a place is written, by its id: for the search."""
    found: dict[str, dict[str, None]] = {}
    for item in events:
        if item.place is None:
            continue
        names = found.setdefault(item.place.place_id, {})
        for name in (item.event.ref.name, *item.place.variants):
            if name and name != item.place.name:
                names[name] = None
    return {key: sorted(names) for key, names in found.items()}


def _spells(
    places: Mapping[str, list[dict[str, Any]]],
    sides: Mapping[str, Any],
    texts: Texts,
    evidence: _Evidence,
) -> dict[str, Any]:
    """Columns of numbers, by place and then by date. Days stand relative to the start of their spell."""
    number = {side: i for i, side in enumerate(sides)}
    column: dict[str, list[int]] = {
        name: []
        for name in (
            "count", "start", "early", "late", "end", "last", "seen",
            "side", "other", "from", "state", "status", "inferred", "sources", "events", "event",
        )
    }  # fmt: skip

    def side(value: Any) -> int:
        return number[str(value)] if _known(value) else -1

    for rows in places.values():
        column["count"].append(len(rows))
        for row in rows:
            start = row["start"]
            early = row["start_earliest"] if row["start_earliest"] is not None else start
            late = row["start_latest"] if row["start_latest"] is not None else start
            last = row["last_report"] if row["last_report"] is not None else start
            found = evidence(row["event_ids"])
            published = [
                d for key in row["event_ids"] if (d := _published(evidence.by_id.get(key))) is not None
            ]
            status = str(row.get("status") or "")
            column["start"].append(start)
            column["early"].append(start - early)
            column["late"].append(late - start)
            # 0 stands for a spell that is still open
            column["end"].append(0 if row["end"] is None else row["end"] - start + 1)
            column["last"].append(last - start)
            column["seen"].append(max(min(published) - start, 0) if published else 0)
            column["side"].append(side(row["side"]))
            column["other"].append(side(row.get("other_side")))
            column["from"].append(side(row.get("from_side")))
            column["state"].append(texts(row.get("state") or "held"))
            column["status"].append(STATUSES.index(status) if status in STATUSES else -1)
            column["inferred"].append(int(bool(_known(row.get("inferred")) and row["inferred"])))
            column["sources"].append(int(row["n_sources"]) if _known(row.get("n_sources")) else 0)
            column["events"].append(len(found))
            column["event"] += found
    packed: dict[str, Any] = {name: numbers(values) for name, values in column.items()}
    packed["start"] = deltas(column["start"])
    packed["event"] = deltas(column["event"])
    packed["statuses"] = list(STATUSES)
    return packed


def _published(item: LocatedEvent | None) -> int | None:
    return None if item is None else epoch_day(item.event.published)


def _shares(
    events: Sequence[LocatedEvent], sides: Mapping[str, Any], evidence: _Evidence
) -> list[list[float]]:
    """What sources say of a side's share of the land: day, side, share from 0 to 1, number of the event."""
    number = {side: i for i, side in enumerate(sides)}
    found: list[list[float]] = []
    for item in events:
        event = item.event
        day = epoch_day(event.when.start or event.published)
        said = event.change is Change.SHARE and event.share is not None and event.modality in REAL
        if said and day is not None and event.actor in number:
            found.append([day, number[event.actor], float(event.share or 0), *evidence([event.event_id])])
    return sorted(found)
