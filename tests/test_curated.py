"""The curated table row by row: whole, in its governorate, told apart, in accord with what can be checked."""

import csv
import io
import re
import zipfile
from collections import defaultdict
from pathlib import Path

import pytest

from geomapper.boundaries import Units
from geomapper.gazetteer import fold, load
from geomapper.gazetteer.kinds import features_of
from geomapper.geocode.context import km_between

TABLE = Path(__file__).parents[1] / "gazetteer" / "curated.csv"
COLUMNS = [
    "name",
    "variants",
    "name_ar",
    "kind",
    "admin1",
    "latitude",
    "longitude",
    "precision_km",
    "note",
    "source",
    "country",
]
KINDS = {
    "settlement", "quarter", "facility", "base", "airfield", "hill", "mountain", "dam", "field", "crossing",
    "camp", "hospital", "prison", "silo", "junction", "region", "road", "island", "plant",
}  # fmt: skip
ALIKE = [{"settlement", "quarter", "camp"}, {"hill", "mountain", "region"}]

# Where Natural Earth draws a governorate otherwise than its administration does: the Golan west of the line
# of 1974 (drawn with Israel, listed under Quneitra) and the desert between Dumayr and al-Tanf (with Homs).
ELSEWHERE = {"Quneitra": (32.6, 35.55, 33.35, 35.95), "Rif Dimashq": (33.1, 37.4, 34.0, 38.9)}


def read() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = read()


def spellings(row: dict[str, str]) -> set[str]:
    return {fold(n) for n in (row["name"], *row["variants"].split("|")) if n.strip()}


def apart(a: dict[str, str], b: dict[str, str]) -> float:
    return km_between(
        float(a["latitude"]), float(a["longitude"]), float(b["latitude"]), float(b["longitude"])
    )


def test_columns() -> None:
    assert list(ROWS[0]) == COLUMNS


def test_there_are_enough_rows() -> None:
    assert sum(r["country"] == "SY" for r in ROWS) >= 2000
    assert sum(r["country"] == "IQ" for r in ROWS) >= 200


@pytest.mark.parametrize(
    "kind",
    ["quarter", "base", "airfield", "field", "dam", "hospital", "prison", "silo", "hill", "crossing", "camp"],
)
def test_every_kind_of_place_is_there(kind: str) -> None:
    assert sum(r["kind"] == kind for r in ROWS) >= 5


def test_rows_are_whole() -> None:
    bad = []
    for row in ROWS:
        precision = float(row["precision_km"])
        if not (
            row["name"]
            and row["source"]
            and row["kind"] in KINDS
            and 0 < precision <= 80
            and row["country"] in {"SY", "IQ", "LY"}
        ):
            bad.append(row["name"])
        if any(ord(c) < 32 for value in row.values() for c in value):
            bad.append(row["name"])
    assert not bad


def test_every_row_lies_in_its_governorate() -> None:
    units = Units()
    outside = []
    for row in ROWS:
        lat, lon = float(row["latitude"]), float(row["longitude"])
        box = ELSEWHERE.get(row["admin1"])
        if box and box[0] < lat < box[2] and box[1] < lon < box[3]:
            continue
        if units.distance(row["admin1"], lat, lon) * 111 > max(6.0, float(row["precision_km"]) * 1.1):
            outside.append((row["name"], row["admin1"]))
    assert not outside


def test_no_two_rows_are_one_place() -> None:
    by_key = defaultdict(list)
    same = []
    for row in ROWS:
        for key in spellings(row):
            for other in by_key[key]:
                kinds = {row["kind"], other["kind"]}
                if (len(kinds) == 1 or any(kinds <= group for group in ALIKE)) and apart(row, other) < 2:
                    same.append((row["name"], other["name"], row["admin1"]))
            by_key[key].append(row)
    assert not same


def test_ids_are_unique_in_the_bundled_table() -> None:
    places = load(packs=False)
    ids = [r[: r.index("\t")] for store in places._stores for r in store.rows]
    assert len(ids) == len(set(ids))


def test_no_row_disagrees_with_the_place_of_its_geonames_id(shared: Path) -> None:
    points = {}
    for name in ("SY", "IQ"):
        with (
            zipfile.ZipFile(shared / "gazetteer" / f"{name}.zip") as archive,
            archive.open(f"{name}.txt") as raw,
        ):
            for line in io.TextIOWrapper(raw, encoding="utf-8"):
                c = line.split("\t")
                points[c[0]] = (float(c[4]), float(c[5]))
    off = []
    for row in ROWS:
        found = re.fullmatch(r"GeoNames (\d+)", row["source"])
        if found and found[1] in points:
            far = km_between(float(row["latitude"]), float(row["longitude"]), *points[found[1]])
            if far > max(1.0, float(row["precision_km"])) + 0.5:
                off.append((row["name"], row["admin1"], round(far, 1)))
    assert not off


def test_no_row_disagrees_with_the_only_place_of_its_name_in_its_governorate(shared: Path) -> None:
    theirs = load(shared / "gazetteer" / "SY.zip", packs=False)._stores[-1]
    by_key = defaultdict(list)
    for key, numbers in theirs.keys.items():
        for number in numbers.split():
            c = theirs.rows[int(number)].split("\t")
            if c[1] and fold(c[1]) == key:  # its own name, not one of its variants
                by_key[key, c[5]].append((float(c[2]), float(c[3])))
    off = []
    for row in ROWS:
        points = by_key.get((fold(row["name"]), row["admin1"]), [])
        if row["kind"] != "settlement" or row["country"] != "SY" or len(points) != 1:
            continue
        far = km_between(float(row["latitude"]), float(row["longitude"]), *points[0])
        # Beyond 30 km it is another place of that name; a GeoNames id is checked above.
        told_apart = "not " in row["note"] or re.fullmatch(r"GeoNames \d+", row["source"])
        if max(3.0, float(row["precision_km"])) < far < 30 and not told_apart:
            off.append((row["name"], row["admin1"], round(far, 1), row["source"]))
    assert not off


def test_kinds_are_features_that_can_be_looked_for() -> None:
    known = {
        f
        for group in (
            "settlement",
            "quarter",
            "airfield",
            "base",
            "hill",
            "dam",
            "field",
            "plant",
            "hospital",
            "prison",
            "silo",
            "crossing",
            "camp",
            "facility",
            "junction",
            "island",
            "route",
            "region",
        )
        for f in features_of(group)
    }
    assert known >= KINDS
