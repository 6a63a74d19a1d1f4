"""The events of one story → where each happened. One name in one story is one place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from geomapper.gazetteer import Gazetteer, fold
from geomapper.gazetteer.kinds import group_of, split_kind
from geomapper.geocode.choice import Choice, among
from geomapper.geocode.choose import choose
from geomapper.geocode.context import Anchor, Context, admins_of, anchors_of
from geomapper.geocode.readings import clean
from geomapper.model import Article, Event, LocatedEvent, Place, PlaceRef
from geomapper.theatre import Theatre


def locate(
    events: Iterable[Event], gazetteer: Gazetteer, theatre: Theatre, article: Article | None = None
) -> list[LocatedEvent]:
    """The events of one story, in order, each with its place; `place` is None where none was found.

    `article` gives the words around each mention; without it the events' own sentences serve.
    """
    events = list(events)
    text = article.text if article is not None else "\n".join(dict.fromkeys(e.sentence for e in events))
    countries = theatre.countries
    anchors = anchors_of(text, gazetteer, countries)
    admins = admins_of(text, gazetteer, countries)
    refs = _pooled(events)
    abroad = {key for key, (ref, at) in refs.items() if _abroad(text, ref.name, at, gazetteer, countries)}
    chosen: dict[tuple[str, str], Choice | None] = {}
    # Twice: what the first round settles helps to settle the rest.
    for _ in range(2):
        settled = [
            Anchor(c.place, at, c.score)
            for key, c in chosen.items()
            if c is not None and c.geo_precision == 1 and c.score > 0.5
            for at in refs[key][1]
        ]
        known = {a.start for a in settled}
        pool = tuple([a for a in anchors if a.start not in known] + settled)
        chosen = {
            key: None
            if key in abroad
            else choose(
                ref,
                gazetteer,
                _context(ref, at[0] if article is not None else None, pool, admins, gazetteer, countries),
            )
            for key, (ref, at) in refs.items()
        }
    return [_located(event, _choice(event, events, chosen, countries)) for event in events]


_STATE = re.compile(r",\s+([A-Z][a-z]+(?:\s[A-Z][a-z]+)?)")


def _abroad(
    text: str, name: str, starts: list[int], gazetteer: Gazetteer, countries: tuple[str, ...]
) -> bool:
    """Whether the text itself says that the place is another: "Palmyra, New York"."""
    for start in starts:
        follows = _STATE.match(text, start + len(name)) if name and text.startswith(name, start) else None
        if follows is None:
            continue
        wide = [p for p in gazetteer.candidates(follows[1]) if p.feature in {"country", "admin1"}]
        if wide and all(p.country not in countries for p in wide):
            return True
    return False


def _key(ref: PlaceRef) -> tuple[str, str]:
    """What makes two references of a story one: the name, and whether it is a town, an object or an area."""
    name = clean(ref.name)
    group = group_of(ref.kind) or split_kind(name)[1]
    if not name:
        return f"{ref.near}|{ref.distance_km}|{ref.bearing}|{ref.admin}", group
    return fold(name), group if group not in {"settlement", "quarter"} else ""


def _pooled(events: list[Event]) -> dict[tuple[str, str], tuple[PlaceRef, list[int]]]:
    """The references of a story without repeats, each with all that any of its mentions says, and where."""
    out: dict[tuple[str, str], tuple[PlaceRef, list[int]]] = {}
    for event in events:
        key, ref = _key(event.ref), event.ref
        at = event.char_start + max(0, event.sentence.find(ref.name))
        if key not in out:
            out[key] = (ref, [at])
            continue
        have, places = out[key]
        located = have if have.near or have.distance_km is not None else ref
        merged = PlaceRef(
            have.name, have.kind or ref.kind, have.admin or ref.admin, located.near, located.distance_km,
            located.bearing, have.n_places or ref.n_places,
        )  # fmt: skip
        out[key] = (merged, [*places, at])
    return out


def _context(
    ref: PlaceRef,
    at: int | None,
    anchors: tuple[Anchor, ...],
    admins: dict[str, float],
    gazetteer: Gazetteer,
    countries: tuple[str, ...],
) -> Context:
    admin = gazetteer.admin1(ref.admin) if ref.admin else None
    around: list[Place] = []
    for name in (ref.near, ref.admin if admin is None else ""):
        if name and fold(name) != fold(ref.name):
            found = [p for p in gazetteer.candidates(name) if p.country in countries]
            if len(found) == 1 or (found and found[0].population > 5000):
                around.append(found[0])
    return Context(countries, anchors, at, admin, tuple(around), ref.distance_km, ref.bearing, admins)


def _choice(
    event: Event,
    events: list[Event],
    chosen: dict[tuple[str, str], Choice | None],
    countries: tuple[str, ...],
) -> Choice | None:
    choice = chosen[_key(event.ref)]
    if choice is not None or not event.ref.name:
        return choice
    # Unknown, but told in one breath with known places: among them.
    siblings = [
        c.place
        for other in events
        if other.sentence == event.sentence
        and other.change == event.change
        and (c := chosen[_key(other.ref)]) is not None
        and c.geo_precision == 1
        and c.score > 0.4
        and _listed(event.sentence, event.ref.name, other.ref.name)
    ]
    return among(siblings)


def _listed(sentence: str, a: str, b: str) -> bool:
    """Whether a sentence lists two names together: "the villages of A, B and C"."""
    start, other = sentence.find(a), sentence.find(b)
    if min(start, other) < 0 or a == b:
        return False
    between = sentence[start + len(a) : other] if start < other else sentence[other + len(b) : start]
    parts = _SEPARATOR.split(between)
    # What stands between are other names of the list, and words that go with them.
    return len(parts) > 1 and all(not part or part[0].isupper() or part in _LISTED for part in parts)


_SEPARATOR = re.compile(r"(?:\s*,\s*|\s+and\s+|\s+as well as\s+|\s*;\s*|\s*/\s*|\s+)")
_LISTED = frozenset("the of village villages town towns and al el hill hills al-".split())


def _located(event: Event, choice: Choice | None) -> LocatedEvent:
    if choice is None:
        return LocatedEvent(event)
    return LocatedEvent(
        event,
        choice.place,
        round(choice.latitude, 5),
        round(choice.longitude, 5),
        round(choice.radius_km, 1),
        choice.geo_precision,
        round(choice.score, 3),
        choice.n_candidates,
    )
