"""Names in a table → places: what `geomapper geocode --file` does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomapper.boundaries import Units
from geomapper.errors import InputError
from geomapper.gazetteer import Gazetteer, skeleton
from geomapper.gazetteer.near import one_near
from geomapper.geocode.choice import Choice
from geomapper.geocode.choose import pick
from geomapper.geocode.context import Anchor, Context, anchors_of, km_between
from geomapper.geocode.phrases import in_phrase
from geomapper.geocode.readings import clean
from geomapper.model import Place, PlaceRef

if TYPE_CHECKING:
    import pandas as pd

    from geomapper.theatre import Theatre

COLUMNS = (
    "name", "place_name", "place_id", "latitude", "longitude", "admin1", "country", "feature", "score",
    "n_candidates",
)  # fmt: skip
_BORDER_KM = 8.0  # how far outside its governorate's drawn border a place may lie
_REACH_KM = 60.0  # how far from near_lat, near_lon


@dataclass(frozen=True, slots=True)
class Query:
    """A name with what its row says of it."""

    name: str
    admin1: str = ""
    country: str = ""
    context: str = ""
    near: tuple[float, float] | None = None


def geocode_table(table: pd.DataFrame, gazetteer: Gazetteer, theatre: Theatre) -> pd.DataFrame:
    """One row for each row of `table`, in order, with the columns of COLUMNS; empty where nothing was found.

    `table` has the column name and, if any, admin1, country, context, near_lat, near_lon (degrees). Raises
    InputError without a column name.
    """
    import pandas as pd

    if "name" not in table.columns:
        raise InputError(f"the table has no column name; it has {', '.join(map(str, table.columns))}")
    finder = Finder(gazetteer, theatre.countries)
    rows = []
    for raw in table.to_dict("records"):
        query = _query({str(k): v for k, v in raw.items()})
        rows.append((query.name, *_cells(finder.find(query))))
    out = pd.DataFrame(rows, columns=list(COLUMNS))
    return out.astype({"latitude": float, "longitude": float, "score": float, "n_candidates": int})


class Finder:
    """Finds single names; keeps what all of them need."""

    def __init__(self, gazetteer: Gazetteer, countries: tuple[str, ...]) -> None:
        self._gazetteer = gazetteer
        self._countries = countries
        self._units: Units | None = None

    def find(self, query: Query) -> Choice | None:
        """The place that a name with its row most likely means, or None."""
        if not clean(query.name):
            return None
        ref = in_phrase(query.name, query.context) if query.context else PlaceRef(name=query.name)
        countries = (query.country.upper(),) if query.country else self._countries
        admin = self._admin(query.admin1 or ref.admin, countries)
        strict = bool(query.admin1) and admin is not None
        anchors = anchors_of(query.context, self._gazetteer, countries) if query.context else []
        anchors = [a for a in anchors if query.context[a.start :].find(query.name) != 0]
        if query.near:
            anchors.append(Anchor(Place("", "", *query.near), 0, 3.0))
        around = (
            tuple(p for p in self._gazetteer.candidates(ref.near)[:3] if p.country in countries)
            if ref.near
            else ()
        )
        context = Context(countries, tuple(anchors), None, admin, around[:1], ref.distance_km, ref.bearing)

        def fits(place: Place) -> bool:
            if strict and admin is not None and not self._inside(place, admin):
                return False
            if query.country and place.country != query.country.upper():
                return False
            return query.near is None or km_between(*query.near, place.latitude, place.longitude) < _REACH_KM

        choice = pick(ref, self._gazetteer, context, fits)
        if choice is not None:
            return choice
        bounded = strict or query.near is not None
        found = one_near(self._gazetteer, clean(query.name), lambda p: p.country in countries and fits(p))
        if found is None or (not bounded and (found[1] < _ALONE or len(skeleton(query.name)) < _LONG)):
            return None
        place, likeness = found
        score = round((0.75 if bounded else 0.5) * likeness, 3)
        return Choice(place, place.latitude, place.longitude, place.precision_km, 1, score, 1)

    def _admin(self, name: str, countries: Iterable[str]) -> Place | None:
        unit = self._gazetteer.admin1(name) if name else None
        return unit if unit is not None and unit.country in set(countries) else None

    def _inside(self, place: Place, admin: Place) -> bool:
        if place.admin1 == admin.name and place.country == admin.country:
            return True
        if self._units is None:
            self._units = Units((admin.country,))
        return self._units.distance(admin.name, place.latitude, place.longitude) * 111 < _BORDER_KM


_ALONE = 0.93  # likeness of a spelling that nothing else bounds …
_LONG = 5  # … and its consonants


def _query(row: dict[str, object]) -> Query:
    def text(column: str) -> str:
        value = row.get(column)
        return "" if value is None or value != value else str(value).strip()

    near = None
    if text("near_lat") and text("near_lon"):
        try:
            near = (float(text("near_lat")), float(text("near_lon")))
        except ValueError as error:
            raise InputError(f"near_lat, near_lon of {text('name')!r} are no degrees ({error})") from error
    return Query(text("name"), text("admin1"), text("country"), text("context"), near)


def _cells(choice: Choice | None) -> tuple[object, ...]:
    if choice is None:
        return ("", "", None, None, "", "", "", 0.0, 0)
    p = choice.place
    return (
        p.name, p.place_id, choice.latitude, choice.longitude, p.admin1, p.country, p.feature,
        round(choice.score, 3), choice.n_candidates,
    )  # fmt: skip
