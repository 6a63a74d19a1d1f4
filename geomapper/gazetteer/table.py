"""A table of places that is ready at once: text that is split when loaded and read when asked."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path

from geomapper.errors import GazetteerError
from geomapper.gazetteer.fold import fold, words
from geomapper.gazetteer.kinds import kind_key, split_kind, takes_kind
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


def encode(places: Iterable[Place], level: int = 9) -> bytes:
    """The bytes of a place file: gzip, the same for the same places. Keys are those of name, variants, name_ar."""
    rows: list[str] = []
    index: dict[str, list[int]] = {}
    for number, place in enumerate(places):
        rows.append(_row(place))
        for key in keys_of(place):
            index.setdefault(key, []).append(number)
    lines = [MAGIC, str(len(rows)), *rows]
    lines += [f"{key}{_SEP}{' '.join(map(str, numbers))}" for key, numbers in sorted(index.items())]
    return gzip.compress("\n".join(lines).encode(), compresslevel=level, mtime=0)


def keys_of(place: Place) -> list[str]:
    """The keys of a place: each spelling folded; for what is no town also its bare name with its feature."""
    keys: dict[str, None] = {}
    for spelling in (place.name, *place.variants, place.name_ar):
        keys[fold(spelling)] = None
        if takes_kind(place.feature):
            keys[kind_key(fold(split_kind(spelling)[0]), place.feature)] = None
    keys.pop("", None)
    return list(keys)


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
    except (OSError, EOFError, ValueError, IndexError) as error:
        raise GazetteerError(f"place file {name} cannot be read ({error})") from error
    return Store(name, lines[2:end], keys)


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
        return list(self._by_key(fold(name)))

    def of_kind(self, name: str, features: Iterable[str]) -> list[Place]:
        """Places that bear a name without its noun: ("Tabqa", ["airfield"]) finds Tabqa air base."""
        key = fold(name)
        return [place for feature in features for place in self._by_key(kind_key(key, feature))]

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

        Only words that are written as names count: "Salt" may be the town, "salt" is not.
        """
        out: list[tuple[int, int, str]] = []
        tokens = [(m.start(), m.end()) for m in _WORD.finditer(text)]
        i = 0
        while i < len(tokens):
            start = tokens[i][0]
            first = text[start : tokens[i][1]]
            if not (first[0].isupper() or _PARTICLE.match(first)):
                i += 1
                continue
            reach = i
            while reach + 1 < len(tokens) and reach + 1 < i + _LONGEST:
                gap = text[tokens[reach][1] : tokens[reach + 1][0]]
                word = text[tokens[reach + 1][0] : tokens[reach + 1][1]]
                if gap not in _GAPS or not (word[0].isupper() or word[0].isdigit() or word in _SMALL):
                    break
                reach += 1
            for j in range(reach, i - 1, -1):
                end = tokens[j][1]
                last = text[tokens[j][0] : end]
                if last in _SMALL or (j == i and not _capital(first)):
                    continue
                key = fold(text[start:end])
                if len(key) > 1 and self._knows(key):
                    out.append((start, end, key))
                    i = j
                    break
            i += 1
        return out

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

    def _knows(self, key: str) -> bool:
        return any(key in s.keys for s in self._stores)

    def _by_key(self, key: str) -> tuple[Place, ...]:
        found = self._found.get(key)
        if found is None:
            numbers: dict[tuple[int, int], None] = {}
            for s, store in enumerate(self._stores):
                for number in store.keys.get(key, "").split():
                    at = (s, int(number))
                    numbers[self._same.get(at, at)] = None
            found = tuple(sorted((self._place(*at) for at in numbers), key=lambda p: (-p.population, p.place_id)))
            self._found[key] = found
        return found

    def _place(self, store: int, number: int) -> Place:
        place = self._places.get((store, number))
        if place is None:
            place = self._places[store, number] = place_of(self._stores[store].rows[number])
        return place

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
_SMALL = frozenset("al el as ash ad ar az an at ath adh es ed ez esh ul bin ibn abu umm um de".split())
_PARTICLE = re.compile(r"(?:al|el|as|ash|ad|ar|az|an|at|ath|adh|es|ed|ez|esh)$")
_LONGEST = 6


def _capital(word: str) -> bool:
    return word[0].isupper() and len(word) > 2 and word.lower() not in _SMALL


def _one_place(a: str, b: str) -> bool:
    """Whether two rows with a key in common are one place: alike in kind and within 4 km."""
    x, y = a.split(_SEP, 6), b.split(_SEP, 6)
    if x[4] != y[4] and {x[4], y[4]} != {"settlement", "quarter"}:
        return False
    north, east = float(x[2]) - float(y[2]), float(x[3]) - float(y[3])
    return abs(north) < 0.04 and abs(east) < 0.05


_ADMIN_WORDS = frozenset(
    "province governorate muhafazah mohafazat region governate prov the of state provincial countryside".split()
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
