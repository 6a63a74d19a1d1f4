"""One name in its context → one place, with how precisely and how surely."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from geomapper.gazetteer import Gazetteer
from geomapper.gazetteer.kinds import features_fit, features_of, group_of, is_area, split_kind, takes_kind
from geomapper.gazetteer.near import one_near
from geomapper.geocode.choice import CITY_KM, TOWN_KM, Choice, exact, near
from geomapper.geocode.context import (
    HOME,
    KNOWN_ABROAD,
    Context,
    clusters,
    fit,
    km,
    scene,
    spelt,
    support,
    written_so,
)
from geomapper.geocode.readings import Reading, clean, readings
from geomapper.model import Place, PlaceRef

_OBJECTS = frozenset(
    "airfield base hill dam field plant hospital prison silo crossing camp facility farm island route water "
    "quarter bridge stadium castle university school mosque church palace market cemetery junction station "
    "port research hotel wall ruins".split()
)
_WIDESPREAD = frozenset(
    ["quarter", "hill", "farm", "route", "island", "water", "camp"]
)  # more than one to a town
_VAGUE = frozenset({"facility", "base", "plant"})  # for these the noun itself must be in the place's name
_OBJECT_KM = 20.0
_VILLAGE = 200_000  # people: more than any village has
_CITY = 500_000  # people: so large a city is known far and wide
_ABROAD_KM = 200.0  # how far over the border a story of the war goes


def choose(ref: PlaceRef, gazetteer: Gazetteer, context: Context) -> Choice | None:
    """The place that a reference most likely means; None where nothing in the table fits."""
    name = clean(ref.name)
    if not name or _is_noun(name):
        return (
            _the_object(ref, gazetteer, context)
            or beside(ref, gazetteer, context)
            or _in_the_scene(ref, gazetteer, context)
        )
    best: Choice | None = None
    for reading in readings(ref):
        candidates = _of_its_size(_look_up(reading, gazetteer), ref)
        choice = _best(reading, candidates, context) if candidates else None
        if choice is None:
            continue
        if reading.near:
            choice = near(choice)
        if best is None or choice.score > best.score:
            best = choice
        if best.score >= _SURE:
            return best
    loose = next(
        (
            found
            for find in (_nearly, _in_the_name, beside, _in_the_scene)
            if (found := find(ref, gazetteer, context)) is not None and found.score >= _POSSIBLE
        ),
        None,
    )
    if best is not None and best.score >= _BELIEVED and (loose is None or loose.score < best.score + 0.1):
        return best
    return loose


def _of_its_size(found: list[Place], ref: PlaceRef) -> list[Place]:
    """The places that can be what the text calls them: no large city is a village."""
    if ref.kind not in {"village", "hamlet"}:
        return found
    small = [p for p in found if p.population < _VILLAGE]
    return small or found


def pick(
    ref: PlaceRef, gazetteer: Gazetteer, context: Context, fits: Callable[[Place], bool]
) -> Choice | None:
    """The place that bears the name itself and fits; no place near it, no near spelling."""
    best: Choice | None = None
    for reading in readings(ref):
        if reading.near:
            continue
        fitting = [p for p in _look_up(reading, gazetteer) if fits(p)]
        choice = _best(reading, fitting, context) if fitting else None
        if choice is not None and (best is None or choice.score > best.score):
            best = choice
        if best is not None and best.score >= _SURE:
            break
    return best if best is not None and best.score >= _POSSIBLE else None


def _is_noun(name: str) -> bool:
    """Whether a name is but a common noun: "airport", "border crossing", "police station"."""
    return (
        name.islower()
        and not any(c.isdigit() for c in name)
        and bool(group_of(name))
        and not name.startswith(("al-", "el-", "al ", "el "))
    )


def _the_object(ref: PlaceRef, gazetteer: Gazetteer, context: Context) -> Choice | None:
    """ "the airport": the only one in the table near the town that the text is about."""
    group = group_of(ref.kind) or group_of(clean(ref.name))
    if group not in _OBJECTS - _WIDESPREAD:
        return None
    town = None
    if ref.near:
        base = choose(PlaceRef(name=ref.near), gazetteer, _bare(context))
        town = base.place if base is not None and base.geo_precision == 1 else None
    reach = _OBJECT_KM / 2 if town is not None else _OBJECT_KM
    town = town or scene(context)
    if town is None:
        return None
    phrase = clean(ref.name) or ref.kind
    found = [p for p in gazetteer.candidates(phrase) if km(p, town) < reach and takes_kind(p.feature)]
    if not found:
        noun = phrase.split()[-1].lower().rstrip("s")
        found = [
            p
            for p in gazetteer.around(town, features_of(group), reach)
            if any(
                split_kind(n)[1] == group and (group not in _VAGUE or noun in n.lower())
                for n in (p.name, *p.variants)
            )
            or (p.feature == group and group in {"airfield", "dam", "prison", "silo"})
        ]
    if not found or len(clusters(found, 2)) > 1:
        return None
    return exact(found[0], 0.55, 1)


def _bare(context: Context) -> Context:
    """A context without what is said of the place itself, for the place that it lies near."""
    return Context(
        context.countries, context.anchors, context.at, context.admin, story_admins=context.story_admins
    )


_SURE = 0.6
_BELIEVED = 0.3
_POSSIBLE = 0.15


def _look_up(reading: Reading, gazetteer: Gazetteer) -> list[Place]:
    if reading.bare:
        kinds = (reading.group, *features_of(reading.group))
        found = gazetteer.of_kind(reading.name, kinds)
        if not found and reading.group in _OBJECTS - {"quarter", "camp"}:
            # A base, a silo, an airport that the table lacks, named for the town that it stands by.
            return [p for p in gazetteer.candidates(reading.name) if p.feature in {"settlement", "quarter"}]
        return found
    return gazetteer.candidates(reading.name)


def _best(reading: Reading, found: list[Place], context: Context) -> Choice | None:
    group = "" if reading.near else reading.group
    countries = [p for p in found if p.feature == "country" and spelt(reading.name) == spelt(p.name)]
    if countries and group in {"", "country"}:
        found = countries
    home = [p for p in found if not context.countries or p.country in context.countries]
    if home:
        found = [p for p in home if _is_spoken_of(p, reading.name, context)]
        if not found:
            return None
    elif group not in {"", "settlement", "country", "admin1"}:
        return None  # "Palmyra airport" is not in Colombia
    if group == "admin1" and any(p.feature == "admin1" for p in found):
        found = [p for p in found if p.feature == "admin1"]
    elif group == "region" and any(p.feature in {"admin1", "region"} for p in found):
        found = [p for p in found if p.feature in {"admin1", "region"}]
    elif any(p.feature == "settlement" for p in found):
        found = [p for p in found if p.feature != "admin1"]
    ranked = sorted(
        ((fit(p, group, context, reading.name), p) for p in found), key=lambda x: (-x[0], x[1].place_id)
    )
    top, place = ranked[0]
    # The chance that it is this one, among those that lie elsewhere.
    rivals = [g[0] for g in clusters([p for _, p in ranked])]
    scores = {p.place_id: s for s, p in ranked}
    chance = 1 / sum(math.exp(scores[r.place_id] - top) for r in rivals)
    fits = features_fit(group, place.feature) if group else 1.0
    score = chance * _likely(top) * _in_reach(place, reading.name, context)
    if group and fits == 0:
        if group in _OBJECTS | {"region"} and place.feature in {"settlement", "quarter"}:
            return near(exact(place, score * 0.9, len(rivals)))
        score *= 0.5
    return exact(place, score, len(rivals))


def _is_spoken_of(place: Place, name: str, context: Context) -> bool:
    """Whether a story of this war may mean a place: of the neighbours' towns only larger ones, not far away.

    Their villages share their names with half the vocabulary of the war.
    """
    if place.country in context.countries[:HOME] or place.source.startswith("curated:"):
        return True
    if is_area(place.feature) or place.population >= _CITY:
        return True
    others = [a.place for a in context.anchors if a.place.place_id != place.place_id]
    far = bool(others) and all(km(place, other) > _ABROAD_KM for other in others)
    return place.population >= KNOWN_ABROAD and not far and written_so(place, name)


def _likely(top: float) -> float:
    """How believable the best place is in itself: far from all else in the story, or abroad, is doubtful."""
    return 1 / (1 + math.exp(-(top + 5.0)))


def _in_reach(place: Place, name: str, context: Context) -> float:
    """How believable a place is far from all that the story names around: only what is known far and wide.

    1 where it lies among the others or the story names too few places to tell.
    """
    if context.at is None or is_area(place.feature):
        return 1.0
    as_written = written_so(place, name)
    told = sum(a.weight for a in context.anchors)
    if told < (3 if as_written else 1) or (place.population >= 20_000 and as_written):
        return 1.0
    if support(place, context) > _AMONG or any(km(place, other) < 40 for other in context.around):
        return 1.0
    if place.feature in {"airfield", "field", "dam", "crossing"}:
        return 0.7  # there is one of the name in the country
    if takes_kind(place.feature):
        return 0.3
    known = place.population > 0 or place.source.startswith("curated:")
    if as_written:
        return 0.8 if known else 0.5
    return 0.2


_AMONG = 0.08


def _nearly(ref: PlaceRef, gazetteer: Gazetteer, context: Context) -> Choice | None:
    """A spelling that the table lacks, with the consonants of just one place near the others of the story."""
    group = group_of(ref.kind)
    spots = list(context.around)
    spots += [a.place for a in context.anchors if context.at is None or abs(a.start - context.at) < 600]

    def fits(place: Place) -> bool:
        if (
            place.country not in context.countries
            or is_area(place.feature)
            or (group and not features_fit(group, place.feature))
        ):
            return False
        if context.admin is not None:
            return place.admin1 == context.admin.admin1
        return any(km(place, spot) < 30 for spot in spots if spot.place_id != place.place_id)

    found = one_near(gazetteer, clean(ref.name), fits)
    if found is None or (context.admin is None and len(spots) == 0):
        return None
    place, likeness = found
    return exact(place, 0.6 * likeness, 1)


def _in_the_name(ref: PlaceRef, gazetteer: Gazetteer, context: Context) -> Choice | None:
    """ "Aleppo central prison", "countryside south of Idlib": near the town that the name holds."""
    name = clean(ref.name)
    group = group_of(ref.kind) or split_kind(name)[1] or group_of(name)
    if not group or group == "settlement":
        return None
    best: Choice | None = None
    for start, end, _ in gazetteer.find(name):
        if end - start >= len(name):
            continue
        reading = Reading(name[start:end], near=True)
        found = [
            p
            for p in gazetteer.candidates(reading.name)
            if p.feature in {"settlement", "quarter", "admin1", "region"} and (p.country in context.countries)
        ]
        if found and (choice := _best(reading, found, context)):
            choice = near(choice)
            choice = replace(choice, score=choice.score * 0.8)
            if best is None or choice.score > best.score:
                best = choice
    return best


def beside(ref: PlaceRef, gazetteer: Gazetteer, context: Context) -> Choice | None:
    """Where an unnamed or unknown place lies by what the text says: near a place, in a province."""
    if ref.near:
        base = choose(PlaceRef(name=ref.near), gazetteer, _bare(context))
        if base is not None:
            return _offset(ref, base)
    if context.admin is not None:
        admin = context.admin
        return Choice(admin, admin.latitude, admin.longitude, admin.precision_km, 3, 0.5, 1)
    return None


def _offset(ref: PlaceRef, base: Choice) -> Choice:
    from geopy.distance import distance

    precision = max(2, base.geo_precision)
    reach = CITY_KM if base.place.population > 200_000 else TOWN_KM
    group = group_of(ref.kind)
    if ref.distance_km is None or base.geo_precision == 3:
        spread = reach if group in _OBJECTS else 2 * reach
        return Choice(
            base.place,
            base.latitude,
            base.longitude,
            max(base.radius_km, spread),
            precision,
            base.score * 0.8,
            base.n_candidates,
        )
    if ref.bearing is None:
        return Choice(
            base.place,
            base.latitude,
            base.longitude,
            base.radius_km + ref.distance_km,
            2,
            base.score * 0.8,
            base.n_candidates,
        )
    # A bearing in words is good to half of 45 degrees, a distance in a story to a quarter.
    point = distance(kilometers=ref.distance_km).destination((base.latitude, base.longitude), ref.bearing)
    radius = max(3.0, 0.4 * ref.distance_km)
    return Choice(base.place, point.latitude, point.longitude, radius, 2, base.score * 0.8, base.n_candidates)


def _in_the_scene(ref: PlaceRef, gazetteer: Gazetteer, context: Context) -> Choice | None:
    """ "the police station", "neighbourhood 2": in the town that the story is about just there."""
    group = group_of(ref.kind) or split_kind(clean(ref.name))[1] or group_of(clean(ref.name))
    if group not in _OBJECTS:
        return None
    town = scene(context)
    if town is None:
        return None
    reach = CITY_KM if town.population > 200_000 else TOWN_KM
    if group in {"hill", "field", "island", "farm", "dam"}:
        reach *= 2.5
    return Choice(town, town.latitude, town.longitude, reach, 2, 0.35, 1)
