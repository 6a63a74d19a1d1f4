"""Which label meets which event.

Only gains and losses count, and of events only those that are asserted or claimed. What tells one change
several times (same document, place, change and side, on days that touch) is one label, or one event. Each
label meets at most one event, in three rounds, the strictest first:

    dated    place, change and side agree, the days overlap, and the event's interval is at most a week longer
    event    place, change and side agree
    place    place and change agree
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from geomapper.errors import InputError
from geomapper.model import REAL, Change, Event, LocatedEvent

Row = Mapping[str, Any]
Days = tuple[date | None, date | None]

LEVELS = ("place", "event", "dated")  # from the loosest to the strictest

_COUNTED = frozenset({Change.GAIN.value, Change.LOSS.value})
_REAL = frozenset({*(m.value for m in REAL), "", "none", "nan"})  # a table without modality counts whole
_TOUCH = timedelta(days=2)
_LONGER = timedelta(days=7)
_ARTICLES = frozenset({"ad", "al", "an", "ar", "as", "ash", "at", "az", "el"})
_NOUNS = frozenset(
    {
        *("air", "airbase", "airport", "base", "military"),
        *("area", "district", "neighborhood", "neighbourhood", "quarter"),
        *("city", "hill", "mount", "town", "village"),
        *("in", "of", "the"),
    }
)
"""Words of a name that do not tell one place from another."""

_MARKS = re.compile("[’‘'`ʿʾʻʼ]")
_SUFFIX = re.compile(r"\.(txt|html?|md|json)$")


@dataclass(frozen=True)
class Match:
    """Labels and events side by side. Each is a group of rows that tell one change, the first one leading."""

    labels: tuple[tuple[Row, ...], ...]
    events: tuple[tuple[Row, ...], ...]
    pairs: dict[int, tuple[int, str]]  # a label's number -> its event's number, and the level
    documents: tuple[str, ...]  # all that were scored, with or without labels, sorted

    def sure(self, label: int) -> bool:
        """Whether a group of labels counts: where any of its rows is sure."""
        return any(row.get("sure", True) for row in self.labels[label])


def document(name: Any) -> str:
    """A document's name without folder and suffix."""
    return _SUFFIX.sub("", str(name or "").rsplit("/", 1)[-1])


def _label_rows(labels: str | Path | Iterable[Row]) -> list[Row]:
    if not isinstance(labels, str | Path):
        return list(labels)
    rows: list[Row] = [*_jsonl(Path(labels), "labels")]
    for number, row in enumerate(rows, 1):
        missing = [c for c in ("doc", "place", "change", "actor") if c not in row]
        if missing:
            raise InputError(f"{labels}, label {number}: no {', '.join(missing)}")
    return rows


def _event_rows(events: str | Path | Iterable[Any]) -> list[Row]:
    if isinstance(events, str | Path):
        return _event_file(Path(events))
    if hasattr(events, "to_dict"):
        return _frame_rows(events)
    items: Iterable[Any] = events
    return [_event_row(e) if isinstance(e, Event | LocatedEvent) else e for e in items]


def _frame_rows(table: Any) -> list[Row]:
    """The rows of a DataFrame, without the cells that hold nothing."""
    return [dict(row.dropna()) for _, row in table.astype(object).iterrows()]


def _event_file(path: Path) -> list[Row]:
    from geomapper.events_table import read_events, unescape_formula

    rows: list[Row]
    if path.suffix.lower() == ".jsonl":
        rows = _jsonl(path, "events")
    elif path.suffix.lower() == ".csv":
        import csv

        try:
            with open(path, encoding="utf-8-sig", newline="") as f:
                rows = [{k: unescape_formula(v or "") for k, v in r.items() if k} for r in csv.DictReader(f)]
        except (OSError, ValueError, csv.Error) as error:
            raise InputError(f"events {path} cannot be read: {error}") from error
    else:
        rows = [*map(_event_row, read_events(path))]
    missing = [c for c in ("article_id", "place", "change", "actor") if rows and c not in rows[0]]
    if missing:
        raise InputError(f"the event table {path} has no column {', '.join(missing)}")
    return rows


def _jsonl(path: Path, what: str) -> list[Row]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise InputError(f"{what} {path} cannot be read: {error}") from error
    rows: list[Row] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise InputError(f"{path}, line {number} is not JSON: {error}") from error
            if not isinstance(row, dict):
                raise InputError(f"{path}, line {number} is not an object with names and values")
            rows.append(row)
    return rows


def _event_row(x: Event | LocatedEvent) -> dict[str, Any]:
    event, place = (x.event, x.place) if isinstance(x, LocatedEvent) else (x, None)
    return {
        "article_id": event.article_id,
        "place": event.ref.name,
        "place_name": place.name if place else "",
        "change": event.change.value,
        "actor": event.actor,
        "from_actor": event.from_actor,
        "extent": event.extent,
        "modality": event.modality.value,
        "date_start": event.when.start,
        "date_end": event.when.end,
        "sentence": event.sentence,
    }


def match(
    labels: str | Path | Iterable[Row], events: str | Path | Iterable[Any], docs: Iterable[str] | None = None
) -> Match:
    """Which label meets which event, by the rules at the head of this module; arguments as for `evaluate`."""
    wanted, made = _label_rows(labels), _event_rows(events)
    listed = {document(d) for d in docs} - {""} if docs is not None else None
    every = {document(r["doc"]) for r in wanted} | {document(r["article_id"]) for r in made}
    documents = every if listed is None else listed
    gold = _grouped(
        [r for r in wanted if _counts_as_change(r) and document(r["doc"]) in documents],
        lambda r: (document(r["doc"]), core(r.get("canonical") or r["place"]), r["change"], r["actor"] or ""),
        label_days,
    )
    told = _grouped(
        [
            r
            for r in made
            if _counts_as_change(r)
            and str(r.get("modality") or "").lower() in _REAL
            and document(r["article_id"]) in documents
        ],
        lambda r: (
            document(r["article_id"]),
            core(r.get("place_name") or r["place"]),
            r["change"],
            r.get("actor") or "",
        ),
        event_days,
    )
    return Match(tuple(gold), tuple(told), _pairs(gold, told), tuple(sorted(documents)))


def _counts_as_change(row: Row) -> bool:
    return row.get("change") in _COUNTED and bool(row.get("place"))


def _grouped(
    rows: Sequence[Row], key: Callable[[Row], tuple[str, ...]], days: Callable[[Row], Days]
) -> list[tuple[Row, ...]]:
    """Rows that tell one change, in the order in which each key, and then each change, is first told."""
    groups: dict[tuple[str, ...], list[list[Row]]] = {}
    for row in rows:
        known = groups.setdefault(key(row), [])
        same = next((g for g in known if _touching(days(row), days(g[0]))), None)
        if same is None:
            known.append([row])
        else:
            same.append(row)
    return [tuple(g) for known in groups.values() for g in known]


def _pairs(gold: Sequence[Sequence[Row]], told: Sequence[Sequence[Row]]) -> dict[int, tuple[int, str]]:
    here: dict[tuple[str, str], list[int]] = {}  # events by document and change: others can never meet
    for n, group in enumerate(told):
        here.setdefault((document(group[0]["article_id"]), group[0]["change"]), []).append(n)
    pairs: dict[int, tuple[int, str]] = {}
    spent: set[int] = set()
    for level in reversed(LEVELS):
        for g, (label, *_) in enumerate(gold):
            if g in pairs:
                continue
            for n in here.get((document(label["doc"]), label["change"]), ()):
                if n not in spent and _agree(label, told[n][0], level):
                    pairs[g] = n, level
                    spent.add(n)
                    break
    return pairs


def _agree(label: Row, event: Row, level: str) -> bool:
    if not same_place(label, event):
        return False
    if level != "place" and (label.get("actor") or "") != (event.get("actor") or ""):
        return False
    return level != "dated" or _dates_agree(label_days(label), event_days(event))


def label_days(label: Row) -> Days:
    """First and last day of a label, None where unknown."""
    return _day(label.get("date_from")), _day(label.get("date_to"))


def event_days(event: Row) -> Days:
    """First and last day of an event, None where unknown."""
    return _day(event.get("date_start")), _day(event.get("date_end"))


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _touching(a: Days, b: Days) -> bool:
    """Whether two intervals can be the same days, give or take two; an unknown one can be any."""
    if a[0] is None or a[1] is None or b[0] is None or b[1] is None:
        return True
    return a[0] - b[1] <= _TOUCH and b[0] - a[1] <= _TOUCH


def _dates_agree(label: Days, event: Days) -> bool:
    """Whether two known intervals overlap, and the event's is not more than a week longer."""
    if label[0] is None or label[1] is None or event[0] is None or event[1] is None:
        return False
    overlap = label[0] <= event[1] and event[0] <= label[1]
    return overlap and event[1] - event[0] <= label[1] - label[0] + _LONGER


def same_place(label: Row, event: Row) -> bool:
    """Whether a label and an event name one place, as written or by its usual name, or words of it."""
    wanted = {core(label[k]) for k in ("place", "canonical") if label.get(k)} - {""}
    given = {core(event[k]) for k in ("place", "place_name") if event.get(k)} - {""}
    return bool(wanted & given) or any(_within(a, b) or _within(b, a) for a in wanted for b in given)


def _within(a: str, b: str) -> bool:
    return min(len(a), len(b)) > 3 and f" {a} " in f" {b} "


@lru_cache(maxsize=50_000)
def core(name: str) -> str:
    """What tells a name from others: lower case, without marks, common nouns and the article before it."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    words = re.findall(r"[a-z0-9]+", _MARKS.sub("", bare))
    telling = [w for w in words if w not in _NOUNS]
    if len(telling) > 1 and telling[0] in _ARTICLES:
        del telling[0]
    return " ".join(telling or words)
