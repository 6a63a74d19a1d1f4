"""Packs: what can be added, what is refused, and that what was there stays."""

import threading
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from geomapper.errors import GazetteerError
from geomapper.gazetteer import load, packs

ROW = (
    "{id}\t{name}\t{name}\t{other}\t{lat}\t{lon}\tP\tPPL\tSY\t\t08\t\t\t\t120\t\t\tAsia/Damascus\t2024-01-01"
)


def row(number: int, name: str, other: str = "", lat: float = 35.5, lon: float = 37.5) -> str:
    return ROW.format(id=number, name=name, other=other, lat=lat, lon=lon)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "packs"
    monkeypatch.setenv("GEOMAPPER_PACKS", str(place))
    return place


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "SY.txt"
    path.write_text(
        "\n".join([row(90000001, "Khirbat Testabad", "Kherbet Testabad,خربة"), row(90000002, "Tall Probe")])
        + "\n",
        encoding="utf-8",
    )
    return path


def zipped(path: Path, text: str | bytes, name: str = "SY.txt") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return path


def test_add_list_use_remove(dump: Path) -> None:
    assert load().candidates("Tel Probe") == []
    pack = packs.add(dump)
    assert (pack.name, pack.n_places) == ("SY", 2)
    assert [p.name for p in packs.list_packs()] == ["SY"]
    found = load().candidates("Kherbet Testabad")
    assert [(p.place_id, p.admin1, p.name_ar) for p in found] == [("geonames:90000001", "Hama", "خربة")]
    assert load(packs=False).candidates("Tel Probe") == []
    packs.remove("sy")
    assert packs.list_packs() == []
    with pytest.raises(GazetteerError, match="no pack 'SY'"):
        packs.remove("SY")


def test_a_file_for_one_run(dump: Path) -> None:
    assert [p.name for p in load(dump).candidates("Tel Probe")] == ["Tall Probe"]
    assert packs.list_packs() == []


def test_zip_with_a_readme(tmp_path: Path, dump: Path) -> None:
    path = zipped(tmp_path / "SY.zip", dump.read_text(encoding="utf-8"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("readme.txt", "columns")
    assert packs.add(path).n_places == 2


def test_the_place_of_a_pack_that_the_table_has_is_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    lines = [
        row(170063, "Halab", lat=36.2, lon=37.15),
        row(90000003, "Khan Shaykhun", lat=35.443, lon=36.651),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    places = load(path, packs=False)
    assert [p.name for p in places.candidates("Aleppo") if p.feature == "settlement"] == ["Aleppo"]  # by id
    assert (
        len([p for p in places.candidates("Khan Sheikhoun") if p.admin1 == "Idlib"]) == 1
    )  # by name and distance


OCHA = [
    "admin4Name_en,admin4Name_ar,admin4Pcode,LATITUDE,LONGITUDE\nUm Prob,ام,C9001,35.4,37.0\n",
    "NAME_EN,NAME_AR,PCODE,Y_COORD,X_COORD\nUm Prob,ام,C9001,35.4,37.0\nNo Where,,C9002,,\n",
    "FeatureName,Latitude,Longitude\nUm Prob,35.4,37.0\n",
    "\ufeffADM4_EN,ADM4_AR,ADM4_PCODE,Latitude_y,Longitude_x\nUm Prob,ام,C9001,35.4,37.0\n",
]


@pytest.mark.parametrize("text", OCHA)
def test_ocha_tables(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ppl.csv"
    path.write_text(text, encoding="utf-8")
    assert packs.add(path).n_places == 1
    place = load().candidates("Umm Prob")[0]
    assert (place.latitude, place.longitude, place.admin1, place.country) == (35.4, 37.0, "Hama", "SY")


def test_ocha_workbook(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="reading .xlsx needs openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["admin4Name_en", "LATITUDE", "LONGITUDE"])
    book.active.append(["Um Prob", 35.4, 37.0])
    book.save(tmp_path / "ppl.xlsx")
    assert packs.add(tmp_path / "ppl.xlsx").n_places == 1


BAD = {
    "truncated.zip": (lambda p, good: p.write_bytes(zipped(p, good).read_bytes()[:-40]), "no whole zip"),
    "other.zip": (lambda p, good: zipped(p, good, "SY.csv"), "holds 0 dumps"),
    "columns.txt": (lambda p, good: p.write_text("1\tA\tB\n", encoding="utf-8"), "3 columns where"),
    "poles.txt": (lambda p, good: p.write_text(row(1, "A", lat=135.0), encoding="utf-8"), "not on Earth"),
    "words.txt": (lambda p, good: p.write_bytes(good.replace("35.5", "north").encode()), "no GeoNames row"),
    "empty.txt": (lambda p, good: p.write_text("", encoding="utf-8"), "holds no places"),
    "binary.txt": (lambda p, good: p.write_bytes(bytes(range(256)) * 9), "damaged|columns"),
    "bomb.zip": (lambda p, good: zipped(p, b"0" * 60_000_000), "unpacks to"),
    "table.csv": (lambda p, good: p.write_text("a,b\n1,2\n", encoding="utf-8"), "no column for a name"),
    "none.csv": (lambda p, good: p.write_text("name,lat,lon\n", encoding="utf-8"), "holds no rows"),
    "what.pdf": (lambda p, good: p.write_bytes(b"%PDF"), "expected a GeoNames dump"),
    "missing.txt": (lambda p, good: None, "no file"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_and_the_packs_stay(tmp_path: Path, dump: Path, name: str) -> None:
    packs.add(dump)
    make, said = BAD[name]
    path = tmp_path / name
    make(path, dump.read_text(encoding="utf-8"))
    with pytest.raises(GazetteerError, match=said):
        packs.add(path)
    assert [p.name for p in load().candidates("Tel Probe")] == ["Tall Probe"]
    assert [p.name for p in packs.list_packs()] == ["SY"]


def test_a_lying_zip_is_not_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bomb.zip", b"0" * 60_000_000)
    tracemalloc.start()
    with pytest.raises(GazetteerError):
        packs.add(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError("Network is unreachable")

    monkeypatch.setattr("urllib.request.urlopen", refuse)
    with pytest.raises(GazetteerError, match=r"cannot fetch .*IQ.*Network is unreachable.*add it"):
        packs.add("IQ")


def test_a_country_is_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dump: Path) -> None:
    source = zipped(tmp_path / "source.zip", dump.read_text(encoding="utf-8"))
    monkeypatch.setattr("urllib.request.urlopen", lambda url, timeout: source.open("rb"))
    assert packs.add("sy").name == "SY"


def test_a_folder_that_cannot_be_written(folder: Path, dump: Path) -> None:
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("a file where the folder should be")
    with pytest.raises(GazetteerError, match="cannot write the pack"):
        packs.add(dump)


def test_a_read_only_folder(folder: Path, dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packs.add(dump)

    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)  # root may write anywhere
    with pytest.raises(GazetteerError, match="Permission denied"):
        packs.add(dump)
    assert load().candidates("Tel Probe") != []


def test_two_writers_at_once(dump: Path, folder: Path) -> None:
    errors: list[Exception] = []

    def write() -> None:
        try:
            packs.add(dump)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert [(p.name, p.n_places) for p in packs.list_packs()] == [("SY", 2)]
    assert [f.name for f in folder.iterdir()] == ["SY.places.gz"]


def test_a_damaged_pack_is_named_and_left_out(
    dump: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packs.add(dump)
    (folder / "XX.places.gz").write_bytes(b"broken")
    assert load().candidates("Tel Probe") != []
    assert "place file XX cannot be read" in capsys.readouterr().err
    assert [(p.name, p.n_places) for p in packs.list_packs()] == [("SY", 2), ("XX", -1)]


def test_real_packs(shared: Path) -> None:
    for name, least in (("SY", 10_000), ("IQ", 22_000)):
        assert packs.add(shared / "gazetteer" / f"{name}.zip").n_places > least
    places = load()
    village = next(p for p in places.candidates("Zaytan") if p.country == "SY")
    assert village.admin1 == "Aleppo"
