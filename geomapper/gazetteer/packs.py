"""Packs: places of a country that the user adds to the bundled table, kept in the user's data folder."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from geomapper.errors import GazetteerError
from geomapper.gazetteer.store import Store, decode, encode
from geomapper.model import Place

_SUFFIX = ".places.gz"
_URL = "https://download.geonames.org/export/dump/{}.zip"


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as `list_packs` shows it."""

    name: str
    n_places: int
    path: Path


def folder() -> Path:
    """Where packs live: $GEOMAPPER_PACKS, or `packs` in the user's data folder."""
    import platformdirs

    chosen = os.environ.get("GEOMAPPER_PACKS")
    return (
        Path(chosen) if chosen else Path(platformdirs.user_data_dir("geomapper", appauthor=False)) / "packs"
    )


def add(source: str | Path) -> Pack:
    """Add a pack from a file, or from the GeoNames dump of a country given by its two letters.

    A pack of the same name is replaced, in one step: whoever reads meanwhile has the old one or the new one.
    Raises GazetteerError for a bad file, no network, or a folder that cannot be written.
    """
    from geomapper.gazetteer.sources import read_places

    path = Path(source)
    if not path.exists() and re.fullmatch(r"[A-Za-z]{2}", str(source)):
        name = str(source).upper()
        with tempfile.TemporaryDirectory() as temporary:
            places = read_places(_download(name, Path(temporary)))
    else:
        name = re.sub(r"[^A-Za-z0-9_-]+", "-", path.stem).strip("-") or "pack"
        places = read_places(path)
    target = _write(name, places)
    return Pack(name, len(places), target)


def list_packs() -> list[Pack]:
    """The packs that are there, by name; one that cannot be read has -1 places."""
    out = []
    for path in _files():
        try:
            n = len(decode(path.name, path.read_bytes()).rows)
        except (GazetteerError, OSError):
            n = -1
        out.append(Pack(path.name.removesuffix(_SUFFIX), n, path))
    return out


def remove(name: str) -> None:
    """Remove a pack; raises GazetteerError where there is none of this name."""
    for path in _files():
        if path.name.removesuffix(_SUFFIX).casefold() == name.casefold():
            try:
                path.unlink()
            except OSError as error:
                raise GazetteerError(f"cannot remove pack {name}: {error.strerror}") from error
            return
    there = ", ".join(p.name.removesuffix(_SUFFIX) for p in _files()) or "none"
    raise GazetteerError(f"no pack {name!r}; there are: {there}")


def stores() -> list[Store]:
    """The packs, ready to be looked up; one that is damaged is named on standard error and left out."""
    import sys

    out = []
    for path in _files():
        try:
            out.append(decode(path.name.removesuffix(_SUFFIX), path.read_bytes()))
        except (GazetteerError, OSError) as error:
            print(f"geomapper: {error}; add it again or remove it", file=sys.stderr)
    return out


def read(path: Path) -> Store:
    """A file of places for one run: a place file as packs are stored, or anything that `add` takes."""
    from geomapper.gazetteer.sources import read_places

    if path.name.endswith(_SUFFIX):
        try:
            return decode(path.name.removesuffix(_SUFFIX), path.read_bytes())
        except OSError as error:
            raise GazetteerError(f"cannot read {path}: {error.strerror}") from error
    return decode(path.stem, encode(read_places(path), level=1))


def _files() -> list[Path]:
    place = folder()
    return sorted(place.glob(f"*{_SUFFIX}")) if place.is_dir() else []


def _write(name: str, places: list[Place]) -> Path:
    target = folder() / f"{name}{_SUFFIX}"
    data = encode(places)
    temporary = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".adding-", delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
        temporary.chmod(0o644)
        temporary.replace(target)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise GazetteerError(f"cannot write the pack to {target.parent}: {error.strerror}") from error
    return target


def _download(country: str, into: Path) -> Path:
    import shutil
    import urllib.error
    import urllib.request

    url = _URL.format(country)
    path = into / f"{country}.zip"
    try:
        with urllib.request.urlopen(url, timeout=20) as reply, path.open("wb") as file:
            shutil.copyfileobj(reply, file)
    except urllib.error.HTTPError as error:
        raise GazetteerError(
            f"GeoNames has no dump for {country} ({error.code}); give a file instead"
        ) from error
    except (urllib.error.URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise GazetteerError(
            f"cannot fetch {url} ({reason}): without a network, fetch {country}.zip elsewhere and add it"
        ) from error
    return path
