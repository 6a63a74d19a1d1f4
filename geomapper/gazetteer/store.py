"""Files of places: text that is split when loaded and read when asked, so that a table is ready at once."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from geomapper.errors import GazetteerError
from geomapper.gazetteer.fold import fold, words
from geomapper.gazetteer.kinds import kind_key, split_kind, takes_kind
from geomapper.model import Place

MAGIC = "geomapper places 1"
SEP = "\t"


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
    lines += [f"{key}{SEP}{' '.join(map(str, numbers))}" for key, numbers in sorted(index.items())]
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
        keys = dict(line.split(SEP, 1) for line in lines[end:])
    except (OSError, EOFError, ValueError, IndexError, zlib.error) as error:
        raise GazetteerError(f"place file {name} cannot be read ({error})") from error
    del lines[end:], lines[:2]
    return Store(name, lines, keys)


def _row(p: Place) -> str:
    cells = (
        p.place_id, p.name, f"{p.latitude:.5f}", f"{p.longitude:.5f}", p.feature, p.admin1, p.country,
        str(p.population), f"{p.precision_km:g}", "|".join(p.variants), p.name_ar, p.source,
    )  # fmt: skip
    return SEP.join(re.sub(r"[\t\r\n]", " ", c) for c in cells)


def place_of(row: str) -> Place:
    """The place in a row of a store."""
    c = row.split(SEP)
    variants = tuple(c[9].split("|")) if c[9] else ()
    return Place(
        c[0], c[1], float(c[2]), float(c[3]), c[4], c[5], c[6], int(c[7]), float(c[8]), variants, c[10], c[11]
    )
