"""A war as data: its sides with their names and colours, who speaks for whom, where and when.

A theatre is a TOML file; `syria` is bundled and the default. docs/theatres.md describes the format.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from geomapper.errors import TheatreError


@dataclass(frozen=True, slots=True)
class Side:
    """A party that can hold ground."""

    id: str
    name: str
    short: str
    colour: str  # "#rrggbb"
    names: tuple[str, ...]  # proper names and abbreviations
    generics: tuple[str, ...]  # common nouns that mean it when nothing nearer does: "the army", "rebels"
    adjectives: tuple[str, ...]  # before "forces", "troops", "fighters": "government", "Kurdish"
    people: tuple[str, ...]  # leaders and capitals that stand for it
    since: date | None = None  # the day from which it fights as a side of its own
    before: str = ""  # the side that it was part of until then
    in_place_of: tuple[
        tuple[str, str], ...
    ] = ()  # (home side, side): whom its common nouns mean in that land
    land: tuple[str, ...] = ()  # how words begin that speak of its land, in small letters: "libya", "tripoli"


@dataclass(frozen=True, slots=True)
class Speaker:
    """An outlet, agency, monitor or office, and the side that it speaks for ("" where neutral)."""

    name: str
    side: str
    kind: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theatre:
    """A war: everything about it that is vocabulary and not code."""

    id: str
    name: str
    countries: tuple[str, ...]  # ISO 3166-1 alpha-2, most likely first
    start: date
    end: date | None
    sides: tuple[Side, ...]
    speakers: tuple[Speaker, ...]
    enemies: tuple[tuple[str, str], ...]  # side, the side it took ground from where the text names none
    reach_km: float
    reach_by_feature: tuple[tuple[str, float], ...]
    baseline: tuple[tuple[str, str], ...]  # place, side: who held what at `start`

    def __hash__(self) -> int:
        return hash(
            self.id
        )  # a theatre is the key of caches: its whole vocabulary need not be hashed each time

    def side(self, side_id: str) -> Side:
        """The side with this id; raises TheatreError where the theatre has none."""
        for side in self.sides:
            if side.id == side_id:
                return side
        known = ", ".join(s.id for s in self.sides)
        raise TheatreError(f"theatre {self.id} has no side {side_id!r}; it has {known}")

    @property
    def side_ids(self) -> tuple[str, ...]:
        """The ids of all sides, in the order of the file."""
        return tuple(side.id for side in self.sides)


def names() -> list[str]:
    """Ids of the bundled theatres, sorted."""
    folder = resources.files("geomapper") / "theatres"
    return sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml"))


@cache
def load(name_or_path: str | Path = "syria") -> Theatre:
    """The theatre of this name or TOML file; raises TheatreError with what is wrong in it."""
    path = Path(name_or_path)
    if path.suffix == ".toml":
        if not path.is_file():
            raise TheatreError(f"no theatre file {path}")
        text, name = path.read_text(encoding="utf-8"), path.stem
    else:
        name = str(name_or_path)
        if name not in names():
            raise TheatreError(f"no theatre {name!r}; there are {', '.join(names())}, or give a .toml file")
        text = (resources.files("geomapper") / "theatres" / f"{name}.toml").read_text(encoding="utf-8")
    try:
        return _theatre(name, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise TheatreError(f"theatre {name} is not valid TOML: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise TheatreError(f"theatre {name}: missing or misplaced {error}") from error


def _theatre(name: str, raw: dict[str, Any]) -> Theatre:
    sides = tuple(
        Side(
            id=s["id"],
            name=s["name"],
            short=s.get("short", s["name"]),
            colour=s["colour"],
            names=tuple(s.get("names", ())),
            generics=tuple(s.get("generics", ())),
            adjectives=tuple(s.get("adjectives", ())),
            people=tuple(s.get("people", ())),
            since=s.get("since"),
            before=s.get("before", ""),
            in_place_of=tuple(s.get("in_place_of", {}).items()),
            land=tuple(s.get("land", ())),
        )
        for s in raw["side"]
    )
    ids = [side.id for side in sides]
    if len(set(ids)) < len(ids):
        raise TheatreError(f"theatre {name} names a side twice")
    speakers = tuple(
        Speaker(s["name"], s.get("side", ""), s.get("kind", "outlet"), tuple(s.get("aliases", ())))
        for s in raw.get("speaker", ())
    )
    enemies = tuple(raw.get("enemies", {}).items())
    baseline = tuple(raw.get("baseline", {}).get("places", {}).items())
    named = {s.side for s in speakers} | {s.before for s in sides} | {x for pair in enemies for x in pair}
    unknown = (named | {side for _, side in baseline}) - set(ids) - {""}
    if unknown:
        raise TheatreError(f"theatre {name} has no side {', '.join(sorted(unknown))}, but names it")
    reach = raw.get("reach", {})
    return Theatre(
        id=name,
        name=raw["name"],
        countries=tuple(raw["countries"]),
        start=raw["start"],
        end=raw.get("end"),
        sides=sides,
        speakers=speakers,
        enemies=enemies,
        reach_km=float(reach.get("default", 12)),
        reach_by_feature=tuple((k, float(v)) for k, v in reach.items() if k != "default"),
        baseline=baseline,
    )
