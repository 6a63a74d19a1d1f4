"""A table of places that is ready at once: text that is split when loaded and read when asked."""

from __future__ import annotations

import gzip
import math
import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from pathlib import Path

from geomapper.errors import GazetteerError
from geomapper.gazetteer.fold import fold, words
from geomapper.gazetteer.kinds import group_of, is_area, kind_key, split_kind, takes_kind
from geomapper.gazetteer.near import NearIndex
from geomapper.model import Place
from geomapper.theatre import Theatre

MAGIC = "geomapper places 1"
_SEP = "\t"


@dataclass(frozen=True)
class Store:
    """One file of places: a row of text for each, and the rows that each key may mean ("12 407")."""

    name: str
    rows: list[str]
    keys: dict[str, str]


def encode(
    places: Iterable[Place], level: int = 9, literal: Callable[[Place], bool] = lambda place: False
) -> bytes:
    """The bytes of a place file: gzip, the same for the same places.

    Places for which `literal` is true are found as they are spelt, but for case and accents, and not folded:
    cities of the world are known for what they are, and "Serian" in Malaysia is not every "Syrian".
    """
    rows: list[str] = []
    index: dict[str, list[int]] = {}
    for number, place in enumerate(places):
        rows.append(_row(place))
        for key in literal_keys(place) if literal(place) else keys_of(place):
            index.setdefault(key, []).append(number)
    lines = [MAGIC, str(len(rows)), *rows]
    lines += [f"{key}{_SEP}{' '.join(map(str, numbers))}" for key, numbers in sorted(index.items())]
    return gzip.compress("\n".join(lines).encode(), compresslevel=level, mtime=0)


def keys_of(place: Place) -> list[str]:
    """The keys of a place: each spelling folded; for what is no town also its bare name with its kind."""
    keys: dict[str, None] = {}
    for spelling in (place.name, *place.variants, place.name_ar):
        keys[fold(spelling)] = None
        if takes_kind(place.feature):
            core, noun = split_kind(spelling)
            keys[kind_key(fold(core), noun or place.feature)] = None
    keys.pop("", None)
    return list(keys)


def literal_keys(place: Place) -> list[str]:
    """The keys of a place that is found as it is spelt."""
    return list(dict.fromkeys(literal_key(n) for n in (place.name, *place.variants)))


def literal_key(name: str) -> str:
    """A name but for case, accents and hyphens, under which literal places are found."""
    return "=" + " ".join(words(name))


def decode(name: str, data: bytes) -> Store:
    """The store in the bytes of a place file; raises GazetteerError where they are not one."""
    try:
        lines = gzip.decompress(data).decode().split("\n")
        if lines[0] != MAGIC:
            raise ValueError("another version or no place file")
        end = 2 + int(lines[1])
        if len(lines) < end:
            raise ValueError("cut short")
        keys = dict(line.split(_SEP, 1) for line in lines[end:])
    except (OSError, EOFError, ValueError, IndexError, zlib.error) as error:
        raise GazetteerError(f"place file {name} cannot be read ({error})") from error
    del lines[end:], lines[:2]
    return Store(name, lines, keys)


def _row(p: Place) -> str:
    cells = (
        p.place_id, p.name, f"{p.latitude:.5f}", f"{p.longitude:.5f}", p.feature, p.admin1, p.country,
        str(p.population), f"{p.precision_km:g}", "|".join(p.variants), p.name_ar, p.source,
    )  # fmt: skip
    return _SEP.join(re.sub(r"[\t\r\n]", " ", c) for c in cells)


def place_of(row: str) -> Place:
    """The place in a row of a store."""
    c = row.split(_SEP)
    variants = tuple(c[9].split("|")) if c[9] else ()
    return Place(
        c[0], c[1], float(c[2]), float(c[3]), c[4], c[5], c[6], int(c[7]), float(c[8]), variants, c[10], c[11]
    )


class Gazetteer:
    """Places by name, from one or more stores; the first store's row is kept where two have one place."""

    def __init__(self, stores: Sequence[Store]) -> None:
        self._stores = tuple(stores)
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
        """Every place that a spelling may mean, by its folded key, the most peopled first; none if unknown."""
        found = self._by_key(fold(name))
        spelt = self._by_key(literal_key(name))
        if not spelt:
            return list(found)
        return sorted({p.place_id: p for p in (*found, *spelt)}.values(), key=_most_peopled)

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
        """The first-level unit of this name: "Rif Dimashq", "Rural Damascus", "Aleppo province"; None if unknown."""
        for text in dict.fromkeys((name, strip_admin(name))):
            units = [p for p in self.candidates(text) if p.feature == "admin1"]
            if units:
                return units[0]
        return None

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Known names in running text: (start, end, key) in order, the longest first, none overlapping.

        Only words that are written as names count: "Salt" may be the town, "salt" is not. Words of
        `data/not_names.txt`, short abbreviations and names inside people's names are left out.
        """
        out: list[tuple[int, int, str]] = []
        tokens = [(m.start(), m.end(), m.group()) for m in _WORD.finditer(text)]
        last = len(tokens) - 1
        i = 0
        while i <= last:
            start, _, first = tokens[i]
            after = text[tokens[i][1] : tokens[i][1] + 1]
            if not (first[0].isupper() or first in {"al", "el"} or (first in _ARTICLES and after == "-")):
                i += 1
                continue
            reach = i
            while reach < last and reach + 1 < i + _LONGEST:
                word = tokens[reach + 1][2]
                if text[tokens[reach][1] : tokens[reach + 1][0]] not in _GAPS:
                    break
                if not (word[0].isupper() or word[0].isdigit() or word in _SMALL):
                    break
                reach += 1
            for j in range(reach, i - 1, -1):
                word = tokens[j][2]
                if word in _SMALL or (j == i and not _may_be_name(first)):
                    continue
                if i + 1 == j and first.lower() in _ARTICLES and not _may_be_name(word):
                    continue
                end = tokens[j][1] - (2 if word.endswith(("'s", "’s")) else 0)
                key = self._key_of(text[start:end])
                if key and not (j == i and self._in_a_name(text, tokens, i)):
                    out.append((start, end, key))
                    i = j
                    break
            i += 1
        return out

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

    def _in_a_name(self, text: str, tokens: Sequence[tuple[int, int, str]], i: int) -> bool:
        """Whether a lone known word is part of a longer unknown name: "Rami Abdulrahman", "Free Idlib Army"."""
        for a, b in ((i - 1, i), (i, i + 1)):
            if a < 0 or b >= len(tokens) or text[tokens[a][1] : tokens[b][0]] != " ":
                continue
            other = tokens[b if a == i else a][2]
            if (
                other[0].isupper()
                and other[1:2].islower()
                and not _plain_word(other)
                and not self._key_of(other)
            ):
                return True
        return False

    def fuzzy(self, name: str) -> list[tuple[Place, float]]:
        """Places whose names nearly match, best first, with their likeness (0.8 to 1): same consonants, alike key.

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
                found = tuple(sorted(found, key=_most_peopled))
            self._found[key] = found
        return found

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
                    cells = row.split(_SEP, 4)
                    out[s, number] = (float(cells[2]), float(cells[3]))
        return out

    @cached_property
    def _by_feature(self) -> dict[str, list[Place]]:
        """All that is no town, by its feature."""
        out: dict[str, list[Place]] = {}
        for s, store in enumerate(self._stores):
            for number, row in enumerate(store.rows):
                feature = row.split(_SEP, 5)[4]
                if takes_kind(feature) and (s, number) not in self._same:
                    out.setdefault(feature, []).append(self._place(s, number))
        return out

    @cached_property
    def _ids(self) -> dict[str, tuple[int, int]]:
        out: dict[str, tuple[int, int]] = {}
        for s in range(len(self._stores) - 1, -1, -1):
            for number, row in enumerate(self._stores[s].rows):
                out[row[: row.index(_SEP)]] = (s, number)
        return out

    def _merge(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Rows of later stores that are places of earlier ones: by id, then by a shared key within 4 km."""
        same: dict[tuple[int, int], tuple[int, int]] = {}
        for s in range(1, len(self._stores)):
            store = self._stores[s]
            for e in range(s):
                earlier = self._stores[e]
                ids = {row[: row.index(_SEP)]: n for n, row in enumerate(earlier.rows)}
                for number, row in enumerate(store.rows):
                    known = ids.get(row[: row.index(_SEP)])
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


_WORD = re.compile(r"[^\W_]+(?:['’ʿʾ`´‘][^\W_]+)*")
_GAPS = frozenset({" ", "-", " - ", "–", " al-", "-al-", "\n", "'", "’", " '", " ’", "'-", "’-"})
_SMALL = frozenset(["al", "el", "as", "ash", "ad", "ar", "az", "an", "at", "ath", "adh", "es", "ed", "ez", "esh", "ul", "bin", "ibn", "abu", "umm", "um", "de"])
_ARTICLES = frozenset(
    ["al", "el", "as", "ash", "ad", "ar", "az", "an", "at", "ath", "adh", "es", "ed", "ez", "esh", "Al", "El", "As", "Ash", "Ad", "Ar", "Az", "An", "At", "Ath", "Es", "Ed", "Ez"]
)
_LONGEST = 6
_KEPT = 100_000


@cache
def _not_names() -> frozenset[str]:
    text = (resources.files("geomapper") / "data" / "not_names.txt").read_text(encoding="utf-8")
    return frozenset(w for line in text.splitlines() if not line.startswith("#") for w in line.split())


def _may_be_name(word: str) -> bool:
    """Whether a word that stands alone may be a place's name."""
    if not word[0].isupper() or len(word) < 3 or (word.isupper() and len(word) < 4):
        return False
    return word.lower() not in _not_names()


@lru_cache(maxsize=20_000)
def _plain_word(word: str) -> bool:
    return word.lower() in _not_names() or bool(group_of(word))


def _most_peopled(place: Place) -> tuple[int, str]:
    return -place.population, place.place_id


def _one_place(a: str, b: str) -> bool:
    """Whether two rows with a key in common are one place: alike in kind and within 4 km."""
    x, y = a.split(_SEP, 6), b.split(_SEP, 6)
    if x[4] != y[4] and {x[4], y[4]} != {"settlement", "quarter"}:
        return False
    north, east = float(x[2]) - float(y[2]), float(x[3]) - float(y[3])
    return abs(north) < 0.04 and abs(east) < 0.05


_ADMIN_WORDS = frozenset(
    ["province", "governorate", "muhafazah", "mohafazat", "region", "governate", "prov", "the", "of", "state", "provincial", "countryside"]
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

    Extra files are GeoNames dumps, OCHA tables or place files. Raises GazetteerError where one cannot be read.
    """
    from geomapper.gazetteer import packs as shelf

    stores = [_bundled()]
    if packs:
        stores += shelf.stores()
    stores += [shelf.read(Path(path)) for path in extra]
    return Gazetteer(stores)
