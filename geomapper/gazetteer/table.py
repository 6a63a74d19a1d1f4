"""Places by name: the bundled table, the user's packs and the files of one run, looked up as one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from importlib import resources
from pathlib import Path

from geomapper.gazetteer.fold import fold, words
from geomapper.gazetteer.kinds import is_area, kind_key, takes_kind
from geomapper.gazetteer.near import NearIndex
from geomapper.gazetteer.scan import find_names
from geomapper.gazetteer.store import SEP, Store, decode, literal_key, place_of
from geomapper.model import Place
from geomapper.theatre import Theatre

__all__ = ["Gazetteer", "Store", "decode", "load", "place_of", "strip_admin"]


class Gazetteer:
    """Places by name, from one or more stores; the first store's row is kept where two have one place."""

    def __init__(self, stores: Sequence[Store], countries: Sequence[str] = ()) -> None:
        self._stores = tuple(stores)
        self._home = frozenset(countries)  # their places come first
        self._found: dict[str, tuple[Place, ...]] = {}
        self._keys: dict[str, str] = {}  # names met in texts
        self._places: dict[tuple[int, int], Place] = {}
        self._same = self._merge()

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the files that are loaded, the bundled table first."""
        return tuple(s.name for s in self._stores)

    def __len__(self) -> int:
        """How many rows all stores have together."""
        return sum(len(s.rows) for s in self._stores)

    def candidates(self, name: str) -> list[Place]:
        """Every place that a spelling may mean, those of the theatre first, then by population."""
        found = self._by_key(fold(name))
        spelt = self._by_key(literal_key(name))
        if not spelt:
            return list(found)
        return sorted({p.place_id: p for p in (*found, *spelt)}.values(), key=self._rank)

    def of_kind(self, name: str, kinds: Iterable[str]) -> list[Place]:
        """Places that bear a name without its noun: ("Tabqa", ["airfield"]) finds Tabqa air base."""
        key = fold(name)
        return list(dict.fromkeys(p for kind in kinds for p in self._by_key(kind_key(key, kind))))

    def around(self, place: Place, features: Iterable[str], within_km: float) -> list[Place]:
        """Places of some features near a place, the nearest first: the airfields of a town."""
        reach = within_km / 111.2
        found = []
        for feature in features:
            for other in self._by_feature.get(feature, ()):
                north = other.latitude - place.latitude
                if abs(north) < reach:
                    east = (other.longitude - place.longitude) * math.cos(math.radians(place.latitude))
                    if (far := math.hypot(north, east)) < reach:
                        found.append((far, other.place_id, other))
        return [other for _, _, other in sorted(found, key=lambda x: x[:2])]

    def nearest(self, latitude: float, longitude: float, within_km: float = 20.0) -> list[Place]:
        """The places within some kilometres of a point, the nearest first; areas are left out."""
        found = []
        high, wide = within_km / 111.2, within_km / 111.2 / max(0.05, math.cos(math.radians(latitude)))
        for at, (lat, lon) in self._points.items():
            if abs(lat - latitude) < high and abs(lon - longitude) < wide:
                far = math.hypot(lat - latitude, (lon - longitude) * high / wide)
                if far < high:
                    found.append((far, at))
        places = [self._place(*at) for _, at in sorted(found)]
        return [p for p in places if not is_area(p.feature)]

    def get(self, place_id: str) -> Place | None:
        """The place with this id, or None."""
        at = self._ids.get(place_id)
        return None if at is None else self._place(*at)

    def admin1(self, name: str) -> Place | None:
        """The first-level unit of this name: "Rif Dimashq", "Rural Damascus", "Aleppo province"; or None."""
        for text in dict.fromkeys((name, strip_admin(name))):
            units = [p for p in self.candidates(text) if p.feature == "admin1"]
            if units:
                return units[0]
        return None

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Known names in running text: (start, end, key) in order; see `scan.find_names`."""
        return find_names(text, self._key_of)

    def _key_of(self, name: str) -> str:
        """The key under which a name is known; empty if it is not."""
        key = self._keys.get(name)
        if key is None:
            if len(self._keys) > _KEPT:
                self._keys.clear()
            key = self._keys[name] = self._key(name)
        return key

    def _key(self, name: str) -> str:
        key = fold(name)
        if len(key) > 1 and any(key in s.keys for s in self._stores):
            return key
        key = literal_key(name)
        return key if any(key in s.keys for s in self._stores) else ""

    def fuzzy(self, name: str) -> list[tuple[Place, float]]:
        """Places whose names nearly match, best first, with their likeness (0.8 to 1).

        Nothing here says which is meant: use `near.one_near` with a bound.
        """
        out: dict[str, tuple[Place, float]] = {}
        for key, score in self._near.nearly(name):
            for place in self._by_key(key):
                out.setdefault(place.place_id, (place, score))
        return list(out.values())

    @cached_property
    def _near(self) -> NearIndex:
        return NearIndex(dict.fromkeys(self.keys()))

    def keys(self) -> Iterable[str]:
        """All keys, those of the first store first; a key may come twice."""
        for store in self._stores:
            yield from store.keys

    def _by_key(self, key: str) -> tuple[Place, ...]:
        found = self._found.get(key)
        if found is None:
            numbers: dict[tuple[int, int], None] = {}
            for s, store in enumerate(self._stores):
                if there := store.keys.get(key):
                    for number in there.split():
                        at = (s, int(number))
                        numbers[self._same.get(at, at)] = None
            if not numbers:
                return ()
            found = tuple(self._place(*at) for at in numbers)
            if len(found) > 1:
                found = tuple(sorted(found, key=self._rank))
            self._found[key] = found
        return found

    def _rank(self, place: Place) -> tuple[bool, int, str]:
        return place.country not in self._home, -place.population, place.place_id

    def _place(self, store: int, number: int) -> Place:
        place = self._places.get((store, number))
        if place is None:
            place = self._places[store, number] = place_of(self._stores[store].rows[number])
        return place

    @cached_property
    def _points(self) -> dict[tuple[int, int], tuple[float, float]]:
        out: dict[tuple[int, int], tuple[float, float]] = {}
        for s, store in enumerate(self._stores):
            for number, row in enumerate(store.rows):
                if (s, number) not in self._same:
                    cells = row.split(SEP, 4)
                    out[s, number] = (float(cells[2]), float(cells[3]))
        return out

    @cached_property
    def _by_feature(self) -> dict[str, list[Place]]:
        """All that is no town, by its feature."""
        out: dict[str, list[Place]] = {}
        for s, store in enumerate(self._stores):
            for number, row in enumerate(store.rows):
                feature = row.split(SEP, 5)[4]
                if takes_kind(feature) and (s, number) not in self._same:
                    out.setdefault(feature, []).append(self._place(s, number))
        return out

    @cached_property
    def _ids(self) -> dict[str, tuple[int, int]]:
        out: dict[str, tuple[int, int]] = {}
        for s in range(len(self._stores) - 1, -1, -1):
            for number, row in enumerate(self._stores[s].rows):
                out[row[: row.index(SEP)]] = (s, number)
        return out

    def _merge(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Rows of later stores that are places of earlier ones: by id, then by a shared key within 4 km."""
        same: dict[tuple[int, int], tuple[int, int]] = {}
        for s in range(1, len(self._stores)):
            store = self._stores[s]
            for e in range(s):
                earlier = self._stores[e]
                ids = {row[: row.index(SEP)]: n for n, row in enumerate(earlier.rows)}
                for number, row in enumerate(store.rows):
                    known = ids.get(row[: row.index(SEP)])
                    if known is not None:
                        same[s, number] = (e, known)
                for key in store.keys.keys() & earlier.keys.keys():
                    for a in store.keys[key].split():
                        at = (s, int(a))
                        if at in same:
                            continue
                        for b in earlier.keys[key].split():
                            if _one_place(store.rows[at[1]], earlier.rows[int(b)]):
                                same[at] = (e, int(b))
                                break
        return same


_KEPT = 100_000  # names of texts whose keys are kept


def _one_place(a: str, b: str) -> bool:
    """Whether two rows with a key in common are one place: alike in kind and within 4 km."""
    x, y = a.split(SEP, 6), b.split(SEP, 6)
    if x[4] != y[4] and {x[4], y[4]} != {"settlement", "quarter"}:
        return False
    north, east = float(x[2]) - float(y[2]), float(x[3]) - float(y[3])
    return abs(north) < 0.04 and abs(east) < 0.05


_ADMIN_WORDS = frozenset(
    "province governorate muhafazah mohafazat region governate prov the of state provincial "
    "countryside".split()
)


def strip_admin(name: str) -> str:
    """A name without the words that say that it is a province; the name itself if nothing else is left."""
    kept = [w for w in words(name) if w not in _ADMIN_WORDS]
    return " ".join(kept) or name


@cache
def _bundled() -> Store:
    return decode("bundled", (resources.files("geomapper") / "data" / "places.gz").read_bytes())


def load(*extra: Path, packs: bool = True, theatre: Theatre | None = None) -> Gazetteer:
    """The bundled table with the user's packs and the extra files of one run, merged.

    With a theatre, candidates in its countries come before all others. Extra files are GeoNames dumps, OCHA
    tables or place files; raises GazetteerError where one is no such file.
    """
    from geomapper.gazetteer import packs as shelf

    stores = [_bundled()]
    if packs:
        stores += shelf.stores()
    stores += [shelf.read(Path(path)) for path in extra]
    return Gazetteer(stores, theatre.countries if theatre else ())
