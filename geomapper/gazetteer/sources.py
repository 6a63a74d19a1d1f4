"""Tables of places as others publish them, read into `Place`s: GeoNames dumps and OCHA populated places."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from geomapper.boundaries import Units
from geomapper.errors import GazetteerError, MissingExtra
from geomapper.model import Place

LIMIT = 2_000_000_000  # bytes: the largest country dump unpacks to a third of this
_RATIO = 200  # text of a dump packs about eight to one; far beyond is no dump
_COLUMNS = 19

_FEATURES = {
    "PPLX": "quarter", "AIRB": "airfield", "AIRF": "airfield", "AIRP": "airfield", "AIRQ": "airfield",
    "MILB": "base", "INSM": "base", "FT": "base", "HLL": "hill", "HLLS": "hill", "MT": "hill", "MTS": "hill",
    "PK": "hill", "RDGE": "hill", "TMTU": "hill", "DAM": "dam", "HSP": "hospital", "PRN": "prison",
    "FLDO": "field", "FLDG": "field", "OILR": "facility", "OILW": "field", "OILF": "field", "CMP": "camp",
    "CMPRF": "camp", "ADM1": "admin1", "ADM2": "admin2", "ADM3": "admin3", "PCLI": "country",
    "BDG": "facility", "SILO": "silo", "GRVE": "region", "ISL": "island", "RDJCT": "junction",
}  # fmt: skip
_CLASSES = {
    "P": "settlement",
    "T": "hill",
    "S": "facility",
    "A": "region",
    "L": "region",
    "R": "route",
    "H": "water",
    "V": "region",
}


def read_places(path: Path) -> list[Place]:
    """The places of a GeoNames dump (.zip, .txt) or an OCHA table (.csv, .tsv, .xlsx).

    Raises GazetteerError with what is wrong, MissingExtra for .xlsx without openpyxl.
    """
    if not path.is_file():
        raise GazetteerError(f"no file {path}")
    suffix = path.suffix.lower()
    if suffix == ".zip":
        return geonames(_unzip(path), path.name)
    if suffix == ".txt":
        with path.open(encoding="utf-8", errors="strict", newline="") as file:
            return geonames(file, path.name)
    if suffix in {".csv", ".tsv"}:
        with path.open(encoding="utf-8-sig", newline="") as file:
            try:
                rows = list(csv.DictReader(file, delimiter="\t" if suffix == ".tsv" else ","))
            except (csv.Error, UnicodeDecodeError) as error:
                raise GazetteerError(f"{path.name} is no table of places ({error})") from error
        return ocha(rows, path.name)
    if suffix == ".xlsx":
        return ocha(_excel(path), path.name)
    raise GazetteerError(f"{path.name}: expected a GeoNames dump (.zip, .txt) or a table (.csv, .tsv, .xlsx)")


def geonames(lines: Iterator[str] | io.TextIOBase, name: str) -> list[Place]:
    """The places of the 19 tab-separated columns of a GeoNames dump, with the governorate that holds each."""
    units = Units()
    out: list[Place] = []
    try:
        for number, line in enumerate(lines, 1):
            line = line.rstrip("\r\n")
            if not line:
                continue
            c = line.split("\t")
            if len(c) != _COLUMNS:
                raise GazetteerError(
                    f"{name}, line {number}: {len(c)} columns where a GeoNames dump has {_COLUMNS}"
                )
            out.append(_geonames_place(c, units, name, number))
    except (UnicodeDecodeError, zipfile.BadZipFile, EOFError, OSError) as error:
        raise GazetteerError(f"{name} is damaged or no GeoNames dump ({error})") from error
    if not out:
        raise GazetteerError(f"{name} holds no places")
    return out


def _geonames_place(c: list[str], units: Units, name: str, number: int) -> Place:
    try:
        lat, lon = float(c[4]), float(c[5])
        population = int(c[14] or 0)
    except ValueError as error:
        raise GazetteerError(f"{name}, line {number}: no GeoNames row ({error})") from error
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise GazetteerError(f"{name}, line {number}: coordinates {lat}, {lon} are not on Earth")
    others = [n for n in (c[2], *c[3].split(",")) if n and n != c[1]]
    latin = [n for n in others if _latin(n)]
    arabic = [n for n in others if _arabic(n)]
    unit = units.at(lat, lon, c[8])
    return Place(
        place_id=f"geonames:{c[0]}",
        name=c[1],
        latitude=lat,
        longitude=lon,
        feature=_FEATURES.get(c[7], _CLASSES.get(c[6], "settlement")),
        admin1=unit.name if unit else "",
        country=c[8],
        population=population,
        precision_km=1.0,
        variants=tuple(dict.fromkeys((*latin, *arabic[1:]))),
        name_ar=arabic[0] if arabic else "",
        source=f"GeoNames {c[0]}",
    )


# How the columns of populated-places tables of OCHA and HDX are called, most telling first.
_NAME = (
    r"(?:admin|adm)4name_?en",
    r"(?:admin|adm)4_?en",
    r"(?:place|community|locality|village|ppl)_?name_?en",
    r"(?:feature)?name_?en",
    r"(?:admin|adm)4_?name",
    r"(?:feature)?name",
    r"(?:community|locality|place|village)(?:_?name)?",
)
_NAME_AR = (
    r"(?:admin|adm)4name_?ar",
    r"(?:admin|adm)4_?ar",
    r"(?:place|community|locality|village|ppl)_?name_?ar",
    r"(?:feature)?name_?ar",
)
_CODE = (
    r"(?:admin|adm)4_?pcode",
    r"(?:place|community|locality|ppl)_?p?code",
    r"pcode",
    r"(?:ppl|place)?_?id",
)
_LAT = (r"lat(?:itude)?(?:_?(?:y|dd|wgs84))?", r"(?:gps_?)?y(?:_?coord(?:inate)?)?", r"point_?y")
_LON = (r"(?:lon|long|lng|longitude)(?:_?(?:x|dd|wgs84))?", r"(?:gps_?)?x(?:_?coord(?:inate)?)?", r"point_?x")
_OTHER = (r"alt(?:ernat(?:iv)?e)?_?names?(?:_?en)?", r"aliases", r"other_?names?")
_PEOPLE = (r"pop(?:ulation)?(?:_?\d{4})?",)
_COUNTRY = (r"(?:admin|adm)0_?pcode", r"country_?code", r"iso2", r"countrycode")


def ocha(rows: list[dict[str, str]], name: str) -> list[Place]:
    """The places of a populated-places table with columns such as admin4Name_en, admin4Pcode, LATITUDE."""
    if not rows:
        raise GazetteerError(f"{name} holds no rows")
    header = [h for h in rows[0] if h]
    at = {what: _column(header, patterns) for what, patterns in {
        "name": _NAME, "ar": _NAME_AR, "code": _CODE, "lat": _LAT, "lon": _LON, "other": _OTHER,
        "people": _PEOPLE, "country": _COUNTRY,
    }.items()}  # fmt: skip
    missing = [what for what in ("name", "lat", "lon") if not at[what]]
    if missing:
        said = {"name": "a name (admin4Name_en)", "lat": "a latitude", "lon": "a longitude"}
        raise GazetteerError(
            f"{name} has no column for {', '.join(said[m] for m in missing)}; it has {', '.join(header[:12])}"
        )
    units = Units()
    out = []
    for number, row in enumerate(rows, 2):
        cell = {what: (row.get(column) or "").strip() if column else "" for what, column in at.items()}
        if not cell["name"] and not cell["ar"]:
            continue
        try:
            lat, lon = float(cell["lat"].replace(",", ".")), float(cell["lon"].replace(",", "."))
        except ValueError:
            continue  # places without coordinates are common in these tables and of no use here
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise GazetteerError(f"{name}, line {number}: coordinates {lat}, {lon} are not on Earth")
        unit = units.at(lat, lon)
        code = cell["code"] or f"{Path(name).stem}-{number}"
        people = re.sub(r"[^0-9.]", "", cell["people"])
        out.append(
            Place(
                f"ocha:{code}",
                cell["name"] or cell["ar"],
                lat,
                lon,
                "settlement",
                unit.name if unit else "",
                cell["country"][:2].upper() or (unit.country if unit else ""),
                int(float(people or 0)),
                1.0,
                tuple(n.strip() for n in re.split(r"[|;]", cell["other"]) if n.strip()),
                cell["ar"],
                f"OCHA {code}",
            )
        )
    if not out:
        raise GazetteerError(f"{name} holds no row with a name and coordinates")
    return out


def _column(header: list[str], patterns: tuple[str, ...]) -> str:
    for pattern in patterns:
        for column in header:
            if re.fullmatch(pattern, re.sub(r"[\s\-.#+]+", "_", column.strip()).lower()):
                return column
    return ""


def _unzip(path: Path) -> Iterator[str]:
    """The lines of the dump in a zip, read as they are needed and never more than LIMIT bytes."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise GazetteerError(f"{path.name} is no whole zip file ({error}); fetch it again") from error
    with archive:
        members = [
            m
            for m in archive.infolist()
            if m.filename.endswith(".txt") and not m.filename.lower().startswith("readme")
        ]
        if len(members) != 1:
            raise GazetteerError(f"{path.name} holds {len(members)} dumps (.txt) where one is expected")
        info = members[0]
        if info.file_size > LIMIT or (
            info.file_size > 1e7 and info.file_size > _RATIO * max(info.compress_size, 1)
        ):
            raise GazetteerError(
                f"{path.name} unpacks to {info.file_size / 1e9:.1f} GB: no GeoNames dump is that big"
            )
        read = 0
        with archive.open(info) as raw:
            for line in io.TextIOWrapper(raw, encoding="utf-8", newline="\n"):
                read += len(line)
                if read > LIMIT:
                    raise GazetteerError(f"{path.name} unpacks to more than {LIMIT / 1e9:.0f} GB")
                if len(line) > 200_000:
                    raise GazetteerError(
                        f"{path.name} holds a line of {len(line)} characters: no GeoNames dump"
                    )
                yield line


def _excel(path: Path) -> list[dict[str, str]]:
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtra(
            "reading .xlsx needs openpyxl: pip install openpyxl, or save the sheet as .csv"
        ) from error
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise GazetteerError(f"{path.name} is no Excel workbook ({error})") from error
    # The sheet of settlements is the longest one.
    sheet = max(book.worksheets, key=lambda s: s.max_row or 0)
    rows = sheet.iter_rows(values_only=True)
    header = ["" if h is None else str(h) for h in next(rows, ())]
    return [dict(zip(header, ("" if v is None else str(v) for v in row), strict=False)) for row in rows]


def _latin(name: str) -> bool:
    return all(ord(c) < 0x370 or 0x1E00 <= ord(c) < 0x2070 for c in name)


def _arabic(name: str) -> bool:
    return any(0x600 <= ord(c) < 0x700 for c in name)
