"""The things that travel down the line, from a story to a place on the map.

All are frozen: a step takes one and returns another. The columns of the event table are the fields of
`Event` followed by those that `LocatedEvent` adds; see docs/event-table.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Change(StrEnum):
    """What happened to the control of a place."""

    GAIN = "gain"
    LOSS = "loss"
    HOLDS = "holds"
    CONTESTED = "contested"
    SIEGE_START = "siege_start"
    SIEGE_END = "siege_end"
    SHARE = "share"


class Modality(StrEnum):
    """Whether the text says that it happened. Only `asserted` and `claimed` move the map."""

    ASSERTED = "asserted"
    CLAIMED = "claimed"
    DENIED = "denied"
    NEGATED = "negated"
    FUTURE = "future"
    HYPOTHETICAL = "hypothetical"
    ATTEMPTED = "attempted"


REAL = frozenset({Modality.ASSERTED, Modality.CLAIMED})


class Precision(StrEnum):
    """How precisely a date is known."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Article:
    """A story: its text, and what is known of where and when it was published."""

    article_id: str  # the file's name for files, the id column for tables
    text: str
    title: str = ""
    published: date | None = None
    published_by: str = "unknown"  # where the date came from: manifest, column, html, dateline, caption, …
    published_candidates: tuple[date, ...] = ()  # the days left where the text only narrows the date
    source: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """A time expression resolved: an interval of days, both ends included. `None` where nothing bounds it."""

    start: date | None = None
    end: date | None = None
    precision: Precision = Precision.UNKNOWN
    text: str = ""  # as written


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A place as a text names it, with what the text says of where it lies."""

    name: str = ""  # as written; empty for "two villages near X"
    kind: str = ""  # the common noun beside the name: village, town, city, air base, hill, province, …
    admin: str = ""  # the governorate or district named with it ("in Aleppo province")
    near: str = ""  # the place it is said to lie near, in, or at some distance from
    distance_km: float | None = None  # "about 30 miles southeast of Aleppo"
    bearing: float | None = None  # degrees clockwise from north, from `near` towards the place
    n_places: int | None = None  # how many, where unnamed places are counted


@dataclass(frozen=True, slots=True)
class Event:
    """One change of control that a story reports, with the sentence that says so."""

    event_id: str
    article_id: str
    title: str
    source: str
    published: date | None
    url: str
    change: Change
    ref: PlaceRef
    actor: str  # side id of the theatre; empty if unknown
    from_actor: str
    actor_text: str
    from_actor_text: str
    extent: str  # whole or part
    share: float | None
    when: When
    modality: Modality
    claimed_by: tuple[str, ...]  # who says so, as the theatre names them
    claimed_by_side: tuple[str, ...]  # side each of them speaks for, "" for neutral; same length
    sentence: str  # exact substring of the article's text
    char_start: int
    char_end: int
    trigger: str
    evidence: tuple[tuple[int, int], ...] = ()  # spans of other sentences that tell the same change
    rule: str = ""  # which rule or weights made it, for --explain


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer."""

    place_id: str  # "geonames:172955", "curated:al-bab-hospital", "admin1:SY-HL"
    name: str
    latitude: float
    longitude: float
    feature: str = ""  # settlement, quarter, base, airfield, hill, dam, crossing, admin1, country, region, …
    admin1: str = ""  # English name of the governorate ("Aleppo")
    country: str = ""  # ISO 3166-1 alpha-2
    population: int = 0
    precision_km: float = 1.0  # how far off the coordinates may be
    variants: tuple[str, ...] = ()
    name_ar: str = ""
    source: str = ""  # where it can be checked


@dataclass(frozen=True, slots=True)
class LocatedEvent:
    """An event and where it happened. `place` is None where no place was found; the event stays, listed."""

    event: Event
    place: Place | None = None  # the gazetteer's place, or the place that an unnamed one is near to
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float | None = None
    geo_precision: int | None = None  # 1 exact, 2 near, 3 region
    geo_score: float = 0.0
    n_candidates: int = 0


EVENT_COLUMNS = (
    "event_id", "article_id", "title", "source", "published", "url",
    "change", "place", "n_places", "near", "place_name", "place_id", "feature", "admin1", "country",
    "latitude", "longitude", "radius_km", "geo_precision", "geo_score",
    "actor", "from_actor", "actor_text", "from_actor_text", "extent", "share",
    "date_start", "date_end", "date_precision", "date_text",
    "modality", "claimed_by", "claimed_by_side",
    "sentence", "char_start", "char_end", "trigger",
)  # fmt: skip
"""Columns of the event table, in order: what `geomapper events` writes and every later step reads.

`claimed_by` and `claimed_by_side` join their parts with "; ". Days are ISO 8601; unknown is empty.
"""
