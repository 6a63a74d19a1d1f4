"""Located events → reports: what the fold can use, and a list of what it cannot, each with its reason."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from geomapper.control.sources import origin_of
from geomapper.control.swapped import swapped_coordinates
from geomapper.gazetteer.fold import fold
from geomapper.gazetteer.kinds import features_fit, group_of, split_kind
from geomapper.model import REAL, Change, LocatedEvent, Modality, Place
from geomapper.theatre import Theatre

CERTAIN = 0.9  # geo_score above which a rough place is the one named, and not one that lies near it
SHORT = 31  # days: intervals up to a month are entered at their middle, longer ones at their end
PUBLICATION_SLACK = 1  # days: a story of New York tells what happened on its tomorrow in Damascus


class Report(NamedTuple):
    """One usable event, flattened for the fold. Days are proleptic ordinals (`date.toordinal`)."""

    key: str  # which place: the gazetteer's id, or one made for a place that is only near another
    change: Change
    whole: bool
    actor: str
    other: str  # from_actor
    first: int | None  # first day on which it may have happened; None where nothing bounds it
    last: int  # last day on which it may have happened
    day: int  # the day on which the history has it
    published: int  # 0 where unknown
    article_id: str
    offset: int
    event_id: str
    origin: str  # outlet or agency that the story comes from
    speakers: tuple[tuple[str, str], ...]  # (name, side) of those who say so; empty: the story itself
    hedged: bool  # "reportedly", with nobody named
    denied: bool
    sentence: str
    precise: bool  # known to the day


class Site(NamedTuple):
    """A place of the history, as the spell table shows it."""

    place_id: str
    place_name: str
    name_ar: str
    feature: str
    admin1: str
    country: str
    latitude: float
    longitude: float
    geo_precision: int
    radius_km: float


class LeftOut(tuple[dict[str, str], ...]):
    """What the fold could not use, one dict (event_id, article_id, place, date, reason) each.

    It rides in `DataFrame.attrs`, which pandas copies deeply at every step; it never changes, so a copy is
    itself.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> LeftOut:
        return self


def to_reports(
    events: Iterable[LocatedEvent], theatre: Theatre, known_on: date | None = None
) -> tuple[list[Report], dict[str, Site], LeftOut]:
    """Usable reports sorted by date, publication and id; the sites they speak of; and what was left out.

    A story read twice counts once: events of one id are one event. Denials are kept as reports, since they
    dispute a change; every other modality but asserted and claimed is left out.
    """
    sides = frozenset(theatre.side_ids)
    begin = theatre.start.toordinal()
    horizon = known_on.toordinal() if known_on else None
    outlets = {
        name.casefold(): s.side for s in theatre.speakers for name in (s.name, *s.aliases)
    }  # whom an outlet speaks for
    unique: dict[str, LocatedEvent] = {}
    for located in events:
        known = unique.get(located.event.event_id)
        if known is None or (known is not located and repr(located) < repr(known)):
            unique[located.event.event_id] = located
    reports, left = [], []
    sites: dict[str, Site] = {}
    swapped = swapped_coordinates(unique.values())
    for located in unique.values():
        reason = problem(located, sides, begin, horizon)
        if not reason and located.event.event_id in swapped:
            latitude, longitude = position(located)
            reason = f"coordinates swapped ({latitude:g}, {longitude:g})"
        if reason:
            left.append((located, reason))
            continue
        key = site_key(located)
        reports.append(_report(located, key, outlets))
        site = sites.get(key)
        if site is None or _better(located, site):
            sites[key] = _site(located, key)
    reports.sort(key=sort_key)
    return reports, sites, left_out(left)


def problem(located: LocatedEvent, sides: frozenset[str], begin: int, horizon: int | None) -> str:
    """Why an event cannot move the map, or "" if it can."""
    event = located.event
    modality = event.modality
    if modality not in REAL and modality is not Modality.DENIED:
        return f"does not say that it happened: {modality}"
    if event.change is Change.SHARE:
        return "a share of territory, kept as a claim beside the computed shares"
    if horizon is not None:
        if event.published is None:
            return "no publication date, so nobody can say whether it was known by then"
        if event.published.toordinal() > horizon:
            return "published later"
    if located.place is None and (located.latitude is None or located.longitude is None):
        return "no place found"
    if located.geo_precision is None:
        return "place without a precision"
    reason = _side_problem(located, sides) or _coordinate_problem(located)
    return reason or _date_problem(located, begin)


def _side_problem(located: LocatedEvent, sides: frozenset[str]) -> str:
    event = located.event
    for side in (event.actor, event.from_actor):
        if side and side not in sides:
            return f"the theatre has no side {side!r}"
    if not event.actor and not (event.change in (Change.GAIN, Change.LOSS) and event.from_actor):
        if event.change in (Change.SIEGE_START, Change.SIEGE_END, Change.CONTESTED, Change.LOSS):
            return ""
        return "no side named"
    return ""


def _coordinate_problem(located: LocatedEvent) -> str:
    latitude, longitude = position(located)
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return "coordinates are not numbers"
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        swapped = -90 <= longitude <= 90 and -180 <= latitude <= 180
        return f"coordinates out of range ({latitude:g}, {longitude:g})" + (
            ": latitude and longitude swapped?" if swapped else ""
        )
    return ""


def _date_problem(located: LocatedEvent, begin: int) -> str:
    event = located.event
    when = event.when
    if when.start is None and when.end is None:
        return "no date"
    first, last = when.start or when.end, when.end or when.start
    assert first is not None
    assert last is not None
    if first > last:
        return f"its date ends before it begins ({first} to {last})"
    if last.toordinal() < begin:
        return f"before the theatre begins ({last})"
    if event.published is not None and first.toordinal() > event.published.toordinal() + PUBLICATION_SLACK:
        return f"dated {first}, after its publication on {event.published}"
    return ""


def position(located: LocatedEvent) -> tuple[float, float]:
    """(latitude, longitude) of an event: its own, or its place's."""
    if located.latitude is not None and located.longitude is not None:
        return located.latitude, located.longitude
    assert located.place is not None
    return located.place.latitude, located.place.longitude


def site_key(located: LocatedEvent) -> str:
    """Which place of the history an event speaks of.

    A place that was found is itself, even where its coordinates are rough. A named place that is only known
    to lie near another, or in a governorate, is a place of its own: one name in one governorate. Unnamed
    ones near X are "near X": what happens there says nothing of X itself.
    """
    place, name = located.place, located.event.ref.name
    if place is None:
        latitude, longitude = position(located)
        return f"named:{plain(name)}@{latitude:.2f},{longitude:.2f}"
    precision = located.geo_precision
    if (
        precision == 1
        or (precision == 2 and located.geo_score > CERTAIN)
        or (name and _same_name(name, place))
    ):
        return place.place_id
    if not name or _common_noun(name):
        return f"near:{place.place_id}:{plain(name)}".rstrip(":")
    return f"near:{place.country}:{plain(place.admin1 or place.name)}:{fold(name)}"


def is_itself(located: LocatedEvent) -> bool:
    """Whether a located event's place is the place that its story names, and not one beside or around it."""
    place, name, precision = located.place, located.event.ref.name, located.geo_precision
    if place is None or precision == 1:
        return place is not None
    return (precision == 2 and located.geo_score > CERTAIN) or bool(name and _same_name(name, place))


@lru_cache(maxsize=65536)
def _same_name(name: str, place: Place) -> bool:
    """Whether a name is the place's own, as far as spelling and the noun beside it tell."""
    bare, kind = split_kind(name)
    if kind and not features_fit(kind, place.feature):
        return False
    return fold(bare) == fold(split_kind(place.name)[0])


def _common_noun(name: str) -> bool:
    """Whether a name is only a noun ("Military Academy"), of which a governorate has more than one."""
    return bool(group_of(name)) and not split_kind(name)[1]


@lru_cache(maxsize=65536)
def plain(name: str) -> str:
    """A name without case, accents and punctuation, so that one place written twice alike is one."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", re.sub(r"[’‘'`ʿʾʻʼ]", "", letters)))


def _report(located: LocatedEvent, key: str, outlets: dict[str, str]) -> Report:
    event = located.event
    when = event.when
    published = event.published.toordinal() if event.published else 0
    first = when.start.toordinal() if when.start else None
    last = when.end.toordinal() if when.end else first
    assert last is not None
    if published and last > published:
        # "this year" in a story of February ends with the story
        last = max(published, first or published)
    actor, other, change = event.actor, event.from_actor, event.change
    if change is Change.GAIN and not actor:
        actor, other, change = other, "", Change.LOSS
    if other == actor:
        other = ""  # one faction takes a place from another of its side: it is the side's afterwards
    return Report(
        key,
        change,
        event.extent != "part",
        actor,
        other,
        first,
        last,
        day_of(first, last),
        published,
        event.article_id,
        event.char_start,
        event.event_id,
        origin_of(event.source, event.article_id),
        _speakers(located, outlets),
        event.modality is Modality.CLAIMED and not event.claimed_by,
        event.modality is Modality.DENIED,
        event.sentence,
        first == last,
    )


def day_of(first: int | None, last: int) -> int:
    """The day on which the history has a change that happened in an interval.

    The middle of a short one, which is the day least likely to be far off; the end of a long one, since by
    then it has surely happened and before that it might be coloured months too early.
    """
    if first is None or last - first > SHORT:
        return last
    return last - (last - first) // 2


def _speakers(located: LocatedEvent, outlets: dict[str, str]) -> tuple[tuple[str, str], ...]:
    event = located.event
    if event.claimed_by:
        sides = event.claimed_by_side + ("",) * (len(event.claimed_by) - len(event.claimed_by_side))
        return tuple(zip(event.claimed_by, sides, strict=False))
    side = outlets.get(event.source.casefold(), "")
    return ((event.source, side),) if side else ()


def _better(located: LocatedEvent, site: Site) -> bool:
    """Whether this event knows the site better, so that the order of reading never shows."""
    latitude, longitude = position(located)
    name = site.place_name if located.place is None else located.place.name
    mine = (located.geo_precision or 9, _radius(located), latitude, longitude, name)
    return mine < (site.geo_precision, site.radius_km, site.latitude, site.longitude, site.place_name)


def _radius(located: LocatedEvent) -> float:
    if located.radius_km is not None and math.isfinite(located.radius_km):
        return located.radius_km
    return located.place.precision_km if located.place else 0.0


def _site(located: LocatedEvent, key: str) -> Site:
    place, name = located.place, located.event.ref.name
    latitude, longitude = position(located)
    if place is not None and key == place.place_id:
        shown, feature, arabic = place.name, place.feature, place.name_ar
        if located.geo_precision == 1:
            latitude, longitude = place.latitude, place.longitude
    else:
        shown = name or f"near {place.name if place else ''}".strip()
        feature, arabic = located.event.ref.kind or "unnamed", ""
    return Site(
        key,
        shown,
        arabic,
        feature,
        place.admin1 if place else located.event.ref.admin,
        place.country if place else "",
        latitude,
        longitude,
        located.geo_precision or 2,
        _radius(located),
    )


def sort_key(report: Report) -> tuple[int, int, int, int, str, int, str]:
    """Order of reports: day, kind of change within the day, publication, story, place in the story, id."""
    return (
        report.day,
        _ORDER[report.change] + (report.change == "gain" and report.whole),
        report.last,
        report.published,
        report.article_id,
        report.offset,
        report.event_id,
    )


# Within a day what was so comes before what changed, and a part before the whole.
_ORDER = {"holds": 0, "contested": 1, "siege_start": 2, "gain": 3, "loss": 5, "siege_end": 6}


def left_out(rows: list[tuple[LocatedEvent, str]]) -> LeftOut:
    """The list of what was left out, in a stable order, with plain texts that every file format can hold."""
    rows.sort(key=lambda row: (row[1], row[0].event.event_id))
    return LeftOut(
        {
            "event_id": located.event.event_id,
            "article_id": located.event.article_id,
            "place": located.event.ref.name or located.event.ref.near,
            "date": (located.event.when.start or located.event.when.end or "")
            and str(located.event.when.start or located.event.when.end),
            "reason": reason,
        }
        for located, reason in rows
    )
